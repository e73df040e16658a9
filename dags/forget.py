"""
### forget: erase one person, or one post, everywhere

Removes somebody who asked for it from landed answers, tables, marts, reports and the published copy, writes the
warehouse into a fresh file so that no word stays in its bytes, and bars their return. Says in counts what went.

| | |
|---|---|
| **When** | by hand only; one run at a time |
| **Reads** | the form, `config/`, everything below `EARSHOT_HOME` |
| **Writes** | `landing/`, `core.*`, `ops.*`, `marts.*`, `reports/`, the warehouse file, the published copy |
| **Rerun** | always safe: killed anywhere and cleared, it ends the same |
| **By hand** | *Trigger*, fill in one of three fields; tick *dry run* first to see in counts what would go |

**Steps.** *look* finds whom the form means and counts; with *dry run* the DAG ends there. *erase* removes files, then
rows in one transaction, and keeps digests (`ops.suppressions`) that bar their return: by a line of the configuration,
in other people's quotes, from an archive. What others wrote stays, a name in it too; of what they quoted, counts stay,
and ids that tell nobody whose they were. *rebuild* makes all marts anew from what is left: interests, and advice as of
the time it was given for. *rewrite* copies the warehouse into a fresh file and publishes it. *message* is what to
answer the person with.

**What to do when**

- *look is red, "nothing that is known here"*: nobody of that name was ever heard; its log proposes the nearest.
- *a task is red*: read the last line of its log, mend the cause, clear it. Nothing is erased by halves for long: the
  copy that analysts read is replaced by *rewrite*, so clear until that is green.
- *afterwards*: take the person's lines out of `config/influencers.csv` and `config/accounts.csv` (until then `listen`
  warns that it skips them). Remove by hand what lies out of reach: mailed reports, copies on S3, backups, exports they
  gave you, and in Airflow the runs of this DAG, whose form names them. A report that named them was removed whole; have
  `report_weekly` write that week again.
- *somebody changed their mind*: `delete from ops.suppressions where id_hash = sha256('bluesky:ana.example.com')`, and
  the same of their other names and of their influencer_id. Posts that were erased stay barred.

**On the sample, without a scheduler**, after `make run`:

    .venv/bin/python -m sample.house airflow dags test forget -c '{"influencer_id": "kit-lowell", "dry_run": true}'
"""

from __future__ import annotations

import logging
from typing import Any

from airflow.sdk import get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.forms import tick, words
from dags.house import WAREHOUSE, house_dag
from dags.patience import PATIENCE
from dags.runs import listening

log = logging.getLogger("earshot.forget")


@house_dag(
    None,
    tag="forget",
    doc_md=__doc__,
    params={
        "influencer_id": words("Influencer", "A person, as in config/influencers.csv: all their accounts and posts."),
        "account_id": words("Account", "One account, such as bluesky:ana.example.com; the person's others stay."),
        "url": words("Post", "One post: its address, or its post_id."),
        "dry_run": tick("Dry run", "Only count what would go."),
    },
)
def forget() -> None:
    @task(**WAREHOUSE)
    def look() -> dict[str, int]:
        from ingest import forget as steps

        counts = steps.look(listening(), _whom())
        log.info("would erase: %s", steps.message(counts))
        return counts

    @task(**WAREHOUSE)
    def erase(counted: dict[str, int]) -> dict[str, int]:  # noqa: ARG001 - who looked has counted
        from ingest import forget as steps

        if get_current_context()["params"]["dry_run"]:
            raise AirflowSkipException("a dry run: nothing was erased; the log of look says what would go")
        return steps.erase(listening(), _whom())

    @task(**WAREHOUSE)
    def rebuild() -> None:
        from transforms import profile
        from transforms.advice import steps as advice

        profile.build(profile.Run.of(get_current_context()["run_id"]))
        log.info("advised anew: %s", advice.anew())

    @task(**WAREHOUSE)
    def rewrite() -> dict[str, int]:
        from ingest import forget as steps

        return steps.rewrite(listening())

    @task(retries=1, retry_policy=PATIENCE)
    def message(erased: dict[str, int], written: dict[str, int]) -> str:
        from ingest import forget as steps

        before, after = written["bytes before"], written["bytes after"]
        told = f"erased: {steps.message(erased)} The warehouse went from {before:,} to {after:,} bytes."
        log.info(told)
        return told

    counted: Any = look()
    erased: Any = erase(counted)
    written: Any = rewrite()
    erased >> rebuild() >> written
    message(erased, written)


def _whom() -> Any:
    from ingest import forget as steps

    asked = get_current_context()["params"]
    return steps.whom(listening(), asked["influencer_id"], asked["account_id"], asked["url"])


forget()
