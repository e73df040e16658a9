"""Hacker News: users and items at Firebase, a user's posts in Algolia's search.

form  https://hn.algolia.com/api and https://github.com/HackerNews/API
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import escape

from sample import invented
from sample.cascade import counts
from sample.exchange import Exchange, Json, address
from sample.pages import long_address
from sample.story import MONDAYS, Person, Post, Story
from sample.words import paragraphs

_ITEMS = "https://hacker-news.firebaseio.com/v0"
_SEARCH = "https://hn.algolia.com/api/v1/search_by_date"
_PAGE = 200
_READ_AGAIN = timedelta(hours=48)  # how far a visit reaches behind the one before


def record(story: Story, when: datetime) -> Iterator[Exchange]:
    """Answers of both hosts; a search for every window that a visit at `when` may ask for."""
    for person in story.listened["hackernews"]:
        posts = story.timeline(person, "hackernews", when)
        yield Exchange(when, f"{_ITEMS}/user/{person.handles['hackernews']}.json", _user(person, posts, when))
        for before in (None, *(monday for monday in MONDAYS if monday < when)):
            yield _search(person, posts, before - _READ_AGAIN if before else None, when)
    for post, _ in story.changed("hackernews", when):
        yield Exchange(when, f"{_ITEMS}/item/{item_id(post)}.json", _item(post, when))


def item_id(post: Post) -> int:
    """Stories and comments are counted together."""
    return invented.hn_id(post.places["hackernews"])


def _seconds(post: Post) -> int:
    return int(post.places["hackernews"].timestamp())


def _user(person: Person, posts: list[Post], when: datetime) -> Json:
    karma = 300 + invented.number("karma", person.person_id) % 2400
    return {
        "about": _html(person.about),
        "created": int(MONDAYS[0].timestamp()) - 86400 * (500 + invented.number("joined", person.person_id) % 3000),
        "id": person.handles["hackernews"],
        "karma": karma + sum(counts(post, "hackernews", when)["likes"] for post in posts),
        "submitted": [item_id(post) for post in posts],
    }


def _search(person: Person, posts: list[Post], since: datetime | None, when: datetime) -> Exchange:
    tags = f"author_{person.handles['hackernews']},(story,comment,poll)"
    asked = {"tags": tags, "hitsPerPage": str(_PAGE)}
    if since:
        asked["numericFilters"] = f"created_at_i>={int(since.timestamp())}"
    hits = [_hit(post, when) for post in posts if since is None or post.places["hackernews"] >= since]
    told = {
        "exhaustive": {"nbHits": True, "typo": True},
        "exhaustiveNbHits": True,
        "hits": hits,
        "hitsPerPage": _PAGE,
        "nbHits": len(hits),
        "nbPages": 1 if hits else 0,
        "page": 0,
        "params": address("", asked | {"advancedSyntax": "true", "analyticsTags": "backend"})[1:],
        "processingTimeMS": 3,
        "query": "",
    }
    return Exchange(when, address(_SEARCH, asked), told)


def _hit(post: Post, when: datetime) -> Json:
    told = counts(post, "hackernews", when)
    at = post.places["hackernews"]
    hit: Json = {
        "author": post.author.handles["hackernews"],
        "created_at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "created_at_i": _seconds(post),
        "objectID": str(item_id(post)),
        "story_id": item_id(post.root),
        "updated_at": when.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    kind = "comment" if post.reply_to else "story"
    hit["_tags"] = [kind, f"author_{hit['author']}", f"story_{hit['story_id']}", *_boards(post)]
    if post.reply_to:
        root = post.root
        hit |= {"comment_text": _html(post.text(when)), "parent_id": item_id(post.reply_to), "points": None}
        return hit | {"story_title": root.title} | ({"story_url": long_address(root.link)} if root.link else {})
    hit |= {"title": post.title, "points": 1 + told["likes"], "num_comments": told["replies"]}
    if post.link:
        hit["url"] = post.link
    return hit | ({"story_text": _html(post.text(when))} if post.text(when) else {})


def _boards(post: Post) -> list[str]:
    return [tag for start, tag in (("Ask HN", "ask_hn"), ("Show HN", "show_hn")) if post.title.startswith(start)]


def _item(post: Post, when: datetime) -> Json:
    told = counts(post, "hackernews", when)
    kids = [item_id(one) for one in post.answers["reply_to"] if one.is_there("hackernews", when)]
    item: Json = {
        "by": post.author.handles["hackernews"],
        "id": item_id(post),
        "time": _seconds(post),
        "type": "comment" if post.reply_to else "story",
    }
    item |= ({"kids": kids} if kids else {}) | ({"text": _html(post.text(when))} if post.text(when) else {})
    if post.reply_to:
        return item | {"parent": item_id(post.reply_to)}
    item |= {"title": post.title, "score": 1 + told["likes"], "descendants": told["replies"]}
    return item | ({"url": post.link} if post.link else {})


def _html(text: str) -> str:
    """Text as Hacker News writes it: <p> between paragraphs, apostrophes and slashes as numbers."""
    told = [escape(part) for part in paragraphs(text)]
    return re.sub(r"(?<=\w)/(?=\w)", "&#x2F;", "<p>".join(told))
