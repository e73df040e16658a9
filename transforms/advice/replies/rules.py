"""Rules in their order; the first that holds decides, and is told with the words that decided.

    threat, hateful word,   troll, whatever else is said
      harassment
    spam                    troll: a lure and where to go for it, and nothing that happened
    baiting                 troll: a plot is told, or the same demand made twice over
    insult without matter,  troll: it reads like trolling more than like anything else, by a clear share, and no
    baiting, reads like     complaint stands on ground: a thing, a day, a sum, what happened to whoever writes
      trolling              (nor is affection heard, nor are others insulted; where no word says why, it must be clearer
                            still, and clearest where nobody is spoken to, spoken of or laughed at)
    question, praise,       what it reads like most, trolling left out
    mistaken claim,
    complaint, harsh words with matter (whoever asks something and complains of nothing asks)
    no rule                 it reads like talk that wants nothing

Who is angry about something is a critic, not a troll; where in doubt a person looks at it. The names of the rules are
ids: marts.reply_rules says of each what it means, and the report says it in its own language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from transforms.advice.replies.leaning import GROUND, HOSTILE, Heard, Reading, read

LURED = 0.05  # a share of trolling under which a lure proves nothing
DOUBT = 0.1  # under which a single word proves nothing
ASKED = 0.15  # of asking, where nothing is complained of
HARDLY = 0.2  # under which a way of speaking proves nothing
CLEAR = 0.4  # of trolling, where nothing is complained of on ground
SAID = 0.6  # where it is no insult that says why
UNTOLD = 0.75  # where no word says why, and somebody is spoken to, spoken of or laughed at
NOBODY = 0.9  # and where nobody is
BEYOND = 0.8  # and where something is complained of on ground
BRIEF = 16  # words, in which an insult is meant for whoever is answered
# where no word says why: from which share on it is told so; of labelled replies 0.95, 0.86 and 0.45 were right
SURENESS = {"sure": 0.9, "fairly sure": 0.7, "not sure": 0.0}
PERSONAL = {
    "threat": {"threat": CLEAR, "menace": DOUBT},
    "hateful word": {"hateful": DOUBT},
    "harassment": {"harassment": CLEAR},
}
MANNERS = {
    "insult without matter": (CLEAR, ("obscene", "insult")),
    "spam": (SAID, ("spam", "lure")),
    "baiting": (SAID, ("mockery", "bait", "they")),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A triage, the rule that decided, and the words it found; none where it only reads so."""

    triage: str
    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class Judged(Told):
    """What was told, how sure that is where no word says why, what it reads like next, and how much like each."""

    sureness: str | None
    second: str
    shares: Mapping[str, float]


def judge(texts: Sequence[str]) -> list[Judged]:
    """What each text wants."""
    return [_judged(one, decide(one)) for one in read(texts)]


def _judged(reading: Reading, told: Told) -> Judged:
    share = reading.shares[told.triage]
    sureness = next(name for name, least in SURENESS.items() if share >= least)
    is_read = not told.words and told.triage != "other"  # and not heard
    second = max((other, kind) for kind, other in reading.shares.items() if kind != told.triage)[1]
    return Judged(told.triage, told.rule, told.words, sureness if is_read else None, second, reading.shares)


def decide(reading: Reading) -> Told:
    """What is wanted, by the rules above."""
    return next(_rules(reading))


def _rules(reading: Reading) -> Iterator[Told]:
    heard, trolls = reading.heard, reading.shares["troll"]
    for rule, grounds in PERSONAL.items():
        found = [word for kind, least in grounds.items() if trolls >= least for word in heard[kind]]
        if found:
            yield Told("troll", rule, _told(found))
    if heard["lure"] and heard["address"] and not heard["complaint"] and trolls >= LURED:
        yield Told("troll", "spam", _told(heard["lure"] + heard["spam"]))
    plot = heard["plot"] + heard["they"] + (heard["bait"] if len(heard["bait"]) > 1 else [])
    if plot and trolls >= HARDLY and not heard["complaint"]:
        yield Told("troll", "baiting", _told(plot))
    if trolls == max(reading.shares.values()):
        yield from _trolling(reading)
    yield _wanted(reading)


def _on_ground(reading: Reading) -> bool:
    """Something is complained of, and it is a thing, a day, a sum or what happened to whoever writes."""
    heard = reading.heard
    return bool(heard["complaint"] or heard["weak"]) and sum(bool(heard[kind]) for kind in GROUND) > 1


def _trolling(reading: Reading) -> Iterator[Told]:
    """It reads like trolling more than like anything else: is that share clear enough, and is it of us?"""
    heard, share = reading.heard, reading.shares["troll"]
    if heard["affection"] or not _says_something(reading):
        return  # among friends one swears; what a laugh, a heart or a name alone means nobody knows
    least = BEYOND if _on_ground(reading) and len(heard["bait"]) < 2 else 0
    for rule, (clear, kinds) in MANNERS.items():
        found = [word for kind in kinds for word in heard[kind]]
        if rule == "insult without matter" and _of_others(reading.words, heard):
            continue
        if found and share >= max(clear, least):
            yield Told("troll", rule, _told(found))
    if share >= max(least, UNTOLD if _is_pointed(heard) else NOBODY):
        yield Told("troll", "reads like trolling", "")


def _says_something(reading: Reading) -> bool:
    """There are words, or a rude sign; and something is heard in them."""
    heard = reading.heard
    has_words = any(sign.isalpha() for sign in reading.words)
    return any(heard[kind] for kind in HOSTILE) or (has_words and any(heard.values()))


def _is_addressed(heard: Heard) -> bool:
    """Somebody is spoken to, or tagged more than once."""
    return bool(heard["you"]) or len(heard["address"]) > 1


def _is_pointed(heard: Heard) -> bool:
    """Somebody is spoken to, spoken of or laughed at."""
    return _is_addressed(heard) or bool(heard["others"] or heard["laughter"])


def _of_others(words: str, heard: Heard) -> bool:
    """Somebody is insulted who is only spoken of, or an insult stands somewhere in a long talk to nobody."""
    is_talk = bool(heard["others"]) or len(words.split()) > BRIEF
    return is_talk and not _is_addressed(heard)


def _wanted(reading: Reading) -> Told:
    """What it reads like most, trolling left out."""
    heard = reading.heard
    kind = max((share, kind) for kind, share in reading.shares.items() if kind != "troll")[1]
    hostile = [word for one in HOSTILE for word in heard[one]]
    if kind != "misinformed" and _asks(reading) and not heard["complaint"] and not hostile:
        kind = "question"
    if kind == "other":
        return Told("other", "no rule", "")
    if kind == "criticism" and hostile:
        ground = [word for one in GROUND for word in heard[one]]
        return Told(kind, "harsh words with matter", _told(hostile + ground[:3]))
    rule, sources = {
        "question": ("question", ("asking",)),
        "praise": ("praise", ("praise", "no_fault", "full_marks")),
        "misinformed": ("mistaken claim", ("claim", "hearsay")),
        "criticism": ("complaint", ("complaint",)),  # a "but" alone tells nobody why
    }[kind]
    found = [word for one in sources for word in heard[one]]
    return Told(kind, rule, _told(found)) if found else Told(kind, f"reads like {kind}", "")


def _asks(reading: Reading) -> bool:
    return "?" in reading.heard["asking"] and reading.shares["question"] >= ASKED


def _told(words: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(words))
