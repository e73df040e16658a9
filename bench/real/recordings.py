"""Recorded answers of real servers, as a replay that a platform's own source can ask.

Each function takes the folder of real posts and gives (accounts to visit, exchanges to replay). What was recorded is
told word for word; what a source asks besides, and nobody recorded (a profile, the page after the last), is told as
briefly as a truthful server could.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
import tarfile
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from ingest.answer import Answer
from ingest.discover import candidates
from ingest.sources import Account
from sql.functions.feed_entries import read_feed

Exchange = dict[str, Any]
Recording = tuple[list[Account], list[Exchange]]

ASKED_AT = "2026-09-30T06:00:00Z"
APPVIEW = "https://public.api.bsky.app/xrpc/"


def _exchange(url: str, params: Mapping[str, object], status: int = 200, **told: object) -> Exchange:
    address = f"{url}?{urlencode(params)}" if params else url
    return {"asked_at": ASKED_AT, "url": address, "status": status} | told


def bluesky(shared: Path) -> Recording:
    """One author feed of the public AppView, and those of a running AppView with invented accounts, errors included."""
    with gzip.open(shared / "bluesky" / "getAuthorFeed_real_response.json.gz", "rt", encoding="utf-8") as file:
        answers = {"real": {"status": 200, "body": json.load(file)}}
    for path in sorted((shared / "recorded" / "bluesky").glob("authorfeed_*.json")):
        answers[path.stem.removeprefix("authorfeed_")] = json.loads(path.read_text(encoding="utf-8"))
    accounts, exchanges = [], []
    for name, told in answers.items():
        handle, did, body = f"{name}.example", f"did:plc:{name}", told["body"]
        accounts.append(Account(f"bluesky:{handle}", "bluesky", handle))
        exchanges.append(_exchange(f"{APPVIEW}app.bsky.actor.getProfile", {"actor": handle}, json={"did": did}))
        asked = {"actor": did, "limit": 100, "filter": "posts_with_replies", "includePins": "false"}
        feed = f"{APPVIEW}app.bsky.feed.getAuthorFeed"
        exchanges.append(_exchange(feed, asked, told["status"], json=body))
        if cursor := body.get("cursor"):
            exchanges.append(_exchange(feed, asked | {"cursor": cursor}, json={"feed": []}))
    return accounts, exchanges


def mastodon(shared: Path) -> Recording:
    """Pages of /accounts/:id/statuses: of a server that speaks the API, and of a Mastodon as its clients' tests met it.

    A walk down from a recorded page ends with an empty one: what came after was not recorded.
    """
    folder = shared / "recorded" / "mastodon"
    profile, page = (json.loads((folder / f"{name}.json").read_text()) for name in ("lookup", "statuses_alice"))
    pages = [("alice", profile["body"], page["body"], page["headers"])]
    with gzip.open(shared / "api" / "mastodon_mastodonpy_cassettes.jsonl.gz", "rt", encoding="utf-8") as lines:
        for number, told in enumerate(map(json.loads, lines)):
            if re.search(r"/accounts/\d+/statuses", told["uri"]) and told["json"]:
                pages.append((f"page{number}", told["json"][0]["account"], told["json"], told["headers"]))
    accounts, exchanges = [], []
    for name, profile, page, headers in pages:
        base = f"https://{name}.example/api/v1/accounts"
        accounts.append(
            Account(f"mastodon:{name}@{name}.example", "mastodon", f"{name}@{name}.example", consented=True)
        )
        exchanges.append(_exchange(f"{base}/lookup", {"acct": name}, json=profile))
        statuses, asked = f"{base}/{quote(profile['id'])}/statuses", {"limit": 40, "exclude_replies": "false"}
        exchanges.append(_exchange(statuses, asked, json=page, headers=headers))
        if following := re.search(r"max_id=(\w+)[^,]*rel=.next", headers.get("link", "")):
            exchanges.append(_exchange(statuses, asked | {"max_id": following[1]}, json=[], headers={"link": ""}))
    return accounts, exchanges


def hackernews(shared: Path) -> Recording:
    """The sample items of the official documentation, as the search that our source asks tells them."""
    with tarfile.open(shared / "api" / "hackernews_api_doc.tar.xz") as tar:
        file = tar.extractfile("API/README.md")
        text = file.read().decode() if file else ""
    items = [json.loads(block) for block in re.findall(r"```javascript\n(\{.*?\n\})\n```", text, re.DOTALL)]
    by: dict[str, list[dict[str, Any]]] = {}
    for item in items:
        if item.get("type") in ("story", "comment", "poll"):
            by.setdefault(item["by"], []).append(item)
    accounts, exchanges = [], []
    for name, written in by.items():
        accounts.append(Account(f"hackernews:{name}", "hackernews", name))
        exchanges.append(_exchange(f"https://hacker-news.firebaseio.com/v0/user/{name}.json", {}, json={"id": name}))
        asked = {"tags": f"author_{name},(story,comment,poll)", "hitsPerPage": 200}
        hits = [_hit(item) for item in written]
        told = {"hits": hits, "nbHits": len(hits), "page": 0, "nbPages": 1}
        exchanges.append(_exchange("https://hn.algolia.com/api/v1/search_by_date", asked, json=told))
    return accounts, exchanges


def _hit(item: Mapping[str, Any]) -> dict[str, Any]:
    is_comment = item["type"] == "comment"
    words = {"comment_text" if is_comment else "story_text": item.get("text")}
    return words | {
        "objectID": str(item["id"]), "author": item["by"], "created_at_i": item["time"], "title": item.get("title"),
        "url": item.get("url"), "points": item.get("score"), "num_comments": item.get("descendants"),
        "parent_id": item.get("parent"), "_tags": [item["type"], f"author_{item['by']}"],
    }  # fmt: skip


def feeds(shared: Path) -> Recording:
    """Feeds as they stand on the web, of a reader's own tests: 31 real ones, whole."""
    return _feeds(shared / "feeds" / "rss-parser_input_output.tar.xz", "/test/input/")


def feed_oddities(shared: Path) -> Recording:
    """Some 2,100 small feeds, well-formed and not, from the tests of the parser we use."""
    return _feeds(shared / "feeds" / "feedparser_tests.tar.xz", "/tests/")


def _feeds(archive: Path, within: str) -> Recording:
    accounts, exchanges = [], []
    for number, (name, body) in enumerate(_members(archive, within)):
        url = f"https://f{number}.example/{quote(name.partition(within)[2])}"
        accounts.append(Account(f"feeds:{url}", "feeds", url, url))
        told = {"content-type": "application/feed+json" if name.endswith(".json") else "application/xml"}
        exchanges.append(_exchange(url, {}, base64=base64.b64encode(body).decode(), headers=told))
        feed = read_feed(body, told["content-type"], url)
        answer = Answer(url, 200, told, body, datetime.fromisoformat(ASKED_AT))
        elsewhere = [feed.following] if feed.following else [] if feed.version else candidates(answer)
        exchanges += [_exchange(one, {}, 404) for one in elsewhere]
    return accounts, exchanges


def _members(archive: Path, within: str) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(archive) as tar:
        for one in tar:
            file = tar.extractfile(one) if one.isfile() and within in one.name else None
            if file and one.name.endswith((".xml", ".rss", ".atom", ".json")):
                yield one.name, file.read()


RECORDINGS: Mapping[str, Callable[[Path], Recording]] = {
    one.__name__: one for one in (bluesky, mastodon, hackernews, feeds, feed_oddities)
}
