r"""How a map names a value, and the SQL that takes it.

    title                                     a column, or a dotted path into a JSON record
    tags[*].name                              a path with [*]: a list
    subtitle?                                 the same, NULL where the file has no such column
    {is: public}                              always this
    {take: link, extract: 'status/(\d+)'}      a value and what to do to it, see STEPS
    {first: [title, slug]}                    the first that is told
    {made_of: [account, created, text]}       an id for a record without one: a digest of these
    {write: 'https://x.example/{id}'}         text around values; NULL where one of them is
    - {when: text, like: '^RT @', is: repost} cases, the first that holds; a last one with only `is` or `take`

Column names and paths come from the map and stand in SQL as positions and quoted literals; nothing of a post ever does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from config.faults import nearest, one_of, shown

if TYPE_CHECKING:
    from config.sections import Spot, Value

STEPS = ("decode", "replace", "extract", "values", "split")
DECODINGS = ("url", "entities")


@dataclass(frozen=True, slots=True)
class Take:
    """One value of a record, as a map names it."""

    kind: str  # ref, is, first, made_of, write, cases
    text: str
    parts: tuple[Take, ...]
    steps: tuple[tuple[str, tuple[str, ...]], ...]
    spot: Spot

    def refs(self) -> list[Take]:
        """The columns and paths that it reads."""
        return [self] if self.kind == "ref" else [ref for part in self.parts for ref in part.refs()]


def read_take(value: Value) -> Take:
    """A take as the map writes it; what cannot be read is a fault, and an empty column name."""
    node, spot = value.node, value.spot
    if isinstance(node, ScalarNode):
        if not node.value.strip():
            spot.fault("is empty", "write the name of a column, or remove the key")
        return _ref(node.value.strip(), spot)
    if isinstance(node, SequenceNode):
        return Take("cases", "", tuple(_read_case(one) for one in value.items()), (), spot)
    return _read_section(value)


def _ref(text: str, spot: Spot) -> Take:
    return Take("ref", text, (), (), spot)


def _read_section(value: Value) -> Take:
    keys = value.section()
    kinds = [kind for kind in ("take", "is", "first", "made_of", "write") if keys.value(kind)]
    if len(kinds) != 1:
        value.spot.fault("names no value, or several", "write one of take, is, first, made_of or write")
        return _ref("", value.spot)
    kind, told = kinds[0], keys.value(kinds[0])
    assert told is not None
    text = raw(told) if kind in ("is", "write") else ""
    parts: tuple[Take, ...] = ()
    if kind == "take":
        parts = (read_take(told),)
    elif kind in ("first", "made_of"):
        parts = tuple(read_take(one) for one in told.items())
    elif kind == "write":
        parts = tuple(_ref(name, told.spot) for name in re.findall(r"\{([^{}]+)\}", text))
    steps = [step for name in STEPS if (step := _read_step(name, keys.value(name)))]
    keys.close()
    return Take(kind, text, parts, tuple(steps), value.spot)


def raw(value: Value) -> str:
    """The text exactly as written, spaces included; a list or a block is a fault."""
    if isinstance(value.node, ScalarNode):
        return str(value.node.value)
    value.spot.fault("is a list or a block of keys", "write one value on this line")
    return ""


def _read_step(name: str, value: Value | None) -> tuple[str, tuple[str, ...]] | None:
    if value is None:
        return None
    if name == "decode":
        if raw(value) not in DECODINGS:
            value.spot.fault(f"{shown(raw(value))} is no decoding", f"write {one_of(DECODINGS)}")
        return name, (raw(value),)
    if name in ("extract", "split"):
        if name == "extract":
            check_pattern(value)
        return name, (raw(value),)
    if isinstance(value.node, MappingNode):
        return name, tuple(text for key, told in value.node.value for text in (str(key.value), str(told.value)))
    value.spot.fault("has no keys below it", "write on the next lines `'what stands there': 'what is meant'`")
    return None


def check_pattern(value: Value) -> None:
    """A fault where the pattern is none that DuckDB (RE2) can run."""
    try:
        ask("select regexp_matches('', ?)", [raw(value)])
    except duckdb.Error as fault:
        what = str(fault).split("\n")[0].removeprefix("Invalid Input Error: ")
        value.spot.fault(f"is no pattern: {what}", "write a regular expression of the RE2 kind (no look-around)")


def ask(query: str, values: Sequence[str]) -> tuple[object, ...] | None:
    """The first row of a query that needs no tables. Never through `duckdb.execute`: once that was used, DuckDB 1.5
    refuses every later create_function of the process.
    """
    with duckdb.connect(":memory:") as con:
        return con.execute(query, values).fetchone()


def _read_case(value: Value) -> Take:
    """{when: a take, like: a pattern, is: text (or take: a take)}; parts: condition, outcome."""
    if not isinstance(value.node, MappingNode):
        return Take("case", "", (read_take(value),), (), value.spot)
    keys = value.section()
    when, like, outcome, taken = (keys.value(key) for key in ("when", "like", "is", "take"))
    keys.close()
    if (outcome is None) == (taken is None):
        value.spot.fault("says not what the value is", "write `is: text` or `take: column` behind `when`")
        return _ref("", value.spot)
    if like:
        check_pattern(like)
    meant = read_take(taken) if taken else Take("is", raw(outcome) if outcome else "", (), (), value.spot)
    parts = (read_take(when), meant) if when else (meant,)
    return Take("case", raw(like) if like else "", parts, (), value.spot)


Ref = Callable[[Take], str]


def sql(take: Take, ref: Ref) -> str:
    """The SQL of a take; `ref` gives the SQL of a column or path. NULL is "not told"."""
    parts = [sql(part, ref) for part in take.parts] if take.kind not in ("cases", "case") else []
    if take.kind == "ref":
        found = ref(take)
    elif take.kind == "is":
        found = literal(take.text)
    elif take.kind == "take":
        found = parts[0]
    elif take.kind == "first":
        found = f"coalesce({', '.join(parts)})"
    elif take.kind == "made_of":
        found = f"md5(concat_ws(chr(31), {', '.join(f'coalesce({part}, chr(30))' for part in parts)}))"
    elif take.kind == "write":
        found = _written(take.text, parts)
    else:
        found = _cases(take.parts, ref)
    for name, told in take.steps:
        found = _step(name, told, found)
    return found


def literal(text: str) -> str:
    """Text of a map as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _written(template: str, parts: Sequence[str]) -> str:
    pieces = re.split(r"\{[^{}]+\}", template)
    texts = [literal(pieces[0])]
    for part, piece in zip(parts, pieces[1:], strict=True):
        texts += [part, literal(piece)]
    return f"({' || '.join(texts)})"


def _cases(cases: Sequence[Take], ref: Ref) -> str:
    branches, otherwise = [], "null"
    for case in cases:
        if len(case.parts) < 2:
            otherwise = sql(case.parts[0], ref) if case.parts else "null"
            break
        value = sql(case.parts[0], ref)
        holds = f"regexp_matches({value}, {literal(case.text)})" if case.text else f"nullif({value}, '') is not null"
        branches.append(f"when {holds} then {sql(case.parts[1], ref)}")
    return f"case {' '.join(branches)} else {otherwise} end" if branches else otherwise


def _step(name: str, told: tuple[str, ...], value: str) -> str:
    if name == "decode":
        if told[0] == "url":
            return f"try(url_decode({value}))"
        for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&amp;", "&")):
            value = f"replace({value}, {literal(entity)}, {literal(char)})"
        return value
    if name == "extract":
        group = 1 if re.search(r"(?<!\\)\((?!\?)", told[0]) else 0
        return f"nullif(regexp_extract({value}, {literal(told[0])}, {group}), '')"
    if name == "split":
        trimmed = f"list_transform(string_split({value}, {literal(told[0])}), lambda part: trim(part))"
        return f"list_filter({trimmed}, lambda part: part <> '')"
    pairs = list(zip(told[::2], told[1::2], strict=True))
    if name == "replace":
        for old, new in pairs:
            value = f"replace({value}, {literal(old)}, {literal(new)})"
        return value
    meanings = " ".join(f"when {literal(old)} then {literal(new)}" for old, new in pairs)
    return f"case {value} {meanings} end"


def column_ref(columns: Mapping[str, str]) -> Ref:
    """Refs to the columns of a table, by name; `columns` gives each its SQL. A missing column is a fault of the map."""
    folded = {name.strip().casefold(): name for name in reversed(list(columns))}

    def ref(take: Take) -> str:
        name = take.text.removesuffix("?")
        found = name if name in columns else folded.get(name.strip().casefold())
        if found is None:
            if not take.text.endswith("?"):
                near = nearest(name, columns)
                known = one_of(list(columns)[:40]) if columns else "nothing"
                take.spot.fault(
                    f"{shown(name)} is no column of the file",
                    f"write '{near}' (it has {known})"
                    if near
                    else f"write one it has ({known}), or '{name}?' if it may lack",
                )
            return "null::varchar"
        return columns[found]

    return ref


def path_ref(record: str) -> Ref:
    """Refs into a JSON record; `record` is its SQL. What is not there is NULL, as JSON null is."""

    def ref(take: Take) -> str:
        path = json_path(take.text.removesuffix("?"))
        found = f"json_extract_string({record}, {literal(path)})"
        if "[*]" not in path:
            return found
        # a list that is not there would come out empty: "none" where they do not tell
        there = literal(path[: path.index("[*]")])
        return f"case when json_type(json_extract({record}, {there})) = 'ARRAY' then {found} end"

    return ref


def json_path(text: str) -> str:
    """object.tag[*].name -> $."object"."tag"[*]."name"; a text that begins with $ is a path as it stands."""
    if text.startswith("$"):
        return text
    steps = re.findall(r"([^.\[\]]+)|(\[(?:\d+|\*|#-\d+)\])", text)
    return "$" + "".join(f'."{name}"' if name else index for name, index in steps)
