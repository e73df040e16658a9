"""What several people share and begin to say, and how completely they were heard."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.written import Written, config

PEOPLE = ("ana", "ben", "cem", "dia", "eva")
PAGE = "https://pages.example/report"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with Written(tmp_path_factory.mktemp("trends")) as written:
        for one in PEOPLE:
            written.person(one, f"bluesky:{one}", f"mastodon:{one}")
        for week in range(6):
            for number, one in enumerate(PEOPLE):
                written.say(
                    f"bluesky:{one}", 7 * week + number, ["heat"], text=f"notes on tariff {week} {one} and so on"
                )
        for number, one in enumerate(PEOPLE[:4]):  # the last week: several people, several days
            written.say(
                f"bluesky:{one}", 35 + number, ["heat"], text=f"the balcony socket is here says {one} today {number}"
            )
            about = ["heat"] if number == 0 else []  # one of four
            # as often, on as many days, and both after two posts of one week
            written.say(f"bluesky:{one}", 35.6 + number, text=f"full {one} {number} gasket {one}")
            written.say(f"bluesky:{one}", 35.4 + number, about, text=f"a garden gnome of {one} fell over {number}")
        written.say("bluesky:eva", 8, text="full eva gasket")
        written.say("bluesky:eva", 9, text="gasket eva full")
        written.say("bluesky:eva", 36, ["belief"], text="the balcony socket and my belief")
        for hours in range(9):
            written.say("bluesky:ana", 37 + hours / 24, text=f"monologue monologue {hours} {hours + 1}")
        # ben first, with a copy; ana twice; eva the week after
        written.say("bluesky:ben", 14, text="Ben found this report worth reading", links=[PAGE])
        written.say("mastodon:ben", 14.1, text="Ben found this report worth reading", links=[PAGE + "?utm_source=m"])
        written.say("bluesky:ana", 15, text="look", links=[PAGE])
        written.say("bluesky:ana", 18.9, text="look again", links=["http://www.pages.example/report"])
        written.say("bluesky:eva", 22, text="late", links=[PAGE])
        for account, outcome, reason in (
            ("bluesky:ana", "complete", None),
            ("bluesky:ben", "not found", "answered 404"),
        ):
            written.con.execute(
                "insert into ops.visits by name select 'listen-2026-07-06T060000Z' as run_id, $a as account_id, "
                "'bluesky' as platform, $o as outcome, $r as reason, 1 as pages, $t as started_at, $t as ended_at",
                {"a": account, "o": outcome, "r": reason, "t": datetime(2026, 9, 1)},
            )
        written.build(config(sensitive=["belief"]))
        yield written


def test_a_phrase_rises_that_several_people_use_on_several_days(house):
    phrases = {
        row[0]: row[1:]
        for row in house.ask("select phrase, posts, people, days, influencer_ids from marts.rising_phrases")
    }
    assert phrases["balcony socket"][:3] == (5, 5, 4)
    assert not {"balcony", "socket", "the balcony"} & phrases.keys()  # the longer one says it
    assert not any("monologue" in phrase for phrase in phrases)
    assert "tariff" not in phrases


def test_a_word_that_everybody_says_must_rise_more_where_it_stands_alone(house):
    rows = house.ask("select phrase, posts, posts_before, people from marts.rising_phrases where words = 1")
    told = {phrase: told for phrase, *told in rows}
    assert "gasket" in told
    assert "full" not in told
    asked = "select phrase, posts, people, days from marts._weekly_phrases where phrase = $1 order by week_start desc limit 1"
    (full,), (gasket,) = (house.con.execute(asked, [one]).fetchall() for one in ("full", "gasket"))
    assert full[1:] == gasket[1:], "they rose alike"


def test_a_rising_phrase_has_the_topic_of_most_of_its_posts_or_none(house):
    topics = dict(house.ask("select phrase, topic_id from marts.rising_phrases"))
    assert topics["balcony socket"] == "heat"
    assert topics["garden gnome"] is None


def test_nobody_is_named_for_what_is_sensitive(house):
    ((people, evidence),) = house.ask(
        "select influencer_ids, evidence_post_ids from marts.rising_phrases where phrase = 'balcony socket'"
    )
    assert people == ["ana", "ben", "cem", "dia"]
    assert not any("eva" in post for post in evidence)


def test_each_person_shares_a_page_once(house):
    rows = house.ask(
        "select people, voices, posts, influencer_ids, first_influencer_id, is_first_week, people_ever "
        "from marts.shared_links order by week_start"
    )
    assert rows == [(2, 3, 4, ["ben", "ana"], "ben", True, 3), (1, 1, 1, ["eva"], "ben", False, 3)]


def test_completeness_is_of_the_week_that_was_asked_about(house):
    rows = house.ask(
        "select week_start::varchar, account_id, state, reason from marts.completeness "
        "where account_id in ('bluesky:ana', 'bluesky:ben', 'bluesky:cem') order by all"
    )
    assert rows == [
        (week, account, state, reason)
        for week in ("2026-06-29", "2026-07-06")
        for account, state, reason in (
            ("bluesky:ana", "complete", None), ("bluesky:ben", "failed", "answered 404"), ("bluesky:cem", "not asked", None),
        )
    ]  # fmt: skip


def test_shares_of_a_week_add_up_and_a_silent_topic_has_its_row(house):
    assert house.ask("select distinct round(sum(voice_share), 4) from marts.topic_trends group by week_start") == [(1,)]
    assert house.ask("select count(*) from marts.topic_trends where topic_id = 'cricket'") == [(6,)]
