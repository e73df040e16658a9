"""Who is told when something needs a person: one message a cause, with a cool-down. No DAG in it.

    tell_causes(run)      at the end of a run: why accounts are not heard, by cause
    tell_failure          the `on_failure_callback` of every task
    tell_deadline         what a missed deadline calls

It goes where `delivery` in brand.yaml says, a chat's webhook or mailboxes, through the Airflow connection named there;
where none is named, and where none can be reached, the log says it. An alert never makes a task fail.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from airflow.sdk import Context

    from ingest.alerts import Cooldown
    from ingest.listen import Run

log = logging.getLogger("earshot.alert")
ACCOUNTS = "accounts: "  # so begin the causes that are about accounts


def tell_causes(run: Run) -> list[str]:
    """Tell of each cause that is due; returns what was told."""
    from ingest.alerts import open_causes

    try:
        standing = open_causes(run)
        cooldown = _cooldown()
        over = cooldown.close(ACCOUNTS, {ACCOUNTS + one.cause for one in standing})
        for cause in over:
            log.info("mended: %s", cause)
        due = [one for one in standing if cooldown.claim(ACCOUNTS + one.cause, run.as_of, one.accounts)]
        if due:
            send(f"Earshot: {len(due)} to look at", "\n\n".join(one.words for one in due), run.as_of)
    except Exception:
        log.exception("no alert could be made of this run; its report has the same lines")
        return []
    return [one.words for one in due]


def tell_failure(context: Context) -> None:
    """Tell once a day of a task that failed for good: which, why, where to look."""
    try:
        ti, fault = context["ti"], context.get("exception")
        kind = type(fault).__name__ if fault else "failure"
        cause = f"task: {ti.dag_id}.{ti.task_id}: {kind}"
        if _cooldown().claim(cause, datetime.now(UTC)):
            said = str(fault).splitlines()[0][:500] if fault and str(fault) else "its log says why"
            send(
                f"Earshot: {ti.dag_id} is red",
                f"{ti.dag_id}: the task {ti.task_id} failed in the run {ti.run_id}. {kind}: {said}\n"
                f"What to do stands in the runbook of {ti.dag_id}; of the same cause nothing more is said for a day.",
                datetime.now(UTC),
            )
    except Exception:
        log.exception("no alert could be made of a failed task")


def tell_deadline(what: str = "a run", context: Any = None) -> None:
    """Tell that something is late; called by Airflow when a deadline has passed."""
    dag_run = (context or {}).get("dag_run") or {}
    name = str(dag_run.get("dag_run_id") or dag_run.get("run_id") or "") if isinstance(dag_run, dict) else ""
    try:
        if _cooldown().claim(f"deadline: {what}: {name}", datetime.now(UTC)):
            send(f"Earshot: {what} is late", f"{what} is not there yet{f' ({name})' if name else ''}; look at it in "
                 "Airflow: a red task names its cause, one that waits says for what.", datetime.now(UTC))  # fmt: skip
    except Exception:
        log.exception("no alert could be made of a missed deadline")


def send(title: str, words: str, at: datetime) -> list[str]:
    """Say it on every way that brand.yaml names; returns the ways that took it. The log has it in any case."""
    from config import read_config
    from config.settings import read_settings
    from dags.connections import endpoint_of
    from transforms.weekly.deliver import NotDelivered, Parcel, Way, chat, mail

    log.warning("%s\n%s", title, words)
    settings = read_settings()
    delivery = read_config(settings.config).brand.delivery
    # a parcel without files: its words are all there is
    parcel = Parcel("daily", f"{at:%Y-%m-%dT%H:%M:%SZ}", "", settings.home / "no-files", title, words)
    ways = [(chat.post, Way("chat", delivery.webhook, delivery.webhook))] if delivery.webhook else []
    if delivery.smtp:
        ways += [(mail.send, Way("mail", address, delivery.smtp)) for address in delivery.mail_to]
    taken: list[str] = []
    for hand_over, way in ways:
        try:
            hand_over(parcel, way, endpoint_of(way.connection))
        except NotDelivered as failure:
            log.warning("the alert did not arrive by %s: %s", way.name, failure)
        else:
            taken.append(way.name)
    return taken


def _cooldown() -> Cooldown:
    from config.settings import read_settings
    from ingest.alerts import Cooldown

    return Cooldown(read_settings().home / "alerts.sqlite")
