"""The oddities of Threads; what all sources promise is in test_battery.py, what Meta's share in test_facebook.py."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ingest.errors import NotFound, NotUnderstood, StopSource
from ingest.sources import Account, threads
from tests.ingest.fakes import NOW, Asker, Reply
from tests.ingest.fakes.threads import Threads

ANN = Account("threads:ann", "threads", "ann")


def visit(fake: Any, account: Account = ANN) -> list[Any]:
    return list(threads.visit(account, {}, Asker(fake), NOW))


def test_the_name_is_the_id_where_no_other_is_told() -> None:
    fake = Threads()
    assert visit(fake)[0].learned == {"handle": "ann", "display_name": "Ann", "followers": 300, "native_id": "ann"}
    fake.profile |= {"id": 123}
    assert visit(fake)[0].learned["native_id"] == "123"


def test_who_is_not_shown_answers_like_nobody() -> None:
    with pytest.raises(NotFound, match="correct or remove"):
        visit(Threads(), replace(ANN, handle="ben"))


def test_standard_access_stops_the_platform_and_says_what_is_lacking() -> None:
    fake = Threads()
    fake.answer = lambda url, params: Reply(
        {"error": {"message": "(#10) requires threads_profile_discovery permission", "code": 10}}, 400
    )
    with pytest.raises(StopSource, match="ingest/sources/threads.py"):
        visit(fake)


@pytest.mark.parametrize("profile", [[], {"name": "Ann"}, {"username": 5}, "no"])
def test_a_profile_that_is_none_is_not_understood(profile: Any) -> None:
    fake = Threads()
    fake.answer = lambda url, params: Reply(profile)
    with pytest.raises(NotUnderstood):
        visit(fake)


def test_what_nobody_can_tell_is_not_made_up() -> None:
    assert list(threads.alive(["1"], Asker(Threads()))) == []
