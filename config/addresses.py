"""A pasted web address -> its parts, so that the forms of each platform can be told from them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from config.faults import NotUnderstood, shown

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_HIDDEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_PAIRS = {("<", ">"), ("(", ")"), ('"', '"'), ("'", "'"), ("“", "”"), ("„", "“"), ("«", "»")}


class Form(NamedTuple):
    """How an account is written once it is understood; `host` "" where no server is asked."""

    handle: str
    url: str
    host: str


@dataclass(frozen=True)
class Address:
    """`https://social.example:8443/@ana?x=1`: host in small letters and ASCII, path parts percent-decoded."""

    scheme: str
    host: str
    port: int | None
    path: str
    query: str

    @property
    def authority(self) -> str:
        """The host as a URL writes it, with its port where that is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}" if self.port else host

    @property
    def parts(self) -> list[str]:
        return [unquote(part) for part in self.path.split("/") if part]

    @property
    def asked(self) -> dict[str, str]:
        """The first value of each query parameter."""
        return {name: values[0] for name, values in parse_qs(self.query).items()}

    @property
    def url(self) -> str:
        query = f"?{self.query}" if self.query else ""
        return f"{self.scheme}://{self.authority}{self.path or '/'}{query}"


def is_address(text: str) -> bool:
    """True for what is meant as a web address: it has a scheme, or a host with a dot and then a path."""
    if re.match(r"(?:https?|feed)://|(?:feed|https?):https?:", text, re.IGNORECASE) or text.startswith("//"):
        return True
    host, slash, _ = text.partition("/")
    return bool(slash) and "." in host.strip(".") and "@" not in host and read_host_or_none(host) is not None


def read_address(text: str) -> Address:
    """Read a web address with or without its scheme. Raises NotUnderstood for anything else."""
    example = "write the address as the browser shows it, such as https://blog.example.com"
    if any(char.isspace() or not char.isprintable() for char in text):
        raise NotUnderstood(f"{shown(text)} holds a space or a hidden character", example)
    text = re.sub(r"^feed:(?=https?:)|^feed:(?=//)", "", text, flags=re.IGNORECASE)
    if text.startswith("//"):
        text = f"https:{text}"
    elif "://" not in text:
        text = f"https://{text}"
    try:
        found = urlsplit(text)
        host, port = found.hostname or "", found.port
    except ValueError:
        raise NotUnderstood(f"{shown(text)} is no web address", example) from None
    if found.scheme not in _DEFAULT_PORTS:
        raise NotUnderstood(f"{shown(text)} is an address of another kind than http and https", example)
    if found.username is not None or found.password is not None:
        # the text is not repeated: it may hold a password, and messages are logged
        raise NotUnderstood("the address holds a name before its host, perhaps with a password", example)
    ascii_host = read_host_or_none(host)
    if ascii_host is None:
        raise NotUnderstood(f"{shown(host)} is no host", example)
    return Address(
        found.scheme,
        ascii_host,
        None if port == _DEFAULT_PORTS[found.scheme] else port,
        found.path,
        found.query,
    )


def read_host_or_none(text: str) -> str | None:
    """A host name or IP address in small letters and ASCII (IDNA), None where the text is neither."""
    text = text.casefold().removesuffix(".")
    if not text.isascii():
        import idna  # only those pay for its tables who have such a host

        try:
            text = idna.encode(text, uts46=True).decode()
        except idna.IDNAError:
            return None
    try:
        return str(ip_address(text.strip("[]")))
    except ValueError:
        labels = text.split(".")
    # a name that ends in a number would be read as an IP address by whoever resolves it
    is_name = len(text) <= 253 and all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdigit()
    return text if is_name else None


def unwrapped(text: str) -> str:
    """The text without what copying brought along: spaces, a pair of brackets or quotes, direction marks."""
    text = _HIDDEN.sub("", text).strip()
    if len(text) > 2 and (text[0], text[-1]) in _PAIRS:
        return text[1:-1].strip()
    return text
