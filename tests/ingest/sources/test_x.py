"""X: what is asked, what it costs, what its answers mean; beside what every source promises (test_battery)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ingest import compliance
from ingest.credentials import Credentials
from ingest.errors import Gone, NotFound, NotUnderstood, OptedOut, RepeatedCursor, StopSource, TryLater
from ingest.sources import Account, Page, x
from ingest.x_api import cost_of
from tests.ingest.fakes import NOW, Asker, Reply
from tests.ingest.fakes.x import ME, X
from tests.ingest.replies import client_of

ANN = Account("x:ann", "x", "ann")
KNOWN = replace(ANN, native_id=ME)
BRAND = replace(KNOWN, is_brand=True)


def filled(posts: int = 10) -> X:
    fake = X()
    for number in range(posts):
        fake.post(NOW - timedelta(hours=posts - number), number)
    return fake


def visit(
    client: Any, account: Account = KNOWN, cursor: Mapping[str, Any] | None = None, now: datetime = NOW
) -> list[Page]:
    return list(x.visit(account, cursor or {}, client, now))


def asked(client: Asker) -> list[str]:
    return [url.removeprefix("https://api.x.com/2/") for url, _ in client.asked]


def says(kind: str, detail: str, status: int) -> Reply:
    return Reply(
        {"title": "T", "detail": detail, "type": f"https://api.x.com/2/problems/{kind}", "status": status}, status
    )


def test_a_name_is_looked_up_once_and_again_after_a_month() -> None:
    fake = filled()
    first = Asker(fake)
    cursor = visit(first, ANN)[-1].cursor
    assert asked(first)[0] == "users/by"
    for later, expected in ((timedelta(days=1), f"users/{ME}/tweets"), (timedelta(days=31), "users")):
        client = Asker(fake, NOW + later)
        visit(client, KNOWN, cursor, NOW + later)
        assert asked(client)[0] == expected


def test_a_resumed_visit_does_not_pay_for_the_look_up_again() -> None:
    fake = filled()
    look_up = next(x.visit(ANN, {}, Asker(fake), NOW))
    client = Asker(fake)
    visit(client, ANN, json.loads(json.dumps(look_up.cursor)))
    assert "users/by" not in asked(client)


def test_the_first_read_goes_back_ninety_days_and_no_further() -> None:
    fake = filled(3)
    old = fake.post(NOW - timedelta(days=91), 0)
    client = Asker(fake)
    visit(client)
    assert client.asked[0][1]["start_time"] == "2026-07-03T12:00:00Z"
    assert old not in fake.billed


def test_later_reads_go_back_to_the_newest_id_of_the_first_page() -> None:
    fake = filled()
    newest = max(fake.posts, key=int)
    cursor = visit(Asker(fake))[-1].cursor
    assert cursor["since_id"] == newest
    client = Asker(fake, NOW + timedelta(hours=1))
    visit(client, cursor=cursor, now=NOW + timedelta(hours=1))
    assert [params.get("since_id") for _, params in client.asked] == [newest]
    assert "start_time" not in client.asked[0][1]


def test_since_id_is_true_only_once_the_last_page_is_there() -> None:
    pages = visit(Asker(filled()))
    assert [page.cursor["since_id"] is None for page in pages] == [True, True, False]


def test_nothing_is_asked_for_twice_however_often_it_is_cut() -> None:
    fake, cursor = filled(30), {}
    for run in range(12):
        now = NOW + timedelta(hours=run)
        fake.post(now - timedelta(minutes=1), 7)
        for number, page in enumerate(x.visit(KNOWN, cursor, Asker(fake, now), now)):
            cursor = json.loads(json.dumps(page.cursor))
            if number == 2:
                break
    assert sorted(fake.billed) == sorted(set(fake.billed))
    assert set(fake.billed) == set(fake.posts)


def test_a_token_that_is_taken_no_more_is_no_loss() -> None:
    fake = filled()
    begun = next(iter(visit(Asker(fake))))
    inner = fake.answer

    def answer(url: str, params: dict[str, Any]) -> Reply:
        if "pagination_token" in params and params["pagination_token"] == begun.cursor["walks"][0]["token"]:
            return says("invalid-request", "Invalid value for pagination_token", 400)
        return inner(url, params)

    fake.answer = answer
    fake.billed.clear()
    visit(Asker(fake), cursor=json.loads(json.dumps(begun.cursor)))
    assert set(fake.billed) == set(sorted(fake.posts, key=int)[:6]), "it went on below the last id"


def page_of(*ids: str, token: str | None = None) -> Reply:
    posts = [{"id": one, "text": "t", "author_id": ME, "created_at": "2026-10-01T09:00:00.000Z"} for one in ids]
    meta = {"result_count": len(ids)} | ({"next_token": token} if token else {})
    return Reply(({"data": posts} if ids else {}) | {"meta": meta})


def test_an_empty_page_with_a_next_token_is_no_end() -> None:
    pages = visit(client_of([page_of(token="a"), page_of("7", token="b"), page_of(token="c"), page_of("5")]))
    assert [page.answer.records for page in pages] == [0, 1, 0, 1]
    assert pages[-1].cursor["since_id"] == "7"


def test_a_server_that_ignores_its_token_is_caught() -> None:
    with pytest.raises(RepeatedCursor):
        visit(client_of([page_of("9", "8", token="a"), page_of("9", "8", token="b")]))


def test_empty_pages_that_lead_to_each_other_are_caught() -> None:
    with pytest.raises(RepeatedCursor):
        visit(client_of([page_of(token="a"), page_of(token="b"), page_of(token="a")]))


def test_ids_are_ordered_as_numbers_without_becoming_numbers() -> None:
    assert visit(client_of([page_of("99", "100", "9")]))[-1].cursor["since_id"] == "100"


def test_a_quiet_poll_moves_nothing() -> None:
    cursor = {"id": ME, "looked_up_at": NOW.isoformat(), "since_id": "77", "walks": []}
    [page] = visit(client_of([page_of()]), cursor=cursor)
    assert page.cursor["since_id"] == "77"


def test_who_speaks_to_the_brand_is_read_by_a_cursor_of_its_own() -> None:
    fake = filled(2)
    said = [str(10**17 + number) for number in range(6)]
    fake.mentions = {one: NOW - timedelta(days=1) for one in said}
    client = Asker(fake)
    pages = visit(client, BRAND)
    assert asked(client) == [f"users/{ME}/tweets", f"users/{ME}/mentions", f"users/{ME}/mentions"]
    assert client.asked[-1][1]["expansions"].endswith(",author_id")
    assert pages[-1].cursor["mentions"]["since_id"] == said[-1]
    assert pages[-1].cursor["since_id"] == max(fake.posts, key=int)
    again = Asker(fake, NOW + timedelta(hours=1))
    assert [page.answer.records for page in visit(again, BRAND, pages[-1].cursor, NOW + timedelta(hours=1))] == [0, 0]


def test_nobody_elses_mentions_are_bought() -> None:
    client = Asker(filled(2))
    visit(client, KNOWN)
    assert asked(client) == [f"users/{ME}/tweets"]


def test_the_words_of_the_new_vocabulary_can_be_asked_in() -> None:
    fake = filled(2)
    fake.credentials = Credentials("x", "token", extra={"vocabulary": "posts"})
    client = Asker(fake)
    visit(client)
    list(x.alive(list(fake.posts), client))
    timeline, by_id = client.asked[0][1], client.asked[1][1]
    assert "tweet.fields" not in timeline and "author_id" not in timeline["post.fields"]
    assert timeline["expansions"] == "attachments.media_keys,author_id,in_reply_to_user_id,referenced_posts"
    assert "tweet.fields" not in by_id and "post.fields" in by_id


def test_posts_without_the_fields_that_were_asked_for_stop_the_platform_once_they_have_landed() -> None:
    told = Reply(
        {"data": [{"id": "9", "text": "t"}, {"id": "8", "text": "t"}], "meta": {"result_count": 2, "next_token": "a"}}
    )
    pages = x.visit(KNOWN, {}, client_of([told]), NOW)
    assert next(pages).answer.records == 2
    with pytest.raises(StopSource, match="without author_id and created_at"):
        next(pages)


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ({"errors": [{"title": "Not Found Error", "detail": "Could not find user with usernames: [ann].", "type": "https://api.x.com/2/problems/resource-not-found"}]}, NotFound),
        ({"errors": [{"title": "Forbidden", "detail": "User has been suspended: [ann].", "type": "https://api.x.com/2/problems/resource-not-found"}]}, Gone),
        ({}, NotUnderstood),
        ({"data": []}, NotFound),
        ({"data": [{"name": "no id"}]}, NotUnderstood),
        ({"data": [{"id": ME, "username": "ann", "protected": True}]}, OptedOut),
        ([], NotUnderstood),
    ],
)  # fmt: skip
def test_a_look_up_that_finds_nobody_says_why(told: Any, problem: type[Exception]) -> None:
    with pytest.raises(problem):
        visit(client_of({"/2/users/by": Reply(told)}), ANN)


def test_what_a_profile_tells_is_learned() -> None:
    fake = filled(1)
    fake.profile |= {
        "description": "pumps https://t.co/d", "public_metrics": {"followers_count": 12, "tweet_count": 900},
        "entities": {"url": {"urls": [{"url": "https://t.co/w", "expanded_url": "https://ann.example/"}]},
                     "description": {"urls": [{"url": "https://t.co/d", "expanded_url": "https://blog.example/", "unwound_url": "https://real.example/"}]}},
    }  # fmt: skip
    assert visit(Asker(fake), ANN)[0].learned == {
        "native_id": ME, "handle": "ann", "display_name": "Ann", "description": "pumps https://t.co/d",
        "website": "https://ann.example/", "followers": 12, "posts": 900,
        "links": [{"url": "https://ann.example/", "rel_me": False}, {"url": "https://real.example/", "rel_me": False}],
    }  # fmt: skip


def test_429_says_when_to_come_back_and_tweepy_does_not_sleep() -> None:
    reset = int((NOW + timedelta(minutes=7)).timestamp())
    refusal = Reply(
        {"errors": [{"code": 88, "message": "Rate limit exceeded"}]}, 429, {"x-rate-limit-reset": str(reset)}
    )
    with pytest.raises(TryLater) as caught:
        visit(client_of([refusal], as_of=NOW))
    assert abs((caught.value.until - NOW).total_seconds() - 420) < 2


def test_what_was_referred_to_is_paid_for_too() -> None:
    told = {
        "data": [{"id": "1", "text": "t"}, {"id": "2", "text": "t"}],
        "includes": {"tweets": [{"id": "3"}], "users": [{"id": "4"}, {"id": "5"}], "media": [{"media_key": "6"}]},
    }  # fmt: skip
    [page] = visit(
        client_of(
            [Reply(told | {"meta": {"result_count": 2}, "data": [one | {"author_id": ME} for one in told["data"]]})]
        )
    )
    assert page.answer.cost == pytest.approx(0.035)
    assert cost_of(page.answer) == Decimal("0.035")


def test_alive_tells_gone_from_hidden_from_unknown() -> None:
    problems = "https://api.x.com/2/problems/"
    told = {
        "data": [{"id": "12", "text": "t", "edit_history_tweet_ids": ["11", "12"]}],
        "errors": [
            {"resource_id": "13", "type": f"{problems}resource-not-found"},
            {"value": "14", "type": f"{problems}not-authorized-for-resource"},
            {"resource_id": "15", "type": f"{problems}operational-disconnect"},
        ],
    }  # fmt: skip
    client = client_of([Reply(told)])
    assert list(x.alive(["11", "13", "14", "15", "16"], client)) == [
        ("11", True, "in tweets?ids"),
        ("13", False, "deleted (resource-not-found)"),
        ("14", False, "protected or suspended (not-authorized-for-resource)"),
    ]
    assert "expansions" not in client.asked[0].params, "nothing is bought along"


def test_alive_asks_by_the_hundred() -> None:
    client = client_of(lambda asked: Reply({"errors": []}))
    list(x.alive(map(str, range(250)), client))
    assert [len(one.params["ids"].split(",")) for one in client.asked] == [100, 100, 50]


JOB = {"id": "77", "type": "tweets", "status": "created", "upload_url": "https://store.example/up?X-Goog-Signature=abcdef",
       "download_url": "https://store.example/down?X-Goog-Signature=abcdef"}  # fmt: skip


def test_a_compliance_job_is_created_filled_watched_and_read() -> None:
    verdicts = [
        {"id": "1", "action": "delete", "created_at": "2026-09-01T00:00:00Z", "redacted_at": "2026-10-01T00:00:00Z", "reason": "deleted"},
        {"id": "2", "action": "delete", "reason": "suspended"},
        {"id": "3", "action": "delete", "reason": "protected"},
    ]  # fmt: skip
    sent: list[bytes] = []
    client = client_of({
        "/2/compliance/jobs": Reply({"data": JOB}),
        "/2/compliance/jobs/77": [Reply({"data": JOB | {"status": "in_progress"}}), Reply({"data": JOB | {"status": "complete"}})],
        "/up": Reply(b""),
        "/down": Reply("\n".join(map(json.dumps, verdicts)) + "\n\n"),
    })  # fmt: skip
    client.guard = replace(client.guard, allow=frozenset({"store.example"}))
    ask = client.ask

    def spy(question: Any) -> Any:
        sent.append(question.body)
        return ask(question)

    client.ask = spy
    job = compliance.begin(["1", "2", "3", "4", "1"], client)
    assert [one.method for one in client.asked] == ["POST", "PUT"]
    assert (json.loads(sent[0]), sent[1]) == ({"type": "tweets"}, b"1\n2\n3\n4")
    assert "authorization" not in {name.lower() for name in client.asked[1].headers}
    assert compliance.look(job.job_id, client) is None
    done = compliance.look(job.job_id, client)
    assert done is not None
    assert list(compliance.gone(done, client)) == [
        ("1", False, "deleted, as the compliance job 77 says (2026-10-01T00:00:00Z)"),
        ("2", False, "suspended, as the compliance job 77 says"),
        ("3", False, "protected, as the compliance job 77 says"),
    ]
    assert "Signature" not in f"{job} {done!r}"


@pytest.mark.parametrize("status", ["failed", "expired"])
def test_a_job_that_came_to_nothing_says_so(status: str) -> None:
    with pytest.raises(StopSource, match=f"compliance job 77 is {status}"):
        compliance.look("77", client_of({"/2/compliance/jobs/77": Reply({"data": JOB | {"status": status}})}))


def test_ids_that_are_none_are_not_sent() -> None:
    for ids in ([], ["at://x"], ["12a"]):
        with pytest.raises(ValueError, match="id"):
            compliance.begin(ids, client_of([]))


def test_a_download_that_is_no_list_of_verdicts_buries_nobody() -> None:
    client = client_of({"/down": Reply("<html>")})
    client.guard = replace(client.guard, allow=frozenset({"store.example"}))
    with pytest.raises(NotUnderstood, match="line 1 is no verdict"):
        list(compliance.gone(compliance.Job("77", "complete", "", JOB["download_url"]), client))


def test_a_store_whose_address_ran_out_says_what_to_do(tmp_path: Path) -> None:
    client = client_of({"/down": Reply("<Error>expired</Error>", 403)})
    client.guard = replace(client.guard, allow=frozenset({"store.example"}))
    with pytest.raises(StopSource, match="Begin another job") as caught:
        list(compliance.gone(compliance.Job("77", "complete", "", JOB["download_url"]), client))
    assert "Signature" not in str(caught.value)
