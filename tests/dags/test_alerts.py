"""An alert goes where brand.yaml says, once a cause, and never makes a task fail."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest
import structlog

from dags import alerts
from transforms.weekly.deliver import Endpoint

AT = datetime(2026, 9, 7, 6, tzinfo=UTC)


@pytest.fixture
def house(tmp_path, monkeypatch):
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "brand.yaml").write_text("name: Halden\ndelivery: {webhook: our_chat}\n")
    (folder / "influencers.csv").write_text("influencer_id,name\nann,Ann\n")
    (folder / "accounts.csv").write_text("influencer_id,platform,handle\nann,bluesky,ann.example.com\n")
    (folder / "topics.csv").write_text("topic_id,name,description,seed phrases\n")
    (folder / "decisions.csv").write_text("recommendation_id,decided,by,on,note\n")
    monkeypatch.setenv("EARSHOT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("EARSHOT_CONFIG", str(folder))
    return tmp_path


@pytest.fixture
def chat(monkeypatch):
    """A chat's webhook on loopback, in the connection `our_chat`; what it was told."""
    told = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self):
            told.append(json.loads(self.rfile.read(int(self.headers["content-length"])))["text"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Hook)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}/hook"
    monkeypatch.setattr(
        "dags.connections.endpoint_of", lambda name: Endpoint(password=url) if name == "our_chat" else Endpoint()
    )
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


def failed(task="load", fault=None):
    return {
        "ti": SimpleNamespace(dag_id="listen", task_id=task, run_id="scheduled__1"),
        "exception": fault or ValueError("cut\nsecond line"),
    }


def test_a_failed_task_is_told_once_and_another_cause_as_well(house, chat):
    alerts.tell_failure(failed())
    alerts.tell_failure(failed())
    assert len(chat) == 1
    assert "listen is red" in chat[0] and "the task load failed" in chat[0] and "ValueError: cut" in chat[0]
    alerts.tell_failure(failed(fault=KeyError("other")))
    assert len(chat) == 2


def test_causes_of_a_run_are_one_message_with_a_line_each(house, chat):
    from ingest.listen import Run
    from sql import warehouse
    from tests.ingest.test_alerts import ended

    run = Run.at(AT)
    with warehouse.connect(run.warehouse_file) as con:
        warehouse.create(con)
        for account in ("mastodon:a@m.example", "mastodon:b@m.example"):
            ended(con, account, 0, "failed", "answered 401")
        ended(con, "bluesky:ann", 0, "gone", "taken down")
    assert len(alerts.tell_causes(run)) == 2
    assert alerts.tell_causes(run) == []
    (message,) = chat
    assert "mastodon: 2 accounts 401 since" in message and "bluesky: 1 account gone since" in message


def test_a_missed_deadline_is_told(house, chat):
    from airflow.sdk.execution_time.callback_supervisor import execute_callback

    from dags.report_weekly import report_weekly

    deadline = report_weekly().deadline[0] if isinstance(report_weekly().deadline, list) else report_weekly().deadline
    told = deadline.callback.kwargs | {"context": {"dag_run": {"dag_run_id": "scheduled__2026"}}}
    done = execute_callback(deadline.callback.path, told, "report_weekly.py", None, structlog.get_logger())
    assert done == (True, None)
    assert "the Monday report is late" in chat[0] and "scheduled__2026" in chat[0]


def test_where_nobody_can_be_reached_the_log_says_it_and_nothing_fails(house, monkeypatch, caplog):
    monkeypatch.setattr("dags.connections.endpoint_of", lambda name: Endpoint())
    assert alerts.send("Earshot: listen is red", "why", AT) == []
    assert "the alert did not arrive by chat" in caplog.text and "why" in caplog.text
    (house / "config" / "brand.yaml").write_text("nonsense: [")
    alerts.tell_failure(failed())
    assert "no alert could be made" in caplog.text
