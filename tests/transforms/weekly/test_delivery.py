"""Reports go to a folder, an S3 store, a mailbox and a chat, each of them real; once, and one failing stops no other."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pytest

from config.brand import Delivery
from sql import warehouse
from transforms.weekly.deliver import Endpoint, Ledger, NotDelivered, Parcel, Unclear, Way, deliver, ways

SECRET = "hunter2-secret-token"


@pytest.fixture
def parcel(tmp_path: Path) -> Parcel:
    folder = tmp_path / "reports" / "2026-W43"
    (folder / "csv").mkdir(parents=True)
    for name, words in (
        ("report.html", "<p>whole</p>"),
        ("report.md", "words"),
        ("report.pdf", "%PDF"),
        ("report.xlsx", "PK"),
        ("csv/topics.csv", "a"),
    ):
        (folder / name).write_text(words)
    return Parcel(
        "weekly",
        "2026-W43",
        "2026-W43",
        folder,
        "Halden Heat: what they cared about",
        "31 of 31 accounts\n\nNothing changed.",
        "<p>first</p>",
    )


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "warehouse.duckdb", "run-1")


def deliveries(ledger: Ledger) -> list[tuple]:
    with warehouse.connect(ledger.file) as con:
        return con.execute(
            "select way, address, state, attempts, reason, sent_at is not null from ops.deliveries order by all"
        ).fetchall()


class _Chat(BaseHTTPRequestHandler):
    heard: ClassVar[list[dict]] = []
    status: ClassVar[int] = 200

    def do_POST(self) -> None:
        self.heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def chat() -> Iterator[str]:
    _Chat.heard, _Chat.status = [], 200
    with HTTPServer(("127.0.0.1", 0), _Chat) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/hooks/{SECRET}"
        server.shutdown()


class _Letters:
    def __init__(self) -> None:
        self.letters: list = []
        self.answer = "250 taken"

    async def handle_DATA(self, _server, _session, envelope) -> str:
        if self.answer.startswith("250"):
            self.letters.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return self.answer


@pytest.fixture
def mailbox() -> Iterator[tuple[_Letters, Endpoint]]:
    from aiosmtpd.controller import Controller

    letters = _Letters()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(letters, hostname="127.0.0.1", port=port)
    server.start()
    yield letters, Endpoint(host="127.0.0.1", port=port, extra={"tls": "off", "from": "earshot@brand.example"})
    server.stop()


def test_brand_yaml_names_the_ways_and_the_folder_is_always_one(tmp_path: Path) -> None:
    named = Delivery("", "s3://bucket/reports", "earshot_mail", ("a@brand.example", "b@brand.example"), "earshot_chat")
    assert [(way.name, way.address, way.connection) for way in ways(named, tmp_path)] == [
        ("folder", str(tmp_path / "reports"), ""), ("s3", "s3://bucket/reports", "earshot_s3"),
        ("mail", "a@brand.example", "earshot_mail"), ("mail", "b@brand.example", "earshot_mail"), ("chat", "earshot_chat", "earshot_chat"),
    ]  # fmt: skip
    assert [way.name for way in ways(Delivery("", "", "", (), ""), tmp_path)] == ["folder"]


def test_a_folder_takes_the_whole_report_and_the_next_one_in_its_place(
    parcel: Parcel, ledger: Ledger, tmp_path: Path
) -> None:
    way = Way("folder", str(tmp_path / "shared"))
    assert deliver(parcel, way, Endpoint(), ledger) == "sent"
    assert (tmp_path / "shared" / "2026-W43" / "csv" / "topics.csv").read_text() == "a"
    assert deliver(parcel, way, Endpoint(), ledger) == "sent before"
    (parcel.folder / "report.md").write_text("other words")
    (parcel.folder / "csv" / "topics.csv").unlink()
    assert deliver(parcel, way, Endpoint(), ledger) == "sent"
    assert (tmp_path / "shared" / "2026-W43" / "report.md").read_text() == "other words"
    assert not (tmp_path / "shared" / "2026-W43" / "csv" / "topics.csv").exists()
    assert [file.name for file in (tmp_path / "shared").iterdir()] == ["2026-W43"]


def test_where_it_was_written_is_where_it_is_delivered(parcel: Parcel, ledger: Ledger) -> None:
    assert deliver(parcel, Way("folder", str(parcel.folder.parent)), Endpoint(), ledger) == "sent"
    assert (parcel.folder / "report.html").exists()


def test_an_s3_store_takes_every_file_and_report_html_last(
    parcel: Parcel, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        endpoint = Endpoint(
            login="key", password=SECRET, extra={"endpoint_url": f"http://{host}:{port}", "region_name": "us-east-1"}
        )
        store = boto3.client(
            "s3",
            endpoint_url=f"http://{host}:{port}",
            region_name="us-east-1",
            aws_access_key_id="key",
            aws_secret_access_key="x",
        )
        store.create_bucket(Bucket="brand")
        way = Way("s3", "s3://brand/earshot/reports", "earshot_s3")
        assert deliver(parcel, way, endpoint, ledger) == "sent"
        found = {one["Key"]: one for one in store.list_objects_v2(Bucket="brand")["Contents"]}
        assert set(found) == {
            f"earshot/reports/2026-W43/{name}"
            for name in ("report.html", "report.md", "report.pdf", "report.xlsx", "csv/topics.csv")
        }
        page = store.get_object(Bucket="brand", Key="earshot/reports/2026-W43/report.html")
        assert page["ContentType"] == "text/html; charset=utf-8"
        assert page["Body"].read() == b"<p>whole</p>"
        assert found["earshot/reports/2026-W43/report.html"]["LastModified"] == max(
            one["LastModified"] for one in found.values()
        )
        with pytest.raises(NotDelivered, match="check the path in brand.yaml") as refused:
            deliver(parcel, Way("s3", "s3://nobody", "earshot_s3"), endpoint, ledger)
        assert SECRET not in str(refused.value)
    finally:
        server.stop()
    assert [(state, attempts) for _, _, state, attempts, *_ in deliveries(ledger)] == [("sent", 1), ("failed", 1)]


def test_a_reader_gets_one_mail_with_the_first_screen_and_the_files(parcel: Parcel, ledger: Ledger, mailbox) -> None:
    letters, endpoint = mailbox
    way = Way("mail", "strategist@brand.example", "earshot_mail")
    assert [deliver(parcel, way, endpoint, ledger) for _ in range(3)] == ["sent", "sent before", "sent before"]
    ((readers, letter),) = letters.letters
    assert readers == ["strategist@brand.example"]
    assert letter["Subject"] == "Halden Heat: what they cared about (2026-W43)"
    assert letter.get_body(("plain",)).get_content().splitlines() == ["31 of 31 accounts", "", "Nothing changed."]
    assert letter.get_body(("html",)).get_content().strip() == "<p>first</p>"
    assert [one.get_filename() for one in letter.iter_attachments()] == [
        "report-2026-W43.html",
        "report-2026-W43.pdf",
        "report-2026-W43.xlsx",
    ]
    assert deliver(parcel, way, endpoint, ledger, again=True) == "sent"
    assert letters.letters[0][1]["Message-ID"] == letters.letters[1][1]["Message-ID"]


def test_a_reader_who_is_added_later_gets_it_and_the_others_do_not_get_it_twice(
    parcel: Parcel, ledger: Ledger, mailbox
) -> None:
    letters, endpoint = mailbox
    for readers in (["a@brand.example"], ["a@brand.example", "b@brand.example"]):
        for reader in readers:
            deliver(parcel, Way("mail", reader, "earshot_mail"), endpoint, ledger)
    assert [readers for readers, _ in letters.letters] == [["a@brand.example"], ["b@brand.example"]]


def test_a_mail_that_was_refused_is_tried_again_and_says_why(parcel: Parcel, ledger: Ledger, mailbox) -> None:
    letters, endpoint = mailbox
    way = Way("mail", "strategist@brand.example", "earshot_mail")
    letters.answer = "451 come back later"
    with pytest.raises(
        NotDelivered, match="weekly report 2026-W43, mail to strategist@brand.example: the server answered 451"
    ):
        deliver(parcel, way, endpoint, ledger)
    assert deliveries(ledger)[0][2:] == (
        "failed",
        1,
        "the server answered 451; try again later, or ask its keeper",
        False,
    )
    letters.answer = "250 taken"
    assert deliver(parcel, way, endpoint, ledger) == "sent"
    assert deliveries(ledger)[0][2:] == ("sent", 2, None, True)


def test_a_chat_gets_the_first_screen_once(parcel: Parcel, ledger: Ledger, chat: str) -> None:
    way = Way("chat", "earshot_chat", "earshot_chat")
    endpoint = Endpoint(password=chat)
    assert [deliver(parcel, way, endpoint, ledger) for _ in range(2)] == ["sent", "sent before"]
    assert _Chat.heard == [
        {"text": "Halden Heat: what they cared about (2026-W43)\n\n31 of 31 accounts\n\nNothing changed."}
    ]


def test_a_chat_that_refuses_or_is_not_there_gives_its_address_away_to_nobody(
    parcel: Parcel, ledger: Ledger, chat: str
) -> None:
    _Chat.status = 403
    for url in (chat, f"http://127.0.0.1:1/{SECRET}", ""):
        with pytest.raises(NotDelivered) as refused:
            deliver(parcel, Way("chat", "earshot_chat", "earshot_chat"), Endpoint(password=url), ledger)
        assert SECRET not in str(refused.value) + str(deliveries(ledger)) + repr(Endpoint(password=url))


def test_one_failing_way_stops_no_other(parcel: Parcel, ledger: Ledger, chat: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ended = []
    for way, endpoint in (
        (Way("folder", str(tmp_path / "file")), Endpoint()), (Way("mail", "a@brand.example", "earshot_mail"), Endpoint(host="127.0.0.1", port=1)),
        (Way("chat", "earshot_chat", "earshot_chat"), Endpoint(password=chat)),
    ):  # fmt: skip
        try:
            ended.append(deliver(parcel, way, endpoint, ledger))
        except NotDelivered as failure:
            ended.append(str(failure))
    assert ended[0].endswith("under delivery")
    assert "127.0.0.1 could not be reached" in ended[1]
    assert ended[2] == "sent"
    assert [row[2] for row in deliveries(ledger)] == ["sent", "failed", "failed"]


def test_a_mail_whose_end_nobody_saw_is_not_sent_twice_unless_somebody_says_so(
    parcel: Parcel, ledger: Ledger, mailbox
) -> None:
    letters, endpoint = mailbox
    way = Way("mail", "strategist@brand.example", "earshot_mail")
    ledger.write(parcel, way, "sending")  # and then the process was killed
    with pytest.raises(Unclear, match="it may have arrived. Ask the reader"):
        deliver(parcel, way, endpoint, ledger)
    assert letters.letters == []
    assert deliver(parcel, way, endpoint, ledger, again=True) == "sent"


def test_another_week_is_another_report(parcel: Parcel, ledger: Ledger, chat: str) -> None:
    from dataclasses import replace

    way, endpoint = Way("chat", "earshot_chat", "earshot_chat"), Endpoint(password=chat)
    for told in (parcel, replace(parcel, period="2026-W44"), replace(parcel, report="daily", period="2026-10-27")):
        assert deliver(told, way, endpoint, ledger) == "sent"
    assert len(_Chat.heard) == 3
