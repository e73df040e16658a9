"""Who made, found, published and listed what a post shares, from its words and commentary alone.

    read_attribution("Why ferries stop https://portmercury.example/a via @ossie", site="portmercury.example")
    -> finder @ossie

Unknown stays unknown: what no rule reads with confidence is left out. `@` a publisher of the linked site is the
publisher, wherever it is named; Hacker News and the like are where a thing was found, never who found it.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass

import regex

from sql.functions.canonical_url import is_short
from transforms.reshare import cues, named

ROLES = ("author", "finder", "publisher", "aggregator")


@dataclass(frozen=True, slots=True)
class Named:
    """One role somebody has in what is shared: who, as written, and the words that told."""

    role: str
    name: str
    words: str


_TAG = regex.compile(r"<[^>]{0,2000}>")
_ANCHORED = regex.compile(r"<a\b[^>]*>(.*?)</a\s*>", regex.IGNORECASE | regex.DOTALL)
_QUOTED = regex.compile(r"<blockquote\b[^>]*>.*?(?:</blockquote\s*>|$)", regex.IGNORECASE | regex.DOTALL)
_MARKED_VIA = regex.compile(
    r"<(?:p|span|div|small|footer|cite)\b[^>]*\bclass=[\"'][^\"'>]*\bvia\b[^>]*>(?:\s|&[rl]arr;|[→←↪])*(?!\s*via)",
    regex.IGNORECASE,
)
_SPOKEN = regex.compile(r"[“\"«][^”\"»“«\n]{25,}[”\"»]")
_BLOCK = regex.compile(r"</?(?:p|br|div|li|blockquote|h[1-6])\b[^>]*>", regex.IGNORECASE)
_URL = regex.compile(r"(?:https?://|www\.)\S+")
_EMPTY_ANCHORS = ("here", "this", "link", "aquí", "aqui", "hier", "ici", "source", "post", "original")
_SHORT, _OPENING = 300, 120  # letters: a long commentary tells at its beginning whose the page is
_MOST = 5000  # letters that are read of a text; credit stands at its ends


def read_attribution(
    text: str | None,
    *,
    poster: str = "",
    site: str | None = None,
    commentary: str | None = None,
    has_link: bool | None = None,
) -> tuple[Named, ...]:
    """Every role the words tell, authors first. `site` is the host of the page linked to; `commentary` is HTML."""
    words = _readable(text, commentary)
    linked = has_link if has_link is not None else bool(site) or bool(_URL.search(words))
    found: list[Named] = []
    reposts = list(cues.REPOST.finditer(words))
    before, within = _split(words, reposts)
    _reposted(reposts, within, linked, site, found)
    own = None if reposts else cues.OWN.search(before[: len(before) if len(before) <= _SHORT else _OPENING])
    if own and poster:
        found.append(Named("author", poster, own.group().strip()))
    # behind a short link may stand anybody's page: then "via @somebody" may be its publisher, and stays unknown
    is_hidden = linked and (site is None or is_short(f"https://{site}/a"))
    if not any(one.role == "finder" for one in found):
        _found(words, site, found, is_hidden=is_hidden)
    _aggregated(words, found)
    if not any(one.role == "author" for one in found):
        _made(words, site, found)
    _published(words, site, found)
    return _settled(found, poster)


def _readable(text: str | None, commentary: str | None) -> str:
    if commentary:
        # what others are quoted as saying credits nobody here; a dash behind it says whose words they are
        own = _MARKED_VIA.sub("\nvia ", _QUOTED.sub("\n\ue002\n", commentary))
        marked = _ANCHORED.sub(lambda one: f"{named.OPEN}{_TAG.sub('', one[1]).strip()}{named.CLOSE}", own)
        told = html.unescape(_TAG.sub("", _BLOCK.sub("\n", marked)))
        return (
            told[:_MOST]
            if not text or named.plain(text[:80]) in named.plain(told)
            else f"{text[:_MOST]}\n{told[:_MOST]}"
        )
    return (text or "")[:_MOST]


def _without_quotations(words: str) -> str:
    """The same length, with what stands in quotation marks made blank."""
    return str(_SPOKEN.sub(lambda said: " " * len(said.group()), words))


def _split(words: str, reposts: list[regex.Match[str]]) -> tuple[str, str]:
    """What stands before the first RT, and what the last of them repeats."""
    if not reposts:
        return words, ""
    return words[: reposts[0].start()], words[reposts[-1].end() :]


def _reposted(reposts: list[regex.Match[str]], within: str, linked: bool, site: str | None, found: list[Named]) -> None:
    if not reposts:
        return
    nearest, writer = reposts[0], reposts[-1]
    own = cues.OWN.search(within)
    if own or not linked:
        found.append(Named("author", named.bare(writer["names"]), writer.group()))
        if writer is not nearest:
            found.append(Named("finder", named.bare(nearest["names"]), nearest.group()))
        return
    role = "publisher" if named.is_house_of(nearest["names"], site) else "finder"
    found.append(Named(role, named.bare(nearest["names"]), nearest.group()))


def _found(words: str, site: str | None, found: list[Named], *, is_hidden: bool) -> None:
    """Who brought it here; of a chain only the nearest, that is, the one named first."""
    told = []
    unquoted = _without_quotations(words)
    if chain := _CHAIN.search(unquoted):
        found.append(Named("finder", named.bare(named.each(chain["names"])[-1]), chain.group().strip()))
        return
    for cue in cues.FOUND:
        for match in cue.finditer(unquoted):
            if _IS_ME.match(words[match.end("names") :]):
                continue
            if cues.NOT_FOUND_BY.search(words[: match.start("cue")]) and match.start("cue") < match.start("names"):
                continue
            if "why" in match.groupdict() and not cues.THANKED_FOR_IT.search(match["why"]):
                continue
            told.append(match)
    taken = False
    for match in sorted(told, key=lambda one: (one.start("names"), -one.end("names"))):
        for name in named.each(match["names"]) or [match["names"]]:
            if named.bare(name).casefold() in _EMPTY_ANCHORS:
                continue
            if named.is_house_of(name, site):
                found.append(Named("publisher", named.bare(name), match.group().strip()))
            elif named.is_aggregator(name):
                found.append(Named("aggregator", named.bare(name), match.group().strip()))
            elif is_hidden and match["cue"].casefold() in ("via", "vía") and name.startswith("@"):
                continue
            elif not named.is_no_one(name) and not taken and _is_told(name, match, words):
                found.append(Named("finder", named.bare(name), match.group().strip()))
        taken = taken or any(one.role == "finder" for one in found)


def _is_told(name: str, match: regex.Match[str], words: str) -> bool:
    """A handle and a linked name are told as such; bare words must look like somebody's name."""
    if name.startswith(("@", "u/", "/u/")) or f"{named.OPEN}{name}" in match.group():
        return True
    cue = match["cue"].casefold()
    bracketed = bool(regex.search(r"[(\[]\s*$", words[: match.start("cue")]))
    if cue in ("via", "vía"):
        return named.is_surely_somebody(named.bare(name), bracketed=bracketed)
    if "thanks to" in cue or cue in ("thanks", "thx", "danke", "merci", "gracias", "obrigado", "obrigada", "ta", "tx"):
        return not named.bare(name).isupper() and not name.startswith("the ")
    return not named.bare(name).isupper() or " " in named.bare(name)


_IS_ME = regex.compile(
    r"\s*[(,–—-]\s*(?i:also\s+me|me\s+again|my\s+other|that['’]s\s+me|yes,?\s+me|tambi[ée]n\s+yo|auch\s+ich|moi\s+aussi)"
)
_CHAIN = regex.compile(
    rf"(?P<names>{named.NAME}(?:\s*(?:→|->|>|⇒)\s*{named.NAME})*)\s*(?:→|->|>|⇒)\s*(?i:me|mí|mir|moi|mim|here)(?!\p{{L}})"
)
_LISTED = regex.compile(
    rf"(?i:\b(?:on|at|in|from|over\s+at|top\s+of|via|through|en|em|no|na|auf|bei|sur|chez|aus|im)(?:\s+the)?(?:\s+front\s+page\s+of)?)\s+(?P<names>{named.AGGREGATORS}|/?r/\w+|{named.ROUND_UP})"
)
_FINDING = regex.compile(
    r"(?i:^from\b|[.!?:\n]\s*from\b|^front|h/t|\b(?:via|vía|assembled|collected|found|spotted|seen|saw|discovered"
    r"|hat\s?tip|front\s+page|visto|encontr|descub|achei|achado|gefunden|gesehen|entdeckt|vu|trouv|d[ée]couvert"
    r"|came\s+across|picked\s+up|thanks|gracias|obrigad|danke|merci))"
)
_SENTENCE_END = regex.compile(r"(?<=[.!?])\s+|\n")
_WHERE_FOUND = regex.compile(
    rf"(?i:[\s,{named.CLOSE}]*where\s+(?:i|we)\s+(?:first\s+)?(?:saw|found|spotted|came|read))"
)


def _aggregated(words: str, found: list[Named]) -> None:
    """A list, forum or round-up named close behind a word of finding, in one sentence with it."""
    for match in _LISTED.finditer(words):
        sentence = _SENTENCE_END.split(words[max(0, match.start() - 60) : match.end()])[-1]
        is_found = _FINDING.search(sentence) or _WHERE_FOUND.match(words[match.end() :])
        if is_found and named.is_aggregator(match["names"]):
            found.append(Named("aggregator", named.bare(match["names"]), match.group().strip()))


def _made(words: str, site: str | None, found: list[Named]) -> None:
    for cue in cues.MADE:
        for match in cue.finditer(words):
            if cues.NOT_MADE_BY.search(words[: match.start("cue")]):
                continue
            if "@" not in match["names"] and named.is_headline(_line_of(words, match.start("names"))):
                continue
            names = [named.bare(one) for one in named.each(match["names"]) if _could_write(one, site)]
            if names and not any(one.name == names[0] and one.role == "finder" for one in found):
                found.extend(Named("author", one, match.group().strip()) for one in names)
                return


def _line_of(words: str, place: int) -> str:
    return words[words.rfind("\n", 0, place) + 1 : len(words) if (end := words.find("\n", place)) < 0 else end]


def _could_write(name: str, site: str | None) -> bool:
    if named.is_aggregator(name) or named.is_no_one(name) or named.is_no_one(name.split(maxsplit=1)[0]):
        return False
    if named.is_house_of(name, site):
        # a site may bear the name of a person, and then a byline names that person; a house has none
        return not named.looks_like_outlet(name) and not name.casefold().startswith(
            ("the ", "@the", "el ", "la ", "le ")
        )
    return True


_ANY = regex.compile(named.NAME)
_CITING = regex.compile(
    r"(?:(?i:\b(?:in|at|from|for|via|v[ií]a|on|over\s+at|published\s+(?:by|in|at)|en|no|na|em|do|da|del|de|bei|im|in\s+der|aus|dans|chez|sur|par|by|por|le[íi]do\s+en))\s+(?:the\s+|el\s+|la\s+|le\s+|l['’]|der\s+)?|[(\[|–—-]\s*)$"
)
_REPORTING = regex.compile(
    r"\s*(?:(?i:reports|reported|has\s+the|says|writes|informa|publica|cuenta|berichtet|schreibt|rapporte|noticia|revela)\b|:)"
)


def _is_cited(name: str, before: str, after: str) -> bool:
    """A bare name is an outlet's where the words cite it; else it may be what the page is about."""
    return bool(
        _CITING.search(before[-40:]) or (_REPORTING.match(after) and (" " in name or named.looks_like_outlet(name)))
    )


def _published(words: str, site: str | None, found: list[Named]) -> None:
    if not site:
        return
    text = _URL.sub(" ", words)
    for match in _ANY.finditer(text):
        name = named.bare(match.group())
        if not name.startswith("@") and not named.may_be_outlet(name):
            continue
        if not name.startswith("@") and not _is_cited(name, text[: match.start()], text[match.end() :]):
            continue
        if named.is_house_of(name, site) and not named.is_aggregator(name):
            found.append(Named("publisher", name, name))
            return


def _settled(found: Iterable[Named], poster: str) -> tuple[Named, ...]:
    """Each role and name once; nobody finds or publishes for themselves what they are told to have made."""
    own = named.plain(poster)
    kept: dict[tuple[str, str], Named] = {}
    finders = {named.plain(one.name) for one in found if one.role == "finder"}
    authors = {named.plain(one.name) for one in found if one.role == "author"}
    for one in found:
        spelt = named.plain(one.name)
        if one.role in ("finder", "publisher") and spelt == own:
            continue
        if one.role == "author" and spelt in finders and spelt != own:
            continue
        if one.role == "publisher" and spelt in authors:
            continue
        kept.setdefault((one.role, spelt), one)
    return tuple(sorted(kept.values(), key=lambda one: ROLES.index(one.role)))
