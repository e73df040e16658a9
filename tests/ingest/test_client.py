"""The client: polite, patient for a moment only, bounded, and silent about secrets."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import requests

from ingest.answer import Answer
from ingest.budget import Price
from ingest.errors import (
    Gone,
    NotFound,
    NotUnderstood,
    Problem,
    Refused,
    SkipAccount,
    StopSource,
    TryLater,
)
from ingest.question import Question
from ingest.secret import Secret
from tests.ingest.replies import Reply, Turns, client_of
from tests.ingest.server import Site, client, raw, serving

# by status


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (401, StopSource), (402, StopSource), (403, StopSource), (404, NotFound), (410, Gone), (451, SkipAccount),
        (400, NotUnderstood), (405, NotUnderstood), (418, NotUnderstood), (204, NotUnderstood), (304, NotUnderstood),
        (302, NotUnderstood), (408, TryLater), (429, TryLater), (500, TryLater), (502, TryLater), (503, TryLater), (599, TryLater),
    ],
)  # fmt: skip
def test_every_status_is_the_problem_that_says_what_to_do(status: int, problem: type[Problem]) -> None:
    with pytest.raises(problem, match=f"^test: https://a.example/x answered {status}") as caught:
        client_of({"/x": status}).get("https://a.example/x")
    assert type(caught.value) is problem


@pytest.mark.parametrize("status", [401, 402, 403])
def test_one_sites_refusal_stops_no_platform(status: int) -> None:
    with pytest.raises(SkipAccount):
        client_of({"/x": status}).get("https://a.example/x", untrusted=True)


def test_a_status_in_ok_is_returned() -> None:
    assert client_of({"/x": 404}).get("https://a.example/x", ok=(200, 404)).status == 404


def test_a_source_reads_its_platforms_error_body_first() -> None:
    def explain(answer: Answer) -> Problem | None:
        return NotFound("nobody") if answer.json()["error"] == "InvalidRequest" else None

    replies = {
        "/a": Reply({"error": "InvalidRequest"}, 400),
        "/b": Reply({"error": "?"}, 400),
        "/c": Reply({"error": "?"}, 429),
    }
    for path, problem in (("a", NotFound), ("b", NotUnderstood), ("c", TryLater)):
        with pytest.raises(problem):
            client_of(replies).get(f"https://a.example/{path}", explain=explain)


def test_an_answer_holds_what_came_back_and_never_a_cookie(tmp_path: Path, site: Site) -> None:
    site.pages["/x"] = (
        200,
        {"Set-Cookie": "s=1", "ETag": 'W/"1"', "X-Earshot-Moved-To": "https://evil.example/"},
        b'{"a": 1}',
    )
    asking = client(tmp_path)
    before = datetime.now(UTC)
    price = Price(Decimal(2), lambda told: Decimal("0.5") * len(told.json()))
    answer = asking.get(f"{site.url}/x", params={"b": ["1", "2"], "c": "ä"}, price=price)
    assert (answer.status, answer.json(), answer.cost) == (200, {"a": 1}, 0.5)
    assert answer.url == f"{site.url}/x?b=1&b=2&c=%C3%A4"
    assert answer.headers["etag"] == 'W/"1"'
    assert not {"set-cookie", "x-earshot-moved-to"} & answer.headers.keys()
    assert before <= answer.asked_at <= datetime.now(UTC)
    asking.get(f"{site.url}/x")
    sent = site.asked[1][2]
    assert "cookie" not in sent
    assert sent["user-agent"] == "earshot/0.1 (+mail@a.example)"
    assert sent["accept"] == "application/json"


def test_validators_go_out_byte_for_byte(tmp_path: Path, site: Site) -> None:
    site.pages["/feed"] = (304, {"ETag": 'W/"ä'.encode().decode("latin-1")}, b"")
    etag = client(tmp_path).get(f"{site.url}/feed", ok=(200, 304)).headers["etag"]
    client(tmp_path).get(f"{site.url}/feed", ok=(200, 304), headers={"If-None-Match": etag})
    assert site.asked[1][2]["if-none-match"] == etag


# redirects


def test_redirects_are_followed_and_counted(tmp_path: Path, site: Site) -> None:
    site.pages |= {
        "/a": (301, {"Location": "/b"}, b"x" * 100), "/b": (308, {"Location": "c?d=%20"}, b""), "/c": (302, {"Location": "/e"}, b""),
        "/e": (200, {}, b"{}"),
    }  # fmt: skip
    answer = client(tmp_path).get(f"{site.url}/a")
    assert site.paths() == ["/a", "/b", "/c?d=%20", "/e"]
    assert answer.url == f"{site.url}/e"
    assert answer.headers["x-earshot-redirects"] == "3"
    assert answer.headers["x-earshot-moved-to"] == f"{site.url}/c?d=%20", (
        "what comes after a temporary redirect is temporary"
    )


def test_a_temporary_redirect_moves_nothing(tmp_path: Path, site: Site) -> None:
    site.pages |= {"/a": (302, {"Location": "/b"}, b""), "/b": (301, {"Location": "/c"}, b""), "/c": (200, {}, b"{}")}
    assert "x-earshot-moved-to" not in client(tmp_path).get(f"{site.url}/a").headers


def test_a_move_to_an_address_with_a_secret_is_not_told(tmp_path: Path, site: Site) -> None:
    site.pages |= {"/a": (301, {"Location": "/b?token=0123456789"}, b""), "/b": (200, {}, b"{}")}
    answer = client(tmp_path).get(f"{site.url}/a")
    assert "0123456789" not in repr(answer)
    assert "x-earshot-moved-to" not in answer.headers


def test_circles_and_endless_chains_are_refused(tmp_path: Path, site: Site) -> None:
    site.pages |= {"/a": (302, {"Location": "/b"}, b""), "/b": (302, {"Location": "/a"}, b"")}
    site.pages |= {f"/{n}": (302, {"Location": f"/{n + 1}"}, b"") for n in range(9)}
    with pytest.raises(Refused, match="circle"):
        client(tmp_path).get(f"{site.url}/a")
    with pytest.raises(Refused, match="more than 5"):
        client(tmp_path).get(f"{site.url}/0")
    assert site.paths()[2:] == ["/0", "/1", "/2", "/3", "/4", "/5"]


def test_the_body_of_a_redirect_is_not_read(tmp_path: Path, site: Site) -> None:
    site.pages |= {
        "/a": raw(
            b"HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Encoding: gzip\r\nContent-Length: 9999999\r\n\r\n"
            + b"x" * 10
        ),
        "/b": (200, {}, b"{}"),
    }
    assert client(tmp_path).get(f"{site.url}/a").status == 200


@pytest.mark.parametrize(
    "location",
    [
        "ftp://a.example/",
        "javascript:alert(1)",
        "http://[::1",
        "http://",
        "intent://x#Intent;end",
        "http://a.example:x/",
    ],
)
def test_a_redirect_to_what_is_no_web_address_is_refused(location: str) -> None:
    with pytest.raises(Refused):
        client_of({"https://a.example/a": Reply(status=302, headers={"location": location})}).get("https://a.example/a")


def test_a_location_in_utf8_is_read(tmp_path: Path, site: Site) -> None:
    site.pages |= {
        "/a": raw("HTTP/1.1 302 Found\r\nLocation: /ü\r\nContent-Length: 0\r\n\r\n".encode()),
        "/%C3%BC": (200, {}, b"{}"),
    }
    assert client(tmp_path).get(f"{site.url}/a#part").url == f"{site.url}/%C3%BC#part"


def test_credentials_never_follow_to_another_host(tmp_path: Path, site: Site) -> None:
    with serving() as other:
        other.pages["/b"] = (200, {}, b"{}")
        site.pages["/a"] = (302, {"Location": f"http://localhost:{other.port}/b"}, b"")
        site.pages["/c"] = (302, {"Location": "/d"}, b"")
        site.pages["/d"] = (200, {}, b"{}")
        headers = {"Authorization": "Bearer 0123456789", "Cookie": "a=b", "X-Kept": "yes"}
        client(tmp_path).get(f"{site.url}/a", headers=headers)
        client(tmp_path).get(f"{site.url}/c", headers=headers)
        assert site.asked[0][2]["authorization"] == "Bearer 0123456789"
        assert site.asked[2][2]["authorization"] == "Bearer 0123456789"
        assert not {"authorization", "cookie"} & other.asked[0][2].keys()
        assert other.asked[0][2]["x-kept"] == "yes"


def test_the_token_goes_to_its_own_hosts_only_and_never_in_the_clear() -> None:
    token = Secret("0123456789", ("api.a.example",))
    asking = client_of(
        {"https://api.a.example/a": {}, "https://api.a.example/b": Reply(status=302, headers={"location": "https://b.example/"}),
         "http://api.a.example/c": {}, "https://b.example/": {}, "https://api.a.example.b.example/": {}},
        token=token,
    )  # fmt: skip
    for url in (
        "https://api.a.example/a",
        "https://api.a.example/b",
        "http://api.a.example/c",
        "https://api.a.example.b.example/",
    ):
        asking.get(url)
    sent = [asked.headers.get("Authorization") for asked in asking.asked]
    assert sent == ["Bearer 0123456789", "Bearer 0123456789", None, None, None]


# what tests of sources stand on


def test_made_up_answers_come_in_the_order_they_are_given() -> None:
    asking = client_of(
        {"/x": Turns([Reply({"n": 1}), 503, requests.ConnectionError()]), "/y?b=2&a=1": lambda asked: asked.params}
    )
    assert asking.get("https://a.example/x").json() == {"n": 1}
    for _ in range(2):
        with pytest.raises(TryLater):
            asking.get("https://a.example/x")
    assert asking.get("https://b.example/y", params={"a": "1", "b": "2"}).json() == {"a": "1", "b": "2"}
    with pytest.raises(AssertionError, match="once too often"):
        asking.get("https://a.example/x")
    with pytest.raises(AssertionError, match="nobody answers"):
        asking.get("https://a.example/z")
    assert [asked.path for asked in asking.asked] == ["/x", "/x", "/x", "/y", "/x", "/z"]


def test_a_question_may_stop_at_any_hop_and_read_only_the_start(tmp_path: Path, site: Site) -> None:
    site.pages |= {"/a": (302, {"Location": "/b"}, b""), "/b": (200, {}, b"x" * 500_000)}
    hops: list[str] = []
    asking = client(tmp_path)
    answer = asking.ask(Question(f"{site.url}/a", before=hops.append, cut_at=1000))
    assert hops == [f"{site.url}/a", f"{site.url}/b"]
    assert answer.body == b"x" * 1000
    site.pages["/c"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b" " * 50_000_000))
    assert len(asking.ask(Question(f"{site.url}/c", cut_at=1000)).body) == 1000
    assert asking.ask(Question(f"{site.url}/b", "HEAD")).body == b""
