"""Where credentials come from, what is said where there are none, and when they run out."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from ingest import listen, sources
from ingest.client import open_client
from ingest.credentials import Credentials, from_environment, how_to_add
from ingest.secret import Secret
from sql import warehouse
from tests.ingest.server import serving

AS_OF = datetime(2026, 10, 26, 6, 0, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Two people on X, one on Bluesky."""
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "influencers.csv").write_text(
        "influencer_id,name,role,organisation,tier,lists,since,opted_out\nann,Ann,,,1,,,\nben,Ben,,,1,,,\n"
    )
    (folder / "accounts.csv").write_text(
        "influencer_id,platform,handle,evidence,verified_on\nann,x,ann,,\nben,x,ben,,\nann,bluesky,ann.example.com,,\n"
    )
    (folder / "topics.csv").write_text("topic_id,name,description,seed_phrases,excluded_phrases,sensitive\n")
    (folder / "decisions.csv").write_text("recommendation_id,decided,by,on,note\n")
    (folder / "brand.yaml").write_text("name: Brand\n")
    return Settings(home=tmp_path / "home", config=folder)


def test_a_platform_without_credentials_is_skipped_with_one_clear_line_and_counted(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "earshot")
    run = listen.Run.at(AS_OF, settings)
    planned = listen.plan(run)
    assert list(planned) == ["bluesky"], "the others are asked all the same"
    assert [record.getMessage() for record in caplog.records] == [
        "x: not collectable: x needs credentials: add the Airflow connection earshot_x with its token as the password, "
        "or set EARSHOT_X_TOKEN"
    ]
    listen.load(run)
    with warehouse.connect(run.warehouse_file) as con:
        told = con.execute("select account_id, outcome, reason from ops.visits order by all").fetchall()
    assert [(account, outcome) for account, outcome, _ in told] == [
        ("x:ann", "not collectable"),
        ("x:ben", "not collectable"),
    ]
    assert told[0][2].startswith("x:ann: x needs credentials: add the Airflow connection earshot_x")


def test_with_credentials_it_is_planned(settings: Settings) -> None:
    run = listen.Run.at(AS_OF, settings, lambda platform: Credentials(platform, "token-1234"))
    assert set(listen.plan(run)) == {"bluesky", "x"}


def test_a_replay_needs_none(settings: Settings, tmp_path: Path) -> None:
    run = listen.Run.at(AS_OF, settings.model_copy(update={"replay": tmp_path}))
    assert "x" in listen.plan(run)


@pytest.mark.parametrize(
    ("expires_on", "said"),
    [
        ("2026-12-01", None),
        ("2026-11-09", "x: the token of the connection earshot_x expires on 2026-11-09, in 14 days; renew it and write the new expires_on beside it."),
        ("2026-10-20", "x: the token of the connection earshot_x expired on 2026-10-20; renew it and write the new expires_on beside it."),
        ("next spring", "x: the token of the connection earshot_x has an expires_on that is no date; write it as 2027-01-31."),
        ("", None),
    ],
)  # fmt: skip
def test_a_token_that_runs_out_is_warned_of_days_ahead(expires_on: str, said: str | None) -> None:
    held = Credentials("x", "token-1234", extra={"expires_on": expires_on}, source="the connection earshot_x")
    assert held.warning(date(2026, 10, 26)) == said


def test_the_warning_is_in_the_log_of_the_plan(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    run = listen.Run.at(
        AS_OF, settings, lambda platform: Credentials(platform, "token-1234", extra={"expires_on": "2026-10-30"})
    )
    listen.plan(run, ["x"])
    assert "x: the token of the environment expires on 2026-10-30, in 4 days" in caplog.text


def test_the_environment_names_each_part(monkeypatch: pytest.MonkeyPatch) -> None:
    assert from_environment("reddit").missing(("login", "token")) == ("login", "token")
    for name in ("TOKEN", "LOGIN", "USER_AGENT"):
        monkeypatch.setenv(f"EARSHOT_REDDIT_{name}", f"{name.lower()}-1234")
    held = from_environment("reddit")
    assert (held.token, held.login, held.get("user_agent"), held.base_url) == (
        "token-1234",
        "login-1234",
        "user_agent-1234",
        "",
    )
    assert held.missing(("login", "token", "user_agent")) == ()


def test_how_to_add_what_is_missing() -> None:
    assert how_to_add("reddit", ("login", "user_agent")) == (
        'add the Airflow connection earshot_reddit with the login and "user_agent" in its extra, or set '
        "EARSHOT_REDDIT_LOGIN and EARSHOT_REDDIT_USER_AGENT"
    )


def test_every_source_that_is_sent_a_token_says_to_whom() -> None:
    for name, source in sources.known().items():
        if "token" in getattr(source, "NEEDS", ()):
            assert getattr(source, "HOSTS", None) or name == "reddit", name  # Reddit trades a pair for a token


def test_over_plain_http_only_a_named_server_sees_the_token(tmp_path: Path) -> None:
    def ask(url: str, base_url: str) -> str | None:
        client = open_client(
            platform="x", pace_dir=tmp_path / "pace", as_of=AS_OF, user_agent="test", token=Secret("token-1234", ("127.0.0.1",)),
            pace_seconds=0, credentials=Credentials("x", "token-1234", base_url=base_url),
        )  # fmt: skip
        client.get(url)
        client.close()
        return site.asked[-1][2].get("authorization")

    with serving() as site:
        site.pages["/"] = (200, {}, b"{}")
        assert ask(f"{site.url}/", site.url) == "Bearer token-1234"
        assert ask(f"{site.url}/", "") is None
        assert ask(f"{site.url}/", "https://127.0.0.1") is None


def test_an_airflow_connection_becomes_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    from dags.connections import credentials_of

    told: dict[str, Any] = {
        "conn_type": "http", "login": "app", "password": "token-1234", "host": "127.0.0.1", "schema": "http", "port": 4010,
        "extra": {"expires_on": "2027-01-31", "Vocabulary": "posts", "empty": ""},
    }  # fmt: skip
    monkeypatch.setenv("AIRFLOW_CONN_EARSHOT_X", __import__("json").dumps(told))
    held = credentials_of("x")
    assert (held.token, held.login, held.base_url) == ("token-1234", "app", "http://127.0.0.1:4010")
    assert (held.get("vocabulary"), str(held.expires_on), held.source) == (
        "posts",
        "2027-01-31",
        "the connection earshot_x",
    )
    assert "empty" not in held.extra


def test_without_a_connection_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    from dags.connections import credentials_of

    monkeypatch.setenv("EARSHOT_THREADS_TOKEN", "token-5678")
    assert (credentials_of("threads").token, credentials_of("x").token) == ("token-5678", "")
