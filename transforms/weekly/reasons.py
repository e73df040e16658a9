"""Why a post is proposed, a piece offered, what to write and what would turn a verdict, in the report's language.

The marts say it in English sentences, which analysts read there, and their rows keep the facts that these tell. Here
the same facts are told in the words of words/<language>.yaml, under `told.`; in English the same sentence comes of
them, and a test holds it to that. A row from before the facts were kept has only its sentence, and that is told.
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


def offer(words: Language, row: Row) -> str:
    """Why this piece to this person, of a row of sql/reports/offers.sql."""
    if None in (row["tier"], row["influencer_name"], row["topic_name"], row["form"]):
        return row["reason"] or ""
    say, times, posts = words.say, row["times_the_list"], row["posts_in_28_days"]
    who = {"who": row["influencer_name"], "tier": _tier(words, row["tier"]), "topic": row["topic_name"]}
    return "".join(
        [
            say("told.keeps", **who) if times is None else say("told.writes", times=_figure(words, times), **who),
            say("told.lately", n=posts, posts=str(posts)) if posts else "",
            say("told.few") if row["confidence"] == "not enough data" else "",
            say("told.fits", form=say(f"told.form.{row['form']}")),
        ]
    )


def brief(words: Language, row: Row) -> str:
    """What to write about, of a row of sql/reports/gaps.sql."""
    if row["topic_name"] is None or not row["first_names"]:
        return row["brief"] or ""
    say, names = words.say, ", ".join(row["first_names"])
    if row["people"] > 3:
        names += say("told.names_more", n=str(row["people"] - 3))
    clauses = [say("told.write", topic=row["topic_name"], names=names)]
    if row["own_words"]:
        clauses.append(say("told.words", told=", ".join(row["own_words"])))
    if row["questions"]:
        asked = " ".join(f'"{one["question"]}"' for one in row["questions"][:3])
        clauses.append(say("told.questions", told=asked))
    if row["first_pages"]:
        clauses.append(say("told.pages", told="; ".join(row["first_pages"])))
    return " ".join(clauses)


def turning(words: Language, row: Row) -> str:
    """Which counts would turn a verdict, of a row of sql/reports/channels.sql."""
    if row["invest_from"] is None:
        return row["what_would_change"] or ""
    say, posts, answered = words.say, row["posts"], row["answered"]
    if row["verdict"] == "not enough data":
        return say("told.enough", n=str(row["minimum_posts"] - posts))
    can_invest = row["invest_from"] <= posts
    cull = "told.no_cull" if row["cull_below"] < 1 else "told.cull_none" if row["cull_below"] == 1 else "told.cull"
    is_told_late = row["verdict"] == "hold" and row["posts_to_tell"] is not None and posts < row["posts_to_tell"]
    return "".join(
        [
            say("told.invest", posts=str(posts), n=str(row["invest_from"])) if can_invest else say("told.no_invest"),
            say(cull, n=str(row["cull_below"] - 1)),
            say("told.so_far", n=answered, answered=str(answered)),
            say("told.to_tell", n=str(row["posts_to_tell"])) if is_told_late else "",
            ".",
        ]
    )


def _ago(words: Language, told: Facts) -> str:
    if told.unit == "hours" and told.age < 2:
        return words.say("told.hour" if told.age else "told.now")
    return words.say(f"told.{told.unit}", n=str(told.age))


def _tier(words: Language, tier: int | None) -> str:
    return words.say("told.tier", tier=str(tier)) if tier else ""


def _figure(words: Language, number: Decimal) -> str:
    """As the sentence of the table has it: its thousands stand together."""
    return str(number).replace(".", words.phrases["decimal_mark"])
