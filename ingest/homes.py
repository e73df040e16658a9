"""What the pages say that listed accounts name as their own: asked once a quarter, behind the guard, over https.

    plan(run)          which pages to look at, as batches; what an earlier run was told is loaded first
    look(run, batch)   in the pool `links`: asks, and lands what each page claims as a file of its own
    load(run)          in the pool `warehouse`: core.account_pages and core.page_claims

Of a page that is surely theirs, whom it names is looked at too, to see whether they name it back; no further. Kept is
what a page claims, never its words. Answers lie under landing/homes/inbox and move to kept once they are loaded; a run
that is begun again asks nobody twice. What comes of the claims is for transforms/advice to say: here nobody is linked.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from config.elsewhere import account_at, are_several, is_link_page
from ingest import claimed
from ingest.answer import Answer
from ingest.claims import LINK, Claim, claims, is_closed
from ingest.client import Client
from ingest.errors import Problem, Refused, TryLater
from ingest.listen import Run
from ingest.looks import Looks, asking, write
from ingest.named import Home, homes, readable
from ingest.question import Question
from ingest.redact import Forgotten, forgotten
from ingest.robots import Robots
from ingest.secret import HIDDEN, hide_known
from sql import warehouse
from sql.functions.url_scalar import site_of, url_key

log = logging.getLogger("earshot.homes")

MOST = 500  # pages in one run; runs are weekly, a page is due once a quarter
BATCH = 25  # pages a task looks at
ENOUGH = 1 << 20  # bytes of a page
MOST_OTHERS = 5  # pages looked at because one page names them
_PAGE = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"
_EVERY_STATUS = (*range(200, 300), *range(400, 600))

_KNOWN = """
    select page_id, account_id, due_at <= $as_of::timestamp as is_due
    from core.account_pages where named_by is null
"""


def run_at(run: Run) -> Run:
    """The look of a time; the same time gives the same run."""
    return replace(run, run_id=run.run_id.replace("listen-", "homes-", 1))


def plan(run: Run, most: int = MOST) -> list[dict[str, Any]]:
    """What `look` is mapped over. Loads first what an earlier run was told, so that nobody is asked twice."""
    load(run)
    with warehouse.connect(run.warehouse_file) as con:
        warehouse.create(con)
        values = {"as_of": run.as_of.replace(tzinfo=None)}
        known = {(page, account): due for page, account, due in con.execute(_KNOWN, values).fetchall()}
        who = forgotten(con)
        found = [home for home in homes(con, run.config.brand.uses) if not claimed.is_erased(who, home.url)]
    due = [home for home in found if any(known.get((home.page_id, one), True) for one in home.account_ids)]
    # never looked at goes before looked at long ago
    due.sort(key=lambda home: (all((home.page_id, one) in known for one in home.account_ids), home.page_id))
    due = due[:most]
    parts = [due[start : start + BATCH] for start in range(0, len(due), BATCH)]
    log.info("planned %s pages in %s batches", len(due), len(parts))
    return [
        {
            "label": f"pages {number}/{len(parts)} ({len(part)} pages)",
            "homes": [asdict(home) for home in part],
            "erased": sorted(who.names),  # digests of whom nobody is to be asked about
        }
        for number, part in enumerate(parts, start=1)
    ]


def look(run: Run, batch: Mapping[str, Any], client: Client | None = None) -> dict[str, int]:
    """Look at each page of a batch; returns how many were read, and how many could not be.

    Trouble is written down beside its page and concerns no other.
    """
    done, who = {"told": 0, "failed": 0}, Forgotten(frozenset(batch["erased"]), ())
    with asking(run, client) as opened:
        robots = Robots(opened)
        for told in batch["homes"]:
            home = Home(**told)
            answer = _told(run, home, None, home.url, opened, robots)
            done["failed" if answer["failure"] else "told"] += 1
            for other in _others(home, answer):
                if not claimed.is_erased(who, other):
                    _told(run, home, home.page_id, other, opened, robots)
    log.info("looked at %s: %s", batch["label"], done)
    return done


def load(run: Run) -> dict[str, int]:
    """Take what was told; returns how many pages were read or failed, and how many claims there are of them.

    Raises sql.expectations.CheckFailed; then nothing of it is there.
    """
    if not _looks(run).waiting():
        return {"pages": 0, "claims": 0}
    with warehouse.connect(run.warehouse_file) as con:
        warehouse.create(con)
        told = dict(_waiting(run, forgotten(con)))
        done = claimed.take(con, list(told.values()), run.run_id)
    _looks(run).keep(told)
    log.info("loaded %s", done)
    return done


def _waiting(run: Run, who: Forgotten) -> Iterator[tuple[Path, claimed.Told]]:
    """What landed and was not loaded. Whom it names although they were erased is taken out of the file, too."""
    for file in _looks(run).waiting():
        told = json.loads(file.read_bytes())
        kept = claimed.left(told, who)
        if kept is None:
            file.unlink()
            continue
        if kept is not told:
            write(file, kept)
        yield file, kept


def unread(run: Run) -> Iterator[str]:
    """Why pages could not be read, one line a page."""
    return _looks(run).failures("page_url")


def ask(url: str, client: Client, robots: Robots) -> tuple[Answer | None, str | None, bool]:
    """(the page, why there is none, whether that may pass); raises no Problem."""

    def heed(hop: str) -> None:
        if urlsplit(hop).scheme != "https":
            raise Refused(f"{url} leads to an address without https, where anybody on the way could change its claims.")
        robots.heed(hop)

    question = Question(url, "GET", {"Accept": _PAGE}, ok=_EVERY_STATUS, untrusted=True, before=heed, cut_at=ENOUGH)
    try:
        answer = client.ask(question)
    except Problem as problem:
        return None, hide_known(str(problem)), isinstance(problem, TryLater)
    if answer.status >= 400:
        return None, f"{answer.url} answered {answer.status}.", answer.status >= 500 or answer.status == 429
    if HIDDEN in answer.url:
        return None, f"{answer.url} is an address with a secret in it, made for one reader.", False
    if is_closed(answer):
        return None, f"{answer.url} asks not to be indexed (noindex).", False
    return answer, None, False


def _told(
    run: Run, home: Home, named_by: str | None, url: str, client: Client, robots: Robots
) -> dict[str, Any]:  # fmt: skip
    """What a page claims, as it landed; asked for only where it did not land before."""
    page_id = home.page_id if named_by is None else url_key(url) or url

    def at_the_page() -> dict[str, Any]:
        answer, failure, is_passing = ask(url, client, robots)
        return {
            "asked_at": client.clock().isoformat(), "run_id": run.run_id,
            "page_id": page_id, "page_url": url, "named_by": named_by, "account_ids": home.account_ids,
            "resolved_url": answer.url if answer else None, "failure": failure, "is_passing": is_passing,
            "claims": [asdict(one) for one in claims(answer)] if answer else [],
        }  # fmt: skip

    return _looks(run).once(" ".join([page_id, *home.account_ids]), at_the_page)


def _others(home: Home, told: Mapping[str, Any]) -> list[str]:
    """Whom to look at because a page names them: of a page that is surely one person's, and names no crowd."""
    if told["failure"] or home.is_shared:
        return []
    found = [(claim, account_at(claim.claimed)) for claim in (Claim(**one) for one in told["claims"])]
    is_listing = is_link_page(home.url)
    said = [one for claim, one in found if one and (claim.method != LINK or is_listing)]
    stays = site_of(told["resolved_url"]) == site_of(home.url)
    linked = [one for claim, one in found if one and claim.method == LINK]
    # a mere link back counts where it does not stand among many
    meant = said if are_several(linked) else [one for _, one in found if one]
    names_back = any(one.account_id in home.known for one in meant)
    if are_several(said) or not (names_back or (home.is_theirs and stays)):
        return []
    open_ones = [one for one in said if one.platform in ("mastodon", "feeds") and one.account_id not in home.known]
    # what the person names as well is asked for its own sake
    pages = [address for one in open_ones if (address := readable(one.url)) and url_key(address) not in home.pages]
    return list(dict.fromkeys(pages))[:MOST_OTHERS]


def _looks(run: Run) -> Looks:
    return Looks(run.settings.landing_dir / "homes", run.run_id)
