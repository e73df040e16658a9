"""X API v2, in the words of its prose documentation: users, timelines in pages, what they refer to.

form  https://docs.x.com/x-api/posts/user-posts-timeline-by-user-id
A page may be shorter than asked for and still have a next_token. Beside every whole timeline stand those since the
newest post of each week before. Of the brand there is also who speaks to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sample import invented
from sample.cascade import counts, followers
from sample.exchange import Exchange, Json, address
from sample.platforms.x_ids import joined_at, media_keys, newest_id, post_id, user_id
from sample.platforms.x_text import entities_of, shown_text
from sample.story import MONDAYS, Person, Post, Story
from sample.words import instant, iso

_API = "https://api.x.com/2"
_BRAND = "halden"
_USER = "created_at,description,entities,name,protected,public_metrics,url,username,verified"
FIELDS = {
    "tweet.fields": "article,attachments,author_id,conversation_id,created_at,edit_controls,entities,"
    "in_reply_to_user_id,lang,note_tweet,paid_partnership,possibly_sensitive,public_metrics,referenced_tweets,withheld",
    "expansions": "attachments.media_keys,referenced_tweets.id,referenced_tweets.id.author_id",
    "media.fields": "alt_text,duration_ms,preview_image_url,type,url,variants",
    "user.fields": _USER,
}
MENTIONS = FIELDS | {"expansions": FIELDS["expansions"] + ",author_id"}
_PAGE = 20
_FIRST_READ = timedelta(days=90)  # how far back an account is asked for that was never read before


def record(story: Story, when: datetime) -> Iterator[Exchange]:
    """Answers of the API to an app's token."""
    people = story.accounts["x"]
    for some in (story.listened["x"], *([person] for person in people)):
        names = ",".join(person.handles["x"] for person in some)
        url = address(f"{_API}/users/by", {"usernames": names, "user.fields": _USER})
        yield Exchange(when, url, {"data": [_user(person, when) for person in some]})
    for person in people:
        url = address(f"{_API}/users", {"ids": user_id(person), "user.fields": _USER})
        yield Exchange(when, url, {"data": [_user(person, when)]})
        yield from _since_each_week(story, person, "tweets", when)
    yield from _since_each_week(story, story.people[_BRAND], "mentions", when)
    for post, is_there in story.changed("x", when):
        url = address(f"{_API}/tweets", {"ids": post_id(post), "tweet.fields": FIELDS["tweet.fields"]})
        told = {"data": [_post(story, post, when)]} if is_there else {"errors": [_missing(post)]}
        yield Exchange(when, url, told)


def _since_each_week(story: Story, person: Person, route: str, when: datetime) -> Iterator[Exchange]:
    """The whole timeline, and what is new in it since each Monday before."""
    told = {monday: _told(story, person, route, monday) for monday in MONDAYS if monday <= when}
    since = {max((newest_id(post, at) for post in posts), key=int) for at, posts in told.items() if posts and at < when}
    for known in (None, *sorted(since, key=int)):
        yield from _timeline(story, person, route, told[when], when, known)


def _told(story: Story, person: Person, route: str, when: datetime) -> list[Post]:
    """What stands in a timeline at `when`, newest id first: an edit puts a post on top again."""
    if route == "tweets":
        found = story.timeline(person, "x", when)
    else:
        found = [
            post for post in story.posts.values()
            if post.is_there("x", when) and post.author is not person and not post.repost
            and person in shown_text(post, story, when).people
        ]  # fmt: skip
    return sorted(found, key=lambda post: int(newest_id(post, when)), reverse=True)


def _timeline(
    story: Story, person: Person, route: str, posts: list[Post], when: datetime, since: str | None
) -> Iterator[Exchange]:
    start = f"{when - _FIRST_READ:%Y-%m-%dT%H:%M:%SZ}"
    asked = {"max_results": "100"} | (FIELDS if route == "tweets" else MENTIONS)
    asked |= {"since_id": since} if since else {"start_time": start}
    fresh = [post for post in posts if since is None or int(newest_id(post, when)) > int(since)]
    url, token = f"{_API}/users/{user_id(person)}/{route}", None
    for start in range(0, max(len(fresh), 1), _PAGE):
        page = fresh[start : start + _PAGE]
        told = _page(story, page, when, with_authors=route == "mentions")
        told["meta"] = {"result_count": len(page)}
        if page:
            told["meta"] |= {"newest_id": newest_id(page[0], when), "oldest_id": newest_id(page[-1], when)}
        this, token = token, None
        if start + _PAGE < len(fresh):
            token = "7140" + invented.letters(20, person.person_id, route, since, newest_id(page[-1], when)).lower()
            told["meta"]["next_token"] = token
        yield Exchange(when, address(url, asked | ({"pagination_token": this} if this else {})), told)


def _page(story: Story, posts: list[Post], when: datetime, *, with_authors: bool) -> Json:
    """data, includes and errors of some posts; a page of none has no data at all."""
    referred = {one.post_id: one for post in posts for one in _referred(post)}
    shown = [one for one in referred.values() if one.is_there("x", when)]
    users = {one.author.person_id: one.author for one in [*shown, *(posts if with_authors else [])]}
    told: Json = {}
    if posts:
        told["data"] = [_post(story, post, when) for post in posts]
    includes = {
        "media": [media for post in [*posts, *shown] for media in _media(post)],
        "tweets": [_post(story, one, when) for one in shown],
        "users": [_user(person, when) for person in users.values()],
    }
    told |= {"includes": {key: found for key, found in includes.items() if found}} if any(includes.values()) else {}
    missing = [_missing(one) for one in referred.values() if one.post_id not in {p.post_id for p in shown}]
    return told | ({"errors": missing} if missing else {})


def _referred(post: Post) -> list[Post]:
    return [other for other in (post.repost, post.quote, post.reply_to) if other is not None]


def _missing(post: Post) -> Json:
    return {
        "value": post_id(post),
        "detail": f"Could not find tweet with referenced_tweets.id: [{post_id(post)}].",
        "title": "Not Found Error",
        "resource_type": "tweet",
        "parameter": "referenced_tweets.id",
        "resource_id": post_id(post),
        "type": "https://api.x.com/2/problems/resource-not-found",
    }


def _user(person: Person, when: datetime) -> Json:
    return {
        "id": user_id(person),
        "name": person.name,
        "username": person.handles["x"],
        "description": person.about,
        "created_at": iso(joined_at(person)),
        "protected": False,
        "verified": person.tier == 1,
        "public_metrics": {
            "followers_count": followers(person, "x", when),
            "following_count": 80 + invented.number("follows x", person.person_id) % 900,
            "tweet_count": 900 + invented.number("earlier x", person.person_id) % 7000,
            "listed_count": invented.number("listed", person.person_id) % 90,
        },
    }


def _post(story: Story, post: Post, when: datetime) -> Json:
    text, history = shown_text(post, story, when), [post_id(post)]
    if post.edited_at(when):
        history.append(newest_id(post, when))
    until = instant(post, "x") + timedelta(minutes=30)
    told: Json = {
        "id": history[-1],
        "author_id": user_id(post.author),
        "conversation_id": post_id(post.root),
        "created_at": iso(post.places["x"]),
        "edit_controls": {
            "edits_remaining": 6 - len(history),
            "is_edit_eligible": post.kind == "original",
            "editable_until": iso(until),
        },
        "edit_history_tweet_ids": history,
        "lang": post.repost.language if post.repost else post.language,
        "possibly_sensitive": False,
        "public_metrics": _metrics(post, when),
        "text": text.short,
    }  # fmt: skip
    kinds = (("retweeted", post.repost), ("quoted", post.quote), ("replied_to", post.reply_to))
    if refs := [{"type": kind, "id": newest_id(one, when)} for kind, one in kinds if one]:
        told["referenced_tweets"] = refs
    if post.reply_to:
        told["in_reply_to_user_id"] = user_id(post.reply_to.author)
    if entities := entities_of(text.short, text):
        told["entities"] = entities
    if text.long:
        told["note_tweet"] = {"text": text.long} | {"entities": entities_of(text.long, text)}
    if media := _media(post):
        told["attachments"] = {"media_keys": [one["media_key"] for one in media]}
    return told | ({"paid_partnership": True} if post.is_sponsored else {})


def _metrics(post: Post, when: datetime) -> Json:
    told = counts(post.repost or post, "x", when)
    names = {
        "reply": "replies",
        "like": "likes",
        "quote": "quotes",
        "bookmark": "bookmarks",
        "impression": "views",
    }
    metrics = {"retweet_count": told["reposts"]}
    if post.repost:  # a repost shows how often its original was passed on, and nothing else
        return metrics | {f"{theirs}_count": 0 for theirs in names}
    return metrics | {f"{theirs}_count": told[ours] for theirs, ours in names.items()}


def _media(post: Post) -> list[Json]:
    return [
        {
            "media_key": media_keys(post)[place],
            "type": "photo",
            "url": f"https://pbs.twimg.com/media/{invented.letters(15, 'media', post.post_id, place)}.jpg",
        }
        | ({"alt_text": picture["alt"]} if picture.get("alt") else {})
        for place, picture in enumerate(post.images)
    ]
