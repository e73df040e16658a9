"""The names that stand in a text, and of what kind each is: told from its letters and from the site linked to.

handle    @dora, u/dora                house         a name of the linked site; `outlet` where it sounds like one
full      Dora Beck, Nuria de la Cruz  namesake      the same, where it may as well be a person's
word      Dora                         house_handle  a handle of the linked site
paper     The Herald, Kelp & Carton    list          Hacker News, r/maps, the Slow Signals newsletter
other     Lake Vadsund                 acronym       NOAA
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import regex

from transforms.reshare import houses, lists, spelt
from transforms.reshare.cues import every_word
from transforms.reshare.kinds import is_work, kind_of, kind_of_house, leads
from transforms.reshare.reading import Reading, fold
from transforms.reshare.vocabulary import plain, words

__all__ = ["Mention", "mentions", "plain"]

MOST = 80  # names that are judged of a text
_HANDLE = r"(?<![\w@/])(?<!\w\.)@[A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_])?(?:@[A-Za-z0-9.\-]+\.[A-Za-z]{2,})?"
_REDDITOR = r"(?<![\w/])/?u/[A-Za-z0-9_\-]+"
_ELISION = r"(?:(?:[dDlL]|[dD]ell|[aA]ll|O)['’](?=\p{Lu}))?"
_WORD = rf"{_ELISION}\p{{Lu}}[\p{{L}}\p{{M}}\p{{N}}]*(?:['’\-](?!s\b)[\p{{L}}\p{{M}}]*\p{{L}})*"
_DOT = r"(?:(?<=(?<!\p{L})\p{Lu}\p{L}?)\.)?"  # of an initial, not of a sentence
_SMALL = (
    r"(?:de|da|do|dos|das|del|della|di|la|las|los|le|les|du|des|van|von|der|den|zu|al|el|bin|ibn|ter|ten|af|of|the)"
)
_JOINT = rf"(?:(?:{_SMALL}[ \t]+){{0,2}}|(?:&|\+)[ \t]+)"
_NAMED = regex.compile(
    rf"(?P<handle>{_HANDLE}|{_REDDITOR})|"
    rf"(?<![\p{{L}}\p{{M}}\p{{N}}@/_])(?P<run>{_WORD}{_DOT}(?:[ \t]+{_JOINT}{_WORD}{_DOT}){{0,6}})"
)
_MAY_BE_A_LIST = regex.compile(r"(?:weekly|digest|round_?up|links|newsletter)(?:[.@]|$)", regex.IGNORECASE)
_PART = regex.compile(r"[^\s]+")
_BEGINS = regex.compile(r"(?:\A|[.!?:;…\n(\[|—–•*\"“])\s*\Z")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text: where, as it is to be told, of what kind, and whether it is a link."""

    start: int
    end: int
    name: str
    kind: str
    is_linked: bool = False
    is_letter: bool = False


def mentions(reading: Reading, site: str | None) -> list[Mention]:
    """The names of a text in their order; where two overlap the list's stands."""
    found = [
        Mention(start, end, name, "list", is_letter=is_letter)
        for start, end, name, is_letter in lists.named(reading, site)
    ]
    found += (Mention(start, end, reading.words[start:end], kind) for start, end, kind in spelt.out(reading, site))
    found += _handles_and_capitals(reading, site)
    found = [_whole(reading, one) for one in found]
    found += _small_anchors(reading)
    found += _users_of_lists(reading)
    kept: list[Mention] = []
    for one in sorted(found, key=lambda one: (one.start, one.kind != "list", one.start - one.end)):
        if kept and one.start < kept[-1].end:
            if one.kind == "list" and kept[-1].kind != "list" and kept[-1].kind not in _OF_THE_SITE:
                kept[-1] = one
            continue
        kept.append(one)
    return kept if len(kept) <= MOST else kept[: MOST // 2] + kept[-MOST // 2 :]


_OF_THE_SITE = ("house", "outlet", "namesake", "house_handle")


def _whole(reading: Reading, one: Mention) -> Mention:
    """A house with the office that stands before what its host tells of it."""
    start = spelt.begin(reading, one.start) if one.kind in ("house", "outlet", "namesake") else one.start
    if start == one.start:
        return one
    return replace(one, start=start, name=reading.words[start : one.end], kind="house")


def _handles_and_capitals(reading: Reading, site: str | None) -> Iterator[Mention]:
    for match in _NAMED.finditer(reading.words):
        if match["handle"]:
            if kind := _kind_of_handle(match["handle"], site):
                yield Mention(match.start(), match.end(), match["handle"], kind, is_linked=True)
            continue
        for start, end in _parts(reading, *match.span()):
            told = _capitals(reading, start, end, site)
            if told is not None:
                yield told


def _kind_of_handle(handle: str, site: str | None) -> str | None:
    if houses.is_house_of(handle, site):
        return "outlet" if houses.is_papers(handle, site) else "house_handle"
    if lists.is_handle_of_list(handle):
        return "list"
    if _MAY_BE_A_LIST.search(handle):
        return None  # a round-up's, or of whoever passes links on
    return None if fold(handle.lstrip("@").split("@")[0]) in words("no_one") else "handle"


def _parts(reading: Reading, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A run of capitals, cut where a small word stands in capitals ("Found Via Ana Lund") and between two people."""
    tokens = list(_PART.finditer(reading.words, start, end))
    cuts = [
        place
        for place, token in enumerate(tokens)
        if place and token.group()[0].isupper() and leads(token.group()) in ("small", "cue after small")
    ]
    cued: set[int] = set()
    for place, token in enumerate(tokens):
        # "Ana Lund & Kurt Mahl" are two, "Crate & Carton" is one
        if token.group() in ("&", "+") and place >= 2 and len(tokens) - place > 2:
            cuts.append(place + 1)
        # "Starker Kommentar von Anke Terhorst": the words of a cue stand before the name
        if (
            place
            and token.group().islower()
            and token.group() in words("particles")
            and leads(tokens[place - 1].group()) == "cue"
        ):
            cuts.append(place + 1)
            cued.add(place + 1)
        # "Elspeth Roe of The Herald"
        if fold(token.group()) == "of" and place >= 2:
            cuts.append(place)
    first = 0
    for cut in [*sorted(set(cuts)), len(tokens)]:
        piece = tokens[first:cut]
        while piece and not regex.search(r"\p{Lu}", piece[-1].group()):
            piece = piece[:-1]
        # of "Lesenswerter Text von Henrike Osterloh" the text is no part of a name, whatever stands before it
        while piece and cut in cued and is_work(piece[-1].group()):
            piece = piece[:-1]
        if piece:
            yield piece[0].start(), piece[-1].end()
        first = cut


def _capitals(reading: Reading, start: int, end: int, site: str | None) -> Mention | None:
    tokens = list(_PART.finditer(reading.words, start, end))
    while tokens and not tokens[0].group()[0].isalpha():
        tokens.pop(0)
    # as it stands, or without what leads it, a name may be the site's
    leading = 0
    while leading < len(tokens):
        name = _bare(reading.words[tokens[leading].start() : end])
        if (_is_small(tokens[leading].group()) or tokens[leading].group().islower()) and leading + 1 < len(tokens):
            leading += 1
            continue
        if houses.is_house_of(name, site) and not houses.is_hosts(name) and fold(name) not in every_word():
            return Mention(end - len(name), end, name, kind_of_house(name))
        if leads(tokens[leading].group()) is None and fold(tokens[leading].group()) not in words("particles"):
            break
        leading += 1
    begins = bool(_BEGINS.search(reading.words[max(0, start - 8) : start]))
    # a paper's name may begin with any word, but for the small ones: The Morning Herald, Review Quarterly
    paper = _without_leading(tokens, ("small",), begins=begins)
    person = _without_leading(tokens, ("small", "cue"), begins=begins)
    is_the = bool(paper) and reading.words[: paper[0].start()].endswith("The ")
    if (is_the or len(paper) > 1) and houses.sounds_like_outlet(" ".join(token.group() for token in paper)):
        name = reading.words[paper[0].start() : end]
        name = f"The {name}" if is_the else name
        return Mention(end - len(name), end, name, "paper", _is_anchor(reading, paper[0].start(), end))
    if not person or (begins and _is_noun_of(reading, person, end)):
        return None
    if is_work(person[-1].group()) and _OF_WHOM.match(reading.folded, end):
        return None  # "Dieser Thread von @dora" is a thread, and nobody's name
    start = person[0].start()
    name = _bare(reading.words[start:end])
    kind = kind_of(name, reading.folded[max(0, start - 12) : start])
    return Mention(end - len(name), end, name, kind, _is_anchor(reading, start, end)) if kind else None


# "Decisão de Fux sobre a lei": the first word has its capital from the sentence
_ROMANCE = regex.compile(
    r"(?<!\p{L})(?:que|para|sobre|em|na|no|com|con|los|las|el|une?|les|dans|sur|pour|il|che|nel|per|um|uma)(?!\p{L})"
)


_OF_WHOM = regex.compile(r"[ \t]+(?:von|vom|de|da|do|di|du|van|av|by|from|uber|sobre|sur|om|over|mit)(?!\p{L})")


def _is_noun_of(reading: Reading, tokens: list[regex.Match[str]], end: int) -> bool:
    """A clause of a Romance language that begins with one word, a small particle and a name."""
    is_of = len(tokens) > 1 and tokens[1].group() in ("de", "da", "do", "das", "dos", "del", "della", "di", "du", "des")
    return is_of and bool(_ROMANCE.search(reading.words, end, end + 60))


def _without_leading(tokens: list[regex.Match[str]], kinds: tuple[str, ...], *, begins: bool) -> list[regex.Match[str]]:
    """Without the words that begin no name, and the particles behind them."""
    for place, token in enumerate(tokens):
        word = token.group()
        is_particle = fold(word) in words("particles") and not (word[0].isupper() and not begins)
        if not is_particle and leads(word) not in kinds:
            return tokens[place:]
        begins = begins or is_particle
    return []


def _is_small(token: str) -> bool:
    """A small word that is no article: "In Harbor Ledger" is Harbor Ledger, but The Herald is The Herald."""
    return fold(token) in words("no_names") and not houses.is_article(token)


def _bare(name: str) -> str:
    return str(regex.sub(r"^(?:[dln]|dell|all)['’](?=\p{Lu})", "", name))


def _is_anchor(reading: Reading, start: int, end: int) -> bool:
    return any(first <= start and end <= last and last - first <= end - start + 8 for first, last in reading.anchors)


def _small_anchors(reading: Reading) -> Iterator[Mention]:
    """A link of one to three small words may be somebody's name, as he writes it: (via <a>dora beck</a>)."""
    for start, end in reading.anchors:
        name = reading.words[start:end].strip()
        told = fold(name).split()
        if not 1 <= len(told) <= 3 or name[:1].isupper() or not all(regex.fullmatch(r"[\w.'\-]+", one) for one in told):
            continue
        common = words("no_names") | words("openers") | words("empty_anchors") | words("no_one") | every_word()
        if not common.intersection(told):
            yield Mention(start, end, name, "word", is_linked=True)


_USER = regex.compile(
    r"(?:via|h/t|hat tip(?: to)?|thanks to|credit to|from)\s+(?P<name>[\p{L}\p{N}_\-]{3,30})\s+"
    r"(?:on|at|over on|over at|auf|en|no|sur|su|op)\s+(?:the\s+)?(?P<list>\S+(?: \S+)?)"
)


def _users_of_lists(reading: Reading) -> Iterator[Mention]:
    """A name of one word, without a sign, is a handle where a list stands beside it: h/t kim on Lobsters."""
    for match in _USER.finditer(reading.folded):
        if lists.begins_with_list(match["list"]) and match["name"] not in words("no_names"):
            start, end = match.span("name")
            yield Mention(start, end, reading.words[start:end], "handle", is_linked=True)
