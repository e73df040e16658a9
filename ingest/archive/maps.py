"""A column map in YAML -> a Map. All its faults at once, each with file, line and remedy.

A map says what each column of a file means; ingest/maps/README.md lists every key. One that lies beside a file
(`posts.csv.map.yaml`) may build on a layout we know and then need only say who handed the file over.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from yaml.nodes import MappingNode

from config.faults import Faults, NotUnderstood, one_of, shown
from config.platforms import read_platform
from config.sections import Section, Spot, Value, open_section
from ingest.archive.takes import Take, check_pattern, raw, read_take
from ingest.archive.times import Clock, read_zone

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

READS = ("csv", "lines", "json", "jsonl", "arrays", "xlsx", "parquet")
TEXTS = (
    "native_id", "author", "author_native_id", "author_handle", "author_name", "kind", "title", "text", "html",
    "language", "url", "thread_id", "content_warning", "disclosure", "license", "visibility", "withheld",
)  # fmt: skip
COUNTS = ("likes", "replies", "reposts", "quotes", "views", "bookmarks")
TIMES = ("created_at", "edited_at", "counted_at")
WORDS = ("labels", "hashtags")  # lists of text
OBJECTS = {
    "links": ("url", "title", "author"),
    "media": ("kind", "url", "alt"),
    "mentions": ("native_id", "handle", "url"),
    "refs": ("relation", "native_id", "url", "author_native_id", "author_handle", "author_name", "text", "created_at",
             "state", *COUNTS[:5]),
}  # fmt: skip
NOT_FOR_RECORDS = ("native_id", "kind")


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list of objects; with `each` (a path to a list) one an element whose `where` is like `like`."""

    fields: Mapping[str, Take]
    each: Take | None = None
    where: Take | None = None
    like: str = ""


@dataclass(frozen=True, slots=True)
class Join:
    """A second file whose rows explain a column; `many`: all its rows of one key, as lists."""

    name: str
    file: str
    on: Take
    key: str
    many: bool
    header_file: str
    joins: tuple[Join, ...]
    spot: Spot


@dataclass(frozen=True, slots=True)
class Map:
    """What a file's columns mean, and how the file is to be read. `digest` changes when the map does."""

    spot: Spot
    name: str = ""
    platform: str = ""
    reads: str = ""
    files: tuple[str, ...] = ()
    looks_like: str = ""
    personal: bool = False
    encoding: str = ""
    delimiter: str = ""
    quote: str = '"'
    header: tuple[str, ...] = ()
    header_file: str = ""
    pattern: str = ""
    items: tuple[str, ...] = ()
    unwrap: str = ""
    author_in: str = ""
    mojibake: bool = False
    nothing: tuple[str, ...] = ()
    thousands: str = ""
    supplied_by: str = ""
    consent_basis: str = ""
    obtained_at: datetime | None = None
    clock: Clock = field(default_factory=Clock)
    takes: Mapping[str, Take] = field(default_factory=dict)
    clocks: Mapping[str, Clock] = field(default_factory=dict)
    lists: Mapping[str, tuple[Item, ...]] = field(default_factory=dict)
    joins: tuple[Join, ...] = ()
    digest: str = ""

    def constants(self) -> dict[str, str | None]:
        """What every landed page says of its map."""
        return {
            "name": self.name,
            "platform": self.platform,
            "digest": self.digest,
            "supplied_by": self.supplied_by or None,
            "consent_basis": self.consent_basis or None,
            "obtained_at": self.obtained_at.isoformat() if self.obtained_at else None,
        }


def read_map(path: Path, faults: Faults, base: Map | None = None) -> Map:
    """The map in a file, on top of a layout. What is wrong with it is added to `faults`."""
    keys = open_section(path, faults)
    before = base or Map(keys.spot)
    keys.value("layout")
    delimiter, quote, pattern, header = (keys.value(key) for key in ("delimiter", "quote", "pattern", "header"))
    if pattern:
        check_pattern(pattern)
    if (looks := keys.value("looks_like")) is not None:
        check_pattern(looks)
    takes, clocks, lists = _read_fields(keys.section("fields"))
    content = path.read_bytes() if path.is_file() else b""
    found = replace(
        before,
        spot=keys.spot if base is None else before.spot,
        name=path.name.removesuffix(".yaml") if base is None else before.name,
        platform=keys.read("platform", read_platform, before.platform),
        reads=keys.choice("reads", READS, before.reads),
        files=keys.texts("files") or before.files,
        looks_like=raw(looks) if looks else before.looks_like,
        personal=keys.flag("personal", before.personal),
        encoding=keys.text("encoding", before.encoding),
        delimiter=raw(delimiter) if delimiter else before.delimiter,
        quote=before.quote if quote is None else "" if raw(quote) == "none" else raw(quote),
        header=tuple(raw(one) for one in header.items()) if header else before.header,
        header_file=keys.text("header_file", before.header_file),
        pattern=raw(pattern) if pattern else before.pattern,
        items=keys.texts("items") or before.items,
        unwrap=keys.text("unwrap", before.unwrap),
        author_in=keys.text("author_in", before.author_in),
        mojibake=keys.flag("mojibake", before.mojibake),
        nothing=keys.texts("nothing") or before.nothing,
        thousands=keys.text("thousands", before.thousands),
        supplied_by=keys.text("supplied_by", before.supplied_by),
        consent_basis=keys.text("consent_basis", before.consent_basis),
        obtained_at=keys.read("obtained_at", _instant, before.obtained_at),
        clock=_read_clock(keys.value("times"), before.clock),
        takes={**before.takes, **takes},
        clocks={**before.clocks, **clocks},
        lists={**before.lists, **lists},
        joins=tuple(_read_join(one) for one in keys.items("joins")) or before.joins,
        digest=hashlib.sha256(before.digest.encode() + content).hexdigest()[:16],
    )
    keys.close()
    return found


def _read_fields(keys: Section) -> tuple[dict[str, Take], dict[str, Clock], dict[str, tuple[Item, ...]]]:
    takes: dict[str, Take] = {}
    clocks: dict[str, Clock] = {}
    lists: dict[str, tuple[Item, ...]] = {}
    for name in (*TEXTS, *COUNTS):
        if value := keys.value(name):
            takes[name] = read_take(value)
    for name in TIMES:
        if value := keys.value(name):
            takes[name], clocks[name] = _read_time(value)
    for name in WORDS:
        if value := keys.value(name):
            is_each = isinstance(value.node, MappingNode) and any(key.value == "each" for key, _ in value.node.value)
            if is_each:
                lists[name] = (_read_item(value, ("take",)),)
            else:
                takes[name] = read_take(value)
    for name, allowed in OBJECTS.items():
        if value := keys.value(name):
            entries = (value,) if value.is_section else value.items()
            lists[name] = tuple(_read_item(one, allowed) for one in entries)
    keys.close()
    return takes, clocks, lists


def _read_item(value: Value, allowed: tuple[str, ...]) -> Item:
    keys = value.section()
    each, where, like = keys.value("each"), keys.value("where"), keys.value("like")
    if like:
        check_pattern(like)
    fields = {name: read_take(told) for name in allowed if (told := keys.value(name))}
    keys.close()
    if not fields:
        value.spot.fault("names no value", f"write at least one of {one_of(allowed)}")
    return Item(
        fields,
        read_take(each) if each else None,
        read_take(where) if where else None,
        raw(like) if like else "",
    )


def _read_time(value: Value) -> tuple[Take, Clock]:
    """A take, or {at: a take, format: ..., zone: ...}."""
    if isinstance(value.node, MappingNode) and any(key.value == "at" for key, _ in value.node.value):
        keys = value.section()
        at = keys.value("at")
        own = Clock(tuple(raw(one) for one in keys.items("format")), keys.read("zone", read_zone, ""))
        keys.close()
        assert at is not None
        return read_take(at), own
    return read_take(value), Clock()


def _read_clock(value: Value | None, before: Clock) -> Clock:
    if value is None:
        return before
    keys = value.section()
    clock = Clock(
        tuple(raw(one) for one in keys.items("format")) or before.formats,
        keys.read("zone", read_zone, before.zone),
    )
    for wrong in clock.wrong_formats():
        value.spot.fault(
            f"{shown(wrong)} is no date format",
            "write iso, epoch, epoch_ms or a form such as '%d.%m.%Y %H:%M'",
        )
    keys.close()
    return clock


def _read_join(value: Value) -> Join:
    keys = value.section()
    on = keys.value("on")
    join = Join(
        name=keys.text("name"),
        file=keys.text("file"),
        on=read_take(on) if on else Take("ref", "", (), (), value.spot),
        key=keys.text("key"),
        many=keys.flag("many", default=False),
        header_file=keys.text("header_file"),
        joins=tuple(_read_join(one) for one in keys.items("joins")),
        spot=value.spot,
    )
    keys.close()
    if not (join.name and join.file and on and join.key) or "/" in join.file or "\\" in join.file:
        value.spot.fault(
            "is no whole join",
            "write name, file (a file name beside this one), on (our column) and key (its column)",
        )
    return join


def _instant(text: str) -> datetime:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise NotUnderstood(
            f"{shown(text)} is no date", "write the day or time of the export, such as 2026-03-31"
        ) from None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
