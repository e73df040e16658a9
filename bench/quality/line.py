"""A line of bench/quality.md: a figure, what it stands beside, and what was promised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """`beside`: the same figure of a simpler way; `is_met` None where nothing was promised."""

    what: str
    figure: str
    beside: str = ""
    target: str = ""
    is_met: bool | None = None

    def __str__(self) -> str:
        verdict = {None: "", True: "met", False: "**not met**"}[self.is_met]
        return f"| {self.what} | {self.figure} | {self.beside} | {self.target} | {verdict} |"


def at_least(what: str, found: float, least: float, beside: str = "") -> Line:
    """A figure that should be this great."""
    return Line(what, f"{found:.3f}", beside, f"at least {least:.2f}", found >= least)


def table(lines: Iterable[Line]) -> str:
    """Lines under their head, as Markdown."""
    return "\n".join(["| what | figure | beside | promised | |", "|---|---|---|---|---|", *map(str, lines)])


def section(title: str, told: str, lines: Iterable[Line]) -> str:
    """One part of the report, as Markdown."""
    return f"## {title}\n\n{told}\n\n{table(lines)}\n"
