"""Who made, found, published and listed what a post shares, from its words and commentary alone.

    read_attribution("Why ferries stop https://portmercury.example/a via @ossie", site="portmercury.example")
    -> finder @ossie

Each name is judged by the words beside it, in its sentence: of the phrases of words/cues.yaml that fit, the longest is
believed. Unknown stays unknown: what no phrase tells, and what a phrase of `nobody` tells, is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import regex

from sql.functions.canonical_url import is_short
from transforms.reshare import houses
from transforms.reshare.cues import of_the_poster
from transforms.reshare.elsewhere import contradicts
from transforms.reshare.judging import Told, judged, signed
from transforms.reshare.named import Mention, mentions
from transforms.reshare.reading import URL, Reading, fold, read
from transforms.reshare.vocabulary import plain

ROLES = ("author", "finder", "publisher", "aggregator")
_OF_THE_SITE = ("house", "outlet", "namesake", "house_handle")
_WITH_POSTER = ("together", "beside")
_SURE = {
    "together": 0,
    "beside": 0,
    "byline": 0,
    "owned": 1,
    "telling": 2,
}  # of several authors the surest kind of telling is believed


@dataclass(frozen=True, slots=True)
class Named:
    """One role somebody has in what is shared: who, as written, and the words that told."""

    role: str
    name: str
    words: str


_REPOST = regex.compile(r"(?<![\w#@])(?:RT|MT|RP)\s+(?P<handle>@[\w.\-]*\w(?:@[\w.\-]+\w)?)\s*:?")
_CHAIN = regex.compile(
    r"(?P<last>@[\w.\-]*\w(?:@[\w.\-]+\w)?|\p{Lu}[\p{L}'’\-]+(?:\s\p{Lu}[\p{L}'’\-]+){0,3})\s*(?:→|->|>|⇒)\s*(?i:me|us|mí|mir|moi|mim|here)(?!\p{L})"
)
_IS_ME = regex.compile(r"\s*[(,–—-]\s*(?:also me|me again|my other|that's me|yes,? me|tambien yo|auch ich|moi aussi)")
_SAID = regex.compile(r"\"[^\"\n]*\"")  # a title, or somebody's words: "How I built it" is not the poster's claim
_SHORT, _OPENING = 300, 140  # letters: a long commentary tells at its beginning whose the page is


def read_attribution(
    text: str | None,
    *,
    poster: str = "",
    site: str | None = None,
    commentary: str | None = None,
    has_link: bool | None = None,
) -> tuple[Named, ...]:
    """Every role the words tell, authors first. `site` is the host of the page linked to; `commentary` is HTML."""
    linked = has_link if has_link is not None else bool(site) or bool(URL.search(f"{text or ''} {commentary or ''}"))
    reading = read(text, commentary)
    names = mentions(reading, site)
    reposts = list(_REPOST.finditer(reading.words))
    found = list(_reposted(reposts, reading, linked, site))
    # behind a short link may stand anybody's page: then "via @somebody" may be its publisher, and stays unknown
    is_hidden = linked and (site is None or is_short(f"https://{site}/a"))
    told = [one for one in judged(reading, names) if not _is_in(one, reposts) and not contradicts(one, reading)]
    own = _own(reading, signed(reading, names)) if poster and not reposts else None
    if not any(one.role == "author" for one in found):
        found += _authors(told, poster, own)
    if not any(one.role == "finder" for one in found):
        found += _finders(told, reading, is_hidden=is_hidden)
    found += _houses(told)
    found += _lists(told, has_finder=any(one.role == "finder" for one in found))
    return _settled(found, poster)


@dataclass(frozen=True, slots=True)
class _Own:
    """Where and by what words the poster says "this is mine", and whether a house could say so of another's."""

    start: int
    words: str
    is_sure: bool


def _own(reading: Reading, signs: str) -> _Own | None:
    """The poster's claim; a long commentary makes it at its beginning."""
    for start, end in reading.sentences:
        if start > (_SHORT if len(reading.words) <= _SHORT else _OPENING):
            return None
        sentence = _SAID.sub(lambda one: "#" * len(one.group()), signs[start:end])
        for pattern in of_the_poster("seems"):
            sentence = pattern.sub(lambda one: "#" * len(one.group()), sentence)
        for how in ("says", "may_say"):
            for pattern in of_the_poster(how):
                if match := pattern.search(sentence):
                    place = start + match.start()
                    return _Own(place, reading.words[place : start + match.end()].strip(), how == "says")
    return None


def _reposted(reposts: list[regex.Match[str]], reading: Reading, linked: bool, site: str | None) -> Iterator[Named]:
    """Who reposted what: with a link they found it, without one, or of "my new piece", its writer made it."""
    if not reposts:
        return
    nearest, writer = reposts[0], reposts[-1]
    within = read(reading.words[writer.end() :], None)
    if not linked or _own(within, signed(within, mentions(within, site))):
        yield Named("author", writer["handle"], writer.group())
        if writer is not nearest:
            yield Named("finder", nearest["handle"], nearest.group())
    else:
        role = "publisher" if houses.is_house_of(nearest["handle"], site) else "finder"
        yield Named(role, nearest["handle"], nearest.group())


def _is_in(one: Told, reposts: list[regex.Match[str]]) -> bool:
    return any(repost.start() <= one.group[0].start < repost.end() for repost in reposts)


def _authors(told: list[Told], poster: str, own: _Own | None) -> Iterator[Named]:
    """Of several the surest, and of these the first: one thing is shared, and its other names are of its story.

    The poster's own stands before whoever is named behind it: "my review of Ada Quill's book".
    """
    makers = [one for one in told if one.role == "author" and not all(_is_outlet(name) for name in one.group)]
    makers = [one for one in makers if own or one.manner != "beside"]
    makers.sort(key=lambda one: (_SURE[one.manner], one.group[0].start))
    is_shared = any(one.manner in _WITH_POSTER for one in makers)
    if own and not is_shared and (not makers or (own.is_sure and own.start < makers[0].group[0].start)):
        yield Named("author", poster, own.words)
        return
    makers.sort(key=lambda one: one.manner not in _WITH_POSTER)
    for one in makers[:1]:
        if one.manner in _WITH_POSTER and poster:
            yield Named("author", poster, one.words)
        for name in one.group:
            if name.kind != "word":
                yield Named("author", name.name, one.words)


def _is_outlet(one: Mention) -> bool:
    """A name of the linked site that sounds like a paper's wrote nothing: it published."""
    return one.kind in ("house", "outlet")


def _finders(told: list[Told], reading: Reading, *, is_hidden: bool) -> Iterator[Named]:
    """Who brought it here; of a chain only the nearest, that is, the one named first."""
    if chain := _CHAIN.search(reading.words):
        yield Named("finder", chain["last"], chain.group())
        return
    is_found = False
    for one in told:
        if one.role != "finder" or _IS_ME.match(reading.folded, one.group[-1].end):
            continue
        found = False
        for name in one.group:
            if name.kind in _OF_THE_SITE:
                yield Named("publisher", name.name, one.words)
            elif name.kind == "list" and not name.is_letter:
                yield Named("aggregator", name.name, one.words)
            elif not is_found and not (is_hidden and fold(one.words).startswith(("via", "(via"))):
                yield Named("finder", name.name, one.words)
                found = True
        is_found = is_found or found


def _lists(told: list[Told], *, has_finder: bool) -> Iterator[Named]:
    """Where it was found. A newsletter found it itself, unless somebody stands nearer."""
    for say in told:
        if say.role == "aggregator":
            for one in say.group:
                if not one.is_letter:
                    yield Named("aggregator", one.name, say.words)
                elif not has_finder:
                    yield Named("finder", one.name, say.words)


def _houses(told: list[Told]) -> Iterator[Named]:
    """The first name of the linked site that is cited; its handle, and a name like an outlet's, cite themselves."""
    for one in told:
        for name in one.group:
            if name.kind in _OF_THE_SITE and _is_cited(one, name):
                yield Named("publisher", name.name, one.words or name.name)
                return


def _is_cited(one: Told, name: Mention) -> bool:
    if one.role == "":
        return name.kind == "outlet"
    return one.role == "publisher" or (one.role == "author" and _is_outlet(name))


def _settled(found: Iterable[Named], poster: str) -> tuple[Named, ...]:
    """Each role and name once; nobody finds or publishes for themselves what they are told to have made."""
    told = list(found)
    own = plain(poster)
    named = {role: {plain(one.name) for one in told if one.role == role} for role in ROLES}
    kept: dict[tuple[str, str], Named] = {}
    for one in told:
        spelt = plain(one.name)
        is_twice = (
            (one.role in ("finder", "publisher") and spelt == own)
            or (one.role == "author" and spelt in named["finder"] and spelt != own)
            or (one.role == "publisher" and (spelt in named["author"] or any(role == "publisher" for role, _ in kept)))
            # r/maps on Reddit is one forum
            or (one.role == "aggregator" and spelt == "reddit" and len(named["aggregator"]) > 1)
        )
        if not is_twice:
            kept.setdefault((one.role, spelt), one)
    return tuple(sorted(kept.values(), key=lambda one: ROLES.index(one.role)))
