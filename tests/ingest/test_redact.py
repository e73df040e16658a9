"""Of somebody who was erased no word stays in other people's pages, whatever the platform calls an author."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.redact import Forgotten, digest, redact, redact_file, veil

WORDS = "Marzipan turbines hum"
KEPT = "What I say of it"


def who(platform, *names, posts=()):
    return Forgotten(
        frozenset(digest(f"{platform}:{one}") for one in names), frozenset(digest(f"{platform}:{one}") for one in posts)
    )


MASTODON = {
    "id": "5", "uri": "https://m.example/users/ben/statuses/5", "content": KEPT, "account": {"id": "8", "acct": "ben"},
    "reblog": {"id": "4", "uri": "https://a.example/users/ann/statuses/4", "content": f"<p>{WORDS}</p>", "favourites_count": 3,
               "account": {"id": "7", "acct": "ann@a.example", "display_name": WORDS, "note": WORDS},
               "tags": [{"name": WORDS}], "card": {"title": WORDS}},
    "mentions": [{"id": "7", "acct": "ann@a.example", "username": WORDS}, {"id": "9", "acct": "cem@c.example"}],
}  # fmt: skip
X = {
    "data": [{"id": "5", "text": KEPT, "author_id": "8", "referenced_tweets": [{"type": "quoted", "id": "4"}]}],
    "includes": {"tweets": [{"id": "4", "author_id": "7", "text": WORDS, "entities": {"urls": [{"title": WORDS}]},
                             "public_metrics": {"like_count": 3}}],
                 "users": [{"id": "7", "username": "ann", "name": WORDS, "description": WORDS}, {"id": "8", "username": "ben"}]},
}  # fmt: skip
YCOMBINATOR = {
    "hits": [
        {"objectID": "5", "author": "ben", "comment_text": KEPT, "story_id": 4, "story_title": WORDS, "parent_id": 4}
    ]
}


@pytest.mark.parametrize(
    ("told", "forgotten"),
    [
        (MASTODON, who("p", "ann@a.example")),
        (MASTODON, who("p", "7")),
        (X, who("p", "7")),
        (YCOMBINATOR, who("p", "ann", posts=["4"])),
    ],
    ids=["mastodon by address", "mastodon by id", "x", "hackernews"],
)
def test_words_go_ids_are_veiled_and_counts_and_what_others_said_stay(told, forgotten):
    page = json.loads(json.dumps(told))
    assert redact(page, "p", forgotten) >= 1
    left = json.dumps(page)
    assert WORDS not in left
    assert KEPT in left
    # who reads the page finds no id of theirs, and still that it is one post of which two places speak
    assert '"4"' not in left and ": 4" not in left and "statuses/4" not in left and '"7"' not in left
    assert left.count(veil("p", "4")) == told_of(told, "4")
    assert left.count("_count") == json.dumps(told).count("_count")
    again = json.loads(json.dumps(page))
    redact(again, "p", forgotten)
    assert again == page


def test_names_of_one_platform_are_not_those_of_another():
    page = json.loads(json.dumps(MASTODON))
    assert redact(page, "p", who("q", "ann@a.example")) == 0
    assert page == MASTODON


def test_a_page_keeps_its_head_and_says_that_it_was_changed(tmp_path):
    file = tmp_path / "page.json"
    file.write_text(json.dumps({"reading": "mastodon", "records": 1, "platform": "p", "page": [MASTODON]}) + "\n")
    assert redact_file(file, who("p", "7")) == 2
    text = file.read_text()
    assert text.startswith('{"reading": "mastodon", "records": 1')
    assert text.endswith('"redacted": 2}\n')
    assert redact_file(file, who("p", "nobody")) == 0


def told_of(told, post):
    """How often a page speaks of a post by its id."""
    return len(re.findall(rf': "?{post}"?[,}}]', json.dumps(told)))


leaf = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
anything = st.recursive(
    leaf, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)


@given(anything, anything)
def test_whatever_a_platform_tells_it_is_read_and_of_theirs_nothing_is_left(theirs, others):
    page = [
        {"author": {"did": "did:ann"}, "text": WORDS, "more": theirs, "list": [WORDS, theirs]},
        {"author": {"did": "did:ben"}, "more": others},
    ]
    before = json.dumps(page[1])
    redact(page, "p", who("p", "did:ann"))
    assert WORDS not in json.dumps(page[0])
    assert json.dumps(page[1]) == before
