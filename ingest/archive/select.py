"""A Map and the columns of a file -> the SQL that turns a batch of records into JSON texts.

Values stay as the file tells them; only what no other file writes alike is put right here: dates become ISO 8601 in
UTC, lists become lists, counts lose the separators that the map names. A record that must be refused gets a `fault`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.archive.maps import COUNTS, TIMES, WORDS, Item, Map
from ingest.archive.takes import Ref, Take, column_ref, json_path, literal, path_ref, sql
from ingest.archive.times import iso, moment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.archive.rows import Batch

MOST_TEXT = 100_000  # characters
_KEPT_EMPTY = ("text", "html")  # an empty text is a text; any other empty cell is "not told"


@dataclass(frozen=True, slots=True)
class Joined:
    """Files that explain columns. `columns`: "<join>.<column>" -> SQL; `lists`: those that hold lists; `on`: the
    takes that lead there.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    lists: frozenset[str] = frozenset()
    on: tuple[tuple[str, Take], ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """`told`: SQL that makes the table `told` out of `batch`; `fields`: the record's fields in it."""

    told: str
    fields: tuple[str, ...]
    width: int


def select(found: Map, batch: Batch, joins: Joined) -> Selection:
    """The SELECT of a file whose batches look like `batch`, with the files that explain it.

    What the map names and the file has not becomes a fault of the map.
    """
    ref, source = _source(found, batch, joins.columns)
    lists = joins.lists | {batch.names[number] for number in batch.lists}
    columns: dict[str, str] = {}
    for name, take in found.takes.items():
        value = sql(take, ref)
        if name in WORDS:
            columns[name] = _words(value, _is_list(take, lists))
        elif name in TIMES:
            columns[f"{name}_told"] = f"nullif({value}, '')"
            columns[name] = iso(moment(value, found.clock.but(found.clocks.get(name))))
        elif name in COUNTS:
            columns[name] = _count(value, found.thousands)
        else:
            columns[name] = value if name in _KEPT_EMPTY else f"nullif({value}, '')"
    columns.setdefault("kind", literal("original"))
    for name, items in found.lists.items():
        columns[name] = _items(items, ref) if name not in WORDS else _each(items[0], ref)
    lossy = _lossy(found, batch)
    selected = ", ".join(f'{value} as "{name}"' for name, value in columns.items())
    judged = f"{_broken(batch)} as broken, {lossy} as is_lossy"
    told = f"select r.place, {judged}, {selected} from {source} as r{_join_sql(joins, ref)}"
    return Selection(told, tuple(columns), len(batch.names))


def _join_sql(joins: Joined, ref: Ref) -> str:
    return "".join(f" left join {table} on {table}.key = {sql(on, ref)}" for table, on in joins.on)


def _source(found: Map, batch: Batch, joined: Mapping[str, str]) -> tuple[Ref, str]:
    if batch.form == "json":
        ref, source = path_ref("r.doc"), f"(select *, {_document(found.unwrap)} as doc from batch)"
        if joined:
            ref = _either(column_ref(joined), ref, joined)
    elif batch.form == "arrays":
        cells = {name: f"json_extract_string(r.doc, '$[{number}]')" for number, name in enumerate(batch.names)}
        ref, source = (
            column_ref({**cells, **joined}),
            "(select *, case when json_valid(c0) then c0::json end as doc from batch)",
        )
    elif batch.form == "lines":
        groups = ", ".join(literal(name) for name in batch.names)
        ref = column_ref({name: f'r.line."{name}"' for name in batch.names} | dict(joined))
        source = f"(select *, regexp_extract(c0, {literal(found.pattern)}, [{groups}]) as line from batch)"
    else:
        cells = {
            name: f"r.c{number}" if number in batch.lists else f"r.c{number}::varchar"
            for number, name in reversed(list(enumerate(batch.names)))
        }
        ref, source = column_ref({**dict(reversed(cells.items())), **joined}), "batch"
    return _without_nothing(ref, found.nothing), source


def _document(unwrap: str) -> str:
    """SQL: the record itself, out of the object some exports wrap it in; NULL where it is no JSON."""
    whole = "case when json_valid(c0) then c0::json end"
    return f"coalesce(json_extract({whole}, {literal(json_path(unwrap))}), {whole})" if unwrap else whole


def _either(first: Ref, other: Ref, joined: Mapping[str, str]) -> Ref:
    return lambda take: first(take) if take.text.removesuffix("?") in joined else other(take)


def _without_nothing(ref: Ref, nothing: tuple[str, ...]) -> Ref:
    r"""Texts such as None and \N, which programs write for "not told", are NULL."""
    if not nothing:
        return ref
    texts = ", ".join(literal(text) for text in nothing)
    return lambda take: f"case when {ref(take)} not in ({texts}) then {ref(take)} end"


def _broken(batch: Batch) -> str:
    """SQL: why the reader could not read the record."""
    if batch.form == "json":
        return "case when r.doc is null then 'a record that is no JSON' end"
    if batch.form == "arrays":
        count = len(batch.names)
        return (
            "case when r.doc is null or json_type(r.doc) <> 'ARRAY' then 'a line that is no JSON array' "
            f"when json_array_length(r.doc) <> {count} then 'a row of ' || json_array_length(r.doc) || "
            f"' fields where the header has {count}' end"
        )
    if batch.form == "lines":
        empty = " and ".join(f"coalesce(r.line.\"{name}\", '') = ''" for name in batch.names)
        return f"case when {empty} then 'a line that does not fit the pattern of the map' end"
    return "r.fault"


def _lossy(found: Map, batch: Batch) -> str:
    """SQL: true where the id comes out of a column of floating-point numbers."""
    names = {batch.names[number] for number in batch.lossy}
    take = found.takes.get("native_id")
    return "true" if take and any(one.text.removesuffix("?") in names for one in take.refs()) else "false"


def _is_list(take: Take, lists: frozenset[str] | set[str]) -> bool:
    refs = take.refs()
    return (
        any(name == "split" for name, _ in take.steps)
        or (take.kind == "take" and _is_list(take.parts[0], lists))
        or any("[*]" in one.text or one.text.removesuffix("?") in lists for one in refs)
    )


def _hashtag(value: str) -> str:
    return f"ltrim(trim({value}), '#')"


def _words(value: str, is_list: bool) -> str:
    words = f"({value})::varchar[]" if is_list else f"case when {value} <> '' then [{value}] end"
    return f"list_filter(list_transform({words}, lambda word: {_hashtag('word')}), lambda word: word <> '')"


def _count(value: str, thousands: str) -> str:
    plain = f"replace({value}, {literal(thousands)}, '')" if thousands else value
    return f"nullif(regexp_replace(trim({plain}), '^(\\d+)\\.0+$', '\\1'), '')"


def _each(item: Item, ref: Ref, names: tuple[str, ...] = ()) -> str:
    """SQL: a list with one entry for every element of the JSON list at `each`: structs of `names`, or hashtags."""
    assert item.each is not None
    inner = path_ref("e")
    elements = f"""try(from_json({sql(item.each, ref)}, '["JSON"]'))"""
    if item.where is not None:
        elements = f"list_filter({elements}, lambda e: coalesce({_holds(item, inner)}, false))"
    value = _struct(item, inner, names) if names else _hashtag(sql(item.fields["take"], inner))
    return f"list_transform({elements}, lambda e: {value})"


def _holds(item: Item, ref: Ref) -> str:
    assert item.where is not None
    told = sql(item.where, ref)
    return f"regexp_matches({told}, {literal(item.like)})" if item.like else f"nullif({told}, '') is not null"


def _struct(item: Item, ref: Ref, names: tuple[str, ...]) -> str:
    return "{" + ", ".join(f"'{name}': {_cell(name, item.fields, ref)}" for name in names) + "}"


def _cell(name: str, fields: Mapping[str, Take], ref: Ref) -> str:
    if name not in fields:
        return "null::varchar"
    value = sql(fields[name], ref)
    return value if name in ("text", "alt") else f"nullif({value}, '')"


def _items(items: tuple[Item, ...], ref: Ref) -> str:
    """SQL: all entries of a list of objects, with the same fields each; those that name nothing are left out."""
    keys = tuple(dict.fromkeys(key for item in items for key in item.fields))
    parts = []
    for item in items:
        if item.each is not None:
            parts.append(_each(item, ref, keys))
        else:
            entry = f"[{_struct(item, ref, keys)}]"
            parts.append(entry if item.where is None else f"case when {_holds(item, ref)} then {entry} else [] end")
    naming = [key for key in keys if key not in ("relation", "kind", "title", "alt", "state")] or list(keys)
    told = f"coalesce({', '.join(f'entry.{key}' for key in naming)}) is not null"
    joined = f"list_concat({', '.join(parts)})" if len(parts) > 1 else parts[0]
    return f"list_filter({joined}, lambda entry: {told})"
