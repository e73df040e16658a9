"""What a status means for the run, in words that say what, to whom, what now."""

from __future__ import annotations

import ssl
from datetime import datetime

import requests
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError, ReadTimeoutError

from ingest.answer import Answer
from ingest.errors import Gone, NotFound, NotUnderstood, Problem, SkipAccount, StopSource, TryLater
from ingest.wire import CutShort

_REFUSALS = {
    401: ("it does not know us, or not any more", "renew the token"),
    402: ("it wants to be paid", "look at the account's credits"),
    403: ("it refuses us", "look at the token's rights and the platform's terms"),
}


def by_status(answer: Answer, platform: str, again_at: datetime, *, untrusted: bool) -> Problem:
    """The problem that a status stands for. `again_at` is when to come back, where that is the answer."""
    status, whom = answer.status, f"{platform}: {answer.url} answered {answer.status}"
    when = again_at.replace(microsecond=0).isoformat().replace("+00:00", "Z")
    if status in _REFUSALS:
        why, remedy = _REFUSALS[status]
        if untrusted:
            return SkipAccount(f"{whom}: {why}. {remedy.capitalize()}, or remove the account.")
        return StopSource(f"{whom}: {why}. Nobody else is asked in this run; {remedy} of {platform}.")
    if status == 404:
        return NotFound(f"{whom}; if it does so again, correct or remove the account in config/accounts.csv.")
    if status == 410:
        return Gone(f"{whom}, gone for good; remove the account from config/accounts.csv.")
    if status == 451:
        return SkipAccount(f"{whom}, withheld for legal reasons; remove it from config/accounts.csv.")
    if status == 429:
        return TryLater(f"{whom}, too many requests; asked again after {when}, the cursor stays.", again_at)
    if status >= 500 or status in (408, 425):
        return TryLater(f"{whom}; it is asked again after {when} and the cursor stays.", again_at)
    if status == 304:
        return NotUnderstood(f"{whom}, not modified, though nobody had asked whether; the cursor stays.")
    if 300 <= status < 400:
        return NotUnderstood(f"{whom} and does not say where it went; open the address in a browser.")
    return NotUnderstood(f"{whom}, which is not documented; the cursor stays. Open the address in a browser.")


def broken(url: str, fault: Exception, platform: str) -> str:
    """The message for an exchange that broke. None of `fault`'s own words: they hold whole addresses."""
    return f"{platform}: {url} {_what_broke(fault)}; it is asked again later and the cursor stays."


def is_hopeless(fault: Exception) -> bool:
    """True where asking again at once would be in vain: the certificate is not accepted."""
    return any(isinstance(one, ssl.SSLCertVerificationError) for one in _causes(fault))


def was_never_sent(fault: Exception) -> bool:
    """True where the request cannot have reached the server: no connection came about."""
    kinds = (NameResolutionError, NewConnectionError, ConnectTimeoutError, requests.ConnectTimeout)
    return is_hopeless(fault) or any(isinstance(one, kinds) for one in _causes(fault))


def _what_broke(fault: Exception) -> str:
    chain = list(_causes(fault))
    if any(isinstance(one, NameResolutionError) for one in chain):
        return "names a host that cannot be found"
    if is_hopeless(fault):
        return "could not prove who it is (its certificate is not accepted)"
    if isinstance(fault, CutShort):
        return f"broke off: {fault}"
    if any(isinstance(one, NewConnectionError) for one in chain):  # which is a ConnectTimeoutError to urllib3
        return "cannot be reached"
    if any(isinstance(one, requests.ConnectTimeout | ConnectTimeoutError) for one in chain):
        return "did not let us connect in time"
    if any(isinstance(one, requests.ReadTimeout | ReadTimeoutError | TimeoutError) for one in chain):
        return "did not answer in time"
    if isinstance(fault, requests.ConnectionError):
        return "cannot be reached, or hung up"
    return "broke off in the middle of its answer"


def _causes(fault: object) -> list[object]:
    """`fault` and what it was raised from or wraps."""
    found: list[object] = []
    waiting = [fault]
    while waiting and len(found) < 20:
        one = waiting.pop()
        if not isinstance(one, BaseException) or one in found:
            continue
        found.append(one)
        waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
    return found
