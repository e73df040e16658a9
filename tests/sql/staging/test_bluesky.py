"""sql/staging/bluesky.sql: given records -> expected rows."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tests.landed import landed, staged

DATA = Path(__file__).resolve().parents[3] / ".." / "shared" / "data"
ANN, BOB = "did:plc:ann", "did:plc:bob"
LEX = "app.bsky."
HIDDEN = [{"src": BOB, "val": "!no-unauthenticated", "cts": "2026-01-01T00:00:00Z"}]


def uri(did: str, key: str = "1", kind: str = "feed.post") -> str:
    return f"at://{did}/{LEX}{kind}/{key}"


def post(text: str = "hello", embed: Any = None, record: dict[str, Any] | None = None, **view: Any) -> dict[str, Any]:
    """A post of Ann's as the AppView shows it; `record` and `view` add to what she wrote and to what is shown."""
    written = {
        "$type": "app.bsky.feed.post",
        "text": text,
        "createdAt": "2026-10-01T09:00:00Z",
        "langs": ["en-GB", "sv"],
    }
    shown = {
        "uri": uri(ANN), "cid": "c", "author": {"did": ANN, "handle": "ann.example", "displayName": "Ann", "labels": []},
        "record": written | (record or {}), "replyCount": 1, "repostCount": 2, "likeCount": 9, "quoteCount": 0,
        "bookmarkCount": 3, "indexedAt": "2026-10-01T09:00:02Z", "labels": [],
    }  # fmt: skip
    return shown | ({"embed": embed} if embed else {}) | view


def row(tmp_path: Path, item: Any) -> dict[str, Any]:
    return staged(landed(tmp_path, "bluesky", [{"feed": [item]}], account_id="bluesky:ann.example"), "bluesky")[0]


def facet(start: int, **feature: str) -> dict[str, Any]:
    kind = {"uri": "link", "did": "mention", "tag": "tag"}[next(iter(feature))]
    return {
        "index": {"byteStart": start, "byteEnd": start + 5},
        "features": [{"$type": f"{LEX}richtext.facet#{kind}", **feature}],
    }


def viewed(did: str = BOB, **more: Any) -> dict[str, Any]:
    return {
        "$type": f"{LEX}embed.record#viewRecord", "uri": uri(did, "9"), "cid": "c",
        "author": {"did": did, "handle": "bob.example", "displayName": ""},
        "value": {"text": "bob's words", "createdAt": "2026-09-30T08:00:00Z"}, "likeCount": 4, "replyCount": 0, **more,
    }  # fmt: skip


def test_an_original(tmp_path: Path) -> None:
    told = row(tmp_path, {"post": post()})
    assert told | {"landed_file": "", "raw": ""} == {
        "landed_file": "", "raw": "", "asked_at": "2026-10-01T12:00:00Z", "platform": "bluesky",
        "account_id": "bluesky:ann.example", "native_id": uri(ANN), "author_native_id": ANN,
        "author_handle": "ann.example", "author_name": "Ann", "kind": "original", "title": None, "text": "hello",
        "html": None, "language": "en-GB", "url": f"https://bsky.app/profile/{ANN}/post/1",
        "created_at": "2026-10-01T09:00:00Z", "edited_at": None, "thread_id": uri(ANN), "content_warning": None,
        "labels": [], "disclosure": None, "license": None, "visibility": "public", "likes": "9", "replies": "1",
        "reposts": "2", "quotes": "0", "views": None, "bookmarks": "3", "links": [], "media": [], "mentions": [],
        "hashtags": [], "refs": [], "withheld": None, "fault": None,
    }  # fmt: skip
    assert json.loads(told["raw"]) == {"post": post()}


def test_facets_are_read_in_the_order_of_the_text_wherever_they_point(tmp_path: Path) -> None:
    facets = [
        facet(9000, uri="https://b.example/beyond-the-text"), facet(3, uri="https://a.example/x?utm_source=y"),
        facet(1, uri="javascript:alert(1)"), facet(2, did=BOB), facet(5, tag="Tag"), facet(6, uri="https://a.example/x?utm_source=y"),
        {"index": {}, "features": [{"$type": "com.example#new", "uri": "https://unknown.example"}]}, {"features": "x"}, None, 5,
    ]  # fmt: skip
    told = row(tmp_path, {"post": post("Né: read", record={"facets": facets, "tags": ["hidden", "Tag", "#odd"]})})
    assert [link["url"] for link in told["links"]] == [
        "https://a.example/x?utm_source=y",
        "https://b.example/beyond-the-text",
    ]
    assert told["mentions"] == [{"native_id": BOB, "handle": None, "url": f"https://bsky.app/profile/{BOB}"}]
    assert told["hashtags"] == ["Tag", "hidden", "odd"]


def test_tags_beside_the_text_are_told_without_facets(tmp_path: Path) -> None:
    assert row(tmp_path, {"post": post(record={"tags": ["only"]})})["hashtags"] == ["only"]


def test_a_link_card_gives_its_title_to_the_link_it_belongs_to(tmp_path: Path) -> None:
    card = {
        "$type": f"{LEX}embed.external#view",
        "external": {"uri": "https://a.example/p", "title": "P", "description": ""},
    }
    alone = row(tmp_path, {"post": post(embed=card)})
    assert alone["links"] == [{"url": "https://a.example/p", "title": "P", "author": None}]
    both = row(
        tmp_path,
        {
            "post": post(
                embed=card, record={"facets": [facet(0, uri="https://a.example/p"), facet(9, uri="https://b.example")]}
            )
        },
    )
    assert [(link["url"], link["title"]) for link in both["links"]] == [
        ("https://a.example/p", "P"),
        ("https://b.example", None),
    ]


def test_an_animated_card_is_a_medium_not_a_link(tmp_path: Path) -> None:
    card = {
        "external": {"uri": "https://media.tenor.com/x/cat.gif?hh=1", "title": "cat", "description": "Alt: a cat falls"}
    }
    told = row(tmp_path, {"post": post(embed=card)})
    assert told["links"] == []
    assert told["media"] == [{"kind": "gif", "url": "https://media.tenor.com/x/cat.gif?hh=1", "alt": "a cat falls"}]


@pytest.mark.parametrize("nested", [False, True])
def test_pictures_and_video_with_and_without_a_quote(tmp_path: Path, nested: bool) -> None:
    images = {
        "$type": f"{LEX}embed.images#view",
        "images": [{"fullsize": "https://cdn/1", "thumb": "t", "alt": ""}, {"fullsize": "https://cdn/2"}],
    }
    video = {"$type": f"{LEX}embed.video#view", "playlist": "https://cdn/v.m3u8", "alt": "clip"}
    gallery = {
        "$type": f"{LEX}embed.gallery#view",
        "items": [{"fullsize": "https://cdn/3", "thumbnail": "t", "alt": "three"}],
    }
    for embed, media in (
        (
            images,
            [
                {"kind": "image", "url": "https://cdn/1", "alt": ""},
                {"kind": "image", "url": "https://cdn/2", "alt": None},
            ],
        ),
        (video, [{"kind": "video", "url": "https://cdn/v.m3u8", "alt": "clip"}]),
        (gallery, [{"kind": "image", "url": "https://cdn/3", "alt": "three"}]),
    ):
        whole = (
            {"$type": f"{LEX}embed.recordWithMedia#view", "media": embed, "record": {"record": viewed()}}
            if nested
            else embed
        )
        told = row(tmp_path, {"post": post("", embed=whole)})
        assert told["media"] == media
        assert told["text"] == ""
        assert told["kind"] == ("quote" if nested else "original")


@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize(
    ("view", "state", "text"),
    [
        (viewed(), "shown", "bob's words"),
        ({"$type": f"{LEX}embed.record#viewNotFound", "uri": uri(BOB, "9"), "notFound": True}, "not found", None),
        (
            {"$type": f"{LEX}embed.record#viewBlocked", "uri": uri(BOB, "9"), "blocked": True, "author": {"did": BOB}},
            "blocked",
            None,
        ),
        ({"$type": f"{LEX}embed.record#viewDetached", "uri": uri(BOB, "9"), "detached": True}, "detached", None),
    ],
)
def test_a_quote_in_every_state(
    tmp_path: Path, view: dict[str, Any], state: str, text: str | None, nested: bool
) -> None:
    embed = {"record": {"record": view}, "media": {}} if nested else {"record": view}
    told = row(tmp_path, {"post": post(embed=embed)})
    assert told["kind"] == "quote"
    assert [
        (ref["relation"], ref["native_id"], ref["author_native_id"], ref["state"], ref["text"]) for ref in told["refs"]
    ] == [("quoted", uri(BOB, "9"), BOB, state, text)]
    assert told["refs"][0]["url"] == f"https://bsky.app/profile/{BOB}/post/9"
    assert told["refs"][0]["likes"] == ("4" if text else None)


def test_a_quote_that_is_written_but_not_shown_is_still_a_quote(tmp_path: Path) -> None:
    told = row(
        tmp_path,
        {"post": post(record={"embed": {"$type": f"{LEX}embed.record", "record": {"uri": uri(BOB, "9"), "cid": "c"}}})},
    )
    assert (told["kind"], told["refs"][0]["native_id"], told["refs"][0]["state"]) == ("quote", uri(BOB, "9"), None)


def test_feeds_lists_and_starter_packs_are_links_and_no_quotes(tmp_path: Path) -> None:
    feed = {
        "record": {
            "$type": "app.bsky.feed.defs#generatorView",
            "uri": uri(BOB, "f", "feed.generator"),
            "displayName": "Heat",
        }
    }
    pack = {
        "record": {
            "uri": uri(BOB, "p", "graph.starterpack"),
            "record": {"name": "Energy people", "list": uri(BOB, "l", "graph.list")},
        }
    }
    told = row(tmp_path, {"post": post(embed=feed)})
    assert (told["kind"], told["refs"]) == ("original", [])
    assert told["links"] == [{"url": f"https://bsky.app/profile/{BOB}/feed/f", "title": "Heat", "author": None}]
    assert [link["url"] for link in row(tmp_path, {"post": post(embed=pack)})["links"]] == [
        f"https://bsky.app/starter-pack/{BOB}/p"
    ]


@pytest.mark.parametrize(
    "embed", [{"$type": "com.example.poll#view", "options": [1]}, {"images": "x", "record": [], "external": 5}]
)
def test_an_unknown_embed_leaves_the_post_standing(tmp_path: Path, embed: Any) -> None:
    told = row(tmp_path, {"post": post(embed=embed)})
    assert (told["kind"], told["text"], told["links"], told["media"]) == ("original", "hello", [], [])


def test_a_repost_is_its_sharers_and_carries_its_originals_links_and_counts_in_refs(tmp_path: Path) -> None:
    reason = {"$type": "app.bsky.feed.defs#reasonRepost", "by": {"did": ANN, "handle": "ann.example", "displayName": "Ann"},
              "uri": uri(ANN, "r", "feed.repost"), "indexedAt": "2026-10-01T10:00:00Z"}  # fmt: skip
    original = post("bob's", record={"facets": [facet(0, uri="https://a.example"), facet(3, did=ANN), facet(4, tag="x")],
                                     "reply": {"root": {"uri": uri(ANN)}, "parent": {"uri": uri(ANN)}}},
                    uri=uri(BOB, "9"), author={"did": BOB, "handle": "bob.example", "displayName": "Bob"})  # fmt: skip
    told = row(tmp_path, {"post": original, "reason": reason})
    assert (told["kind"], told["native_id"], told["author_native_id"]) == ("repost", uri(ANN, "r", "feed.repost"), ANN)
    assert (told["text"], told["thread_id"], told["created_at"]) == (None, None, "2026-10-01T10:00:00Z")
    assert [told[count] for count in ("likes", "replies", "reposts", "quotes", "views", "bookmarks")] == [None] * 6
    assert [link["url"] for link in told["links"]] == ["https://a.example"]
    assert (told["mentions"], told["hashtags"], told["media"]) == ([], [], [])
    assert [
        (ref["relation"], ref["native_id"], ref["author_handle"], ref["text"], ref["likes"]) for ref in told["refs"]
    ] == [("reposted", uri(BOB, "9"), "bob.example", "bob's", "9")]


def test_ones_own_post_and_ones_repost_of_it_are_two(tmp_path: Path) -> None:
    reason = {
        "$type": "app.bsky.feed.defs#reasonRepost",
        "by": {"did": ANN},
        "uri": uri(ANN, "r", "feed.repost"),
        "indexedAt": "x",
    }
    rows = staged(
        landed(tmp_path, "bluesky", [{"feed": [{"post": post(), "reason": reason}, {"post": post()}]}]), "bluesky"
    )
    assert {told["native_id"]: told["kind"] for told in rows} == {
        uri(ANN): "original",
        uri(ANN, "r", "feed.repost"): "repost",
    }


def test_a_pin_is_the_post_itself(tmp_path: Path) -> None:
    told = row(tmp_path, {"post": post(), "reason": {"$type": "app.bsky.feed.defs#reasonPin"}})
    assert (told["kind"], told["native_id"], told["likes"]) == ("original", uri(ANN), "9")


@pytest.mark.parametrize(
    ("parent", "state", "text"),
    [
        (
            {
                "$type": "app.bsky.feed.defs#postView",
                "uri": uri(BOB, "9"),
                "author": {"did": BOB},
                "record": {"text": "q?"},
            },
            "shown",
            "q?",
        ),
        ({"$type": "app.bsky.feed.defs#notFoundPost", "uri": uri(BOB, "9"), "notFound": True}, "not found", None),
        (
            {"$type": "app.bsky.feed.defs#blockedPost", "uri": uri(BOB, "9"), "blocked": True, "author": {"did": BOB}},
            "blocked",
            None,
        ),
        (None, None, None),
    ],
)
def test_a_reply_names_whom_it_answers(tmp_path: Path, parent: Any, state: str | None, text: str | None) -> None:
    written = {"reply": {"root": {"uri": uri(BOB, "8")}, "parent": {"uri": uri(BOB, "9")}}}
    told = row(
        tmp_path,
        {"post": post(record=written), "reply": {"root": parent, "parent": parent}}
        if parent
        else {"post": post(record=written)},
    )
    assert (told["kind"], told["thread_id"]) == ("reply", uri(BOB, "8"))
    assert [
        (ref["relation"], ref["native_id"], ref["author_native_id"], ref["state"], ref["text"]) for ref in told["refs"]
    ] == [("replied_to", uri(BOB, "9"), BOB, state, text)]


def test_labels_that_stand_and_those_taken_back_or_run_out(tmp_path: Path) -> None:
    labels = [
        {"src": "did:l", "val": "porn", "cts": "1"}, {"src": "did:l", "val": "spam", "cts": "1"},
        {"src": "did:l", "val": "spam", "neg": True, "cts": "2"}, {"src": "did:other", "val": "porn", "neg": True, "cts": "2"},
        {"src": "did:l", "val": "old", "exp": "2026-09-01T00:00:00Z"}, {"src": "did:l", "val": "new", "exp": "2026-11-01T00:00:00Z"}, None,
    ]  # fmt: skip
    told = row(tmp_path, {"post": post(record={"labels": {"values": [{"val": "graphic-media"}]}}, labels=labels)})
    assert told["labels"] == ["graphic-media", "new", "porn"]


def test_words_for_signed_in_readers_are_withheld_and_not_kept(tmp_path: Path) -> None:
    author = {"did": BOB, "handle": "bob.example", "labels": HIDDEN}
    reason = {"$type": "app.bsky.feed.defs#reasonRepost", "by": {"did": ANN}, "uri": uri(ANN, "r", "feed.repost")}
    told = row(tmp_path, {"post": post("bob's words", author=author, uri=uri(BOB)), "reason": reason})
    assert "signed-in readers only" in told["withheld"]
    assert told["raw"] is None
    quoting = row(tmp_path, {"post": post(embed={"record": viewed(author=author)})})
    assert (quoting["withheld"], quoting["refs"][0]["state"], quoting["refs"][0]["text"]) == (None, "withheld", None)
    parent = {"uri": uri(BOB, "9"), "author": author, "record": {"text": "bob's words"}}
    answering = row(
        tmp_path, {"post": post(record={"reply": {"parent": {"uri": uri(BOB, "9")}}}), "reply": {"parent": parent}}
    )
    assert (answering["refs"][0]["state"], answering["refs"][0]["text"]) == ("withheld", None)
    for kept in (quoting, answering):
        assert "bob's words" not in kept["raw"]
        assert uri(ANN) in kept["raw"]


def test_dates_are_passed_on_as_told(tmp_path: Path) -> None:
    for at in ("2026-10-01T09:00:00+05:30", "0000-01-01T00:00:00Z", "9999-12-31T00:00:00Z", "yesterday"):
        assert row(tmp_path, {"post": post(record={"createdAt": at})})["created_at"] == at
    assert row(tmp_path, {"post": post(record={"createdAt": None})})["created_at"] == "2026-10-01T09:00:02Z"


def test_nul_html_and_overrides_are_text(tmp_path: Path) -> None:
    text = "a\u0000b <script>x</script> \u202e &amp; ' ; drop table"
    assert row(tmp_path, {"post": post(text)})["text"] == text


def test_counts_not_told_are_null(tmp_path: Path) -> None:
    shown = post()
    for count in ("likeCount", "replyCount", "repostCount", "quoteCount", "bookmarkCount"):
        del shown[count]
    told = row(tmp_path, {"post": shown})
    assert [told[count] for count in ("likes", "replies", "reposts", "quotes", "bookmarks")] == [None] * 5


@pytest.mark.skipif(not DATA.exists(), reason="real answers are not beside the project (../shared/data)")
def test_real_and_recorded_feeds_are_understood_whole(tmp_path: Path) -> None:
    pages = [json.loads(gzip.decompress((DATA / "bluesky" / "getAuthorFeed_real_response.json.gz").read_bytes()))]
    pages += [
        json.loads((DATA / "recorded" / "bluesky" / f"authorfeed_{name}.json").read_text())["body"]
        for name in ("alice", "pins")
    ]
    rows = staged(landed(tmp_path, "bluesky", pages), "bluesky")
    items = [item for page in pages for item in page["feed"]]
    assert [told["native_id"] for told in rows] == [
        (item.get("reason") or {}).get("uri") or item["post"]["uri"] for item in items
    ]
    for told, item in zip(rows, items, strict=True):
        is_repost = "Repost" in (item.get("reason") or {}).get("$type", "")
        assert told["text"] == (None if is_repost else item["post"]["record"]["text"])
        assert told["likes"] == (None if is_repost else str(item["post"]["likeCount"]))
        assert (told["kind"] == "repost") == is_repost
        assert is_repost or ("reply" in item["post"]["record"]) == (told["kind"] == "reply")
        assert told["native_id"] in told["raw"]
