"""What there is to do about a change: a piece to offer, a post to share, or that there is nothing on it yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transforms.weekly.document import Link, Sentence
from transforms.weekly.untrusted import place, shown

if TYPE_CHECKING:
    from transforms.weekly.desk import Desk


def about(desk: Desk, topic_id: str, influencer_id: str | None = None) -> Sentence:
    """The so-what of a topic, or of one person's part in it, as a sentence; empty where nothing is at hand."""
    return _offer(desk, topic_id, influencer_id) or _share(desk, topic_id, influencer_id) or _gap(desk, topic_id)


def _offer(desk: Desk, topic_id: str, influencer_id: str | None) -> Sentence:
    """The best offer of a piece on it to somebody who can be reached; to one person, whatever of it fits them most."""
    rows = [row for row in desk.ask("offers") if not row["decided"] and row["platform"]]
    pieces = {row["content_item_id"] for row in rows if row["topic_id"] == topic_id}
    for row in sorted(rows, key=lambda row: (-row["score"], row["recommendation_id"])):
        if row["content_item_id"] not in pieces or (influencer_id is None and row["topic_id"] != topic_id):
            continue
        if influencer_id in (None, row["influencer_id"]):
            item = Link(shown(row["title"] or row["canonical_url"], 80), f"#{place(row['recommendation_id'])}")
            if influencer_id:
                return desk.words.sentence("at_hand.offer", item=item)
            return desk.words.sentence("at_hand.offer_to", item=item, person=desk.person(row["influencer_id"]))
    return ()


def _share(desk: Desk, topic_id: str, influencer_id: str | None) -> Sentence:
    """The first post on it in the reshare queue."""
    for row in desk.ask("reshares"):
        if row["topic_id"] == topic_id and influencer_id in (
            None, row["author_influencer_id"], row["sharer_influencer_id"]
        ):  # fmt: skip
            words = shown(row["title"] or row["text"] or row["url"], 80)
            return desk.words.sentence("at_hand.share", post=Link(words, f"#{place(row['recommendation_id'])}"))
    return ()


def _gap(desk: Desk, topic_id: str) -> Sentence:
    """That several care about it and we have nothing."""
    for row in desk.ask("gaps"):
        if row["topic_id"] == topic_id:
            gap = Link(desk.words.say("at_hand.gap.link"), f"#{place(row['recommendation_id'])}")
            return desk.words.sentence("at_hand.gap", gap=gap)
    return ()
