"""Bluesky's AppView: handles, profiles, author feeds in short pages, single posts.

form  https://docs.bsky.app/docs/api/app-bsky-feed-get-author-feed
A page holds at most 30 records although 100 are asked for; the cursor alone tells whether another follows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sample import invented
from sample.cascade import counts, followers
from sample.exchange import Exchange, Json, address
from sample.pages import card
from sample.story import MONDAYS, Person, Post, Story
from sample.words import instant, iso, pieces

_API = "https://public.api.bsky.app/xrpc/"
_CDN = "https://cdn.bsky.app/img/"
_PAGE = 30
_LONGEST = 300


def record(story: Story, when: datetime) -> Iterator[Exchange]:
    """Answers of the public AppView."""
    for person in story.accounts["bluesky"]:
        did, handle = invented.did(person.person_id), person.handles["bluesky"]
        if when == MONDAYS[0]:
            yield _get(when, "com.atproto.identity.resolveHandle", {"handle": handle}, {"did": did})
        posts = story.timeline(person, "bluesky", when)
        for actor in (handle, did):
            profile = _profile(person, len(posts), when)
            yield _get(when, "app.bsky.actor.getProfile", {"actor": actor}, profile)
        yield from _feed(story, did, posts, when)
    for post, is_there in story.changed("bluesky", when):
        if post.kind != "repost":
            told = [post_view(story, post, when)] if is_there else []
            yield _get(when, "app.bsky.feed.getPosts", {"uris": uri(post)}, {"posts": told})


def uri(post: Post) -> str:
    """The at:// address of a post or repost."""
    collection = "app.bsky.feed.repost" if post.kind == "repost" else "app.bsky.feed.post"
    key = invented.tid(instant(post, "bluesky"), post.post_id)
    return f"at://{invented.did(post.author.person_id)}/{collection}/{key}"


def _get(when: datetime, method: str, params: dict[str, str], body: Json) -> Exchange:
    return Exchange(when, address(_API + method, params), body)


def _feed(story: Story, did: str, posts: list[Post], when: datetime) -> Iterator[Exchange]:
    params = {"actor": did, "limit": "100", "filter": "posts_with_replies", "includePins": "false"}
    for start in range(0, max(len(posts), 1), _PAGE):
        page = posts[start : start + _PAGE]
        body: Json = {"feed": [_record(story, post, when) for post in page]}
        asked = dict(params)
        if start:
            asked["cursor"] = iso(instant(posts[start - 1], "bluesky"))
        if start + _PAGE < len(posts):
            body["cursor"] = iso(instant(page[-1], "bluesky"))
        yield _get(when, "app.bsky.feed.getAuthorFeed", asked, body)


def _author(person: Person) -> Json:
    did = invented.did(person.person_id)
    return {
        "did": did,
        "handle": person.handles["bluesky"],
        "displayName": person.name,
        "avatar": f"{_CDN}avatar/plain/{did}/{invented.blob('avatar', did)}",
        "associated": {"activitySubscription": {"allowSubscriptions": "followers"}},
        "labels": [],
        "createdAt": iso(MONDAYS[0] - timedelta(hours=7000 + invented.number("joined", did) % 6000)),
    }


def _profile(person: Person, posts: int, when: datetime) -> Json:
    return _author(person) | {
        "description": person.about,
        "followersCount": followers(person, "bluesky", when),
        "followsCount": 120 + invented.number("follows", person.person_id) % 700,
        "postsCount": 400 + invented.number("earlier", person.person_id) % 3000 + posts,
        "indexedAt": iso(MONDAYS[0] - timedelta(days=40)),
    }


def _record(story: Story, post: Post, when: datetime) -> Json:
    """One feedViewPost: a post with what it answers, or somebody's post and who passed it on."""
    shown = post.repost or post
    told: Json = {"post": post_view(story, shown, when)}
    if shown.reply_to:
        told["reply"] = {
            "root": _context(story, shown.root, when),
            "parent": _context(story, shown.reply_to, when),
        }
    if post.repost:
        at = instant(post, "bluesky")
        told["reason"] = {
            "$type": "app.bsky.feed.defs#reasonRepost",
            "by": _author(post.author),
            "uri": uri(post),
            "cid": invented.cid(post.post_id),
            "indexedAt": iso(at),
        }
    return told


def _context(story: Story, post: Post, when: datetime) -> Json:
    if post.is_there("bluesky", when):
        return {"$type": "app.bsky.feed.defs#postView"} | post_view(story, post, when)
    return {"$type": "app.bsky.feed.defs#notFoundPost", "uri": uri(post), "notFound": True}


def post_view(story: Story, post: Post, when: datetime) -> Json:
    """A post as the AppView shows it."""
    text, facets = _text(story, post, when)
    at = instant(post, "bluesky")
    written: Json = {"$type": "app.bsky.feed.post", "createdAt": iso(at), "langs": [post.language]}
    if post.reply_to:
        written["reply"] = {"root": _reference(post.root), "parent": _reference(post.reply_to)}
    embed, view = _embeds(story, post, when)
    written |= ({"embed": embed} if embed else {}) | ({"facets": facets} if facets else {}) | {"text": text}
    return {
        "uri": uri(post),
        "cid": invented.cid(post.post_id),
        "author": _author(post.author),
        "record": written,
        **({"embed": view} if view else {}),
        **_counts(post, when),
        "indexedAt": iso(at + timedelta(milliseconds=180 + invented.number("indexed", post.post_id) % 700)),
        "labels": [],
    }


def _counts(post: Post, when: datetime) -> Json:
    told = counts(post, "bluesky", when)
    names = {"bookmarkCount": "bookmarks", "replyCount": "replies", "repostCount": "reposts"}
    names |= {"likeCount": "likes", "quoteCount": "quotes"}
    return {theirs: told[ours] for theirs, ours in names.items()}


def _reference(post: Post) -> Json:
    return {"cid": invented.cid(post.post_id), "uri": uri(post)}


def _text(story: Story, post: Post, when: datetime) -> tuple[str, list[Json]]:
    """The text and its facets, which count bytes of UTF-8, not letters."""
    text, facets = "", []

    def mark(shown: str, feature: Json) -> str:
        start = len(text.encode())
        index = {"byteStart": start, "byteEnd": start + len(shown.encode())}
        facets.append({"features": [feature], "index": index})
        return shown

    for piece in pieces(post, story, "bluesky", when):
        if piece.kind == "tag":
            text += mark(f"#{piece.text}", {"$type": "app.bsky.richtext.facet#tag", "tag": piece.text})
        elif piece.person:
            did = invented.did(piece.person.person_id)
            shown = f"@{piece.person.handles['bluesky']}"
            text += mark(shown, {"$type": "app.bsky.richtext.facet#mention", "did": did})
        else:
            text += piece.text
    if post.link and len(text) + len(_short(post.link)) + 2 <= _LONGEST:
        text += "\n\n"
        text += mark(_short(post.link), {"$type": "app.bsky.richtext.facet#link", "uri": post.link})
    return text, facets


def _short(link: str) -> str:
    """A link as the app writes it: without https://, its path cut."""
    host, slash, path = link.split("://", 1)[1].partition("/")
    return f"{host}/{path[:12]}..." if len(path) > 14 else host + slash + path


def _embeds(story: Story, post: Post, when: datetime) -> tuple[Json, Json]:
    """(as posted, as shown) of pictures or a link card, and of a quote beside or alone."""
    media, media_view = _pictures(post) if post.images else _external(story, post) if post.link else ({}, {})
    if not post.quote:
        return media, media_view
    kind = "app.bsky.embed.record"
    quote = {"$type": kind, "record": _reference(post.quote)}
    quoted = {"$type": f"{kind}#view", "record": _quoted(story, post.quote, when)}
    if not media:
        return quote, quoted
    kind = "app.bsky.embed.recordWithMedia"
    return {"$type": kind, "record": quote, "media": media}, {
        "$type": f"{kind}#view", "record": quoted, "media": media_view
    }  # fmt: skip


def _quoted(story: Story, post: Post, when: datetime) -> Json:
    kind = "app.bsky.embed.record"
    if not post.is_there("bluesky", when):
        return {"$type": f"{kind}#viewNotFound", "uri": uri(post), "notFound": True}
    view = post_view(story, post, when)
    embed, written = view.pop("embed", None), view.pop("record")
    return {"$type": f"{kind}#viewRecord"} | view | {"value": written, "embeds": [embed] if embed else []}


def _pictures(post: Post) -> tuple[Json, Json]:
    did, written, shown = invented.did(post.author.person_id), [], []
    for place, picture in enumerate(post.images):
        blob = invented.blob(post.post_id, place)
        ratio = {"width": 1600, "height": 1200}
        stored = {"$type": "blob", "ref": {"$link": blob}, "mimeType": "image/jpeg", "size": 412_000 + place}
        written.append({"alt": picture.get("alt", ""), "aspectRatio": ratio, "image": stored})
        shown.append({
            "thumb": f"{_CDN}feed_thumbnail/plain/{did}/{blob}",
            "fullsize": f"{_CDN}feed_fullsize/plain/{did}/{blob}",
            "alt": picture.get("alt", ""),
            "aspectRatio": ratio,
        })  # fmt: skip
    kind = "app.bsky.embed.images"
    return {"$type": kind, "images": written}, {"$type": f"{kind}#view", "images": shown}


def _external(story: Story, post: Post) -> tuple[Json, Json]:
    page = card(story, str(post.link))
    told = {"uri": post.link, "title": page.title, "description": page.description}
    kind = "app.bsky.embed.external"
    return {"$type": kind, "external": told}, {"$type": f"{kind}#view", "external": told}
