"""How often a post was liked, answered, shared and seen by a certain hour: quick on the first day, then slow.

Counts never fall. They are made of the platform's size, the author's reach, how popular the post is said
to be and a luck of its own; never of anything outside the sample.
"""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from sample.invented import number
from sample.story import MONDAYS, Person, Post

# followers of a person of the second tier, likes per thousand followers, and views per follower in percent
_SIZES = {"bluesky": 6400, "mastodon": 2300, "x": 15800, "youtube": 41000, "hackernews": 9000}
_LIKES = {"bluesky": 4, "mastodon": 6, "x": 2, "youtube": 9, "hackernews": 3}
_VIEWS = {"x": 55, "youtube": 31}
_SHARES = {  # of the likes, in percent
    "bluesky": {"replies": 9, "reposts": 21, "quotes": 3, "bookmarks": 6},
    "mastodon": {"replies": 11, "reposts": 46, "quotes": 2},
    "x": {"replies": 8, "reposts": 15, "quotes": 3, "bookmarks": 9},
    "youtube": {"replies": 7},
    "hackernews": {"replies": 55},
}
_REACH = {0: Fraction(1, 25), 1: Fraction(9, 4), 2: Fraction(1), 3: Fraction(9, 20)}
_LUCK = (40, 55, 70, 80, 90, 100, 105, 115, 130, 150, 190, 260)
_RELATIONS = {"replies": "reply_to", "reposts": "repost", "quotes": "quote"}


def followers(person: Person, platform: str, when: datetime) -> int:
    """Followers of an account: a size of its own, and a little more every week."""
    weeks = max(0, (when - MONDAYS[0]).days // 7)
    own = Fraction(70 + number("reach", person.person_id, platform) % 70, 100)
    grown = 1 + Fraction(weeks * (2 + number("growth", person.person_id) % 7), 1000)
    return int(_SIZES[platform] * _REACH[person.tier] * own * grown) + number("odd", person.person_id) % 17


def counts(post: Post, platform: str, when: datetime) -> dict[str, int]:
    """likes, and where the platform has them views, replies, reposts, quotes and bookmarks, at `when`."""
    hours = max(Fraction(0), Fraction(int((when - post.places[platform]).total_seconds()), 3600))
    grown = Fraction(3, 4) * hours / (hours + 5) + Fraction(1, 4) * hours / (hours + 400)
    audience = followers(post.author, platform, MONDAYS[0]) * Fraction(post.popular).limit_denominator(100)
    likes = audience * _LIKES[platform] * _luck(post, platform, "likes") / 1000
    told = {"likes": int(likes * grown)}
    if platform in _VIEWS:
        told["views"] = int(audience * _VIEWS[platform] * _luck(post, platform, "views") * grown / 100)
    for name, percent in _SHARES[platform].items():
        heard = int(likes * percent * _luck(post, platform, name) * grown / 100)
        told[name] = max(heard, post.count(_RELATIONS[name], platform, when) if name in _RELATIONS else 0)
    return told


def _luck(post: Post, platform: str, what: str) -> Fraction:
    return Fraction(_LUCK[number("luck", post.post_id, platform, what) % len(_LUCK)], 100)
