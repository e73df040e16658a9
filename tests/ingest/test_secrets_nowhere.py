"""Secrets are planted wherever they can enter, and found nowhere: not in logs, landing files, tables, the published
copy, error messages or tracebacks.

A server echoes what it was sent in every way a server can, and a whole run listens to it.
"""

from __future__ import annotations

import json
import logging
import traceback
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import pytest

from config import read_config
from config.settings import Settings
from ingest import listen, secret, sources
from ingest.credentials import Credentials, from_environment
from tests.ingest.server import serving

AS_OF = datetime(2026, 10, 26, 6, 0, tzinfo=UTC)
TOKEN, LOGIN, EXTRA = "MARKED-tok&n/+%secret-1", "MARKED-login-2", 'MARKED-app"secret-3'
HANDLES = {
    "x": "ann", "facebook": "annspage", "instagram": "ann", "threads": "@ann", "linkedin": "company/2414183",
    "youtube": "UCaaaaaaaaaaaaaaaaaaaaaa", "reddit": "u/ann",
}  # fmt: skip
Echo = Callable[[Any], Any]


def sent(handler: Any) -> str:
    """Everything the server was told, as it was told."""
    return f"{handler.path} {json.dumps(dict(handler.headers.items()))}"


def body(handler: Any) -> bytes:
    """What was sent, and the secrets in the ways they may be written."""
    told = {
        "data": [{"id": "1", "text": sent(handler), "username": TOKEN, "name": EXTRA}],
        "error": {"message": sent(handler), "code": 190, "type": EXTRA},
        "errors": [{"detail": sent(handler), "title": TOKEN, "type": "https://api.x.com/2/problems/x", "message": TOKEN}],
        "message": f"{TOKEN} {quote(TOKEN)} {EXTRA}", "detail": TOKEN, "title": EXTRA, "access_token": TOKEN + "issued",
        "paging": {"next": f"https://graph.example/?access_token={quote(TOKEN)}"}, "id": TOKEN, "kind": EXTRA,
    }  # fmt: skip
    return json.dumps(told).encode()


def echoing(status: int) -> Echo:
    headers = {
        "Content-Type": "application/json",
        "ETag": f'"{EXTRA}"',
        "X-Token": quote(TOKEN),
        "Set-Cookie": f"s={quote(TOKEN)}",
    }
    return lambda handler: (status, headers, body(handler))


def redirecting(handler: Any) -> Any:
    away = f"http://127.0.0.1:{handler.server.server_address[1]}/gone?access_token={quote(TOKEN)}&key={quote(EXTRA)}"
    return (302, {"Location": away}, body(handler)) if "/gone" not in handler.path else (404, {}, body(handler))


WAYS: dict[str, Echo] = {
    **{f"{status}": echoing(status) for status in (200, 400, 401, 402, 403, 404, 410, 418, 429, 500)},
    "a page": lambda handler: (200, {"Content-Type": "text/html"}, b"<title>" + body(handler)),
    "cut JSON": lambda handler: (200, {"Content-Type": "application/json"}, body(handler)[:-9]),
    "a redirect": redirecting,
}


@pytest.fixture
def forgetful() -> Iterator[None]:
    """What this test plants is not remembered in the next."""
    known = set(secret._known)
    yield
    secret._known.clear()
    secret._known.update(known)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One account on each platform that wants a secret."""
    folder = tmp_path_factory.mktemp("config")
    listed = "".join(f"ann,{platform},{handle},,\n" for platform, handle in HANDLES.items())
    (folder / "influencers.csv").write_text(
        "influencer_id,name,role,organisation,tier,lists,since,opted_out\nann,Ann,maker,,1,all,,\n"
    )
    (folder / "accounts.csv").write_text(f"influencer_id,platform,handle,evidence,verified_on\n{listed}")
    (folder / "topics.csv").write_text("topic_id,name,description,seed_phrases,excluded_phrases,sensitive\n")
    (folder / "decisions.csv").write_text("recommendation_id,decided,by,on,note\n")
    (folder / "brand.yaml").write_text(
        "name: Brand\nbudgets: {x: {per_run: {money: 50}, per_day: {money: 50}, per_month: {money: 50}}}\n"
    )
    return folder


def run_of(home: Path, config: Path, number: int, url: str) -> listen.Run:
    """A run with every secret a connection can hold."""

    def keyring(asked: str) -> Credentials:
        extra = {"app_secret": EXTRA, "user_agent": "python:earshot:0.1 (by /u/ann)", "expires_on": "2026-10-30"}
        return Credentials(asked, TOKEN, LOGIN, url, extra, f"the connection earshot_{asked}")

    return listen.Run.at(AS_OF + timedelta(hours=number), Settings(home=home, config=config), keyring)


def tried(step: Callable[[], Any], told: list[str]) -> None:
    """Do it; what went wrong is told with its traceback."""
    try:
        step()
    except Exception as problem:
        told.append("".join(traceback.format_exception(problem)) + repr(problem))


def forms(text: str) -> set[bytes]:
    """A secret in the ways a file or a log could hold it."""
    return {
        text.encode(),
        quote(text).encode(),
        quote(text, safe="").encode(),
        json.dumps(text)[1:-1].encode(),
        repr(text)[1:-1].encode(),
    }


PLANTED = {form for text in (TOKEN, EXTRA) for form in forms(text)}


@pytest.mark.parametrize("platform", HANDLES)
def test_no_secret_is_anywhere(
    platform: str,
    config: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    forgetful: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr("ingest.client.random.uniform", lambda *_: 0.0)
    monkeypatch.setattr(sources.known()[platform], "PACE", 0.0)
    known = next(one for one in read_config(config).accounts if one.platform == platform)
    account = {
        "account_id": known.account_id,
        "platform": platform,
        "handle": known.handle,
        "url": known.url,
        "cursor": {},
    }
    told: list[str] = []
    for number, (way, echo) in enumerate(WAYS.items()):
        with serving() as site:
            site.pages = AnyPath(echo)
            run = run_of(tmp_path, config, number, site.url)
            tried(lambda: listen.visit(run, {"platform": platform, "among": 1, "accounts": [account]}), told)
        assert site.asked, f"{way}: the server was asked; {told}"
        assert any(is_shown(headers) for _, _, headers in site.asked), f"{way}: and was shown the token"
    tried(lambda: listen.load(run), told)
    tried(lambda: listen.plan(run), told)
    tried(lambda: listen.publish(run), told)
    rows = every_row(run.settings.published_file)
    assert sum("failed" in row or "stopped" in row or "late" in row for row in rows) > 3, "much went wrong"
    assert [row for row in rows if holds(row.encode("utf-8", "replace"))] == []
    found = {
        str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*") if file.is_file() and holds(file.read_bytes())
    }
    assert found == set()
    assert [one for one in told if holds(one.encode("utf-8", "replace"))] == []
    assert [record for record in map(shown, caplog.records) if holds(record.encode("utf-8", "replace"))] == []


def every_row(file: Path) -> list[str]:
    """All that stands in the published copy, which keeps its texts packed."""
    with duckdb.connect(str(file), read_only=True) as con:
        tables = con.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
        return [str(row) for (table,) in tables for row in con.execute(f"from {table}").fetchall()]


def is_shown(headers: dict[str, str]) -> bool:
    """The token, or, where it is a pair, what is made of it."""
    return any(TOKEN in text or b64encode(f"{LOGIN}:{TOKEN}".encode()).decode() in text for text in headers.values())


class AnyPath(dict[str, Any]):
    """One answer, whatever is asked."""

    def __init__(self, echo: Echo) -> None:
        super().__init__()
        self.echo = echo

    def get(self, *_: Any) -> Any:
        return self.echo


def holds(content: bytes) -> bool:
    return any(form in content for form in PLANTED)


def shown(record: logging.LogRecord) -> str:
    return logging.Formatter("%(name)s %(message)s").format(record)


def test_the_search_would_find_one(tmp_path: Path) -> None:
    for form in PLANTED:
        assert holds(b"x" + form + b"x")
    assert not holds(b"MARKED")


def test_credentials_are_printed_by_nothing(forgetful: None) -> None:
    held = Credentials("x", TOKEN, LOGIN, "https://api.example", {"app_secret": EXTRA})
    assert not holds(f"{held} {held!r} {[held]}".encode())
    assert not holds(repr(listen._token(sources.known()["x"], held)).encode())


def test_secrets_of_the_environment_are_read_and_hidden(monkeypatch: pytest.MonkeyPatch, forgetful: None) -> None:
    for name, text in {
        "TOKEN": TOKEN,
        "APP_SECRET": EXTRA,
        "EXPIRES_ON": "2027-01-31",
        "BASE_URL": "http://127.0.0.1:1",
    }.items():
        monkeypatch.setenv(f"EARSHOT_X_{name}", text)
    held = from_environment("x")
    assert (held.token, held.get("app_secret"), held.base_url, str(held.expires_on)) == (
        TOKEN,
        EXTRA,
        "http://127.0.0.1:1",
        "2027-01-31",
    )
    assert not holds(secret.hide_known(f"{TOKEN} and {EXTRA}").encode())


def test_a_traceback_in_a_log_hides_it_too(caplog: pytest.LogCaptureFixture, forgetful: None) -> None:
    Credentials("x", TOKEN)
    log = logging.getLogger("earshot.visit")
    secret.scrub_logs()
    try:
        raise KeyError(f"no {TOKEN} here")
    except KeyError:
        log.exception("went wrong with %s", TOKEN)
    [record] = caplog.records
    assert not holds(shown(record).encode())
    assert "KeyError" in shown(record)
