"""What is left of somebody in files: landed answers, pages, plans under way, reports, their name in the ledger.

    look(run, con)    what would go, in counts; nothing is changed
    erase(run, con)   it goes; what others said stays without them

Who and what is meant, ingest/meant.py has found: the tables know whose files these are, so files go before rows do.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from config.elsewhere import account_at
from ingest import claimed
from ingest.landing import Landing
from ingest.listen import Run
from ingest.redact import Forgotten, digest, redact_file, write
from ingest.sources import Account

LEAST_WORDS = 24  # a text that short is found in other people's as well
_TOLD = {".html", ".md", ".csv", ".json", ".txt", ".svg"}


def look(run: Run, con: Any) -> dict[str, int]:
    """What would go as a whole, in counts. Nothing is changed."""
    words, names = _words(con), _names(con)
    return {
        "landed files of their own": sum(1 for _ in _own_files(run.landing, names)),
        "landed pages that are theirs, or name them": sum(1 for _ in _pages_of(run, con)),
        "report folders": sum(1 for _ in _reports(run, names, words)),
    }


def erase(run: Run, con: Any) -> Counter[str]:
    """Landed answers, liveness, plans, reports, the ledger's names; what was erased, in counts."""
    words, names = _words(con), _names(con)
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
