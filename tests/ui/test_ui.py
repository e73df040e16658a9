"""Airflow as its users see it: what `make ui` starts, driven in a browser. `make test-ui`; pictures go where SHOTS says."""

from __future__ import annotations

import os
import threading
import time
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.dags.airflow import running
from tests.dags.test_scheduled import Feeds, configure
from tests.transforms.weekly.browser import CHROMIUM, FLAGS, needs_chromium
from tests.transforms.weekly.house import furnish, house
from tests.transforms.weekly.house import told as composed
from transforms.weekly.write import write

pytestmark = [pytest.mark.slow, needs_chromium]
PATIENCE = 240_000  # milliseconds: a machine may be busy


class Screen:
    """A signed-in browser, and a picture of every step."""

    def __init__(self, page, base: str, shots: Path) -> None:
        self.page, self.base, self.shots, self.clicks, self.taken = page, base, shots, 0, 0
        page.set_default_timeout(PATIENCE)

    def sign_in(self, password: str) -> None:
        self.page.goto(self.base)
        self.page.locator("input[name=username]").fill("admin")
        self.page.locator("input[name=password]").fill(password)
        self.page.keyboard.press("Enter")
        self.page.get_by_role("link", name="Dags").first.wait_for()

    def home(self) -> None:
        """The first page after signing in; clicks are counted from here."""
        self.page.goto(self.base)
        self.page.get_by_role("link", name="Dags").first.wait_for()
        self.clicks = 0

    def click(self, what) -> None:
        what.click()
        self.clicks += 1

    def shot(self, name: str) -> None:
        self.taken += 1
        self.page.wait_for_timeout(700)  # what slides in has come to rest
        self.page.screenshot(path=self.shots / f"{self.taken}-{name}.png")

    def reports(self):
        """The page Reports, which stands in a frame of Airflow's own."""
        self.click(self.page.get_by_role("link", name="Reports").first)
        frame = self.page.frame_locator("iframe")
        frame.get_by_role("heading", name="Reports", exact=True).wait_for()
        return frame


@pytest.fixture(scope="module")
def airflow(tmp_path_factory):
    """A house with one account that answers and one that is gone, and last week's report on the shelf."""
    folder = tmp_path_factory.mktemp("ui")
    Feeds.asked.clear()
    servers = [ThreadingHTTPServer((f"127.0.0.{number}", 0), Feeds) for number in (1, 4)]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    hosts = ["{}:{}".format(*server.server_address) for server in servers]
    configure(folder / "config", hosts, ["heard", "gone"])
    with house(folder / "invented") as made:
        furnish(made)
        report = composed(made)
    shelf = folder / "home" / "reports" / "2026-W43"
    shelf.mkdir(parents=True)
    write(report, shelf)
    with running(folder / "home", config=folder / "config", EARSHOT_ALLOW_HOSTS=",".join(hosts)) as started:
        started.hosts = hosts
        yield started
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def screen(airflow, tmp_path_factory):
    from playwright.sync_api import sync_playwright

    shots = Path(os.environ.get("SHOTS") or tmp_path_factory.mktemp("shots"))
    shots.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        told = Screen(browser.new_page(viewport={"width": 1400, "height": 900}), airflow.base, shots)
        told.sign_in(airflow.password)
        yield told
        browser.close()


def test_every_dag_is_listed_and_says_what_it_is_for(airflow, screen):
    screen.home()
    screen.shot("home")
    screen.click(screen.page.get_by_role("link", name="Dags").first)
    screen.page.wait_for_url("**/dags")
    for dag_id in ("advise", "forget", "listen", "profile", "report_weekly"):
        screen.page.get_by_role("link", name=dag_id, exact=True).first.wait_for()
    screen.shot("dags")


def test_listen_is_triggered_with_its_form_and_goes_green(airflow, screen):
    account = f"feeds:http://{airflow.hosts[0]}/heard.xml"
    screen.page.goto(f"{screen.base}/dags/listen")
    screen.page.get_by_role("button", name="Trigger").first.click()
    field = screen.page.locator("[name=element_accounts]")
    field.wait_for()
    field.fill(account)
    screen.shot("form")
    screen.page.get_by_role("dialog").get_by_role("button", name="Trigger").last.click()
    until = time.monotonic() + PATIENCE / 1000
    asked = "select run_id, conf from dag_run where dag_id = 'listen' and run_type = 'manual'"
    while not (runs := airflow.rows(asked)):
        assert time.monotonic() < until, "the form was sent, and no run began"
        time.sleep(1)
    assert account in str(runs[0]["conf"])
    run_id = runs[0]["run_id"]
    screen.page.wait_for_url(f"**/dags/listen/runs/{run_id}*")  # the form leads to its run
    screen.page.wait_for_function(
        "run => [...document.querySelectorAll('h1,h2,h3')].some(one => one.textContent.includes(run)"
        " && one.parentElement.textContent.includes('Success'))",
        arg=run_id,
    )  # the run's own badge, not one of its tasks'
    screen.shot("green")
    assert airflow.wait("listen", run_id) == "success"


def test_a_report_is_opened_from_the_page_reports(airflow, screen):
    screen.home()
    frame = screen.reports()
    screen.shot("reports")
    with screen.page.expect_popup() as opened:
        screen.click(frame.get_by_role("link", name="report.html").last)
    report = opened.value
    report.wait_for_load_state()
    report.screenshot(path=screen.shots / "report.png")
    assert report.locator("h1").inner_text() == "Halden Heat: what they cared about this week"
    assert report.locator("#changes").count() == 1
    report.close()


def test_why_an_account_failed_is_found_in_three_clicks(airflow, screen):
    gone = f"feeds:http://{airflow.hosts[1]}/gone.xml"
    until = time.monotonic() + PATIENCE / 1000
    while not airflow.rows(
        "select 1 from dag_run where dag_id = 'listen' and state = 'success' and run_type = 'scheduled'"
    ):
        assert time.monotonic() < until, "an unpaused DAG runs by itself"
        time.sleep(1)
    screen.home()
    row = screen.reports().locator("tr", has_text=gone)
    row.wait_for()
    screen.shot("why")
    # the first click has the account, how it ended, why, and what to do
    assert screen.clicks == 1
    words = row.inner_text()
    assert "not found" in words and "404" in words and "accounts.csv" in words, words
    screen.click(row.get_by_role("link").first)  # the run
    batch = screen.page.get_by_role("link", name="1 not found").first
    batch.wait_for()
    screen.shot("run")
    screen.click(batch)  # its batch, named by platform and how it ended: the log
    screen.page.get_by_text("gone.xml: not found").first.wait_for()
    screen.shot("log")
    assert screen.clicks == 3
