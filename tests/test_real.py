"""Real posts through the archive: an independent count with pandas agrees, and no id has lost a digit.

Nothing here is shared with the code that loads: the files are opened and counted by pandas alone.
"""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from bench.real.corpora import corpora, run

SHARED = Path(__file__).resolve().parents[1] / ".." / "shared" / "data"


def parquet(column: str) -> Any:
    return lambda file: pd.read_parquet(file, columns=[column])[column]


def spreadsheet(column: str) -> Any:
    return lambda file: pd.read_csv(file, dtype=str, keep_default_na=False)[column]


def json_lines(key: str | int, form: str = "{}") -> Any:
    def ids(file: Path) -> pd.Series:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            return pd.Series([form.format(json.loads(line)[key]) for line in lines])

    return ids


def lines(pattern: str) -> Any:
    """One record a line that is not blank; the id is the last that the pattern finds in it."""

    def ids(file: Path) -> pd.Series:
        with gzip.open(file, "rt", encoding="utf-8", newline="\n") as told:
            kept = pd.Series([line for line in told if line.strip()])
        return kept.map(lambda line: re.findall(pattern, line)[-1])

    return ids


def outbox(file: Path) -> pd.Series:
    with gzip.open(file, "rt", encoding="utf-8") as told:
        items = json.load(told)["orderedItems"]
    return pd.Series([one["id"] if one["type"] == "Announce" else one["object"]["id"] for one in items])


def shares(file: Path) -> pd.Series:
    links = pd.read_csv(file, dtype=str, keep_default_na=False)["ShareLink"]
    return links.str.extract(r"(urn%3Ali%3A.*)$")[0].str.replace("%3A", ":")


COUNTED = {
    "x": parquet("post_id"),
    "instagram": parquet("post_id"),
    # a quoted post stands behind the post's own address
    "x-lines": lambda file: lines(r"; \d+; \d+; \d+; \d+; https?://\S+/status/(\d+); ")(file),
    "instagram-lines": lines(r"/p/([\w-]+)/; \d+; \d+\]"),
    "instagram-lines-2020": lines(r"/p/([\w-]+)/\s*$"),
    "facebook": parquet("status_id"),
    "facebook-raw": spreadsheet("status_id"),
    "hacker-news": spreadsheet("id"),
    "gov-blogs": json_lines("path"),
    "link-blog": json_lines(0, "blogmark/{}"),
    "link-notes": json_lines(0, "note/{}"),
    "link-beats": json_lines(0, "beat/{}"),
    "youtube": spreadsheet("video_id"),
    "mastodon-outboxes": outbox,
    "linkedin": shares,
}
LONG = {"x", "facebook"}


def test_every_archive_corpus_is_counted() -> None:
    assert set(COUNTED) == {name for name, one in corpora().items() if one.source == "archive"}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] if name in LONG else []) for name in COUNTED]
)
def test_in_is_loaded_and_duplicates_and_rejected_and_no_id_lost_a_digit(name: str, tmp_path: Path) -> None:
    corpus = corpora()[name]
    places = [SHARED / file for file in corpus.files]
    if missing := [str(place) for place in places if not place.exists()]:
        pytest.skip(f"the real posts are not here: {', '.join(missing)}")
    told = pd.concat([COUNTED[name](place) for place in places])
    found = run(corpus, SHARED, tmp_path)
    assert found.problems == []
    assert found.records == len(told)
    assert found.records == found.posts + found.repeated + found.rejected
    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as con:
        posts = con.execute("select native_id from core.posts").df()["native_id"]
        rejects = con.execute("select native_id from ops.rejects").df()["native_id"]
    assert set(posts) | set(rejects) == set(told)
    assert found.posts == told[~told.isin(set(told) - set(posts))].nunique()
