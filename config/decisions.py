"""decisions.csv: what people decided on recommendations, typed or saved from the report's workbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from config.cells import is_excel_number
from config.faults import NotUnderstood, propose, shown
from config.tables import Sheet, Table

if TYPE_CHECKING:
    from datetime import date

Decided = Literal["done", "no", "later", "never"]
DECIDED = ("done", "no", "later", "never")

DECISIONS = Sheet(
    "decisions",
    required=("recommendation_id", "decided"),
    optional=("by", "on", "note"),
    dates=("on",),
    ignores_other_columns=True,
)


@dataclass(frozen=True)
class Decision:
    """One row of decisions.csv. `on` is None only for no and never, which need no day to count from."""

    recommendation_id: str
    decided: Decided
    by: str
    on: date | None
    note: str
    line: int


def read_decisions(table: Table) -> tuple[Decision, ...]:
    """The decisions taken, in the order of the file; a row that decides nothing yet is passed over.

    One recommendation may be decided again on a later day, not twice on one.
    """
    lines: dict[tuple[str, date | None], int] = {}
    decisions = []
    for row in table.rows:
        if not row.text("decided"):
            continue
        recommendation_id = row.required("recommendation_id", "the id that the report shows")
        row.read("recommendation_id", _recommendation)
        decided = row.read("decided", _decided)
        on = row.date("on")
        if decided in ("done", "later") and not row.text("on"):
            row.fault("on", f"is empty, and '{decided}' counts from a day", "write the day, such as 2026-09-01")
        first = lines.setdefault((recommendation_id, on), row.line)
        if recommendation_id and first != row.line:
            what = f"{shown(recommendation_id)} was decided on the same day in line {first}"
            row.fault("recommendation_id", what, "keep one of the two rows")
        if decided:
            decisions.append(Decision(recommendation_id, decided, row.text("by"), on, row.text("note"), row.line))
    return tuple(decisions)


def _decided(text: str) -> Decided:
    if text.casefold() not in DECIDED:
        raise NotUnderstood(f"{shown(text)} is no decision", propose(text, DECIDED) + ", or leave it empty")
    return cast("Decided", text.casefold())


def _recommendation(text: str) -> None:
    if is_excel_number(text) or " " in text:
        raise NotUnderstood(f"{shown(text)} is no id of a recommendation", "copy the id from the report, as text")
