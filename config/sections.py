"""A YAML file -> sections whose values know their line and character, read by asking for each key.

Values are taken as they are written: `no` is the language no, `10:30` is half past ten, `1.10` keeps its 0;
what a value means is for the one who asks. A key that nobody asks for is a fault, and so is every value
that cannot be read; the asker then gets the default and reading goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, TypeVar

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from config.cells import clean, read_date, read_flag
from config.decoding import Undecodable, decode
from config.faults import Fault, Faults, NotUnderstood, nearest, one_of, propose, shown
from config.platforms import read_platform

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

_T = TypeVar("_T")
_NULL = "tag:yaml.org,2002:null"


@dataclass(frozen=True)
class Spot:
    """A place in the file: the key with its parents, and where a fault there is recorded."""

    file: str
    key: str
    line: int
    character: int
    faults: Faults

    def fault(self, what: str, remedy: str) -> None:
        self.faults.add(Fault(self.file, self.line, self.key, self.character, what, remedy))

    def at(self, node: Node, key: str) -> Spot:
        mark = node.start_mark
        return Spot(self.file, key, mark.line + 1, mark.column + 1, self.faults)


@dataclass(frozen=True)
class Value:
    """One written value and its place."""

    node: Node
    spot: Spot

    def read(self, reader: Callable[[str], _T], default: _T) -> _T:
        """What the reader makes of the text; the default and a fault where it cannot."""
        if not isinstance(self.node, ScalarNode):
            self.spot.fault("is a list or a block of keys", "write one value on this line")
            return default
        try:
            return reader(clean(self.node.value))
        except NotUnderstood as failure:
            self.spot.fault(failure.what, failure.remedy)
            return default

    def section(self) -> Section:
        """The keys below; a fault where there is something else."""
        if not isinstance(self.node, MappingNode):
            self.spot.fault("has no keys below it", "write its keys on the next lines, each indented by two spaces")
            return Section(None, self.spot)
        return Section(self.node, self.spot)

    def items(self) -> tuple[Value, ...]:
        """The entries of a list; a single value is a list of one."""
        if isinstance(self.node, MappingNode):
            self.spot.fault("has keys below it where a list is meant", "begin each line with - and a space")
            return ()
        if isinstance(self.node, ScalarNode):
            return (self,)
        key = self.spot.key
        entries = enumerate(self.node.value, start=1)
        return tuple(Value(node, self.spot.at(node, f"{key}[{number}]")) for number, node in entries)

    @property
    def is_section(self) -> bool:
        return isinstance(self.node, MappingNode)


class Section:
    """The keys of one mapping. Each reader below asks for a key; `close` calls the others unknown."""

    def __init__(self, node: MappingNode | None, spot: Spot) -> None:
        self.spot = spot
        self._asked: list[str] = []
        self._values: dict[str, Value] = {}
        self._keys: dict[str, Spot] = {}
        for key_node, node_below in node.value if node else ():
            self._take(key_node, node_below)

    def _take(self, key_node: Node, node: Node) -> None:
        prefix = f"{self.spot.key}." if self.spot.key else ""
        key = clean(key_node.value) if isinstance(key_node, ScalarNode) else "?"
        spot = self.spot.at(key_node, prefix + key)
        if key in self._keys:
            spot.fault(f"stands already in line {self._keys[key].line}", "keep one of the two")
            return
        self._keys[key] = spot
        # a key with nothing behind it ("", or all its examples commented out) is a key left out
        if node.tag != _NULL and not (isinstance(node, ScalarNode) and not clean(node.value)):
            self._values[key] = Value(node, self.spot.at(node, prefix + key))

    def value(self, key: str) -> Value | None:
        """What stands at the key, None where nothing does."""
        self._asked.append(key)
        return self._values.get(key)

    def read(self, key: str, reader: Callable[[str], _T], default: _T) -> _T:
        """The reader's answer, or the default where the key is absent or its value is a fault."""
        found = self.value(key)
        return found.read(reader, default) if found else default

    def text(self, key: str, default: str = "") -> str:
        return self.read(key, lambda text: " ".join(text.split()), default)

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(text for item in self.items(key) if (text := item.read(str, "")))

    def items(self, key: str) -> tuple[Value, ...]:
        found = self.value(key)
        return found.items() if found else ()

    def flag(self, key: str, default: bool) -> bool:
        return self.read(key, lambda text: read_flag(text or "?"), default)

    def choice(self, key: str, options: Sequence[str], default: str) -> str:
        return self.read(key, lambda text: read_choice(text, options), default)

    def number(self, key: str, default: Decimal, least: str, most: str) -> Decimal:
        return self.read(key, lambda text: read_number(text, Decimal(least), Decimal(most)), default)

    def whole(self, key: str, default: int, least: int, most: int) -> int:
        return self.read(key, lambda text: read_whole(text, least, most), default)

    def date(self, key: str) -> date | None:
        """A date, None where there is none."""
        return self.read(key, read_date, None)

    def section(self, key: str) -> Section:
        """The section at the key, an empty one where there is none."""
        found = self.value(key)
        return found.section() if found else Section(None, self.spot)

    def by_platform(self, key: str) -> Iterator[tuple[str, Value]]:
        """The entries of a table whose keys are platforms."""
        seen: set[str] = set()
        for written, spot, value in self.section(key).entries():
            try:
                platform = read_platform(written)
            except NotUnderstood as failure:
                spot.fault(failure.what, failure.remedy)
                continue
            if platform in seen:
                spot.fault(f"{platform} stands here twice, under two names", "keep one of the two")
            seen.add(platform)
            yield platform, value

    def entries(self) -> Iterator[tuple[str, Spot, Value]]:
        """Every key with something behind it, its place and what is there."""
        for key, value in self._values.items():
            yield key, self._keys[key], value

    def close(self) -> None:
        """Call every key that was not asked for unknown, and propose the nearest that was."""
        for key, spot in self._keys.items():
            if key in self._asked:
                continue
            near = nearest(key, self._asked)
            known = f"known here: {one_of(sorted(set(self._asked)))}"
            remedy = f"write '{near}' ({known})" if near else f"remove it ({known})"
            spot.fault(f"{shown(key)} is no key", remedy)


def read_choice(text: str, options: Sequence[str]) -> str:
    """The option that the text is, whatever its case, `_` or `-` for a space."""
    plain = text.casefold().replace("_", " ").replace("-", " ")
    if plain not in options:
        raise NotUnderstood(f"{shown(text)} is none of the choices", propose(plain, options))
    return plain


def read_number(text: str, least: Decimal, most: Decimal) -> Decimal:
    """A plain number within bounds."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        example = text.replace(",", ".").strip("$€% ")
        proposed = example if example != text and example.replace(".", "", 1).isdecimal() else f"{least}"
        raise NotUnderstood(f"{shown(text)} is no number", f"write a plain number, such as {proposed}")
    if not least <= number <= most:
        raise NotUnderstood(f"{text} is out of bounds", f"write a number from {least} to {most}")
    return number


def read_whole(text: str, least: int, most: int) -> int:
    """A whole number within bounds."""
    number = read_number(text, Decimal(least), Decimal(most))
    if number != int(number):
        raise NotUnderstood(f"{shown(text)} is not whole", f"write {int(number)} or {int(number) + 1}")
    return int(number)


def open_section(path: Path, faults: Faults) -> Section:
    """The keys of a YAML file; an empty section, with a fault, where it cannot be read."""
    top = Spot(str(path), "", 0, 0, faults)
    try:
        node = yaml.compose(decode(path.read_bytes()), Loader=yaml.SafeLoader)
    except FileNotFoundError:
        top.fault("is missing", "make it; an empty file takes every default")
    except OSError as failure:
        top.fault(f"cannot be read ({failure.strerror})", "give this user the right to read it")
    except Undecodable as failure:
        faults.add(Fault(str(path), failure.line, "", 0, failure.what, failure.remedy))
    except yaml.MarkedYAMLError as failure:
        mark = failure.problem_mark or failure.context_mark
        line, character = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        remedy = "write 'key: value', indented by spaces, and in quotes a text that holds : or # or begins with @"
        faults.add(Fault(str(path), line, "", character, f"is no YAML here: {failure.problem}", remedy))
    except (yaml.YAMLError, RecursionError):
        top.fault("is no YAML (a control character, or nested too deeply)", "write it again in a plain text editor")
    else:
        return _top_section(node, top)
    return Section(None, top)


def _top_section(node: Node | None, top: Spot) -> Section:
    if node is None or (isinstance(node, ScalarNode) and not node.value.strip()):
        return Section(None, top)
    if isinstance(node, SequenceNode | ScalarNode):
        top.at(node, "").fault("is not a file of keys", "write lines such as 'name: Example & Sons'")
        return Section(None, top)
    return Section(node, top) if isinstance(node, MappingNode) else Section(None, top)
