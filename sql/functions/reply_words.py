"""What is heard in a reply, word by word: insults, threats, praise, what happened, what can be checked.

`hear` tells the words of each kind, `abusive_words` those that are abuse whoever says them. Nothing is decided here:
transforms/advice/replies does that. Words are in reply_words.csv (see its content note), by kind and language; what is
a matter of grammar is in reply_grammar.py. Masks come off first: "b1tch", "f*ck", "s t u p i d", "idiooots" are heard
as meant. Capitals say nothing by themselves.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from sql.functions.reply_grammar import GRAMMAR

FILE = Path(__file__).with_name("reply_words.csv")
ABUSE = ("threat", "hateful", "obscene")
MASKABLE = (*ABUSE, "insult")
_LETTERS = str.maketrans("013457@$!", "oieastasi")
_ADDRESS = re.compile(
    r"https?://|\bwww\.|\b[\w-]+\.(?:com|net|org|io|shop|store|xyz|top|biz|info|example|club|live|site|me|ly|gg|co)\b",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<!\w)@[\w.@-]+")
_ADDRESSED = re.compile(r"\A(?:\W*@[\w.@-]+)+")  # those an answer begins with
_MASKED = re.compile(r"(?<!\w)[a-z]+[013457@$!*#]+[a-z013457@$!*#]*[a-z](?!\w)|(?<!\w)[a-z]\*{2,}(?!\w)")
_SPACED = re.compile(r"(?<!\w)(?:\w ){3,}\w(?!\w)")
_EMOJI = {
    "mockery": re.compile("[\U0001f921\U0001f4a9\U0001f595\U0001f411\U0001f971]"),
    "laughter": re.compile("[\U0001f602\U0001f923\U0001f480]"),
    "praise": re.compile("[\U0001f44f\U0001f64c\u2764\U0001f60d\U0001f929\U0001f970]"),
    "affection": re.compile("[\u2764\u2665\U0001f495-\U0001f49e\U0001f970\U0001f917\U0001f382]"),
    "promo": re.compile("[\U0001f680\U0001f4b0\U0001f4b8\U0001f911\U0001f4c8\U0001f381\U0001f48b\U0001f51e]"),
}
_THEY = re.compile(r"\b(?:THEY|THEM|THEIR)\b|\(\(\(")
KINDS = (
    "threat", "hateful", "harassment", "plot", "obscene", "insult", "mockery", "politics", "spam", "promo", "matter",
    "complaint", "weak", "praise", "claim", "laughter", "you", "me", "affection",
    "others",
)  # fmt: skip
HEARD = (*KINDS, *GRAMMAR, "they", "asking")


@cache
def _words() -> dict[str, list[str]]:
    """Kind -> its words as the file has them; a hyphen is a space, as a comma is."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["kind"], []).extend(
            " ".join(_parts(word)) for word in row["words"].split(";") if word.strip()
        )
    return found


def _parts(words: str) -> list[str]:
    return words.replace("-", " ").replace(",", " ").split()


@cache
def _search() -> Any:
    """Finds every word of every kind in one pass: word -> its kinds, each with whether it may go on."""
    import ahocorasick

    kinds: dict[str, dict[str, bool]] = {}
    for kind, words in _words().items():
        for word in words:
            goes_on = word.endswith("*") and not word.endswith("**")
            bare = word.removesuffix("*") if goes_on else word
            kinds.setdefault(bare, {})[kind] = goes_on or kinds.get(bare, {}).get(kind, False)
    search = ahocorasick.Automaton()
    for word, of in kinds.items():
        search.add_word(word, (len(word), tuple(of.items())))
    search.make_automaton()
    return search


def _all_words(told: str) -> dict[str, list[str]]:
    """Of each kind the words that stand in a text as whole words, in their order, each once; the longer one first."""
    text = " ".join(_parts(told))
    spans: dict[str, list[tuple[int, int]]] = {}
    for last, (length, kinds) in _search().iter(text):
        begin, end = last + 1 - length, last + 1
        if begin and text[begin - 1].isalnum():
            continue
        rest = end
        while rest < len(text) and (text[rest].isalnum() or text[rest] == "_"):
            rest += 1
        for kind, goes_on in kinds:
            if goes_on or rest == end or text[end] == "_":
                spans.setdefault(kind, []).append((begin, -(rest if goes_on else end)))
    return {kind: _apart(text, sorted(found)) for kind, found in spans.items()}


def _apart(text: str, spans: list[tuple[int, int]]) -> list[str]:
    """The words of spans that do not overlap."""
    words, free = [], 0
    for begin, end in spans:
        if begin >= free:
            words.append(text[begin:-end])
            free = -end
    return list(dict.fromkeys(words))


@cache
def _maskable() -> re.Pattern[str]:
    """Single abusive words, each at the start of a line: what a masked word may stand for."""
    words = _words()
    single = {word for kind in MASKABLE for word in words[kind] if " " not in word and len(word.rstrip("*")) > 3}
    return re.compile("|".join(re.escape(word.rstrip("*")) for word in sorted(single | {"fuck", "shit", "cock"})))


def plain(words: str) -> str:
    """Small letters without accents, addresses, names of accounts and masks, with straight apostrophes."""
    bare = unicodedata.normalize("NFKD", words.casefold().replace("\u2019", "'"))
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign)).replace("ß", "ss")
    bare = re.sub(r"https?://\S+|(?<!\w)@[\w.@-]+", " ", bare)
    bare = re.sub(r"([a-z])\1{2,}", r"\1", bare)
    bare = _SPACED.sub(lambda match: match.group().replace(" ", ""), bare)
    return _MASKED.sub(_unmasked, bare)


def _unmasked(match: re.Match[str]) -> str:
    """The abusive word that a masked one stands for; itself where there is none."""
    masked = match.group()
    letters = masked.translate(_LETTERS)
    if "*" not in letters and "#" not in letters:
        return letters if _maskable().match(letters) else masked
    hidden = re.compile("".join("[a-z]" if one in "*#" else re.escape(one) for one in letters))
    return next((word for word in _whole_words() if hidden.fullmatch(word)), masked)


@cache
def _whole_words() -> tuple[str, ...]:
    """Every single abusive word and its plural, in their order."""
    words = _words()
    bare = sorted({word.rstrip("*") for kind in MASKABLE for word in words[kind] if " " not in word})
    bare = ["fuck", "shit", *bare]  # what is masked most
    return (*bare, *(f"{word}s" for word in bare), *(f"{word}ing" for word in bare), *(f"{word}y" for word in bare))


def abusive_words(words: str) -> list[str]:
    """Threats, hateful and obscene words in a text."""
    found = _all_words(plain(words))
    return [word for kind in ABUSE for word in found.get(kind, [])]


def hear(words: str) -> dict[str, list[str]]:
    """Of each kind what is found, in its order, each once."""
    told = plain(words)
    found = _all_words(told)
    heard = {kind: found.get(kind, []) for kind in KINDS}
    heard |= {kind: list(dict.fromkeys(match.group() for match in one.finditer(told))) for kind, one in GRAMMAR.items()}
    for kind, emoji in _EMOJI.items():
        heard[kind] += list(dict.fromkeys(emoji.findall(words)))
    heard["they"] = [] if words.isupper() else _THEY.findall(words)
    begins = " ".join(_parts(told.lstrip(" .,:;!-¿¡")))
    heard["asking"] = [word for word in found.get("asking", []) if begins.startswith(word)] + ["?"] * ("?" in told)
    heard["address"] = _ADDRESS.findall(_HANDLE.sub(" ", words)) + _HANDLE.findall(_ADDRESSED.sub("", words))
    return heard


def _abuses(words: pa.Array) -> pa.Array:
    return pa.array(
        [None if text is None else abusive_words(text) for text in words.to_pylist()], pa.list_(pa.string())
    )


FUNCTIONS = {"abusive_words": (_abuses, ["VARCHAR"], "VARCHAR[]")}
