"""The story: who is who, and who said what, where and when.

Read from cast.yaml (names), config/ (the accounts, as Earshot itself is told them) and posts/*.yaml (every
post, written by hand). A post that stands on two platforms appears on the second 2 to 40 minutes later.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from config.handles import normalise_handle
from sample.invented import number

HERE = Path(__file__).parent
MONDAYS = tuple(datetime(2026, 9, 7, 6, tzinfo=UTC) + timedelta(weeks=week) for week in range(8))
MEMBERS = {"nora-petit": {"hackernews": "npetit"}}  # accounts that only ever answer somebody
BRIDGED = "mara-voss"  # Bridgy Fed copies her from Bluesky to the fediverse


@dataclass(frozen=True, slots=True)
class Person:
    """A person, a house or the brand. `handles`: by platform, as Earshot writes them; `tier` 0: bystander."""

    person_id: str
    name: str
    about: str
    cares_about: tuple[str, ...]
    handles: Mapping[str, str]
    tier: int


@dataclass(eq=False)
class Post:
    """One message. `places`: when it appeared on each platform; what it refers to is tied on later."""

    post_id: str
    author: Person
    places: dict[str, datetime]
    kind: str
    told: Mapping[str, Any]
    reply_to: Post | None = None
    quote: Post | None = None
    repost: Post | None = None
    answers: dict[str, list[Post]] = field(default_factory=lambda: defaultdict(list))

    @property
    def title(self) -> str:
        return str(self.told.get("title") or "")

    @property
    def language(self) -> str:
        return str(self.told.get("lang") or "en")

    @property
    def link(self) -> str | None:
        return self.told.get("link")

    @property
    def images(self) -> list[Mapping[str, str]]:
        return list(self.told.get("images") or [])

    @property
    def popular(self) -> float:
        return float(self.told.get("popular", 1.0))

    @property
    def is_sponsored(self) -> bool:
        return bool(self.told.get("sponsored"))

    @property
    def root(self) -> Post:
        """The first post of the conversation."""
        return self.reply_to.root if self.reply_to else self

    def edited_at(self, when: datetime) -> datetime | None:
        """When it was edited, where that has happened by `when`."""
        at = self.told["edited"]["at"] if "edited" in self.told else None
        return at if at and at <= when else None

    def text(self, when: datetime) -> str:
        """The words as they read at `when`, with people as @cast-id."""
        words = self.told["edited"]["text"] if self.edited_at(when) else self.told.get("text") or ""
        return str(words).strip()

    def is_there(self, platform: str, when: datetime) -> bool:
        """Whether `platform` shows it at `when`: posted, not deleted, no repost of something deleted."""
        gone = self.told.get("deleted")
        if platform not in self.places or self.places[platform] > when or (gone and gone <= when):
            return False
        origin = self.repost
        return origin is None or origin.is_there(origin.place_seen_from(platform), when)

    def place_seen_from(self, platform: str) -> str:
        """The platform itself, or Bluesky where only a bridge brings the post to Mastodon."""
        return platform if platform in self.places else "bluesky"

    def count(self, relation: str, platform: str, when: datetime) -> int:
        """How many answers of this relation the story itself holds; deleted ones were counted too."""
        return sum(1 for post in self.answers[relation] if post.places.get(platform, when) < when)


@dataclass(frozen=True, eq=False)
class Story:
    """All people by id, and all posts by id."""

    people: Mapping[str, Person]
    posts: Mapping[str, Post]
    listened: Mapping[str, list[Person]]  # by platform: whose accounts stand in config/
    accounts: Mapping[str, list[Person]]  # by platform: the same, and the bystanders

    def timeline(self, person: Person, platform: str, when: datetime) -> list[Post]:
        """What `platform` shows of a person at `when`, newest first."""
        there = (p for p in self.posts.values() if p.author is person and p.is_there(platform, when))
        return sorted(there, key=lambda post: post.places[platform], reverse=True)

    def changed(self, platform: str, when: datetime) -> Iterable[tuple[Post, bool]]:
        """(post, still there?) of those that appeared or went in the week before `when`."""
        week_ago = when - timedelta(weeks=1) if when > MONDAYS[0] else datetime.min.replace(tzinfo=UTC)
        for post in self.posts.values():
            if post.author not in self.accounts[platform] or post.places.get(platform, when) >= when:
                continue
            before, now = post.is_there(platform, week_ago), post.is_there(platform, when)
            if before != now or post.places[platform] > week_ago:
                yield post, now


def read_story() -> Story:
    """Everything, linked. Raises KeyError for a post that refers to one that nobody wrote."""
    people, listened, accounts = _people()
    posts: dict[str, Post] = {}
    for path in sorted((HERE / "posts").glob("*.yaml")):
        for told in yaml.safe_load(path.read_text("utf-8")):
            posts[told["id"]] = _post(told, people[told.get("by", path.stem)])
    for post in sorted(posts.values(), key=lambda one: min(one.places.values())):
        _link(post, posts, people)
    return Story(people, posts, listened, accounts)


_Accounts = dict[str, list[Person]]


def _people() -> tuple[dict[str, Person], _Accounts, _Accounts]:
    cast = yaml.safe_load((HERE / "cast.yaml").read_text("utf-8"))
    brand = yaml.safe_load((HERE / "config" / "brand.yaml").read_text("utf-8"))["accounts"]
    handles: dict[str, dict[str, str]] = defaultdict(dict)
    with (HERE / "config" / "accounts.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["influencer_id"], row["platform"], row["handle"]) for row in csv.DictReader(file)]
    for owner, platform, handle in rows + [(cast["brand"]["id"], *account) for account in brand.items()]:
        handles[owner][platform] = normalise_handle(platform, handle).handle
    listened_to = sorted(handles)
    bystanders = [one["id"] for one in cast["others"]]
    for one in cast["others"]:
        handles[one["id"]] |= one.get("accounts", {}) | MEMBERS.get(one["id"], {})
    people = {
        one["id"]: Person(
            one["id"], one["name"], one.get("organisation") or one.get("about", ""),
            tuple(one.get("cares_about", ())), handles[one["id"]], one.get("tier", 0),
        )
        for one in [*cast["influencers"], cast["brand"] | {"tier": 2}, *cast["others"]]
    }  # fmt: skip
    listened, accounts = _by_platform(people, listened_to), _by_platform(people, listened_to + bystanders)
    return people, listened, accounts


def _by_platform(people: Mapping[str, Person], ids: Iterable[str]) -> _Accounts:
    """Who has an account where; those who only ever answer are nobody's to read."""
    found: _Accounts = defaultdict(list)
    for person_id in ids:
        for platform in set(people[person_id].handles) - set(MEMBERS.get(person_id, {})):
            found[platform].append(people[person_id])
    return found


def _post(told: Mapping[str, Any], author: Person) -> Post:
    first, *others = told["on"]
    places = {first: told["at"]}
    for other in others:
        places[other] = told["at"] + timedelta(seconds=120 + number("cross-post", told["id"], other) % 2100)
    if unknown := set(places) - set(author.handles):
        raise KeyError(f"{told['id']}: {author.name} has no account on {', '.join(sorted(unknown))}")
    return Post(told["id"], author, places, told["kind"], told)


def _link(post: Post, posts: dict[str, Post], people: Mapping[str, Person]) -> None:
    """Tie a post to those it refers to; on each platform it must come after them."""
    for relation in ("reply_to", "quote", "repost"):
        aim = post.told.get(relation)
        if aim is None:
            continue
        other = posts[aim] if isinstance(aim, str) else _outsider(post, aim, people, posts)
        setattr(post, relation, other)
        other.answers[relation].append(post)
        for platform, at in post.places.items():
            seen = other.places[other.place_seen_from(platform)]
            post.places[platform] = max(at, seen + timedelta(seconds=20))


def _outsider(post: Post, aim: Mapping[str, str], people: Mapping[str, Person], posts: dict[str, Post]) -> Post:
    """The words of a bystander that a post answers; on Hacker News they stand below what its author said."""
    (platform, at) = next(iter(post.places.items()))
    asked = at - timedelta(seconds=240 + number("asked", post.post_id) % 4000)
    words = re.sub(r"@haldenheat\b", "@halden", aim["post"])
    told = {"id": f"{post.post_id}-asked", "text": words, "lang": post.language, "popular": 0.4}
    found = Post(f"{post.post_id}-asked", people[aim["by"]], {platform: asked}, "original", told)
    if platform == "hackernews":
        mine = [
            one for one in posts.values()
            if one.author is post.author and one is not post and one.places.get(platform, at) < at
        ]  # fmt: skip
        found.reply_to = max(mine, key=lambda one: one.places[platform])
        found.places[platform] = max(asked, found.reply_to.places[platform] + timedelta(minutes=3))
    posts[found.post_id] = found
    return found
