"""What a reader is led to do stands first: on the first page, on a person's page, in the workbook; what is unsure is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from config.decisions import Decision
from tests.transforms.weekly.house import AS_OF, WEEK, brand, furnish, house, told
from transforms.weekly import markdown
from transforms.weekly.document import Card, Link, Paragraph, Section, WeeklyReport
from transforms.weekly.markdown import verbatim
from transforms.weekly.sections.reshares import licence


def page_of(report: WeeklyReport, person: str) -> Section:
    return next(page for page in report.pages if page.key == f"person-{person}")


def words(section: Section) -> list[str]:
    return ["".join(map(str, block.pieces)) for block in section.blocks if isinstance(block, Paragraph)]


def test_a_persons_page_begins_with_what_waits_to_be_done(report: WeeklyReport) -> None:
    assert "To answer: Tariffs, again (late). To offer: Field notes on noise." in words(page_of(report, "ben"))
    assert "To share: Heat pumps are quieter than they were." in words(page_of(report, "ana"))
    assert "Nothing waits to be done towards them." in words(page_of(report, "cem"))
    (waiting,) = [
        block for block in page_of(report, "ben").blocks if isinstance(block, Paragraph) and "To offer" in str(block)
    ]
    assert [one.href for one in waiting.pieces if isinstance(one, Link)] == ["#reply-1", "#match-1"]


def test_the_index_counts_what_waits(report: WeeklyReport) -> None:
    (index,) = next(one for one in report.sections if one.key == "people").tables()
    place = [column.key for column in index.columns].index("to_do")
    assert [row.values[place] for row in index.rows] == ["share 1", "answer 1, offer 1", None]


def test_no_page_of_a_person_rests_on_a_platform_for_the_list_only(tmp_path: Path) -> None:
    with house(tmp_path) as made:
        furnish(made)
        page = page_of(told(made, brand(uses={"mastodon": "list only"})), "ben")
    assert "Nothing waits to be done towards them." in words(page)


def test_what_was_decided_waits_no_longer(tmp_path: Path) -> None:
    config = brand()
    done = Decision(recommendation_id="reshare-0123456789abcdef", decided="done", by="", on=None, note="", line=2)
    with house(tmp_path) as made:
        furnish(made)
        page = page_of(told(made, replace(config, decisions=(done,))), "ana")
    assert "Nothing waits to be done towards them." in words(page)


def test_the_head_says_what_is_not_sure(report: WeeklyReport) -> None:
    (unsure,) = [one for one in words(report.sections[0]) if one.startswith("Not sure yet")]
    assert "what 1 of 3 people care about, since too little was heard of them" in unsure
    assert "the interests of 1 of 3 people, which are indicative only" in unsure


def test_an_end_is_a_day_until_it_is_near(tmp_path: Path) -> None:
    with house(tmp_path) as made:
        furnish(made)
        made.con.execute(
            "update marts.reshare_recommendations set expires_at = $at", {"at": datetime(2026, 12, 1, 5, 30)}
        )
        far = told(made)
        made.con.execute("update marts.reshare_recommendations set expires_at = $at", {"at": datetime(2026, 10, 27, 8)})
        near = told(made)
    ends = []
    for one in (far, near):
        (card,) = [block for block in one.sections[3].blocks if isinstance(block, Card) and block.key == "best-reshare"]
        ends.append("".join(map(str, dict(card.facts)["Until"])))
    assert ends == ["1 December 2026", "27 October 2026, 08:00 UTC"]
    assert AS_OF < datetime(2026, 10, 27, 8)


@pytest.mark.parametrize(
    ("told_as", "short"),
    [
        ("https://creativecommons.org/licenses/by/4.0/", "CC BY 4.0"),
        ("http://creativecommons.org/licenses/by-nc-sa/3.0", "CC BY-NC-SA 3.0"),
        ("cc-by-nc-4.0", "CC BY-NC 4.0"),
        (
            "https://creativecommons.org/licenses/by/4.0/ and more",
            "https://creativecommons.org/licenses/by/4.0/ and more",
        ),
        ("all rights reserved", "all rights reserved"),
    ],
)
def test_a_licence_is_told_shortly(told_as: str, short: str) -> None:
    assert licence(told_as) == short


def test_the_first_page_of_the_pdf_has_the_three_things_and_leads_to_the_rest(
    report: WeeklyReport, written: Path
) -> None:
    from pypdf import PdfReader

    pages = [page.extract_text() for page in PdfReader(written / "report.pdf").pages]
    for kicker in ("The best reshare", "The best offer", "The most overdue reply"):
        assert kicker in pages[0]
    for name, title in (("Replies", "Waiting for an answer"), ("Method", "Method and data")):
        number = next(number for number, text in enumerate(pages, start=1) if title in text)
        assert f"{name}\u00a0{number}" in pages[0] or f"{name} {number}" in pages[0]
    charts = next(number for number, text in enumerate(pages) if "The data of the charts" in text)
    assert charts >= next(number for number, text in enumerate(pages) if "Everyone on the list." in text)


def test_the_workbook_begins_with_the_first_screen_then_its_sheets_then_the_words_to_post(written: Path) -> None:
    from openpyxl import load_workbook

    book = load_workbook(written / "report.xlsx")
    names = [str(cell.value) for cell in book.worksheets[0]["A"]]
    assert names.index("The best reshare, Bluesky") < names.index("Topics") < names.index("Reshare 1, Bluesky")
    sheet = book["Reshares"]
    assert [cell.value for cell in sheet[3]][:2] == ["Decided", "Place"]
    assert sheet.freeze_panes == "C4"
    heads = [cell.value for cell in sheet[3]]
    assert sheet.cell(4, heads.index("Credit line") + 1).value == "On quiet — Ana Ruiz"
    assert book["Offers"].cell(4, [cell.value for cell in book["Offers"][3]].index("Tracked link") + 1).value == (
        "https://us.example/noise?utm_source=mastodon")  # fmt: skip


def test_a_text_to_copy_stands_letter_for_letter_in_markdown(report: WeeklyReport) -> None:
    assert "- Tracked link: `https://us.example/noise?utm_source=mastodon`" in markdown.render(report)
    assert verbatim("a ``b` c") == "```a ``b` c```"
    assert verbatim("`a`") == "`` `a` ``"
    assert verbatim(" ") == ""
    assert WEEK.name in markdown.render(report)


def test_a_repost_is_cited_by_the_words_that_it_passes_on(tmp_path: Path) -> None:
    with house(tmp_path) as made:
        furnish(made)
        made.con.execute("update core.posts set kind = 'repost', text = null where post_id = 'bluesky:2'")
        assert told(made).posts["bluesky:2"].words == "repost"
        made.put(
            "core.post_references", post_id="bluesky:2", position=1, relation="reposted", text="<b>Quiet</b> at last"
        )
        assert told(made).posts["bluesky:2"].words == "repost: <b>Quiet</b> at last"
        made.put("core.post_references", post_id="bluesky:1", position=1, relation="quoted", text="not these")
        assert told(made).posts["bluesky:1"].words == "Heat pumps are quieter than they were"


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        (datetime(2026, 10, 26, 8, 29), "1 hour left when this was written"),
        (datetime(2026, 10, 26, 11, 30), "5 hours left when this was written"),
        (datetime(2026, 10, 27, 6, 30), None),
    ],
)
def test_what_ends_within_a_day_says_so(tmp_path: Path, ends: datetime, said: str | None) -> None:
    with house(tmp_path) as made:
        furnish(made)
        made.con.execute("update marts.reshare_recommendations set expires_at = $at", {"at": ends})
        (queue,) = told(made).section("reshares").tables()
    place = [column.key for column in queue.columns].index("look_at")
    assert [row.values[place] for row in queue.rows] == [said]


def test_a_row_of_the_workbook_is_as_high_as_the_words_it_shows(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    from transforms.weekly import xlsx

    with house(tmp_path) as made:
        furnish(made)
        ids = [made.post(f"bluesky:at-did-plc-{'x' * 60}-{number}", "ana", f"post {number}") for number in range(5)]
        made.con.execute("update marts.topic_trends set evidence_post_ids = $ids where topic_id = 'heat'", {"ids": ids})
        report = told(made)
    xlsx.write(report, tmp_path / "report.xlsx")
    sheet = load_workbook(tmp_path / "report.xlsx")["Topics"]
    heights = [sheet.row_dimensions[line].height or 15 for line in range(4, sheet.max_row + 1)]
    assert max(heights) <= 30, "evidence shows numbers, however long the ids of the posts are"


def test_a_gap_says_which_form_works_for_those_who_care(tmp_path: Path) -> None:
    with house(tmp_path) as made:
        furnish(made)
        for number, (who, form, sample) in enumerate((("cem", "words", 9), ("cem", "words", 9), ("ana", "video", 99))):
            made.put("marts.content_matches", recommendation_id=f"match-{number + 5}", content_item_id=f"item-{number + 5}",
                     influencer_id=who, place=1, score="0.1", topic_id="heat", platform="bluesky", responds_to=form,
                     response_sample=sample, reason="told", expires_at=datetime(2026, 11, 2))  # fmt: skip
        cards = [one for one in told(made).section("offers").blocks if isinstance(one, Card)]
    facts = [dict(card.facts).get("Form that works") for card in cards]
    assert facts == [("links (12 responses of 1 person)",)], "cem's 9 count once, and ana, who asks nothing, not at all"
