"""`make run`: listen to the eight recorded weeks through Airflow, offline, and say what was heard and where to look.

The DAG `listen` runs once for each Monday of the recordings, in this process. `--keep` goes on with what is there.
"""

from __future__ import annotations

import logging
import shutil
import sys
import time

from sample.house import HOME, ROOT, WEEKS, furnish


def main() -> int:
    started = time.monotonic()
    if "--keep" not in sys.argv:
        for made in (
            "landing",
            "pace",
            "ledger.sqlite",
            "published",
            "warehouse.duckdb",
            "warehouse.duckdb.wal",
            "airflow",
        ):
            path = HOME / made
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    say("Earshot listens to an invented cast, eight weeks, offline.")
    furnish()
    from airflow.dag_processing.dagbag import DagBag

    # the tasks of a run report through the DAG; its console has room for one line a week
    logging.disable(logging.WARNING)
    dag = DagBag(str(ROOT / "dags")).get_dag("listen")
    for number, monday in enumerate(WEEKS, start=1):
        began = time.monotonic()
        run = dag.test(logical_date=monday, run_conf={"as_of": monday.isoformat()})
        if run.state != "success":
            say(f"week {number} ended {run.state}; EARSHOT_LOG=INFO make run shows why")
            return 1
        posts = ask("select count(*) from core.posts")[0][0]
        say(
            f"  week {number} of {len(WEEKS)}, until {monday:%d %B %Y}: {posts:,} posts ({time.monotonic() - began:.0f} s)"
        )
    tell(time.monotonic() - started)
    return 0


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
    unheard = ask("""
        select outcome, count(distinct account_id), any_value(reason)
        from ops.visits where outcome <> 'complete' group by outcome order by outcome
    """)
    for outcome, accounts, reason in unheard:
        say(f"\n{accounts} accounts {outcome}, e.g. {reason}")
    copy = HOME / "published" / "earshot.duckdb"
    say(f"""
Where to look:
  the tables   {copy}   (read only; any DuckDB shell, or:)
               .venv/bin/python -c "import duckdb; duckdb.connect('{copy}', read_only=True).sql('from core.posts limit 5').show()"
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
