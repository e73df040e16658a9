"""Files that explain a column of another: the video of a measure, the words of a tag's number. Small, read whole."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pyarrow as pa

from ingest.archive import rows
from ingest.archive.files import Member
from ingest.archive.maps import Join, Map
from ingest.archive.select import Joined
from ingest.archive.takes import column_ref, literal, sql

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

MOST_ROWS = 2_000_000


def beside(member: Member, name: str) -> Member:
    """The file of that name in the same folder or ZIP."""
    if member.inside is None:
        return Member(name, member.path.with_name(name))
    folder = PurePosixPath(member.inside).parent
    return Member(name, member.path, (folder / name).as_posix())


def names_in(member: Member, header_file: str) -> tuple[str, ...]:
    """Column names that stand in another file: a JSON list of names, or an object with `columns`."""
    with beside(member, header_file).open() as file:
        told = json.load(file)
    return tuple(map(str, told["columns"] if isinstance(told, dict) else told))


def join(con: duckdb.DuckDBPyConnection, member: Member, joins: Sequence[Join], prefix: str = "j") -> Joined:
    """Read the joined files into tables of `con`; each has `key` and one row a key."""
    columns: dict[str, str] = {}
    lists: set[str] = set()
    on = []
    for number, one in enumerate(joins):
        table = f"{prefix}{number}"
        found = _read(con, beside(member, one.file), one, table)
        on.append((table, one.on))
        columns |= {f"{one.name}.{name}": f'{table}."v{at}"' for at, name in enumerate(found)}
        lists |= {f"{one.name}.{name}" for name in found} if one.many else set()
    return Joined(columns, frozenset(lists), tuple(on))


def _read(con: duckdb.DuckDBPyConnection, member: Member, one: Join, table: str) -> list[str]:
    below = join(con, member, one.joins, f"{table}_")
    header = names_in(member, one.header_file) if one.header_file else ()
    told = Map(one.spot, reads="arrays" if one.header_file else "")
    parts = list(rows.batches(member, told, header))
    if not parts:
        one.spot.fault(f"{member.name} is empty", "remove the join, or export the file again")
        return []
    is_json = parts[0].form == "arrays"
    cells = {
        name: f"json_extract_string(c0, '$[{at}]')" if is_json else f"c{at}::varchar"
        for at, name in enumerate(parts[0].names)
    }
    ref = column_ref(cells | dict(below.columns))
    key = cells.get(one.key)
    if key is None:
        one.spot.fault(f"{literal(one.key)} is no column of {member.name}", f"write one of {', '.join(cells)} as key")
        return []
    con.register("joined_file", pa.concat_tables([part.table for part in parts]))
    names = [*cells, *below.columns]
    values = [cells[name] if name in cells else below.columns[name] for name in names]
    gathered = [
        f"list({value} order by place) filter ({value} is not null)" if one.many else f"first({value} order by place)"
        for value in values
    ]
    joined = "".join(
        f" left join {below_table} on {below_table}.key = {sql(take, ref)}" for below_table, take in below.on
    )
    selected = ", ".join(f'{value} as "v{at}"' for at, value in enumerate(gathered))
    con.execute(
        f"create or replace temp table {table} as select {key} as key, {selected} from joined_file{joined} group by 1"
    )
    con.unregister("joined_file")
    return names
