"""The page Reports: who may read it, what it shows, and that no path leads out of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Airflow's own plugin manager, security and sub-applications, in a process of their own; one start for all that is asked
SCRIPT = """
import json, sys, warnings
warnings.simplefilter("ignore")
from sample.house import environment, furnish
import os
os.environ.update(environment())
os.environ["EARSHOT_CONFIG"] = {config!r}
os.environ["AIRFLOW__LOGGING__LOGGING_LEVEL"] = "ERROR"
furnish()
from airflow import plugins_manager
from airflow.api_fastapi.app import create_app
from fastapi.testclient import TestClient
from airflow.api_fastapi.auth.managers.simple.services.login import SimpleAuthManagerLogin
from airflow.api_fastapi.auth.managers.simple.datamodels.login import LoginBody
from sample.house import password
views, _ = plugins_manager.get_plugins_views() if hasattr(plugins_manager, "get_plugins_views") else ([], [])
client = TestClient(create_app(), follow_redirects=False)
told = {{}}
asked = {asked!r}
for path in asked:
    told["nobody " + path] = [client.get(path).status_code]
token = SimpleAuthManagerLogin.create_token(LoginBody(username="admin", password=password()))
client.cookies.set("_token", token)
for path in asked:
    answer = client.get(path)
    told[path] = [answer.status_code, answer.text, dict(answer.headers)]
told["plugins"] = [[one["name"] for one in plugin["external_views"]] for plugin in plugins_manager.get_plugin_info() if plugin["name"] == "earshot_reports"]
print("TOLD" + json.dumps(told))
"""

ASKED = (
    "/earshot/", "/earshot/reports/2026-W36/report.html", "/earshot/reports/2026-W36/people/ann.html",
    "/earshot/reports/daily/2026-09-07/report.html", "/earshot/reports/2026-W36/", "/earshot/reports/2026-W99/report.html",
    "/earshot/reports/2026-W36/%2e%2e/%2e%2e/secret.txt", "/earshot/reports/2026-W36/..%2f..%2fsecret.txt",
    "/earshot/reports/..%2fsecret.txt", "/earshot/reports/%2fetc%2fpasswd", "/earshot/reports/2026-W36/leak",
    "/earshot/reports/2026-W36%2freport.html%00",
)  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    import os
    import subprocess
    import sys

    from sql import warehouse

    home = tmp_path_factory.mktemp("home")
    for path, words in (("2026-W36/report.html", "<p>week 36</p>"), ("2026-W36/people/ann.html", "<p>ann</p>"),
                        ("2026-W36/report.pdf", "%PDF"), ("daily/2026-09-07/report.html", "<p>day</p>"), (".2026-W37.1.part/report.html", "half")):  # fmt: skip
        (home / "reports" / path).parent.mkdir(parents=True, exist_ok=True)
        (home / "reports" / path).write_text(words)
    (home / "secret.txt").write_text("SECRET")
    (home / "reports" / "2026-W36" / "leak").symlink_to(home / "secret.txt")
    with warehouse.connect(home / "warehouse.duckdb") as con:
        warehouse.create(con)
        con.execute("""insert into ops.run_reports by name select 'listen-1' as run_id, 'listen' as dag_id,
            'scheduled__2026' as dag_run_id, 'bluesky:ann' as account_id, 'bluesky' as platform, 'failed' as outcome,
            '<script>alert(1)</script> cut' as reason, 1 as pages, 3 as new_posts, 1 as edited_posts, 2 as recounted_posts,
            4 as gone_posts, 0 as rejected_records, 0.25 as cost, timestamp '2026-09-07 06:00' as ended_at""")
    warehouse.publish(home / "warehouse.duckdb", home / "published" / "earshot.duckdb")
    bare = {name: text for name, text in os.environ.items() if not name.startswith(("EARSHOT_", "AIRFLOW_"))}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SCRIPT.format(config=str(ROOT / "sample" / "config"), asked=ASKED)],
        env=bare | {"EARSHOT_HOME": str(home), "EARSHOT_LOG": "ERROR"}, cwd=ROOT, capture_output=True, text=True, timeout=400, check=False,
    )  # fmt: skip
    assert "TOLD" in done.stdout, done.stdout[-3000:] + done.stderr[-3000:]
    return json.loads(done.stdout.split("TOLD")[1])


@pytest.mark.slow
def test_nobody_gets_anything_without_a_login(told):
    assert {path: told[f"nobody {path}"][0] for path in ASKED} == dict.fromkeys(ASKED, 401)


@pytest.mark.slow
def test_the_page_lists_reports_and_says_why_an_account_failed(told):
    status, page, headers = told["/earshot/"]
    assert status == 200
    assert 'href="reports/2026-W36/report.html"' in page and 'href="reports/daily/2026-09-07/report.html"' in page
    assert "W37" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; cut" in page and page.count("<script") == 1
    assert "../dags/listen/runs/scheduled__2026" in page
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert told["plugins"] == [["Reports"]]


@pytest.mark.slow
def test_reports_are_served_in_a_sandbox_and_nothing_else_is(told):
    served = {path: told[path][0] for path in ASKED if "/reports/" in path}
    good = (
        "/earshot/reports/2026-W36/report.html",
        "/earshot/reports/2026-W36/people/ann.html",
        "/earshot/reports/daily/2026-09-07/report.html",
    )
    assert [path for path, status in served.items() if status == 200] == list(good)
    assert told[good[0]][1] == "<p>week 36</p>"
    assert all(told[path][2]["content-security-policy"].startswith("sandbox allow-scripts") for path in good)
    assert not [path for path in ASKED if "SECRET" in told[path][1]]
