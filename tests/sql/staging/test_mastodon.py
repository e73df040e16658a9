"""sql/staging/mastodon.sql: given records -> expected rows."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tests.landed import landed, staged

DATA = Path(__file__).resolve().parents[3] / ".." / "shared" / "data"
ANN = {"id": "7", "acct": "ann", "url": "https://m.example/@ann", "display_name": "Ann", "indexable": True}
BOB = {"id": "8", "acct": "bob@b.example", "display_name": "", "indexable": True}


def status(content: str = "<p>hello</p>", **more: Any) -> dict[str, Any]:
    """A status of Ann's."""
    return {
        "id": "1160", "uri": "https://m.example/users/ann/statuses/1160", "url": "https://m.example/@ann/1160",
        "created_at": "2026-10-01T09:00:00.000Z", "edited_at": None, "visibility": "public", "sensitive": False,
        "spoiler_text": "", "language": "en", "content": content, "in_reply_to_id": None, "in_reply_to_account_id": None,
        "reblog": None, "quote": None, "replies_count": 0, "reblogs_count": 2, "favourites_count": 5, "quotes_count": 1,
        "account": ANN, "media_attachments": [], "mentions": [], "tags": [], "card": None, "poll": None,
    } | more  # fmt: skip


def bobs(content: str = "<p>bob's words</p>", **more: Any) -> dict[str, Any]:
    """A status of Bob's, as Ann's server knows it."""
    own = {
        "id": "990",
        "uri": "https://b.example/users/bob/statuses/5",
        "url": "https://b.example/@bob/5",
        "account": BOB,
    }
    return status(content, **(own | more))


def rows(tmp_path: Path, *statuses: Any) -> list[dict[str, Any]]:
    return staged(landed(tmp_path, "mastodon", [list(statuses)], account_id="mastodon:ann@m.example"), "mastodon")


def row(tmp_path: Path, one: Any) -> dict[str, Any]:
    return rows(tmp_path, one)[0]


def test_an_original(tmp_path: Path) -> None:
    told = row(tmp_path, status())
    assert told | {"landed_file": "", "raw": ""} == {
        "landed_file": "", "raw": "", "asked_at": "2026-10-01T12:00:00Z", "platform": "mastodon",
        "account_id": "mastodon:ann@m.example", "native_id": "https://m.example/users/ann/statuses/1160",
        "author_native_id": "7", "author_handle": "ann@m.example", "author_name": "Ann", "kind": "original", "title": None,
        "text": "hello", "html": "<p>hello</p>", "language": "en", "url": "https://m.example/@ann/1160",
        "created_at": "2026-10-01T09:00:00.000Z", "edited_at": None, "thread_id": "https://m.example/users/ann/statuses/1160",
        "content_warning": None, "labels": [], "disclosure": None, "license": None, "visibility": "public", "likes": "5",
        "replies": "0", "reposts": "2", "quotes": "1", "views": None, "bookmarks": None, "links": [], "media": [],
        "mentions": [], "hashtags": [], "refs": [], "withheld": None, "fault": None,
    }  # fmt: skip
    assert json.loads(told["raw"]) == status()


@pytest.mark.parametrize(
    "link",
    [
        '<a href="https://blog.example/a/long/path?x=1&amp;y=2"><span class="invisible">https://</span>'
        '<span class="ellipsis">blog.example/a/long</span><span class="invisible">/path?x=1&amp;y=2</span></a>',
        '<a href="https://blog.example/a/long/path?x=1&amp;y=2" rel="nofollow noopener" target="_blank">'
        "https://blog.example/a/long/path?x=1&amp;y=2</a>",
        '<a href="https://blog.example/a/long/path?x=1&amp;y=2" class="ellipsis" title="blog.example/a/long/path?x=1&amp;y=2">'
        "blog.example/a/long</a>",
    ],
    ids=["mastodon", "gotosocial", "takahe"],
)
def test_one_post_in_the_html_of_three_servers_is_one_text_and_one_link(tmp_path: Path, link: str) -> None:
    told = row(tmp_path, status(f"<p>Read {link}</p>"))
    assert told["text"] == "Read https://blog.example/a/long/path?x=1&y=2"
    assert told["links"] == [{"url": "https://blog.example/a/long/path?x=1&y=2", "title": None, "author": None}]


def test_mentions_hashtags_and_odd_schemes_are_no_links(tmp_path: Path) -> None:
    content = (
        '<p><span class="h-card"><a href="https://b.example/@bob" class="u-url mention">@<span>bob</span></a></span> '
        '<a href="https://m.example/tags/duckdb" class="mention hashtag" rel="tag">#<span>DuckDB</span></a> '
        '<a href="https://plain.example/@bob">@bob</a> <a href="https://plain.example/tag/x">#x</a> '
        '<a href="javascript:alert(1)">x</a> <a href="mailto:a@b.example">m</a> '
        '<a href="https://z.example/">z</a> <a href="https://a.example/">a</a> <a href="https://z.example/">z</a></p>'
    )
    mentions = [
        {"id": "8", "acct": "bob@b.example", "url": "https://plain.example/@bob"},
        {"id": "9", "acct": "cy", "url": "https://m.example/@cy"},
    ]
    tags = [
        {"name": "duckdb", "url": "https://m.example/tags/duckdb"},
        {"name": "x", "url": "https://plain.example/tag/x"},
    ]
    told = row(tmp_path, status(content, mentions=mentions, tags=tags))
    assert [link["url"] for link in told["links"]] == ["https://z.example/", "https://a.example/"]
    assert [(one["native_id"], one["handle"]) for one in told["mentions"]] == [
        ("8", "bob@b.example"),
        ("9", "cy@m.example"),
    ]
    assert told["hashtags"] == ["DuckDB", "x"]


def test_a_card_tells_title_and_author_of_the_link_it_names_else_of_the_first(tmp_path: Path) -> None:
    content = '<p><a href="https://a.example">a</a> <a href="https://b.example/p">b</a></p>'
    card = {"url": "https://b.example/p/", "title": "B", "authors": [{"name": "Bea"}], "author_name": "old"}
    assert [(link["title"], link["author"]) for link in row(tmp_path, status(content, card=card))["links"]] == [
        (None, None),
        ("B", "Bea"),
    ]
    moved = card | {"url": "https://canonical.example/p", "authors": []}
    assert [(link["title"], link["author"]) for link in row(tmp_path, status(content, card=moved))["links"]] == [
        ("B", "old"),
        (None, None),
    ]
    bare = row(tmp_path, status("<p>b</p>", card=card | {"title": ""}))
    assert bare["links"] == [{"url": "https://b.example/p/", "title": None, "author": "Bea"}]


def test_a_boost_is_a_wrapper_with_a_key_of_its_own(tmp_path: Path) -> None:
    original = bobs('<p>bob\'s words <a href="https://a.example/">a</a></p>', spoiler_text="spiders", sensitive=True, language="sv",
                    favourites_count=40, quotes_count=None, media_attachments=[{"type": "image", "url": "https://cdn/1"}])  # fmt: skip
    boost = status("", uri="https://m.example/users/ann/statuses/1161/activity", language=None, reblog=original)
    told = row(tmp_path, boost)
    assert (told["kind"], told["native_id"], told["text"], told["html"]) == ("repost", boost["uri"], None, None)
    assert (told["url"], told["thread_id"], told["language"]) == ("https://b.example/@bob/5", None, "sv")
    assert (told["content_warning"], told["labels"]) == ("spiders", ["sensitive"])
    assert [told[count] for count in ("likes", "replies", "reposts", "quotes", "views", "bookmarks")] == [None] * 6
    assert ([link["url"] for link in told["links"]], told["media"]) == (["https://a.example/"], [])
    ref = told["refs"][0]
    assert (ref["relation"], ref["native_id"], ref["author_handle"], ref["state"]) == (
        "reposted",
        original["uri"],
        "bob@b.example",
        "shown",
    )
    assert (ref["author_native_id"], ref["author_name"]) == (None, None)  # the id of a mirror is not Bob's own
    assert (ref["text"], ref["likes"], ref["quotes"]) == ("bob's words a", "40", None)


def test_a_boost_left_behind_by_a_deleted_original_names_nothing(tmp_path: Path) -> None:
    told = row(tmp_path, status(""))
    assert (told["kind"], told["text"]) == ("repost", None)
    assert [(ref["relation"], ref["native_id"], ref["state"]) for ref in told["refs"]] == [
        ("reposted", None, "not found")
    ]
    assert row(tmp_path, status("", media_attachments=[{"type": "image"}]))["kind"] == "original"
    assert row(tmp_path, status("", spoiler_text="just this"))["kind"] == "original"


@pytest.mark.parametrize(
    "account", [BOB | {"indexable": False}, BOB | {"noindex": True}, BOB | {"note": "<p>#<span>nobot</span></p>"}]
)
def test_words_of_others_who_ask_not_to_be_indexed_are_left_out(tmp_path: Path, account: dict[str, Any]) -> None:
    boost = status("", reblog=bobs(account=account, spoiler_text="bob's words"))
    quote = status("<p>see</p>", quote={"state": "accepted", "quoted_status": bobs(account=account)})
    for told in rows(tmp_path, boost, quote):
        assert (told["refs"][0]["state"], told["refs"][0]["text"]) == ("withheld", None)
        assert told["refs"][0]["native_id"] == "https://b.example/users/bob/statuses/5"
        assert "bob's words" not in json.dumps(told)
        assert told["native_id"] in told["raw"]


def test_ones_own_words_boosted_again_are_ones_own(tmp_path: Path) -> None:
    ann = ANN | {"indexable": False}  # she consented, else she would not be read
    told = row(
        tmp_path,
        status("", account=ann, uri="https://m.example/users/ann/statuses/2/activity", reblog=status(account=ann)),
    )
    assert (told["refs"][0]["text"], told["refs"][0]["state"], told["refs"][0]["author_native_id"]) == (
        "hello",
        "shown",
        "7",
    )


@pytest.mark.parametrize(
    ("state", "ours"),
    [("pending", "pending"), ("revoked", "revoked"), ("rejected", "rejected"), ("deleted", "not found"), ("unauthorized", "unauthorized"),
     ("blocked_account", "blocked"), ("muted_domain", "muted domain"), ("some_new_state", "some new state")],
)  # fmt: skip
def test_a_quote_that_was_not_accepted_shows_nothing(tmp_path: Path, state: str, ours: str) -> None:
    told = row(tmp_path, status(quote={"state": state, "quoted_status": None}))
    assert told["kind"] == "quote"
    assert told["refs"][0] == dict.fromkeys(told["refs"][0]) | {"relation": "quoted", "state": ours}


def test_an_accepted_quote_in_both_forms_and_without_its_fallback_line(tmp_path: Path) -> None:
    content = (
        '<p class="quote-inline">RE: <a href="https://b.example/@bob/5">https://b.example/@bob/5</a></p><p>I agree</p>'
    )
    for quote in ({"state": "accepted", "quoted_status": bobs()}, bobs()):
        told = row(tmp_path, status(content, quote=quote))
        assert (told["kind"], told["text"], told["links"]) == ("quote", "I agree", [])
        ref = told["refs"][0]
        assert (ref["state"], ref["text"], ref["url"], ref["author_handle"]) == (
            "shown",
            "bob's words",
            "https://b.example/@bob/5",
            "bob@b.example",
        )
        assert told["html"] == content


def test_a_shallow_quote_is_accepted_and_tells_no_address(tmp_path: Path) -> None:
    told = row(tmp_path, status(quote={"state": "accepted", "quoted_status_id": "990"}))
    assert (told["kind"], told["refs"][0]["native_id"], told["refs"][0]["state"]) == ("quote", None, "shown")


def test_a_thread_of_ones_own_is_linked_by_uri_and_an_answer_by_its_author(tmp_path: Path) -> None:
    own = row(tmp_path, status(in_reply_to_id="1159", in_reply_to_account_id="7"))
    assert (own["kind"], own["thread_id"]) == ("reply", None)
    assert (own["refs"][0]["native_id"], own["refs"][0]["url"], own["refs"][0]["author_native_id"], own["refs"][0]["author_handle"]) == (
        "https://m.example/users/ann/statuses/1159", "https://m.example/@ann/1159", "7", "ann@m.example"
    )  # fmt: skip
    answer = status(
        in_reply_to_id="990", in_reply_to_account_id="8", mentions=[{"id": "8", "acct": "bob@b.example", "url": "u"}]
    )
    ref = row(tmp_path, answer)["refs"][0]
    assert (ref["native_id"], ref["url"]) == (None, "https://m.example/@bob@b.example/990")
    assert (ref["author_native_id"], ref["author_handle"]) == (None, "bob@b.example")
    neighbour = row(tmp_path, answer | {"mentions": [{"id": "8", "acct": "cy", "url": "u"}]})["refs"][0]
    assert (neighbour["author_native_id"], neighbour["author_handle"]) == ("8", "cy@m.example")
    unknown = row(tmp_path, answer | {"mentions": []})["refs"][0]
    assert (unknown["relation"], unknown["author_handle"], unknown["url"]) == ("replied_to", None, None)


def test_a_handle_told_in_full_stays_as_it_is(tmp_path: Path) -> None:
    assert row(tmp_path, status(account=ANN | {"acct": "ann@m.example"}))["author_handle"] == "ann@m.example"


@pytest.mark.parametrize(
    ("visibility", "ours", "is_withheld"),
    [("public", "public", False), ("unlisted", "unlisted", False), (None, None, False), ("private", None, True),
     ("direct", None, True), ("mutuals_only", None, True), ("local", None, True)],
)  # fmt: skip
def test_what_is_shown_to_few_is_withheld(
    tmp_path: Path, visibility: str | None, ours: str | None, is_withheld: bool
) -> None:
    told = row(tmp_path, status(visibility=visibility))
    assert told["visibility"] == ours
    assert told["withheld"] == (f"its author shows it to few (visibility {visibility})" if is_withheld else None)
    assert (told["raw"] is None) == is_withheld
    if visibility:
        boosted = row(tmp_path, status("", reblog=bobs(visibility=visibility)))
        assert ((boosted["withheld"] is not None), boosted["raw"] is None) == (is_withheld, is_withheld)


def test_media_say_what_they_are_and_null_is_no_description(tmp_path: Path) -> None:
    media = [
        {"type": "image", "url": "https://cdn/1", "description": "a tree"}, {"type": "gifv", "url": "https://cdn/2", "description": None},
        {"type": "video", "url": "https://cdn/3"}, {"type": "audio", "url": "https://cdn/4"},
        {"type": "unknown", "url": None, "remote_url": "https://far/5"},
    ]  # fmt: skip
    assert [(one["kind"], one["url"], one["alt"]) for one in row(tmp_path, status(media_attachments=media))["media"]] == [
        ("image", "https://cdn/1", "a tree"), ("gif", "https://cdn/2", ""), ("video", "https://cdn/3", ""),
        ("audio", "https://cdn/4", ""), ("other", "https://far/5", ""),
    ]  # fmt: skip


def test_warnings_polls_and_edits(tmp_path: Path) -> None:
    poll = {"options": [{"title": "yes", "votes_count": 1}, {"title": "no"}]}
    told = row(tmp_path, status(spoiler_text="food", sensitive=True, poll=poll, edited_at="2026-10-01T10:00:00.000Z"))
    assert told["text"] == "hello\n• yes\n• no"
    assert (told["content_warning"], told["labels"], told["edited_at"]) == (
        "food",
        ["sensitive"],
        "2026-10-01T10:00:00.000Z",
    )
    assert row(tmp_path, status("", poll=poll))["text"] == "• yes\n• no"


def test_a_bridged_post_is_as_it_is(tmp_path: Path) -> None:
    uri = "https://bsky.brid.gy/convert/ap/at://did:plc:x/app.bsky.feed.post/3k"
    assert row(tmp_path, status(uri=uri, url="https://bsky.app/profile/did:plc:x/post/3k"))["native_id"] == uri


def test_counts_not_told_are_null(tmp_path: Path) -> None:
    told = row(tmp_path, {key: value for key, value in status().items() if not key.endswith("_count")})
    assert [told[count] for count in ("likes", "replies", "reposts", "quotes")] == [None] * 4


def test_no_script_survives_and_entities_are_read(tmp_path: Path) -> None:
    content = "<p>a &lt;b>bold&lt;/b> & b<script>alert(1)</script></p><p>c<br><br>d &amp;amp;</p>"
    assert row(tmp_path, status(content))["text"] == "a <b>bold</b> & b\n\nc\n\nd &amp;"


@pytest.mark.skipif(not DATA.exists(), reason="recorded answers are not beside the project (../shared/data)")
def test_recorded_statuses_are_understood_whole(tmp_path: Path) -> None:
    pages = [json.loads((DATA / "recorded" / "mastodon" / "statuses_alice.json").read_text())["body"]]
    for line in gzip.decompress((DATA / "api" / "mastodon_mastodonpy_cassettes.jsonl.gz").read_bytes()).splitlines():
        body = json.loads(line).get("json")
        if (
            isinstance(body, list)
            and body
            and isinstance(body[0], dict)
            and {"visibility", "content"} <= body[0].keys()
        ):
            pages.append(body)
    told = staged(landed(tmp_path, "mastodon", pages, account_id="mastodon:a@localhost:3000"), "mastodon")
    given = [one for page in pages for one in page]
    assert len(given) > 150
    assert [one["native_id"] for one in told] == [one["uri"] for one in given]
    for ours, theirs in zip(told, given, strict=True):
        is_boost = bool(theirs["reblog"]) or theirs["content"] == ""
        assert ours["likes"] == (None if is_boost else str(theirs["favourites_count"]))
        assert (ours["withheld"] is None) == (theirs["visibility"] in ("public", "unlisted"))
        assert len(ours["mentions"]) == (0 if is_boost else len(theirs["mentions"]))
        assert {tag.lower() for tag in ours["hashtags"]} == (
            set() if is_boost else {tag["name"].lower() for tag in theirs["tags"]}
        )
        assert ours["edited_at"] == (None if is_boost else theirs["edited_at"])
        assert "<p>" not in (ours["text"] or "")
