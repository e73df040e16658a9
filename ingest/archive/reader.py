"""One file through its map: pages of JSON, and where to go on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from config.faults import NotUnderstood as NoHandle
from config.handles import normalise_handle
from ingest.archive import swallowed
from ingest.archive.joins import join, names_in
from ingest.archive.rows import Batch, batches
from ingest.archive.select import MOST_TEXT, Selection, select
from ingest.archive.takes import literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ingest.archive.files import Member
    from ingest.archive.maps import Map

PAGE = 20_000  # records
PAGE_TEXT = 32 << 20  # bytes of JSON
_LONG = ("text", "html", "title", "url", "author", "native_id")


@dataclass(frozen=True, slots=True)
class Part:
    """Some records of a file as a JSON page; `row`: the last one's number in the file."""

    body: bytes
    records: int
    row: int


def read(member: Member, found: Map, after: int = 0) -> Iterator[Part]:
    """The records of a file behind row `after`, in pages. Raises ConfigFaults where the map does not fit the file."""
    con = duckdb.connect(
        ":memory:", config={"autoinstall_known_extensions": "false", "enable_external_access": "false"}
    )
    try:
        con.execute("set TimeZone = 'UTC'")
        con.execute("set memory_limit = '800MB'")
        page, size, row = [], 0, after
        for texts in _texts(con, member, found, after):
            for text in texts:
                page.append(text)
                size += len(text)
                row += 1
                if len(page) >= PAGE or size >= PAGE_TEXT:
                    yield Part(_body(found, page), len(page), row)
                    page, size = [], 0
        if page:
            yield Part(_body(found, page), len(page), row)
    finally:
        con.close()


def _body(found: Map, page: list[str]) -> bytes:
    head = json.dumps(found.constants(), ensure_ascii=False)
    return f'{{"map": {head}, "records": [{", ".join(page)}]}}'.encode()


def _texts(con: duckdb.DuckDBPyConnection, member: Member, found: Map, after: int) -> Iterator[list[str]]:
    names = names_in(member, found.header_file) if found.header_file else ()
    joined = join(con, member, found.joins)
    selection: Selection | None = None
    for batch in batches(member, found, names):
        last = batch.table.column("place")[-1].as_py()
        if last <= after:
            continue
        if selection is None:
            selection = select(found, batch, joined)
            found.spot.faults.raise_if_any()
        yield _page(con, found, batch, selection, after)


def _page(con: duckdb.DuckDBPyConnection, found: Map, batch: Batch, selection: Selection, after: int) -> list[str]:
    con.register("batch", batch.table)
    con.execute(f"create or replace temp table told as {selection.told}")
    con.unregister("batch")
    if after:
        con.execute("delete from told where place <= $after", {"after": after})
    con.register("authors", _authors(con, found.platform))
    con.execute(f"create or replace temp table judged as {_judged(con, found, selection)}")
    rows = con.execute("select record from judged order by place").fetchall()
    con.unregister("authors")
    return [text for (text,) in rows]


def _authors(con: duckdb.DuckDBPyConnection, platform: str) -> pa.Table:
    """The account of each author named in `told`, spelled as config/accounts.csv spells it."""
    told = [name for (name,) in con.execute("select distinct author from told where author is not null").fetchall()]
    handles = [_handle(platform, name) for name in told]
    accounts = [f"{platform}:{handle}" for handle in handles]
    text = pa.string()
    return pa.table(
        {
            "author": pa.array(told, text),
            "handle": pa.array(handles, text),
            "account_id": pa.array(accounts, text),
        }
    )


def _handle(platform: str, name: str) -> str:
    try:
        return normalise_handle(platform, name).handle
    except NoHandle:
        return name.strip().removeprefix("@").casefold()


def _judged(con: duckdb.DuckDBPyConnection, found: Map, selection: Selection) -> str:
    fields = set(selection.fields)
    kept = [name for name in selection.fields if name not in ("author", "author_handle")]
    cut = {name: f"left(t.{name}, {MOST_TEXT})" for name in _LONG if name in fields}
    pairs = [
        "'at': t.place::varchar",
        "'account_id': a.account_id",
        f"'fault': {_fault(con, found, selection)}",
    ]
    pairs += [f"'{name}': {cut.get(name, f't.{name}')}" for name in kept]
    pairs.append(f"'author_handle': coalesce({'t.author_handle' if 'author_handle' in fields else 'null'}, a.handle)")
    record = f"to_json({{{', '.join(pairs)}}})::varchar"
    return f"select t.place, {record} as record from told as t left join authors as a using (author)"


def _fault(con: duckdb.DuckDBPyConnection, found: Map, selection: Selection) -> str:
    """SQL: why a record must be refused, NULL where it need not."""
    fields = set(selection.fields)
    cases = ["when t.broken is not null then t.broken"]
    through_a_number = "t.is_lossy or regexp_full_match(t.native_id, '[+-]?\\d+(\\.\\d+)?[eE][+-]?\\d+|\\d+\\.0+')"
    odd_characters = "regexp_matches(t.native_id, '[\"\\\\\\x00-\\x1f]')"
    cases += [
        f"when {through_a_number} then 'an id that went through a number: ' || left(t.native_id, 40)",
        f"when {odd_characters} then 'an id with a quotation mark or control character in it'",
    ]
    for name in ("text", "html"):
        if name in fields:
            most = MOST_TEXT if name == "text" else 10 * MOST_TEXT
            says = f"'{name} of ' || length(t.{name}) || ' characters; {most:,} is the most'"
            cases.append(f"when length(t.{name}) > {most} then {says}")
    for name in ("created_at", "counted_at"):
        if name in fields:
            cases.append(
                f"when t.{name}_told is not null and t.{name} is null "
                f"then 'a date that the map cannot read: ' || left(t.{name}_told, 60)"
            )
    has_ids = "text" in fields and found.takes["native_id"].kind != "made_of"
    if has_ids and (holds := swallowed.rule(con, found, selection.width)):
        cases.append(f"when {holds} then {literal(swallowed.REASON)}")
    return f"case {' '.join(cases)} end"


def progress(digest: str, found: Map, row: int, is_whole: bool) -> Mapping[str, object]:
    """What the cursor keeps of a file."""
    return {"digest": digest, "map": found.digest, "row": row, "is_whole": is_whole}
