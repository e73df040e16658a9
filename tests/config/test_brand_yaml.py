"""brand.yaml: what it says is taken as it is written, and what it leaves out has a default."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal

from config import PLATFORMS, Config
from config.brand import Competitor, Limit


def test_an_empty_file_takes_every_default(reading: Callable[..., Config]) -> None:
    for text in (
        "",
        "# nothing yet\n",
        "accounts:\ncompetitors:\n  # - Example\nreply:\napproved_use_case: ''\n",
    ):
        brand = reading(brand_yaml=text).brand
        assert brand.name == "the brand"
        assert (brand.accounts, brand.content_feeds, brand.competitors) == ((), (), ())
        assert "reddit" not in brand.platforms
        assert (brand.reply.time_zone, brand.reply.days) == ("UTC", (0, 1, 2, 3, 4))
        assert (brand.reply.opens, brand.reply.closes) == (time(9), time(17))
        assert (
            set(brand.uses)
            == set(brand.budgets)
            == set(brand.retention)
            == set(brand.freshness_hours)
            == set(PLATFORMS)
        )


def test_x_is_list_only_until_a_use_case_is_approved(reading: Callable[..., Config]) -> None:
    assert not reading(brand_yaml="").brand.may_profile("x")
    assert reading(brand_yaml="").brand.may_profile("bluesky")
    approved = "approved_use_case: Reading posts to reshare them with credit\n"
    assert reading(brand_yaml=approved).brand.may_profile("x")
    assert not reading(brand_yaml=approved + "uses: {x: list_only}").brand.may_profile("x")


def test_values_are_taken_as_written(reading: Callable[..., Config]) -> None:
    # YAML 1.1 would make these a truth, 630 and a float
    brand = reading(brand_yaml="name: Yes\nreply: {from: 10:30}\nalso_called: [1.10, no]\n").brand
    assert (brand.name, brand.reply.opens, brand.also_called) == ("Yes", time(10, 30), ("1.10", "no"))


def test_what_is_not_named_in_a_table_keeps_its_default(reading: Callable[..., Config]) -> None:
    text = "budgets: {Twitter: {per_day: {calls: 5}}}\nretention: {x: {text_days: 90}}\n"
    text += "freshness_hours: {x: 1.5}\n"
    brand = reading(brand_yaml=text).brand
    assert brand.budgets["x"].per_day == Limit(Decimal(1), 5)
    assert brand.budgets["x"].per_month == Limit(Decimal(25), None)
    assert brand.budgets["bluesky"].per_month == Limit(Decimal(0), None)
    assert (brand.retention["x"].raw_days, brand.retention["x"].text_days) == (30, 90)
    assert brand.retention["linkedin"].text_days == 2
    assert brand.freshness_hours["x"] == Decimal("1.5")


def test_the_brands_own_accounts_and_feeds_are_listened_to_once(reading: Callable[..., Config]) -> None:
    text = (
        "accounts:\n  feeds: https://example.com/feed.xml\n  x: [one, two]\n"
        "content_feeds:\n  - https://example.com/feed.xml\n  - {url: example.com/events, offer: event}\n"
    )
    found = reading(brand_yaml=text)
    own = [account for account in found.accounts_to_listen() if account.is_brand]
    assert [(account.account_id, account.line) for account in own] == [
        ("feeds:https://example.com/feed.xml", 2),
        ("x:one", 3),
        ("x:two", 3),
        ("feeds:https://example.com/events", 6),
    ]
    assert [feed.offer for feed in found.brand.content_feeds] == ["article", "event"]


def test_competitors_are_names_or_more(reading: Callable[..., Config]) -> None:
    text = "competitors:\n  - Rivals\n  - {name: Others, also_called: [Oth], accounts: {x: '@others'}}\n"
    rivals, others = reading(brand_yaml=text).brand.competitors
    assert rivals == Competitor("Rivals", (), ())
    assert (others.also_called, [handle.account_id for handle in others.accounts]) == (("Oth",), ["x:others"])


def test_who_is_never_reshared_is_an_id_or_an_account(reading: Callable[..., Config]) -> None:
    brand = reading(brand_yaml="no_reshare:\n  people: [bo, 'twitter:@Grump']\n  competitors: no\n").brand
    assert (brand.no_reshare.people, brand.no_reshare.competitors) == (("bo", "x:grump"), False)


def test_one_number_of_hours_holds_for_everybody(reading: Callable[..., Config]) -> None:
    sla_hours = reading(brand_yaml="reply: {sla_hours: 6}").brand.reply.sla_hours
    assert set(sla_hours.values()) == {Decimal(6)}


def test_a_rule_says_when_it_was_fixed(reading: Callable[..., Config]) -> None:
    assert reading(brand_yaml="verdicts: {fixed_on: 2026-09-01}").brand.verdicts.fixed_on == date(2026, 9, 1)


def test_any_encoding_of_an_editor_loads(reading: Callable[..., Config]) -> None:
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        assert reading(brand_yaml="name: Añejo\r\nlanguage: es\r\n".encode(encoding)).brand.name == "Añejo"
