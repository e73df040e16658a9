"""The page "Reports" in Airflow's navigation: the published reports, and how complete the last runs were.

    /earshot/                          the page
    /earshot/reports/<week>/<file>     a published report; daily lists below daily/<date>

Whoever may see Airflow's website may read it; nobody else gets anything. It reads the published copy and the folder of
reports, and writes nothing. Reports hold what strangers wrote: they are served in a sandbox, apart from Airflow's own
pages and cookies.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import re
from pathlib import Path
from typing import Any

import jinja2
from airflow.api_fastapi.auth.managers.models.resource_details import AccessView
from airflow.api_fastapi.core_api.security import requires_access_view
from airflow.plugins_manager import AirflowPlugin
from fastapi import Depends, FastAPI, HTTPException
from fastapi.responses import FileResponse, HTMLResponse

log = logging.getLogger("earshot.reports")
WEEK = re.compile(r"\d{4}-W\d{2}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# what a report may do in a browser: show itself, sort its tables, open links elsewhere
SANDBOX = (
    "sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads; default-src 'none'; "
    "style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'"
)
# Airflow 3.3 shows the page in a frame that may open nothing and lead nowhere; it may reach the page around it, whose
# own links may (a view without a route, which would open as a page, is a button that does nothing)
LEAD = """for (const link of document.querySelectorAll("main a")) link.addEventListener("click", (event) => {
  event.preventDefault();
  const outside = parent.document.createElement("a");
  outside.href = link.href;
  outside.target = link.target;
  outside.rel = "noopener";
  outside.click();
});"""
_DIGEST = base64.b64encode(hashlib.sha256(LEAD.encode()).digest()).decode()
PLAIN = (
    f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'"
)
_HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
_PAGE = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=jinja2.StrictUndefined
)
_RUNS = """
    select
        run_id, any_value(dag_id) as dag_id, any_value(dag_run_id) as dag_run_id, max(ended_at) as ended_at,
        count(*) as accounts, count(*) filter (outcome = 'complete') as complete,
        sum(new_posts)::bigint as new_posts, sum(edited_posts + recounted_posts)::bigint as updated_posts,
        sum(gone_posts)::bigint as gone_posts, sum(rejected_records)::bigint as rejected_records, sum(cost) as cost
    from ops.run_reports group by run_id order by ended_at desc, run_id desc limit 20
"""
# each account as it stands: how the last run of each DAG that asked it ended
_OPEN = """
    select account_id, platform, outcome, reason, ended_at, dag_id, dag_run_id
    from ops.run_reports
    qualify row_number() over (partition by account_id, dag_id order by ended_at desc, run_id desc) = 1
"""
_OPEN_ONES = (
    f"select * from ({_OPEN}) where outcome <> 'complete' order by platform, outcome, account_id, dag_id limit 200"
)
_PUBLISHED = "select table_schema, window_to, published_at from ops.published order by table_schema"

app = FastAPI(
    title="Earshot", docs_url=None, redoc_url=None, openapi_url=None,
    dependencies=[Depends(requires_access_view(AccessView.WEBSITE))],
)  # fmt: skip


@app.get("/")
def page() -> HTMLResponse:
    """Reports and runs."""
    told = _PAGE.get_template("earshot_reports.html").render(reports=_reports(), lead=LEAD, **_runs())
    return HTMLResponse(told, headers=_HEADERS | {"Content-Security-Policy": PLAIN})


@app.get("/reports/{path:path}")
def report(path: str) -> FileResponse:
    """One file of a published report."""
    file = find(_folder(), path)
    if file is None:
        raise HTTPException(404, "no report of that name is published; the page Reports lists those that are")
    return FileResponse(file, headers=_HEADERS | {"Content-Security-Policy": SANDBOX})


def find(root: Path, path: str) -> Path | None:
    """The file of a published report that a path names; None for anything else, wherever it points."""
    parts = [part for part in path.split("/") if part]
    named = parts[1:] if parts[:1] == ["daily"] else parts
    kind = DAY if parts[:1] == ["daily"] else WEEK
    if not named or not kind.fullmatch(named[0]) or any("\\" in part or "\0" in part for part in parts):
        return None
    shelf = root.joinpath(*parts[: len(parts) - len(named) + 1]).resolve()
    file = root.joinpath(*parts).resolve()
    if not shelf.is_relative_to(root.resolve()) or not file.is_relative_to(shelf) or not file.is_file():
        return None
    return file


def _folder() -> Path:
    """Where the reports lie: as brand.yaml says, else below EARSHOT_HOME."""
    from config import read_config
    from config.faults import ConfigFaults
    from config.settings import read_settings

    settings = read_settings()
    try:
        told = read_config(settings.config).brand.delivery.folder
    except ConfigFaults:  # it is said by every run; reports that are there can be read all the same
        told = ""
    return Path(told).expanduser() if told else settings.home / "reports"


def _reports() -> list[dict[str, Any]]:
    """The published reports, newest first, with the files that a person would open."""
    root = _folder()
    found = []
    for kind, pattern, shelf in (("week", WEEK, root), ("day", DAY, root / "daily")):
        folders = [one for one in shelf.glob("*") if one.is_dir() and pattern.fullmatch(one.name)]
        for one in sorted(folders, reverse=True)[:60]:
            files = [file.name for file in sorted(one.glob("*.*")) if file.is_file()]
            found.append({
                "kind": kind, "period": one.name, "path": one.relative_to(root).as_posix(),
                "files": sorted(files, key=lambda name: (not name.endswith(".html"), name)),
            })  # fmt: skip
    return found


def _runs() -> dict[str, Any]:
    """What the published copy says of the last runs; empty, with the reason, where there is nothing to read."""
    import duckdb

    from config.settings import read_settings

    nothing: dict[str, Any] = {"runs": [], "open_ones": [], "published": [], "why": ""}
    copy = read_settings().published_file
    if not copy.is_file():
        return nothing | {"why": "Nothing has been published yet: run the DAG listen once."}
    try:
        with duckdb.connect(str(copy), read_only=True) as con:
            return nothing | {
                name: _rows(con, query)
                for name, query in (("runs", _RUNS), ("open_ones", _OPEN_ONES), ("published", _PUBLISHED))
            }
    except duckdb.CatalogException:
        return nothing | {"why": "The published copy is older than this page: run the DAG listen once."}


def _rows(con: Any, query: str) -> list[dict[str, Any]]:
    cursor = con.execute(query)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


class EarshotReports(AirflowPlugin):
    """Registers the page."""

    name = "earshot_reports"
    fastapi_apps = [{"app": app, "url_prefix": "/earshot", "name": "Earshot reports"}]  # noqa: RUF012 - Airflow's form
    external_views = [  # noqa: RUF012
        {"name": "Reports", "href": "earshot/", "destination": "nav", "url_route": "reports", "nav_top_level": True}
    ]
