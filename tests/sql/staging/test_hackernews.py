"""sql/staging/hackernews.sql: given hits -> expected rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.landed import landed, staged

STORY = {
    "objectID": "41", "created_at": "2026-03-03T10:00:00Z", "created_at_i": 1772532000, "author": "Ann_x", "title": "A & B",
    "url": "https://a.example/p?utm_source=hn", "points": 3, "num_comments": 0, "story_id": 41,
    "_tags": ["story", "author_Ann_x", "story_41"],
}  # fmt: skip
COMMENT = {
    "objectID": "43", "created_at_i": 1772532060, "author": "Ann_x", "points": None, "story_id": 41, "parent_id": 41,
    "story_title": "A & B", "story_url": "https://a.example/p", "_tags": ["comment"],
    "comment_text": 'I&#x27;d read <a href="https:&#x2F;&#x2F;b.example&#x2F;long" rel="nofollow">https:&#x2F;&#x2F;b.exam...</a><p>twice',
}  # fmt: skip


def row(tmp_path: Path, hit: Any) -> dict[str, Any]:
    return staged(landed(tmp_path, "hackernews", [{"hits": [hit]}], account_id="hackernews:Ann_x"), "hackernews")[0]


def test_a_story(tmp_path: Path) -> None:
    told = row(tmp_path, STORY)
    assert told | {"landed_file": "", "raw": ""} == {
        "landed_file": "", "raw": "", "asked_at": "2026-10-01T12:00:00Z", "platform": "hackernews",
        "account_id": "hackernews:Ann_x", "native_id": "41", "author_native_id": "Ann_x", "author_handle": "Ann_x",
        "author_name": None, "kind": "original", "title": "A & B", "text": "", "html": None, "language": None,
        "url": "https://news.ycombinator.com/item?id=41", "created_at": "2026-03-03T10:00:00Z", "edited_at": None,
        "thread_id": "41", "content_warning": None, "labels": None, "disclosure": None, "license": None,
        "visibility": "public", "likes": "3", "replies": "0", "reposts": None, "quotes": None, "views": None,
        "bookmarks": None, "links": [{"url": "https://a.example/p?utm_source=hn", "title": "A & B", "author": None}],
        "media": [], "mentions": None, "hashtags": None, "refs": [], "withheld": None, "fault": None,
    }  # fmt: skip
    assert json.loads(told["raw"]) == STORY


def test_a_comment_answers_and_its_storys_link_is_not_its_own(tmp_path: Path) -> None:
    told = row(tmp_path, COMMENT)
    assert (told["kind"], told["title"], told["thread_id"]) == ("reply", None, "41")
    assert told["text"] == "I'd read https://b.example/long\n\ntwice"
    assert told["links"] == [{"url": "https://b.example/long", "title": None, "author": None}]
    assert (told["likes"], told["replies"]) == (None, None)
    assert [(ref["relation"], ref["native_id"], ref["text"]) for ref in told["refs"]] == [("replied_to", "41", "A & B")]


def test_an_answer_to_a_comment_does_not_carry_the_title(tmp_path: Path) -> None:
    assert row(tmp_path, COMMENT | {"parent_id": 42})["refs"][0]["text"] is None


def test_a_story_without_an_address_has_text_and_a_permalink(tmp_path: Path) -> None:
    for url in ({"url": None}, {"url": ""}, {}):
        bare = {key: value for key, value in STORY.items() if key != "url"} | url
        told = row(tmp_path, bare | {"title": "Ask HN: ?", "story_text": "why<p>not"})
        assert (told["links"], told["text"], told["url"]) == (
            [],
            "why\n\nnot",
            "https://news.ycombinator.com/item?id=41",
        )


def test_an_address_told_twice_is_one_link_and_a_script_is_none(tmp_path: Path) -> None:
    text = '<a href="https://a.example/p?utm_source=hn">x</a> <a href="javascript:x">y</a> <a href="https://c.example">z</a>'
    assert [link["url"] for link in row(tmp_path, STORY | {"story_text": text})["links"]] == [
        STORY["url"],
        "https://c.example",
    ]


def test_a_date_that_is_no_second_falls_back_on_the_text(tmp_path: Path) -> None:
    assert row(tmp_path, STORY | {"created_at_i": "soon"})["created_at"] == "2026-03-03T10:00:00Z"
    assert row(tmp_path, STORY | {"created_at_i": None, "created_at": None})["created_at"] is None
    assert row(tmp_path, STORY | {"created_at_i": 99999999999})["created_at"].startswith("5138-")
