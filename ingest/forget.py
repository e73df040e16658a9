"""Forget one person, or one post, everywhere below EARSHOT_HOME: answers, tables, reports, the file's own bytes.

    whom(...)         what the form means, held against what is known
    look(run, who)    what would go, in counts; nothing is changed
    erase(run, who)   files first (they are found by what the tables know), then the tables in one transaction
    rewrite(run)      the warehouse and its copy anew

Killed anywhere and run again it ends the same. What was sent away (mail, S3, a chat) and Airflow's own records of runs
that named the person are out of reach: the message says so.
"""

from __future__ import annotations

import json
import logging
import shutil
import sqlite3
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.elsewhere import account_at
from config.faults import ConfigFaults, Fault, nearest, shown
from ingest import claimed, erasure, meant
from ingest.landing import Landing
from ingest.listen import Run
from ingest.redact import Forgotten, digest, redact_file, write
from ingest.sources import Account
from sql import warehouse

log = logging.getLogger("earshot.forget")

LEAST_WORDS = 24  # a text that short is found in other people's as well
_TOLD = {".html", ".md", ".csv", ".json", ".txt", ".svg"}


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
        words, names = _words(con), _names(con)
        counts["landed pages that are theirs, or name them"] = sum(1 for _ in _pages_of(run, con))
        con.execute("begin")
        try:
            counts.update(erasure.erase(con))
        finally:
            con.execute("rollback")
    counts["landed files of their own"] = sum(1 for _ in _own_files(run.landing, names))
    counts["report folders"] = sum(1 for _ in _reports(run, names, words))
    return {name: count for name, count in counts.items() if count}


def erase(run: Run, who: Whom) -> dict[str, int]:
    """Erase them from files and tables; what was erased, in counts."""
    done: Counter[str] = Counter()
    with warehouse.connect(run.warehouse_file) as con:
        warehouse.create(con)
        done.update(meant.gather(con, who.people, who.accounts, who.posts))
        words, names = _words(con), _names(con)
        done.update(_erase_files(run, con, names, words))
        con.execute("begin")
        try:
            done.update(erasure.erase(con))
            done["digests that bar their return"] += erasure.suppress(con, run.as_of.replace(tzinfo=None))
            con.execute("commit")
        except BaseException:
            con.execute("rollback")
            raise
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


def _erase_files(run: Run, con: Any, names: set[tuple[str, str]], words: list[str]) -> Counter[str]:
    """Landed answers, liveness, plans, reports, the ledger's names."""
    done: Counter[str] = Counter()
    for file in list(_own_files(run.landing, names)):
        file.unlink(missing_ok=True)
        done["landed files of their own"] += 1
    for file in list(_pages_of(run, con)):
        file.unlink(missing_ok=True)
        done["landed pages that are theirs, or name them"] += 1
    done["landed profiles of others, without links to them"] += claimed.unlist(
        run.landing.folder, {one for (one,) in con.execute("from forgotten_marks").fetchall()}
    )
    posts = {one for (one,) in con.execute("from forgotten_posts").fetchall()}
    who = Forgotten(frozenset(digest(f"{platform}:{name}") for platform, name in names), frozenset(map(digest, posts)))
    marks = [name.encode() for _, name in names if len(name) > 2] + [one.partition(":")[2].encode() for one in posts]
    told = [json.dumps(one)[1:-1].encode() for one in words] + [one.encode() for one in words]
    for file in sorted(run.landing.folder.rglob("*.json")):
        content = file.read_bytes()
        if not any(mark in content for mark in marks) and not any(one in content for one in told):
            continue
        done.update(_empty_file(file, content, who, posts, told))
    for folder in list(_reports(run, names, words)):
        shutil.rmtree(folder)
        done["report folders"] += 1
    for name in ("tagging", "advice", "revisit", "replayed"):
        folder = run.settings.home / name
        if folder.exists():  # plans under way hold words; whoever made them makes them again
            shutil.rmtree(folder)
            done["plans under way"] += 1
    done["questions in the ledger, unnamed"] += _unname_ledger(run, con)
    return done


def _empty_file(file: Path, content: bytes, who: Forgotten, posts: set[str], words: list[bytes]) -> Counter[str]:
    """One file of others: their records lose the words, and where words are left all the same, the file goes."""
    done: Counter[str] = Counter()
    told = json.loads(content)
    if isinstance(told, dict) and isinstance(told.get("told"), list):
        left = [one for one in told["told"] if not (isinstance(one, dict) and one.get("post_id") in posts)]
        if len(left) < len(told["told"]):
            write(file, json.dumps(told | {"told": left}, ensure_ascii=True).encode())
            done["liveness answers"] += len(told["told"]) - len(left)
        return done
    if redact_file(file, who):
        done["landed files of others, emptied of theirs"] += 1
    if any(one in file.read_bytes() for one in words):
        file.unlink()
        done["landed files of others, removed: their words stood in free text"] += 1
    return done


def _own_files(landing: Landing, names: set[tuple[str, str]]) -> Iterator[Path]:
    """What landed when their accounts were visited, loaded or not."""
    for platform, name in sorted(names):
        if name.startswith(f"{platform}:"):
            account = Account(name, platform, name.partition(":")[2])
            stem = landing.stem("any", account).name
            ending = stem[stem.rindex("-") :]  # the digest of account_id; the handle may be written otherwise
            for root in (landing.inbox, landing.kept):
                yield from (root / platform).glob(f"*/*{ending}.*")


def _pages_of(run: Run, con: Any) -> Iterator[Path]:
    """What landed of the pages that their accounts name, and of pages that name them: these are asked again one day."""
    accounts = {one for (one,) in con.execute("from forgotten_accounts").fetchall()}
    marks = {one for (one,) in con.execute("from forgotten_marks").fetchall()} | accounts
    for file in sorted((run.landing.folder / "homes").rglob("*.json")):
        told = json.loads(file.read_bytes())
        addresses = [told["page_url"], told["resolved_url"] or "", *(one["claimed"] for one in told["claims"])]
        named = {one.account_id for one in map(account_at, addresses) if one}
        if accounts & {*told["account_ids"], *named} or any(mark in one for mark in marks for one in addresses):
            yield file


def _reports(run: Run, names: set[tuple[str, str]], words: Sequence[str]) -> Iterator[Path]:
    """Folders of reports that name them: a page, a sheet, a file that only a machine can read."""
    marks = [name for _, name in names if len(name) > 5] + list(words)
    roots = {run.settings.home / "reports", run.settings.home / "exports"}
    if run.config.brand.delivery.folder:
        roots.add(Path(run.config.brand.delivery.folder).expanduser())
    for root in sorted(roots):
        shelves = [*root.glob("*"), *(root / "daily").glob("*")]
        for folder in sorted(one for one in shelves if one.is_dir() and one != root / "daily"):
            texts = [text for file in sorted(folder.rglob("*")) if file.is_file() for text in _readable(file)]
            if not texts or any(mark in text for text in texts for mark in marks):
                yield folder


def _readable(file: Path) -> Iterator[str]:
    if file.suffix.lower() in _TOLD:
        yield file.read_text(encoding="utf-8", errors="replace")
    elif file.suffix.lower() == ".xlsx":
        with zipfile.ZipFile(file) as book:
            for name in book.namelist():
                yield book.read(name).decode("utf-8", "replace")


def _unname_ledger(run: Run, con: Any) -> int:
    """What was spent stays spent; on whom is forgotten."""
    file = run.settings.home / "ledger.sqlite"
    accounts = [one for (one,) in con.execute("from forgotten_accounts").fetchall()]
    if not file.exists() or not accounts:
        return 0
    with closing(sqlite3.connect(file)) as ledger:
        ledger.execute("pragma secure_delete = on")
        changed = 0
        for account in accounts:
            changed += ledger.execute("update questions set account_id = '' where account_id = ?", (account,)).rowcount
        ledger.commit()
        ledger.execute("pragma wal_checkpoint(truncate)")
        ledger.execute("vacuum")
    return changed


def _names(con: Any) -> set[tuple[str, str]]:
    return {
        (platform, name) for platform, name in con.execute("select platform, called from forgotten_names").fetchall()
    }


def _words(con: Any) -> list[str]:
    """Their longer texts, to be looked for where no record tells whose they are."""
    return [
        one
        for (one,) in con.execute(
            """
            select text from core.posts where post_id in (from forgotten_posts) and kind <> 'repost'
            union select title from core.posts where post_id in (from forgotten_posts) and kind <> 'repost'
            union select text from core.post_versions where post_id in (from forgotten_posts)
            union select text from core.post_references where referenced_post_id in (from forgotten_posts)
            """
        ).fetchall()
        if one and len(one) >= LEAST_WORDS
    ]


def _fault(field: str, what: str, remedy: str) -> ConfigFaults:
    return ConfigFaults([Fault("the form", 0, field, 0, what, remedy)])
