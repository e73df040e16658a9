"""sql/staging/x.sql: given records -> expected rows, in both of X's vocabularies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.landed import landed, staged

ANN, BOB, BRAND = "1551084763347826900", "42", "77"
COUNTS = {
    "retweet_count": 5, "reply_count": 0, "like_count": 40, "quote_count": 2, "bookmark_count": 3, "impression_count": 9000,
}  # fmt: skip
PEOPLE = [{"id": BOB, "username": "bob", "name": "Bob"}]
NOT_FOUND = "https://api.x.com/2/problems/resource-not-found"
HIDDEN = "https://api.x.com/2/problems/not-authorized-for-resource"


def tweet(text: str = "hello", native_id: str = "2100000000000000001", **more: Any) -> dict[str, Any]:
    """A post of Ann's."""
    return {
        "id": native_id, "author_id": ANN, "created_at": "2026-10-01T09:00:00.000Z", "text": text, "lang": "en",
        "conversation_id": native_id, "edit_history_tweet_ids": [native_id], "possibly_sensitive": False,
        "public_metrics": COUNTS,
    } | more  # fmt: skip


def bobs(text: str = "bob's words", **more: Any) -> dict[str, Any]:
    return tweet(text, "2099999999999999999", author_id=BOB) | more


def page(*posts: Any, errors: Any = None, **includes: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"data": list(posts), "meta": {"result_count": len(posts)}}
    return told | ({"includes": includes} if includes else {}) | ({"errors": errors} if errors else {})


def row(tmp_path: Path, told: Any, **envelope: Any) -> dict[str, Any]:
    asked = {"account_id": "x:ann", "url": f"https://api.x.com/2/users/{ANN}/tweets?max_results=100"} | envelope
    [found] = staged(landed(tmp_path, "x", [told], **asked), "x")
    return found


def url(tco: str, expanded: str, **more: Any) -> dict[str, Any]:
    return {
        "start": 0,
        "end": 1,
        "url": f"https://t.co/{tco}",
        "expanded_url": expanded,
        "display_url": expanded.split("://")[1],
    } | more


RENAMES = {
    "edit_history_tweet_ids": "edit_history_post_ids", "referenced_tweets": "referenced_posts", "note_tweet": "note_post",
    "retweet_count": "repost_count", "tweets": "posts",
}  # fmt: skip


def renamed(told: Any) -> Any:
    """The same in the words of OpenAPI 2.167."""
    if isinstance(told, list):
        return [renamed(one) for one in told]
    return {RENAMES.get(name, name): renamed(one) for name, one in told.items()} if isinstance(told, dict) else told


def test_an_original(tmp_path: Path) -> None:
    told = row(tmp_path, page(tweet()))
    assert told | {"landed_file": "", "raw": ""} == {
        "landed_file": "", "raw": "", "asked_at": "2026-10-01T12:00:00Z", "platform": "x", "account_id": "x:ann",
        "native_id": "2100000000000000001", "author_native_id": ANN, "author_handle": "ann", "author_name": None,
        "kind": "original", "title": None, "text": "hello", "html": None, "language": "en",
        "url": "https://x.com/ann/status/2100000000000000001", "created_at": "2026-10-01T09:00:00.000Z", "edited_at": None,
        "thread_id": "2100000000000000001", "content_warning": None, "labels": [], "disclosure": None, "license": None,
        "visibility": "public", "likes": "40", "replies": "0", "reposts": "5", "quotes": "2", "views": "9000",
        "bookmarks": "3", "links": [], "media": [], "mentions": [], "hashtags": [], "refs": [], "fault": None, "withheld": None,
    }  # fmt: skip


LONG = tweet(
    "Why we moved… https://t.co/long",
    entities={"urls": [url("long", "https://x.com/i/web/status/1")]},
    note_tweet={
        "text": "Why we moved &amp; how, in &lt;full&gt; https://t.co/abc @bob #DuckDB",
        "entities": {
            "urls": [url("abc", "https://bit.ly/x", unwound_url="https://blog.example/p?utm_source=x", title="P")],
            "mentions": [{"start": 1, "end": 2, "username": "bob", "id": BOB}], "hashtags": [{"start": 1, "end": 2, "tag": "DuckDB"}],
        },
    },
)  # fmt: skip
PICTURED = tweet(
    "look https://t.co/pic",
    attachments={"media_keys": ["3_1", "7_2"]},
    entities={"urls": [url("pic", "https://x.com/ann/status/1/photo/1", media_key="3_1")]},
)
MEDIA = [
    {"media_key": "9_9", "type": "photo", "url": "https://pbs.twimg.com/other.jpg"},
    {"media_key": "3_1", "type": "photo", "url": "https://pbs.twimg.com/a.jpg", "alt_text": "a pump"},
    {
        "media_key": "7_2", "type": "video", "preview_image_url": "https://pbs.twimg.com/p.jpg",
        "variants": [
            {"content_type": "application/x-mpegURL", "url": "https://v.twimg.com/a.m3u8"},
            {"content_type": "video/mp4", "bit_rate": 256000, "url": "https://v.twimg.com/low.mp4"},
            {"content_type": "video/mp4", "bit_rate": 2176000, "url": "https://v.twimg.com/high.mp4"},
        ],
    },
]  # fmt: skip
REPOST = tweet(
    "RT @bob: bob's wor…", "2100000000000000007", referenced_tweets=[{"type": "retweeted", "id": "2099999999999999999"}]
)
QUOTE = tweet(
    "Read this https://t.co/q and that https://t.co/p",
    referenced_tweets=[{"type": "quoted", "id": "2099999999999999999"}],
    entities={
        "urls": [url("q", "https://twitter.com/bob/status/2099999999999999999"), url("p", "https://page.example/")]
    },
)
REPLY = tweet(
    "@bob yes", in_reply_to_user_id=BOB, conversation_id="2099999999999999999",
    referenced_tweets=[{"type": "replied_to", "id": "2099999999999999999"}],
)  # fmt: skip
ORIGINAL = bobs(
    "bob's words, in full &amp; with a link https://t.co/b", entities={"urls": [url("b", "https://b.example/p")]}
)


@pytest.fixture(params=[lambda told: told, renamed], ids=["tweets", "posts"])
def said(request: Any) -> Any:
    """The page in one vocabulary or the other."""
    return request.param


def test_a_long_post_is_told_in_full_with_its_own_links(tmp_path: Path, said: Any) -> None:
    told = row(tmp_path, said(page(LONG)))
    assert told["text"] == "Why we moved & how, in <full> bit.ly/x @bob #DuckDB"
    assert told["links"] == [{"url": "https://blog.example/p?utm_source=x", "title": "P", "author": None}]
    assert told["mentions"] == [{"native_id": BOB, "handle": "bob", "url": "https://x.com/bob"}]
    assert told["hashtags"] == ["DuckDB"]
    assert told["reposts"] == "5"


def test_pictures_are_media_and_no_links(tmp_path: Path, said: Any) -> None:
    told = row(tmp_path, said(page(PICTURED, media=MEDIA)))
    assert (told["text"], told["links"]) == ("look", [])
    assert told["media"] == [
        {"kind": "image", "url": "https://pbs.twimg.com/a.jpg", "alt": "a pump"},
        {"kind": "video", "url": "https://v.twimg.com/high.mp4", "alt": None},
    ]


def test_a_repost_has_no_words_and_no_counts_of_its_own_but_those_of_the_original(tmp_path: Path, said: Any) -> None:
    told = row(tmp_path, said(page(REPOST, tweets=[ORIGINAL], users=PEOPLE)))
    assert (told["kind"], told["text"], told["likes"], told["thread_id"]) == ("repost", None, None, None)
    assert told["url"] == "https://x.com/bob/status/2099999999999999999"
    assert told["links"] == [{"url": "https://b.example/p", "title": None, "author": None}]
    [ref] = told["refs"]
    assert ref["text"] == "bob's words, in full & with a link b.example/p"
    assert (ref["relation"], ref["native_id"], ref["author_native_id"]) == ("reposted", "2099999999999999999", BOB)
    assert (ref["author_handle"], ref["author_name"], ref["state"], ref["likes"], ref["reposts"]) == (
        "bob",
        "Bob",
        "shown",
        "40",
        "5",
    )


def test_a_quote_is_its_own_words_and_whose_words_it_quotes(tmp_path: Path, said: Any) -> None:
    told = row(tmp_path, said(page(QUOTE, tweets=[ORIGINAL], users=PEOPLE)))
    assert (told["kind"], told["text"]) == ("quote", "Read this  and that page.example/")
    assert [link["url"] for link in told["links"]] == ["https://page.example/"]
    assert [(ref["relation"], ref["author_handle"], ref["state"]) for ref in told["refs"]] == [
        ("quoted", "bob", "shown")
    ]


def test_a_reply_names_whom_it_answers(tmp_path: Path, said: Any) -> None:
    told = row(tmp_path, said(page(REPLY, tweets=[ORIGINAL], users=PEOPLE)))
    assert (told["kind"], told["thread_id"]) == ("reply", "2099999999999999999")
    assert [(ref["relation"], ref["author_native_id"], ref["url"]) for ref in told["refs"]] == [
        ("replied_to", BOB, "https://x.com/bob/status/2099999999999999999")
    ]


def test_a_thread_answers_its_own_author(tmp_path: Path) -> None:
    own = REPLY | {"in_reply_to_user_id": ANN}
    [ref] = row(tmp_path, page(own))["refs"]
    assert (ref["author_native_id"], ref["state"]) == (ANN, None)


@pytest.mark.parametrize(("kind", "state"), [(NOT_FOUND, "not found"), (HIDDEN, "withheld"), ("about:blank", None)])
def test_what_did_not_come_along_says_why(tmp_path: Path, kind: str, state: str | None) -> None:
    errors = [{"resource_id": "2099999999999999999", "title": "Error", "type": kind, "value": "2099999999999999999"}]
    [ref] = row(tmp_path, page(QUOTE, errors=errors))["refs"]
    assert (ref["state"], ref["text"], ref["native_id"]) == (state, None, "2099999999999999999")


def test_an_edited_post_is_one_post_known_by_its_first_id(tmp_path: Path, said: Any) -> None:
    first, newest = "2113651837091071337", "2113654461169288553"
    told = row(tmp_path, said(page(tweet("better words", newest, edit_history_tweet_ids=[first, newest]))))
    assert (told["native_id"], told["url"]) == (first, f"https://x.com/ann/status/{newest}")
    assert told["created_at"] == "2026-10-23T15:20:42.000Z"
    assert told["edited_at"] == "2026-10-23T15:31:08.000Z"


def test_what_refers_to_an_edited_post_names_its_first_id(tmp_path: Path) -> None:
    edited = bobs(edit_history_tweet_ids=["2099999999999999990", "2099999999999999999"])
    [ref] = row(tmp_path, page(REPOST, tweets=[edited], users=PEOPLE))["refs"]
    assert (ref["native_id"], ref["url"]) == ("2099999999999999990", "https://x.com/bob/status/2099999999999999999")


def test_a_post_to_the_brand_stands_under_its_authors_name(tmp_path: Path) -> None:
    told = row(
        tmp_path, page(bobs("@brand hello"), users=PEOPLE),
        account_id="x:brand", url=f"https://api.x.com/2/users/{BRAND}/mentions?max_results=100",
    )  # fmt: skip
    assert (told["account_id"], told["author_native_id"], told["author_handle"]) == ("x:brand", BOB, "bob")
    assert told["author_name"] == "Bob"


def test_flags_are_kept(tmp_path: Path) -> None:
    told = row(
        tmp_path, page(tweet(paid_partnership=True, possibly_sensitive=True, withheld={"country_codes": ["DE"]}))
    )
    assert (told["disclosure"], told["labels"]) == ("paid partnership", ["sensitive", "withheld"])


def test_an_article_has_its_title_and_words(tmp_path: Path) -> None:
    told = row(tmp_path, page(tweet("https://t.co/a", article={"title": "On pumps", "plain_text": "All of it."})))
    assert (told["kind"], told["title"], told["text"]) == ("article", "On pumps", "All of it.")


@pytest.mark.parametrize(
    ("lang", "kept"), [("en", "en"), ("zh-CN", "zh-CN"), ("und", None), ("qme", None), ("zxx", None), ("qu", "qu")]
)
def test_codes_that_are_no_language_are_not_told(tmp_path: Path, lang: str, kept: str | None) -> None:
    assert row(tmp_path, page(tweet(lang=lang)))["language"] == kept


def test_ids_of_any_kind_are_told_digit_for_digit(tmp_path: Path) -> None:
    for native_id in ("20", "9007199254740993", "99999999999999999999999"):
        (tmp_path / native_id).mkdir()
        told = row(tmp_path / native_id, page(tweet("x", native_id, edit_history_tweet_ids=[native_id, native_id])))
        assert told["native_id"] == native_id


def test_a_quiet_page_has_no_rows(tmp_path: Path) -> None:
    assert staged(landed(tmp_path, "x", [{"meta": {"result_count": 0}}]), "x") == []


def test_leaves_of_the_wrong_kind_are_not_told(tmp_path: Path) -> None:
    odd = tweet(entities={"urls": "none"}, public_metrics=[], referenced_tweets={"a": 1}, lang=5, attachments=None)
    told = row(tmp_path, page(odd, users=[{"id": ANN}], tweets=[{}], media=[{}]))
    assert (told["native_id"], told["likes"], told["refs"], told["links"]) == ("2100000000000000001", None, [], [])
    assert json.loads(told["raw"]) == odd


def test_an_edited_post_with_an_id_beyond_64_bits_keeps_the_date_it_tells(tmp_path: Path) -> None:
    history = ["9354647624699030993", "9354647624699030994"]
    told = row(tmp_path, page(tweet("x", history[1], edit_history_tweet_ids=history)))
    assert (told["native_id"], told["created_at"], told["edited_at"]) == (history[0], "2026-10-01T09:00:00.000Z", None)
