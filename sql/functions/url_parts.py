"""An address taken apart, each part in its normal form, and put together again. Knows syntax, no site."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, unquote, unquote_to_bytes

import idna

# longer than any address that a server takes (most stop at 8 KiB); a megabyte of text is no address.
LONGEST = 16_384
LONGEST_HOST = 253
_LONGEST_AUTHORITY = 1_000  # a host of 253 characters, each written as %xx, and its port

_SHAPE = re.compile(r"(?is)(https?):[/\\]{2}([^/\\?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_SECOND_ADDRESS = re.compile(r"\shttps?://", re.IGNORECASE)
# copied along from web pages and chat programs; str.strip() does not count them as blank.
_EDGES = " \t\r\n\f\v\u00a0\u200b\u200c\u200d\u2028\u2029\u2060\u3000\ufeff"

_IPV6 = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::(.*))?")
_LABEL = re.compile(r"[a-z0-9_-]{1,63}")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_DEFAULT_PORT = {"http": 80, "https": 443}

_DOT = re.compile(r"/(?:\.|%2e){1,2}(?:/|$)", re.IGNORECASE)
# what a browser encodes in a path before it asks. Escapes and a stray % stay: the server gets these bytes.
_UNSAFE_IN_PATH = re.compile(r"[^!#-;=?-\[\]_a-z|~]")
_BLANK = re.compile(r"\s")


class Address(NamedTuple):
    """The parts of one web address. `site` is host and port; `query` and `fragment` are without ? and #."""

    scheme: str
    site: str
    path: str
    query: str
    fragment: str

    def __str__(self) -> str:
        text = f"{self.scheme}://{self.site}{self.path}"
        if self.query:
            text += "?" + self.query
        return f"{text}#{self.fragment}" if self.fragment else text


def parse(raw: str) -> Address | None:
    """The parts of `raw` in normal form, or None when it is no http(s) address. Never raises."""
    raw = raw.strip(_EDGES)
    if len(raw) > LONGEST or (not raw.isprintable() and _CONTROL.search(raw)):
        return None
    shape = _SHAPE.fullmatch(raw)
    # "https://a.example https://b.example" is two addresses in one cell, and following it leads to neither.
    if shape is None or (" " in raw and _SECOND_ADDRESS.search(raw)):
        return None
    scheme, authority, path, query, fragment = shape.groups("")
    scheme = scheme.lower()
    authority = authority.rpartition("@")[2]  # a name and password are the sender's, not the reader's
    site = _site(scheme, authority) if len(authority) <= _LONGEST_AUTHORITY else None
    if site is None:
        return None
    # only #! names a page (old JavaScript sites); any other fragment is a place on the page, or a tracker.
    fragment = _no_blanks(fragment) if fragment.startswith("!") else ""
    return Address(scheme, site, _path(path), _no_blanks(query) if query else "", fragment)


def split(canonical: str) -> Address:
    """The parts of an address that is in normal form already, as they are."""
    shape = _SHAPE.fullmatch(canonical)
    assert shape is not None, "an address in normal form is an address"
    return Address(*shape.groups(""))


def host_of(site: str) -> str:
    """`site` without its port."""
    return site if site[-1] == "]" else site.rpartition(":")[0] or site


def normal_escapes(text: str) -> str:
    """`text` with every escape in one spelling: %7e is ~, %c3 is %C3, a stray % is %25, ü is %C3%BC."""
    if text.isascii() and "%" not in text:
        return text
    return quote(_ESCAPE.sub(_one_spelling, text), safe=_ALL_ASCII)


def decoded(value: str) -> str:
    """A form value as its server reads it: + is a space. Bytes that are no UTF-8 keep their escapes."""
    text = unquote_to_bytes(value.replace("+", " ")).decode("utf-8", "surrogateescape")
    return _STRAY_BYTE.sub(lambda byte: f"%{ord(byte[0]) - 0xDC00:02X}", text)


_ESCAPE = re.compile("%([0-9A-Fa-f]{2})?")
_STRAY_BYTE = re.compile("[\udc80-\udcff]")
_ALL_ASCII = "".join(map(chr, range(0x21, 0x7F)))
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def _one_spelling(escape: re.Match[str]) -> str:
    if escape[1] is None:
        return "%25"
    character = chr(int(escape[1], 16))
    return character if character in _UNRESERVED else escape[0].upper()


@lru_cache(maxsize=8192)
def _site(scheme: str, authority: str) -> str | None:
    """Host and port as a browser would ask for them. Cached: a day's links name the same few hosts."""
    if authority[:1] == "[":
        shape = _IPV6.fullmatch(authority)
        host, port = (_ipv6(shape[1]), shape[2] or "") if shape else (None, "")
    else:
        name, _, port = authority.partition(":")
        host = _hostname(name)
    if host is None or not _is_port(port):
        return None
    number = int(port) if port else _DEFAULT_PORT[scheme]
    return host if number == _DEFAULT_PORT[scheme] else f"{host}:{number}"


def _is_port(port: str) -> bool:
    """True for "", "80" and "0080"; the length is looked at first, since int() raises on long numbers."""
    if not port:
        return True
    return port.isascii() and port.isdigit() and len(port.lstrip("0")) <= 5 and int(port) <= 65_535


def _ipv6(text: str) -> str | None:
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:
        return None
    # Python 3.13 began to write mapped addresses with dots; one address has one spelling on all versions.
    mapped = address.ipv4_mapped
    if mapped is not None:
        return f"[::ffff:{int(mapped) >> 16:x}:{int(mapped) & 0xFFFF:x}]"
    return f"[{address.compressed}]"


def _hostname(name: str) -> str | None:
    """`name` in lower-case ASCII, IDNA by UTS 46 as browsers do it, or None when nothing can be called so."""
    try:
        name = unquote(name, errors="strict") if "%" in name else name
        # the strict rules of IDNA 2008 refuse emoji hosts, which exist and are shared; browsers ask for them.
        name = name.lower() if name.isascii() else idna.uts46_remap(name, std3_rules=False)
    except UnicodeError:
        return None
    labels = [_ascii_label(label) for label in name.removesuffix(".").split(".")]
    host = ".".join(label or "" for label in labels)
    if len(host) > LONGEST_HOST or not all(label and _LABEL.fullmatch(label) for label in labels):
        return None
    # "https://https://example.com" is a slip of the hand, and no such host exists.
    if host in _DEFAULT_PORT:
        return None
    # 127.1, 0x7f.1 and 2130706433 are ways to hide an address, not to share one.
    return host if not _NUMBER.fullmatch(host.rpartition(".")[2]) or _is_ipv4(host) else None


def _is_ipv4(host: str) -> bool:
    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        return False
    return True


def _ascii_label(label: str) -> str | None:
    """One part of a host name in ASCII; None when it says xn-- and does not decode, or not to and fro."""
    try:
        if not label.isascii():
            return "xn--" + label.encode("punycode").decode("ascii")
        if label.startswith("xn--"):
            meant = label[4:].encode("ascii").decode("punycode")
            again = idna.uts46_remap(meant, std3_rules=False)
            return label if not meant.isascii() and again == meant and _ascii_label(meant) == label else None
    except (UnicodeError, ValueError, OverflowError):
        return None
    return label


def _path(path: str) -> str:
    if _UNSAFE_IN_PATH.search(path):
        path = _UNSAFE_IN_PATH.sub(lambda character: quote(character[0]), path.replace("\\", "/"))
    if ("/." in path or "%2" in path) and _DOT.search(path):
        return _without_dots(path)
    return path or "/"


def _without_dots(path: str) -> str:
    """`path` with . and .. walked, also where they are written %2e, as browsers do."""
    kept: list[str] = []
    steps = path.split("/")[1:]
    for step in steps:
        plain = step.lower().replace("%2e", ".")
        if plain == "..":
            del kept[-1:]
        elif plain != ".":
            kept.append(step)
    if plain in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _no_blanks(text: str) -> str:
    """`text` byte for byte, but for blanks, which no request can carry."""
    if text.isascii() and " " not in text:
        return text
    return _BLANK.sub(lambda blank: quote(blank[0]), text)
