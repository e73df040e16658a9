"""Where answers lie: word for word, written whole or not at all.

    landing/inbox/<platform>/<run>/<account>.<page>.json     asked for, not loaded yet
    landing/inbox/<platform>/<run>/<account>.visit.json      how the visit to that account ended
    landing/kept/<platform>/<run>/...                        loaded; kept as long as brand.yaml says, for replay

A file is one JSON object on one line, its envelope: who was asked, when, with which cursor, and what came back. A JSON
body stands in it verbatim under `page`, any other body under `text`, or `base64` where it is no UTF-8.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ingest.answer import Answer
from ingest.errors import CannotLand, NotUnderstood
from ingest.sources import Account, Page

# response headers worth keeping: validators, limits, paging; never cookies
HEADERS = re.compile(
    r"etag|last-modified|date|content-type|link|retry-after|x-?ratelimit.*|ratelimit.*|x-rate-limit.*"
    r"|x-(app|page|business-use-case)-usage"
)
_LONE_SURROGATE = re.compile(
    r"(?<!\\)((?:\\\\)*)(?:\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2})"
)


@dataclass(frozen=True, slots=True)
class Ending:
    """How one visit ended; the row it becomes in ops.visits."""

    run_id: str
    account_id: str
    platform: str
    outcome: str
    reason: str | None
    pages: int
    started_at: str
    ended_at: str
    retry_at: str | None = None


@dataclass(frozen=True, slots=True)
class Landing:
    """The landing folder of one warehouse."""

    folder: Path

    @property
    def inbox(self) -> Path:
        return self.folder / "inbox"

    @property
    def kept(self) -> Path:
        return self.folder / "kept"

    def stem(self, run_id: str, account: Account) -> Path:
        """The path of everything about one account in one run, but for the ending."""
        return self.inbox / account.platform / _safe(run_id) / f"{_safe(account.handle)}-{_digest(account.account_id)}"

    def land(self, run_id: str, account: Account, number: int, page: Page) -> Path:
        """Write one page; when this returns it is on disk and stays there. Returns its path."""
        file = self.stem(run_id, account).with_name(f"{self.stem(run_id, account).name}.{number:05d}.json")
        _write(file, envelope(run_id, account, page))
        return file

    def end(self, account: Account, ending: Ending) -> Path:
        """Write how the visit ended, after all its pages."""
        file = self.stem(ending.run_id, account).with_name(f"{self.stem(ending.run_id, account).name}.visit.json")
        _write(file, json.dumps(asdict(ending), ensure_ascii=False).encode())
        return file

    def pages(self, run_id: str, account: Account) -> list[Path]:
        """What has landed of this account in this run, loaded or not, oldest first."""
        stem = self.stem(run_id, account)
        pages = f"{_globbed(stem.name)}.[0-9]*.json"
        return sorted((*self._kept(stem).parent.glob(pages), *stem.parent.glob(pages)), key=lambda file: file.name)

    def ending(self, run_id: str, account: Account) -> Ending | None:
        """How this account's visit in this run ended, loaded or not; None when it has not."""
        stem = self.stem(run_id, account)
        file = stem.with_name(f"{stem.name}.visit.json")
        told = next((one for one in (file, self._kept(file)) if one.exists()), None)
        return Ending(**json.loads(told.read_bytes())) if told else None

    def waiting(self) -> Iterator[Path]:
        """Every file of the inbox, in the order of its name; unfinished ones (a killed writer's) are removed."""
        for file in sorted(self.inbox.rglob("*")):
            if file.suffix == ".part":
                file.unlink(missing_ok=True)
            elif file.suffix == ".json":
                yield file

    def name(self, file: Path) -> str:
        """The name ops.fetches knows a file by, wherever it lies."""
        root = self.inbox if file.is_relative_to(self.inbox) else self.kept
        return file.relative_to(root).as_posix()

    def _kept(self, file: Path) -> Path:
        """Where a file of the inbox lies once it is loaded."""
        return self.kept / file.relative_to(self.inbox)

    def keep(self, files: list[Path]) -> None:
        """Move loaded files out of the inbox. A kill in between is mended by the next load."""
        for file in files:
            target = self._kept(file)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(file, target)


def envelope(run_id: str, account: Account, page: Page) -> bytes:
    """The landed form of one page, one line of JSON ending in a line feed."""
    answer = page.answer
    head = {
        # these two stand first: the load reads them without reading the file
        "reading": page.reading,
        "records": answer.records,
        "run_id": run_id,
        "platform": account.platform,
        "account_id": account.account_id,
        "asked_at": answer.asked_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "url": answer.url,
        "status": answer.status,
        "headers": {name: text for name, text in answer.headers.items() if HEADERS.fullmatch(name)},
        "cursor": page.cursor,
        "learned": dict(page.learned),
        "bytes": len(answer.body),
        "cost": answer.cost,
    }
    start = json.dumps(head, ensure_ascii=True).encode()
    return start[:-1] + b", " + _body(answer) + b"}\n"


def _body(answer: Answer) -> bytes:
    try:
        answer.json()
    except NotUnderstood:
        try:
            text = answer.body.decode("utf-8")
        except UnicodeDecodeError:
            return b'"base64": "' + base64.b64encode(answer.body) + b'"'
        return b'"text": ' + json.dumps(text, ensure_ascii=True).encode()
    text = answer.body.decode(json.detect_encoding(answer.body), "surrogatepass")
    # line breaks between JSON tokens mean nothing, and inside strings they cannot stand
    text = text.lstrip("\ufeff").replace("\r", " ").replace("\n", " ")
    if "\\u" in text:
        # DuckDB refuses a file with half a surrogate pair in it; a reader sees U+FFFD there anyway
        text = _LONE_SURROGATE.sub(r"\1\\ufffd", text)
    return b'"page": ' + text.encode("utf-8", "replace")


def _write(file: Path, content: bytes) -> None:
    part = file.with_suffix(".part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, file)
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as fault:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise CannotLand(
            f"landing: {file} cannot be written ({fault.strerror or fault}). What landed before it is safe; nobody is "
            "asked for more. Free space there, or let this user write, and run it again: only this page is asked again."
        ) from None


def _safe(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9@._-]+", "_", text).strip("._")[:80] or "_"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _globbed(text: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", text)


def now() -> datetime:
    """The time on the wall, UTC. Only landing and client look at it: a run's own time is `as_of`."""
    return datetime.now(UTC)


def last_cursor(pages: list[Path]) -> Mapping[str, Any] | None:
    """The cursor of the last landed page that moved one; None when none did."""
    for file in reversed(pages):
        cursor = json.loads(file.read_bytes())["cursor"]
        if cursor is not None:
            return dict(cursor)
    return None
