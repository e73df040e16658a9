"""Every platform in every case that can befall us: tests/fixtures/<platform>.yaml holds what it answers and what must come
of it, `run` puts that through the source and its staging, `python -m tests.fixture_table` writes tests/fixtures/README.md.

A file tells, for all its cases,

    source        the module of ingest/sources, where it is not the file's own name
    handle        the account; `credentials` are {token, login, extra} where it wants any
    before        what is answered on the way to the posts: path -> answer
    posts         the path of a page of posts; `lead`: answers that come first there
    page          a page with "$records" and "$next" in it; `record`: one post, over which a case writes its own

and under `cases` for each case its `mark`, its answer (or `pages`, one after the other; `answers` at other paths), what
is heard on the visit `again`, what is asked of `alive`, and what to `expect`; or `never` and why. An answer is `body`,
`text`, `records` with `next`, or `recorded`, beside `status` and `headers`. "$repeat 3000 ab " is "ab " 3,000 times.
"""

from __future__ import annotations

import functools
import gzip
import importlib
import json
import re
import sys
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.credentials import Credentials
from ingest.errors import Problem
from ingest.landing import envelope
from ingest.sources import Account
from tests.conftest import SHARED
from tests.ingest.replies import AS_OF, Reply, Turns, client_of

FOLDER = Path(__file__).parent / "fixtures"
CASES = (
    "success", "empty", "short page with a next token", "partial error", "401", "402", "403", "404", "410",
    "429 with reset", "429 without reset", "5xx", "malformed", "deleted", "edited", "repost", "quote", "thread",
    "long text",
)  # fmt: skip
MARK = re.compile(r"recorded|schema|documented §\d+")
_ANSWER = {"status", "headers", "body", "text", "records", "next", "recorded"}


@dataclass
class Outcome:
    """What came of a case: rows as staged, in the order they were heard; the problem it ended with."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    problem: Problem | None = None
    learned: dict[str, Any] = field(default_factory=dict)
    cursor: Any = None
    asked: int = 0  # pages of posts
    alive: dict[str, bool] | None = None


@functools.cache
def platforms() -> Mapping[str, Mapping[str, Any]]:
    """Every fixture file, by its name."""
    return {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yaml"))}


def run(name: str, case: str, stage: Any, folder: Path) -> Outcome:
    """Put one case through its source and, by `stage(files, reading)`, its staging."""
    told = platforms()[name]
    one = told["cases"][case]
    module = importlib.import_module(f"ingest.sources.{told.get('source', name)}")
    account = Account(f"{module.__name__.rsplit('.')[-1]}:{told['handle']}", told.get("source", name), told["handle"])
    if "alive" in one:
        client = _client(told, {path: _reply(told, spec) for path, spec in one["alive"]["answers"].items()}, account)
        return Outcome(alive={native_id: there for native_id, there, _ in module.alive(one["alive"]["ids"], client)})
    outcome = Outcome()
    clients = [_client(told, _answers(told, one), account)]
    clients += [_client(told, _answers(told, one["again"]), account, hours=1)] if "again" in one else []
    for client in clients:
        _visit(module, account, client, stage, folder, outcome)
        outcome.asked += sum(asked.path == told["posts"] for asked in client.asked)
    return outcome


def _visit(module: Any, account: Account, client: Any, stage: Any, folder: Path, outcome: Outcome) -> None:
    start = len(list(folder.iterdir()))
    try:
        for number, page in enumerate(module.visit(account, outcome.cursor or {}, client, client.as_of), start):
            file = folder / f"{number:03d}.json"
            file.write_bytes(envelope("run", account, page))
            outcome.cursor = page.cursor or outcome.cursor
            outcome.learned |= page.learned
            if page.reading:
                rows = stage([file], page.reading)
                assert page.answer.records == len(rows), "the source counted other records than the reading"
                outcome.rows += rows
    except Problem as problem:
        outcome.problem = problem


def _client(told: Mapping[str, Any], replies: Any, account: Account, hours: int = 0) -> Any:
    credentials = Credentials(account.platform, **told.get("credentials", {}))
    client = client_of(replies, as_of=AS_OF + timedelta(hours=hours), platform=account.platform)
    client.credentials = credentials
    return client


def _answers(told: Mapping[str, Any], one: Mapping[str, Any]) -> dict[str, Any]:
    pages = one.get("pages") or ([one] if _ANSWER & set(one) else [])
    at_posts = Turns(_reply(told, spec) for spec in [*told.get("lead", []), *pages])
    before = {path: _reply(told, spec) for path, spec in told.get("before", {}).items()}
    others = {path: _one_or_more(told, spec) for path, spec in one.get("answers", {}).items()}
    return before | ({told["posts"]: at_posts} if at_posts else {}) | others


def _one_or_more(told: Mapping[str, Any], spec: Any) -> Any:
    is_more = isinstance(spec, list) and all(isinstance(one, dict) and set(one) <= _ANSWER for one in spec)
    return Turns(_reply(told, one) for one in spec) if is_more and spec else _reply(told, spec)


def _reply(told: Mapping[str, Any], spec: Any) -> Reply:
    """One answer; what has none of an answer's keys is a body as it stands."""
    keys = {"mark", "expect", "again", "answers", "schema"}
    if not isinstance(spec, dict) or not (set(spec) - keys) or not set(spec) - keys <= _ANSWER:
        return Reply(expanded(spec))
    if "recorded" in spec:
        # what was kept is the body only, where it lies in an archive
        found = recorded(spec["recorded"])
        return replace(found, status=spec.get("status", found.status))
    body: Any = b""
    if "records" in spec:
        records = [merged(told["record"], one) if isinstance(one, dict) else one for one in spec["records"]]
        body = _filled(told["page"], expanded(records), spec.get("next"))
    elif "body" in spec:
        body = expanded(spec["body"])
        body = json.dumps(body) if isinstance(body, str) or body is None else body
    elif "text" in spec:
        body = spec["text"].encode()
    headers = {name: str(text) for name, text in spec.get("headers", {}).items()}
    return Reply(body, spec.get("status", 200), headers)


def _filled(page: Any, records: list[Any], following: str | None) -> Any:
    if page == "$records":
        return records
    if isinstance(page, dict):
        kept = {name: inner for name, inner in page.items() if inner != "$next" or following is not None}
        return {name: _filled(inner, records, following) for name, inner in kept.items()}
    return following if page == "$next" else page


def merged(under: Any, over: Any) -> Any:
    """`over` written over `under`; lists are replaced whole."""
    if not (isinstance(under, dict) and isinstance(over, dict)):
        return over
    return under | {name: merged(under.get(name), inner) for name, inner in over.items()}


def expanded(told: Any) -> Any:
    """The same with every "$repeat <times> <text>" written out."""
    if isinstance(told, dict):
        return {name: expanded(inner) for name, inner in told.items()}
    if isinstance(told, list):
        return [expanded(inner) for inner in told]
    if isinstance(told, str) and (found := re.fullmatch(r"\$repeat (\d+) (.+)", told, re.DOTALL)):
        return found[2] * int(found[1])
    return told


def recorded(place: str) -> Reply:
    """An answer that was recorded, from ../shared/data; "<archive>#<member>", or "<lines>#[<status> ]<part of the address>"."""
    file, _, member = place.partition("#")
    path = SHARED / file
    if not path.exists():
        pytest.skip(f"{path} is not here: the recorded answers are not part of the project")
    if file.endswith(".tar.xz"):
        with tarfile.open(path) as archive:
            content = archive.extractfile(member)
            assert content is not None, place
            return Reply(content.read())
    if file.endswith(".jsonl.gz"):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            status, _, part = member.rpartition(" ")
            answers = (one for one in map(json.loads, lines) if part in one["uri"])
            told = next(one for one in answers if str(one["status"]) == (status or "200"))
        body = told["json"] if "json" in told else told["text"]
        return Reply(json.dumps(body), told["status"], told["headers"])
    told = json.loads(path.read_bytes())
    kept = {name: text for name, text in told["headers"].items() if name not in ("content-length", "vary")}
    return Reply(json.dumps(told["body"]), told["status"], kept)


def table() -> str:
    """tests/fixtures/README.md."""
    told = platforms()
    lines = [
        "# What each platform answers in each case, and where we know it from", "",
        "Made from the files beside it by `python -m tests.fixture_table`. Each cell is run by tests/test_fixture_table.py",
        "through the source and its staging. *recorded*: an answer of a running server in ../shared/data, read when the",
        "test runs; *schema*: valid by the platform's OpenAPI file; §: documented, as told in that section of platforms.md;",
        "–: cannot be, for the reason below. 410 stands for the platform's own word for \"gone for good\".", "",
        f"| case | {' | '.join(told)} |", "|---|" + "---|" * len(told),
    ]  # fmt: skip
    lines += [f"| {case} | {' | '.join(_cell(one['cases'].get(case)) for one in told.values())} |" for case in CASES]
    lines += ["", "## What cannot be", ""]
    lines += [
        f"- **{name}**, {case}: {one['cases'][case]['never']}"
        for name, one in told.items()
        for case in CASES
        if "never" in one["cases"].get(case, {})
    ]
    return "\n".join(lines) + "\n"


def _cell(one: Mapping[str, Any] | None) -> str:
    if not one:
        return ""
    return "–" if "never" in one else str(one["mark"]).removeprefix("documented ")


if __name__ == "__main__":
    (FOLDER / "README.md").write_text(table(), encoding="utf-8")
    sys.stdout.write(f"{FOLDER / 'README.md'}\n")
