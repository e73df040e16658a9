"""Why a post is proposed: the facts that say so, and one plain English sentence of them, with no praise in it.

A row of the list keeps what the sentence is made of, so that it can be told in other words too: `facts` reads a
candidate's row and a kept one alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

# what a kept row holds for its reason alone
TOLD = ("kind", "tier", "age_hours", "shared_post_id", "pickups", "pace_ratio", "usual_of")
_ENOUGH_TIMES = 1.2  # answers against the usual, below which they are no reason
_DID = {"article": "published an article", "video": "published a video", "episode": "published an episode"}
_OTHERWISE = {
    "interest": "the topic comes up with this author more than with others",
    "rarity": "this author posts seldom",
    "pickups": "the list passes on posts of this author more than of others",
    "newest": "nothing that fits better is as new",
}

Unit = Literal["hours", "days"]
Otherwise = Literal["interest", "rarity", "pickups", "newest"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What weighed most, decided and rounded: a sentence of any language tells these and no others."""

    who: str
    tier: int | None  # None: nobody of the list
    form: str  # article, video, episode or post
    topic: str | None
    age: int  # 0: within the last hour
    unit: Unit
    is_reposted: bool  # it came by a repost, of `sharer` where their name is known
    sharer: str | None
    pickups: int  # people of the list who passed it on, the sharer not counted
    times: Decimal | None  # its answers against the usual; None: not worth a clause
    usual_on: str | None  # the platform whose usual that is; None: the author's
    otherwise: Otherwise | None  # what speaks for it where nothing was counted


def facts(row: Mapping[str, Any]) -> Facts:
    """The facts of a row; names are those in it, or beside it as `influencer_name`, `sharer_name`, `topic_name`."""
    who = row["author_name"] or row["influencer_name"] or row["author_handle"] or row["source"]
    hours = float(row["age_hours"])
    ratio = row["pace_ratio"]
    times = Decimal(f"{float(ratio):.1f}") if ratio is not None and float(ratio) >= _ENOUGH_TIMES else None
    is_counted = bool(row["shared_post_id"] or row["pickups"] > 0 or times)
    return Facts(
        who=_line(who), tier=row["tier"] if row["author_influencer_id"] else None,
        form=row["kind"] if row["kind"] in _DID else "post",
        topic=_line(row["topic_name"]) if row["topic_name"] else None,
        age=_whole(hours) if hours < 48 else _whole(hours / 24), unit="hours" if hours < 48 else "days",
        is_reposted=bool(row["shared_post_id"]), sharer=_line(row["sharer_name"]) if row["sharer_name"] else None,
        pickups=row["pickups"], times=times, usual_on=None if row["usual_of"] == "author" else row["platform"],
        otherwise=None if is_counted else _otherwise(row),
    )  # fmt: skip


def sentence(told: Facts) -> str:
    """The facts in English, as the table has them."""
    tier = f" (tier {told.tier})" if told.tier else ""
    about = f" about {told.topic}" if told.topic else ""
    clauses = [f"{told.who}{tier} {_DID.get(told.form, 'posted')}{about} {_ago(told.age, told.unit)}"]
    if told.is_reposted:
        clauses.append(f"{told.sharer or 'somebody on the list'} reposted it")
    if told.pickups > 0:
        also = " more" if told.is_reposted else ""
        clauses.append(f"{told.pickups}{also} {'person' if told.pickups == 1 else 'people'} on the list passed it on")
    if told.times is not None:
        whose = f"on {told.usual_on}" if told.usual_on else "for this author"
        clauses.append(f"it has {told.times} times the answers usual {whose} at that age")
    if told.otherwise:
        clauses.append(_OTHERWISE[told.otherwise])
    return f"{', '.join(clauses[:-1])}, and {clauses[-1]}.".strip()


def _otherwise(row: Mapping[str, Any]) -> Otherwise:
    if float(row["interest_part"]) >= 0.6:
        return "interest"
    if float(row["rarity_part"]) >= 0.8:
        return "rarity"
    if float(row["pickup_part"]) >= 0.6:
        return "pickups"
    return "newest"


def _whole(number: float) -> int:
    """Rounded, and 0 for what is less than one."""
    return 0 if number < 1 else 1 if number < 1.5 else round(number)


def _ago(age: int, unit: Unit) -> str:
    if unit == "hours" and age < 2:
        return "an hour ago" if age else "within the last hour"
    return f"{age} {unit} ago"


def _line(name: str) -> str:
    return name.replace("\n", " ")
