"""Which map reads which file: the operator's own first, then the layouts we know, recognised by what is in the file."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from config.faults import Faults, propose, shown
from config.sections import open_section
from ingest.archive.demands import demand
from ingest.archive.maps import Map, read_map
from ingest.archive.takes import Take
from ingest.errors import NotUnderstood

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.archive.files import Member

FOLDER = Path(__file__).parent.parent / "maps"
_HEAD = 1 << 16
_NAMED_ACCOUNT = re.compile(r'"(?:username|screen_name)"\s*:\s*"([^"]+)"')


@dataclass(frozen=True, slots=True)
class Found:
    """A file of an export and the map that reads it."""

    member: Member
    map: Map


@cache
def layouts() -> dict[str, Map]:
    """The layouts we know, by name. Raises ConfigFaults where one of ours is wrong."""
    faults = Faults()
    found = {path.stem: read_map(path, faults) for path in sorted(FOLDER.glob("*.yaml"))}
    faults.raise_if_any()
    return found


def readable(place: Path, members: Sequence[Member], named: Path | None = None) -> list[Found]:
    """Every file of the export that some map reads. Raises ConfigFaults, all at once; NotUnderstood where none does.

    `named`: the map that the account names; else `<file>.map.yaml` beside the file or the export.
    """
    faults = Faults()
    found = list(_found(place, members, named, faults))
    faults.raise_if_any()
    if not found:
        raise NotUnderstood(
            f"archive: nothing in {place} is an export we know ({', '.join(layouts())}), and no map lies beside it; "
            f"write {place.name}.map.yaml (see ingest/maps/README.md)."
        )
    return found


def _found(place: Path, members: Sequence[Member], named: Path | None, faults: Faults) -> Iterator[Found]:
    whole = named or place.with_name(place.name + ".map.yaml")
    for member in members:
        own = member.path.with_name(member.path.name + ".map.yaml")
        beside = own if member.inside is None and member.path != place and own.is_file() else whole
        is_told = beside.is_file() or named is not None
        layout = _chosen(beside, faults) if is_told else None
        if layout is None:
            layout = _recognised(member, is_alone=len(members) == 1)
        if layout is None and (not is_told or not _stands_alone(beside)):
            continue
        # the spots of a map collect what is wrong with it, so each reading has a fresh set
        map_ = read_map(FOLDER / f"{layout}.yaml", faults) if layout else None
        if is_told:
            map_ = read_map(beside, faults, map_)
        assert map_ is not None
        if map_.files and len(members) > 1 and not _is_named(member, map_):
            continue
        map_ = _with_account(map_, members)
        demand(map_, beside)
        yield Found(member, map_)


def _chosen(path: Path, faults: Faults) -> str | None:
    section = open_section(path, faults)
    name = section.text("layout")
    if name and name not in layouts():
        section.spot.at(section.value("layout").node, "layout").fault(  # type: ignore[union-attr]
            f"{shown(name)} is no layout", propose(name, layouts())
        )
        return None
    return name or None


def _stands_alone(path: Path) -> bool:
    """True for a map that says itself what the columns mean."""
    return open_section(path, Faults()).value("fields") is not None


def _is_named(member: Member, map_: Map) -> bool:
    name = member.name.lower()
    return any(fnmatch(name, pattern.lower()) or fnmatch(name, f"*/{pattern.lower()}") for pattern in map_.files)


def _recognised(member: Member, is_alone: bool) -> str | None:
    """The layout whose look the beginning of the file has; in a folder or ZIP its name must fit too."""
    candidates = {
        name: layout
        for name, layout in layouts().items()
        if layout.looks_like and (is_alone or _is_named(member, layout))
    }
    if not candidates or member.suffix in (".xlsx", ".parquet"):
        return None
    with member.open() as file:
        head = file.read(_HEAD).decode("utf-8", "replace").lstrip("\ufeff")
    return next((name for name, layout in candidates.items() if re.search(layout.looks_like, head)), None)


def _with_account(found: Map, members: Sequence[Member]) -> Map:
    """Some exports name their owner in a file of its own (X: data/account.js)."""
    if not found.author_in or "author" in found.takes:
        return found
    for other in members:
        if any(fnmatch(other.name.lower(), f"*{pattern}") for pattern in found.author_in.split()):
            with other.open() as file:
                named = _NAMED_ACCOUNT.search(file.read(_HEAD).decode("utf-8", "replace"))
            if named:
                name = str(json.loads(f'"{named[1]}"'))
                return replace(found, takes={**found.takes, "author": Take("is", name, (), (), found.spot)})
    return found
