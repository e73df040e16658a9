"""What an answer says about how often we may ask.

sources    RFC 9110 10.2.3 (Retry-After), draft-ietf-httpapi-ratelimit-headers (RateLimit, RateLimit-*), and
           the forms of X (epoch seconds), Mastodon (ISO-8601), Bluesky (epoch seconds), Reddit (seconds left),
           and Meta, which tells how much of an hour's worth is used, in per cent
           (https://developers.facebook.com/docs/graph-api/overview/rate-limiting)
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

# no platform's window is longer, and no typing error may shut us out for a year
MOST_WAIT = timedelta(days=1)

_NUMBER = re.compile(r"[0-9]{1,30}(\.[0-9]{0,30})?")
_YEAR = 366 * 86_400.0
_EPOCH = 1_000_000_000.0  # 2001; a number between a year of seconds and this is neither form
_SCALES = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3), (_EPOCH, 1.0))  # epochs in ns, µs, ms, s
_RESETS = ("x-rate-limit-reset", "x-ratelimit-reset", "ratelimit-reset", "x-ratelimit-reset-after")
_REMAINS = ("x-rate-limit-remaining", "x-ratelimit-remaining", "ratelimit-remaining")
_USAGES = ("x-app-usage", "x-business-use-case-usage", "x-page-usage", "x-ad-account-usage")
_SLOW, _FULL = 75.0, 100.0  # per cent of Meta's hour from which on we slow down, and at which it shuts the door
_SLOWEST = 60.0  # seconds between two requests shortly before it does


@dataclass(frozen=True, slots=True)
class Limit:
    """Times are UTC. None: not told (or told in a form that means nothing)."""

    retry_at: datetime | None = None
    remaining: int | None = None
    reset_at: datetime | None = None


def seconds_left(text: str, now: datetime) -> float | None:
    """Seconds from `now` until the moment a header names, 0 to MOST_WAIT; None for what is no moment.

    Takes seconds left, epochs (s, ms, µs, ns), ISO-8601 and HTTP dates, told apart by what is plausible.
    """
    text = text.split(";", 1)[0].strip().strip('"')
    if _NUMBER.fullmatch(text):
        left = _of_number(float(text), now)
    else:
        moment = _moment(text)
        left = (moment - now).total_seconds() if moment else None
    return None if left is None else min(max(left, 0.0), MOST_WAIT.total_seconds())


def _of_number(number: float, now: datetime) -> float | None:
    if number <= _YEAR:
        return number
    scale = next((scale for least, scale in _SCALES if number >= least), None)
    return None if scale is None else number / scale - now.timestamp()


def _moment(text: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def read_limit(headers: Mapping[str, str], now: datetime) -> Limit:
    """The limit that lower-case `headers` tell at `now`.

    Absolute times are read by the server's own clock (its Date) where it tells it, so that a clock that is
    wrong here or there makes no difference.
    """
    theirs = _moment(headers["date"]) if "date" in headers and "age" not in headers else None
    told = _ietf(headers.get("ratelimit", ""))

    def at(text: str | None) -> datetime | None:
        left = seconds_left(text, theirs or now) if text else None
        return None if left is None else now + timedelta(seconds=left)

    reset = next((headers[name] for name in _RESETS if name in headers), told[1])
    remaining = next((headers[name] for name in _REMAINS if name in headers), told[0])
    if reset is None and (pause := _meta_pause(headers)):
        # the window rolls: waiting a little between requests keeps the door open
        until = now + timedelta(seconds=min(pause, MOST_WAIT.total_seconds()))
        return Limit(at(headers.get("retry-after")) or (until if pause > _SLOWEST else None), 0, until)
    return Limit(at(headers.get("retry-after")), _count(remaining), at(reset))


def _ietf(text: str) -> tuple[str | None, str | None]:
    """(remaining, reset) of `"a";r=5;t=30, ...` (tightest policy) or of the older `remaining=5, reset=30`."""
    if re.search(r"\bremaining=", text):
        remaining, reset = (re.search(rf"\b{name}=([0-9.]+)", text) for name in ("remaining", "reset"))
        return (remaining and remaining[1]) or None, (reset and reset[1]) or None
    policies = [dict(re.findall(r";\s*([rt])=([0-9]+)", policy)) for policy in text.split(",")]
    told = [policy for policy in policies if "r" in policy]
    tightest = min(told, key=lambda policy: int(policy["r"]), default={})
    return tightest.get("r"), tightest.get("t")


def _meta_pause(headers: Mapping[str, str]) -> float:
    """Seconds to wait by Meta's usage headers: none below 75 %, up to a minute below 100 %, then as they say."""
    told = [usage for name in _USAGES if name in headers for usage in _usages(headers[name])]
    minutes = max((_number(usage.get("estimated_time_to_regain_access")) for usage in told), default=0.0)
    names = ("call_count", "total_time", "total_cputime", "acc_id_util_pct")
    used = max((_number(usage.get(name)) for usage in told for name in names), default=0.0)
    if minutes > 0:
        return max(minutes * 60, _SLOWEST + 1)
    if used >= _FULL:
        return 3600.0
    return (used - _SLOW) / (_FULL - _SLOW) * _SLOWEST if used > _SLOW else 0.0


def _usages(text: str) -> Iterator[Mapping[str, object]]:
    """The usage objects of one header: itself, or a list of them for each business."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return
    if isinstance(told, dict):
        lists = [value for value in told.values() if isinstance(value, list)]
        yield from (one for found in [[told], *lists] for one in found if isinstance(one, dict))


def _number(told: object) -> float:
    is_number = isinstance(told, int | float) and not isinstance(told, bool) and math.isfinite(told)
    return float(told) if is_number else 0.0  # type: ignore[arg-type]


def _count(text: str | None) -> int | None:
    """Reddit tells the requests that remain as "98.0"; anything else than a number is not told."""
    text = (text or "").split(";", 1)[0].strip()
    return math.floor(float(text)) if _NUMBER.fullmatch(text) else None
