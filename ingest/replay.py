"""Recorded answers instead of the network, through the same code.

A recording is a folder of *.jsonl or *.jsonl.gz files, one exchange a line:

    {"asked_at": "2026-10-26T06:00:00Z", "method": "GET", "url": "https://...", "status": 200, "headers": {},
     "json": ... or "text": "..." or "base64": "..."}

Of several recordings of one address the newest that was asked for by `as_of` answers. Parameters may stand in
any order, and those that hold secrets are not compared: a recording has none.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import shutil
import tempfile
import weakref
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qsl, urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from requests.utils import requote_uri
from urllib3 import HTTPResponse

from ingest.errors import NotUnderstood
from ingest.secret import is_secret_name, scrub

_Key = tuple[str, str, tuple[tuple[str, str], ...]]
_NO_LONGER_TRUE = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection"})
_OF_304 = ("etag", "last-modified", "date", "cache-control", "expires", "vary")


class Recorded(requests.Response):
    """A response that was recorded; `asked_at` is when."""

    def __init__(self, asked_at: datetime) -> None:
        super().__init__()
        self.asked_at = asked_at


@dataclass(frozen=True, slots=True, order=True)
class _Place:
    """Where a recording lies."""

    asked_at: datetime
    file: int
    offset: int


class Replay(BaseAdapter):
    """Answers from a folder, as of a moment. Its index is read once and holds places, not bodies."""

    def __init__(self, folder: Path, as_of: datetime) -> None:
        super().__init__()
        self._folder, self._as_of = folder, as_of
        self._files: list[IO[bytes]] = []
        weakref.finalize(self, _close, self._files)  # nobody closes a client of a replay
        self._index: dict[_Key, list[_Place]] = defaultdict(list)
        if not folder.is_dir():
            raise NotUnderstood(f"{folder} is no folder of recordings; correct or unset EARSHOT_REPLAY.")
        for path in sorted([*folder.rglob("*.jsonl"), *folder.rglob("*.jsonl.gz")]):
            self._read(path)
        for places in self._index.values():
            places.sort()

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """The recorded answer; NotUnderstood names the address where there is none."""
        method, url = request.method or "GET", request.url or ""
        places = self._index.get(key_of(method, url), [])
        if not places and method == "HEAD":
            places = self._index.get(key_of("GET", url), [])
        heard = [place for place in places if place.asked_at <= self._as_of]
        if not heard:
            since = f"; the first is of {places[0].asked_at:%Y-%m-%d %H:%M} UTC" if places else ""
            raise NotUnderstood(
                f"no recorded answer for {method} {scrub(url)} up to {self._as_of:%Y-%m-%d %H:%M} UTC in "
                f"{self._folder}{since}. Record it, or correct the account."
            )
        file = self._files[heard[-1].file]
        file.seek(heard[-1].offset)
        return response_of(request, json.loads(file.readline()), heard[-1].asked_at)

    def close(self) -> None:
        """Close the files."""
        _close(self._files)

    def _open(self, path: Path) -> IO[bytes]:
        """The file, for seeking; a gzip file is unpacked on disk, as seeking in it would do each time."""
        file = tempfile.TemporaryFile() if path.suffix == ".gz" else path.open("rb")  # noqa: SIM115
        self._files.append(file)
        if path.suffix == ".gz":
            try:
                with gzip.open(path) as packed:
                    shutil.copyfileobj(packed, file)
            except (OSError, EOFError, zlib.error) as fault:
                raise NotUnderstood(f"{path} cannot be unpacked ({fault}); record it again.") from None
            file.seek(0)
        return file

    def _read(self, path: Path) -> None:
        file, stat = self._open(path), path.stat()
        known = (path, stat.st_mtime_ns, stat.st_size)
        if known not in _READ:
            _READ[known] = tuple(_exchanges(path, file))
        for key, asked_at, offset in _READ[known]:
            self._index[key].append(_Place(asked_at, len(self._files) - 1, offset))


# what stands in a recording; a process that replays again and again reads each file once
_READ: dict[tuple[Path, int, int], tuple[tuple[_Key, datetime, int], ...]] = {}


def _exchanges(path: Path, file: IO[bytes]) -> Iterator[tuple[_Key, datetime, int]]:
    """What was asked, when, and where it stands in the file. Raises NotUnderstood for a line that is no exchange."""
    for number, (offset, line) in enumerate(_lines(file), start=1):
        try:
            told = json.loads(line)
            asked_at = datetime.fromisoformat(told["asked_at"])
            key = key_of(told.get("method", "GET"), told["url"])
            int(told["status"])
        except (ValueError, TypeError, KeyError, AttributeError) as fault:
            what = f"no recorded exchange ({type(fault).__name__}: {fault})"
            raise NotUnderstood(f"{path}, line {number}: {what}; record it again.") from None
        yield key, asked_at if asked_at.tzinfo else asked_at.replace(tzinfo=UTC), offset


def _close(files: list[IO[bytes]]) -> None:
    for file in files:
        file.close()


def _lines(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    offset = 0
    for line in file:
        if line.strip():
            yield offset, line
        offset += len(line)


def key_of(method: str, url: str) -> _Key:
    """What must agree for a recording to answer: method, address, all parameters but secret ones."""
    parts = urlsplit(requote_uri(url))
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    port = "" if parts.port in (None, {"http": 80, "https": 443}.get(scheme)) else f":{parts.port}"
    query = sorted((name, text) for name, text in parse_qsl(parts.query, True) if not is_secret_name(name))
    return method.upper(), f"{scheme}://{host}{port}{parts.path or '/'}", tuple(query)


def response_of(request: requests.PreparedRequest, told: Mapping[str, Any], asked_at: datetime) -> Recorded:
    """A recorded exchange as the response of `request`; 304 where its validators say so."""
    recorded = (told.get("headers") or {}).items()
    headers = {str(name): str(text) for name, text in recorded if name.lower() not in _NO_LONGER_TRUE}
    response = Recorded(asked_at)
    response.status_code, body = int(told["status"]), _body(told)
    if "json" in told and not any(name.lower() == "content-type" for name in headers):
        headers["content-type"] = "application/json"
    response.headers = CaseInsensitiveDict(headers)
    if response.status_code == 200 and _unchanged(request.headers, response.headers):
        kept = {name: text for name, text in headers.items() if name.lower() in _OF_304}
        response.status_code, response.headers, body = 304, CaseInsensitiveDict(kept), b""
    response.url, response.request = request.url or "", request
    stream = io.BytesIO(b"" if request.method == "HEAD" else body)
    response.raw = HTTPResponse(stream, status=response.status_code, preload_content=False)
    return response


def _unchanged(asked: Mapping[str, str], told: Mapping[str, str]) -> bool:
    for condition, validator in (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified")):
        if condition in asked:  # the first that is asked for decides (RFC 9110, 13.2.2)
            return validator in told and asked[condition] == told[validator]
    return False


def _body(told: Mapping[str, Any]) -> bytes:
    if "json" in told:
        return json.dumps(told["json"]).encode()
    if "base64" in told:
        return base64.b64decode(told["base64"])
    # half a surrogate pair can stand in a JSON string but in no UTF-8 text
    return str(told.get("text", "")).encode("utf-8", "replace")
