"""The desk a report is written at: what to ask, of whom, in which language, and which posts have been cited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from transforms.weekly import queries
from transforms.weekly.document import CitedPost, Column, Link, Paragraph, Posts, Row, Sentence, Table, Tone, Week
from transforms.weekly.untrusted import address, place, shown

if TYPE_CHECKING:
    import duckdb

    from config import Config
    from transforms.weekly.language import Language

MOST_CITED = 5  # posts behind one number


@dataclass
class Desk:
    """One report in the making. `as_of`: the moment it is told for (UTC, without a zone, as the warehouse keeps it)."""

    con: duckdb.DuckDBPyConnection
    config: Config
    week: Week
    as_of: datetime
    words: Language
    numbers: dict[str, int] = field(default_factory=dict)
    unlisted: set[str] = field(default_factory=set)

    def ask(self, name: str, **more: Any) -> list[dict[str, Any]]:
        """The rows of a query of sql/reports; each is asked once, however many sections tell of it."""
        if more:
            return queries.ask(self.con, name, week_start=self.week.start, as_of=self.as_of, **more)
        if name not in self._answers:
            self._answers[name] = queries.ask(self.con, name, week_start=self.week.start, as_of=self.as_of)
        return self._answers[name]

    @cached_property
    def _answers(self) -> dict[str, list[dict[str, Any]]]:
        return {}

    def has(self, *tables: str) -> bool:
        """True where the warehouse holds these tables; a copy of an older version may lack the newer ones."""
        return self._tables.issuperset(tables)

    @cached_property
    def _tables(self) -> frozenset[str]:
        rows = self.con.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
        return frozenset(name for (name,) in rows)

    @cached_property
    def people(self) -> Mapping[str, dict[str, Any]]:
        """Everyone who is listed, by id."""
        return {row["influencer_id"]: row for row in self.ask("people")}

    def name(self, influencer_id: str | None) -> str:
        """What a person is called; the id of one who is not listed any more."""
        row = self.people.get(influencer_id or "")
        return shown(row["influencer_name"] if row else influencer_id, 80)

    def person(self, influencer_id: str) -> Link | str:
        """A person's name, leading to their page."""
        if influencer_id not in self.people:
            return self.name(influencer_id)
        return Link(self.name(influencer_id), f"#{place('person', influencer_id)}")

    def persons(self, ids: Iterable[str], most: int = 6) -> Sentence:
        """Names, the first so many, and how many more."""
        told = sorted(set(ids), key=lambda one: (self.people.get(one, {}).get("tier") or 9, self.name(one)))
        names: list[Any] = [self.person(one) for one in told[:most]]
        if len(told) > most:
            names.append(self.words.say("and_more", n=len(told) - most))
        return self.words.listed(names)

    def posts_of(self, ids: Iterable[str] | None, most: int = 3) -> Posts:
        """Evidence on a person's page, cited by day: thousands of them would drown the list of posts."""
        chosen = tuple(list(ids or ())[:most])
        self.unlisted.update(chosen)
        return Posts(chosen)

    def posts(self, ids: Iterable[str] | None, most: int = MOST_CITED) -> Posts:
        """Evidence; each post gets its number in the list of cited posts."""
        chosen = tuple(list(ids or ())[:most])
        for one in chosen:
            self.numbers.setdefault(one, len(self.numbers) + 1)
        return Posts(chosen)

    def decided(self, recommendation_id: str) -> str | None:
        """The last word of decisions.csv on it."""
        told = [one for one in self.config.decisions if one.recommendation_id == recommendation_id]
        return max(told, key=lambda one: str(one.on or "")).decided if told else None

    def cited(self) -> dict[str, CitedPost]:
        """All that was cited, by id, in the order of the numbers; of a post that is gone only the id."""
        wanted = self.numbers | dict.fromkeys(sorted(self.unlisted - self.numbers.keys()), 0)
        rows = {row["post_id"]: row for row in self.ask("cited_posts", post_ids=list(wanted))}
        return {one: self._cited(one, number, rows.get(one)) for one, number in wanted.items()}

    def _cited(self, post_id: str, number: int, row: dict[str, Any] | None) -> CitedPost:
        if row is None:
            gone = self.words.say("post_gone")
            return CitedPost(
                post_id,
                number,
                str(number) if number else self.words.say("gone"),
                "",
                post_id.split(":", 1)[0],
                None,
                gone,
                "",
            )
        who = row["influencer_name"] or row["author_name"] or row["display_name"] or row["author_handle"]
        url = address(row["url"]) or address(row["canonical_url"])
        kind = self.words.word("kind", row["kind"])
        told = row["title"] or row["text"] or (f"{kind}: {row['reposted']}" if row["reposted"] else kind)
        label = str(number) if number else self._day(row["created_at"].date())
        return CitedPost(
            post_id, number, label, shown(who or row["handle"], 80), row["platform"], row["created_at"],
            shown(told, 160), url,
        )  # fmt: skip

    def _day(self, day: date) -> str:
        return self.words.day(day, year=day.year != self.week.start.year)

    def column(self, key: str, kind: Any = "text", none: str | None = None, *, aside: bool = False) -> Column:
        """A column, titled as the language has it; of moments with their zone."""
        title = self.words.say(f"column.{key}") + (", UTC" if kind == "time" else "")
        return Column(key, title, kind, "–" if none is None else self.words.say(none), aside)

    def until(self, moment: datetime) -> str:
        """An end as a day, or as an hour of it where it is near."""
        is_near = moment - self.as_of < timedelta(days=3)
        return self.words.moment(moment) if is_near else self.words.day(moment.date())

    def best_time(self) -> Column:
        """When somebody is there most, by the brand's clock, which the head names once."""
        title = f"{self.words.say('column.when')}, {self.config.brand.reply.time_zone}"
        return Column("when", title, "text", self.words.say("not_enough"))

    def table(self, key: str, columns: tuple[Column, ...], rows: list[Row], **values: Any) -> Table:
        """A table whose sheet, caption and words for "nothing" stand in the language's list under its key."""
        say = self.words.say
        return Table(
            key, say(f"sheet.{key}"), say(f"caption.{key}", **values), columns, tuple(rows), say(f"empty.{key}")
        )

    def paragraph(self, key: str, tone: Tone = "", **values: Any) -> Paragraph:
        return Paragraph(self.words.sentence(key, **values), tone)

    def platform(self, platform: str) -> str:
        return self.words.word("platform", platform)

    def web(self, text: str, url: str | None) -> Link | str:
        """Words that lead to a page, where its address is one to follow."""
        found = address(url)
        return Link(text, found) if found else text
