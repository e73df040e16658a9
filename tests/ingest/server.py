"""A web server on loopback for what only the wire can show: slow, cut, swollen and reset answers."""

from __future__ import annotations

import socket
import struct
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from ingest.client import Client, open_client
from tests.ingest.replies import AS_OF


@dataclass
class Site:
    """`pages`: path -> (status, headers, body), or a function of the handler; `asked`: (method, path, headers); `bodies`: what came along."""

    pages: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    port: int = 0
    times: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def paths(self) -> list[str]:
        return [path for _, path, _ in self.asked]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        self.site.asked.append((self.command, self.path, {name.lower(): text for name, text in self.headers.items()}))
        self.site.bodies.append(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        path = self.path.partition("?")[0]
        self.site.times[path] += 1
        page = self.site.pages.get(path, (404, {}, b"no such page"))
        page = page[min(self.site.times[path], len(page)) - 1] if isinstance(page, list) else page
        page = page(self) if callable(page) else page
        if page is None:
            return
        status, headers, body = page
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name, text)
        if "Content-Length" not in headers and status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_POST = do_PUT = do_GET

    def log_message(self, *_: Any) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:  # clients that hang up are what the tests are about
        pass


@contextmanager
def serving(tls: Callable[[socket.socket], socket.socket] | None = None) -> Iterator[Site]:
    """A site on a free port of 127.0.0.1; `tls` wraps its socket."""
    site = Site()
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"site": site}))
    if tls:
        server.socket = tls(server.socket)
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def client(folder: Path, **options: Any) -> Client:
    """The real client, that may ask this machine and does not sleep."""
    timing = {"connect_seconds": 2.0, "read_seconds": 5.0, "transfer_seconds": 20.0}
    asking = open_client(**{
        "platform": "test", "pace_dir": folder / "pace", "as_of": AS_OF, "user_agent": "earshot/0.1 (+mail@a.example)",
        "allow_hosts": ("127.0.0.1", "localhost"), "pace_seconds": 0.0, **timing, **options,
    })  # fmt: skip
    asking.sleep = lambda seconds: None
    return asking


def reset(handler: BaseHTTPRequestHandler) -> None:
    """Hang up with a reset."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    # rfile and wfile hold the socket too: without this the descriptor would stay open
    handler.rfile.close()
    handler.connection.close()
    handler.close_connection = True
    handler.wfile = open("/dev/null", "wb")  # noqa: SIM115


def raw(content: bytes, drip: float = 0.0) -> Callable[[BaseHTTPRequestHandler], None]:
    """Send exactly this and hang up; with `drip` one byte at a time, so many seconds apart."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        pause = threading.Event()
        try:
            for start in range(0, len(content), 1 if drip else max(1, len(content))):
                handler.wfile.write(content[start : start + (1 if drip else len(content))])
                handler.wfile.flush()
                pause.wait(drip)
        except OSError:
            pass

    return send
