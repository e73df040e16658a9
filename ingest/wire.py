"""The wire: sessions whose every exchange has an end, and bodies that cannot swell.

A read timeout starts anew with every byte, so a server that sends one byte a minute holds a reader for ever,
in the headers as well as in the body. So a watch shuts the socket when the whole exchange has taken too long.
"""

from __future__ import annotations

import os
import socket
import threading
import zlib
from contextlib import suppress
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Self

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from ingest.errors import NotUnderstood, TooLarge
from ingest.guard import Guard

_CHUNK = 1 << 16
_MOST_ENCODINGS = 3

_here = threading.local()


class CutShort(Exception):
    """The body ended before its end, or the watch ended it."""


class Watch:
    """Shuts the socket of the exchange inside the `with` after `seconds`. One exchange a thread."""

    def __init__(self, seconds: float) -> None:
        self.expired = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        _here.watch = self
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        _here.watch = None

    def over(self, opened: socket.socket | None) -> None:
        """From now on this is the socket to shut."""
        self._socket = opened
        if self.expired:
            self._expire()

    def _expire(self) -> None:
        self.expired = True
        if self._socket is not None:
            with suppress(OSError):
                # not the TLS socket's own shutdown, which would pull the session from under a reading thread
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class _Watched:
    """What both kinds of connection do beside urllib3's own doings."""

    sock: socket.socket | None

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]
        self._show()

    def request(self, *args: Any, **kwargs: Any) -> None:
        self._show()
        super().request(*args, **kwargs)  # type: ignore[misc]

    def _show(self) -> None:
        watch = getattr(_here, "watch", None)
        if watch is not None and self.sock is not None:
            watch.over(self.sock)


def _pools(guard: Guard | None) -> dict[str, type[HTTPConnectionPool]]:
    """Pools by scheme whose connections are watched and, given a guard, opened by it."""

    def opened(connection: HTTPConnection) -> socket.socket:
        assert guard is not None
        options = connection.socket_options or ()
        try:
            return guard.connect(connection.host, connection.port or 0, connection.timeout, options)
        except socket.gaierror as fault:
            raise NameResolutionError(connection.host, connection, fault) from fault
        except TimeoutError as fault:
            raise ConnectTimeoutError(connection, "did not let us connect in time") from fault
        except OSError as fault:
            raise NewConnectionError(connection, f"cannot be reached: {fault}") from fault

    class Plain(_Watched, HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return opened(self) if guard else super()._new_conn()

    class Secure(_Watched, HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return opened(self) if guard else super()._new_conn()

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


class WatchedAdapter(HTTPAdapter):
    """An adapter without retries of its own: the client above knows pace and patience, urllib3 does not."""

    def __init__(self, guard: Guard | None = None) -> None:
        self._pools = _pools(guard)
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools


class Session(requests.Session):
    """A session that follows nothing, remembers nothing and takes nothing from .netrc."""

    def __init__(self, adapter: BaseAdapter) -> None:
        super().__init__()
        self.trust_env = False
        self.verify = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self.mount("https://", adapter)
        self.mount("http://", adapter)

    def get_redirect_target(self, resp: requests.Response) -> str | None:  # noqa: ARG002
        # requests reads the whole body of a redirect, however long, even when it is told to follow none
        return None


def read_body(response: requests.Response, watch: Watch, most: int, cut_at: int | None = None) -> bytes:
    """The decoded body. Raises TooLarge over `most` bytes (also while decoding), CutShort, NotUnderstood.

    With `cut_at` about that many bytes are read and the rest is left unread.
    """
    encodings = _encodings(response.headers.get("content-encoding", ""))
    told = response.headers.get("content-length", "")
    if cut_at is None and told.isascii() and told.isdigit() and int(told) > most:
        raise TooLarge(f"it announced {int(told):,} bytes, the most we hold is {most:,}")
    body, whole = bytearray(), True
    for chunk in response.raw.stream(_CHUNK, decode_content=False):
        body += chunk
        if cut_at is not None and len(body) > cut_at:
            whole = False
            break
        if len(body) > most:
            raise TooLarge(f"it is larger than {most:,} bytes")
        if watch.expired:
            break
    if watch.expired:
        raise CutShort("it took too long")
    return _decode(bytes(body), encodings, most, cut_at, whole)


def _encodings(told: str) -> list[str]:
    """The compressions to undo, innermost first; what is none (identity, a charset) is left out."""
    names = [name.strip().lower() for name in told.split(",")]
    found = [name for name in names if name in ("gzip", "x-gzip", "deflate", "br", "zstd", "compress")]
    if len(found) > _MOST_ENCODINGS:
        raise NotUnderstood(f"it is compressed {len(found)} times over")
    return found


def _decode(body: bytes, encodings: list[str], most: int, cut_at: int | None, whole: bool) -> bytes:
    for name in reversed(encodings):
        if not body or (name.endswith("gzip") and not body.startswith(b"\x1f\x8b")):
            continue  # some servers announce gzip and send plain text
        if name in ("br", "zstd", "compress"):
            raise NotUnderstood(f"it is compressed by {name}, which was not asked for")
        body = _inflate(body, name, cut_at if cut_at is not None else most, cut_at is not None, whole)
    return body[:cut_at] if cut_at is not None else body


def _inflate(body: bytes, name: str, most: int, may_cut: bool, whole: bool) -> bytes:
    """Decompress at most `most` bytes, all members of a gzip file one after the other."""
    # `deflate` is zlib by the book and bare deflate on some servers
    is_zlib = body[0] & 0x0F == 8 and int.from_bytes(body[:2]) % 31 == 0
    bits = 31 if name.endswith("gzip") else 15 if is_zlib else -15
    out = bytearray()
    while body:
        member = zlib.decompressobj(bits)
        try:
            out += member.decompress(body, most + 1 - len(out))
        except zlib.error as fault:
            raise NotUnderstood(f"it is no {name} ({fault})") from None
        if len(out) > most:
            if may_cut:
                return bytes(out)
            raise TooLarge(f"it unpacks to more than {most:,} bytes")
        if not member.eof:
            if whole:
                raise CutShort(f"its {name} stream ends in the middle")
            break
        body = member.unused_data
        if bits != 31 or not body.startswith(b"\x1f\x8b"):
            break
    return bytes(out)
