"""`make run`: eight recorded weeks through Airflow, offline, from listening to the report; says what came of it.

The DAG `listen` runs once for each Monday of the recordings, and after it the DAGs that its asset wakes, all in this
process. `--keep` goes on with what is there; EARSHOT_LOG=INFO shows what the tasks say.
"""

from __future__ import annotations

import shutil
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sample.house import HOME, ROOT, WEEKS, furnish

if TYPE_CHECKING:
    from airflow.dag_processing.dagbag import DagBag

# what follows a week of listening: what is hourly, then what the assets wake in their order, Sunday's look at home
# pages, then Monday's report
AFTERWARDS = ("expand_links", "profile", "advise", "review_presence", "report_weekly")
MADE = (
    "landing", "pace", "published", "ledger.sqlite", "warehouse.duckdb", "warehouse.duckdb.wal", "airflow", "engine",
    "tagging", "reports", "revisit", "replayed", "alerts.sqlite",
)  # fmt: skip


def main() -> int:
    started = time.monotonic()
    if "--keep" not in sys.argv:
        for made in MADE:
            path = HOME / made
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    say("Earshot listens to an invented cast, eight weeks, offline.\n")
    furnish()
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(str(ROOT / "dags"))
    if bag.import_errors:
        for file, fault in bag.import_errors.items():
            say(f"{file} cannot be read:\n{fault}")
        return 1
    say(f"  {'set up':<32}{time.monotonic() - started:>6.1f} s")
    for number, monday in enumerate(WEEKS, start=1):
        if not run(bag, "listen", f"week {number} of {len(WEEKS)}, to {monday:%d %B}", {}, monday, posts):
            return 1
    for dag_id in AFTERWARDS:
        if dag_id in bag.dags and not run(bag, dag_id, dag_id, told_to(bag, dag_id), WEEKS[-1]):
            return 1
    tell(time.monotonic() - started)
    return 0


def run(bag: DagBag, dag_id: str, label: str, form: dict[str, Any], as_of: datetime, found: Any = lambda: "") -> bool:
    """Run a DAG as of a moment and say how it went; `found` tells what there is afterwards."""
    from airflow.utils.session import create_session

    began, started = time.monotonic(), datetime.now(UTC)
    # Airflow 3.3 looks a deadline up by its id, and under `test` finds the deadline itself: only a scheduler watches it
    bag.dags[dag_id].deadline = None
    ended = bag.dags[dag_id].test(logical_date=as_of, run_after=as_of, run_conf=form | {"as_of": as_of.isoformat()})
    with create_session() as session:
        # `test` dates the start of a run by its logical date: the UI would show runs that took weeks
        session.merge(ended).start_date = started
    if ended.state == "success":
        say(f"  {label:<32}{time.monotonic() - began:>6.1f} s   {found()}")
        return True
    red = ", ".join(sorted({one.task_id for one in ended.get_task_instances() if one.state == "failed"}))
    say(f"\n{dag_id} as of {as_of:%d %B %Y} ended {ended.state}: {red or 'no task'} failed. Its messages are above; "
        "`EARSHOT_LOG=INFO make run` shows all that the tasks say.")  # fmt: skip
    return False


def told_to(bag: DagBag, dag_id: str) -> dict[str, str]:
    """The window that the events of a DAG's assets tell, as its form takes it. (A scheduler hands over the events.)"""
    from airflow.models.asset import AssetEvent
    from airflow.utils.session import create_session

    from dags.windows import union

    condition = getattr(bag.dags[dag_id].timetable, "asset_condition", None)
    awaited = {asset.name for asset in getattr(condition, "objects", ())}
    with create_session() as session:
        window = union(event.extra for event in session.query(AssetEvent) if event.asset.name in awaited)
    return window.extra() if window else {}


def posts() -> str:
    """How many posts analysts find now."""
    return f"{ask('select count(*) from core.posts')[0][0]:>5,} posts"


def tell(seconds: float) -> None:
    """What was heard, and where to look."""
    heard = ask("""
        select a.platform, count(distinct a.account_id) as accounts, count(*) as posts,
            count(*) filter (p.kind = 'repost') as reposts, count(*) filter (p.is_edited) as edited
        from core.posts as p join core.accounts as a using (account_id)
        group by all order by posts desc
    """)
    say(f"\nHeard in {seconds:.0f} s:\n\n  {'platform':<12}{'accounts':>9}{'posts':>7}{'reposts':>9}{'edited':>8}")
    for platform, *counts in heard:
        say(f"  {platform:<12}{counts[0]:>9}{counts[1]:>7}{counts[2]:>9}{counts[3]:>8}")
    shared = ask("""
        select l.site, l.canonical_url, count(distinct a.influencer_id) as people
        from core.post_links as pl join core.links as l using (link_id)
        join core.posts as p using (post_id) join core.accounts as a using (account_id)
        where a.influencer_id is not null
        group by all order by people desc, l.canonical_url limit 3
    """)
    say("\nMost shared:")
    for _, url, people in shared:
        say(f"  {people} people  {url}")
    cared = ask("""
        select i.influencer_name, t.topic_name, p.interest_share, p.confidence
        from marts.interest_profiles as p
        join core.influencers as i using (influencer_id) join marts.topics as t using (topic_id)
        where p.week_start = (select max(week_start) from marts.interest_profiles) and i.tier = 1
        qualify row_number() over (partition by p.influencer_id order by p.interest_share desc, p.topic_id) = 1
        order by i.influencer_name
    """)
    say("\nWhat the first tier cares about most:")
    for name, topic, share, confidence in cared:
        say(f"  {name:<18}{topic} ({float(str(share)):.0%} of what they write; {confidence})")
    advised = ask("""
        select r.reason from marts.reshare_recommendations as r where r.is_current order by r.place limit 1
    """)
    for (reason,) in advised:
        say(f"\nWhat to share first: {reason}")
    further = ask("""
        select reason from marts.account_proposals where held_by_influencer_id is null and method = 'reciprocal rel=me'
        order by score desc, influencer_id, handle limit 1
    """)
    for (reason,) in further:
        say(f"\nWhere somebody is heard as well: {reason}")
    unheard = ask("""
        select outcome, count(*) as accounts, any_value(reason) as reason
        from ops.agenda where outcome <> 'complete' group by outcome order by outcome
    """)
    for outcome, accounts, reason in unheard:
        say(f"\n{accounts} accounts {outcome}, e.g. {reason}")
    copy = HOME / "published" / "earshot.duckdb"
    reports = sorted((HOME / "reports").glob("*/report.html"))
    look = f"import duckdb; duckdb.connect('{copy}', read_only=True).sql('from core.posts limit 5').show()"
    say(f"""
Where to look:
  the report   {reports[-1] if reports else "none was made"}
  the tables   {copy}
               read only, in any DuckDB shell, or: .venv/bin/python -c "{look}"
  the runs     make ui
""")


def ask(query: str) -> list[tuple[object, ...]]:
    import duckdb

    with duckdb.connect(str(HOME / "published" / "earshot.duckdb"), read_only=True) as con:
        return con.execute(query).fetchall()


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
