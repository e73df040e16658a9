"""What a page says of whom it belongs to: the accounts and pages that it calls the same person's.

    rel=me              <a>, <area>, <link>, and the Link header         https://microformats.org/wiki/rel-me
    sameAs              of the one Person of its JSON-LD, else, on a home page, of the one Organization
    fediverse:creator   <meta>, where it names one author                https://docs.joinmastodon.org/entities/PreviewCard/
    alsoKnownAs         where the answer is an ActivityPub actor instead of a page
    link                a link to somebody's account or to a home page, and no more than that

Nothing is asked and no script is run. A link marked as somebody else's (rel=friend, rel=ugc) is no word of the page's
owner; what lies in comments of the markup and in templates is not there.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from requests.utils import parse_header_links

from config.elsewhere import account_at
from ingest.answer import Answer
from ingest.page import decoded
from sql.functions.feed import joined
from sql.functions.html_tokens import attributes, tags

ME, SAME_AS, CREATOR, KNOWN_AS, LINK = "rel=me", "sameAs", "fediverse:creator", "alsoKnownAs", "link"
METHODS = (ME, SAME_AS, CREATOR, KNOWN_AS, LINK)  # the strongest first
MOST = 100  # claims a page is listened to for; who has more says nothing of one person
LONGEST = 1000  # characters of an address
_MOST_LD, _MOST_NODES = 20, 500  # blocks of JSON-LD, and things in them
# other people, by XFN (https://gmpg.org/xfn/11), and what visitors of the page wrote
_NOT_ME = frozenset((
    "ugc", "sponsored", "friend", "acquaintance", "contact", "met", "co-worker", "colleague", "co-resident", "neighbor",
    "child", "parent", "sibling", "spouse", "kin", "muse", "crush", "date", "sweetheart",
))  # fmt: skip
# from a thing to what belongs to it or made it; not to those it mentions, employs or is commented by
_INWARD = ("@graph", "mainEntity", "author", "creator", "about", "copyrightHolder", "publisher")


@dataclass(frozen=True, slots=True)
class Claim:
    """One address, or `@user@server`, that a page names, and how (one of METHODS)."""

    claimed: str
    method: str


def claims(answer: Answer) -> list[Claim]:
    """What a page claims, each address once and by its strongest method, in that order; at most MOST."""
    kind = answer.headers.get("content-type", "text/html").lower()
    found = list(_of_header(answer))
    if "json" in kind:
        found += _of_actor(answer)
    elif "html" in kind or "xml" in kind:
        found += _of_markup(decoded(answer.body, kind).replace("\0", " "), answer.url)
    best: dict[str, Claim] = {}
    for claim in sorted(found, key=lambda one: METHODS.index(one.method)):
        if len(claim.claimed) <= LONGEST and claim.claimed.isprintable() and not _is_own(claim.claimed, answer.url):
            best.setdefault(claim.claimed, claim)
    return list(best.values())[:MOST]


def is_closed(answer: Answer) -> bool:
    """True where a page asks not to be indexed: by X-Robots-Tag, or by <meta name="robots">, as Mastodon's pages do."""
    told = [answer.headers.get("x-robots-tag", "")]
    kind = answer.headers.get("content-type", "text/html").lower()
    if "html" in kind or "xml" in kind:
        metas = (attributes(written) for name, written, _ in tags(decoded(answer.body, kind)) if name == "meta")
        told += [
            one.get("content", "") for one in metas if one.get("name", "").strip().lower() in ("robots", "earshot")
        ]
    return any(word.strip().lower() in ("noindex", "none") for words in told for word in words.split(","))


def _of_header(answer: Answer) -> Iterator[Claim]:
    told = answer.headers.get("link", "")[:8192]
    for link in parse_header_links(told) if told else []:
        address = joined(answer.url, link.get("url"))
        if address and _is_me(link.get("rel", "")):
            yield Claim(address, ME)


def _of_actor(answer: Answer) -> Iterator[Claim]:
    """An actor of the fediverse names its other accounts, and where it has moved to."""
    try:
        told = json.loads(answer.body)
    except (ValueError, RecursionError):
        return
    if not isinstance(told, dict) or _host(str(told.get("id", ""))) != _host(answer.url):
        return
    for other in (*_texts(told.get("alsoKnownAs")), *_texts(told.get("movedTo"))):
        if address := joined(None, other):
            yield Claim(address, KNOWN_AS)


def _of_markup(html: str, url: str) -> Iterator[Claim]:
    base, has_base, creators, things = url, False, set[str](), list[Any]()
    for name, written, inside in tags(html):
        if name in ("a", "area", "link"):
            yield from _linked(name, attributes(written), base)
        elif name == "base" and not has_base:
            has_base, base = True, joined(url, attributes(written).get("href")) or url
        elif name == "meta" and "fediverse" in written.lower():
            told = attributes(written)
            if told.get("name", told.get("property", "")).strip().lower() == CREATOR:
                creators.add(told.get("content", "").strip())
        elif name == "script" and "ld+json" in written.lower() and len(things) < _MOST_LD:
            with suppress(ValueError, RecursionError):
                things.append(json.loads(inside, strict=False))
    if len(creators) == 1:
        creator = "@" + creators.pop().lstrip("@")
        if account_at(creator):
            yield Claim(creator, CREATOR)
    yield from _same_as(things, url)


def _linked(name: str, told: Mapping[str, str], base: str) -> Iterator[Claim]:
    address, relation = joined(base, told.get("href")), told.get("rel", "")
    if address is None or set(relation.lower().split()) & _NOT_ME:
        return
    if _is_me(relation):
        yield Claim(address, ME)
    elif name != "link" and _may_be_somebody(address, base):
        yield Claim(address, LINK)


def _may_be_somebody(address: str, base: str) -> bool:
    """True for accounts on platforms and for home pages of other sites."""
    if _host(address) in (None, _host(base)):
        return False
    found = account_at(address)
    return found is not None and (found.platform != "feeds" or urlsplit(address).path in ("", "/"))


def _same_as(things: Iterable[Any], url: str) -> Iterator[Claim]:
    """Of the one person a page is about; where it knows of none, of the house whose home page it is."""
    told: dict[str, dict[str, set[str]]] = {"Person": {}, "Organization": {}}
    for number, thing in enumerate(_nodes(things)):
        for kind, found in told.items():
            if _is_a(thing, kind) and (others := set(_texts(thing.get("sameAs")))):
                found.setdefault(str(thing.get("@id") or thing.get("name") or number), set()).update(others)
    people, houses = told["Person"], told["Organization"]
    is_home = urlsplit(url).path in ("", "/")
    chosen = people or (houses if is_home else {})
    if len(chosen) == 1:
        for other in sorted(next(iter(chosen.values()))):
            if address := joined(None, other):
                yield Claim(address, SAME_AS)


def _nodes(things: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    """Things and what belongs to them, breadth first; no more than anybody means."""
    waiting = deque(things)
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        thing = waiting.popleft()
        if isinstance(thing, list):
            waiting += thing[:_MOST_NODES]
        elif isinstance(thing, dict):
            yield thing
            waiting += [thing[key] for key in _INWARD if isinstance(thing.get(key), dict | list)]


def _is_a(thing: Mapping[str, Any], kind: str) -> bool:
    return any(one.removeprefix("schema:").rpartition("/")[2] == kind for one in _texts(thing.get("@type")))


def _is_me(relation: str) -> bool:
    words = set(relation.lower().split())
    return "me" in words and not words & _NOT_ME


def _texts(told: Any) -> list[str]:
    """A text, or the texts of a list."""
    found = told if isinstance(told, list) else [told]
    return [one for one in found[:MOST] if isinstance(one, str)]


def _host(address: str) -> str | None:
    with suppress(ValueError):
        return urlsplit(address).hostname
    return None


def _is_own(address: str, url: str) -> bool:
    """True for other pages of the same host; an account of the fediverse may live on one's own."""
    account = account_at(address)
    return _host(address) == _host(url) and (account is None or account.platform != "mastodon")
