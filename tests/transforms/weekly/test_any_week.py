"""A week without data, one person, nobody, a platform that is missing, all "not enough data": each is said plainly."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.transforms.weekly.house import AS_OF, WEEK, brand, furnish, house, told
from transforms.weekly import markdown
from transforms.weekly.compose import compose
from transforms.weekly.document import Week, WeeklyReport
from transforms.weekly.write import write


def words(report: WeeklyReport, folder: Path) -> str:
    """The report as Markdown; every other format is made as well, so that none stumbles."""
    write(report, folder)
    return markdown.render(report).replace("\\", "")


def test_a_week_in_which_nothing_was_heard_says_so_and_calls_nobody_silent(tmp_path: Path) -> None:
    with house(tmp_path) as made:
        furnish(made)
        text = words(compose(made.con, brand(), Week.named("2026-W30"), AS_OF), tmp_path)
    assert "No account was asked in this week, so nothing below says that anybody was silent" in text
    assert "Nothing was heard in this week. That is a gap in what was heard, not a silence of theirs." in text
    assert "Nothing changed" not in text


def test_an_empty_warehouse_makes_a_whole_report(tmp_path: Path) -> None:
    with house(tmp_path) as made:
        text = words(told(made), tmp_path)
    for sentence in ("Nobody is on the list. Fill in config/influencers.csv.", "Reshare: nothing is proposed.",
                     "Reply: nobody waits for an answer.", "Not enough is known of where they are to choose platforms."):  # fmt: skip
        assert sentence in text
    assert "None" not in text


def test_a_quiet_week_says_that_nothing_changed(tmp_path: Path) -> None:
    with house(tmp_path) as made:
        made.person("ana")
        post = made.post("bluesky:1", "ana")
        made.topic("heat", "0.5", "0.5", "steady", 1, "ana", (post,))
        made.put(
            "marts.completeness",
            account_id="bluesky:ana",
            week_start=WEEK.start,
            influencer_id="ana",
            platform="bluesky",
            state="complete",
        )
        text = words(told(made), tmp_path)
    assert "## This week in one paragraph\n\nNothing changed that needs you." in text
    assert "1 of 1 account heard to the end." in text


def test_a_piece_that_fits_twice_is_named_once(tmp_path: Path) -> None:
    with house(tmp_path) as made:
        furnish(made)
        made.topic("noise", "0.3", "0.1", "rising", 2, name="Noise")
        made.put("marts.content_matches", recommendation_id="match-2", content_item_id="item-1", influencer_id="cem",
                 place=2, score="0.6", topic_id="noise", platform="bluesky", reason="told",
                 expires_at=datetime(2026, 11, 2))  # fmt: skip
        text = words(told(made), tmp_path).partition("one paragraph")[2].partition("## ")[0]
    assert text.count("Field notes on noise") == 1
    assert "To offer on it: the same piece, to Cem Aydın." in text


def test_one_person_is_counted_as_one(tmp_path: Path) -> None:
    with house(tmp_path) as made:
        made.person("ana", "Ana Ruiz")
        post = made.post("bluesky:1", "ana", "Heat")
        made.topic("heat", "1", "0.5", "rising", 1, "ana", (post,), name="Heat pumps")
        made.interest("ana", "heat", "0.9", low="0.7", high="0.99", evidence=(post,))
        report = told(made)
        text = words(report, tmp_path)
    assert (
        "Heat pumps rose to 100\u00a0% of what the list says, from 50\u00a0% in the four weeks before, by 1 of 1 person."
        in text
    )
    assert [page.title for page in report.pages] == ["Ana Ruiz"]


def test_a_platform_that_is_missing_is_named_with_its_people(tmp_path: Path) -> None:
    with house(tmp_path) as made:
        for person in ("ana", "ben", "cem"):
            made.person(person)
            made.put("marts.completeness", account_id=f"linkedin:{person}", week_start=WEEK.start, influencer_id=person,
                     platform="linkedin", state="not collectable", reason="LinkedIn shows no posts of members")  # fmt: skip
        text = words(told(made), tmp_path)
    assert "0 of 3 accounts heard to the end; LinkedIn not collectable for 3 people." in text
    assert text.count("LinkedIn shows no posts of members") == 3


def test_not_enough_data_is_greyed_and_never_hidden_or_zero(tmp_path: Path) -> None:
    with house(tmp_path) as made:
        for person in ("ana", "ben"):
            made.person(person)
            post = made.post(f"bluesky:{person}", person)
            made.interest(
                person, "heat", "0.02", low="0.001", high="0.9", confidence="not enough data", evidence=(post,)
            )
        made.topic("heat", "0.3", None, "not enough data", 2)
        report = told(made)
        text = words(report, tmp_path)
    assert "| Heat | 30\u00a0% | not enough data | · not enough data | 2 of 2 |" in text
    assert {row.tone for row in next(iter(report.section("people").tables())).rows} == {"quiet"}
    assert text.count("| not enough data | none | nothing | none |") == 2
    assert "writes more on" not in text


def test_how_many_posts_a_rule_needs_is_said_where_a_channel_has_fewer(tmp_path: Path) -> None:
    said = "To tell a channel at half of that share and one at twice it, each four times in five, takes 236 posts"
    with house(tmp_path) as made:
        furnish(made)
        assert said in markdown.render(told(made))
        assert "hacen falta 236 publicaciones o más" in markdown.render(told(made, brand(language="es")))
        for change in ("posts = 236", "posts = 1, posts_to_tell = null"):
            made.con.execute(f"update marts.channel_verdicts set {change}")
            assert "four times in five" not in markdown.render(told(made))


def test_tables_that_end_before_the_week_does_say_so_on_the_first_screen(tmp_path: Path) -> None:
    with house(tmp_path) as made:
        furnish(made)
        for schema in ("core", "marts"):
            made.put("ops.published", table_schema=schema, window_to=datetime(2026, 10, 25, 18, 30))
        cut = markdown.render(told(made))
        made.con.execute("update ops.published set window_to = '2026-10-26 06:00'")
        whole = markdown.render(told(made))
    assert (
        "The tables hold what was heard until 25 October 2026, 18:30 UTC; what was said in the week after that is missing."
        in cut
    )
    assert "The tables hold" not in whole


def test_list_only_platforms_are_said_to_rest_on_nobody(tmp_path: Path) -> None:
    uses = {**brand().brand.uses, "x": "list only"}
    with house(tmp_path) as made:
        made.person("ana")
        text = words(told(made, brand(uses=uses)), tmp_path)
    assert "Posts on X count for the whole list only; no line about one person rests on them." in text


def test_a_sensitive_topic_names_nobody_and_leads_no_report(tmp_path: Path) -> None:
    with house(tmp_path) as made:
        made.person("ana", "Ana Ruiz")
        made.topic("faith", "0.5", "0.1", "rising", 1, sensitive=True, name="Faith")
        report = told(made)
        text = words(report, tmp_path)
    assert "Faith rose" not in text
    assert (
        "Faith (sensitive, counted over the whole list only) | 50\u00a0% | 10\u00a0% | ▲ rising | 1 of 1 | between 10 and 50\u00a0% | nobody is named |"
        in text
    )


def test_more_people_than_pages_get_files_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from transforms.weekly import compose as module

    monkeypatch.setattr(module, "MOST_PAGES", 2)
    with house(tmp_path) as made:
        for number in range(5):
            made.person(f"p{number}", f"Person {number}", tier=number % 3 + 1)
        report = told(made)
        write(report, tmp_path)
    assert (len(report.pages), len(report.extra_pages)) == (2, 3)
    assert len(list((tmp_path / "people").glob("*.html"))) == 5
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    for person in report.extra_pages:
        assert f'href="people/{person.key.removeprefix("person-")}.html"' in page


def test_a_printed_table_says_where_its_rest_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pypdf import PdfReader

    from transforms.weekly import pdf

    monkeypatch.setattr(pdf, "MOST_ROWS", 3)
    with house(tmp_path) as made:
        for number in range(5):
            made.person(f"p{number}", f"Person {number}")
        report = told(made)
    write(report, tmp_path)
    text = " ".join("".join(page.extract_text() for page in PdfReader(tmp_path / "report.pdf").pages).split())
    assert "The first 3 rows of 5; all of them stand in report.xlsx, sheet People." in text
    assert "Person 4" in (tmp_path / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("moment", "week"), [("2026-10-26T06:30", "2026-W43"), ("2026-11-01T23:59", "2026-W43"),
                                              ("2027-01-04T06:30", "2026-W53"), ("2026-10-25T23:59", "2026-W42")])  # fmt: skip
def test_a_moment_belongs_to_the_week_that_was_over(moment: str, week: str) -> None:
    assert Week.before(datetime.fromisoformat(moment)).name == week
    assert Week.named(week).name == week


@pytest.mark.parametrize("text", ["2026-43", "W43", "2026-W60", "", "43"])
def test_what_is_no_week_says_how_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match="write one such as 2026-W43"):
        Week.named(text)
