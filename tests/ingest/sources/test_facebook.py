"""Facebook, and what Meta's three platforms share (ingest/graph.py); what all sources promise is in test_battery.py."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest import graph
from ingest.errors import NotUnderstood, StopSource, TryLater
from ingest.landing import envelope
from ingest.limits import read_limit
from ingest.sources import Account, facebook, instagram, threads
from tests.ingest.fakes import NOW, Asker, Reply
from tests.ingest.fakes.facebook import Facebook
from tests.ingest.fakes.graph import TOKEN
from tests.ingest.fakes.instagram import Instagram
from tests.ingest.fakes.threads import Threads
from tests.ingest.replies import client_of
from tests.landed import landed, staged

HALDEN = Account("facebook:halden", "facebook", "halden")
META = [
    pytest.param(facebook, Facebook, HALDEN, "shares", id="facebook"),
    pytest.param(instagram, Instagram, Account("instagram:ann", "instagram", "ann"), "view_count", id="instagram"),
    pytest.param(threads, Threads, Account("threads:ann", "threads", "ann"), "topic_tag", id="threads"),
]


def filled(fake: Any) -> Any:
    for number in range(9):
        fake.post(NOW - timedelta(hours=number + 1), number)
    return fake


@pytest.mark.parametrize(("source", "fake", "account", "field"), META)
def test_a_retired_field_fails_no_visit_and_is_not_asked_for_again(
    source: Any, fake: Any, account: Account, field: str, caplog: pytest.LogCaptureFixture
) -> None:
    server = filled(fake())
    server.retired = {field, "name"}
    client = Asker(server)
    with caplog.at_level(logging.WARNING, "earshot.graph"):
        pages = list(source.visit(account, {}, client, NOW))
    assert {one for page in pages if page.reading for one in server.ids(page.answer.json())} == set(server.posts)
    assert f"retired post/{field}" in caplog.text
    assert f"ingest/sources/{account.platform}.py" in caplog.text
    assert f"post/{field}" in pages[-1].cursor["retired"]["paths"]
    again = Asker(server, NOW + timedelta(hours=1))
    list(source.visit(account, json.loads(json.dumps(pages[-1].cursor)), again, again.as_of))
    asked = [params["fields"] for _, params in again.asked if "fields" in params]
    assert not any(field in text for text in asked), "the cursor knows"


def test_a_new_version_of_the_api_gets_every_field_asked_for_again() -> None:
    cursor = {"retired": {"version": "v24.0", "paths": ["post/shares"]}}
    asks = graph.Graph.of(Asker(Facebook()), HALDEN, cursor, "v25.0")
    assert asks.without == []


def test_a_field_is_left_out_where_it_is_innermost_first() -> None:
    fields = {"id": None, "title": None, "attachments": {"title": None, "url": None}}
    asks = graph.Graph(Asker(Facebook()), "facebook", "facebook:halden", "v25.0")
    asks._leave_out("post", fields, graph.Retired("...", "title"))
    assert graph.written(fields, asks.without, "post") == "id,title,attachments{url}"
    asks._leave_out("post", fields, graph.Retired("...", "title"))
    assert graph.written(fields, asks.without, "post") == "id,attachments{url}"
    asks._leave_out("post", fields, graph.Retired("..."))
    assert graph.written(fields, asks.without, "post") == "id", "it does not say which: all that can be done without"
    with pytest.raises(NotUnderstood):
        asks._leave_out("post", fields, graph.Retired("...", "id"))


@pytest.mark.parametrize(
    ("message", "code", "name"),
    [
        ("(#100) Tried accessing nonexisting field (shares) on node type (Post)", 100, "shares"),
        ("(#12) likes field is deprecated for versions v2.4 and higher", 12, "likes"),
        ("(#12) deprecate_post_aggregated_fields_for_attachement is deprecated for versions v3.3 and higher", 12, None),
    ],
)
def test_what_meta_says_of_a_retired_field_is_understood(message: str, code: int, name: str | None) -> None:
    client = client_of(Reply({"error": {"message": message, "code": code}}, 400))
    with pytest.raises(graph.Retired) as caught:
        graph.get(client, "https://graph.facebook.com/v25.0/4", {}, "facebook", "facebook:halden")
    assert name is None or caught.value.name == name


def test_a_name_that_no_field_of_ours_has_is_an_error_and_not_an_endless_loop() -> None:
    asks = graph.Graph(Asker(Facebook()), "facebook", "facebook:halden", "v25.0")
    with pytest.raises(NotUnderstood):
        asks._leave_out("post", facebook.FIELDS["v25.0"]["post"], graph.Retired("...", "something_else"))


@pytest.mark.parametrize(("source", "fake", "account", "field"), META)
def test_neither_pages_nor_cursors_hold_the_token(source: Any, fake: Any, account: Account, field: str) -> None:
    server = filled(fake())
    body = server.edge({"limit": 4}, tells_next=True)
    assert TOKEN in json.dumps(body), "Meta writes it into paging.next"
    for page in source.visit(account, {}, Asker(server), NOW):
        assert TOKEN.encode() not in envelope("run", account, page)
        assert "next" not in json.dumps(page.cursor)


def test_an_empty_page_in_mid_walk_is_no_end() -> None:
    after = {"cursors": {"after": "QVF1"}}
    answer = Asker(Facebook())._client  # any answer: only its address is named in an error
    edge = {"data": [], "paging": after | {"next": "https://graph.facebook.com/x?access_token=1&after=QVF1"}}
    assert graph.next_of(answer, edge, tells_next=True) == "QVF1"
    assert graph.next_of(answer, {"data": [{}], "paging": after}, tells_next=True) is None, "no next: the end"
    assert graph.next_of(answer, {"data": [{}], "paging": after}) == "QVF1"
    assert graph.next_of(answer, {"data": [], "paging": after}) is None


def test_pages_by_time_go_on_by_their_second() -> None:
    edge = {
        "data": [{}],
        "paging": {"next": "https://graph.facebook.com/v2/4/posts?access_token=s&until=1624385168&limit=5"},
    }
    token = graph.next_of(None, edge, tells_next=True)
    assert (token, graph.behind(token), graph.behind("QVF1")) == (
        "until:1624385168",
        {"until": "1624385168"},
        {"after": "QVF1"},
    )


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-app-usage": '{"call_count": 75, "total_time": 20, "total_cputime": 3}'}, None),
        ({"x-app-usage": '{"call_count": 80, "total_time": 20, "total_cputime": 3}'}, 12),
        ({"x-app-usage": '{"call_count": 20, "total_time": 99, "total_cputime": 3}'}, 57.6),
        ({"x-app-usage": '{"call_count": 100, "total_time": 99, "total_cputime": 3}'}, 3600),
        (
            {
                "x-business-use-case-usage": '{"17": [{"call_count": 80}, {"call_count": 5, "estimated_time_to_regain_access": 19}]}'
            },
            1140,
        ),
        ({"x-business-use-case-usage": '{"17": [{"call_count": 80, "estimated_time_to_regain_access": 0}]}'}, 12),
        ({"x-app-usage": "no JSON"}, None),
        ({"x-app-usage": '["call_count"]'}, None),
        ({"x-app-usage": '{"call_count": "100", "total_time": null}'}, None),
        ({"x-app-usage": '{"call_count": 1e400}'}, None),
    ],
)
def test_usage_headers_slow_us_down_before_the_door_is_shut(headers: dict[str, str], seconds: float | None) -> None:
    limit = read_limit(headers, NOW)
    assert limit.reset_at == (None if seconds is None else NOW + timedelta(seconds=seconds))
    assert limit.remaining == (None if seconds is None else 0)


@pytest.mark.parametrize(("code", "problem"), [(4, TryLater), (80003, TryLater), (190, StopSource), (10, StopSource)])
def test_an_error_is_known_by_its_code_whatever_the_status(code: int, problem: type[Exception]) -> None:
    for status in (200, 400, 403, 500):
        client = client_of(Reply({"error": {"message": "permission", "code": code}}, status))
        with pytest.raises(problem):
            graph.get(client, "https://graph.facebook.com/v25.0/4", {}, "facebook", "facebook:halden")


def test_fifty_posts_are_looked_for_at_once_and_one_by_one_only_where_one_is_gone() -> None:
    fake = Facebook()
    ids = [fake.post(NOW, number) for number in range(60)]
    client = Asker(fake)
    assert all(there for _, there, _ in facebook.alive(ids, client))
    assert len(client.asked) == 2
    del fake.posts[ids[55]]
    client = Asker(fake)
    assert [one for one, there, _ in facebook.alive(ids, client) if not there] == [ids[55]]
    assert len(client.asked) == 1 + 1 + 10


def test_links_lead_where_the_card_says_and_not_through_facebook(tmp_path: Path) -> None:
    post = {
        "id": "4_1", "message": "Read https://a.example/x and https://b.example/y",
        "attachments": {"data": [
            {"media_type": "link", "title": "A", "unshimmed_url": "https://a.example/x"},
            {"media_type": "photo", "unshimmed_url": "https://www.facebook.com/photo/1",
             "subattachments": {"data": [{"media_type": "video", "unshimmed_url": "https://www.facebook.com/v/2"}]}},
        ]},
        "message_tags": [{"id": "9", "name": "Ben", "type": "user"}, {"id": "5", "name": "#x", "type": "hashtag"}],
    }  # fmt: skip
    (row,) = staged(landed(tmp_path, "facebook", [{"data": [post]}]), "facebook")
    assert [link["url"] for link in row["links"]] == ["https://a.example/x", "https://b.example/y"]
    assert [one["kind"] for one in row["media"]] == ["image", "video"]
    assert [one["native_id"] for one in row["mentions"]] == ["9"]
