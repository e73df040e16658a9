"""Mastodon servers: WebFinger, account look-up, statuses with Link headers, single statuses.

form  https://docs.joinmastodon.org/entities/Status/ as servers of 4.6 answer it
Every server has its own ids for what came from elsewhere; `uri` is the same everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sample import invented
from sample.cascade import counts, followers
from sample.exchange import Exchange, Json, address
from sample.pages import card
from sample.platforms import bluesky
from sample.platforms.mastodon_html import html_of, tags_of
from sample.story import BRIDGED, MONDAYS, Person, Post, Story
from sample.words import instant, iso, pieces

_PAGE = 40
_BRIDGE = "bsky.brid.gy"


def record(story: Story, when: datetime) -> Iterator[Exchange]:
    """Answers of every home server of the cast."""
    for person in story.accounts["mastodon"]:
        user, host = person.handles["mastodon"].split("@")
        if when == MONDAYS[0]:
            yield _webfinger(user, host, when)
        lookup = address(f"https://{host}/api/v1/accounts/lookup", {"acct": user})
        posts = story.timeline(person, "mastodon", when)
        yield Exchange(when, lookup, _account(person, host, len(posts), when))
        yield from _statuses(story, person, posts, when)
    for post, is_there in story.changed("mastodon", when):
        host = _home(post.author)
        url = f"https://{host}/api/v1/statuses/{status_id(post, host)}"
        if is_there:
            yield Exchange(when, url, _status(story, post, host, when))
        else:
            yield Exchange(when, url, {"error": "Record not found"}, status=404)


def status_id(post: Post, host: str) -> str:
    """The id of a status on one server: the time it was made or arrived there, and a number."""
    at = instant(post, post.place_seen_from("mastodon"))
    arrived = at if host == _home(post.author) else at + timedelta(seconds=2)
    return invented.snowflake(arrived, post.post_id, host)


def uri(post: Post) -> str:
    """The address that is the same on every server."""
    if "mastodon" not in post.places:
        return f"https://{_BRIDGE}/convert/ap/{bluesky.uri(post)}"
    user, host = post.author.handles["mastodon"].split("@")
    boost = "/activity" if post.kind == "repost" else ""
    return f"https://{host}/users/{user}/statuses/{status_id(post, host)}{boost}"


def _home(person: Person) -> str:
    return person.handles["mastodon"].split("@")[1] if "mastodon" in person.handles else _BRIDGE


def _user(person: Person) -> str:
    return person.handles["mastodon"].split("@")[0] if "mastodon" in person.handles else person.handles["bluesky"]


def _webfinger(user: str, host: str, when: datetime) -> Exchange:
    told = {
        "subject": f"acct:{user}@{host}",
        "aliases": [f"https://{host}/@{user}", f"https://{host}/users/{user}"],
        "links": [
            {"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": f"https://{host}/@{user}"},
            {"rel": "self", "type": "application/activity+json", "href": f"https://{host}/users/{user}"},
        ],
    }  # fmt: skip
    url = address(f"https://{host}/.well-known/webfinger", {"resource": f"acct:{user}@{host}"})
    return Exchange(when, url, told, {"content-type": "application/jrd+json; charset=utf-8"})


def _statuses(story: Story, person: Person, posts: list[Post], when: datetime) -> Iterator[Exchange]:
    """Pages of 40 from the top; a full page tells of a next one, which may turn out to be empty."""
    host = _home(person)
    base = f"https://{host}/api/v1/accounts/{_account_id(person, host)}/statuses"
    start, asked = 0, {"limit": "40", "exclude_replies": "false"}
    while True:
        page = posts[start : start + _PAGE]
        ids = [status_id(post, host) for post in page]
        links = [f'<{address(base, asked | {"min_id": ids[0]})}>; rel="prev"'] if ids else []
        if len(page) == _PAGE:
            links.insert(0, f'<{address(base, asked | {"max_id": ids[-1]})}>; rel="next"')
        url = address(base, asked if start == 0 else asked | {"max_id": status_id(posts[start - 1], host)})
        yield Exchange(when, url, [_status(story, post, host, when) for post in page], _headers(when, links))
        start += _PAGE
        if len(page) < _PAGE:
            return


def _headers(when: datetime, links: Sequence[str]) -> dict[str, str]:
    told = {
        "content-type": "application/json; charset=utf-8",
        "x-ratelimit-limit": "300",
        "x-ratelimit-remaining": "297",
        "x-ratelimit-reset": (when + timedelta(minutes=5)).isoformat(timespec="microseconds").replace("+00:00", "Z"),
    }
    return told | ({"link": ", ".join(links)} if links else {})


def _account_id(person: Person, host: str) -> str:
    joined = MONDAYS[0] - timedelta(days=300 + invented.number("joined", person.person_id, host) % 1500)
    return invented.snowflake(joined, person.person_id, host)


def _account(person: Person, host: str, posts: int | None, when: datetime) -> Json:
    """An account as `host` shows it; counts are those of its home, bystanders' copies lag behind."""
    user, home = _user(person), _home(person)
    joined = MONDAYS[0] - timedelta(days=300 + invented.number("joined", person.person_id, home) % 1500)
    earlier = 200 + invented.number("earlier", person.person_id) % 1800
    web = next((url for url in (person.handles.get("feeds"),) if url), None)
    site = "/".join(web.split("/")[:3]) if web else None
    url = f"https://bsky.app/profile/{user}" if home == _BRIDGE else f"https://{home}/@{user}"
    return {
        "id": _account_id(person, host),
        "username": user,
        "acct": user if host == home else f"{user}@{home}",
        "display_name": person.name,
        "locked": False,
        "bot": False,
        "discoverable": True,
        "indexable": True,
        "group": False,
        "created_at": iso(joined.replace(hour=0, minute=0, second=0)),
        "note": f"<p>{person.about.replace('&', '&amp;')}</p>",
        "url": url,
        "uri": f"https://{_BRIDGE}/ap/{invented.did(BRIDGED)}" if home == _BRIDGE else f"https://{home}/users/{user}",
        "avatar": f"https://{host}/avatars/original/missing.png",
        "followers_count": followers(person, "mastodon", when),
        "following_count": 90 + invented.number("follows", person.person_id) % 500,
        "statuses_count": earlier + (posts or 0),
        "emojis": [],
        "fields": [{
            "name": "Web",
            "value": f'<a href="{site}" target="_blank" rel="nofollow noopener me" translate="no">{site}</a>',
            "verified_at": iso(MONDAYS[0] - timedelta(days=200)).replace(".000Z", ".000+00:00"),
        }] if site else [],
    }  # fmt: skip


def _status(story: Story, post: Post, host: str, when: datetime) -> Json:
    """A status as `host` shows it: one's own words, or a boost around somebody else's."""
    place = post.place_seen_from("mastodon")
    edited, parent = post.edited_at(when), post.reply_to
    told: Json = {
        "id": status_id(post, host),
        "created_at": iso(instant(post, place)),
        "in_reply_to_id": status_id(parent, host) if parent else None,
        "in_reply_to_account_id": _account_id(parent.author, host) if parent else None,
        "sensitive": "cw" in post.told,
        "spoiler_text": post.told.get("cw", ""),
        "visibility": "public",
        "language": None if post.repost else post.language,
        "uri": uri(post),
        "url": _url(post),
        **_counts(post, place, when),
        "edited_at": iso(edited) if edited else None,
        "content": "",
        "reblog": None,
        "account": _account(post.author, host, None, when),
        "media_attachments": [],
        "mentions": [],
        "tags": [],
        "emojis": [],
        "quote": None,
        "card": None,
        "poll": None,
        "quote_approval": {"automatic": ["public"], "manual": [], "current_user": "denied"},
    }
    if post.repost:
        return told | {"reblog": _status(story, post.repost, host, when)}
    people = _mentioned(story, post, when)
    return told | {
        "content": html_of(post, story, people, host, when),
        "media_attachments": [_picture(post, host, place) for place in range(len(post.images))],
        "mentions": [_mention(person, host) for person in people],
        "tags": tags_of(post, story, host, when),
        "quote": _quote(story, post, host, when),
        "card": _card(story, post),
    }


def _url(post: Post) -> str:
    if "mastodon" not in post.places:
        key = bluesky.uri(post).rsplit("/", 1)[1]
        return f"https://bsky.app/profile/{post.author.handles['bluesky']}/post/{key}"
    user, host = post.author.handles["mastodon"].split("@")
    return uri(post) if post.kind == "repost" else f"https://{host}/@{user}/{status_id(post, host)}"


def _counts(post: Post, place: str, when: datetime) -> Json:
    if post.repost:
        return {"replies_count": 0, "reblogs_count": 0, "favourites_count": 0, "quotes_count": 0}
    told = counts(post, place, when)
    if place != "mastodon":  # few see the copy that a bridge makes
        told = {name: count // 40 for name, count in told.items()}
        told["reposts"] += post.count("repost", "mastodon", when)
    names = {"replies_count": "replies", "reblogs_count": "reposts", "favourites_count": "likes"}
    return {theirs: told[ours] for theirs, ours in (names | {"quotes_count": "quotes"}).items()}


def _mentioned(story: Story, post: Post, when: datetime) -> list[Person]:
    """Whom a status names: the one it answers first, as the app writes it, then those in its text."""
    named = [piece.person for piece in pieces(post, story, "mastodon", when) if piece.person]
    if post.reply_to and post.reply_to.author is not post.author and post.reply_to.author not in named:
        named.insert(0, post.reply_to.author)
    return named


def _mention(person: Person, host: str) -> Json:
    user, home = _user(person), _home(person)
    acct = user if host == home else f"{user}@{home}"
    url = f"https://{home}/@{user}"
    return {"id": _account_id(person, host), "username": user, "url": url, "acct": acct}


def _picture(post: Post, host: str, place: int) -> Json:
    native_id = invented.snowflake(instant(post, post.place_seen_from("mastodon")), post.post_id, "picture", place)
    name = invented.hexadecimal(16, post.post_id, place)
    url = f"https://{host}/system/media_attachments/files/{native_id}/original/{name}.jpg"
    alt = post.images[place].get("alt") or None
    return {
        "id": native_id,
        "type": "image",
        "url": url,
        "preview_url": url,
        "remote_url": None,
        "description": alt,
    }


def _quote(story: Story, post: Post, host: str, when: datetime) -> Json | None:
    if post.quote is None:
        return None
    if not post.quote.is_there("mastodon", when):
        return {"state": "deleted", "quoted_status": None}
    return {"state": "accepted", "quoted_status": _status(story, post.quote, host, when)}


def _card(story: Story, post: Post) -> Json | None:
    if not post.link:
        return None
    page = card(story, post.link)
    host = "/".join(page.url.split("/")[:3])
    return {
        "url": page.url,
        "title": page.title,
        "description": page.description,
        "language": page.language,
        "type": "link",
        "author_name": page.author,
        "author_url": "",
        "provider_name": page.site,
        "provider_url": host,
        "html": "",
        "image": None,
        "authors": [{"name": page.author, "url": "", "account": None}] if page.author else [],
    }
