"""Numbers and words of a profile, where they can be told by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.written import Written


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Ana writes of bread each day, lately of trains as well; Ben dropped heat for cricket; Cem hardly says anything."""
    with Written(tmp_path_factory.mktemp("profiles")) as written:
        for one in ("ana", "ben", "cem"):
            written.person(one, f"bluesky:{one}")
        for day in range(140):
            written.say("bluesky:ana", day, ["bread"], likes=2)
            written.say("bluesky:ben", day, ["heat"] if day < 70 else ["cricket"], likes=5)
        for day in range(120, 140):
            written.say("bluesky:ana", day + 0.3, ["trains"], likes=40)
        written.say("bluesky:cem", 3, ["bread"], kind="repost")
        written.say("bluesky:cem", 4, ["heat", "bread"], kind="quote")
        written.build(phrases=False)
        yield written


def newest(house, influencer, topic, *columns):
    ((*found,),) = house.ask(
        f"select {', '.join(columns)} from marts.interest_profiles where influencer_id = '{influencer}' "
        f"and topic_id = '{topic}' and week_start = (select max(week_start) from marts.interest_profiles)"
    )
    return found[0] if len(columns) == 1 else tuple(found)


def test_short_and_long_memory(house):
    short, long = newest(house, "ana", "trains", "short_share", "long_share")
    assert 0.4 < short < 0.5  # of late every second post
    assert Decimal("0.12") < long < Decimal("0.14")  # 20 of 160, the younger ones a little more
    assert newest(house, "ben", "heat", "short_share") < Decimal("0.01")


def test_shares_of_a_person_add_up_to_one(house):
    assert all(
        abs(total - 1) < Decimal("0.00001")
        for (total,) in house.ask(
            "select sum(long_share) from marts.interest_profiles group by influencer_id, week_start"
        )
    )


def test_a_repost_weighs_half_a_quote_three_quarters_and_two_topics_share(house):
    assert house.ask("select topic_id, sum(weight) from marts._daily_topics where influencer_id = 'cem' group by 1 order by 1") == [
        ("bread", Decimal("0.875")), ("heat", Decimal("0.375")),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("influencer", "topic", "word"),
    [("ana", "trains", "new"), ("ben", "heat", "gone"), ("ana", "bread", "steady"), ("ben", "cricket", "rising")],
)
def test_a_trend_says_what_happened(house, influencer, topic, word):
    assert newest(house, influencer, topic, "trend") == word


def test_silence_is_no_loss_of_interest(house):
    assert newest(house, "cem", "bread", "trend") == "steady"


def test_confidence_goes_by_the_published_thresholds(house):
    assert newest(house, "ana", "bread", "confidence") == "solid"
    assert newest(house, "cem", "bread", "confidence") == "not enough data"
    rules = dict(house.ask("select rule, rule_value from marts.rules"))
    for word, least in (("solid", rules["solid_posts"]), ("indicative", rules["indicative_posts"])):
        assert house.ask(
            f"select count(*) from marts.interest_profiles where confidence = '{word}' and effective_posts < {least}"
        ) == [(0,)]


def test_a_quiet_person_is_drawn_to_the_list_and_a_loud_one_is_not(house):
    own, estimate, listed = newest(house, "cem", "bread", "long_share", "interest_share", "baseline_share")
    assert abs(estimate - listed) < abs(estimate - own)
    own, estimate, listed = newest(house, "ben", "cricket", "long_share", "interest_share", "baseline_share")
    assert abs(estimate - own) < abs(estimate - listed)


def test_lift_and_z_say_what_sets_apart(house):
    lift, z = newest(house, "ben", "cricket", "lift", "z_score")
    assert lift > 1 and z > Decimal("1.96")
    assert newest(house, "ana", "bread", "lift") > 1


def test_the_interval_holds_the_estimate_and_is_wider_where_less_is_known(house):
    low, share, high = newest(house, "ana", "bread", "low_share", "interest_share", "high_share")
    assert low < share < high
    few = newest(house, "cem", "bread", "high_share - low_share")
    assert few > high - low


def test_interest_and_resonance_are_two_numbers(house):
    assert newest(house, "ana", "trains", "resonance_score") > Decimal("1.5")
    assert newest(house, "ana", "bread", "interest_share") > newest(house, "ana", "trains", "interest_share")
    assert newest(house, "cem", "bread", "resonance_posts") <= 1  # a repost's counts are not its own


def test_evidence_is_the_newest_five(house):
    evidence, last = newest(house, "ana", "bread", "evidence_post_ids", "last_on")
    days = [house.ask(f"select created_at::date from core.posts where post_id = '{one}'")[0][0] for one in evidence]
    assert len(set(evidence)) == 5 and days == sorted(days, reverse=True) and days[0] == last


def test_next_week_is_expected_as_last_weeks_were(house):
    expected, low, high, chance = newest(house, "ben", "cricket", "expected_posts", "low_posts", "high_posts", "chance")
    assert 3 < expected < 8  # seven a week of late, none in the weeks before
    assert low <= expected <= high and chance > Decimal("0.8")


def test_a_trend_of_the_list_compares_with_four_weeks(house):
    told = dict(
        house.ask("select week_start::varchar, trend from marts.topic_trends where topic_id = 'cricket' and posts > 0")
    )
    assert told[min(told)] == "new"
    assert set(told.values()) <= {"new", "rising", "steady"}


@pytest.fixture(scope="module")
def habits(tmp_path_factory):
    """Six people come back to bread every week; of trains they speak on one day each and never again. Dan just began."""
    with Written(tmp_path_factory.mktemp("habits")) as written:
        for person in range(6):
            written.person(f"p{person}", f"bluesky:p{person}")
            for week in range(20):
                written.say(f"bluesky:p{person}", 7 * week + 1, ["bread"])
                written.say(f"bluesky:p{person}", 7 * week + 3, ["heat"])
            for post in range(20):
                written.say(f"bluesky:p{person}", 7 * (2 + 3 * person) + 2 + post / 100, ["trains"])
        written.person("dan", "bluesky:dan")
        for post in range(12):
            written.say("bluesky:dan", 138 + post / 100, ["bread" if post % 2 else "trains"])
        written.build(phrases=False)
        yield written


def test_a_topic_that_people_come_back_to_goes_before_one_that_is_said_once(habits):
    bread = newest(habits, "dan", "bread", "long_share", "interest_share", "_returns / _awaited")
    trains = newest(habits, "dan", "trains", "long_share", "interest_share", "_returns / _awaited")
    assert bread[0] == trains[0]
    assert bread[1] > Decimal("1.5") * trains[1]
    assert bread[2] > 1 > Decimal("0.5") > trains[2]


def test_weighing_by_how_people_come_back_leaves_what_topics_have_together(habits):
    assert all(
        abs(weighed - mixed) < Decimal("0.00001")
        for weighed, mixed in habits.ask(
            "select sum(interest_share), sum(_mixed_share) from marts.interest_profiles group by influencer_id, week_start"
        )
    )


def test_how_people_come_back_sets_nobody_apart(habits):
    """Those of one mind have a lift of about 1 in every topic: the list's shares are weighed alike."""
    lifts = habits.ask(
        "select lift from marts.interest_profiles where influencer_id <> 'dan' "
        "and week_start = (select max(week_start) from marts.interest_profiles)"
    )
    assert len(lifts) == 18
    assert all(Decimal("0.85") < lift < Decimal("1.15") for (lift,) in lifts)
