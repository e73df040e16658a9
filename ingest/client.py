"""One polite HTTP client: it waits its turn, gives up early, holds no more than it must, tells no secret."""

from __future__ import annotations

import logging
import math
import random
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import requests
from requests.utils import get_environ_proxies
from urllib3.exceptions import HTTPError

from ingest.answer import Answer
from ingest.budget import FREE, NOTHING, Price, Purse
from ingest.credentials import Credentials
from ingest.errors import NotUnderstood, Refused, TryLater
from ingest.guard import Guard
from ingest.limits import read_limit
from ingest.memory import Memory
from ingest.pace import NoPace, Pace, ReadLimit, Turns
from ingest.question import Explain, Params, Question, as_by_status, with_params
from ingest.redirects import PERMANENT, REDIRECTS, hop_to, next_address, tell_of_redirects
from ingest.replay import Recorded, Replay
from ingest.secret import Secret, hide, scrub, scrub_logs, secrets_in
from ingest.verdict import broken, by_status, is_hopeless, was_never_sent
from ingest.wire import CutShort, Session, Watch, WatchedAdapter, read_body

log = logging.getLogger("earshot.client")

MOST_BYTES = 32 << 20
_WORTH_RETRYING = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
_SOON = timedelta(seconds=30)  # nobody is asked again sooner by a TryLater
_LATER = timedelta(minutes=5)  # when to come back to a server that is down


@dataclass(slots=True)
class Client:
    """Asks for one platform; made by `open_client`. `as_of` is the time of the run, UTC; `*_seconds` are."""

    platform: str
    as_of: datetime
    turns: Turns
    trusted: Session
    guarded: Session
    guard: Guard
    user_agent: str
    token: Secret | None = None
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], None] = time.sleep
    attempts: int = 3
    patience: float = 10.0
    connect_seconds: float = 5.0
    read_seconds: float = 30.0
    transfer_seconds: float = 60.0
    most_bytes: int = MOST_BYTES
    memory: Memory = field(default_factory=dict)  # what this account told this run already: it is not asked again
    credentials: Credentials = field(default_factory=lambda: Credentials(""))
    purse: Purse | None = None

    def get(
        self,
        url: str,
        *,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
        accept: str = "application/json",
        ok: Collection[int] = (200,),
        untrusted: bool = False,
        explain: Explain = as_by_status,
        price: Price = FREE,
    ) -> Answer:
        """Ask `url` and return its answer where the status is in `ok`.

        Raises what `explain` makes of any other answer, else by status: 401, 402, 403 StopSource (SkipAccount
        where `untrusted`: one site's refusal concerns nobody else), 404 NotFound, 410 Gone, 429, 5xx,
        timeouts and resets TryLater, anything else NotUnderstood. TooLarge and Refused as in errors.py, and
        OverBudget where `price` is more than is left.
        """
        sent = {"Accept": accept, **(headers or {})}
        return self.ask(Question(with_params(url, params), "GET", sent, ok, untrusted, explain, price))

    def ask(self, question: Question) -> Answer:
        """Put a question, following redirects. The answer tells of these in headers that no server can set:

        `x-earshot-redirects` how many there were; `x-earshot-moved-to` the address to ask from now on, where
        the first of them were permanent; `x-earshot-seconds` how long the last hop took, if over the network.
        """
        url, moved_to, seen, permanent, began = question.url, "", list[str](), True, time.monotonic()
        while True:
            if time.monotonic() - began > 2 * self.transfer_seconds:
                raise self._broken(question.url, CutShort("its redirects took too long"))
            seen.append(url)
            if question.before is not None:
                question.before(url)
            answer, again_at = self._knock(hop_to(url, question))
            following = answer.headers.get("location")
            if answer.status in question.ok or answer.status not in REDIRECTS or not following or question.body:
                break
            url = next_address(url, following, seen)
            permanent = permanent and answer.status in PERMANENT
            moved_to = url if permanent else moved_to
        answer = tell_of_redirects(answer, len(seen) - 1, moved_to)
        if answer.status in question.ok:
            return answer
        problem = question.explain(answer)
        raise problem or by_status(answer, self.platform, again_at, untrusted=question.untrusted)

    def affordable(self, each: Decimal, most: int, least: int = 1) -> int:
        """How many things at that price (the dearest they can be) may be asked for at once: `least` to `most`.

        Raises OverBudget where not even `least` can be paid for.
        """
        return most if self.purse is None else self.purse.affordable(each, most, least, self.clock())

    def base(self, own: str) -> str:
        """The address of the platform's server: `own`, unless its credentials name another."""
        return (self.credentials.base_url or own).rstrip("/")

    def hold(self, url: str, until: datetime) -> None:
        """Let nobody ask this host before `until`: the platform said so in words that its headers do not repeat."""
        left = max(0, math.ceil((until - self.clock()).total_seconds()))
        self.turns.note(urlsplit(url).netloc, 429, {"retry-after": str(left)})

    def close(self) -> None:
        """Close the connections that are kept open."""
        self.trusted.close()
        self.guarded.close()

    def _knock(self, hop: Question) -> tuple[Answer, datetime]:
        """Ask one hop, again where that is likely to help at once.

        Returns (answer, when to come back if it was no good). Time lost with slow answers counts as waiting.
        """
        request = self._prepared(hop)
        if hop.method == "GET" and (landed := self.memory.get(request.url or "")):
            return landed, self.clock()
        host = urlsplit(request.url or "").netloc
        self.turns.take(host, self.patience)
        given_up_at = time.monotonic() + self.patience
        for attempt in range(1, self.attempts + 1):
            pause = random.uniform(0.5, 1.0) * 2 ** (attempt - 1)
            try:
                answer = self._paid(hop, request)
            except (requests.RequestException, HTTPError, CutShort, OSError) as fault:
                left = given_up_at - time.monotonic()
                if is_hopeless(fault) or attempt == self.attempts or pause > left:
                    raise self._broken(hop.url, fault) from None
            else:
                again_at = self.turns.note(host, answer.status, answer.headers)
                left = given_up_at - time.monotonic()
                pause = max(pause, (again_at - self.clock()).total_seconds())
                is_worth_it = answer.status in _WORTH_RETRYING and answer.status not in hop.ok
                if not is_worth_it or attempt == self.attempts or pause > left:
                    return answer, max(again_at, self.clock() + (_SOON if answer.status == 429 else _LATER))
            log.info("asked again: %s", scrub(hop.url))
            self.sleep(pause)
            self.turns.take(host, max(0.0, given_up_at - time.monotonic()) + 1.0)
        raise AssertionError("the last attempt returns or raises")

    def _prepared(self, hop: Question) -> requests.PreparedRequest:
        headers = {"User-Agent": self.user_agent, "Accept-Encoding": "gzip, deflate", **hop.headers}
        if self.token and self._may_see_token(hop.url) and self.token.header.lower() not in map(str.lower, headers):
            headers[self.token.header] = self.token.form.format(self.token.text)
        try:
            request = self.trusted.prepare_request(requests.Request(hop.method, hop.url, headers, data=hop.body))
            "".join(headers.values()).encode("latin-1")
        except (requests.RequestException, ValueError):
            # requests repeats the address in its message, secrets and all
            raise Refused(f"{scrub(hop.url)[:300]!r} cannot be asked: it or a header is malformed.") from None
        if hop.untrusted:
            self.guard.check(request.url or "")
        return request

    def _may_see_token(self, url: str) -> bool:
        parts = urlsplit(url)
        # over plain http only a server that the credentials name so
        named = urlsplit(self.credentials.base_url)
        is_safe = parts.scheme == "https" or (parts.scheme, parts.netloc) == (named.scheme, named.netloc)
        return self.token is not None and is_safe and parts.hostname in self.token.hosts

    def _paid(self, hop: Question, request: requests.PreparedRequest) -> Answer:
        """Ask within the budget: its most is reserved, and settled once it is known what it did cost.

        What broke off may have been billed: its reservation stays.
        """
        if self.purse is None:
            return self._priced(hop, self._exchange(hop, request))
        receipt = self.purse.reserve(hop.price, self.clock())
        try:
            answer = self._priced(hop, self._exchange(hop, request))
        except (requests.RequestException, HTTPError, OSError) as fault:
            if was_never_sent(fault):
                self.purse.settle(receipt, NOTHING)
            raise
        self.purse.settle(receipt, Decimal(str(answer.cost)))
        return answer

    def _priced(self, hop: Question, answer: Answer) -> Answer:
        """The answer with what it did cost; only one that came back well costs anything."""
        if answer.status not in hop.ok:
            return answer
        try:
            return replace(answer, cost=float(hop.price.of(answer)))
        except NotUnderstood:  # the source will say so; what such a page did cost, nobody knows
            return replace(answer, cost=float(hop.price.most))

    def _exchange(self, hop: Question, request: requests.PreparedRequest) -> Answer:
        session = self.guarded if hop.untrusted else self.trusted
        # a proxy would look the name up itself, out of the guard's sight
        proxies = {} if hop.untrusted else get_environ_proxies(request.url or "")
        asked_at, started = self.clock(), time.monotonic()
        timeout = (self.connect_seconds, min(self.read_seconds, self.transfer_seconds))
        with Watch(self.transfer_seconds) as watch:
            try:
                response = session.send(request, stream=True, allow_redirects=False, timeout=timeout, proxies=proxies)
                with response:
                    body = self._body(hop, response, watch)
            except (requests.RequestException, HTTPError, OSError, ValueError):
                if watch.expired:
                    raise CutShort(f"it took longer than {self.transfer_seconds:g} s") from None
                raise
        if isinstance(response, Recorded):
            return self._answer(hop, response, body, response.asked_at, None)
        return self._answer(hop, response, body, asked_at, time.monotonic() - started)

    def _body(self, hop: Question, response: requests.Response, watch: Watch) -> bytes:
        redirects = response.status_code in REDIRECTS and response.status_code not in hop.ok
        if hop.method == "HEAD" or (redirects and "location" in response.headers):
            return b""
        try:
            return read_body(response, watch, self.most_bytes, hop.cut_at)
        except NotUnderstood as fault:  # TooLarge is one too
            what = f"{scrub(hop.url)} answered {response.status_code}, but {fault}"
            raise type(fault)(f"{what}; the page was refused whole and the cursor stays.") from None

    def _answer(
        self,
        hop: Question,
        response: requests.Response,
        body: bytes,
        asked_at: datetime,
        seconds: float | None,
    ) -> Answer:
        secrets = secrets_in(hop.url) | self.credentials.secrets | ({self.token.text} if self.token else set())
        headers = {
            name.lower(): hide(text.encode("latin-1", "replace"), secrets).decode("latin-1")
            for name, text in response.headers.items()
            if not name.lower().startswith(("set-cookie", "x-earshot-"))
        }
        if seconds is not None:
            headers["x-earshot-seconds"] = f"{seconds:.3f}"
        url = scrub(response.request.url or hop.url)
        return Answer(url, response.status_code, headers, hide(body, secrets), asked_at)

    def _broken(self, url: str, fault: Exception) -> TryLater:
        log.info("could not be asked: %s (%s)", scrub(url), type(fault).__name__)
        return TryLater(broken(scrub(url), fault, self.platform), self.clock() + _LATER)


def open_client(
    *,
    platform: str,
    pace_dir: Path,
    as_of: datetime,
    user_agent: str,
    token: Secret | None = None,
    replay: Path | None = None,
    allow_hosts: Collection[str] = (),
    pace_seconds: float = 1.0,
    patience: float = 10.0,
    limits: ReadLimit = read_limit,
    credentials: Credentials | None = None,
    purse: Purse | None = None,
    **timing: float,
) -> Client:
    """A client for one platform; `replay` names a folder of recorded answers, heard instead of the network.

    `timing` may set `connect_seconds`, `read_seconds` and `transfer_seconds`. Raises NotUnderstood for
    recordings that cannot be read.
    """
    scrub_logs()
    guard = Guard.letting(allow_hosts)
    if replay is not None:
        trusted = guarded = Session(Replay(replay, as_of))
        turns: Turns = NoPace(as_of, limits)
        clock, attempts = (lambda: as_of), 1  # a recording says the same however often it is asked
    else:
        trusted, guarded = Session(WatchedAdapter()), Session(WatchedAdapter(guard))
        key = sha256(token.text.encode()).hexdigest() if token else ""
        turns, clock, attempts = Pace(pace_dir, pace_seconds, key, limits), (lambda: datetime.now(UTC)), 3
    # a slow pace is no reason to come back later, within reason
    patience = max(patience, min(2 * pace_seconds, 30.0))
    return Client(
        platform, as_of, turns, trusted, guarded, guard, user_agent, token, clock,
        attempts=attempts, patience=patience, credentials=credentials or Credentials(platform), purse=purse,
        **timing,  # type: ignore[arg-type]
    )  # fmt: skip
