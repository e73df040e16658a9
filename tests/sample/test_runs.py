"""The real sources ask, the recordings answer: in every week, after missed weeks, and in one late run."""

from __future__ import annotations

import csv
from collections import Counter
from importlib import import_module
from pathlib import Path

import yaml

from config.handles import normalise_handle
from ingest.client import open_client
from ingest.errors import Problem
from ingest.expand import expand
from ingest.sources import Account
from sample.record import RECORDED
from sample.story import HERE, MONDAYS, read_story


def accounts():
    with (HERE / "config" / "accounts.csv").open(encoding="utf-8", newline="") as file:
        told = [(row["platform"], row["handle"]) for row in csv.DictReader(file)]
    told += brand()
    return [normalise_handle(platform, handle) for platform, handle in told]


def brand():
    return list(yaml.safe_load((HERE / "config" / "brand.yaml").read_text("utf-8"))["accounts"].items())


def listen(mondays, tmp_path):
    """(statuses and records heard by platform, what went wrong) of runs in a row."""
    cursors, learned, statuses, problems = {}, {}, Counter(), []
    own = {normalise_handle(*one).account_id for one in brand()}
    for monday in mondays:
        client = open_client(
            platform="sample", pace_dir=tmp_path, as_of=monday, user_agent="earshot", replay=Path(RECORDED)
        )
        for known in accounts():
            facts = learned.get(known.account_id, {})
            account = Account(
                known.account_id, known.platform, known.handle, known.url, facts.get("native_id"), facts,
                is_brand=known.account_id in own,
            )  # fmt: skip
            source = import_module(f"ingest.sources.{known.platform}")
            try:
                for page in source.visit(account, cursors.get(known.account_id, {}), client, monday):
                    statuses[known.platform, page.answer.status] += 1
                    statuses[known.platform, "records"] += page.answer.records or 0
                    if page.cursor is not None:
                        cursors[known.account_id] = page.cursor
                    learned[known.account_id] = {**facts, **page.learned}
            except Problem as problem:
                problems.append((monday.date(), known.account_id, str(problem)))
        client.close()
    return statuses, problems


def test_eight_weekly_runs_in_a_row_find_every_answer_recorded(tmp_path):
    heard, problems = listen(MONDAYS, tmp_path)
    assert problems == []
    assert heard["feeds", 304] > 5, "a feed that has not changed says so"
    assert all(
        heard[platform, "records"] > 10 for platform in ("bluesky", "mastodon", "feeds", "youtube", "hackernews", "x")
    )


def test_one_late_run_hears_the_whole_sample(tmp_path):
    story = read_story()
    heard, problems = listen([MONDAYS[-1]], tmp_path)
    assert problems == []
    for platform in ("bluesky", "mastodon", "feeds", "youtube", "hackernews"):
        told = sum(len(story.timeline(person, platform, MONDAYS[-1])) for person in story.listened[platform])
        assert heard[platform, "records"] == told, platform


def test_runs_that_miss_weeks_find_every_answer_recorded(tmp_path):
    assert listen([MONDAYS[1], MONDAYS[4], MONDAYS[7]], tmp_path)[1] == []


def test_a_short_link_leads_to_its_page(tmp_path):
    client = open_client(
        platform="links", pace_dir=tmp_path, as_of=MONDAYS[-1], user_agent="earshot", replay=Path(RECORDED)
    )
    try:
        found = expand("https://lnk.example/gg-q3", client, shorteners=frozenset({"lnk.example"}))
    finally:
        client.close()
    page = "https://gridgazette.example/2026/09/heat-pump-price-index-q3"
    assert (found.resolved_url, found.canonical_url, found.failure) == (f"{page}?utm_source=lnk", page, None)
    assert (found.status, found.redirects, found.author) == (200, 1, "Pieter Oud")


def test_x_is_read_by_cursor_each_post_paid_for_once(tmp_path):
    story = read_story()
    heard, _ = listen(MONDAYS, tmp_path)
    told = sum(len(story.timeline(person, "x", MONDAYS[-1])) for person in story.listened["x"])
    edits = sum(post.edited_at(MONDAYS[-1]) is not None for post in story.posts.values() if "x" in post.places)
    spoken_to = 40  # more than that nobody says to the brand on X
    assert told <= heard["x", "records"] <= told + edits + spoken_to
