"""Every fault of brand.yaml is told with its line, its key, its character and what to write instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from config import Fault


class Case(NamedTuple):
    """What is written, and the fault that it is."""

    text: str
    line: int
    key: str
    character: int
    what: str
    remedy: str


FAULTY = [
    Case("competitor: [A]", 1, "competitor", 1, "'competitor' is no key", "write 'competitors'"),
    Case("colour: red", 1, "colour", 1, "'colour' is no key", "known here: accounts, also_called"),
    Case("name: A\nname: B", 2, "name", 1, "stands already in line 1", "keep one of the two"),
    Case("name: [A, B]", 1, "name", 7, "is a list or a block", "write one value"),
    Case("- a\n- b", 1, "", 1, "is not a file of keys", "write lines such as"),
    Case("name: a: b", 1, "", 8, "is no YAML here", "in quotes"),
    Case("name: @a", 1, "", 7, "is no YAML here", "in quotes"),
    Case("reply:\n\tfrom: 09:00", 2, "", 1, "is no YAML here", "indented by spaces"),
    Case(
        "accounts:\n  blusky: a.example.com", 2, "accounts.blusky", 3,
        "'blusky' is no platform", "write 'bluesky'",
    ),
    Case(
        "accounts:\n  bluesky: [a.example.com, ana]", 2, "accounts.bluesky[2]", 28,
        "only part", "the whole of it",
    ),
    Case(
        "accounts:\n  x: a\n  twitter: b", 3, "accounts.twitter", 3,
        "x stands here twice", "keep one of the two",
    ),
    Case(
        "accounts:\n  x: [a, '@A']", 2, "accounts.x[2]", 10,
        "x:a stands already in line 2", "remove it here",
    ),
    Case(
        "accounts: a.example.com", 1, "accounts", 11,
        "has no keys below it", "write its keys on the next lines",
    ),
    Case("content_feeds: [ana]", 1, "content_feeds[1]", 17, "is no account on", "the address of the site"),
    Case("content_feeds:\n  - {offer: event}", 2, "content_feeds[1]", 5, "has no url", "add 'url: '"),
    Case(
        "content_feeds:\n  - {url: a.example.com, offer: gift}", 2, "content_feeds[1].offer", 33,
        "'gift'", "article, report",
    ),
    Case(
        "content_feeds: [a.example.com, 'https://a.example.com/']", 1, "content_feeds[2]", 32,
        "twice", "remove one",
    ),
    Case("competitors:\n  - {also_called: [B]}", 2, "competitors[1]", 5, "has no name", "add 'name: '"),
    Case(
        "competitors:\n  name: A", 2, "competitors", 3,
        "has keys below it where a list", "begin each line with -",
    ),
    Case(
        "platforms: [bluesky, tiktok]", 1, "platforms[2]", 22,
        "'tiktok' is no platform", "write bluesky, mastodon",
    ),
    Case("uses: {x: individual}", 1, "uses.x", 11, "X forbids profiling", "approved_use_case"),
    Case(
        "uses: {bluesky: sometimes}", 1, "uses.bluesky", 17,
        "'sometimes' is no use", "'individual' or 'list only'",
    ),
    Case(
        "approved_use_case: TODO", 1, "approved_use_case", 20,
        "'TODO' is no use case", "paste the use case",
    ),
    Case(
        "reply: {time_zone: Europe/Madird}", 1, "reply.time_zone", 20,
        "is no time zone", "write 'Europe/Madrid'",
    ),
    Case("reply: {time_zone: ../../etc/passwd}", 1, "reply.time_zone", 20, "is no time zone", "write '"),
    Case("reply: {days: [moonday]}", 1, "reply.days[1]", 16, "'moonday' is no day", "write 'monday'"),
    Case("reply: {days: []}", 1, "reply.days", 15, "names no day", "such as [monday]"),
    Case("reply: {from: 9 am}", 1, "reply.from", 15, "'9 am' is no time of day", "such as 09:00"),
    Case(
        "reply: {from: 18:00, to: 09:00}", 1, "reply", 8,
        "ends at 09:00 and begins at 18:00", "a later 'to'",
    ),
    Case("reply: {sla_hours: {tier_4: 1}}", 1, "reply.sla_hours.tier_4", 21, "is no key", "write 'tier_"),
    Case("reply: {sla_hours: -1}", 1, "reply.sla_hours", 20, "-1 is out of bounds", "from 0.25 to 720"),
    Case(
        "utm: {campaign: 'Spring {month}'}", 1, "utm.campaign", 17,
        "would split or double", "write 'spring-{month}'",
    ),
    Case("utm: {content: '{influencer}'}", 1, "utm.content", 16, "can be filled in", "{content_item}"),
    Case("utm: {medium: tv}", 1, "utm.medium", 15, "'tv' is none of the choices", "social, email"),
    Case(
        "budgets: {x: {per_day: {money: '$5'}}}", 1, "budgets.x.per_day.money", 32,
        "'$5' is no number", "such as 5",
    ),
    Case(
        "budgets: {x: {per_day: {money: '0,5'}}}", 1, "budgets.x.per_day.money", 32,
        "no number", "such as 0.5",
    ),
    Case(
        "budgets: {x: {per_day: {calls: 1.5}}}", 1, "budgets.x.per_day.calls", 32,
        "is not whole", "write 1 or 2",
    ),
    Case(
        "budgets: {x: {per_week: {calls: 1}}}", 1, "budgets.x.per_week", 15,
        "is no key", "known here: per_day",
    ),
    Case(
        "budgets: {x: {per_day: {money: nan}}}", 1, "budgets.x.per_day.money", 32,
        "is no number", "a plain number",
    ),
    Case(
        "retention: {linkedin: {raw_days: 30}}", 1, "retention.linkedin.raw_days", 34,
        "2 days at most", "write 2 or fewer",
    ),
    Case(
        "retention: {x: {raw_days: 31}}", 1, "retention.x.raw_days", 27,
        "30 days at most", "write 30 or fewer",
    ),
    Case(
        "verdicts: {confidence: 95}", 1, "verdicts.confidence", 24,
        "95 is out of bounds", "from 0.5 to 0.999",
    ),
    Case("verdicts: {fixed_on: 01/09/2026}", 1, "verdicts.fixed_on", 22, "may be", "whichever is meant"),
    Case(
        "no_reshare: {people: [ana-dias]}", 1, "no_reshare.people[1]", 23,
        "is no influencer_id", "write 'ana-diaz'",
    ),
    Case(
        "no_reshare: {people: ['x:a b']}", 1, "no_reshare.people[1]", 23,
        "is no account on X", "write @name",
    ),
    Case(
        "no_reshare: {competitors: maybe}", 1, "no_reshare.competitors", 27,
        "neither yes nor no", "write yes or no",
    ),
    Case("reshare: {per_person: 0}", 1, "reshare.per_person", 23, "0 is out of bounds", "from 1 to 100"),
    Case("freshness_hours: {x: soon}", 1, "freshness_hours.x", 22, "'soon' is no number", "a plain number"),
    Case("delivery: {s3: bucket/reports}", 1, "delivery.s3", 16, "is no S3 path", "s3://bucket/prefix"),
    Case(
        "delivery: {smtp: {to: [a@example.com]}}", 1, "delivery.smtp", 18,
        "no connection", "add 'connection: '",
    ),
    Case("delivery: {smtp: {connection: mail}}", 1, "delivery.smtp", 18, "no recipient", "add 'to: "),
    Case(
        "delivery: {smtp: {connection: mail, to: [ana]}}", 1, "delivery.smtp.to[1]", 42,
        "'ana' is no mail", "write one",
    ),
    Case(
        "delivery: {webhook: a b}", 1, "delivery.webhook", 21,
        "no name of a connection", "write one such as",
    ),
    Case("language: fr", 1, "language", 11, "'fr' is none of the choices", "write en or es"),
]  # fmt: skip


@pytest.mark.parametrize("case", FAULTY, ids=lambda case: str(case.text))
def test_a_fault_is_told_with_its_place_and_remedy(case: Case, faults: Callable[..., list[Fault]]) -> None:
    found = faults(brand_yaml=case.text)[0]
    assert (found.file, found.line, found.column, found.column_number) == ("brand.yaml", *case[1:4])
    assert case.what in found.what
    assert case.remedy in found.remedy


def test_a_secret_address_is_refused_and_not_repeated(fault: Callable[..., Fault]) -> None:
    found = fault(brand_yaml="delivery: {webhook: 'https://chat.example.com/hooks/t0psecret'}")
    assert "make an Airflow connection" in found.remedy
    assert "t0psecret" not in str(found)


def test_a_yaml_that_refers_to_itself_ends(faults: Callable[..., list[Fault]]) -> None:
    found = faults(brand_yaml="competitors: &a [*a]\nname: &b {b: *b}\n")
    assert [fault.line for fault in found] == [1, 2]
    assert faults(brand_yaml="competitors: " + "[" * 5000)[0].what.startswith(("is no YAML",))
