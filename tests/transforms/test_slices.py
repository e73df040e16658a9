"""However what is much is cut into slices, the marts are the same."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.transforms.test_marts import PEOPLE, chatter, compared
from tests.written import Written
from transforms import slices


def test_the_marts_are_the_same_however_they_are_cut(tmp_path, monkeypatch):
    tables = []
    for most in (10**9, 7):  # all at once; a day or two, a week, some pages at a time
        for name in ("COMPARED", "VOICED", "SUMMED", "SHARED"):
            monkeypatch.setattr(slices, name, most)
        with Written(tmp_path / f"{most}") as written:
            for one in PEOPLE:
                written.person(one, f"bluesky:{one}", f"mastodon:{one}")
            for one in chatter():
                written.say(**one)
            written.build()
            tables.append(compared(written))
    assert tables[0] == tables[1]
    assert any(row[-1] for row in tables[0]["post_voices"]), "no copy was found, so nothing was compared"


@pytest.mark.parametrize(("most", "spans"), [(1, [(0, 1), (1, 2), (5, 6)]), (5, [(0, 2), (5, 6)]), (99, [(0, 6)])])
def test_a_span_holds_whole_days_and_none_is_lost(most, spans):
    first = date(2026, 3, 2)
    counts = [(first, 3), (first + timedelta(days=1), 4), (first + timedelta(days=5), 1)]
    found = list(slices.spans(counts, most, timedelta(days=1)))
    assert [((one["slice_from"] - first).days, (one["slice_to"] - first).days) for one in found] == spans
