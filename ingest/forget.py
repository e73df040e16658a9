"""Forget one person, or one post, everywhere below EARSHOT_HOME: answers, tables, reports, the file's own bytes.

    whom(...)         what the form means, held against what is known
    look(run, who)    what would go, in counts; nothing is changed
    erase(run, who)   files first (they are found by what the tables know), then the tables in one transaction
    rewrite(run)      the warehouse and its copy anew

Killed anywhere and run again it ends the same. What was sent away (mail, S3, a chat) and Airflow's own records of runs
that named the person are out of reach: the message says so.
"""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass

from config.faults import ConfigFaults, Fault, nearest, shown
from ingest import erasure, meant, traces
from ingest.listen import Run
from sql import warehouse

log = logging.getLogger("earshot.forget")


@dataclass(frozen=True, slots=True)
class Whom:
    """Who or what is to be forgotten; `is_known` is false where that was erased before."""

    people: tuple[str, ...]
    accounts: tuple[str, ...]
    posts: tuple[str, ...]
    is_known: bool = True


def whom(run: Run, influencer_id: str | None, account_id: str | None, url: str | None) -> Whom:
    """What the form means. Raises ConfigFaults where it names nobody, several things at once, or something unknown."""
    asked = {"influencer_id": influencer_id, "account_id": account_id, "url": url}
    given = {name: text.strip() for name, text in asked.items() if text and text.strip()}
    if len(given) != 1:
        raise _fault("influencer_id", f"it names {len(given)} things to forget", "fill in one of the three fields")
    ((field, text),) = given.items()
    config = run.config
    with warehouse.connect(run.warehouse_file) as con:
        warehouse.create(con)
        known = {one for (one,) in con.execute(_KNOWN[field]).fetchall() if one}
        found = [one for (one,) in con.execute(_FOUND, {"text": text}).fetchall()] if field == "url" else []
        erased = con.execute(
            "select count(*) from ops.suppressions where id_hash in (sha256($text), sha256(split_part($text, ':', 1) "
            "|| ':' || $text))",
            {"text": text},
        ).fetchone()
    if field == "influencer_id":
        known |= {one.influencer_id for one in config.influencers}
        accounts = tuple(one.account_id for one in config.accounts if one.influencer_id == text)
        who = Whom((text,), accounts, (), text in known)
    elif field == "account_id":
        known |= {one.account_id for one in config.accounts}
        who = Whom((), (text,), (), text in known)
    else:
        who = Whom((), (), tuple(found) or (text,), bool(found))
    if not who.is_known and not (erased and erased[0]):
        near = nearest(text, known)
        remedy = f"write '{near}'" if near else "look it up in core.influencers, core.accounts or core.posts"
        raise _fault(field, f"{shown(text)} is nothing that is known here", remedy)
    return who


_KNOWN = {
    "influencer_id": "select influencer_id from core.influencers",
    "account_id": "select account_id from core.accounts where not is_brand",
    "url": "select null where false",
}
_FOUND = """
    select post_id from core.posts where $text in (url, canonical_url, native_id, post_id)
    union
    select referenced_post_id from core.post_references where $text in (referenced_url, referenced_post_id)
"""


def look(run: Run, who: Whom) -> dict[str, int]:
    """What erasing would do, in counts. Nothing is changed."""
    with warehouse.connect(run.warehouse_file) as con:
        warehouse.create(con)
        counts = Counter(meant.gather(con, who.people, who.accounts, who.posts))
        counts.update(traces.look(run, con))
        con.execute("begin")  # by hand: a look erases to count, and takes it back whatever comes
        try:
            counts.update(erasure.erase(con))
        finally:
            con.execute("rollback")
    return {name: count for name, count in counts.items() if count}


def erase(run: Run, who: Whom) -> dict[str, int]:
    """Erase them from files and tables; what was erased, in counts."""
    done: Counter[str] = Counter()
    with warehouse.connect(run.warehouse_file) as con:
        warehouse.create(con)
        done.update(meant.gather(con, who.people, who.accounts, who.posts))
        done.update(traces.erase(run, con))
        with warehouse.transaction(con):
            done.update(erasure.erase(con))
            done["digests that bar their return"] += erasure.suppress(con, run.as_of.replace(tzinfo=None))
    log.info("erased %s", message(done))
    return {name: count for name, count in done.items() if count}


def rewrite(run: Run) -> dict[str, int]:
    """The warehouse in a fresh file, and the copy that analysts read made from it."""
    before, after = erasure.rewrite(run.warehouse_file)
    warehouse.publish(run.warehouse_file, run.settings.published_file)
    return {"bytes before": before, "bytes after": after}


def message(counts: dict[str, int]) -> str:
    """What was erased, for the log and the person who asked."""
    told = ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items()) if count)
    return (
        f"{told or 'nothing: it was erased before'}. Out of reach: reports that were mailed or stored elsewhere, "
        "backups, files exported by hand, and Airflow's own records of runs whose form or log named the person."
    )


def _fault(field: str, what: str, remedy: str) -> ConfigFaults:
    return ConfigFaults([Fault("the form", 0, field, 0, what, remedy)])
