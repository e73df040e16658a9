"""One message a cause, not one an account; and not the same one every half hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ingest.alerts import COOL, Cooldown, causes
from sql import warehouse

AT = datetime(2026, 9, 7, 6, tzinfo=UTC)


@pytest.fixture
def con(tmp_path):
    with warehouse.connect(tmp_path / "warehouse.duckdb") as opened:
        warehouse.create(opened)
        yield opened


def ended(con, account, hour, outcome, reason=None, dag="listen"):
    platform = account.split(":")[0]
    con.execute("insert into core.accounts by name select $a as account_id, $p as platform, $a as handle, false as is_brand, "
                "true as is_listed where $a not in (select account_id from core.accounts)", {"a": account, "p": platform})  # fmt: skip
    con.execute(
        """insert into ops.run_reports by name select $d || '-' || $h as run_id, $d as dag_id, $a as account_id,
        $p as platform, $o as outcome, $r as reason, 0 as pages, 0 as new_posts, 0 as edited_posts, 0 as recounted_posts,
        0 as gone_posts, 0 as rejected_records, $at as ended_at""",
        {
            "h": hour,
            "d": dag,
            "a": account,
            "p": platform,
            "o": outcome,
            "r": reason,
            "at": (AT + timedelta(hours=hour)).replace(tzinfo=None),
        },
    )


def test_accounts_of_one_cause_are_one_message_with_the_time_since_when(con):
    for number in range(7):
        ended(con, f"mastodon:{number}@m.example", 0, "complete")
        for hour in (1, 2):
            ended(con, f"mastodon:{number}@m.example", hour, "failed", "its server answered 401 (no)")
    ended(con, "bluesky:ann", 2, "not found", "bluesky: ann was not found")
    told = causes(con)
    assert [(one.cause, one.accounts) for one in told] == [("mastodon: 401", 7), ("bluesky: not found", 1)]
    assert told[0].words.startswith("mastodon: 7 accounts 401 since 2026-09-07 07:00 UTC (mastodon:0@m.example, ")
    assert "and 2 more). The first says: its server answered 401" in told[0].words


def test_a_revisit_that_went_well_hides_no_visit_that_failed(con):
    ended(con, "bluesky:ann", 1, "failed", "answered 500")
    ended(con, "bluesky:ann", 2, "complete", dag="revisit")
    assert [one.cause for one in causes(con)] == ["bluesky: 500"]


def test_who_was_heard_since_and_what_passes_by_itself_is_no_cause(con):
    ended(con, "bluesky:ann", 1, "failed", "cut")
    ended(con, "bluesky:ann", 2, "complete")
    ended(con, "x:ann", 2, "late", "429")
    ended(con, "x:ben", 2, "over budget", "no money")
    assert causes(con) == []


def test_a_cause_is_told_again_after_a_day_or_when_it_has_doubled(tmp_path):
    cooldown = Cooldown(tmp_path / "alerts.sqlite")
    assert cooldown.claim("mastodon: 401", AT, 3)
    assert not cooldown.claim("mastodon: 401", AT + timedelta(minutes=30), 5)
    assert cooldown.claim("mastodon: 401", AT + timedelta(minutes=60), 6)
    assert not cooldown.claim("mastodon: 401", AT + COOL, 6)
    assert cooldown.claim("mastodon: 401", AT + COOL + timedelta(hours=1), 6)
    assert cooldown.claim("bluesky: 500", AT, 1)


def test_a_cause_that_was_mended_and_comes_back_is_told_at_once(tmp_path):
    cooldown = Cooldown(tmp_path / "alerts.sqlite")
    cooldown.claim("accounts: mastodon: 401", AT)
    cooldown.claim("task: listen.load", AT)
    assert cooldown.close("accounts: ", {"accounts: bluesky: 500"}) == ["accounts: mastodon: 401"]
    assert cooldown.claim("accounts: mastodon: 401", AT + timedelta(minutes=30))
    assert not cooldown.claim("task: listen.load", AT + timedelta(minutes=30))
