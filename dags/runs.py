"""Which run the current task belongs to, and as of when: a function for each verb. No DAG in it.

All are as of the form's *As of* where it is filled in. Else a run that an asset woke is as of the end of the window
that its events tell, and a rerun of it as well; a planned one is as of the end of its interval.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from airflow.sdk import Asset, get_current_context

from dags.assets import POSTS, WEEK
from dags.windows import moment, window_of

if TYPE_CHECKING:
    from airflow.sdk import Context

    from ingest.listen import Run as Asking
    from transforms.advice.steps import Run as Advising
    from transforms.profile import Run as Profiling
    from transforms.weekly.steps import Run as Reporting


def as_of(context: Context, *assets: Asset) -> datetime | None:
    """The form's time, else the end of the window that woke the run; None where neither says."""
    if asked := context["params"].get("as_of"):
        return moment(asked)
    span = window_of(context, *assets) if assets else None
    return span.end if span else None


def planned_for(context: Context) -> datetime:
    """The end of the run's interval; a run that somebody triggers is of its logical date, the moment of triggering,
    since the interval before that has been listened to already. Nothing is later than the present of a replay.
    """
    from config.settings import read_settings

    dag_run, settings = context["dag_run"], read_settings()
    # the kind is an enum of strings, whose str() is another word
    end = None if dag_run.run_type == "manual" else dag_run.data_interval_end
    at = end or dag_run.logical_date or dag_run.run_after
    return min(at, settings.now) if settings.replay and settings.now else at


def listening() -> Asking:
    """The run of whoever asks the platforms, with the keys of Airflow's connections."""
    context = get_current_context()
    return asking(as_of(context) or planned_for(context))


def asking(at: datetime) -> Asking:
    """The same of a time that is known already."""
    from dags.connections import credentials_of
    from ingest.listen import Run

    return Run.at(at, keyring=credentials_of)


def revisiting() -> Asking:
    """The revisit of posts."""
    from ingest import revisit

    return revisit.run_at(listening())


def expanding() -> Asking:
    """The look at links."""
    from ingest import links

    return links.run_at(listening())


def profiling() -> Profiling:
    """The profiles of a window; of all there is where neither the form nor an event tells one."""
    from transforms.marts import Window
    from transforms.profile import Run

    context = get_current_context()
    span = window_of(context, POSTS)
    return Run.of(context["run_id"], Window(span.start, span.end) if span else None)


def advising(at: datetime | str | None) -> Advising:
    """The advice as of a time, as the form or an earlier task tells it; of none, as of when anything was last heard."""
    from transforms.advice.steps import Run

    return Run.at(moment(at) if isinstance(at, str) else at)


def reporting() -> Reporting:
    """The report of the week in the form, else of the last one over at the run's time."""
    from transforms.weekly.steps import Run

    context = get_current_context()
    return Run.weekly(context["run_id"], as_of(context, WEEK) or planned_for(context), context["params"].get("week"))


def listing() -> Reporting:
    """The short list of the day."""
    from transforms.weekly.steps import Run

    context = get_current_context()
    return Run.daily(context["run_id"], as_of(context) or planned_for(context))


def failed_tasks(context: Context) -> list[str]:
    """The tasks of this run that failed, mapped ones with their number: "bluesky.visit 3"."""
    ti = context["ti"]
    states = ti.get_task_states(dag_id=ti.dag_id, run_ids=[ti.run_id])[ti.run_id]
    return sorted(name.replace("_", " ") for name, state in states.items() if state == "failed")
