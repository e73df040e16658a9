"""What a data engineer may do to `listen`, and what she sees."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.faults import ConfigFaults
from config.settings import Settings
from ingest import listen as steps
from sql.warehouse import Busy

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "sample"
MONDAY = datetime(2026, 9, 7, 6, tzinfo=UTC)


def run(home, config=SAMPLE / "config"):
    return steps.Run.at(MONDAY, Settings(home=home, config=config, replay=SAMPLE / "recorded"))


def test_names_nobody_bears_are_said_all_at_once_and_nobody_is_asked(tmp_path):
    with pytest.raises(ConfigFaults) as told:
        steps.plan(run(tmp_path), ["blusky", "mastodon"], ["mastodon:ines@energia.exmple", "bluesky:maravoss.example"])
    said = str(told.value)
    assert "'blusky' is no platform" in said and "write 'bluesky'" in said
    assert "write 'mastodon:ines@energia.example'" in said
    assert "bluesky:maravoss.example' is on bluesky, which the form leaves out" in said
    assert not any((tmp_path / made).exists() for made in ("warehouse.duckdb", "landing"))


def test_who_is_named_is_asked_though_not_due(tmp_path):
    here = run(tmp_path)
    named = ["mastodon:ines@energia.example"]
    for _ in range(2):
        planned = steps.plan(here, accounts=named)
        assert [one["account_id"] for batch in planned["mastodon"] for one in batch["accounts"]] == named
        assert set(planned) == {"mastodon"}
        for batch in planned["mastodon"]:
            assert steps.visit(here, batch) == {"complete": 1}
        steps.load(here)


def test_every_fault_of_the_configuration_is_said_and_nobody_is_asked(tmp_path):
    shutil.copytree(SAMPLE / "config", tmp_path / "config")
    with (tmp_path / "config" / "accounts.csv").open("a") as file:
        file.write("nobody,bluesky,who.example,,2026-08-24\nmara-voss,blusky,who.example,,2026-08-24\n")
    with pytest.raises(ConfigFaults, match="nothing was asked") as told:
        steps.plan(run(tmp_path / "home", tmp_path / "config"))
    assert len(told.value.faults) >= 2
    assert not (tmp_path / "home").exists()


HOLD = "import duckdb, sys; con = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"


def test_a_warehouse_held_by_an_analyst_is_left_alone_with_a_message(tmp_path):
    file = tmp_path / "warehouse.duckdb"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Busy, match="nothing was changed. Wait for it, or read the published copy"):
            steps.plan(run(tmp_path))
    finally:
        holder.communicate("")


def test_the_form_refuses_a_platform_that_is_none():
    from airflow.sdk.exceptions import ParamValidationError

    from dags.listen import listen

    params = listen().params
    with pytest.raises(ParamValidationError, match="blusky"):
        params.get_param("platforms").resolve(["blusky"])
    assert params.get_param("platforms").resolve(["bluesky"]) == ["bluesky"]
    with pytest.raises(ParamValidationError):
        params.get_param("as_of").resolve("yesterday")


def test_two_runs_do_not_meet():
    from dags.listen import listen

    assert listen().max_active_runs == 1


SCENES = """
import json, os, sys, warnings
warnings.simplefilter("ignore")
import duckdb
from sample.house import HOME, WEEKS, furnish
furnish()
from airflow.models.asset import AssetEvent
from airflow.utils.session import create_session
from dags.listen import listen

def scene(week, **form):
    # a DAG of its own, since `test` leaves the form of one run in the DAG for the next
    ended = listen().test(logical_date=WEEKS[week], run_after=WEEKS[week], run_conf=form | {"as_of": WEEKS[week].isoformat()})
    states = {}
    for ti in ended.get_task_instances():
        if ti.state != "skipped":
            states[ti.task_id] = [ti.state, ti.try_number, ti.rendered_map_index]
    copy = HOME / "published" / "earshot.duckdb"
    posts = []
    if copy.exists():
        with duckdb.connect(str(copy), read_only=True) as con:
            posts = con.execute("select platform, count(*) from core.posts group by all order by all").fetchall()
    with create_session() as session:
        events = [event.extra for event in session.query(AssetEvent)]
    return {"state": ended.state, "tasks": states, "posts": posts, "events": events}

told = {}
told["bad form"] = scene(7, accounts=["bluesky:nobody.example"])
landed = list((HOME / "landing").rglob("*.json"))
os.environ["EARSHOT_REPLAY"] = sys.argv[1]
told["dead batch"] = scene(0) | {"landed before": len(landed)}
os.environ["EARSHOT_REPLAY"] = sys.argv[2]
told["mended"] = scene(1)
told["again"] = scene(1)
print(json.dumps(told))
"""


def refusing(folder):
    """The sample's recordings, but Bluesky answers 401 to everything."""
    shutil.copytree(SAMPLE / "recorded", folder)
    file = folder / "public.api.bsky.app.jsonl.gz"
    with gzip.open(file, "rt") as told:
        lines = [json.loads(line) | {"status": 401, "json": {"error": "AuthMissing"}} for line in told]
    with gzip.open(file, "wt") as told:
        told.writelines(json.dumps(line) + "\n" for line in lines)
    return folder


@pytest.mark.slow
def test_scenes_of_a_data_engineers_week(at_home, tmp_path):
    script = SCENES.replace("sys.argv[1]", repr(str(refusing(tmp_path / "refusing")))).replace(
        "sys.argv[2]", repr(str(SAMPLE / "recorded"))
    )
    told = json.loads(at_home(script).splitlines()[-1])

    bad = told["bad form"]
    assert bad["state"] == "failed"
    assert {name: task[:2] for name, task in bad["tasks"].items() if task[0] == "failed"} == {
        "plan": ["failed", 1], "report": ["failed", 1],
    }, "no second try for what it cannot mend"  # fmt: skip
    assert bad["posts"] == [] and bad["events"] == [] and told["dead batch"]["landed before"] == 0

    dead = told["dead batch"]
    assert dead["state"] == "failed", "a run that did not hear a platform is not green"
    assert {name for name, task in dead["tasks"].items() if task[0] == "failed"} == {"bluesky.visit", "report"}
    assert all(
        dead["tasks"][name][0] == "success" for name in ("mastodon.visit", "feeds.visit", "load", "publish", "announce")
    )
    heard = dict(dead["posts"])
    assert "bluesky" not in heard and heard["mastodon"] > 10

    mended = told["mended"]
    assert mended["state"] == "success"
    assert dict(mended["posts"])["bluesky"] > 10
    assert mended["tasks"]["bluesky.visit"][2].startswith("bluesky 1/1 (")

    again = told["again"]
    assert again["state"] == "success"
    assert again["posts"] == mended["posts"], "the same run again tells the same"
    assert again["events"][-1] == mended["events"][-1], "and the same window"
    assert dead["events"][0]["to"] < mended["events"][-1]["to"]
