"""Sentences of the tables, told again in the report's language.

The marts say in English why a piece is offered and a verdict given, since an analyst reads them there.
Each such sentence is built of few clauses, which stand here as patterns; words/<language>.yaml has them under `told.`.
In English a sentence told again is the same one, and a test holds it to that; one that fits no pattern stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transforms.weekly.language import Language

MOST = 1000  # letters: a longer one is no sentence of ours
Parts = Mapping[str, str | None]

_OFFER = re.compile(
    r"(?P<who>.+?) \(tier (?P<tier>\d)\) (?:writes about (?P<topic>.+?) (?P<times>[\d.]+) times as much as the list"
    r"|keeps writing about (?P<kept>.+?))(?:, about (?P<n>\d+) posts? in the last 28 days)?"
    r"(?P<few> \(few posts so far\))?, and the (?P<form>\w+) is about it\."
)
_ENOUGH = re.compile(r"(?P<n>\d+) more posts in a window make it enough to judge\.")
_TURNS = re.compile(
    r"(?:Of (?P<posts>\d+) posts, (?P<invest>\d+) answered or more mean invest|So few posts can never mean invest)"
    r"(?:, (?P<cull>\d+) or fewer mean cull; |, (?P<none>none answered means cull); "
    r"|, and none answered would not yet mean cull; )(?P<n>\d+) (?:was|were)"
    r"(?:; to tell half or twice the threshold takes about (?P<tell>\d+) posts)?\."
)
_BRIEF = re.compile(
    r"Write about (?P<topic>.+?), for (?P<names>.+?)(?: and (?P<n>\d+) more)?\."
    r"(?: In their own words: (?P<words>.+?)\.)?(?: They ask: (?P<questions>\".+\"))?(?: They share: (?P<pages>.+)\.)?",
    re.DOTALL,
)


def retell(words: Language, sentence: str | None) -> str:
    """The sentence in this language, or as it stands."""
    if not sentence or len(sentence) > 2 * MOST:
        return sentence or ""
    for pattern, tell in _TELLERS:
        if found := pattern.fullmatch(sentence):
            return tell(words, found.groupdict())
    return sentence


def _offer(words: Language, part: Parts) -> str:
    say = words.say
    key, topic = ("told.writes", part["topic"]) if part["topic"] else ("told.keeps", part["kept"])
    return "".join(
        [
            say(key, who=part["who"], tier=_tier(words, part), topic=topic, times=_times(words, part)),
            say("told.lately", n=int(part["n"])) if part["n"] else "",
            say("told.few") if part["few"] else "",
            say("told.fits", form=words.word("told.form", part["form"])),
        ]
    )


def _enough(words: Language, part: Parts) -> str:
    return words.say("told.enough", n=part["n"])


def _turns(words: Language, part: Parts) -> str:
    say = words.say
    invest = say("told.invest", posts=part["posts"], n=part["invest"]) if part["invest"] else say("told.no_invest")
    none = "told.cull_none" if part["none"] else "told.no_cull"
    cull = say("told.cull", n=part["cull"]) if part["cull"] else say(none)
    tell = say("told.to_tell", n=part["tell"]) if part["tell"] else ""
    return invest + cull + say("told.so_far", n=int(part["n"] or 0)) + tell + "."


def _brief(words: Language, part: Parts) -> str:
    say = words.say
    names = (part["names"] or "") + (say("told.names_more", n=part["n"]) if part["n"] else "")
    told = [say("told.write", topic=part["topic"], names=names)]
    told += [say(f"told.{key}", told=part[key]) for key in ("words", "questions", "pages") if part[key]]
    return " ".join(told)


def _tier(words: Language, part: Parts) -> str:
    return words.say("told.tier", tier=part["tier"]) if part["tier"] else ""


def _times(words: Language, part: Parts) -> str:
    return words.decimal(Decimal(part["times"])) if part["times"] else ""


_TELLERS: tuple[tuple[re.Pattern[str], Callable[[Language, Parts], str]], ...] = (
    (_OFFER, _offer), (_ENOUGH, _enough), (_TURNS, _turns), (_BRIEF, _brief),
)  # fmt: skip
