"""bench.load on a handful of pages: every line is told, and a verdict says what its figures say. No time is tested."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench.load import Line, _beside_others, _growth, _parts

pytest.importorskip("dlt", reason="dlt stands in requirements-dev.txt only: run `make .venv/ready`")

LINES = (
    r"the load, 1,000 posts \| [\d,]+ posts/s: .*",
    r"dlt merge, 1,000 of the same posts \| [\d,]+ posts/s: .*",
    r"bare read_json, posts unnested as JSON \| [\d,]+ posts/s: .*",
    r"the load beside dlt \| [\d.]+ times as fast .* \| at least 15 times, aim 25 \| (met|\*\*not met\*\*)",
    r"the load beside bare read_json \| [\d.]+ times as long .* \| at most 4 times \| (met|\*\*not met\*\*)",
    r"growth from 100 to 1,000 posts \| n\^-?[\d.]+ .* \| n\^1.1 at most \| (met|\*\*not met\*\*)",
    r"peak memory of the largest load \| [\d.]+ GiB \| under 2 GiB \| (met|\*\*not met\*\*)",
    r"100 new posts into 1,000 \| .* of the full load \| under 8 % \| (met|\*\*not met\*\*)",
    r"publishing \d+ MB, checkpoint apart \| .* times \| at most 1.5 times \| (met|\*\*not met\*\*)",
    r"landed files of the largest load \| 10 files, \d+ kB each",
)


@pytest.mark.slow
def test_a_small_run_tells_every_line(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "bench.load", "--dry", "--posts", "1000", "--most", "1000", "--whole"]
        + ["--folder", str(tmp_path / "bench")],
        cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for line in LINES:
        assert re.search(rf"^\| {line}", done.stdout, re.MULTILINE), f"no line {line!r} in\n{done.stdout}"
    assert not (tmp_path / "bench").exists(), "what was made to be measured is removed"


def figures(posts: int = 1000, seconds: float = 1.0, peak: float = 1.0, **others: float) -> dict[str, float]:
    return {"posts": posts, "seconds": seconds, "cpu": seconds, "peak": peak * 2**30, "bytes": 1_000_000, **others}


def verdict(lines: list[Line], what: str) -> bool | None:
    (line,) = (line for line in lines if line.what.startswith(what))
    return line.is_met


@pytest.mark.parametrize(("slower", "is_met"), [(16, True), (14, False)])
def test_the_verdict_beside_dlt_is_by_posts_a_second(slower, is_met):
    # dlt is measured on a part: its rate counts, not its seconds
    dlt = figures(posts=100, seconds=slower / 10)
    assert verdict(_beside_others(figures(), dlt, figures()), "the load beside dlt") is is_met


@pytest.mark.parametrize(("seconds", "is_met"), [(0.26, True), (0.24, False)])
def test_the_verdict_beside_read_json(seconds, is_met):
    found = _beside_others(figures(), figures(), figures(seconds=seconds))
    assert verdict(found, "the load beside bare") is is_met


@pytest.mark.parametrize(("seconds", "peak", "grows", "fits"), [(12.5, 1.9, True, True), (12.7, 2.1, False, False)])
def test_the_verdicts_on_growth_and_memory(seconds, peak, grows, fits):
    lines = _growth({10: figures(), 100: figures(posts=10_000, seconds=seconds, peak=peak)})
    assert verdict(lines, "growth from 1,000 to 10,000") is grows
    assert verdict(lines, "peak memory") is fits


@pytest.mark.parametrize(("seconds", "is_met"), [(0.079, True), (0.081, False)])
def test_the_verdict_on_a_hundredth_more(seconds, is_met):
    lines = _parts(figures(), figures(posts=10, seconds=seconds), figures(cp=1.0))
    assert verdict(lines, "10 new posts into 1,000") is is_met


@pytest.mark.parametrize(("seconds", "is_met"), [(1.5, True), (1.51, False)])
def test_the_verdict_on_publishing(seconds, is_met):
    assert verdict(_parts(figures(), figures(), figures(seconds=seconds, cp=1.0)), "publishing") is is_met


def test_a_target_that_is_missed_says_so():
    assert str(Line("speed", "slow", "fast", False)) == "| speed | slow | fast | **not met** |"
    assert str(Line("speed", "slow")) == "| speed | slow |  |  |"
