"""The three things to do this week: the best reshare, the best offer, the most overdue reply; each ready to copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transforms.weekly.document import Block, Section
from transforms.weekly.sections import offers, replies, reshares

if TYPE_CHECKING:
    from transforms.weekly.desk import Desk


def tell(desk: Desk) -> Section:
    """A card each; where there is none, one sentence says so."""
    blocks: list[Block] = []
    say = desk.words.say
    if found := desk.ask("reshares"):
        kicker = say("kicker.best_reshare", platform=desk.platform(found[0]["platform"]))
        blocks.append(reshares.card(desk, found[0], kicker=kicker, key="best-reshare"))
    else:
        blocks.append(desk.paragraph("three.no_reshare", "quiet"))
    if open_offers := [row for row in desk.ask("offers") if not row["decided"] and row["platform"]]:
        best = max(open_offers, key=lambda row: (row["score"], row["recommendation_id"]))
        blocks.append(offers.card(desk, best, "best-offer"))
    else:
        blocks.append(desk.paragraph("three.no_offer", "quiet"))
    waiting = [row for row in desk.ask("replies") if row["state"] == "open"]
    if waiting:
        blocks.append(replies.card(desk, waiting[0], "first-reply"))
    else:
        blocks.append(desk.paragraph("three.no_reply", "quiet"))
    return Section("three", say("section.three"), tuple(blocks))
