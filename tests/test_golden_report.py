"""What may differ between the report of a run and the golden one: the last digit of shares and scores, nothing else."""

from __future__ import annotations

import pytest

from tests.golden_report import are_alike


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("criticism 0.86, misinformed 0.08", "criticism 0.86, misinformed 0.09"),
        ("55 % of what they write", "54 % of what they write"),
        ("| 166.0 | late |", "| 166.1 | late |"),
    ],
)
def test_a_last_digit_may_be_rounded_the_other_way(one: str, other: str) -> None:
    assert are_alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("criticism 0.86", "criticism 0.88"),
        ("criticism 0.86", "praise 0.86"),
        ("55 % of what", "57 % of what"),
        ("0.9", "0.86"),
        ("18 of 19 messages", "17 of 19 messages"),
        ("[117](https://x.example/status/2112252931967984229)", "[117](https://x.example/status/2112252931967984230)"),
        ("3 people", "3 people, 4"),
    ],
)
def test_words_counts_and_ids_may_not(one: str, other: str) -> None:
    assert not are_alike(one, other)
