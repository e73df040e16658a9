"""The oddities of Bluesky, one by one; what all sources promise is in tests/ingest/test_battery.py."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest.answer import Answer
from ingest.errors import NotFound, NotUnderstood, OptedOut, Problem, SkipAccount
from ingest.sources import Account, Page
from ingest.sources.bluesky import alive, visit
from tests.ingest.fakes import NOW, Asker, Reply
from tests.ingest.fakes.bluesky import DID, Bluesky

ANN = Account("bluesky:ann.example", "bluesky", "ann.example")
RECORDED = Path(__file__).resolve().parents[3] / ".." / "shared" / "data" / "recorded" / "bluesky"


def read(fake: Any, account: Account = ANN, cursor: Any = None, now: Any = NOW) -> list[Page]:
    return list(visit(account, cursor or {}, Asker(fake, now), now))


def test_the_did_is_learned_and_asked_for_ever_after() -> None:
    fake = Bluesky()
    fake.post(NOW, 1)
    client = Asker(fake)
    assert next(visit(ANN, {}, client, NOW)).learned["native_id"] == DID
    again = Asker(fake)
    list(visit(replace(ANN, native_id=DID), {}, again, NOW))
    assert {params["actor"] for _, params in again.asked} == {DID}


def test_a_changed_handle_goes_on_by_did_and_is_learned() -> None:
    fake = Bluesky()
    fake.profile["handle"] = "ann.new.example"
    with pytest.raises(NotFound, match=r"ann\.example.*config/accounts\.csv"):
        read(fake)
    assert read(fake, replace(ANN, native_id=DID))[0].learned["handle"] == "ann.new.example"


def test_a_handle_whose_domain_does_not_answer_is_not_learned() -> None:
    fake = Bluesky()
    fake.profile["handle"] = "handle.invalid"
    learned = read(fake, replace(ANN, native_id=DID))[0].learned
    assert "handle" not in learned
    assert learned["native_id"] == DID


@pytest.mark.parametrize(
    "pasted", ["@ann.example", "https://bsky.app/profile/ann.example/", "ANN.example", " ann.example "]
)
def test_a_pasted_handle_is_understood(pasted: str) -> None:
    assert read(Bluesky(), replace(ANN, handle=pasted))[0].learned["native_id"] == DID


@pytest.mark.parametrize(
    ("labels", "is_out"),
    [
        ([{"src": DID, "val": "!no-unauthenticated", "cts": "2026-01-01"}], True),
        ([{"src": DID, "val": "!no-unauthenticated", "neg": True, "cts": "2026-01-01"}], False),
        ([{"src": DID, "val": "!no-unauthenticated", "cts": "1"}, {"src": DID, "val": "!no-unauthenticated", "neg": True, "cts": "2"}], False),
        ([{"src": DID, "val": "!no-unauthenticated", "cts": "1"}, {"src": "did:x", "val": "!no-unauthenticated", "neg": True, "cts": "2"}], True),
        ([{"src": DID, "val": "!no-unauthenticated", "cts": "3"}, {"src": DID, "val": "!no-unauthenticated", "neg": True, "cts": "2"}], True),
        ([{"src": DID, "val": "!no-unauthenticated", "exp": "2026-09-30T00:00:00Z"}], False),
        ([{"src": DID, "val": "!no-unauthenticated", "exp": "2026-10-30T00:00:00Z"}], True),
        ([{"src": "did:x", "val": "spam"}, None, 5], False),
        (None, False),
    ],
)  # fmt: skip
def test_members_only_holds_unless_taken_back_or_run_out(labels: Any, is_out: bool) -> None:
    fake = Bluesky()
    fake.profile["labels"] = labels
    if is_out:
        with pytest.raises(OptedOut, match="signed-in readers only"):
            read(fake)
        with pytest.raises(OptedOut):
            read(fake, replace(ANN, consented=True))  # the label is the person's own word, no default of the platform
    else:
        assert read(fake)


def test_the_window_ends_by_the_time_of_the_repost_not_of_the_post() -> None:
    """A year-old post reposted an hour ago stands at the top and must not end the walk there."""

    class Reposting(Bluesky):
        def view(self, uri: str) -> dict[str, Any]:
            item = super().view(uri)
            item["reason"] = {
                "$type": "app.bsky.feed.defs#reasonRepost",
                "indexedAt": item["post"]["indexedAt"],
                "by": {"did": DID},
            }
            item["post"]["indexedAt"] = item["post"]["record"]["createdAt"] = "2019-01-01T00:00:00Z"
            return item

    fake = Reposting()
    for number in range(20):
        fake.post(NOW - timedelta(hours=20 - number), number)
    cursor = read(fake)[-1].cursor
    found = read(fake, cursor=cursor, now=NOW + timedelta(hours=1))
    assert {uri for page in found if page.reading for uri in fake.ids(page.answer.json())} == set(fake.posts)


def test_a_pinned_post_out_of_order_does_not_end_the_walk() -> None:
    class Pinning(Bluesky):
        def answer(self, url: str, params: dict[str, Any]) -> Reply:
            reply = super().answer(url, params)
            if self.is_page(url) and "cursor" not in params:
                pin = self.view(min(self.posts)) | {"reason": {"$type": "app.bsky.feed.defs#reasonPin"}}
                reply.body["feed"].append(pin)
            return reply

    fake = Pinning()
    for number in range(30):
        fake.post(NOW - timedelta(hours=3 * (30 - number)), number)
    found = read(fake, cursor=read(fake)[-1].cursor, now=NOW + timedelta(hours=1))
    heard = {uri for page in found if page.reading for uri in fake.ids(page.answer.json())}
    assert {uri for uri, at in fake.posts.items() if at > NOW - timedelta(hours=48)} <= heard


def test_an_empty_page_with_a_cursor_goes_on() -> None:
    class Short(Bluesky):
        def answer(self, url: str, params: dict[str, Any]) -> Reply:
            if self.is_page(url) and "cursor" not in params:
                return Reply({"feed": [], "cursor": "9999999999999::x"})
            return super().answer(url, params)

    fake = Short()
    fake.post(NOW, 1)
    assert sum(len(fake.ids(page.answer.json())) for page in read(fake) if page.reading) == 1


def test_dates_no_calendar_has_do_not_stop_the_walk() -> None:
    class Odd(Bluesky):
        def view(self, uri: str) -> dict[str, Any]:
            item = super().view(uri)
            item["post"]["indexedAt"] = "0000-01-01T00:00:00Z"
            return item

    fake = Odd()
    for number in range(9):
        fake.post(NOW - timedelta(hours=number), number)
    assert len({uri for page in read(fake) if page.reading for uri in fake.ids(page.answer.json())}) == 9


def test_what_the_profile_tells_is_learned() -> None:
    fake = Bluesky()
    fake.profile |= {
        "displayName": "",
        "description": "I write at https://ann.example/blog.",
        "website": "https://ann.example",
    }
    learned = read(fake)[0].learned
    assert learned["links"] == [
        {"url": "https://ann.example", "rel_me": False}, {"url": "https://ann.example/blog", "rel_me": False}
    ]  # fmt: skip
    assert learned["followers"] == 3
    assert "posts" not in learned  # not told is not none


@pytest.mark.parametrize("profile", [{"handle": "ann.example"}, {"did": None, "handle": "ann.example"}])
def test_a_profile_without_a_did_is_not_understood(profile: dict[str, Any]) -> None:
    class Bare(Bluesky):
        def answer(self, url: str, params: dict[str, Any]) -> Reply:
            return Reply(profile)

    with pytest.raises(NotUnderstood, match="without a DID"):
        read(Bare())


def test_alive_asks_for_25_at_once_and_passes_reposts_over() -> None:
    fake = Bluesky()
    posts = [fake.post(NOW, number) for number in range(30)]
    client = Asker(fake)
    told = list(alive([*posts, f"at://{DID}/app.bsky.feed.repost/1"], client))
    assert [native_id for native_id, _, _ in told] == posts
    assert [len(params["uris"]) for _, params in client.asked] == [25, 5]


@pytest.mark.skipif(not RECORDED.exists(), reason="recorded answers of a real AppView are not beside the project")
@pytest.mark.parametrize(
    ("name", "problem"),
    [("unknown", NotFound), ("gone", NotFound), ("gonedid", NotFound), ("at", SkipAccount), ("limit0", NotUnderstood),
     ("limit101", NotUnderstood), ("noactor", NotUnderstood)],
)  # fmt: skip
def test_recorded_errors_are_told_apart(name: str, problem: type[Problem]) -> None:
    recorded = json.loads((RECORDED / f"authorfeed_{name}.json").read_text())
    fake = Bluesky()
    fake.broken = Reply(recorded["body"], recorded["status"], recorded["headers"])
    with pytest.raises(problem) as caught:
        read(fake)
    assert type(caught.value) is problem


@pytest.mark.skipif(not RECORDED.exists(), reason="recorded answers of a real AppView are not beside the project")
@pytest.mark.parametrize("name", ["alice", "pins", "quiet", "upper", "badfilter"])
def test_recorded_feeds_are_heard_to_the_end(name: str) -> None:
    recorded = json.loads((RECORDED / f"authorfeed_{name}.json").read_text())
    fake = Bluesky()
    fake.broken = Reply(recorded["body"] | {"cursor": None}, recorded["status"])
    found = read(fake)
    assert isinstance(found[-1].answer, Answer)
    assert found[-1].answer.records == len(recorded["body"]["feed"])
