"""The sections of brand.yaml that are rules: when to answer, what to spend, how long to keep, where to send.

Every default is stated here and repeated as a comment in the brand.yaml that ships.
"""

from __future__ import annotations

import re
from datetime import time
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from config.brand import (
    DAYS,
    MEDIA,
    Budget,
    Delivery,
    Limit,
    ReplyHours,
    ReshareCaps,
    Retention,
    Utm,
    VerdictRule,
)
from config.faults import NotUnderstood, nearest, propose, shown
from config.platforms import PLATFORMS, Platform
from config.sections import Section, read_number, read_whole

if TYPE_CHECKING:
    from collections.abc import Callable

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")
_SLA_HOURS = {"tier_1": Decimal(4), "tier_2": Decimal(8), "tier_3": Decimal(16), "others": Decimal(24)}
_UTM_FILLED_IN = ("platform", "month", "slug", "content_item")
_CONNECTION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_S3 = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/[^\s?#]*)?")
_MAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
_LONGEST_DAYS = 3650


def read_reply(below: Section) -> ReplyHours:
    """`reply`: time zone UTC, Monday to Friday, 09:00 to 17:00."""
    zone = below.read("time_zone", _time_zone, "UTC")
    days = _days(below)
    opens = below.read("from", _clock, time(9))
    closes = below.read("to", _clock, time(17))
    if opens >= closes:
        what = f"the day ends at {closes:%H:%M} and begins at {opens:%H:%M}"
        below.spot.fault(what, "write a later 'to', at most 23:59")
    sla_hours = dict(_SLA_HOURS)
    written = below.value("sla_hours")
    if written and written.is_section:
        tiers = written.section()
        sla_hours = {tier: tiers.number(tier, default, "0.25", "720") for tier, default in _SLA_HOURS.items()}
        tiers.close()
    elif written:
        for_all = written.read(lambda text: read_number(text, Decimal("0.25"), Decimal(720)), None)
        sla_hours = {tier: for_all or default for tier, default in _SLA_HOURS.items()}
    below.close()
    return ReplyHours(zone, days, opens, closes, sla_hours)


def _time_zone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (KeyError, ValueError, OSError):
        near = nearest(text, available_timezones())
        raise NotUnderstood(f"{shown(text)} is no time zone", f"write '{near or 'Europe/Madrid'}'") from None


def _clock(text: str) -> time:
    if not (match := _CLOCK.fullmatch(text)):
        raise NotUnderstood(f"{shown(text)} is no time of day", "write hours and minutes, such as 09:00")
    return time(int(match[1]), int(match[2]))


def _days(below: Section) -> tuple[int, ...]:
    written = below.value("days")
    if written is None:
        return (0, 1, 2, 3, 4)
    found = {item.read(_day, -1) for item in written.items()}
    if not found:
        written.spot.fault("names no day", "write at least one, such as [monday]")
    return tuple(sorted(found - {-1}))


def _day(text: str) -> int:
    for number, day in enumerate(DAYS):
        if text.casefold() in (day, day[:3]):
            return number
    raise NotUnderstood(f"{shown(text)} is no day", propose(text, DAYS))


def read_utm(below: Section) -> Utm:
    """`utm`: source is the platform, medium social, campaign month and slug, content the content item."""
    found = Utm(
        source=below.read("source", _utm, "{platform}"),
        medium=below.choice("medium", MEDIA, "social").replace(" ", "_"),
        campaign=below.read("campaign", _utm, "{month}_{slug}"),
        content=below.read("content", _utm, "{content_item}"),
    )
    below.close()
    return found


def _utm(text: str) -> str:
    for name in re.findall(r"\{([^{}]*)\}", text):
        if name not in _UTM_FILLED_IN:
            names = ", ".join(f"{{{known}}}" for known in _UTM_FILLED_IN)
            raise NotUnderstood(f"{{{name}}} is nothing that can be filled in", f"write one of {names}")
    plain = re.sub(r"\{[a-z_]+\}", "", text)
    if not text or not re.fullmatch(r"[a-z0-9_-]*", plain):
        proposed = re.sub(r"[^a-z0-9_{}-]+", "-", text.lower()).strip("-") or "earshot"
        raise NotUnderstood(f"{shown(text)} has letters that analytics would split or double", f"write '{proposed}'")
    return text


def read_budgets(brand: Section) -> dict[str, Budget]:
    """`budgets` by platform; what is not named keeps its default, and money is US dollars."""
    budgets = {name: _default_budget(platform) for name, platform in PLATFORMS.items()}
    for name, value in brand.by_platform("budgets"):
        below, default = value.section(), budgets[name]
        budgets[name] = Budget(
            per_run=_limit(below.section("per_run"), default.per_run),
            per_day=_limit(below.section("per_day"), default.per_day),
            per_month=_limit(below.section("per_month"), default.per_month),
        )
        below.close()
    return budgets


def _default_budget(platform: Platform) -> Budget:
    return Budget(
        per_run=Limit(platform.run_money, None),
        per_day=Limit(platform.day_money, platform.day_calls),
        per_month=Limit(platform.month_money, None),
    )


def _limit(below: Section, default: Limit) -> Limit:
    calls: Callable[[str], int | None] = lambda text: read_whole(text, 0, 10**9)  # noqa: E731
    found = Limit(below.number("money", default.money, "0", "1000000"), below.read("calls", calls, default.calls))
    below.close()
    return found


def read_retention(brand: Section) -> dict[str, Retention]:
    """`retention` by platform: never longer than the platform's terms, which are the default."""
    kept = {name: Retention(platform.raw_days, platform.text_days) for name, platform in PLATFORMS.items()}
    for name, value in brand.by_platform("retention"):
        below, terms = value.section(), PLATFORMS[name]
        most_text = terms.text_days_at_most or _LONGEST_DAYS
        kept[name] = Retention(
            raw_days=below.read("raw_days", _days_at_most(terms.raw_days, f"raw answers of {name}"), terms.raw_days),
            text_days=below.read("text_days", _days_at_most(most_text, f"text of {name}"), terms.text_days),
        )
        below.close()
    return kept


def _days_at_most(most: int, whose: str) -> Callable[[str], int]:
    def read(text: str) -> int:
        days = read_whole(text, 0, 10**6)
        if days > most:
            raise NotUnderstood(f"{whose} may be kept for {most} days at most", f"write {most} or fewer")
        return days

    return read


def read_freshness(brand: Section) -> dict[str, Decimal]:
    """`freshness_hours` by platform: after so many hours half of a post's attention has passed."""
    hours = {name: platform.half_life_hours for name, platform in PLATFORMS.items()}
    for name, value in brand.by_platform("freshness_hours"):
        hours[name] = value.read(lambda text: read_number(text, Decimal("0.1"), Decimal(8760)), hours[name])
    return hours


def read_verdicts(below: Section) -> VerdictRule:
    """`verdicts`: 10 % of 30 or more posts in 8 weeks answered or reshared by a listed person in 14 days."""
    found = VerdictRule(
        threshold_share=below.number("threshold_share", Decimal("0.10"), "0.001", "0.9"),
        confidence=below.number("confidence", Decimal("0.95"), "0.5", "0.999"),
        minimum_posts=below.whole("minimum_posts", 30, 5, 100_000),
        window_weeks=below.whole("window_weeks", 8, 1, 104),
        response_days=below.whole("response_days", 14, 1, 90),
        fixed_on=below.date("fixed_on"),
    )
    below.close()
    return found


def read_reshare(below: Section) -> ReshareCaps:
    """`reshare`: 10 posts, 2 a person, 2 a source, 3 a topic, nothing again within 30 days."""
    found = ReshareCaps(
        list_length=below.whole("list_length", 10, 1, 100),
        per_person=below.whole("per_person", 2, 1, 100),
        per_source=below.whole("per_source", 2, 1, 100),
        per_topic=below.whole("per_topic", 3, 1, 100),
        no_repeat_days=below.whole("no_repeat_days", 30, 1, 365),
    )
    below.close()
    return found


def read_delivery(below: Section) -> Delivery:
    """`delivery`: the folder `reports` of EARSHOT_HOME unless told otherwise, and nothing else."""
    mail = below.section("smtp")
    connection = mail.read("connection", _connection, "")
    recipients = mail.items("to")
    mail_to = tuple(address for item in recipients if (address := item.read(_mail, "")))
    mail.close()
    if recipients and not connection:
        mail.spot.fault("has recipients and no connection", "add 'connection: ' and the Airflow connection's name")
    if connection and not recipients:
        mail.spot.fault("has a connection and no recipient", "add 'to: [somebody@example.com]'")
    found = Delivery(
        below.text("folder"),
        below.read("s3", _s3, ""),
        connection,
        mail_to,
        below.read("webhook", _connection, ""),
    )
    below.close()
    return found


def _connection(text: str) -> str:
    if "://" in text:
        # the address is not repeated: who knows it can write to the chat
        raise NotUnderstood(
            "an address here is a secret in a shared file", "make an Airflow connection and write its name"
        )
    if not _CONNECTION.fullmatch(text):
        raise NotUnderstood(f"{shown(text)} is no name of a connection", "write one such as 'earshot_mail'")
    return text


def _s3(text: str) -> str:
    if not _S3.fullmatch(text):
        raise NotUnderstood(f"{shown(text)} is no S3 path", "write s3://bucket/prefix")
    return text


def _mail(text: str) -> str:
    if not _MAIL.fullmatch(text):
        raise NotUnderstood(f"{shown(text)} is no mail address", "write one such as somebody@example.com")
    return text
