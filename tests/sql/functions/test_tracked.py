"""Marks on the brand's own links, and words that sell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sql.functions.tracked import MARKS, salesy, slug, tracked_url

GIVEN = {"utm_source": "bluesky", "utm_medium": "social", "utm_campaign": "2026-10_notes", "utm_content": "item-1"}
TOLD = "utm_source=bluesky&utm_medium=social&utm_campaign=2026-10_notes&utm_content=item-1"
part = st.text(alphabet="abcXYZ019-_.~%", max_size=8)
urls = st.builds(
    lambda path, query, fragment: (
        f"https://halden.example/{path}" + ("?" + query if query else "") + ("#" + fragment if fragment else "")
    ),
    part,
    st.lists(st.builds("{}={}".format, st.sampled_from(["a", "b", *MARKS, "UTM_Source"]), part), max_size=4).map(
        "&".join
    ),
    part,
)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://halden.example/a", f"https://halden.example/a?{TOLD}"),
        ("https://halden.example/a#top", f"https://halden.example/a?{TOLD}#top"),
        ("https://halden.example/a?id=1&UTM_source=old", f"https://halden.example/a?id=1&{TOLD}"),
    ],
)
def test_marks_stand_once_and_before_the_hash(url, told):
    assert tracked_url(url, GIVEN) == told


@given(urls)
def test_put_on_twice_they_stand_once_and_nothing_else_is_lost(url):
    once = tracked_url(url, GIVEN)
    assert tracked_url(once, GIVEN) == once
    assert [once.count(f"{name}=") for name in MARKS] == [1] * len(MARKS)
    page, _, fragment = url.partition("#")
    assert once.partition("#")[2] == fragment
    kept = [one for one in page.partition("?")[2].split("&") if one and one.partition("=")[0].lower() not in MARKS]
    assert once.partition("?")[2].partition("#")[0].split("&")[: len(kept)] == kept


@given(st.text(max_size=80))
def test_a_mark_holds_small_letters_digits_and_dashes_only(words):
    assert set(slug(words)) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-")
    assert slug(slug(words)) == slug(words)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Buy now, 20% off!", ["buy now", "20% off"]),
        ("Don\u2019t miss our limited time offer", ["Don't miss", "limited time"]),
        ("Our revolutionary pump", ["revolutionary"]),
        ("¡No te lo pierdas!", ["No te lo pierdas"]),
        ("We measured forty gardens at night; seven showed nothing.", []),
        ("The buy nowadays", []),
    ],
)
def test_what_sells_is_found_as_written_with_what_to_write_instead(words, found):
    assert [written for written, _ in salesy(words)] == [one.lower() for one in found]
    assert all(instead for _, instead in salesy(words))
