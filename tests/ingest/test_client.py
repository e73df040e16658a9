"""The client: polite, patient for a moment only, bounded, and silent about secrets."""

from __future__ import annotations

import gzip
import json
import logging
import time
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from ingest.answer import Answer
from ingest.client import Client, open_client
from ingest.errors import Gone, NotFound, NotUnderstood, Problem, Refused, SkipAccount, StopSource, TooLarge, TryLater
from ingest.question import Question
from ingest.secret import HIDDEN, Secret, hide, is_secret_name, scrub
from tests.ingest.replies import AS_OF, Reply, Turns, client_of
from tests.ingest.server import Site, raw, reset, serving


@pytest.fixture
def site():
    with serving() as found:
        yield found


def client(folder: Path, **options: Any) -> Client:
    timing = {"connect_seconds": 2.0, "read_seconds": 5.0, "transfer_seconds": 20.0}
    return open_client(**{
        "platform": "test", "pace_dir": folder / "pace", "as_of": AS_OF, "user_agent": "earshot/0.1 (+mail@a.example)",
        "allow_hosts": ("127.0.0.1", "localhost"), "pace_seconds": 0.0, **timing, **options,
    })  # fmt: skip


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

    replies = {"/a": Reply({"error": "InvalidRequest"}, 400), "/b": Reply({"error": "?"}, 400), "/c": Reply({"error": "?"}, 429)}
    for path, problem in (("a", NotFound), ("b", NotUnderstood), ("c", TryLater)):
        with pytest.raises(problem):
            client_of(replies).get(f"https://a.example/{path}", explain=explain)


def test_an_answer_holds_what_came_back_and_never_a_cookie(tmp_path: Path, site: Site) -> None:
    site.pages["/x"] = (200, {"Set-Cookie": "s=1", "ETag": 'W/"1"', "X-Earshot-Moved-To": "https://evil.example/"}, b'{"a": 1}')
    asking = client(tmp_path)
    before = datetime.now(UTC)
    answer = asking.get(f"{site.url}/x", params={"b": ["1", "2"], "c": "ä"}, cost=0.5)
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


# trouble on the wire

def test_resets_and_5xx_are_asked_again_at_once(tmp_path: Path, site: Site) -> None:
    site.pages["/x"] = [reset, (503, {}, b""), (200, {}, b"{}")]
    assert client(tmp_path).get(f"{site.url}/x").json() == {}
    assert len(site.asked) == 3


def test_retries_end_with_the_attempts(tmp_path: Path, site: Site) -> None:
    site.pages["/x"] = (500, {}, b"")
    with pytest.raises(TryLater) as caught:
        client(tmp_path).get(f"{site.url}/x")
    assert len(site.asked) == 3
    assert caught.value.until > datetime.now(UTC) + timedelta(minutes=1)


def test_without_patience_nothing_is_asked_again(tmp_path: Path, site: Site) -> None:
    site.pages["/x"] = (500, {}, b"")
    with pytest.raises(TryLater):
        client(tmp_path, patience=0).get(f"{site.url}/x")
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Retry-After": "900"},
        {"Retry-After": "in15"},
        {"X-Rate-Limit-Reset": "epoch15", "X-Rate-Limit-Remaining": "14"},
        {"X-RateLimit-Reset": "iso15"},
        {"X-Ratelimit-Reset": "900", "X-Ratelimit-Remaining": "0.0"},
        {"ratelimit-reset": "epoch15", "ratelimit-remaining": "0"},
    ],
)
def test_a_429_is_try_later_at_the_time_it_tells_and_the_host_is_left_alone(
    tmp_path: Path, site: Site, headers: dict[str, str]
) -> None:
    at = datetime.now(UTC) + timedelta(seconds=900)
    forms = {"in15": format_datetime(at, True), "epoch15": str(int(at.timestamp())), "iso15": at.isoformat()}
    site.pages["/x"] = (429, {name: forms.get(text, text) for name, text in headers.items()}, b"")
    with pytest.raises(TryLater, match="too many requests") as caught:
        client(tmp_path).get(f"{site.url}/x")
    assert abs((caught.value.until - at).total_seconds()) < 3
    with pytest.raises(TryLater, match="may not be asked before"):
        client(tmp_path).get(f"{site.url}/y")
    assert site.paths() == ["/x"]


def test_a_429_that_is_over_in_a_moment_is_waited_for(tmp_path: Path, site: Site) -> None:
    site.pages["/x"] = [(429, {"Retry-After": "1"}, b""), (200, {}, b"{}")]
    assert client(tmp_path).get(f"{site.url}/x").status == 200


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"{}" * 500)[:-9],
        b"HTTP/1.1 2",
        b"nonsense\r\n\r\n",
        b"",
    ],
)
def test_an_answer_that_is_cut_is_refused_whole(tmp_path: Path, site: Site, answer: bytes) -> None:
    site.pages["/x"] = raw(answer)
    with pytest.raises(TryLater, match="broke off|hung up"):
        client(tmp_path, patience=0).get(f"{site.url}/x")


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 500,
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + b" " * 500,
        b"HTTP/1.1 200 OK\r\n\r\n" + b" " * 500,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1" + b"0" * 500,
    ],
)
def test_a_dripping_answer_ends_in_time(tmp_path: Path, site: Site, answer: bytes) -> None:
    site.pages["/x"] = raw(answer, drip=0.05)
    started = time.monotonic()
    with pytest.raises(TryLater, match="took longer than 0.5 s"):
        client(tmp_path, patience=0, transfer_seconds=0.5).get(f"{site.url}/x")
    assert time.monotonic() - started < 5


def test_a_silent_server_is_a_timeout(tmp_path: Path, site: Site) -> None:
    site.pages["/x"] = raw(b"aaaa", drip=1.0)
    with pytest.raises(TryLater, match="did not answer in time|broke off"):
        client(tmp_path, patience=0, read_seconds=0.3).get(f"{site.url}/x")


def test_a_port_nobody_listens_on_is_try_later(tmp_path: Path) -> None:
    with serving() as gone:
        url = gone.url
    with pytest.raises(TryLater, match="cannot be reached"):
        client(tmp_path, patience=0).get(f"{url}/x")


# size

def test_a_large_body_is_refused_before_it_is_read(tmp_path: Path, site: Site) -> None:
    site.pages["/told"] = raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{}")
    site.pages["/untold"] = raw(b"HTTP/1.1 200 OK\r\n\r\n" + b" " * 300_000)
    asking = client(tmp_path)
    asking.most_bytes = 200_000
    for path in ("told", "untold"):
        with pytest.raises(TooLarge, match=r"200,000|99,999,999,999"):
            asking.get(f"{site.url}/{path}")


def _bomb(layers: int) -> bytes:
    body = b"[" + b" " * 50_000_000 + b"]"
    for _ in range(layers):
        body = gzip.compress(body, 9)
    return body


@pytest.mark.parametrize("encoding", ["gzip", "gzip, gzip", "deflate"])
def test_a_bomb_is_refused(tmp_path: Path, site: Site, encoding: str) -> None:
    body = zlib.compress(b" " * 50_000_000, 9) if encoding == "deflate" else _bomb(encoding.count("gzip"))
    site.pages["/x"] = (200, {"Content-Encoding": encoding}, body)
    asking = client(tmp_path)
    asking.most_bytes = 1 << 20
    with pytest.raises(TooLarge, match="unpacks to more than"):
        asking.get(f"{site.url}/x")


def test_a_tower_of_encodings_is_refused(tmp_path: Path, site: Site) -> None:
    site.pages["/x"] = (200, {"Content-Encoding": "gzip, " * 9 + "gzip"}, b"\x1f\x8b")
    with pytest.raises(NotUnderstood, match="times over"):
        client(tmp_path).get(f"{site.url}/x")


BARE = zlib.compressobj(wbits=-15)


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(b"{}")), ("x-gzip", gzip.compress(b"{}")), ("gzip", gzip.compress(b"{") + gzip.compress(b"}")),
        ("gzip", gzip.compress(b"{}") + b"\0\0"), ("gzip", b"{}"), ("deflate", zlib.compress(b"{}")),
        ("deflate", BARE.compress(b"{}") + BARE.flush()), ("identity", b"{}"), ("utf-8", b"{}"), ("", b"{}"),
    ],
)  # fmt: skip
def test_every_encoding_that_was_asked_for_is_understood(tmp_path: Path, site: Site, encoding: str, body: bytes) -> None:
    site.pages["/x"] = (200, {"Content-Encoding": encoding}, body)
    assert client(tmp_path).get(f"{site.url}/x").body == b"{}"


def test_an_encoding_nobody_asked_for_is_not_understood(tmp_path: Path, site: Site) -> None:
    site.pages["/x"] = (200, {"Content-Encoding": "br"}, b"\x0b\x00\x80{}\x03")
    with pytest.raises(NotUnderstood, match="compressed by br"):
        client(tmp_path).get(f"{site.url}/x")


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
    assert answer.headers["x-earshot-moved-to"] == f"{site.url}/c?d=%20", "what comes after a temporary redirect is temporary"


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
        "/a": raw(b"HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Encoding: gzip\r\nContent-Length: 9999999\r\n\r\n" + b"x" * 10),
        "/b": (200, {}, b"{}"),
    }
    assert client(tmp_path).get(f"{site.url}/a").status == 200


@pytest.mark.parametrize("location", ["ftp://a.example/", "javascript:alert(1)", "http://[::1", "http://", "intent://x#Intent;end", "http://a.example:x/"])
def test_a_redirect_to_what_is_no_web_address_is_refused(location: str) -> None:
    with pytest.raises(Refused):
        client_of({"https://a.example/a": Reply(status=302, headers={"location": location})}).get("https://a.example/a")


def test_a_location_in_utf8_is_read(tmp_path: Path, site: Site) -> None:
    site.pages |= {"/a": raw("HTTP/1.1 302 Found\r\nLocation: /ü\r\nContent-Length: 0\r\n\r\n".encode()), "/%C3%BC": (200, {}, b"{}")}
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
    for url in ("https://api.a.example/a", "https://api.a.example/b", "http://api.a.example/c", "https://api.a.example.b.example/"):
        asking.get(url)
    sent = [asked.headers.get("Authorization") for asked in asking.asked]
    assert sent == ["Bearer 0123456789", "Bearer 0123456789", None, None, None]


# secrets

def test_nothing_that_leaves_the_client_holds_a_secret(caplog: pytest.LogCaptureFixture, tmp_path: Path, site: Site) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "s3cr3t/with|odd+signs"
    body = json.dumps({"paging": {"next": f"https://a.example/?access_token={quote(secret, safe='')}", "again": secret}})
    site.pages["/ok"] = (200, {"Link": f"<https://a.example/?access_token={quote(secret)}>"}, body.replace("/", "\\/").encode())
    site.pages["/bad"] = (500, {}, body.encode())
    asking = client(tmp_path)
    told = [repr(asking.get(f"{site.url}/ok", params={"access_token": secret}))]
    for path in ("ok#", "bad", "none", "reset"):
        site.pages["/reset"] = reset
        with pytest.raises(Problem) as caught:
            asking.get(f"{site.url}/{path}", params={"access_token": secret, "b": "1"}, ok=(299,))
        told.append(f"{caught.value!r} {caught.value.__cause__!r}")
    told += [record.getMessage() for record in caplog.records]
    for form in (secret, quote(secret), quote(secret, safe=""), secret.replace("/", "\\/")):
        assert not [text for text in told if form in text]
    assert any("urllib3" in record.name for record in caplog.records), "the log was listened to"


def test_a_secret_prints_as_nothing() -> None:
    assert "0123" not in f"{Secret('0123456789', ('a.example',))!r} {Secret('0123456789', ('a.example',))}"


def test_a_malformed_address_is_refused_without_its_secret() -> None:
    for url in ("http://[::1/?key=0123456789", "https://user:0123456789@[x/", "no address?token=0123456789", "https:///?sig=0123456789"):
        with pytest.raises(Refused) as caught:
            client_of({}).get(url)
        assert "0123456789" not in str(caught.value)


SECRET_NAMES = ["access_token", "Access-Token", "key", "KEY", "api_key", "apikey", "X-Amz-Signature", "sig", "token", "client_secret",
                "appsecret_proof", "password", "oauth_token", "access%5Ftoken", "sessionid"]  # fmt: skip
words = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=20)


@given(st.sampled_from(SECRET_NAMES), st.text("abcdefXYZ0123456789-_.~%|/+ ", min_size=8, max_size=20), st.dictionaries(words, words, max_size=4),
       st.booleans())  # fmt: skip
def test_scrubbing_hides_secrets_and_keeps_the_rest(name: str, secret: str, others: dict[str, str], first: bool) -> None:
    others = {key: text for key, text in others.items() if not is_secret_name(quote(key, safe=""))}
    pairs = [f"{name}={quote(secret, safe='')}", *([urlencode(others)] if others else [])]
    url = "https://a.example/p?" + "&".join(pairs if first else pairs[::-1])
    found = scrub(url)
    assert parse_qsl(urlsplit(found).query, True) == [
        pair if not is_secret_name(quote(pair[0], safe="")) else (pair[0], HIDDEN)
        for pair in parse_qsl(urlsplit(url).query, True)
    ]
    assert f"={quote(secret, safe='')}" not in found or quote(secret, safe="") in urlencode(others)
    assert scrub(found) == found


@given(st.text(max_size=60))
def test_scrubbing_takes_anything(text: str) -> None:
    assert scrub(scrub(text)) == scrub(text)


@pytest.mark.parametrize(
    ("url", "scrubbed"),
    [
        ("https://user:word@a.example/x", "https://a.example/x"),
        ("https://a.example/#access_token=abc&b=1", f"https://a.example/#access_token={HIDDEN}&b=1"),
        ("https://a.example/?b=1;sig=abc;c=2", f"https://a.example/?b=1;sig={HIDDEN};c=2"),
        ("https://a.example/?keyword=a&monkey=b&design=c&q=token&list=d&v=e&id=f&p=g",) * 2,
        ("https://a.example/?page_token=a&pageToken=b&next_token=c&pagination_token=d&cursor=e",) * 2,
        ("https://a.example/a@b?x=1",) * 2,
        ("https://a.example/?u=me@b.example",) * 2,
    ],
)
def test_scrubbing_leaves_what_is_no_secret(url: str, scrubbed: str) -> None:
    assert scrub(url) == scrubbed


def test_short_words_are_not_hunted_through_a_body() -> None:
    assert hide(b'{"a": 1}', {"a"}) == b'{"a": 1}'


# what tests of sources stand on

def test_made_up_answers_come_in_the_order_they_are_given() -> None:
    asking = client_of({"/x": Turns([Reply({"n": 1}), 503, requests.ConnectionError()]), "/y?b=2&a=1": lambda asked: asked.params})
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
    site.pages["/c"] = (200, {"Content-Encoding": "gzip"}, _bomb(1))
    assert len(asking.ask(Question(f"{site.url}/c", cut_at=1000)).body) == 1000
    assert asking.ask(Question(f"{site.url}/b", "HEAD")).body == b""
