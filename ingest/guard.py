"""The guard: addresses that came out of content reach public servers only.

The name is resolved once, every address it has is looked at, and the socket is opened to one of exactly
these: there is no second look-up that could answer differently. Since it is the socket that is guarded, Host
and SNI stay those of the name, certificates are checked as ever, and no two parsers can read one address in
two ways.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from ingest.errors import Refused
from ingest.secret import scrub

PORTS = frozenset({80, 443, 8080, 8443})
_PORTS = ", ".join(map(str, sorted(PORTS)))
_MOST_ADDRESSES = 4  # a name may have hundreds, and each unreachable one costs a connect timeout

_IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

# IANA's special-purpose registries, written out: `is_global` differs between releases of Python
_SPECIAL_4 = [ipaddress.IPv4Network(text) for text in (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4",
    "168.63.129.16/32",  # Azure's wire server: a public address that answers to the virtual machine itself
)]  # fmt: skip
_UNICAST_6 = ipaddress.IPv6Network("2000::/3")
# inside 2000::/3; the first and third hold an IPv4 address of somebody's choice (Teredo, 6to4). Mapped,
# NAT64, unique local, link-local and multicast addresses lie outside it
_SPECIAL_6 = [ipaddress.IPv6Network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")]


def is_public(address: _IPAddress) -> bool:
    """True for unicast addresses of the public internet."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _SPECIAL_4)
    if getattr(address, "scope_id", None):
        return False
    return address in _UNICAST_6 and not any(address in network for network in _SPECIAL_6)


def resolve(host: str, port: int) -> Sequence[tuple[Any, ...]]:
    """What `socket.getaddrinfo` says. Raises socket.gaierror, and Refused for what is no host name."""
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError:
        raise Refused(f"{host[:300]!r} is no host name; it was not asked.") from None


@dataclass(frozen=True, slots=True)
class Guard:
    """`allow` holds hosts, with or without a port, that the operator lets us ask wherever they lie."""

    allow: frozenset[str] = frozenset()

    @classmethod
    def letting(cls, hosts: Collection[str]) -> Guard:
        """A guard that lets `hosts` through: "localhost", "10.0.0.7:8080", "::1", "[::1]:8080"."""
        return cls(frozenset(host.strip().lower().rstrip(".") for host in hosts))

    def check(self, url: str) -> None:
        """Raise Refused where the address alone is reason enough."""
        try:
            parts = parse_url(url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
        except LocationParseError:
            raise Refused(f"{scrub(url)!r} is no web address; it was not asked.") from None
        host = (parts.host or "").strip("[]")
        if parts.scheme not in ("http", "https") or not host:
            raise Refused(f"{scrub(url)} is no http or https address; it was not asked.")
        if parts.auth is not None:
            raise Refused(f"{scrub(url)} came with a user name in it; it was not asked.")
        if self._lets(host, port):
            return
        if port not in PORTS:
            raise Refused(f"{scrub(url)} names port {port}; only {_PORTS} are asked.")
        try:
            literal = ipaddress.ip_address(host)
        except ValueError:
            return
        if not is_public(literal):
            raise _private(host, host)

    def connect(
        self,
        host: str,
        port: int,
        timeout: float | None,
        options: Sequence[tuple[int, int, int | bytes]] = (),
    ) -> socket.socket:
        """A socket to `host`. Raises Refused where an address of it is private, OSError as sockets do."""
        found = resolve(host, port)
        if not self._lets(host, port):
            for *_, where in found:
                if not is_public(ipaddress.ip_address(where[0])):
                    raise _private(host, where[0])
        fault: OSError = OSError(f"{host} has no address")
        for family, kind, protocol, _, where in found[:_MOST_ADDRESSES]:
            opened = socket.socket(family, kind, protocol)
            try:
                for option in options:
                    opened.setsockopt(*option)
                opened.settimeout(timeout)
                opened.connect(where)
            except OSError as failure:
                opened.close()
                fault = failure
            else:
                return opened
        raise fault

    def _lets(self, host: str, port: int) -> bool:
        host = host.lower().rstrip(".")
        bracketed = f"[{host}]" if ":" in host else host
        return bool(self.allow & {host, f"{bracketed}:{port}"})


def _private(host: str, address: str) -> Refused:
    whom = host if host == address else f"{host} ({address})"
    return Refused(f"{whom} is not on the public internet; not asked. If it is yours, add it to EARSHOT_ALLOW_HOSTS.")
