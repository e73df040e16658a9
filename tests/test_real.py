"""Real posts through the archive: an independent count with pandas agrees, and no id has lost a digit.

Nothing here is shared with the code that loads: the files are opened and counted by pandas alone.
"""

from __future__ import annotations

import gzip
import json
import re
import tarfile
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd  # noqa: TID253  # the independent count is made with it
import pytest

from bench.real.corpora import Corpus, corpora, run

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


def entries(feed: Path) -> pd.Series:
    """Every record of a getAuthorFeed answer; a repost has an id of its own."""
    with gzip.open(feed, "rt") if feed.suffix == ".gz" else feed.open() as file:
        told = json.load(file)
    records = told.get("body", told).get("feed", [])
    return pd.Series([one.get("reason", {}).get("uri") or one["post"]["uri"] for one in records], dtype=str)


def author_feeds(place: Path) -> pd.Series:
    return pd.concat([entries(file) for file in (sorted(place.glob("authorfeed_*")) if place.is_dir() else [place])])


def statuses(place: Path) -> pd.Series:
    if place.is_dir():
        pages = [json.loads((place / "statuses_alice.json").read_text())["body"]]
    else:
        with gzip.open(place, "rt", encoding="utf-8") as lines:
            told = [json.loads(line) for line in lines]
        pages = [one["json"] for one in told if re.search(r"/accounts/\d+/statuses", one["uri"])]
    return pd.Series([status["uri"] for page in pages for status in page])


def items(place: Path) -> pd.Series:
    with tarfile.open(place) as tar:
        text = tar.extractfile("API/README.md").read().decode()
    blocks = pd.Series(re.findall(r"^\{$(.*?)^\}$", text, re.DOTALL | re.MULTILINE))
    wanted = blocks.str.contains(r'"type" : "(?:story|comment|poll)"')
    return blocks[wanted].str.extract(r'"id" : (\d+)')[0]


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
    "bluesky-cards": lambda file: pd.read_json(file, dtype=False)["uri"],
    "bluesky": author_feeds,
    "mastodon": statuses,
    "hacker-news-items": items,
}
FEEDS = {"feeds", "feed-oddities"}
LONG = {"x", "facebook"}


def test_every_corpus_is_counted() -> None:
    assert set(COUNTED) | FEEDS == set(corpora())


def real(name: str) -> tuple[Corpus, list[Path]]:
    corpus = corpora()[name]
    places = [SHARED / file for file in corpus.files]
    if missing := [str(place) for place in places if not place.exists()]:
        pytest.skip(f"the real posts are not here: {', '.join(missing)}")
    return corpus, places


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] if name in LONG else []) for name in COUNTED]
)
def test_in_is_loaded_and_duplicates_and_rejected_and_no_id_lost_a_digit(name: str, tmp_path: Path) -> None:
    corpus, places = real(name)
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


@pytest.mark.parametrize("name", ["feeds", pytest.param("feed-oddities", marks=pytest.mark.slow)])
def test_a_feed_has_as_many_records_as_items_stand_in_it(name: str, tmp_path: Path) -> None:
    corpus, (place,) = real(name)
    with tarfile.open(place) as tar:
        bodies = {one.name: tar.extractfile(one).read() for one in tar if one.isfile()}
    found = run(corpus, SHARED, tmp_path)
    assert found.records == found.posts + found.repeated + found.rejected
    assert found.records > 1000
    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as con:
        read = con.execute("select url, records from ops.fetches where reading = 'feeds'").df()
    texts = pd.Series(
        {name.partition("/test/input/")[2] or name.partition("/tests/")[2]: body for name, body in bodies.items()}
    )
    text = read["url"].str.replace(r"^https://f\d+\.example/", "", regex=True).map(texts).map(decoded)
    # what stands in a comment or is quoted is no element
    bare = text.str.replace(r"(?s)<!--.*?-->|<!\[CDATA\[.*?\]\]>", "", regex=True)
    counted = bare.str.count(r"(?i)<(?:[\w.-]+:)?(?:item|entry)[\s>/]")
    told = read["records"][~read["url"].str.endswith(".json")]
    agree = (counted[told.index] == told).mean()
    assert agree == 1 if name == "feeds" else agree > 0.98


def decoded(body: bytes) -> str:
    for mark, encoding in (
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"<\0", "utf-16-le"),
        (b"\0<", "utf-16-be"),
    ):
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    return body.decode("utf-8", "replace")
