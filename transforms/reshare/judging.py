"""What the words beside a name tell of it: of the phrases of words/cues.yaml that fit, the longest is believed.

A name is judged in its sentence. Names that stand together, "A, B and C", are judged as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import regex

from transforms.reshare.cues import SIGNS, Cue, by_role, slot_kinds
from transforms.reshare.named import Mention
from transforms.reshare.reading import FIRST, Reading, fold
from transforms.reshare.vocabulary import words

_BESIDE = 140  # letters that are read beside a name
_ALIAS = regex.compile(rf"^\s*[(\[]\s*[{SIGNS['handle']}{SIGNS['house_handle']}]+\s*[)\]]")  # Dora Beck (@dora)
_BETWEEN = regex.compile(
    r"\s*,\s*(?:(?:and|y|und|et|e|ed|en|och|og)\s+)?|\s+(?:and|&|\+|y|und|et|e|ed|en|och|og|with)\s+|\s+(?=@)"
)
_UNSURE = regex.compile(r"\A\W*(?:is|was|isn't|wasn't|who|did|does|could|anyone|has|wer|quien|qui|quem|chi)(?!\w)")
_ADDRESSED = regex.compile(
    r"(?<!\w)(?:you|your|yours|you're|please|pls|refund|dein|deine|euer|eure|ihr|tu|vuestr[oa]|votre|vos|jullie|din|vossa)(?!\w)"
)


_OF_PROSE = ("telling", "owned")  # in a headline they may tell of what is no name; a byline stands there, too
_SURELY_NAMES = ("handle", "list", "house", "outlet", "namesake", "house_handle", "paper")


@dataclass(frozen=True, slots=True)
class Told:
    """Names that stand together, the role a phrase gives them, and how it tells."""

    group: tuple[Mention, ...]
    role: str
    manner: str
    words: str


def judged(reading: Reading, names: list[Mention]) -> list[Told]:
    """Each group of names with the role that the words beside it tell; none is the empty role."""
    signs = signed(reading, names)
    found = []
    for group in _groups(reading, names):
        start, end = _sentence(reading, group[0].start)
        left, right = signs[start : group[0].start], signs[group[-1].end : max(end, group[-1].end)]
        left = f"w{left[-_BESIDE:]}" if len(left) > _BESIDE else f"{FIRST if start == 0 else ''}{left}"
        right = _ALIAS.sub("", right[:_BESIDE])
        cue = _longest(group, left, right)
        if cue is None and (said := _behind_a_link(reading, group)):
            found.append(Told(group, "author", "byline", said))
            continue
        if cue and cue.manner in _OF_PROSE and _is_title(reading, group, names, (start, end)):
            cue = _longest(group, left, right, but_manners=_OF_PROSE)
        is_asked = _UNSURE.match(reading.folded[start:end]) and reading.words[start:end].rstrip().endswith("?")
        if cue is None or (cue.role == "author" and is_asked):
            role = "nobody" if _ADDRESSED.search(reading.folded, start, end) else ""
            found.append(Told(group, role, "", ""))
        else:
            found.append(Told(group, cue.role, cue.manner, _words(reading, group, cue, left, right)))
    return found


_BY = regex.compile(r"[ \t\"”’']*,?[ \t]*(?:by|von|par|por|door|av)[ \t]+", regex.IGNORECASE)
# what a link may tell of that is not the page itself, and what is done by others than its author
_DONE = regex.compile(
    r"(?:^|[^\w])(?:\w+(?:ed|ught|wn)|\w*(?:paintings?|sculptures?|exhibitions?|shows?|murals?|photos?|images?|covers?|performances?|"
    r"buildings?|houses?|bridges?|songs?|goals?|speech|speeches|ruling|decision|statement|made|quote|quotes|remarks|comments?|"
    r"translation|foreword|music|here|link|this))$"
)


def _behind_a_link(reading: Reading, group: tuple[Mention, ...]) -> str:
    """A byline behind the title that is the link: "<a>A field guide to ampersands</a> by Chidi Okafor-Hale"."""
    if any(one.kind not in ("full", "handle") for one in group):
        return ""
    start, end = max((one for one in reading.anchors if one[1] <= group[0].start), default=(0, 0))
    title = reading.folded[start:end].strip(' \t"”.,!?')
    is_title = len(title.split()) > 1 and not _DONE.search(title)
    if is_title and _BY.fullmatch(reading.words, end, group[0].start):
        return reading.words[end : group[-1].end].strip()
    return ""


_WORD = regex.compile(r"\w+")
_LONG = regex.compile(r"[\p{L}][\p{L}\p{M}'’]{3,}")


# German writes its nouns with a capital, and no headline otherwise
_GERMAN = regex.compile(
    r"(?<!\p{L})(?:über|der|die|das|und|von|vom|zum|zur|im|ein|eine|einen|den|dem|für|mit)(?!\p{L})"
)


def _is_title(reading: Reading, group: tuple[Mention, ...], names: list[Mention], sentence: tuple[int, int]) -> bool:
    """In "Window Functions Explained" capitals tell of no name: every longer word has one, not only the first."""
    if all(one.kind not in ("full", "namesake") for one in group) or _GERMAN.search(reading.words, *sentence):
        return False
    known = [(one.start, one.end) for one in (*group, *(one for one in names if one.kind in _SURELY_NAMES))]
    others = [
        word.group()
        for word in _LONG.finditer(reading.words, *sentence)
        if word.start() > sentence[0] + 1
        and not any(first <= word.start() < last for first, last in known)
        and fold(word.group()) not in words("no_names")
    ]
    return bool(others) and sum(word[0].isupper() for word in others) >= 0.8 * len(others)


def _words(reading: Reading, group: tuple[Mention, ...], cue: Cue, left: str, right: str) -> str:
    """The words that told, as they stand."""
    before = cue.before.match(left) if cue.before else None
    after = cue.after.match(right) if cue.after else None
    start = group[0].start - (len(before.group().strip(FIRST)) if before else 0)
    return reading.words[max(0, start) : group[-1].end + (after.end() if after else 0)].strip()


def signed(reading: Reading, names: Iterable[Mention]) -> str:
    """The folded text with a sign of its kind in the place of each letter of a name."""
    letters = list(reading.folded)
    for one in names:
        letters[one.start : one.end] = SIGNS.get(one.kind, SIGNS["full"]) * (one.end - one.start)
    return "".join(letters)


def _groups(reading: Reading, names: list[Mention]) -> Iterator[tuple[Mention, ...]]:
    group: list[Mention] = []
    for one in names:
        if group and not _go_together(group[-1], reading.words[group[-1].end : one.start], one):
            yield tuple(group)
            group = []
        group.append(one)
    if group:
        yield tuple(group)


def _go_together(one: Mention, between: str, other: Mention) -> bool:
    """Ana, Bea and Cleo; a comma alone does not join unlike names: "Ana Lund, PhD"."""
    if not _BETWEEN.fullmatch(between):
        return False
    if one.kind == "list" or other.kind == "list":
        return one.kind == other.kind
    people = ("handle", "full", "word", "house_handle", "namesake")
    is_alike = (one.kind == "word") == (other.kind == "word") or between.strip() != ","
    return one.kind in people and other.kind in people and is_alike


def _sentence(reading: Reading, place: int) -> tuple[int, int]:
    return next(((start, end) for start, end in reading.sentences if start <= place < end), (0, len(reading.words)))


def _longest(group: tuple[Mention, ...], left: str, right: str, but_manners: tuple[str, ...] = ()) -> Cue | None:
    """The longest phrase that fits a group; of two as long the one that credits nobody."""
    beside = set(_WORD.findall(f"{left} {right}"))
    best = (-1, False)
    told = None
    for cue in _phrases_for(tuple({(one.kind, one.is_linked) for one in group})):
        if cue.manner in but_manners or not cue.may_fit(beside):
            continue
        if (length := cue.length(left, right)) is None:
            continue
        if cue.manner == "always":
            return cue
        if (length, cue.role == "nobody") > best:
            best, told = (length, cue.role == "nobody"), cue
    return told


@cache
def _phrases_for(kinds: tuple[tuple[str, bool], ...]) -> tuple[Cue, ...]:
    """The phrases that speak of names of all these kinds."""
    return tuple(
        cue
        for phrases in by_role().values()
        for cue in phrases
        if all(_may_stand(kind, linked, cue) for kind, linked in kinds)
    )


def _may_stand(kind: str, is_linked: bool, cue: Cue) -> bool:
    """Whether a name is of a kind that the phrase speaks of; a phrase of finding may name a list or the house."""
    if kind in slot_kinds(cue.slot):
        return is_linked or cue.slot != "ANCHOR"
    if cue.role == "finder" and kind in ("list", "house", "outlet", "namesake"):
        return True
    if cue.role == "finder" and is_linked and cue.slot in ("HANDLE", "PERSON"):
        return True
    return is_linked and kind == "full" and cue.slot == "HANDLE"
