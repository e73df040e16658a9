"""Keys go where they belong: to the platform's own hosts, over TLS, in the header it reads; and a spent quota waits."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest.credentials import Credentials
from ingest.errors import StopSource, TryLater
from ingest.landing import Landing
from ingest.listen import _token
from ingest.pace import Pace
from ingest.sources import Account, facebook, instagram, linkedin, threads, youtube
from ingest.visit import visit_batch
from tests.ingest.fakes import NOW, Asker
from tests.ingest.fakes.youtube import YouTube, refused
from tests.ingest.replies import Reply, client_of

KEY = "invented-key-0123456789"
KEYED = [
    pytest.param(facebook, "halden", "graph.facebook.com", "Authorization", f"Bearer {KEY}", id="facebook"),
    pytest.param(instagram, "ann", "graph.facebook.com", "Authorization", f"Bearer {KEY}", id="instagram"),
    pytest.param(threads, "ann", "graph.threads.com", "Authorization", f"Bearer {KEY}", id="threads"),
    pytest.param(linkedin, "company/halden", "api.linkedin.com", "Authorization", f"Bearer {KEY}", id="linkedin"),
    pytest.param(youtube, "@ana", "youtube.googleapis.com", "X-Goog-Api-Key", KEY, id="youtube"),
]


def first_request(source: Any, handle: str, base_url: str = "") -> Any:
    platform = source.__name__.rsplit(".", 1)[-1]
    credentials = Credentials(platform, KEY, base_url=base_url)
    client = client_of(Reply(b"", 418), platform=platform, token=_token(source, credentials))
    client.credentials = credentials
    with pytest.raises(Exception, match="418"):
        list(source.visit(Account(f"{platform}:{handle}", platform, handle), {}, client, NOW))
    return client.asked[0]


@pytest.mark.parametrize(("source", "handle", "host", "header", "text"), KEYED)
def test_a_key_goes_to_its_platform_in_its_header_and_stands_in_no_address(
    source: Any, handle: str, host: str, header: str, text: str
) -> None:
    asked = first_request(source, handle)
    assert (asked.host, asked.headers[header]) == (host, text)
    assert KEY not in asked.url
    assert [name for name, value in asked.headers.items() if KEY in value] == [header]


@pytest.mark.parametrize(("source", "handle", "host", "header", "text"), KEYED)
def test_another_server_is_asked_where_the_credentials_name_one_and_it_alone_sees_the_key(
    source: Any, handle: str, host: str, header: str, text: str
) -> None:
    asked = first_request(source, handle, "https://stand-in.example")
    assert (asked.host, asked.headers[header]) == ("stand-in.example", text)
    token = _token(source, Credentials("x", KEY, base_url="https://stand-in.example"))
    assert token.hosts == ("stand-in.example",)


def test_the_keyless_feed_of_youtube_sees_no_key() -> None:
    client = client_of(Reply(b"", 418), platform="youtube", token=_token(youtube, Credentials("youtube", KEY)))
    with pytest.raises(Exception, match="418"):
        list(youtube.visit(Account("youtube:x", "youtube", "UC" + "a" * 22), {}, client, NOW))
    assert client.asked[0].host == "www.youtube.com"
    assert KEY not in str(client.asked[0].headers)


def test_accounts_wait_for_a_spent_quota_to_be_renewed(tmp_path: Path) -> None:
    fake = YouTube()
    fake.post(NOW - timedelta(hours=1), 1)
    fake.broken = refused(403, "quotaExceeded")
    batch = [(Account(f"youtube:{name}", "youtube", name), {}) for name in ("@ana", "@ben", "@cyd")]
    landing, client = Landing(tmp_path), Asker(fake)
    with pytest.raises(StopSource) as caught:
        visit_batch(youtube, batch, client, landing, "run-1")
    assert len(client.asked) == 2, "nobody else is asked"
    endings = [landing.ending("run-1", account) for account, _ in batch]
    assert {(ending.outcome, ending.retry_at) for ending in endings} == {("stopped", "2026-10-02T07:00:00+00:00")}
    assert pickle.loads(pickle.dumps(caught.value)).until == datetime(2026, 10, 2, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("source", "handle", "body", "status", "minutes"),
    [
        (facebook, "halden", {"error": {"message": "(#4) limit", "code": 4}}, 403, 60),
        (threads, "ann", {"error": {"message": "(#613) limit", "code": 613}}, 400, 60),
        (linkedin, "company/halden", {"status": 429}, 429, 12 * 60),
        (youtube, "@ana", {"error": {"errors": [{"reason": "userRateLimitExceeded"}]}}, 403, 1),
    ],
)
def test_where_everybody_is_refused_the_next_account_is_not_even_asked_for(
    source: Any, handle: str, body: Any, status: int, minutes: int, tmp_path: Path
) -> None:
    platform = source.__name__.rsplit(".", 1)[-1]
    client = client_of(Reply(body, status), platform=platform, as_of=NOW)
    client.credentials = Credentials(platform, KEY)
    client.turns = Pace(tmp_path / "pace", 0.0, clock=NOW.timestamp)
    client.patience = 10.0  # the clock stands still: a wait would never end
    account = Account(f"{platform}:{handle}", platform, handle)
    for _ in range(2):
        with pytest.raises(TryLater) as caught:
            list(source.visit(account, {}, client, NOW))
        assert caught.value.until == NOW + timedelta(minutes=minutes)
    assert len(client.asked) == 1


def test_the_limit_of_one_page_keeps_nobody_else_waiting(tmp_path: Path) -> None:
    client = client_of(Reply({"error": {"message": "(#32) Page request limit", "code": 32}}, 400), as_of=NOW)
    client.turns = Pace(tmp_path / "pace", 0.0, clock=NOW.timestamp)
    for name in ("halden", "other"):
        with pytest.raises(TryLater):
            list(facebook.visit(Account(f"facebook:{name}", "facebook", name), {}, client, NOW))
    assert len(client.asked) == 2
