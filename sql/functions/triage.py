"""What somebody who addresses the brand wants: question, praise, criticism, misinformed or troll; which words say so.

Rules in their order; the first that holds decides, and is told with the words that decided:

    threat, hateful word, spam      troll, whatever else is said
    insult without matter           troll: insults, and nothing that happened, can be checked, or outweighs them
    baiting                         troll: the same of mockery
    harsh words with matter         criticism: who is angry about something is a critic, not a troll
    question                        something is asked, and nothing is complained of
    praise, misinformed, criticism  by what weighs most; a mistaken claim is not a complaint

Words are in triage_words.csv (see its content note), by kind and language.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyarrow as pa

FILE = Path(__file__).with_name("triage_words.csv")
ABUSE = ("threat", "hateful", "obscene")
_TELLS = pa.struct([("triage", pa.string()), ("rule", pa.string()), ("words", pa.string())])
# a number with what it counts is something that can be checked
_FIGURE = re.compile(
    r"\b\d[\d.,]*\s?(?:%|€|\$|£|eur\b|euros?\b|pounds?\b|kw|kwh|db\b|°|degrees|am\b|pm\b|min|uhr\b|h\b|cm\b|m2\b|km\b|x\b)"
    r"|[€$£]\s?\d|\b\d{1,2}[:.]\d{2}\b|\b\d{3,}\b|\b[a-z]{1,4}-?\d+[a-z]?\b"
)
_ADDRESS = re.compile(
    r"https?://|\bwww\.|\b[\w-]+\.(?:com|net|org|io|shop|store|xyz|top|biz|info|example|club|live|site|me|ly|gg|co)\b",
    re.IGNORECASE,
)
# what happened to whoever writes
_HAPPENED = re.compile(
    r"\b(?:i|we)(?:'ve| have| had| was| were| paid| called| waited| bought| ordered| asked| wrote| reported| got| live"
    r"| own| rent| read| tried| sent| spent| need| use| still)\b"
    r"|\b(?:my|our) (?:\w+ )?(?:unit|house|home|flat|bill|roof|installer|system|boiler|garden|kitchen|landlord|case"
    r"|order|street|building|block|parents|tenants|wife|husband|kids|baby)\b"
    r"|\bich (?:habe|hab|warte|zahle)\b|\bwir (?:haben|warten|zahlen)\b"
    r"|\bllevo\b|\bllevamos\b|\bhe (?:pagado|llamado|escrito)\b|\bme (?:cobr|han)\w*"
    r"|\bestou ha\b|\b(?:comprei|paguei|liguei|tenho|temos)\b|\bj'ai\b|\bnous avons\b"
)
_EMOJI = {
    "mockery": re.compile("[\U0001f921\U0001f4a9\U0001f595]"),
    "laughter": re.compile("[\U0001f602\U0001f923]"),
    "praise": re.compile("[\U0001f44f\U0001f64c\u2764\U0001f60d\U0001f929]"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A triage, the rule that decided, and the words it found."""

    triage: str
    rule: str
    words: str


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Kind -> what finds any of its words, whole."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["kind"], []).extend(word.strip() for word in row["words"].split(";") if word.strip())
    return {
        kind: re.compile(
            rf"(?<![^\W_])(?:{'|'.join(map(_spelt, sorted(set(words), key=len, reverse=True)))})(?![^\W_])"
        )
        for kind, words in found.items()
    }


def _spelt(word: str) -> str:
    """A word of the file as a pattern: * only at its end, any space between parts."""
    ending = r"\w*" if word.endswith("*") and not word.endswith("**") else ""
    bare = word.removesuffix("*") if ending else word
    return r"[\s-]+".join(map(re.escape, bare.split())) + ending


def plain(words: str) -> str:
    """Small letters without accents, addresses and names of accounts, with straight apostrophes."""
    bare = unicodedata.normalize("NFKD", words.casefold().replace("\u2019", "'"))
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign)).replace("ß", "ss")
    return re.sub(r"https?://\S+|(?<!\w)@[\w.@-]+", " ", bare)


def _found(kind: str, told: str) -> list[str]:
    """The words of a kind, in their order, each once."""
    return list(dict.fromkeys(match.group() for match in _patterns()[kind].finditer(told)))


def abusive_words(words: str) -> list[str]:
    """Threats, hateful and obscene words in a text."""
    told = plain(words)
    return [word for kind in ABUSE for word in _found(kind, told)]


def triage(words: str) -> Told:
    """What is wanted, by the rules above."""
    told = plain(words)
    return next(iter(_rules(told, words)))


def _rules(told: str, words: str) -> Iterator[Told]:
    for kind, rule in (("threat", "threat"), ("hateful", "hateful word"), ("spam", "spam")):
        if found := _found(kind, told):
            yield Told("troll", rule, ", ".join(found))
    promoted = _found("promo", told)
    if (
        len(promoted) > 1
        and _ADDRESS.search(re.sub(r"@[\w.@-]+", " ", words))
        and not _found("complaint", told)
        and not _HAPPENED.search(told)
    ):
        yield Told("troll", "spam", ", ".join(promoted))
    insults = _found("obscene", told) + _found("insult", told)
    mockery = _found("mockery", told) + [match.group() for match in _EMOJI["mockery"].finditer(words)]
    laughter = _found("laughter", told) + [match.group() for match in _EMOJI["laughter"].finditer(words)]
    happened = [match.group() for one in (_FIGURE, _HAPPENED) for match in one.finditer(told)]
    matter = _found("matter", told) + happened
    praise = _found("praise", told) + [match.group() for match in _EMOJI["praise"].finditer(words)]
    strong, weak, claims = _found("complaint", told), _found("weak", told), _found("claim", told)
    complains = 2 * len(strong) + len(weak)
    asks = "?" in told or _patterns()["asking"].match(told.lstrip(" .,:;!-")) is not None
    hostile = insults + mockery
    outweighs = len(hostile + laughter) >= len(matter) and not happened and not asks
    if hostile and len(hostile) >= len(praise) and (not matter or outweighs):
        yield Told("troll", "insult without matter" if insults else "baiting", ", ".join(hostile))
    if laughter and (strong or "?" in told) and not matter and not praise:
        yield Told("troll", "baiting", ", ".join(laughter + strong))
    if insults:
        yield Told("criticism", "harsh words with matter", ", ".join(insults + matter[:3]))
    if asks and not strong:
        yield Told("question", "question", ", ".join(_found("asking", told)[:3]) or "?")
    if praise and 2 * len(praise) >= complains:
        yield Told("praise", "praise", ", ".join(praise))
    if claims and not asks and 2 * len(claims) >= complains and not _HAPPENED.search(told):
        yield Told("misinformed", "mistaken claim", ", ".join(claims))
    if complains:
        yield Told("criticism", "complaint", ", ".join(strong + weak))
    if asks:
        yield Told("question", "question", "?")
    if claims:
        yield Told("misinformed", "mistaken claim", ", ".join(claims))
    if matter:
        yield Told("criticism", "matter without praise", ", ".join(matter))
    yield Told("other", "no rule", "")


def _triages(words: pa.Array) -> pa.Array:
    told = [None if text is None else triage(text) for text in words.to_pylist()]
    rows = [None if one is None else {"triage": one.triage, "rule": one.rule, "words": one.words} for one in told]
    return pa.array(rows, _TELLS)


def _abuses(words: pa.Array) -> pa.Array:
    return pa.array(
        [None if text is None else abusive_words(text) for text in words.to_pylist()], pa.list_(pa.string())
    )


FUNCTIONS = {
    "triage_of": (_triages, ["VARCHAR"], "STRUCT(triage VARCHAR, rule VARCHAR, words VARCHAR)"),
    "abusive_words": (_abuses, ["VARCHAR"], "VARCHAR[]"),
}
