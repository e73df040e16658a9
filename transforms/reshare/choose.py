"""Which candidates make the list: what may stand on it, then the best by maximal marginal relevance under the caps.

Pure functions of their arguments. What is remembered, decided or forbidden is asked before anything is ranked.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

STAYS = timedelta(hours=24)  # so long a recommendation is proposed; then it was not taken up
SEEN_WITHIN = timedelta(hours=6)  # nothing is listed that nobody has seen online for longer
SIMILAR = 0.30  # what likeness to the list costs, against the score: 1 is all
STAYING = 0.03  # what is listed stays, unless another is better by more than this
_ALIKE = {"person": 0.5, "source": 0.3, "topic": 0.3}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One post that could be listed. `people` are all whom the cap a person counts: its author, and who brought it."""

    post_id: str
    people: frozenset[str]
    source: str
    topic: str | None
    link_id: str | None
    voice_id: str
    score: float
    expires_at: datetime
    seen_at: datetime | None
    barred_by: str | None = None
    is_missing: bool = False  # the last time it was asked for it was not there

    @property
    def recommendation_id(self) -> str:
        return recommendation_id(self.post_id)

    @property
    def keys(self) -> frozenset[str]:
        """What makes two posts the same thing to a reader: the post, the message, the page."""
        page = {f"page {self.link_id}"} if self.link_id else set()
        return frozenset({f"post {self.post_id}", f"voice {self.voice_id}", *page})


@dataclass(frozen=True, slots=True)
class Remembered:
    """One recommendation made before."""

    recommendation_id: str
    post_id: str
    link_id: str | None
    voice_id: str
    listed_at: datetime
    is_current: bool
    state: str
    people: frozenset[str] = frozenset()
    source: str = ""

    @property
    def keys(self) -> frozenset[str]:
        page = {f"page {self.link_id}"} if self.link_id else set()
        return frozenset({f"post {self.post_id}", f"voice {self.voice_id}", *page})


class Caps(Protocol):
    """`reshare` of brand.yaml."""

    @property
    def list_length(self) -> int: ...
    @property
    def per_person(self) -> int: ...
    @property
    def per_source(self) -> int: ...
    @property
    def per_topic(self) -> int: ...
    @property
    def no_repeat_days(self) -> int: ...


class Decided(Protocol):
    """A row of decisions.csv."""

    @property
    def recommendation_id(self) -> str: ...
    @property
    def decided(self) -> str: ...
    @property
    def on(self) -> date | None: ...


def recommendation_id(post_id: str) -> str:
    """The same in every list and run, short enough to be typed, and no number to a spreadsheet."""
    return "reshare-" + hashlib.sha256(post_id.encode()).hexdigest()[:16]


def last_word(decisions: Iterable[Decided], now: datetime) -> dict[str, Decided]:
    """What was last decided of each recommendation by now; *never* is the last word whatever follows."""
    found: dict[str, Decided] = {}
    for one in sorted(decisions, key=lambda one: one.on or date.min):
        if one.on is not None and one.on > now.date() and one.decided != "never":
            continue
        before = found.get(one.recommendation_id)
        if before is None or before.decided != "never":
            found[one.recommendation_id] = one
    return found


def may_stand(
    candidates: Iterable[Candidate],
    memory: Collection[Remembered],
    decisions: Mapping[str, Decided],
    caps: Caps,
    now: datetime,
) -> list[Candidate]:
    """Those that may be on the list now: nothing barred, expired, unseen, decided on, or proposed too lately."""
    taken = _taken(memory, decisions, caps, now)
    found = []
    for one in candidates:
        if one.barred_by or one.is_missing or one.expires_at <= now:
            continue
        if one.seen_at is None or now - one.seen_at > SEEN_WITHIN:
            continue
        if one.keys & taken or _is_decided(decisions.get(one.recommendation_id), caps, now):
            continue
        found.append(one)
    return found


def _taken(memory: Iterable[Remembered], decisions: Mapping[str, Decided], caps: Caps, now: datetime) -> frozenset[str]:
    """Posts, messages and pages that were proposed lately, and those of which somebody said *never*."""
    keys: set[str] = set()
    for one in memory:
        word = decisions.get(one.recommendation_id)
        if word is not None and word.decided == "never":
            keys |= one.keys
        elif (one.is_current or one.state == "not seen online") and now - one.listed_at < STAYS:
            continue  # it is on the list, or was until nobody could see it: the same recommendation, not a second one
        elif word is not None and word.decided == "later" and not _is_decided(word, caps, now):
            continue  # later has come
        elif now - one.listed_at < timedelta(days=caps.no_repeat_days):
            keys |= one.keys
    return frozenset(keys)


def _is_decided(word: Decided | None, caps: Caps, now: datetime) -> bool:
    """True while a decision keeps it off: never for good, later until the next day, no and done like a repeat."""
    if word is None:
        return False
    if word.decided == "later":
        return word.on is None or now.date() <= word.on
    if word.decided in ("no", "done"):
        return word.on is None or now.date() < word.on + timedelta(days=caps.no_repeat_days)
    return True


def choose(candidates: Sequence[Candidate], caps: Caps, listed: Collection[str] = ()) -> list[Candidate]:
    """The list, best first. `listed` are the post_ids that stand on it: they stay where they are nearly as good."""
    left = sorted(candidates, key=lambda one: (-_worth(one, listed), one.post_id))
    chosen: list[Candidate] = []
    people, sources, topics, keys = Counter[str](), Counter[str](), Counter[str](), set[str]()
    while left and len(chosen) < caps.list_length:
        left = [
            one
            for one in left
            if not one.keys & keys
            and all(people[person] < caps.per_person for person in one.people)
            and sources[one.source] < caps.per_source
            and (one.topic is None or topics[one.topic] < caps.per_topic)
        ]
        if not left:
            break
        best = max(
            left, key=lambda one: (_worth(one, listed) - SIMILAR * _likeness(one, chosen), one.score, one.post_id)
        )
        chosen.append(best)
        left.remove(best)
        people.update(best.people)
        sources[best.source] += 1
        keys |= best.keys
        if best.topic is not None:
            topics[best.topic] += 1
    return chosen


def _worth(one: Candidate, listed: Collection[str]) -> float:
    return one.score + (STAYING if one.post_id in listed else 0.0)


def _likeness(one: Candidate, chosen: Iterable[Candidate]) -> float:
    """0 to 1: how much it is like the most similar one on the list, as far as a reader would say "that again"."""
    return max((_alike(one, other) for other in chosen), default=0.0) * one.score


def _alike(one: Candidate, other: Candidate) -> float:
    told = 0.0
    if one.people & other.people:
        told += _ALIKE["person"]
    if one.source == other.source:
        told += _ALIKE["source"]
    if one.topic is not None and one.topic == other.topic:
        told += _ALIKE["topic"]
    return min(told, 1.0)


def closings(
    memory: Iterable[Remembered], chosen: Collection[str], candidates: Mapping[str, Candidate],
    decisions: Mapping[str, Decided], gone: Collection[str], now: datetime,
) -> dict[str, str]:  # fmt: skip
    """Why each recommendation that stood on the list does no longer; and what was decided since of the others."""
    found: dict[str, str] = {}
    for one in memory:
        word = decisions.get(one.recommendation_id)
        if one.post_id in gone:
            if one.state != "gone":
                found[one.recommendation_id] = "gone"
        elif one.post_id in chosen:
            continue
        elif word is not None and word.decided != one.state and (word.decided != "later" or one.is_current):
            found[one.recommendation_id] = word.decided
        elif one.is_current:
            found[one.recommendation_id] = _why_closed(one, candidates.get(one.post_id), now)
    return found


def _why_closed(one: Remembered, candidate: Candidate | None, now: datetime) -> str:
    if candidate is None or candidate.expires_at <= now:
        return "expired"
    if candidate.barred_by:
        return candidate.barred_by if candidate.barred_by in ("shared by us", "gone") else "barred"
    if candidate.is_missing or candidate.seen_at is None or now - candidate.seen_at > SEEN_WITHIN:
        return "not seen online"
    if now - one.listed_at >= STAYS:
        return "not taken up"
    return "displaced"
