"""X's batch compliance: which of the posts we keep are gone, asked for all of them at once and for no money.

    job = begin(ids, client)            creates the job and uploads the ids, one a line
    done = look(job.job_id, client)     how it is getting on; None while X is still at it: come back later
    for native_id, is_there, why in gone(done, client): ...

Ids without a verdict are still there; X tells only of those that are not. A verdict reads like one of a source's
`alive`, so that whoever buries the dead has one way to do it: the DAG `revisit` begins a job, defers until `look`
answers, and takes what `gone` yields as tombstones. Between the two only the job's id need be kept: its addresses hold
signatures and are asked for anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ingest.answer import Answer
from ingest.errors import NotUnderstood, Problem, StopSource, TryLater
from ingest.question import Question
from ingest.x_api import X

if TYPE_CHECKING:
    from ingest.client import Client

# 1.5 M ids may be shared in 30 days; a job of ours stays far below, and its file small
MOST_IDS = 500_000
_GONE = {
    "delete": "deleted", "deleted": "deleted", "suspended": "suspended", "protected": "protected",
    "deactivated": "deactivated", "bounced": "bounced",
}  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class Job:
    """A compliance job. Its addresses are signed: nothing prints them."""

    job_id: str
    status: str
    upload_url: str
    download_url: str

    def __repr__(self) -> str:
        return f"Job({self.job_id}, {self.status})"


def begin(ids: Iterable[str], client: Client) -> Job:
    """Create a job and give it the ids. Raises what `client` raises, and ValueError for no ids or too many."""
    listed = list(dict.fromkeys(ids))
    if not 0 < len(listed) <= MOST_IDS:
        raise ValueError(f"a compliance job takes 1 to {MOST_IDS:,} ids, these are {len(listed):,}; make several jobs")
    if odd := next((one for one in listed if not (one.isascii() and one.isdigit())), None):
        raise ValueError(f"{odd[:40]!r} is no id of a post on X; give native ids")
    job = _job(X(client).create_job())
    headers = {"Content-Type": "text/plain"}
    told = "\n".join(listed).encode()
    client.ask(Question(job.upload_url, "PUT", headers, explain=_refused, untrusted=True, body=told))
    return job


def look(job_id: str, client: Client) -> Job | None:
    """The job once it is complete, None while it runs. Raises StopSource where it failed or ran out of time."""
    job = _job(X(client).job(job_id))
    if job.status == "complete":
        return job
    if job.status in ("created", "in_progress"):
        return None
    raise StopSource(f"x: the compliance job {job_id} is {job.status}; nothing is known of its posts. Begin another.")


def gone(job: Job, client: Client) -> Iterator[tuple[str, bool, str]]:
    """(native id, False, why) of each post that is not there any more. Raises NotUnderstood for a line that is none."""
    answer = client.ask(Question(job.download_url, explain=_refused, untrusted=True))
    for number, line in enumerate(answer.body.decode("utf-8", "replace").splitlines(), start=1):
        if line.strip():
            yield _verdict(job, number, line)


def _verdict(job: Job, number: int, line: str) -> tuple[str, bool, str]:
    try:
        told = json.loads(line)
        native_id, action = told["id"], told["action"]
    except (ValueError, TypeError, KeyError) as fault:
        what = f"line {number} is no verdict ({type(fault).__name__}): {line[:80]!r}"
        raise NotUnderstood(f"x: the compliance job {job.job_id}: {what}; nothing of it was taken.") from None
    reason = _GONE.get(str(told.get("reason", "")).lower()) or _GONE.get(str(action).lower(), str(action)[:40])
    when = str(told.get("redacted_at") or told.get("created_at") or "")[:40]
    return str(native_id), False, f"{reason}, as the compliance job {job.job_id} says{f' ({when})' if when else ''}"


def _job(answer: Answer) -> Job:
    told: Any = answer.json()
    told = told.get("data") if isinstance(told, dict) else None
    if not isinstance(told, dict) or not told.get("id"):
        raise NotUnderstood(f"{answer.url} answered with a compliance job without an id; look at X's status page.")
    names = ("id", "status", "upload_url", "download_url")
    return Job(*(str(told.get(name) or "") for name in names))


def _refused(answer: Answer) -> Problem | None:
    """The store behind a job speaks XML and has a clock of its own."""
    if answer.status in (400, 401, 403, 404, 410):
        return StopSource(
            f"x: the store of the compliance job answered {answer.status}: its address has run out. Begin another job."
        )
    return None


def wait_for(job_id: str, until: datetime) -> TryLater:
    """What a task raises to be called again: the job is not done."""
    return TryLater(f"x: the compliance job {job_id} is not done; it is looked at again.", until)
