"""Why a post is proposed, in the report's language.

The marts say it in an English sentence, which analysts read there, and keep beside it the facts that it tells. Here
these are told in the words of words/<language>.yaml, under `told.`; in English the same sentence comes of them, and a
test holds it to that. A row from before the facts were kept has only its sentence, and that is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from transforms.reshare.reasons import Facts, facts

if TYPE_CHECKING:
    from transforms.weekly.language import Language

Row = Mapping[str, Any]


def reshare(words: Language, row: Row) -> str:
    """Why this post, of a row of sql/reports/reshares.sql."""
    if row["age_hours"] is None:
        return row["reason"] or ""
    told, say = facts(row), words.say
    clauses = [
        say(
            "told.reshare", who=told.who, tier=_tier(words, told.tier),
            what=say(f"told.did.{told.form}"),
            about=say("told.about", topic=told.topic) if told.topic else "", ago=_ago(words, told),
        )
    ]  # fmt: skip
    if told.is_reposted:
        clauses.append(say("told.reposted", who=told.sharer or say("told.somebody")))
    if told.pickups > 0:
        more = say("told.more") if told.is_reposted else ""
        clauses.append(say("told.passed_on", n=told.pickups, people=str(told.pickups), more=more))
    if told.times is not None:
        usual = "told.usual_there" if told.usual_on else "told.usual"
        clauses.append(say(usual, times=_figure(words, told.times), platform=told.usual_on))
    if told.otherwise:
        clauses.append(say(f"told.otherwise.{told.otherwise}"))
    return f"{', '.join(clauses[:-1])}{say('told.and')}{clauses[-1]}.".strip()


def _ago(words: Language, told: Facts) -> str:
    if told.unit == "hours" and told.age < 2:
        return words.say("told.hour" if told.age else "told.now")
    return words.say(f"told.{told.unit}", n=str(told.age))


def _tier(words: Language, tier: int | None) -> str:
    return words.say("told.tier", tier=str(tier)) if tier else ""


def _figure(words: Language, number: Decimal) -> str:
    """As the sentence of the table has it: its thousands stand together."""
    return str(number).replace(".", words.phrases["decimal_mark"])
