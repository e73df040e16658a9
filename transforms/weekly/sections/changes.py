"""This week in one paragraph: the largest changes, each with its number, a way to it, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from transforms.weekly.document import Link, Paragraph, Piece, Section, Sentence
from transforms.weekly.language import joined
from transforms.weekly.sections import at_hand
from transforms.weekly.untrusted import place, shown

if TYPE_CHECKING:
    from transforms.weekly.desk import Desk

MOST = 5  # sentences
MOVED = ("new", "rising", "fading", "gone")


def tell(desk: Desk) -> Section:
    """Three to five changes, or that nothing changed that needs anybody; what leads, where no topic moved."""
    moved = topics(desk)[:2]
    sentences = [*moved, *links(desk)[:1], *phrases(desk)[:1], *people(desk)[:2]][:MOST]
    sentences.extend(late_replies(desk))
    if not desk.ask("heard"):
        blocks = [desk.paragraph("changes.nothing_heard", "warning")]
    elif not sentences:
        blocks = [desk.paragraph("changes.none"), *(Paragraph(joined(list(one))) for one in leading(desk))]
    else:
        told = sentences if moved else [*leading(desk), *sentences]
        blocks = [Paragraph(joined([piece for one in _offered_once(desk, told) for piece in (" ", *one)][1:]))]
    return Section("changes", desk.words.say("section.changes"), tuple(blocks))


def _offered_once(desk: Desk, told: list[Sentence]) -> Iterator[Sentence]:
    """A piece by its title the first time, then as the same piece: whom to offer it to is still a click away."""
    titles: set[str] = set()
    for sentence in told:
        pieces: list[Piece] = []
        for piece in sentence:
            if isinstance(piece, Link) and piece.href.startswith("#match-"):
                title = piece.text
                pieces.append(Link(desk.words.say("at_hand.same"), piece.href) if title in titles else piece)
                titles.add(title)
            else:
                pieces.append(piece)
        yield tuple(pieces)


def listed(desk: Desk) -> str:
    """How many are listed, of whom every count is a part."""
    return desk.words.say("people", n=len(desk.people))


def topics(desk: Desk) -> list[Sentence]:
    """The topics that moved most, largest first. A sensitive topic leads no report."""
    moved = [row for row in desk.ask("topics") if row["trend"] in MOVED and not row["is_sensitive"]]
    return [topic(desk, row) for row in sorted(moved, key=_by_size)]


def leading(desk: Desk) -> list[Sentence]:
    """The topic with the largest share, and that none moved."""
    rows = [row for row in desk.ask("topics") if row["voice_share"] and not row["is_sensitive"]]
    return [
        (*desk.words.sentence(
            "changes.leads" if any(row["trend"] != "not enough data" for row in rows) else "changes.leads.few",
            topic=Link(row["topic_name"], f"#{place('topic', row['topic_id'])}"),
            share=desk.words.share(row["voice_share"]),
            n=row["people"],
            people=listed(desk),
        ), *_then(at_hand.about(desk, row["topic_id"])))
        for row in rows[:1]
    ]  # fmt: skip


def _then(sentence: Sentence) -> Sentence:
    """After another sentence."""
    return (" ", *sentence) if sentence else ()


def topic(desk: Desk, row: dict[str, Any]) -> Sentence:
    told = desk.words.sentence(
        f"changes.topic.{row['trend']}",
        topic=Link(row["topic_name"], f"#{place('topic', row['topic_id'])}"),
        share=desk.words.share(row["voice_share"] or Decimal(0)),
        before=desk.words.share(row["voice_share_before"] or Decimal(0)),
        n=row["people"],
        people=listed(desk),
    )
    # what nobody speaks of any more, or less, needs no offer
    return told if row["trend"] in ("fading", "gone") else (*told, *_then(at_hand.about(desk, row["topic_id"])))


def _by_size(row: dict[str, Any]) -> tuple[Decimal, str]:
    return -abs((row["voice_share"] or 0) - (row["voice_share_before"] or 0)), row["topic_id"]


def links(desk: Desk) -> list[Sentence]:
    """The page that most people passed on, where it is a quarter of them and three at least."""
    enough = max(3, len(desk.people) / 4)
    return [
        desk.words.sentence(
            "changes.link",
            n=row["people"],
            people=listed(desk),
            page=Link(
                shown(row["title"] or row["site"] or row["canonical_url"], 90), f"#{place('link', row['link_id'])}"
            ),
        )
        for row in desk.ask("links")
        if row["is_first_week"] and row["people"] >= enough
    ]


def phrases(desk: Desk) -> list[Sentence]:
    """The phrase of two words or more that rose most."""
    enough = max(3, len(desk.people) / 5)
    return [
        desk.words.sentence(
            "changes.phrase",
            phrase=Link(shown(row["phrase"], 60), f"#{place('phrase', row['phrase'])}"),
            n=row["people"],
            people=listed(desk),
            days=desk.words.say("days", n=row["days"]),
            before=desk.words.decimal(row["posts_before"]),
        )
        for row in desk.ask("phrases")
        if row["people"] >= enough and " " in row["phrase"]
    ]


def people(desk: Desk) -> list[Sentence]:
    """What people took up or left, those who matter most first; never on too little data."""
    moved = [
        row
        for row in desk.ask("person_interests")
        if row["trend"] in ("new", "rising", "gone") and row["confidence"] != "not enough data"
        and row["influencer_id"] in desk.people
    ]  # fmt: skip
    return [
        (*desk.words.sentence(
            f"changes.person.{row['trend']}",
            person=desk.person(row["influencer_id"]),
            topic=Link(row["topic_name"], f"#{place('topic', row['topic_id'])}"),
            between=desk.words.between(row["low_share"], row["high_share"]),
        ), *_then(at_hand.about(desk, row["topic_id"], row["influencer_id"]) if row["trend"] != "gone" else ()))
        for row in sorted(
            moved,
            key=lambda row: (desk.people[row["influencer_id"]]["tier"] or 9, -row["interest_share"], row["topic_id"]),
        )
    ]  # fmt: skip


def late_replies(desk: Desk) -> list[Sentence]:
    """Who waits longer than promised: what needs somebody even in a quiet week."""
    (counts,) = desk.ask("answered")
    if not counts["late"]:
        return []
    return [
        desk.words.sentence(
            "changes.late",
            n=counts["late"],
            all=counts["open"],
            people=desk.words.say("people", n=counts["late_people"]),
            queue=Link(desk.words.say("changes.late.link"), "#replies"),
        )
    ]
