"""Every fault of a row is told with its file, line, column and what to write instead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import pytest

from config import Config, Fault

INFLUENCERS = "influencer_id,name,role,organisation,tier,lists,since,opted_out\nana-diaz,Ana,,,,,,\nbo,Bo,,,,,,\n"
ACCOUNTS = "influencer_id,platform,handle,evidence,verified_on\nana-diaz,x,ana,,\n"
TOPICS = "topic_id,name,description,seed_phrases,excluded_phrases,sensitive\nbread,Bread,,rye,,\n"
DECISIONS = "recommendation_id,decided,by,on,note\nr-1,done,Ana,2026-09-01,\n"


class Case(NamedTuple):
    """The last line of a file, and the fault that it is."""

    last_line: str
    line: int
    column: str
    number: int
    what: str
    remedy: str


CASES = {
    "influencers": (
        INFLUENCERS,
        [
            Case(",Cy,,,,,,", 4, "influencer_id", 1, "is empty", "such as 'ana-diaz'"),
            Case("Cy Ó,Cy,,,,,,", 4, "influencer_id", 1, "'Cy Ó' cannot be an id", "write 'cy-o'"),
            Case(
                "bo,Bob,,,,,,",
                4,
                "influencer_id",
                1,
                "'bo' stands already in line 3",
                "remove one of the two rows",
            ),
            Case("cy,,,,,,,", 4, "name", 2, "is empty", "write the person's name"),
            Case("cy,Cy,,,4,,,", 4, "tier", 5, "'4' is no tier", "write 1, 2 or 3"),
            Case('cy,Cy,,,,"a, b",,', 4, "lists", 6, "holds a comma", "separate by semicolons: a; b"),
            Case(
                "cy,Cy,,,,,01/09/2026,",
                4,
                "since",
                7,
                "may be 2026-09-01 or 2026-01-09",
                "write 2026-09-01 or",
            ),
            Case("cy,Cy,,,,,soon,", 4, "since", 7, "'soon' is not a date", "such as 2026-09-01"),
            Case("cy,Cy,,,,,,perhaps", 4, "opted_out", 8, "'perhaps' is neither yes nor no", "write yes or no"),
        ],
    ),
    "accounts": (
        ACCOUNTS,
        [
            Case(",x,cy,,", 3, "influencer_id", 1, "is empty", "an influencer_id of influencers.csv"),
            Case(
                "ana-dias,x,cy,,",
                3,
                "influencer_id",
                1,
                "is not in influencers.csv",
                "write 'ana-diaz', or add a row",
            ),
            Case("zzz,x,cy,,", 3, "influencer_id", 1, "is not in influencers.csv", "add a row for 'zzz'"),
            Case("bo,,cy,,", 3, "platform", 2, "is empty", "write one of bluesky"),
            Case("bo,blusky,cy.example,,", 3, "platform", 2, "'blusky' is no platform", "write 'bluesky'"),
            Case("bo,x,,,", 3, "handle", 3, "is empty", "write @name or https://x.com/name"),
            Case(
                "bo,bluesky,https://x.com/bo,,",
                3,
                "handle",
                3,
                "an address of X, not of Bluesky",
                "the platform 'x'",
            ),
            Case(
                "bo,facebook,1.0E+14,,",
                3,
                "handle",
                3,
                "the spreadsheet has cut",
                "format the column as text",
            ),
            Case("ana-diaz,x,@Ana,,", 3, "handle", 3, "x:ana stands already in line 2", "remove this row"),
            Case(
                "bo,twitter,x.com/ana,,",
                3,
                "handle",
                3,
                "belongs to 'ana-diaz' already (line 2)",
                "keep the row",
            ),
            Case(
                "bo,bluesky,example.com,,",
                3,
                "handle",
                3,
                "is the brand's own account",
                "remove it from brand.yaml",
            ),
            Case("bo,x,bo,,1.1.26", 3, "verified_on", 5, "'1.1.26' is not a date", "such as 2026-09-01"),
        ],
    ),
    "topics": (
        TOPICS,
        [
            Case(",Faith,,sermon,,", 3, "topic_id", 1, "is empty", "such as 'home-batteries'"),
            Case(
                "bread,Loaves,,sourdough,,",
                3,
                "topic_id",
                1,
                "'bread' stands already in line 2",
                "remove one",
            ),
            Case("_other,Other,,sermon,,", 3, "topic_id", 1, "'_other' cannot be an id", "write 'other'"),
            Case("faith,,,sermon,,", 3, "name", 2, "is empty", "as reports should call it"),
            Case(
                "faith,BREAD,,sermon,,",
                3,
                "name",
                2,
                "'BREAD' stands already in line 2",
                "name this topic otherwise",
            ),
            Case("faith,Faith,,,,", 3, "seed_phrases", 4, "is empty", "write some phrases"),
            Case("faith,Faith,, ; ,,", 3, "seed_phrases", 4, "is empty", "write some phrases"),
            Case(
                "faith,Faith,,sermon;Sermon,,",
                3,
                "seed_phrases",
                4,
                "'Sermon' stands twice",
                "remove the second",
            ),
            Case(
                "faith,Faith,,sermon,Sermon,",
                3,
                "excluded_phrases",
                5,
                "a seed phrase of the same",
                "here or there",
            ),
            Case("faith,Faith,,sermon,,?", 3, "sensitive", 6, "'?' is neither yes nor no", "write yes or no"),
        ],
    ),
    "decisions": (
        DECISIONS,
        [
            Case(",no,,,", 3, "recommendation_id", 1, "is empty", "the id that the report shows"),
            Case("1.29E+18,no,,,", 3, "recommendation_id", 1, "is no id of a recommendation", "copy the id"),
            Case(
                "r-1,no,,2026-09-01,",
                3,
                "recommendation_id",
                1,
                "on the same day in line 2",
                "keep one of the two",
            ),
            Case("r-2,latr,,2026-09-01,", 3, "decided", 2, "'latr' is no decision", "write 'later'"),
            Case("r-2,later,Ana,,", 3, "on", 4, "is empty, and 'later' counts from a day", "such as 2026-09-01"),
            Case("r-2,never,Ana,31/31/2026,", 3, "on", 4, "is no day of the calendar", "write a real date"),
        ],
    ),
}


@pytest.mark.parametrize(
    ("stem", "case"),
    [(stem, case) for stem, (_, cases) in CASES.items() for case in cases],
    ids=str,
)
def test_a_fault_of_a_row_is_told_with_its_place_and_remedy(stem: str, case: Case, fault: Callable[..., Fault]) -> None:
    text = CASES[stem][0]
    found = fault(**{f"{stem}_csv": text + case.last_line + "\n"})
    assert (found.file, found.line, found.column, found.column_number) == (f"{stem}.csv", *case[1:4])
    assert case.what in found.what
    assert case.remedy in found.remedy


def test_all_faults_of_all_files_are_told_at_once_in_the_order_of_reading(
    faults: Callable[..., list[Fault]],
) -> None:
    found = faults(
        influencers_csv=INFLUENCERS + "Cy,,,,9,,,\n",
        accounts_csv=ACCOUNTS + "nobody,blusky,,,x\n",
        topics_csv="topic_id,name\n",
        decisions_csv=DECISIONS + "r-2,latr,,,\n",
        brand_yaml="nmae: Example\nlanguage: xx\n",
    )
    assert [(fault.file, fault.line, fault.column) for fault in found] == [
        ("accounts.csv", 3, "influencer_id"),
        ("accounts.csv", 3, "platform"),
        ("accounts.csv", 3, "handle"),
        ("accounts.csv", 3, "verified_on"),
        ("brand.yaml", 1, "nmae"),
        ("brand.yaml", 2, "language"),
        ("decisions.csv", 3, "decided"),
        ("influencers.csv", 4, "influencer_id"),
        ("influencers.csv", 4, "name"),
        ("influencers.csv", 4, "tier"),
        ("topics.csv", 1, "seed_phrases"),
    ]


def test_a_row_with_a_fault_is_still_known_to_the_other_files(fault: Callable[..., Fault]) -> None:
    found = fault(influencers_csv=INFLUENCERS.replace("bo,Bo,,,", "bo,Bo,,,9"), accounts_csv=ACCOUNTS + "bo,x,bo,,\n")
    assert found.column == "tier"


def test_a_file_cut_short_makes_nobody_unknown(fault: Callable[..., Fault]) -> None:
    found = fault(influencers_csv='influencer_id,name\n"ana-diaz,Ana\n', accounts_csv=ACCOUNTS)
    assert (found.file, found.line) == ("influencers.csv", 2)


def test_a_message_names_file_line_column_and_remedy(fault: Callable[..., Fault]) -> None:
    assert str(fault(influencers_csv=INFLUENCERS + "cy,Cy,,,4,,,\n")) == (
        "influencers.csv, line 4, column 5 \"tier\": '4' is no tier; write 1, 2 or 3, or leave it empty for 3."
    )


def test_rows_are_read_whole(reading: Callable[..., Config]) -> None:
    found = reading()
    ana, bo = found.influencers
    assert (ana.name, ana.role, ana.tier, ana.lists) == ("Ana Díaz", "journalist", 1, ("press", "energy"))
    assert (ana.since, ana.opted_out, ana.line) == (date(2026, 9, 1), False, 2)
    assert (bo.tier, bo.lists, bo.since, bo.opted_out) == (3, (), None, True)
    account = found.accounts[0]
    assert (account.account_id, account.influencer_id, account.line) == (
        "bluesky:ana.example.com",
        "ana-diaz",
        2,
    )
    assert (account.url, account.host) == ("https://bsky.app/profile/ana.example.com", "bsky.app")
    assert (account.evidence, account.verified_on) == ("https://example.com/about", date(2026, 9, 1))
    assert account.place.endswith("accounts.csv, line 2")
    bread, faith = found.topics
    assert (bread.seed_phrases, bread.excluded_phrases) == (
        ("sourdough", "rye loaf"),
        ("bread and circuses",),
    )
    assert (bread.sensitive, faith.sensitive) == (False, True)


def test_who_has_opted_out_stays_known_and_is_not_listened_to(reading: Callable[..., Config]) -> None:
    found = reading()
    assert {account.account_id for account in found.accounts} == {"bluesky:ana.example.com", "x:bo_berg"}
    heard = found.accounts_to_listen()
    assert [(account.account_id, account.influencer_id, account.is_brand) for account in heard] == [
        ("bluesky:ana.example.com", "ana-diaz", False),
        ("bluesky:example.com", None, True),
    ]


def test_an_undecided_row_of_a_saved_report_is_passed_over(reading: Callable[..., Config]) -> None:
    header = "Recommendation ID;Why;Decided;By;On;Note\n"
    text = header + "r-1;fits;Done;Ana;2.9.2026;\nr-2;fits;;;;\nr-3;fits;never;Ana;;\n"
    assert [(found.recommendation_id, found.decided, found.on) for found in reading(decisions_csv=text).decisions] == [
        ("r-1", "done", date(2026, 9, 2)),
        ("r-3", "never", None),
    ]


def test_one_recommendation_may_be_decided_again_on_a_later_day(reading: Callable[..., Config]) -> None:
    text = "recommendation_id,decided,on\nr-1,later,2026-09-01\nr-1,done,2026-09-08\n"
    assert [found.decided for found in reading(decisions_csv=text).decisions] == ["later", "done"]
