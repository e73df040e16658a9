"""People: an index with a line each, and a page a person."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from transforms.weekly.document import Block, Link, Paragraph, Row, Section, Sentence, Table, Tone
from transforms.weekly.language import joined
from transforms.weekly.sections import before, presence
from transforms.weekly.sections.interests import APART, trend
from transforms.weekly.untrusted import place, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from transforms.weekly.desk import Desk
    from transforms.weekly.language import Language

MOST_INTERESTS = 5
MOST_NAMED, MOST_LETTERS = 3, 60  # of what waits to be done towards one person, on their page
MOVED = ("new", "rising", "fading", "gone")


class People:
    """What is known of each, laid out once for the index and the pages."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.interests = by_person(desk.ask("person_interests"))
        self.posts = by_person(desk.ask("person_posts"))
        self.links = by_person(desk.ask("person_links"))
        self.presence = by_person(desk.ask("presence")) if desk.has("marts.presence") else {}
        self.outcomes = by_person(desk.ask("outcomes")) if desk.has("marts.outcomes") else {}
        self.waits = self.wait()

    def index(self) -> Section:
        """One line a person: main interest, newest change, what was heard."""
        desk = self.desk
        columns = (
            desk.column("person", "words"), desk.column("role"), desk.column("organisation"),
            desk.column("tier", "number"),
            desk.column("main_interest", "words", "not_enough"), desk.column("newest_change", "words", "no_change"),
            desk.column("to_do", none="nothing_to_do"), desk.column("last_contact", "words", "no_contact"),
            desk.column("posts_heard", "number"),
            desk.column("influencer_id", "id"),
        )  # fmt: skip
        rows = [
            Row(
                f"{place('person', key)}-line",
                (
                    (desk.person(key),), shown(row["role"], 60) or None, shown(row["organisation"], 80) or None,
                    row["tier"], self.main_interest(key), self.newest_change(key),
                    self.counted(key), self.last_contact(key), row["posts"], key,
                ),
                self.tone(key),
            )
            for key, row in desk.people.items()
        ]  # fmt: skip
        return Section("people", desk.words.say("section.people"), (desk.table("people", columns, rows),))

    def tone(self, key: str) -> Tone:
        return "" if self.main_interest(key) else "quiet"

    def main_interest(self, key: str) -> Sentence | None:
        """The largest interest with its interval; None on too little data."""
        for row in self.interests[key]:
            if row["confidence"] != "not enough data":
                return self.desk.words.sentence(
                    "main_interest", topic=shown(row["topic_name"], 80), between=self.between(row)
                )
        return None

    def between(self, row: dict[str, Any]) -> str:
        return self.desk.words.between(row["low_share"], row["high_share"])

    def newest_change(self, key: str) -> Sentence | None:
        """What they took up or left, the largest first."""
        for row in self.interests[key]:
            if row["trend"] in MOVED and row["confidence"] != "not enough data":
                return (f"{trend(self.desk, row['trend'])}: {shown(row['topic_name'], 80)}",)
        return None

    def last_contact(self, key: str) -> Sentence | None:
        """What the brand did last towards them, and when."""
        for row in self.outcomes.get(key, ()):
            return (f"{self.desk.words.word('act', row['act'])}, {self.desk.words.day(row['act_at'].date())}",)
        return None

    def waiting(self, key: str) -> Iterator[tuple[str, list[Link]]]:
        """What waits to be done towards them, by kind: to answer, to offer, to share; each leading to its row."""
        for kind in ("answer", "offer", "share"):
            yield kind, [self.one(row) for row in self.waits[kind].get(key, ())]

    def wait(self) -> dict[str, dict[str, list[dict[str, Any]]]]:
        """Rows that wait for somebody to decide: kind -> person -> rows, in their order."""
        ask = self.desk.ask
        offers = sorted(ask("offers"), key=lambda row: (-row["score"], row["recommendation_id"]))
        replies = (row for row in ask("replies") if row["state"] == "open")
        mine = {
            "answer": ((row["author_influencer_id"], row) for row in replies),
            "offer": ((row["influencer_id"], row) for row in offers),
            "share": (
                (person, row)
                for row in ask("reshares")
                for person in sorted({row["author_influencer_id"], row["sharer_influencer_id"]} - {None})
            ),
        }
        told: dict[str, dict[str, list[dict[str, Any]]]] = {kind: defaultdict(list) for kind in mine}
        for kind, rows in mine.items():
            for person, row in rows:
                if self.may_tell(row) and not self.desk.decided(row["recommendation_id"]):
                    told[kind][person].append(row)
        return told

    def may_tell(self, row: dict[str, Any]) -> bool:
        """Whether a page of one person may rest on it: they can be met there, and it is not for the list only."""
        return bool(row["platform"]) and self.desk.config.brand.uses.get(row["platform"]) != "list only"

    def one(self, row: dict[str, Any]) -> Link:
        """One thing that waits, by its first words; late where it is."""
        first = row["title"] or row.get("text") or row.get("canonical_url") or row.get("url")
        words = shown(first, MOST_LETTERS) or self.desk.words.say("post_gone")
        told = f"{words} ({self.desk.words.say('late')})" if row.get("is_late") else words
        return Link(told, f"#{place(row['recommendation_id'])}")

    def counted(self, key: str) -> str | None:
        """How much of each kind waits."""
        say = self.desk.words.say
        return ", ".join(say(f"to_do.{kind}.n", n=len(told)) for kind, told in self.waiting(key) if told) or None

    def to_do(self, key: str) -> Paragraph:
        """What waits, in words; that nothing does."""
        words = self.desk.words
        told = [
            words.sentence(f"to_do.{kind}", told=words.listed([*links[:MOST_NAMED], *_more(words, len(links))]))
            for kind, links in self.waiting(key)
            if links
        ]
        if not told:
            return self.desk.paragraph("to_do.nothing", "quiet")
        return Paragraph(joined([piece for one in told for piece in (" ", *one)][1:]))

    def pages(self) -> Iterator[Section]:
        """A page a person, in the order of the index."""
        for key, row in self.desk.people.items():
            yield Section(place("person", key), self.desk.name(key), tuple(self.page(key, row)))

    def page(self, key: str, row: dict[str, Any]) -> Iterator[Block]:
        desk = self.desk
        who = ", ".join(filter(None, (shown(row["role"], 60), shown(row["organisation"], 80))))
        yield desk.paragraph(
            "person.who", who=who or desk.words.say("person.nothing_known"), tier=row["tier"] or "–",
            posts=desk.words.say("posts_n", n=row["posts"]), heard=row["complete_accounts"],
            accounts=desk.words.say("accounts", n=row["accounts"]),
        )  # fmt: skip
        yield self.to_do(key)
        yield self.interest_table(key)
        yield self.post_table(key)
        yield self.link_table(key)
        if self.presence:
            yield from presence.of_person(desk, self.presence.get(key, []))
        if desk.has("marts.outcomes"):
            rows = [before.outcome_row(desk, one, person=False) for one in self.outcomes.get(key, [])[:8]]
            yield desk.table("person_outcomes", before.outcome_columns(desk, person=False), rows)

    def interest_table(self, key: str) -> Table:
        """Their interests with intervals, what sets them apart, and the posts behind it."""
        desk = self.desk
        columns = (
            desk.column("topic"), desk.column("interest_share", "share"), desk.column("between", none="not_enough"),
            desk.column("baseline", "share"), desk.column("apart"), desk.column("trend", "words"),
            desk.column("confidence"), desk.column("effective_posts", "decimal"), desk.column("posts", "posts"),
        )  # fmt: skip
        rows = [
            Row(
                place("interest", key, row["topic_id"]),
                (
                    shown(row["topic_name"], 80), row["interest_share"], self.between(row), row["baseline_share"],
                    self.apart(row), trend(desk, row["trend"]), desk.words.word("confidence", row["confidence"]),
                    row["topic_posts"], desk.posts_of(row["evidence_post_ids"]),
                ),
                "quiet" if row["confidence"] == "not enough data" else "",
            )
            for row in self.interests[key][:MOST_INTERESTS]
        ]  # fmt: skip
        return desk.table("person_interests", columns, rows)

    def apart(self, row: dict[str, Any]) -> str:
        """Whether it sets them apart from the list."""
        score = row["z_score"] or Decimal(0)
        if abs(score) < APART:
            return self.desk.words.say("apart.as_the_list")
        return self.desk.words.say(
            "apart.more" if score > 0 else "apart.less", lift=self.desk.words.decimal(row["lift"])
        )

    def post_table(self, key: str) -> Table:
        """Their newest posts."""
        desk = self.desk
        columns = (desk.column("post", "words"), desk.column("platform"), desk.column("published", "time"))
        rows = [
            Row(
                place("newest", key, row["post_id"]),
                (
                    (desk.web(shown(row["title"] or row["text"], 140) or desk.words.word("kind", row["kind"]),
                        row["url"]),),
                    desk.platform(row["platform"]), row["created_at"],
                ),
            )
            for row in self.posts[key]
        ]  # fmt: skip
        return desk.table("person_posts", columns, rows)

    def link_table(self, key: str) -> Table:
        """What they share."""
        desk = self.desk
        columns = (desk.column("page", "words"), desk.column("site"), desk.column("week", "date"),
                   desk.column("people_too", "number"))  # fmt: skip
        rows = [
            Row(
                place("shared", key, row["canonical_url"]),
                (
                    (desk.web(shown(row["title"] or row["canonical_url"], 100), row["canonical_url"]),),
                    shown(row["site"], 60) or None, row["week_start"], row["people"],
                ),
            )
            for row in self.links[key]
        ]  # fmt: skip
        return desk.table("person_links", columns, rows)


def _more(words: Language, n: int) -> list[str]:
    return [words.say("and_more", n=n - MOST_NAMED)] if n > MOST_NAMED else []


def by_person(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    told: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        told[row["influencer_id"]].append(row)
    return told
