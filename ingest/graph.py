"""Meta's Graph API: what Facebook, Instagram and Threads share.

documentation  https://developers.facebook.com/docs/graph-api/guides/error-handling and .../results,
               https://developers.facebook.com/docs/graph-api/overview/rate-limiting

- a field that Meta has retired fails a whole request: it is left out, said in the log, kept in the cursor (so that
  the next visit leaves it out at once) and asked for again with the next version of the API
- `paging.next` is a whole address with the token in it: neither followed nor kept, `cursors.after` is
- the usage headers are read in ingest/limits.py
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from ingest.answer import Answer
from ingest.complaint import complaint
from ingest.errors import NotFound, NotUnderstood, Problem, SkipAccount, StopSource, TryLater
from ingest.limits import read_limit
from ingest.pages import Token

if TYPE_CHECKING:
    from ingest.client import Client
    from ingest.question import Params
    from ingest.sources import Account, Cursor

log = logging.getLogger("earshot.graph")

Fields: TypeAlias = "Mapping[str, Fields | None]"

_THROTTLED = frozenset({4, 17, 32, 341, 368, 613})  # and 80001 to 80014, a number a business use case
_OF_ONE_PAGE = 32  # the one limit that is not everybody's
_DOWN = frozenset({1, 2})
_TOKEN = frozenset({102, 104, 190, 463, 467})
_NOBODY = frozenset({21, 110, 803})
_ESSENTIAL = frozenset({"id", "media"})
_AN_HOUR, _SOON = timedelta(hours=1), timedelta(minutes=5)
_UNKNOWN_FIELD = re.compile(
    r"non-?existing field \((\w+)\)|\(#12\) (\w+) (?:field )?is deprecated|fields? [`'\"]?(\w+)[`'\"]? (?:is|was) "
    r"(?:deprecated|removed|invalid|not (?:valid|supported))",
    re.IGNORECASE,
)
_NOT_THERE = re.compile(r"does not exist|cannot be found|could not be found|not found|no user", re.IGNORECASE)
_OF_THE_APP = re.compile(
    r"review|approv|feature|permission|scope|advanced access|secret proof|app token", re.IGNORECASE
)


class Retired(NotUnderstood):
    """Meta knows a field no more; `name` is "" where it does not say which."""

    def __init__(self, message: str, name: str = "") -> None:
        super().__init__(message)
        self.name = name


@dataclass(slots=True)
class Graph:
    """Asks for fields in one visit. `without`: paths ("post/attachments/title") that this version has no more."""

    client: Client
    platform: str
    whom: str
    version: str
    without: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, client: Client, account: Account, cursor: Cursor, version: str) -> Graph:
        """For one visit, knowing what earlier ones found out about this version."""
        known = cursor.get("retired", {})
        without = list(known.get("paths", [])) if known.get("version") == version else []
        return cls(client, account.platform, account.account_id, version, without)

    def remember(self, cursor: Mapping[str, Any]) -> dict[str, Any]:
        """The cursor, and which fields to leave out next time."""
        return dict(cursor) | ({"retired": {"version": self.version, "paths": self.without}} if self.without else {})

    def ask(self, url: str, kind: str, fields: Fields, params: Params | None = None, form: str = "{}") -> Answer:
        """The answer to `fields` of a thing of this kind, written into `form`; without those that are retired."""
        while True:
            asked = {**(params or {}), "fields": form.replace("{}", written(fields, self.without, kind))}
            try:
                return get(self.client, url, asked, self.platform, self.whom)
            except Retired as retired:
                self._leave_out(kind, fields, retired)

    def _leave_out(self, kind: str, fields: Fields, retired: Retired) -> None:
        left = [path for path in _paths(fields, kind) if path not in self.without]
        optional = [path for path in left if _name(path) not in _ESSENTIAL]
        named = [path for path in optional if _name(path) == retired.name]
        # one that is asked for in several places may be gone in one of them only: the innermost is tried first
        gone = [max(named, key=lambda path: path.count("/"))] if named else []
        if not retired.name:
            gone = optional  # it does not say which: what cannot be done without is asked for alone
        if not gone:
            raise NotUnderstood(str(retired))
        self.without.extend(gone)
        log.warning(
            "%s: Meta has retired %s in %s; it is left out and its columns are NULL from now on. Look at the field "
            "lists in ingest/sources/%s.py.", self.whom, ", ".join(gone), self.version, self.platform,
        )  # fmt: skip


def written(fields: Fields, without: Iterable[str] = (), path: str = "") -> str:
    """The `fields` parameter: {"id": None, "shares": {"count": None}} is `id,shares{count}`."""
    parts = []
    for name, inner in fields.items():
        here = f"{path}/{name.split('.')[0]}"
        if here in without:
            continue
        if inner is None:
            parts.append(name)
        elif text := written(inner, without, here):
            parts.append(f"{name}{{{text}}}")
    return ",".join(parts)


def _paths(fields: Fields, path: str) -> Iterator[str]:
    for name, inner in fields.items():
        here = f"{path}/{name.split('.')[0]}"
        yield here
        if inner:
            yield from _paths(inner, here)


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def plain(*names: str) -> dict[str, None]:
    """Fields that have none of their own."""
    return dict.fromkeys(names)


def get(client: Client, url: str, params: Params, platform: str, whom: str) -> Answer:
    """An answer that holds no error: Graph tells some with status 200."""

    def explained(answer: Answer) -> Problem | None:
        problem = explain(answer, platform, whom)
        if isinstance(problem, TryLater) and _code(answer) != _OF_ONE_PAGE:
            # asking on while everybody is refused makes the refusal longer
            client.hold(url, problem.until)
        return problem

    answer = client.get(url, params=params, explain=explained)
    if isinstance(told := answer.json(), dict) and isinstance(told.get("error"), dict):
        raise explained(answer) or NotUnderstood(f"{whom}: {answer.url} answered 200 with an error.")
    return answer


def _code(answer: Answer) -> int | None:
    told = complaint(answer).get("error")
    code = told.get("code") if isinstance(told, dict) else None
    return code if isinstance(code, int) else None


def explain(answer: Answer, platform: str, whom: str) -> Problem | None:
    """Meta's error codes; None leaves it to the status."""
    if (code := _code(answer)) is None:
        return None
    told = complaint(answer)["error"]
    said = f"{platform}: {whom}: {code}, {str(told.get('message', ''))[:300]!r}"
    if code in _THROTTLED or 80000 <= code <= 80014:
        until = read_limit(answer.headers, answer.asked_at).reset_at or answer.asked_at + _AN_HOUR
        return TryLater(f"{said}; too many requests, asked again after {until:%H:%M} UTC. The cursor stays.", until)
    if code in _DOWN or told.get("is_transient") is True:
        return TryLater(f"{said}; asked again in some minutes. The cursor stays.", answer.asked_at + _SOON)
    if code in _TOKEN:
        return StopSource(f"{said}. Nobody else is asked in this run; renew the token of {platform}.")
    if code == 10 or 200 <= code <= 299:
        return _refused(said, str(told.get("message", "")), platform)
    return _of_parameters(said, told, code, platform)


def _refused(said: str, message: str, platform: str) -> Problem:
    if _OF_THE_APP.search(message):
        return StopSource(
            f"{said}. The app lacks a permission; nobody else is asked in this run. Look at the app's permissions and "
            f"at what ingest/sources/{platform}.py says under `credentials`."
        )
    return SkipAccount(f"{said}. This account is not shown to us; remove it from config/accounts.csv.")


def _of_parameters(said: str, told: Mapping[str, Any], code: int, platform: str) -> Problem:
    message = str(told.get("message", ""))
    if found := _UNKNOWN_FIELD.search(message):
        return Retired(f"{said}; the cursor stays.", next(filter(None, found.groups())))
    if code == 12:
        return Retired(f"{said}; the cursor stays.")
    if code in _NOBODY or told.get("error_subcode") in (33, 2207013) or _NOT_THERE.search(message):
        return NotFound(
            f"{said}. Renamed, deleted, private, or a person's own profile: correct or remove it in "
            "config/accounts.csv."
        )
    if code == 100 and _OF_THE_APP.search(message):
        return _refused(said, message, platform)
    return NotUnderstood(f"{said}; the cursor stays.")


def next_of(answer: Answer, edge: Mapping[str, Any], *, tells_next: bool = False) -> Token | None:
    """The token behind a page of an edge ({"data", "paging"}): `cursors.after`.

    Where `tells_next`, the end is a page without `paging.next`, which may follow an empty page in mid-walk. Elsewhere
    it is the page without a cursor, or without records. Old edges page by time: then it is "until:" and its second.
    """
    paging = edge.get("paging")
    paging = paging if isinstance(paging, dict) else {}
    following, cursors = paging.get("next"), paging.get("cursors")
    after = cursors.get("after") if isinstance(cursors, dict) else None
    if following and not after:
        if until := re.search(r"[?&]until=(\d+)", str(following)):
            return f"until:{until[1]}"
        raise NotUnderstood(f"{answer.url} tells that there are more pages, but no cursor; the cursor stays.")
    is_end = not following if tells_next else not edge.get("data")
    return None if is_end or not after else str(after)


def behind(token: Token | None) -> dict[str, str]:
    """The parameter that asks for the page behind a token."""
    if not token:
        return {}
    return {"until": token[6:]} if token.startswith("until:") else {"after": token}
