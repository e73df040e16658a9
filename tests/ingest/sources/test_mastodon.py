"""The oddities of Mastodon and of servers that speak its API; what all sources promise is in test_battery.py."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import NotFound, NotUnderstood, OptedOut, SkipAccount, TryLater
from ingest.sources import Account, Page
from ingest.sources.mastodon import alive, visit
from tests.ingest.fakes import NOW, Asker, Reply
from tests.ingest.fakes.mastodon import Mastodon

ANN = Account("mastodon:ann@m.example", "mastodon", "ann@m.example")
RECORDED = Path(__file__).resolve().parents[3] / ".." / "shared" / "data" / "recorded" / "mastodon"


def read(fake: Any, account: Account = ANN, cursor: Any = None, now: Any = NOW) -> list[Page]:
    return list(visit(account, cursor or {}, Asker(fake, now), now))


def filled(manners: str = "mastodon", posts: int = 9) -> Mastodon:
    fake = Mastodon(manners)
    for number in range(posts):
        fake.post(NOW - timedelta(hours=5 * (posts - number)), number)
    return fake


def heard(fake: Mastodon, found: list[Page]) -> set[str]:
    return {uri for page in found if page.reading for uri in fake.ids(page.answer.json())}


def test_webfinger_tells_the_api_host_once_and_the_cursor_keeps_it() -> None:
    fake = filled()
    cursor = read(fake)[-1].cursor
    assert cursor is not None
    assert (cursor["user"], cursor["base"]) == ("ann", "https://api.m.example")
    again = Asker(fake)
    list(visit(ANN, cursor, again, NOW))
    assert not any("webfinger" in url for url, _ in again.asked)


@pytest.mark.parametrize(
    "reply",
    [
        Reply("<html>404", 404),
        Reply("<html>hello"),
        Reply({"links": None}),
        Reply([]),
        Reply({"links": [None, 5]}),
        Reply({}, 401),
    ],
)
def test_without_webfinger_the_handles_own_host_is_asked(reply: Reply) -> None:
    class Hidden(Mastodon):
        def answer(self, url: str, params: dict[str, Any]) -> Reply:
            return reply if "webfinger" in url else super().answer(url, params)

    fake = Hidden()
    fake.post(NOW, 1)
    assert heard(fake, read(fake, Account("mastodon:ann@api.m.example", "mastodon", "ann@api.m.example"))) == set(
        fake.posts
    )


def test_an_alias_on_ones_own_domain_is_asked_for_by_the_name_webfinger_tells() -> None:
    asked = Asker(filled())
    list(visit(Account("mastodon:me@ann.example", "mastodon", "me@ann.example"), {}, asked, NOW))
    assert next(params for url, params in asked.asked if url.endswith("/lookup")) == {"acct": "ann"}


def test_a_server_that_is_down_is_no_reason_to_guess_another_host() -> None:
    class Down(Mastodon):
        def answer(self, url: str, params: dict[str, Any]) -> Reply:
            return Reply("", 503)

    with pytest.raises(TryLater):
        read(Down())


@pytest.mark.parametrize("handle", ["ann@m.example", "@ann@m.example", " @ann@m.example"])
def test_a_pasted_handle_is_understood(handle: str) -> None:
    fake = filled()
    assert heard(fake, read(fake, replace(ANN, handle=handle))) == set(fake.posts)


def test_a_handle_without_a_server_is_read_off_the_address() -> None:
    fake = filled()
    assert heard(fake, read(fake, replace(ANN, handle="ann", url="https://m.example/@ann"))) == set(fake.posts)
    with pytest.raises(SkipAccount, match="@user@server"):
        read(fake, replace(ANN, handle="ann"))


def test_the_id_is_learned_and_another_owner_of_the_name_is_not_followed() -> None:
    fake = filled()
    assert read(fake)[0].learned["native_id"] == "7"
    assert read(fake)[0].learned["handle"] == "ann@m.example"
    with pytest.raises(NotFound, match="another account than before"):
        read(fake, replace(ANN, native_id="6"))


def test_ids_of_any_form_are_text() -> None:
    class Flake(Mastodon):
        def answer(self, url: str, params: dict[str, Any]) -> Reply:
            if "/accounts/01F8" in url:
                return Reply([])
            return super().answer(url, params)

    fake = Flake()
    fake.profile["id"] = "01F8MH1H7YV1Z7D2C8K2730QBF"
    asked = Asker(fake)
    list(visit(ANN, {}, asked, NOW))
    assert asked.asked[-1][0].endswith("/accounts/01F8MH1H7YV1Z7D2C8K2730QBF/statuses")
    fake.profile["id"] = 7
    assert next(visit(ANN, {}, Asker(fake), NOW)).learned["native_id"] == "7"


@pytest.mark.parametrize("profile", [[], {}, {"id": None}, {"id": ""}, {"error": "x"}])
def test_a_lookup_that_is_no_account_is_not_understood(profile: Any) -> None:
    class Odd(Mastodon):
        def answer(self, url: str, params: dict[str, Any]) -> Reply:
            return Reply(profile) if url.endswith("/lookup") else super().answer(url, params)

    with pytest.raises(NotUnderstood):
        read(Odd())


def test_consent_stands_above_settings_and_not_above_words() -> None:
    fake = filled()
    fake.profile |= {"indexable": False, "discoverable": False, "locked": True, "noindex": True}
    with pytest.raises(OptedOut, match=r"indexable: false, discoverable: false, noindex: true, locked: true"):
        read(fake)
    agreed = replace(ANN, consented=True)
    assert heard(fake, read(fake, agreed)) == set(fake.posts)
    fake.profile["note"] = "<p>#nobot</p>"
    with pytest.raises(OptedOut, match="#nobot"):
        read(fake, agreed)


@pytest.mark.parametrize(
    "profile", [{"indexable": None, "discoverable": None}, {"locked": False, "noindex": False, "limited": None}]
)
def test_not_told_is_no_opt_out(profile: dict[str, Any]) -> None:
    fake = filled()
    del fake.profile["indexable"]
    fake.profile |= profile
    assert heard(fake, read(fake)) == set(fake.posts)


@pytest.mark.parametrize("note", ["<p>I fight #nobottleneck</p>", "<p>nobot</p>", "", None, 5])
def test_words_that_merely_look_alike_are_no_opt_out(note: Any) -> None:
    fake = filled()
    fake.profile["note"] = note
    assert read(fake)


def test_a_moved_account_names_its_new_address() -> None:
    fake = filled()
    fake.profile["moved"] = {"acct": "ann@new.example", "url": "https://new.example/@ann"}
    with pytest.raises(NotFound, match=r"moved to ann@new\.example; write that into config/accounts\.csv"):
        read(fake)
    fake.profile["moved"] = {"acct": "ann2", "url": "https://m.example/@ann2"}
    with pytest.raises(NotFound, match="moved to https://m.example/@ann2"):
        read(fake)


def test_a_server_for_members_only_says_what_to_do_and_stops_nobody_else() -> None:
    fake = filled()
    fake.broken = Reply({"error": "This API requires an authenticated user"}, 401)
    with pytest.raises(SkipAccount, match=r"https://m\.example/@ann\.rss as an account of `feeds`, or set a token"):
        read(fake)


def test_the_address_in_the_link_header_is_not_followed_only_its_id_is_used() -> None:
    asked = Asker(filled())  # its Link header names https://10.0.0.7
    list(visit(ANN, {}, asked, NOW))
    assert {url.split("/")[2] for url, _ in asked.asked} == {"m.example", "api.m.example"}


@pytest.mark.parametrize("manners", ["mastodon", "gotosocial", "bare"])
def test_since_id_is_never_sent_and_every_manner_ends(manners: str) -> None:
    fake = filled(manners, 8)
    asked = Asker(fake)
    assert heard(fake, list(visit(ANN, {}, asked, NOW))) == set(fake.posts)
    assert not any({"since_id", "min_id"} & params.keys() for _, params in asked.asked)


def test_an_edit_within_the_window_is_read_again() -> None:
    fake = filled(posts=20)
    cursor = read(fake)[-1].cursor
    edited = max(uri for uri, at in fake.posts.items() if at < NOW - timedelta(hours=40))
    assert edited in heard(fake, read(fake, cursor=cursor, now=NOW + timedelta(hours=1)))


def test_a_next_page_that_names_no_id_falls_back_on_the_last_of_the_page() -> None:
    class Paged(Mastodon):
        def link(self, few: list[str], rest: list[str]) -> dict[str, str]:
            return (
                {"link": '<https://api.m.example/x?page=2>; rel="next"'}
                if len(rest) > len(few)
                else {"link": '<x>; rel="prev"'}
            )

    fake = Paged()
    for number in range(9):
        fake.post(NOW - timedelta(hours=9 - number), number)
    assert heard(fake, read(fake)) == set(fake.posts)


def test_verified_links_are_told_from_claimed_ones() -> None:
    fake = filled()
    fake.profile["fields"] = [
        {"name": "Web", "value": '<a rel="me" href="https://ann.example/?a=1&amp;b=2">x</a>', "verified_at": "2025-01-01"},
        {"name": "Shop", "value": '<a href="https://shop.example">x</a>', "verified_at": None},
        {"name": "Tea", "value": "green"}, None,
    ]  # fmt: skip
    assert read(fake)[0].learned["links"] == [
        {"url": "https://ann.example/?a=1&b=2", "rel_me": True, "verified_at": "2025-01-01"},
        {"url": "https://shop.example", "rel_me": False},
    ]  # fmt: skip


def test_alive_asks_the_server_of_each_post_and_passes_over_what_it_will_not_tell() -> None:
    class Many:
        def answer(self, url: str, params: dict[str, Any]) -> Reply:
            return {
                "https://a.example/api/v1/statuses/1": Reply({"id": "1"}),
                "https://a.example/api/v1/statuses/2": Reply("<html>404", 404),
                "https://b.example/api/v1/statuses/01F8": Reply({"error": "Unauthorized"}, 401),
                "https://c.example/objects/9-a": Reply({"type": "Tombstone"}, 410),
                "https://d.example/api/v1/statuses/3": Reply("", 503),
                "https://t.example/api/v1/statuses/5": Reply({"id": "5"}),
            }[url]

    ids = [
        "https://a.example/users/ann/statuses/1/activity", "https://a.example/ap/users/7/statuses/2",
        "https://b.example/users/bo/statuses/01F8", "https://c.example/objects/9-a", "https://d.example/@dee/3",
        "https://t.example/@t@t.example/posts/5/",
    ]  # fmt: skip
    told = {native_id: is_there for native_id, is_there, _ in alive(ids, Asker(Many()))}
    assert told == {ids[0]: True, ids[1]: False, ids[3]: False, ids[5]: True}


@pytest.mark.skipif(not RECORDED.exists(), reason="recorded answers of a running server are not beside the project")
def test_the_recorded_account_is_heard_once_it_consents() -> None:
    lookup, statuses = (json.loads((RECORDED / name).read_text()) for name in ("lookup.json", "statuses_alice.json"))

    class Recorded:
        def answer(self, url: str, params: dict[str, Any]) -> Reply:
            if "webfinger" in url:
                return Reply("<html>", 404)
            told = lookup if url.endswith("/lookup") else statuses
            return Reply(told["body"], told["status"], told["headers"])

    alice = Account(
        "mastodon:alice@localhost:22620", "mastodon", "alice@localhost:22620", "http://localhost:22620/@alice"
    )
    with pytest.raises(OptedOut, match="indexable: false"):
        read(Recorded(), alice)
    found = read(Recorded(), replace(alice, consented=True))
    assert found[-1].answer.records == len(statuses["body"])
    assert found[-1].cursor is not None
    assert found[-1].cursor["base"] == "http://localhost:22620"
