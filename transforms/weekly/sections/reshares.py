"""The reshare queue: what of theirs to pass on, why, until when, and with which words."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from transforms.weekly import reasons
from transforms.weekly.document import Block, Card, Row, Section, Sentence
from transforms.weekly.untrusted import place, shown

if TYPE_CHECKING:
    from transforms.weekly.desk import Desk


SOON = timedelta(hours=24)  # an end so near is said beside it
_CREATIVE = re.compile(
    r"(?:https?://creativecommons\.org/licenses/|cc-)(?P<kind>by(?:-(?:nc|nd|sa))*)[/-](?P<version>\d\.\d)/?(?:deed\.\w+)?",
    re.IGNORECASE,
)


def tell(desk: Desk) -> Section:
    """The table to work through, then the words to post, a card each."""
    rows = desk.ask("reshares")
    blocks: list[Block] = [queue(desk, rows)]
    blocks.extend(to_post(desk, row) for row in rows)
    return Section("reshares", desk.words.say("section.reshares"), tuple(blocks))


def queue(desk: Desk, rows: list[dict[str, Any]]) -> Any:
    columns = (
        desk.column("decided", "decided", none="empty"), desk.column("place", "number"), desk.column("author", "words"),
        desk.column("platform"), desk.column("post", "words"), desk.column("why"), desk.column("until", "time"),
        desk.column("look_at", none="nothing_to_look_at"), desk.column("permission", aside=True),
        desk.column("published", "time", aside=True), desk.column("seen_online", "time", aside=True),
        desk.column("credit", aside=True), desk.column("posts", "posts"), desk.column("recommendation_id", "id"),
    )  # fmt: skip
    told = [
        Row(
            place(row["recommendation_id"]),
            (
                desk.decided(row["recommendation_id"]), row["place"], author(desk, row), desk.platform(row["platform"]),
                (desk.web(shown(row["title"] or row["text"] or row["url"], 160), row["url"]),),
                shown(reasons.reshare(desk.words, row), 300) or None, row["expires_at"], look_at(desk, row),
                permission(desk, row), row["created_at"], row["last_seen_online_at"],
                next((line for _, line in credit(desk, row)), None),
                desk.posts(row["evidence_post_ids"]), row["recommendation_id"],
            ),
        )
        for row in rows
    ]  # fmt: skip
    return desk.table("reshares", columns, told)


def author(desk: Desk, row: dict[str, Any]) -> Sentence:
    """Who wrote it; through whom it came, where that is somebody else."""
    wrote = row["author_influencer_id"]
    person = desk.person(wrote) if wrote else shown(row["author_name"] or row["author_handle"], 80)
    sharer = row["sharer_influencer_id"]
    if sharer and sharer != wrote:
        return desk.words.sentence("author.via", author=person or desk.words.say("unknown"), via=desk.person(sharer))
    return (person,)


def permission(desk: Desk, row: dict[str, Any]) -> str:
    return desk.words.word("permission", row["permission"])


def look_at(desk: Desk, row: dict[str, Any]) -> str | None:
    """What a person should look at before it is passed on."""
    left = row["expires_at"] - desk.as_of
    flags = [desk.words.say("hours_left", n=max(1, left // timedelta(hours=1)))] if left < SOON else []
    flags += [desk.words.say("ask_first")] if row["permission"] == "needed" else []
    flags += [shown(desk.words.word("flag", flag), 120) for flag in row["safety_flags"] or ()]
    if row["disclosure"]:
        flags.append(desk.words.say("disclosure", what=shown(row["disclosure"], 120)))
    if row["license"]:
        flags.append(desk.words.say("license", what=shown(licence(row["license"]), 80)))
    return "; ".join(flags) or None


def card(desk: Desk, row: dict[str, Any], *, kicker: str = "", key: str = "") -> Card:
    """One reshare with the words to post; the original of everything told leads to its page."""
    say = desk.words.say
    facts: list[tuple[str, Sentence]] = [
        (say("fact.whom"), author(desk, row)),
        (say("fact.why"), (shown(reasons.reshare(desk.words, row), 300),)),
        (say("fact.until"), (desk.until(row["expires_at"]),)),
        (say("fact.how"), (how(desk, row),)),
    ]
    if found := look_at(desk, row):
        facts.append((say("fact.look_at"), (found,)))
    facts += other_origin(desk, row)
    kicker = kicker or say("kicker.reshare", place=row["place"], platform=desk.platform(row["platform"]))
    return _card(desk, row, key or f"{place(row['recommendation_id'])}-card", kicker, facts)


def to_post(desk: Desk, row: dict[str, Any]) -> Card:
    """The words to post one reshare with: why, until when and what to look at stand in the table above."""
    say = desk.words.say
    facts: list[tuple[str, Sentence]] = [
        (say("fact.whom"), author(desk, row)),
        (say("fact.how"), (how(desk, row),)),
        *other_origin(desk, row),
    ]
    kicker = say("kicker.reshare", place=row["place"], platform=desk.platform(row["platform"]))
    return _card(desk, row, f"{place(row['recommendation_id'])}-card", kicker, facts)


def licence(told: str) -> str:
    """A licence of Creative Commons by its short name."""
    found = _CREATIVE.fullmatch(told.strip())
    return f"CC {found['kind'].upper()} {found['version']}" if found else told


def other_origin(desk: Desk, row: dict[str, Any]) -> list[tuple[str, Sentence]]:
    """From whom it is, where that is more than whose it is."""
    if row["origin_from"] and (row["origin_via"] or row["origin_from"] not in map(str, author(desk, row))):
        return [(desk.words.say("fact.origin"), origin(desk, row))]
    return []


def _card(desk: Desk, row: dict[str, Any], key: str, kicker: str, facts: list[tuple[str, Sentence]]) -> Card:
    say = desk.words.say
    ready = tuple((say("ready.credit", platform=names), line) for names, line in credit(desk, row))
    title = desk.web(shown(row["title"] or row["text"] or row["url"], 160), row["url"])
    return Card(key, kicker, (title,), tuple((name, told) for name, told in facts if told != ("",)), ready)


def credit(desk: Desk, row: dict[str, Any]) -> list[tuple[str, str]]:
    """Each credit line after the platforms it is for; that of the post's own platform comes first."""
    by_line: dict[str, list[str]] = defaultdict(list)
    lines = sorted(mapping(row["credit_lines"]).items(), key=lambda one: (one[0] != row["platform"], one[0]))
    for platform, line in lines:
        by_line[shown(line, 1000)].append(desk.platform(platform))
    return [("".join(map(str, desk.words.listed(list(names)))), line) for line, names in by_line.items()]


def how(desk: Desk, row: dict[str, Any]) -> str:
    return desk.words.say(
        "how", action=desk.words.word("action", row["share_action"]), permission=permission(desk, row),
        seen=desk.words.moment(row["last_seen_online_at"]),
    )  # fmt: skip


def origin(desk: Desk, row: dict[str, Any]) -> Sentence:
    """From whom it is, and through whom it was found."""
    made = desk.web(shown(row["origin_from"], 120), row["origin_from_url"])
    if not row["origin_via"]:
        return (made,)
    return desk.words.sentence(
        "author.via", author=made, via=desk.web(shown(row["origin_via"], 120), row["origin_via_url"])
    )


def mapping(told: Any) -> dict[str, str]:
    """A MAP of DuckDB, as the driver hands it out."""
    if isinstance(told, str):
        return dict(json.loads(told))
    return dict(told or {})
