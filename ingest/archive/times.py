"""Dates as a file writes them -> ISO 8601 in UTC, as SQL.

A wall time that a change of clocks makes twice (01:30 on the autumn night) is taken as the later one, in standard
time; one that it leaves out (02:30 on the spring night) is moved on by the hour. The file cannot tell either.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import duckdb

from config.faults import NotUnderstood, shown
from ingest.archive.takes import ask, literal

NAMED = ("iso", "epoch", "epoch_ms")
_FIXED = re.compile(r"(?:UTC|GMT)?(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?")
_OFFSET = r"\d:\d\d.*(?:[zZ]|[+-]\d\d(?::?\d\d)?)$"


@dataclass(frozen=True, slots=True)
class Clock:
    """How a file writes its times: formats tried in turn, and the zone of those that tell none ("" unknown)."""

    formats: tuple[str, ...] = ()
    zone: str = ""

    def but(self, own: Clock | None) -> Clock:
        """The same clock, with what a single field says otherwise."""
        return self if own is None else Clock(own.formats or self.formats, own.zone or self.zone)

    def needs_zone(self) -> bool:
        """True where the texts cannot tell their zone themselves."""
        return any(form not in NAMED and "%z" not in form and "%Z" not in form for form in self.formats)

    def wrong_formats(self) -> list[str]:
        """Formats that DuckDB's strptime does not know."""
        return [form for form in self.formats if form not in NAMED and not _is_format(form)]


def _is_format(form: str) -> bool:
    if "%" not in form:
        return False
    try:
        ask("select strptime('', ?)", [form])
    except duckdb.InvalidInputException as fault:
        return "Could not parse" in str(fault)
    return False


def read_zone(text: str) -> str:
    """An IANA name or a fixed offset. Raises NotUnderstood for anything else."""
    if text.upper() in ("UTC", "GMT", "Z") or _FIXED.fullmatch(text.upper()):
        return text.upper()
    found = ask("select name from pg_timezone_names() where lower(name) = lower(?)", [text])
    # abbreviations such as EST and IST name several places, and none of them keeps summer time
    if found is None or "/" not in text:
        raise NotUnderstood(
            f"{shown(text)} is no time zone", "write a place, such as America/New_York, or an offset: -05:00"
        )
    return str(found[0])


def moment(value: str, clock: Clock) -> str:
    """SQL: the text `value` -> TIMESTAMPTZ; NULL where no format reads it."""
    return f"coalesce({', '.join(_read(value, form, clock.zone) for form in clock.formats)})"


def iso(moment_sql: str) -> str:
    """SQL: TIMESTAMPTZ -> 2026-03-31T08:00:00.000000Z."""
    return f"strftime({moment_sql} at time zone 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')"


def _read(value: str, form: str, zone: str) -> str:
    if form in ("epoch", "epoch_ms"):
        factor = 1_000_000 if form == "epoch" else 1_000
        micros = f"try((try_cast({value} as decimal(24, 6)) * {factor})::bigint)"
        return f"case when abs({micros}) < 253370764800000000 then timezone('UTC', make_timestamp({micros})) end"
    if form == "iso":
        text = f"regexp_replace(trim({value}), '\\s*([+-]\\d\\d):?(\\d\\d)$', '\\1:\\2')"
        told = f"try_cast({text} as timestamptz)"
        bare = f"try_cast({value} as timestamp)"
        read = f"case when regexp_matches({value}, '{_OFFSET}') then {told} else {_in_zone(bare, zone)} end"
        return f"case when regexp_matches({value}, '^\\s*\\d{{4}}-') then {read} end"
    parsed = f"try_strptime(trim({value}), {literal(form)})"
    return parsed if "%z" in form or "%Z" in form else _in_zone(parsed, zone)


def _in_zone(wall: str, zone: str) -> str:
    """SQL: a wall time (TIMESTAMP) in a zone -> TIMESTAMPTZ; NULL where the zone is unknown."""
    if not zone:
        return "null::timestamptz"
    fixed = _FIXED.fullmatch(zone)
    if not fixed:
        return f"timezone({literal('UTC' if zone in ('GMT', 'Z') else zone)}, {wall})"
    minutes = int(fixed["hours"]) * 60 + int(fixed["minutes"] or 0)
    return f"timezone('UTC', {wall} {'-' if fixed['sign'] == '+' else '+'} interval {minutes} minute)"
