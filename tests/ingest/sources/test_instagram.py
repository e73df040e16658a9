"""The oddities of Instagram; what all sources promise is in test_battery.py, what Meta's share in test_facebook.py."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ingest.credentials import Credentials
from ingest.errors import NotFound, NotUnderstood, StopSource
from ingest.sources import Account, instagram
from tests.ingest.fakes import NOW, Asker, Reply
from tests.ingest.fakes.instagram import BASE, Instagram

ANN = Account("instagram:ann", "instagram", "ann")


def visit(fake: Any, account: Account = ANN) -> tuple[list[Any], Asker]:
    client = Asker(fake)
    return list(instagram.visit(account, {}, client, NOW)), client


def test_it_asks_from_the_first_professional_account_of_the_token() -> None:
    _, client = visit(Instagram())
    assert [url for url, _ in client.asked][:2] == [BASE + "me/accounts", BASE + "179"]


def test_it_asks_from_the_account_that_the_credentials_name() -> None:
    fake = Instagram()
    fake.credentials = Credentials("instagram", "EAAG-invented", extra={"account_id": "179"})
    _, client = visit(fake)
    assert {url for url, _ in client.asked} == {BASE + "179"}


def test_without_a_professional_account_of_our_own_nobody_is_asked() -> None:
    fake = Instagram()
    fake.answer = lambda url, params: Reply({"data": [{"id": "1"}, 5, {"instagram_business_account": {}}]})
    with pytest.raises(StopSource, match="account_id"):
        visit(fake)


def test_a_name_that_has_passed_to_somebody_else_is_not_read() -> None:
    fake = Instagram()
    fake.post(NOW, 1)
    with pytest.raises(NotFound, match="another account than before"):
        visit(fake, replace(ANN, native_id="999"))


def test_a_private_or_personal_account_answers_like_nobody() -> None:
    with pytest.raises(NotFound, match="a person's own profile"):
        visit(Instagram(), replace(ANN, handle="ben"))


@pytest.mark.parametrize("profile", [{"id": 5}, {"username": "ann"}, [], "no", None])
def test_a_profile_that_is_none_is_not_understood(profile: Any) -> None:
    fake = Instagram()
    fake.profile = profile if isinstance(profile, dict) else {"username": "ann"}
    fake.answer = lambda url, params: Reply(
        {"business_discovery": profile}
        if "me/acc" not in url
        else {"data": [{"instagram_business_account": {"id": "179"}}]}
    )
    with pytest.raises(NotUnderstood):
        visit(fake)


def test_the_window_is_read_again_since_nothing_tells_of_edits() -> None:
    fake = Instagram()
    for number in range(12):
        fake.post(NOW - timedelta(days=number), number)
    pages, _ = visit(fake)
    later = Asker(fake, NOW + timedelta(hours=12))
    again = [page for page in instagram.visit(ANN, pages[-1].cursor, later, later.as_of) if page.reading]
    assert 3 <= len({one for page in again for one in fake.ids(page.answer.json())}) < 12
