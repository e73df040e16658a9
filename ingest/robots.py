"""Whether a site lets its pages be read by the likes of us (RFC 9309). Not asked for APIs and feeds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from ingest.client import Client
from ingest.errors import Problem, Refused, SkipAccount, TryLater
from ingest.question import Question

_MOST_BYTES = 500 * 1024  # what RFC 9309 asks to be read at least
_EVERY_STATUS = (*range(200, 300), *range(400, 600))


@dataclass(slots=True)
class Robots:
    """The robots.txt of every site met, each asked for once."""

    client: Client
    agent: str = "earshot"
    _known: dict[str, RobotFileParser | Problem] = field(default_factory=dict)

    def heed(self, url: str) -> None:
        """Raise SkipAccount where the site does not want `url` read, TryLater where it cannot tell."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        rules = self._known.get(site)
        if rules is None:
            try:
                rules = self._ask(site)
            except Problem as problem:
                rules = problem
            self._known[site] = rules
        if isinstance(rules, Problem):
            raise rules
        if not rules.can_fetch(self.agent, url):
            raise SkipAccount(f"{site}/robots.txt does not allow {parts.path or '/'} to be read.")

    def _ask(self, site: str) -> RobotFileParser:
        rules = RobotFileParser()
        where = f"{site}/robots.txt"
        try:
            told = self.client.ask(
                Question(where, headers={"Accept": "text/plain, */*;q=0.1"}, ok=_EVERY_STATUS, untrusted=True,
                         cut_at=_MOST_BYTES)
            )  # fmt: skip
        except Refused:
            if not self._is_refused_itself(where):
                rules.parse([])  # a robots.txt that redirects in circles or to nowhere is none
                return rules
            raise
        if told.status >= 500 or told.status == 429:
            why = f"{where} answered {told.status}, so that nobody knows what may be read."
            raise TryLater(why, self.client.clock() + timedelta(hours=1))
        # 4xx: there are no rules. An HTML page in its place holds none either
        text = told.body.decode("utf-8", "replace") if told.status < 300 else ""
        rules.parse(text.replace("\0", "").lstrip("\ufeff").splitlines())
        return rules

    def _is_refused_itself(self, where: str) -> bool:
        try:
            self.client.guard.check(where)
        except Refused:
            return True
        return False
