"""X against Prism, which serves X's own OpenAPI file: what is asked is what the API documents, and answers that are valid
and senseless (dates of 1935, negative counts, keys nobody knows) neither stop the source nor its staging.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ingest.client import Client, open_client
from ingest.credentials import Credentials
from ingest.errors import Problem, RepeatedCursor, StopSource
from ingest.secret import Secret
from ingest.sources import Account, x
from ingest.x_api import X
from tests.landed import landed, staged

pytestmark = pytest.mark.peers
AS_OF = datetime(2026, 10, 26, 6, tzinfo=UTC)
ME = "2244994945"
LATER = {"leave_out": "paid_partnership"}  # it came in June 2026, after 2.159


@pytest.fixture
def client(prism: str, tmp_path: Path) -> Any:
    opened = open_client(
        platform="x", pace_dir=tmp_path / "pace", as_of=AS_OF, user_agent="earshot-test", pace_seconds=0.0,
        token=Secret("a-token", ("127.0.0.1",)), credentials=Credentials("x", "a-token", "", prism, LATER),
    )  # fmt: skip
    yield opened
    opened.close()


def test_thirty_visits_are_answered_as_documented_and_understood(client: Client, tmp_path: Path) -> None:
    rows = pages = 0
    for number in range(30):
        try:
            for page in x.visit(
                Account("x:ann", "x", "ann", native_id=ME, is_brand=number % 2 == 0), {}, client, AS_OF
            ):
                pages += 1
                folder = tmp_path / f"{number}-{pages}"
                folder.mkdir()
                told = staged(landed(folder, "x", [page.answer.json()], url=page.answer.url, account_id="x:ann"), "x")
                rows += len(told)
                assert len(told) == (page.answer.records or 0)
                if pages % 3 == 0:
                    break  # its tokens lead on for ever
        except (RepeatedCursor, StopSource) as problem:
            assert "422" not in str(problem) and "401" not in str(problem), problem
    assert pages >= 30
    assert rows > 30


def test_look_ups_posts_and_jobs_are_asked_as_documented(client: Client) -> None:
    api = X(client)
    for _ in range(5):
        for answer in (
            api.user("ann", None),
            api.user("ann", ME),
            api.posts(["20", "21"]),
            api.job("1372966999991541762"),
        ):
            assert answer.status == 200
            assert isinstance(answer.json(), dict)
        assert json.loads(api.create_job().body)


def test_what_the_api_does_not_document_is_refused_by_it(client: Client) -> None:
    with pytest.raises(Problem, match="x: "):
        X(client).timeline(ME, {"max_results": 4}, "@ann")


def test_without_a_token_the_platform_is_left_alone(prism: str, tmp_path: Path) -> None:
    nobody = open_client(
        platform="x",
        pace_dir=tmp_path,
        as_of=AS_OF,
        user_agent="t",
        pace_seconds=0.0,
        credentials=Credentials("x", base_url=prism),
    )
    with pytest.raises(StopSource, match="the token is not accepted"):
        X(nobody).user("ann", ME)
    nobody.close()
