"""Why a post is proposed, in one plain sentence: what was counted, and no praise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_ENOUGH_TIMES = 1.2  # answers against the usual, below which they are no reason


def reason(row: Mapping[str, Any]) -> str:
    """One sentence made of the parts that weighed most; numbers are those of the row."""
    who = row["author_name"] or row["influencer_name"] or row["author_handle"] or row["source"]
    tier = f" (tier {row['tier']})" if row["tier"] and row["author_influencer_id"] else ""
    what = {"article": "published an article", "video": "published a video", "episode": "published an episode"}.get(
        row["kind"], "posted"
    )
    about = f" about {row['topic_name']}" if row["topic_name"] else ""
    clauses = [f"{who}{tier} {what}{about} {_ago(float(row['age_hours']))}"]
    people = len(row["picked_up_by"])
    if row["shared_post_id"]:
        clauses.append(f"{row['sharer_name'] or 'somebody on the list'} reposted it")
        people -= row["sharer_influencer_id"] in row["picked_up_by"]
    if people > 0:
        also = " more" if row["shared_post_id"] else ""
        clauses.append(f"{people}{also} {'person' if people == 1 else 'people'} on the list passed it on")
    if row["pace_ratio"] is not None and float(row["pace_ratio"]) >= _ENOUGH_TIMES:
        whose = "for this author" if row["usual_of"] == "author" else f"on {row['platform']}"
        clauses.append(f"it has {float(row['pace_ratio']):.1f} times the answers usual {whose} at that age")
    if len(clauses) == 1:
        clauses.append(_otherwise(row))
    told = ", ".join(clauses[:-1]) + (f", and {clauses[-1]}" if len(clauses) > 1 else clauses[-1])
    return told.replace("\n", " ").strip() + "."


def _otherwise(row: Mapping[str, Any]) -> str:
    if float(row["interest_part"]) >= 0.6:
        return "the topic comes up with this author more than with others"
    if float(row["rarity_part"]) >= 0.8:
        return "this author posts seldom"
    if float(row["pickup_part"]) >= 0.6:
        return "the list passes on posts of this author more than of others"
    return "nothing that fits better is as new"


def _ago(hours: float) -> str:
    if hours < 1.5:
        return "within the last hour" if hours < 1 else "an hour ago"
    if hours < 48:
        return f"{hours:.0f} hours ago"
    return f"{hours / 24:.0f} days ago"
