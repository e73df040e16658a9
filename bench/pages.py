"""Invented pages of Bluesky's getAuthorFeed, as the landing folder holds them: the same number gives the same page.

100 records a page, ten pages an account. About one record in five answers another post (and carries it and the root
of its thread), one in seven is a repost, one in eleven quotes, three in ten link somewhere, two in ten show pictures.
A record is 2.1 kB of JSON on average; half of them are under 1.8 kB and the longest over 8 kB.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

from ingest.answer import Answer
from ingest.landing import Landing, envelope
from ingest.sources import Account, Page

A_PAGE = 100  # records
AN_ACCOUNT = 10  # pages
ASKED = datetime(2026, 9, 1, tzinfo=UTC)

Record = dict[str, Any]

_DICTION = Random("words")
_SYLLABLES = [
    "ba",
    "be",
    "bi",
    "bo",
    "da",
    "de",
    "di",
    "du",
    "fa",
    "fe",
    "ka",
    "ke",
    "ko",
    "la",
    "le",
    "li",
    "lo",
    "ma",
    "me",
    "mi",
    "na",
    "ne",
    "no",
    "ra",
    "re",
    "ri",
    "ro",
    "sa",
    "se",
    "si",
    "ta",
    "te",
    "to",
    "va",
    "ve",
]
_WORDS = sorted({"".join(_DICTION.choices(_SYLLABLES, k=_DICTION.choice((1, 2, 2, 3, 3, 4)))) for _ in range(6000)})
_DICTION.shuffle(_WORDS)
_WORDS[10::97] = ["año", "Straße", "naïve", "手紙", "опять", "☀️", "👩🏽‍🌾", "“so”", "—", "\n\n"] * (
    len(_WORDS[10::97]) // 10
) + ["…"] * (len(_WORDS[10::97]) % 10)
_WEIGHTS = list(accumulate(1 / (rank + 3) for rank in range(len(_WORDS))))  # as words are: few often, many seldom
_SITES = [f"{a}{b}.example" for a in _WORDS[300:340] if a.isascii() for b in ("times", "post", "blog", "lab", "daily")]
_TRACKERS = ("", "", "", "?utm_source=bluesky&utm_medium=social", "?ref=feed&page=2", "#comments", "?fbclid=Iw{n}")
_BASE32 = "234567abcdefghijklmnopqrstuvwxyz"


def account(page: int) -> Account:
    """Whose page it is."""
    number = page // AN_ACCOUNT
    handle = f"voice-{number}.example.com"
    return Account(f"bluesky:{handle}", "bluesky", handle, native_id=_did(number))


def records(page: int) -> list[Record]:
    """The records of one page, newest first."""
    rng = Random(f"page {page}")
    return [_record(rng, page, place) for place in range(A_PAGE)]


def write(folder: Path, first: int, after: int) -> None:
    """Land pages `first` up to `after`, with two processes and without the fsync a real answer gets."""
    steps = range(first, after, 250)
    with ProcessPoolExecutor(2) as pool:
        for _ in pool.map(_write, [folder] * len(steps), steps, [min(at + 250, after) for at in steps]):
            pass


def _write(folder: Path, first: int, after: int) -> None:
    landing = Landing(folder)
    for number in range(first, after):
        whom = account(number)
        stem = landing.stem("listen-bench", whom)
        stem.parent.mkdir(parents=True, exist_ok=True)
        file = stem.with_name(f"{stem.name}.{number % AN_ACCOUNT:05d}.json")
        file.write_bytes(envelope("listen-bench", whom, _page(number)))


def _page(number: int) -> Page:
    cursor = (ASKED - timedelta(days=number % AN_ACCOUNT)).isoformat()
    body = {"feed": records(number), "cursor": cursor}
    answer = Answer(
        url="https://public.api.bsky.app/xrpc/app.bsky.feed.getAuthorFeed?limit=100&actor="
        + _did(number // AN_ACCOUNT),
        status=200,
        headers={"content-type": "application/json; charset=utf-8", "ratelimit-remaining": "2999"},
        body=json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(),
        asked_at=ASKED + timedelta(milliseconds=300 * number),
    )
    answer.items("feed")
    return Page(answer, {"newest": cursor}, "bluesky")


def read_records(files: list[Path]) -> Iterator[Record]:
    """The records of landed pages, each with its own address as `uri`: that of a repost stands elsewhere."""
    for file in files:
        for record in json.loads(file.read_bytes())["page"]["feed"]:
            yield {"uri": record.get("reason", record["post"])["uri"], **record}


def _record(rng: Random, page: int, place: int) -> Record:
    author, number = page // AN_ACCOUNT, page * A_PAGE + place
    posted = ASKED - timedelta(hours=7 * (page % AN_ACCOUNT * A_PAGE + place) + rng.random())
    kind = rng.choices(("original", "reply", "repost", "quote"), (57, 20, 14, 9))[0]
    if kind == "repost":
        other = rng.randrange(5000)
        by = {"did": _did(author), "handle": f"voice-{author}.example.com", "displayName": f"Voice {author}"}
        return {
            "post": _post(rng, other, rng.getrandbits(40), posted - timedelta(hours=rng.randrange(1, 90)), "original"),
            "reason": {
                "$type": "app.bsky.feed.defs#reasonRepost", "by": by, "indexedAt": _time(posted),
                "uri": f"at://{_did(author)}/app.bsky.feed.repost/{_key(number)}", "cid": _cid(rng),
            },
        }  # fmt: skip
    told: Record = {"post": _post(rng, author, number, posted, kind)}
    if kind == "reply":
        root = _post(rng, rng.randrange(5000), rng.getrandbits(40), posted - timedelta(hours=9), "original")
        parent = _post(rng, rng.randrange(5000), rng.getrandbits(40), posted - timedelta(hours=2), "original")
        told["post"]["record"]["reply"] = {
            name: {"uri": one["uri"], "cid": one["cid"]} for name, one in (("root", root), ("parent", parent))
        }
        told["reply"] = {"root": root, "parent": parent | {"$type": "app.bsky.feed.defs#postView"}}
    return told


def _post(rng: Random, author: int, number: int, posted: datetime, kind: str) -> Record:
    text, facets = _text(rng)
    record: Record = {"$type": "app.bsky.feed.post", "createdAt": _time(posted), "langs": ["en"], "text": text}
    if facets:
        record["facets"] = facets
    view: Record = {
        "uri": f"at://{_did(author)}/app.bsky.feed.post/{_key(number)}", "cid": _cid(rng), "author": _author(author),
        "record": record, "likeCount": int(rng.paretovariate(0.9)) - 1, "replyCount": int(rng.paretovariate(1.4)) - 1,
        "repostCount": int(rng.paretovariate(1.2)) - 1, "quoteCount": int(rng.paretovariate(2)) - 1,
        "bookmarkCount": 0, "indexedAt": _time(posted + timedelta(seconds=1)), "labels": [],
    }  # fmt: skip
    if kind == "quote":
        quoted = _post(rng, rng.randrange(5000), rng.getrandbits(40), posted - timedelta(hours=5), "original")
        shown = {
            key: quoted[key] for key in ("uri", "cid", "author", "likeCount", "replyCount", "repostCount", "quoteCount")
        }
        view["embed"] = {
            "$type": "app.bsky.embed.record#view",
            "record": {"$type": "app.bsky.embed.record#viewRecord", "value": quoted["record"], **shown},
        }
        record["embed"] = {"$type": "app.bsky.embed.record", "record": {"uri": quoted["uri"], "cid": quoted["cid"]}}
    elif (dice := rng.random()) < 0.2:
        images = [_image(rng, author) for _ in range(rng.choice((1, 1, 1, 2, 4)))]
        record["embed"] = {"$type": "app.bsky.embed.images", "images": [posted for posted, _ in images]}
        view["embed"] = {"$type": "app.bsky.embed.images#view", "images": [seen for _, seen in images]}
    elif dice < 0.4:
        card = {"uri": _address(rng), "title": _words(rng, 8), "description": _words(rng, 25)}
        record["embed"] = {"$type": "app.bsky.embed.external", "external": card}
        view["embed"] = {
            "$type": "app.bsky.embed.external#view",
            "external": card
            | {"thumb": f"https://cdn.bsky.app/img/feed_thumbnail/plain/{_did(author)}/{_cid(rng)}@jpeg"},
        }
    return view


def _text(rng: Random) -> tuple[str, list[Record]]:
    """The words of a post, with facets at their places in UTF-8."""
    text = _words(rng, rng.choice((3, 8, 15, 25, 35, 45)))
    facets: list[Record] = []
    for share, kind in ((0.12, "link"), (0.1, "tag"), (0.08, "mention")):
        if rng.random() >= share:
            continue
        if kind == "link":
            address = _address(rng)
            shown, told = address.removeprefix("https://")[:24] + "...", {"uri": address}
        elif kind == "tag":
            word = _words(rng, 1).strip() or "wind"
            shown, told = f"#{word}", {"tag": word}
        else:
            number = rng.randrange(5000)
            shown, told = f"@voice-{number}.example.com", {"did": _did(number)}
        start = len(text.encode()) + 1
        text = f"{text} {shown}"
        facets.append({
            "index": {"byteStart": start, "byteEnd": start + len(shown.encode())},
            "features": [{"$type": f"app.bsky.richtext.facet#{kind}", **told}],
        })  # fmt: skip
    return text, facets


def _words(rng: Random, most: int) -> str:
    return " ".join(rng.choices(_WORDS, cum_weights=_WEIGHTS, k=most))


def _address(rng: Random) -> str:
    """An address as people paste them: some often, most once, a third with something to strip."""
    page = int(rng.paretovariate(0.5)) % 3_000_000
    if page % 17 == 0:
        return f"https://youtu.be/{_key(page)[:11]}?si={page:x}"
    site = _SITES[page % len(_SITES)]
    slug = _WORDS[page % 997].strip() if _WORDS[page % 997].isascii() else "page"
    return f"https://www.{site}/{2020 + page % 7}/{slug}-{page}{rng.choice(_TRACKERS).format(n=page)}"


def _image(rng: Random, author: int) -> tuple[Record, Record]:
    cid, alt = _cid(rng), _words(rng, 12) if rng.random() < 0.4 else ""
    shape = {"alt": alt, "aspectRatio": {"height": 1500, "width": 2000}}
    blob = {"$type": "blob", "ref": {"$link": cid}, "mimeType": "image/jpeg", "size": rng.randrange(50_000, 900_000)}
    at = f"https://cdn.bsky.app/img/feed_{{}}/plain/{_did(author)}/{cid}@jpeg"
    return shape | {"image": blob}, shape | {"thumb": at.format("thumbnail"), "fullsize": at.format("fullsize")}


def _author(number: int) -> Record:
    return {
        "did": _did(number), "handle": f"voice-{number}.example.com", "displayName": f"Voice {number}",
        "avatar": f"https://cdn.bsky.app/img/avatar/plain/{_did(number)}/bafkrei{number:052x}@jpeg",
        "associated": {"chat": {"allowIncoming": "following"}}, "labels": [], "createdAt": "2024-03-01T09:00:00.000Z",
    }  # fmt: skip


def _did(number: int) -> str:
    return f"did:plc:{_key(number * 7_919 + 11):2>24}"


def _key(number: int) -> str:
    """A record key: thirteen characters of base32, one for each number."""
    return "3" + "".join(_BASE32[number >> shift & 31] for shift in range(55, -1, -5))


def _cid(rng: Random) -> str:
    return f"bafyrei{rng.getrandbits(208):052x}"


def _time(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def link(pages: Path, inbox: Path, first: int, after: int) -> list[Path]:
    """Put pages of one folder into another landing folder by hard links: a load moves what it has read."""
    source, target, files = Landing(pages), Landing(inbox), []
    for number in range(first, after):
        stem = source.stem("listen-bench", account(number))
        file = stem.with_name(f"{stem.name}.{number % AN_ACCOUNT:05d}.json")
        goal = target.inbox / file.relative_to(source.inbox)
        goal.parent.mkdir(parents=True, exist_ok=True)
        os.link(file, goal)
        files.append(goal)
    return files
