"""Replay: recorded answers through the same code, as of any moment."""

from __future__ import annotations

import base64
import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ingest.client import Client, open_client
from ingest.errors import NotUnderstood, TryLater

MONDAYS = ["2026-10-12T06:00:00Z", "2026-10-19T06:00:00Z", "2026-10-26T06:00:00Z"]


def exchange(
    url: str = "https://a.example/x?b=2&a=1", asked_at: str = MONDAYS[0], status: int = 200, **rest: Any
) -> dict[str, Any]:
    body = {} if {"json", "text", "base64"} & rest.keys() else {"json": {"at": asked_at}}
    return {"asked_at": asked_at, "method": "GET", "url": url, "status": status, "headers": {}, **body, **rest}


def recorded(folder: Path, *exchanges: dict[str, Any], name: str = "a.example.jsonl.gz") -> Path:
    folder.mkdir(exist_ok=True)
    content = "\n".join(json.dumps(one) for one in exchanges).encode() + b"\n"
    (folder / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return folder


def client(folder: Path, as_of: str = MONDAYS[-1], **options: Any) -> Client:
    return open_client(
        platform="test",
        pace_dir=folder / "pace",
        as_of=datetime.fromisoformat(as_of),
        user_agent="earshot-test",
        replay=folder,
        **options,
    )


@pytest.mark.parametrize("name", ["a.jsonl", "deep.jsonl.gz"])
def test_the_newest_recording_up_to_the_moment_answers(tmp_path: Path, name: str) -> None:
    folder = recorded(tmp_path, *(exchange(asked_at=at) for at in (MONDAYS[1], MONDAYS[0], MONDAYS[2])), name=name)
    for as_of, at in [
        (MONDAYS[0], MONDAYS[0]),
        ("2026-10-25T23:59:59Z", MONDAYS[1]),
        ("2027-01-01T00:00:00Z", MONDAYS[2]),
    ]:
        answer = client(folder, as_of).get("https://a.example/x?b=2&a=1")
        assert answer.json() == {"at": at}
        assert answer.asked_at == datetime.fromisoformat(at)


def test_what_was_not_recorded_says_so_and_names_the_address(tmp_path: Path) -> None:
    folder = recorded(tmp_path, exchange(asked_at=MONDAYS[1]))
    with pytest.raises(
        NotUnderstood,
        match=r"no recorded answer for GET https://a\.example/x\?b=2&a=1 .* the first is of 2026-10-19 06:00",
    ):
        client(folder, MONDAYS[0]).get("https://a.example/x?b=2&a=1")
    for url in ("https://a.example/x", "https://a.example/x?a=1&a=1&b=2", "https://b.example/x?a=1&b=2", "http://a.example/x?a=1&b=2",
                "https://a.example/X?a=1&b=2"):  # fmt: skip
        with pytest.raises(NotUnderstood, match="no recorded answer"):
            client(folder).get(url)


def test_parameters_may_stand_in_any_order_and_secrets_are_not_compared(tmp_path: Path) -> None:
    folder = recorded(tmp_path, exchange("https://a.example/x?c=%20&b=2&a=1&a="))
    for url in ("https://a.example/x?a=&a=1&b=2&c=+", "https://A.example:443/x?a=1&a=&b=2&c=%20&key=0123456789#part"):
        assert client(folder).get(url).status == 200
    with pytest.raises(NotUnderstood):
        client(folder).get("https://a.example/x?c=%20&b=2&a=1")
    assert client(recorded(tmp_path, exchange("https://a.example"))).get("https://a.example/").status == 200


def test_every_kind_of_body_comes_back_as_it_was(tmp_path: Path) -> None:
    odd = b"\xff\xfe\x00<"
    folder = recorded(
        tmp_path,
        exchange("https://a.example/json", json=["ä", 12345678901234567890, None, "\ud800"]),
        exchange(
            "https://a.example/text",
            text="<a>ä\r\n</a>",
            headers={"Content-Type": "text/xml", "Content-Encoding": "gzip"},
        ),
        exchange("https://a.example/base64", base64=base64.b64encode(odd).decode()),
    )
    asking = client(folder)
    assert asking.get("https://a.example/json").json() == ["ä", 12345678901234567890, None, "\ud800"]
    assert asking.get("https://a.example/json").headers["content-type"] == "application/json"
    assert asking.get("https://a.example/text").body == "<a>ä\r\n</a>".encode()
    assert asking.get("https://a.example/base64").body == odd


def test_conditional_requests_are_answered_304_where_the_validator_is_the_same_text(tmp_path: Path) -> None:
    validators = {"ETag": 'W/"1"', "Last-Modified": "Mon, 12 Oct 2026 06:00:00 GMT", "Link": "<x>"}
    asking = client(recorded(tmp_path, exchange(headers=validators)))
    url = "https://a.example/x?a=1&b=2"
    unchanged = asking.get(url, ok=(200, 304), headers={"If-None-Match": 'W/"1"'})
    assert (unchanged.status, unchanged.body, unchanged.headers["etag"]) == (304, b"", 'W/"1"')
    assert asking.get(url, ok=(200, 304), headers={"If-Modified-Since": validators["Last-Modified"]}).status == 304
    assert asking.get(url, headers={"If-None-Match": '"1"'}).status == 200
    assert (
        asking.get(url, headers={"If-None-Match": '"2"', "If-Modified-Since": validators["Last-Modified"]}).status
        == 200
    )
    assert asking.get(url, headers={"If-Modified-Since": "Mon, 19 Oct 2026 06:00:00 GMT"}).status == 200


def test_errors_and_redirects_go_the_same_way_as_on_the_wire(tmp_path: Path) -> None:
    folder = recorded(
        tmp_path,
        exchange("https://s.example/1", status=301, headers={"Location": "https://a.example/x"}, text=""),
        exchange("https://a.example/x"),
        exchange("https://a.example/busy", status=429, headers={"Retry-After": "90"}, text=""),
    )
    answer = client(folder).get("https://s.example/1", untrusted=True)
    assert (answer.url, answer.headers["x-earshot-moved-to"]) == ("https://a.example/x",) * 2
    assert "x-earshot-seconds" not in answer.headers
    with pytest.raises(TryLater) as caught:
        client(folder, MONDAYS[0]).get("https://a.example/busy")
    assert caught.value.until == datetime(2026, 10, 12, 6, 1, 30, tzinfo=UTC), "a replay lives in its own time"
    assert client(folder).get("https://a.example/x").status == 200, "and nobody has to wait in it"


def test_files_are_read_once_and_only_places_are_kept(tmp_path: Path) -> None:
    folder = recorded(tmp_path, *(exchange(f"https://a.example/{n}", text="x" * 10_000) for n in range(300)))
    asking = client(folder)
    (folder / "a.example.jsonl.gz").unlink()
    assert asking.get("https://a.example/299").body == b"x" * 10_000
    assert asking.get("https://a.example/0").body == b"x" * 10_000


@pytest.mark.parametrize("line", ["{", "[]", '"x"', '{"url": "https://a.example/"}', '{"asked_at": "x", "url": "https://a.example/", "status": 200}',
                                  '{"asked_at": "2026-10-12T06:00:00Z", "url": "http://[::1", "status": 200}'])  # fmt: skip
def test_a_line_that_is_no_exchange_is_named(tmp_path: Path, line: str) -> None:
    folder = recorded(tmp_path, exchange(), name="a.jsonl")
    with (folder / "a.jsonl").open("a") as file:
        file.write(line + "\n")
    with pytest.raises(NotUnderstood, match=r"a\.jsonl, line 2"):
        client(folder)


def test_a_folder_that_is_none_or_cut_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NotUnderstood, match="EARSHOT_REPLAY"):
        client(tmp_path / "nowhere")
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b'{"a": 1}' * 9000)[:-20])
    with pytest.raises(NotUnderstood, match="cannot be unpacked"):
        client(tmp_path)


def test_private_addresses_are_refused_in_a_replay_too(tmp_path: Path) -> None:
    with pytest.raises(NotUnderstood, match="not on the public internet"):
        client(recorded(tmp_path, exchange("http://10.0.0.1/"))).get("http://10.0.0.1/", untrusted=True)
