"""Charts as SVG: one accent, one warning colour, drawn by Vega without a browser.

Both colours keep apart for colour-blind readers and in grey; what a colour says, a word or a shape says too. The HTML
turns the ink into the page's own, so that dark mode has light ink.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transforms.weekly.language import Language

INK, QUIET, GRID = "#1f2933", "#616e7c", "#d5dae1"
ACCENT, WARNING = "#0b5cad", "#b3470c"
_ROLES = re.compile(r' (?:role|aria-\w+|pointer-events|class)="[^"]*"')
FONT = "system-ui, 'Segoe UI', 'Liberation Sans', 'DejaVu Sans', sans-serif"


def over_weeks(topics: Sequence[tuple[str, Sequence[tuple[date, Decimal | None]]]], words: Language) -> str:
    """A small line a topic, all on one scale, from the first week on that has a point."""
    alt = _altair()
    points = [(name, f"{week}", float(share)) for name, told in topics for week, share in told if share is not None]
    values = [{"topic": name, "week": week, "share": share} for name, week, share in points]
    first = min((week for _, week, _ in points), default="")
    weeks = [(f"{week}", f"{week.day} {words.short_month(week)}") for week, _ in topics[0][1] if f"{week}" >= first]
    labels = dict(weeks[::-3])  # of every third week, back from the last
    line = alt.Chart(alt.Data(values=values)).encode(
        x=alt.X("week:O", title=None, scale=alt.Scale(domain=[week for week, _ in weeks]), axis=alt.Axis(
            values=sorted(labels), labelAngle=0, grid=False, labelExpr=f"{json.dumps(labels)}[datum.value]")),
        y=alt.Y("share:Q", title=None, axis=alt.Axis(format="%", tickCount=3)),
    )  # fmt: skip
    small = alt.layer(
        line.mark_line(color=ACCENT, strokeWidth=2), line.mark_point(color=ACCENT, filled=True, size=18)
    ).properties(width=190, height=84)
    chart = small.facet(
        alt.Facet("topic:N", title=None, sort=[name for name, _ in topics],
                  header=alt.Header(labelAnchor="start", labelFontWeight="bold", labelLimit=210)),
        columns=3,
    )  # fmt: skip
    return _svg(chart, words)


def moved(topics: Sequence[tuple[str, Decimal, Decimal]], words: Language) -> str:
    """Where a share was (a ring) and where it is (a dot), joined by a line."""
    alt = _altair()
    ways = words.say("chart.more"), words.say("chart.less")
    values = [
        {
            "topic": name, "before": float(before), "now": float(now),
            "way": ways[0] if now >= before else ways[1],
        }
        for name, before, now in topics
    ]  # fmt: skip
    base = alt.Chart(alt.Data(values=values)).encode(
        y=alt.Y("topic:N", title=None, sort=[name for name, *_ in topics], axis=alt.Axis(labelLimit=260, grid=True))
    )
    colour = alt.Color(
        "way:N", title=None,
        legend=alt.Legend(orient="top", symbolType="stroke", symbolStrokeWidth=3, columnPadding=14),
        scale=alt.Scale(domain=list(ways), range=[ACCENT, WARNING]),
    )  # fmt: skip
    axis = alt.Axis(format="%", tickCount=5)
    title = words.say("chart.moved.axis")
    chart = alt.layer(
        base.mark_rule(strokeWidth=2).encode(x=alt.X("before:Q", title=title, axis=axis), x2="now:Q", color=colour),
        base.mark_point(size=50, fill="white", strokeWidth=1.5, color=QUIET).encode(x="before:Q"),
        base.mark_point(size=70, filled=True).encode(x="now:Q", color=colour),
    ).properties(width=420, height=alt.Step(24))
    return _svg(chart, words)


def coverage(platforms: Sequence[tuple[str, Decimal, bool]], words: Language) -> str:
    """A bar a platform; one that may not be chosen is hollow."""
    alt = _altair()
    labels = words.say("chart.may_be_chosen"), words.say("chart.ruled_out")
    values = [
        {"platform": name, "share": float(share), "use": labels[0] if allowed else labels[1]}
        for name, share, allowed in platforms
    ]
    chart = (
        alt.Chart(alt.Data(values=values))
        .mark_bar(stroke=ACCENT, strokeWidth=1.2, height=14)
        .encode(
            y=alt.Y("platform:N", title=None, sort=[name for name, *_ in platforms]),
            x=alt.X("share:Q", title=words.say("chart.coverage.axis"), axis=alt.Axis(format="%", tickCount=5),
                    scale=alt.Scale(domain=[0, 1])),
            fill=alt.Fill("use:N", title=None, legend=alt.Legend(orient="top"),
                          scale=alt.Scale(domain=list(labels), range=[ACCENT, "white"])),
        )
        .properties(width=420, height=alt.Step(24))
    )  # fmt: skip
    return _svg(chart, words)


def hours(people: Sequence[tuple[str, int, int]], words: Language) -> str:
    """A line over the hours of a day for each: when they are there most. One that ends after midnight has two parts."""
    alt = _altair()
    values = [
        {"person": name, "low": low, "high": high}
        for name, first, last in people
        for low, high in ([(first, last)] if first < last else [(first, 24), (0, last)])
        if low < high
    ]
    chart = (
        alt.Chart(alt.Data(values=values))
        .mark_rule(strokeWidth=6, color=ACCENT)
        .encode(
            y=alt.Y("person:N", title=None, sort=[name for name, *_ in people],
                axis=alt.Axis(labelLimit=240, grid=True)),
            x=alt.X("low:Q", title=words.say("chart.hours.axis"), scale=alt.Scale(domain=[0, 24], nice=False),
                    axis=alt.Axis(values=list(range(0, 25, 3)), format="d")),
            x2="high:Q",
        )
        .properties(width=420, height=alt.Step(18))
    )  # fmt: skip
    return _svg(chart, words)


def intervals(
    channels: Sequence[tuple[str, Decimal, Decimal, Decimal, str, bool]], threshold: Decimal, words: Language
) -> str:
    """A dot with a line: the share and its interval; a dashed line: what the rule asks for."""
    alt = _altair()
    values = [
        {"channel": name, "low": float(low), "share": float(share), "high": float(high), "verdict": verdict,
         "tone": "warning" if is_bad else "accent"}
        for name, low, share, high, verdict, is_bad in channels
    ]  # fmt: skip
    base = alt.Chart(alt.Data(values=values)).encode(
        y=alt.Y("channel:N", title=None, sort=[name for name, *_ in channels], axis=alt.Axis(labelLimit=260)),
        color=alt.Color("tone:N", legend=None, scale=alt.Scale(domain=["accent", "warning"], range=[ACCENT, WARNING])),
    )
    axis = alt.Axis(format="%", tickCount=5)
    rule = alt.Chart(alt.Data(values=[{"at": float(threshold)}])).mark_rule(color=QUIET, strokeDash=[4, 3])
    chart = alt.layer(
        base.mark_rule(strokeWidth=2).encode(
            x=alt.X("low:Q", title=words.say("chart.channels.axis"), axis=axis), x2="high:Q"
        ),
        base.mark_point(size=70, filled=True).encode(x="share:Q"),
        base.mark_text(align="left", dx=8, color=INK, fontSize=11).encode(
            x="high:Q", text="verdict:N", color=alt.value(INK)
        ),
        rule.encode(x="at:Q"),
    ).properties(width=420, height=alt.Step(26))
    return _svg(chart, words)


def line(shares: Sequence[Decimal | None]) -> str:
    """A line without axes for a cell of a table: the words beside it say what it shows."""
    told = [(place, float(share)) for place, share in enumerate(shares) if share is not None]
    if not told:
        return ""
    most = max(share for _, share in told) or 1
    last = max(len(shares) - 1, 1)
    points = " ".join(f"{2 + 76 * place / last:.1f},{18 - 15 * share / most:.1f}" for place, share in told)
    x, y = points.rsplit(" ", 1)[-1].split(",")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="20" viewBox="0 0 80 20" aria-hidden="true">'
        f'<polyline points="{points}" fill="none" stroke="{ACCENT}" stroke-width="1.5"/>'
        f'<circle cx="{x}" cy="{y}" r="2" fill="{ACCENT}"/></svg>'
    )


def _altair() -> Any:
    import altair as alt

    return alt


def _svg(chart: Any, words: Language) -> str:
    import vl_convert

    spec = json.loads(chart.to_json(validate=False))
    spec["config"] = {
        "font": FONT, "background": None, "padding": {"left": 28, "right": 5, "top": 5, "bottom": 5},
        "view": {"stroke": None},
        "axis": {
            "labelColor": INK, "titleColor": INK, "gridColor": GRID, "domainColor": QUIET, "tickColor": QUIET,
            "titleFontWeight": "normal", "labelFontSize": 11, "titleFontSize": 11,
        },
        "header": {"labelColor": INK, "labelFontSize": 12},
        "legend": {"labelColor": INK, "labelFontSize": 11},
    }  # fmt: skip
    mark = words.phrases["decimal_mark"]
    number = {"decimal": mark, "thousands": "." if mark == "," else ",", "grouping": [3], "currency": ["", ""]}
    svg = vl_convert.vegalite_to_svg(spec, format_locale=number)
    return _ROLES.sub("", svg)  # what the picture says is said by its alternative, once
