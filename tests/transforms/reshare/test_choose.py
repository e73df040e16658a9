"""Caps, memory and decisions hold for any input."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.reshare.choose import (
    SEEN_WITHIN,
    STAYS,
    Candidate,
    Remembered,
    choose,
    last_word,
    may_stand,
    recommendation_id,
)

from .conftest import NOW, decision

few = st.sampled_from("abcdef")
hours = st.integers(-800, 800).map(lambda n: NOW.replace(tzinfo=None) + timedelta(hours=n))
now = NOW.replace(tzinfo=None)
posts = st.integers(0, 40).map(lambda n: f"x:{n}")
candidates = st.lists(
    st.builds(
        Candidate, post_id=posts, people=st.frozensets(few, min_size=1, max_size=2), source=few, topic=st.none() | few,
        link_id=st.none() | few, voice_id=posts, score=st.floats(0, 1), expires_at=hours, seen_at=st.none() | hours,
        barred_by=st.none() | st.just("unsafe words"), is_missing=st.booleans(),
    ),
    max_size=30, unique_by=lambda one: one.post_id,
)  # fmt: skip
memory = st.lists(
    st.builds(
        lambda post, link, voice, at, is_current: Remembered(
            recommendation_id(post), post, link, voice, min(at, now), is_current, "current" if is_current else "expired"
        ),
        posts, st.none() | few, posts, hours, st.booleans(),
    ),
    max_size=12, unique_by=lambda one: one.post_id,
)  # fmt: skip
decisions = st.lists(
    st.builds(
        lambda post, word, back: decision(recommendation_id(post), word, date(2026, 10, 5) - timedelta(days=back)),
        posts, st.sampled_from(["done", "no", "later", "never"]), st.integers(-3, 60),
    ),
    max_size=10,
)  # fmt: skip
caps = st.builds(
    lambda *n: SimpleNamespace(list_length=n[0], per_person=n[1], per_source=n[2], per_topic=n[3], no_repeat_days=n[4]),
    st.integers(1, 12), st.integers(1, 3), st.integers(1, 3), st.integers(1, 3), st.integers(1, 40),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(candidates, memory, decisions, caps)
def test_no_list_breaks_a_cap_repeats_expires_or_forgets_a_decision(candidates, memory, decisions, caps):
    words = last_word(decisions, now)
    listed = choose(
        may_stand(candidates, memory, words, caps, now), caps, {one.post_id for one in memory if one.is_current}
    )

    assert len(listed) <= caps.list_length
    assert max(Counter(person for one in listed for person in one.people).values(), default=0) <= caps.per_person
    assert max(Counter(one.source for one in listed).values(), default=0) <= caps.per_source
    assert max(Counter(one.topic for one in listed if one.topic).values(), default=0) <= caps.per_topic
    keys = Counter(key for one in listed for key in one.keys)
    assert max(keys.values(), default=0) <= 1
    nevers = {one.recommendation_id for one in decisions if one.decided == "never"}
    for one in listed:
        assert one.expires_at > now
        assert one.seen_at is not None and now - one.seen_at <= SEEN_WITHIN
        assert one.barred_by is None and not one.is_missing
        assert one.recommendation_id not in nevers
        word = words.get(one.recommendation_id)
        if word is not None:
            assert (now.date() - word.on).days >= (1 if word.decided == "later" else caps.no_repeat_days)
        for before in memory:
            if before.recommendation_id in nevers:
                assert not before.keys & one.keys
            elif before.keys & one.keys and now - before.listed_at < timedelta(days=caps.no_repeat_days):
                # it stood on the list already, or somebody said later
                later = words.get(before.recommendation_id)
                assert (before.is_current and now - before.listed_at < STAYS) or (later and later.decided == "later")


@settings(max_examples=100, deadline=None)
@given(candidates, caps)
def test_a_list_does_not_depend_on_the_order_of_its_candidates(candidates, caps):
    standing = may_stand(candidates, (), {}, caps, now)
    assert choose(standing, caps) == choose(standing[::-1], caps)


def test_the_second_of_a_person_gives_way_to_somebody_else_who_is_nearly_as_good():
    def one(number, person, score):
        return Candidate(
            f"x:{number}", frozenset({person}), f"s{number}", None, None, f"x:{number}", score, now + STAYS, now
        )

    wide = SimpleNamespace(list_length=3, per_person=2, per_source=2, per_topic=3, no_repeat_days=30)
    listed = choose([one(1, "ana", 0.90), one(2, "ana", 0.85), one(3, "ben", 0.80)], wide)
    assert [one.post_id for one in listed] == ["x:1", "x:3", "x:2"]


def test_what_is_listed_stays_unless_another_is_clearly_better():
    def one(number, score):
        return Candidate(
            f"x:{number}", frozenset({f"p{number}"}), f"s{number}", None, None, f"x:{number}", score, now + STAYS, now
        )

    narrow = SimpleNamespace(list_length=1, per_person=2, per_source=2, per_topic=3, no_repeat_days=30)
    assert choose([one(1, 0.50), one(2, 0.52)], narrow, {"x:1"})[0].post_id == "x:1"
    assert choose([one(1, 0.50), one(2, 0.60)], narrow, {"x:1"})[0].post_id == "x:2"
