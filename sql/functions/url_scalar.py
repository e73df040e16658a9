"""One address at a time: what canonical_url.py says, told in Python."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from publicsuffixlist import PublicSuffixList

from sql.functions import url_rules as rules
from sql.functions.url_hosts import known, target, without_amp
from sql.functions.url_parts import LONGEST, Address, decoded, host_of, normal_escapes, parse, split

# honest links are wrapped two or three deep; one that needs more passes than this was made to hurt.
_MOST_PASSES = 50


def canonical_url(raw: str | None) -> str | None:
    """The address a reader of `raw` would arrive at, or None. Given its own answer it answers the same.

    Kept parameters keep their order and bytes. Scheme and `www.` are kept (a site may answer on one only) but
    for the known hosts. A pass may uncover work for the next (a tracker on what was unwrapped), so passes go
    on until one changes nothing.
    """
    url = raw
    for _ in range(_MOST_PASSES):
        if url is None:
            return None
        after, is_settled = _pass(url)
        if is_settled or after == url:
            return after
        url = after
    return None


def url_key(raw: str | None) -> str | None:
    """What two addresses of one page have in common, for comparing, not for following.

    https, no `www.`/`m.`/`mobile.`/`amp.`, parameters sorted, escapes in one spelling, no slash at the end, a
    post of X by its id alone.
    """
    canonical = canonical_url(raw)
    return None if canonical is None else key_of(canonical)


def site_of(raw: str | None) -> str | None:
    """The registrable domain of the page `raw` leads to (`ana.github.io`, `example.co.uk`), or None: an IP
    address and `localhost` have none. By the public suffix list that comes with the package publicsuffixlist.
    """
    canonical = canonical_url(raw)
    return None if canonical is None else site_of_host(_host(canonical))


def is_short(raw: str | None) -> bool:
    """Whether `raw`, unwrapped, is a link of a known shortener, to be expanded by asking it."""
    canonical = canonical_url(raw)
    return canonical is not None and SHORT.search(canonical) is not None


def _pass(url: str) -> tuple[str | None, bool]:
    """`url` a step nearer to its canonical form, unchanged when it is there; and whether it surely is."""
    address = parse(url)
    if address is None:
        return None, True
    scheme, site, path, query, fragment = address
    host = known(site)
    if host.redirects and query and (inner := target(address, host)):
        return inner, False
    if query:
        query = _without_trackers(query, host.domain)
    address = Address("https" if host.is_https else scheme, host.site, path, query, fragment)
    is_amp = path.endswith(("/amp", "/amp/"))
    if host.rewrite:
        address = host.rewrite(address)
    after = str(without_amp(address) if is_amp else address)
    # where only a host or path was put in order and a query stripped, nothing is left for a second pass.
    return after, not (is_amp or host.rewrite or host.redirects) and after.isascii() and len(after) <= LONGEST


def _without_trackers(query: str, domain: str) -> str:
    """`query` without what only tells who came from where; whole when a signature covers it."""
    kept = []
    for piece in query.split("&"):
        name, _, value = piece.partition("=")
        fate = _fate(name[:_LONGEST_NAME], domain)
        if fate == "signature":
            return query
        if fate == "keep" or (fate != "strip" and not re.fullmatch(fate, decoded(value), re.IGNORECASE)):
            kept.append(piece)
    return "&".join(kept) if any(kept) else ""


_LONGEST_NAME = 100  # no rule is as long, escaped or not; keeps the cache small


@lru_cache(maxsize=8192)
def _fate(name: str, domain: str) -> str:
    """What happens to a parameter: keep, strip, signature, or the pattern of the values to strip."""
    # feeds escape & twice now and then, and then the name begins with what was left of it.
    name = re.sub("^(?:amp;)+", "", decoded(name).lower())
    if name in rules.SIGNATURES:
        return "signature"
    if any(_names(rule, name) for rule in (*rules.TRACKING, *rules.TRACKING_ON.get(domain, ()))):
        return "strip"
    return rules.TRACKING_BY_VALUE.get(name, "keep")


def _names(rule: str, name: str) -> bool:
    return name.startswith(rule[:-1]) if rule[-1] == "*" else name == rule


_BY_DEVICE = re.compile(r"(?:www|m|mobile|amp)\.(?=[^.]+\.)")
_X_POST = re.compile(r"/[^/]+/status/([0-9]+)")


def key_of(canonical: str) -> str:
    """The key of an address that is canonical already."""
    address = split(canonical)
    post = _X_POST.fullmatch(address.path) if address.site == "x.com" else None
    if post:  # its author may take another name, and /i/status/1 never told it
        return f"https://x.com/i/status/{post[1]}"
    site = _BY_DEVICE.sub("", address.site, count=1) if _BY_DEVICE.match(address.site) else address.site
    _, _, path, query, fragment = address
    if "%" in canonical or not canonical.isascii():
        path, query, fragment = normal_escapes(path), normal_escapes(query), normal_escapes(fragment)
    query = "&".join(sorted(filter(None, query.split("&"))))
    return str(Address("https", site, path.rstrip("/"), query, fragment))


def _host(canonical: str) -> str:
    return host_of(canonical.split("/", 3)[2])


@lru_cache(maxsize=8192)
def site_of_host(host: str) -> str | None:
    """The registrable domain of a host in normal form."""
    if host[-1] == "]" or host.rpartition(".")[2].isdigit():
        return None
    # github.io is a suffix (each page under it has its own owner) and a site with an owner too.
    return _suffixes(False).privatesuffix(host) or _suffixes(True).privatesuffix(host)


@cache
def _suffixes(only_icann: bool) -> PublicSuffixList:
    return PublicSuffixList(only_icann=only_icann)


SHORT = re.compile(rf"^https?://(?:www\.)?(?:{'|'.join(sorted(map(re.escape, rules.SHORTENERS)))})/[^?#]")
