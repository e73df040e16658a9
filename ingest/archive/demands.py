"""What a whole map must tell, whoever wrote its parts: a layout, the operator, the export itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.archive.maps import Map

CONSENT = ("supplied_by", "consent_basis", "obtained_at")


def demand(found: Map, place: Path) -> None:
    """Add a fault for everything that the map must tell and does not. `place` is where the operator would write it."""
    spot = replace(found.spot, file=str(place), line=0, character=0, key="") if found.personal else found.spot

    def fault(key: str, what: str, remedy: str) -> None:
        replace(spot, key=key).fault(what, remedy)

    if not found.platform:
        fault("platform", "is not told", "write where the posts were published, such as `platform: x`")
    if not found.takes.get("native_id"):
        fault(
            "fields.native_id",
            "is not told",
            "write which column holds the post's id, or `{made_of: [...]}` where none does",
        )
    if not found.takes.get("author"):
        fault(
            "fields.author",
            "is not told",
            "write which column names the author's account, or `{is: '@name'}` for all",
        )
    if "created_at" in found.takes:
        clock = found.clock.but(found.clocks.get("created_at"))
        if not clock.formats:
            fault("times.format", "is not told", "write iso, epoch, epoch_ms or a form such as '%d.%m.%Y %H:%M'")
        if clock.needs_zone() and not clock.zone:
            fault(
                "times.zone",
                "is not told",
                "write the time zone of the dates, such as America/New_York, UTC or -05:00",
            )
    if found.reads == "lines" and not found.pattern:
        fault("pattern", "is not told", "write how a line is built: '^(?P<created>...); (?P<account>...)'")
    for key in CONSENT if found.personal else ():
        if not getattr(found, key):
            fault(
                key,
                "is not told",
                f"write `{key}: {_EXAMPLES[key]}`; a person's own export is not read without it",
            )


_EXAMPLES = {
    "supplied_by": "who handed the file over",
    "consent_basis": "on what ground we may read it, such as their e-mail of 3 March",
    "obtained_at": "the day of the export, such as 2026-03-31",
}
