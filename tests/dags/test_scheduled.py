"""`listen` by scheduler and executor, read back from Airflow's own database."""

from __future__ import annotations

import csv
import json
import shutil
import threading
import time
from datetime import UTC
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import duckdb
import pytest
import yaml

from dags.windows import union
from tests.dags.airflow import ROOT, running

pytestmark = pytest.mark.slow
BUSY_FOR = 40  # seconds that the busy server asks for

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>{name}</title><link>https://{name}.example/</link>
<item><title>Heat pumps, again</title><link>https://{name}.example/1</link><guid>{name}-1</guid>
<pubDate>Mon, 07 Sep 2026 06:00:00 GMT</pubDate><description>What {name} wrote.</description></item></channel></rss>"""


def test_a_run_on_the_sample_is_green_and_its_tasks_say_what_they_do(tmp_path):
    with running(tmp_path) as airflow:
        run_id = airflow.trigger("listen", as_of="2026-10-26T06:00:00Z")
        assert airflow.wait("listen", run_id) == "success"
        tasks = airflow.tasks(run_id)
        pools = {row["pool"]: row["slots"] for row in airflow.rows("select pool, slots from slot_pool")}
        events = airflow.rows("select extra from asset_event where source_dag_id = 'listen'")
    # the schedule's own run may have come first; then nothing is new, and nobody is woken
    assert all(
        task[0]["state"] == "success" or (name, task[0]["state"]) == ("announce", "skipped")
        for name, task in tasks.items()
        if "." not in name
    ), tasks
    visited = {
        name.split(".")[0]: task
        for name, task in tasks.items()
        if name.endswith(".visit") and task[0]["map_index"] >= 0
    }
    assert set(visited) >= {"bluesky", "mastodon", "feeds", "youtube", "hackernews"}
    for platform, batches in visited.items():
        for number, batch in enumerate(batches, start=1):
            assert batch["state"] == "success"
            assert batch["pool"] == platform
            assert batch["rendered_map_index"].startswith(f"{platform} {number}/{len(batches)} (")
    # a platform without accounts is skipped, not asked and not red
    assert {task[0]["state"] for name, task in tasks.items() if name.startswith(("archive.", "reddit."))} == {"skipped"}
    assert {name: task[0]["pool"] for name, task in tasks.items() if "." not in name} == {
        "plan": "warehouse", "load": "warehouse", "publish": "warehouse", "report": "warehouse", "announce": "default_pool",
    }  # fmt: skip
    from ingest import sources

    assert pools["warehouse"] == 1
    assert {name: pools[name] for name in sources.known()} == {n: s.WORKERS for n, s in sources.known().items()}
    with duckdb.connect(str(tmp_path / "published" / "earshot.duckdb"), read_only=True) as con:
        heard, first, last = con.execute(
            "select count(*), min(last_seen_at), max(last_seen_at) from core.posts"
        ).fetchone()
    assert heard > 500
    told = union(json.loads(event["extra"]) for event in events)
    assert told.start <= first.replace(tzinfo=UTC) <= last.replace(tzinfo=UTC) <= told.end


class Feeds(BaseHTTPRequestHandler):
    """One feed is there, one is busy at first, one is busy for hours, one is gone."""

    asked: list[tuple[str, float]] = []

    def do_GET(self):
        name = self.path.strip("/").removesuffix(".xml")
        times = sum(1 for path, _ in self.asked if path == name)
        self.asked.append((name, time.time()))
        if name == "heard" or (name == "busy" and times):
            self._say(200, FEED.format(name=name), {"Content-Type": "application/rss+xml"})
        elif name in ("busy", "closed"):
            self._say(429, "later", {"Retry-After": str(BUSY_FOR if name == "busy" else 7200)})
        else:
            self._say(404, "gone", {})

    def _say(self, status, text, headers):
        self.send_response(status)
        for header, content in (headers | {"Content-Length": str(len(text))}).items():
            self.send_header(header, content)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def hosts():
    """Four hosts of this machine, since a host that asks for patience gets it for all its accounts."""
    Feeds.asked.clear()
    servers = [ThreadingHTTPServer((f"127.0.0.{number}", 0), Feeds) for number in (1, 2, 3, 4)]
    threads = [threading.Thread(target=server.serve_forever, daemon=True) for server in servers]
    for thread in threads:
        thread.start()
    yield ["{}:{}".format(*server.server_address) for server in servers]
    for server, thread in zip(servers, threads, strict=True):
        server.shutdown()
        server.server_close()
        thread.join()


def configure(folder, hosts, names):
    """A watchlist of feeds on our own servers, one each."""
    shutil.copytree(ROOT / "sample" / "config", folder)
    brand = yaml.load((folder / "brand.yaml").read_text(), yaml.BaseLoader)  # 08:30 stays what it is
    for key in ("accounts", "content_feeds", "no_reshare"):
        brand.pop(key)
    (folder / "brand.yaml").write_text(yaml.safe_dump(brand, allow_unicode=True))
    with (folder / "influencers.csv").open(newline="") as file:
        people = [row["influencer_id"] for row in csv.DictReader(file)]
    lines = [
        f"{person},feeds,http://{host}/{name}.xml,a test,2026-08-24"
        for person, host, name in zip(people, hosts, names, strict=False)
    ]
    (folder / "accounts.csv").write_text("\n".join(["influencer_id,platform,handle,evidence,verified_on", *lines, ""]))
    (folder / "decisions.csv").write_text((folder / "decisions.csv").read_text().splitlines()[0] + "\n")


def test_a_long_wait_hands_the_slot_back_and_the_dead_stop_nobody(tmp_path, hosts):
    configure(tmp_path / "config", hosts, ["heard", "busy", "closed", "gone"])
    waiting = []
    with running(tmp_path / "home", config=tmp_path / "config", EARSHOT_ALLOW_HOSTS=",".join(hosts)) as airflow:
        until = time.monotonic() + 400
        while not (runs := airflow.rows("select run_id from dag_run where dag_id = 'listen' order by id")):
            assert time.monotonic() < until, "an unpaused DAG runs by itself"
            time.sleep(1)
        run_id = runs[0]["run_id"]
        while airflow.rows("select state from dag_run where run_id = ?", run_id)[0]["state"] not in (
            "success",
            "failed",
        ):
            assert time.monotonic() < until, airflow.tasks(run_id)
            (batch, *_) = airflow.tasks(run_id).get("feeds.visit", [{"state": None}])
            if batch["state"] == "up_for_retry":
                waiting.append(airflow.get("/pools/feeds"))
            time.sleep(1)
        tasks = airflow.tasks(run_id)
        state = airflow.wait("listen", run_id)
    (batch,) = tasks["feeds.visit"]
    assert (state, batch["state"], batch["try_number"]) == ("success", "success", 2), tasks
    assert "1 late" in batch["rendered_map_index"]
    assert len(waiting) > 10, "it waited, and not in a worker"
    assert all(pool["occupied_slots"] == 0 and pool["running_slots"] == 0 for pool in waiting)
    busy = [at for name, at in Feeds.asked if name == "busy"]
    assert len(busy) == 2 and busy[1] - busy[0] >= BUSY_FOR, "asked again when it said, not before"
    assert sum(name == "heard" for name, _ in Feeds.asked) == 1, "who was heard is not asked again"
    with duckdb.connect(str(tmp_path / "home" / "published" / "earshot.duckdb"), read_only=True) as con:
        ended = dict(
            con.execute("select regexp_extract(account_id, '/(\\w+).xml', 1), outcome from ops.visits").fetchall()
        )
        posts = con.execute("select count(*) from core.posts").fetchone()[0]
    assert ended == {"heard": "complete", "busy": "complete", "closed": "late", "gone": "not found"}
    assert posts == 2
