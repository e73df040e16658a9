"""A credit line never exceeds its platform's limit, always names the author and links the original."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.reshare.credit_line import CUT, Credit, credit_line, tidy
from transforms.reshare.lengths import FORMS, bluesky_length, graphemes, mastodon_length, threads_length, x_length

ZWJ = "👩🏽‍🚀👨‍👩‍👧‍👦🏴󠁧󠁢󠁳󠁣󠁴󠁿🇪🇸1️⃣❤️‍🔥"
anything = st.text(max_size=200) | st.text(alphabet=ZWJ + "é\u0301aß漢字한글कि್ಷعربي\u202eตัว", max_size=200)
urls = st.builds(
    lambda host, path: f"https://{host}.example/{path}",
    st.from_regex(r"[a-z0-9]{1,20}", fullmatch=True), st.from_regex(r"[A-Za-z0-9/_?=&%.\-]{0,120}", fullmatch=True),
)  # fmt: skip
handles = st.dictionaries(
    st.sampled_from(sorted(FORMS)), st.from_regex(r"[a-z0-9_.]{1,30}(@[a-z]{1,20}\.example)?", fullmatch=True)
)
credits_ = st.builds(
    Credit, author=anything, url=urls, handles=handles, title=st.none() | anything, via=st.none() | anything,
    publisher=st.none() | anything, warning=st.none() | anything, disclosure=st.none() | anything, license=st.none() | anything,
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(credits_, st.sampled_from(sorted(FORMS)))
def test_a_line_fits_its_platform_names_the_author_and_links_the_original(credit, platform):
    line = credit_line(credit, platform)
    if line is None:
        # only where there is nobody to name
        assert not tidy(credit.author, 80) and not tidy(credit.handles.get(platform, ""), 80)
        return
    assert FORMS[platform].length(line) <= FORMS[platform].most
    assert credit.url in line
    name = tidy(credit.author, 80) or tidy(credit.handles[platform], 80)
    assert name in line or any("".join(graphemes(name)[:kept]) + CUT in line for kept in range(1, len(graphemes(name))))
    assert "\n" not in line and "\u202e" not in line
    if credit.disclosure:
        assert "#ad" in line


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("abc", 3), ("漢字", 4), ("👩🏽‍🚀", 2), ("👨‍👩‍👧‍👦👍🏽", 4), ("https://example.com/" + "a" * 100, 23),
        ("e\u0301", 1), ("see waxy.org now", 4 + 23 + 4), ("“…”", 4), ("🇪🇸", 2),
    ],
)  # fmt: skip
def test_x_weighs_characters_and_takes_every_address_for_23(text, length):
    assert x_length(text) == length


def test_bluesky_counts_what_a_reader_takes_for_one():
    assert bluesky_length("👨‍👩‍👧‍👦é") == 3
    assert bluesky_length("a" + "\u0301" * 2000) > 300


def test_mastodon_counts_an_address_as_23_and_threads_an_emoji_by_its_bytes():
    assert mastodon_length("see https://example.com/" + "a" * 300) == 27
    assert threads_length("a👍") == 5


def test_the_handle_is_the_one_on_that_platform_and_no_line_begins_with_a_mention():
    credit = Credit(
        "Ana Lind",
        "https://ana.example/pumps",
        {"x": "analind", "bluesky": "ana.example"},
        "Pumps in old houses",
        "Ben Roe",
    )
    assert (
        credit_line(credit, "x") == "Pumps in old houses — Ana Lind (@analind), via Ben Roe: https://ana.example/pumps"
    )
    assert "(@ana.example)" in credit_line(credit, "bluesky")
    assert credit_line(credit, "mastodon") == "Pumps in old houses — Ana Lind, via Ben Roe: https://ana.example/pumps"
    assert not credit_line(Credit("@ana", "https://ana.example/", {}), "x").startswith("@")


def test_a_warning_and_a_disclosure_travel_along():
    line = credit_line(
        Credit("Ana", "https://a.example/1", {}, "Soup " * 100, warning="food", disclosure="gifted"), "x"
    )
    assert line.startswith("CW food: Soup") and line.endswith("https://a.example/1 #ad") and CUT in line
