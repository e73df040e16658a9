"""The wire: what is slow, cut, swollen or reset ends in time, and is refused whole."""

from __future__ import annotations

import gzip
import time
import tracemalloc
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from ingest.errors import (
    NotUnderstood,
    TooLarge,
    TryLater,
)
from tests.ingest.server import Site, client, raw, reset, serving

# trouble on the wire


def test_resets_and_5xx_are_asked_again_at_once(tmp_path: Path, site: Site) -> None:
    site.pages["/x"] = [reset, (503, {}, b""), (200, {}, b"{}")]
    assert client(tmp_path).get(f"{site.url}/x").json() == {}
    assert len(site.asked) == 3


def test_retries_end_with_the_attempts(tmp_path: Path, site: Site) -> None:
    site.pages["/x"] = (500, {}, b"")
    with pytest.raises(TryLater) as caught:
        client(tmp_path).get(f"{site.url}/x")
    assert len(site.asked) == 3
    assert caught.value.until > datetime.now(UTC) + timedelta(minutes=1)


def test_without_patience_nothing_is_asked_again(tmp_path: Path, site: Site) -> None:
    site.pages["/x"] = (500, {}, b"")
    with pytest.raises(TryLater):
        client(tmp_path, patience=0).get(f"{site.url}/x")
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Retry-After": "900"},
        {"Retry-After": "in15"},
        {"X-Rate-Limit-Reset": "epoch15", "X-Rate-Limit-Remaining": "14"},
        {"X-RateLimit-Reset": "iso15"},
        {"X-Ratelimit-Reset": "900", "X-Ratelimit-Remaining": "0.0"},
        {"ratelimit-reset": "epoch15", "ratelimit-remaining": "0"},
    ],
)
def test_a_429_is_try_later_at_the_time_it_tells_and_the_host_is_left_alone(
    tmp_path: Path, site: Site, headers: dict[str, str]
) -> None:
    at = datetime.now(UTC) + timedelta(seconds=900)
    forms = {"in15": format_datetime(at, True), "epoch15": str(int(at.timestamp())), "iso15": at.isoformat()}
    site.pages["/x"] = (429, {name: forms.get(text, text) for name, text in headers.items()}, b"")
    with pytest.raises(TryLater, match="too many requests") as caught:
        client(tmp_path).get(f"{site.url}/x")
    assert abs((caught.value.until - at).total_seconds()) < 3
    with pytest.raises(TryLater, match="may not be asked before"):
        client(tmp_path).get(f"{site.url}/y")
    assert site.paths() == ["/x"]


def test_a_429_that_is_over_in_a_moment_is_waited_for(tmp_path: Path, site: Site) -> None:
    site.pages["/x"] = [(429, {"Retry-After": "1"}, b""), (200, {}, b"{}")]
    assert client(tmp_path).get(f"{site.url}/x").status == 200


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"{}" * 500, mtime=0)[:-9],
        b"HTTP/1.1 2",
        b"nonsense\r\n\r\n",
        b"",
    ],
)
def test_an_answer_that_is_cut_is_refused_whole(tmp_path: Path, site: Site, answer: bytes) -> None:
    site.pages["/x"] = raw(answer)
    with pytest.raises(TryLater, match="broke off|hung up"):
        client(tmp_path, patience=0).get(f"{site.url}/x")


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 500,
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + b" " * 500,
        b"HTTP/1.1 200 OK\r\n\r\n" + b" " * 500,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1" + b"0" * 500,
    ],
)
def test_a_dripping_answer_ends_in_time(tmp_path: Path, site: Site, answer: bytes) -> None:
    site.pages["/x"] = raw(answer, drip=0.05)
    started = time.monotonic()
    with pytest.raises(TryLater, match="took longer than 0.5 s"):
        client(tmp_path, patience=0, transfer_seconds=0.5).get(f"{site.url}/x")
    assert time.monotonic() - started < 5


def test_a_silent_server_is_a_timeout(tmp_path: Path, site: Site) -> None:
    site.pages["/x"] = raw(b"aaaa", drip=1.0)
    with pytest.raises(TryLater, match="did not answer in time|broke off"):
        client(tmp_path, patience=0, read_seconds=0.3).get(f"{site.url}/x")


def test_a_port_nobody_listens_on_is_try_later(tmp_path: Path) -> None:
    with serving() as gone:
        url = gone.url
    with pytest.raises(TryLater, match="cannot be reached"):
        client(tmp_path, patience=0).get(f"{url}/x")


# size


def test_a_large_body_is_refused_before_it_is_read(tmp_path: Path, site: Site) -> None:
    site.pages["/told"] = raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{}")
    site.pages["/untold"] = raw(b"HTTP/1.1 200 OK\r\n\r\n" + b" " * 300_000)
    asking = client(tmp_path)
    asking.most_bytes = 200_000
    for path in ("told", "untold"):
        with pytest.raises(TooLarge, match=r"200,000|99,999,999,999"):
            asking.get(f"{site.url}/{path}")


def _bomb(layers: int) -> bytes:
    body = b"[" + b" " * 50_000_000 + b"]"
    for _ in range(layers):
        body = gzip.compress(body, 9)
    return body


@pytest.mark.parametrize("encoding", ["gzip", "gzip, gzip", "deflate"])
def test_a_bomb_is_refused(tmp_path: Path, site: Site, encoding: str) -> None:
    body = zlib.compress(b" " * 50_000_000, 9) if encoding == "deflate" else _bomb(encoding.count("gzip"))
    site.pages["/x"] = (200, {"Content-Encoding": encoding}, body)
    asking = client(tmp_path)
    asking.most_bytes = 1 << 20
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge, match="unpacks to more than"):
            asking.get(f"{site.url}/x")
        assert tracemalloc.get_traced_memory()[1] < 8 << 20, "it was unpacked before it was refused"
    finally:
        tracemalloc.stop()


def test_a_tower_of_encodings_is_refused(tmp_path: Path, site: Site) -> None:
    site.pages["/x"] = (200, {"Content-Encoding": "gzip, " * 9 + "gzip"}, b"\x1f\x8b")
    with pytest.raises(NotUnderstood, match="times over"):
        client(tmp_path).get(f"{site.url}/x")


BARE = zlib.compressobj(wbits=-15)


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(b"{}", mtime=0)), ("x-gzip", gzip.compress(b"{}", mtime=0)), ("gzip", gzip.compress(b"{", mtime=0) + gzip.compress(b"}", mtime=0)),
        ("gzip", gzip.compress(b"{}", mtime=0) + b"\0\0"), ("gzip", b"{}"), ("deflate", zlib.compress(b"{}")),
        ("deflate", BARE.compress(b"{}") + BARE.flush()), ("identity", b"{}"), ("utf-8", b"{}"), ("", b"{}"),
    ],
)  # fmt: skip
def test_every_encoding_that_was_asked_for_is_understood(
    tmp_path: Path, site: Site, encoding: str, body: bytes
) -> None:
    site.pages["/x"] = (200, {"Content-Encoding": encoding}, body)
    assert client(tmp_path).get(f"{site.url}/x").body == b"{}"


def test_an_encoding_nobody_asked_for_is_not_understood(tmp_path: Path, site: Site) -> None:
    site.pages["/x"] = (200, {"Content-Encoding": "br"}, b"\x0b\x00\x80{}\x03")
    with pytest.raises(NotUnderstood, match="compressed by br"):
        client(tmp_path).get(f"{site.url}/x")
