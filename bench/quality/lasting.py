"""Do the ids of clusters last: nine weeks of two corpora, one after the other. Lines of the part `emerging`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np

from bench.quality.line import Line, at_least
from transforms.topics import clusters
from transforms.topics.clusters import Before, Clusters
from transforms.topics.emerging import MOST_TEXTS, WINDOW
from transforms.topics.scoring import vectors_of
from transforms.topics.vectors import Floats
from transforms.topics.words import has_letters, text_hash, words_of

DATA = (
    "X posts of the influencers, nine weeks to 2020-11-30, and posts of Facebook pages, nine weeks to 2016-06-20; a "
    "cluster survives where ten or more new texts of the next week are nearest to its middle; it persists where the "
    "cluster that bears its id then holds more of them than any other does."
)
WEEKS = 8  # steps from one week to the next
NEW_TEXTS = 10
LEAST_SAID = 40  # new texts with a word that hardly stood in the weeks before: something has happened
_X = ("influencers/x_posts.parquet", "post_id", "created_at_utc", "text", datetime(2020, 11, 23))  # noqa: DTZ001
_PAGES = (
    "facebook-pages/page_posts_2016.parquet", "status_id", "status_published",
    "concat_ws('. ', status_message, link_name)", datetime(2016, 6, 13),  # noqa: DTZ001
)  # fmt: skip

Post = tuple[datetime, str, str]  # when, hash, words


@dataclass(frozen=True, slots=True)
class _Week:
    hashes: list[str]
    words: list[str]
    vectors: Floats
    found: Clusters

    @property
    def before(self) -> Before:
        labels = [self.found.ids[one] for one in self.found.labels.tolist()]
        middles = dict(zip(self.found.ids, self.found.middles, strict=True))
        return Before(middles, dict(zip(self.hashes, labels, strict=True)))


def lines(shared: Path, *, quick: bool) -> list[Line]:
    """How many ids persist, and whether what is new gets a cluster and an id of its own all the same."""
    found = []
    for name, corpus in (("X", _X), ("Facebook pages", _PAGES)):
        if quick and corpus is _PAGES:
            continue
        weeks, beside = _weeks(shared, corpus, quick=quick)
        survived, persisted = _steps(weeks)
        cold = _steps(beside)
        first, last = set(weeks[0].found.ids), set(weeks[-1].found.ids)
        found += [
            at_least(f"{name}: ids kept from week to week over eight weeks, of {survived} surviving clusters",
                     persisted / max(survived, 1), 0.90, f"matched by their middles alone {cold[1] / cold[0]:.3f}"),
            Line(f"{name}: of the first week's clusters, ids still borne in the ninth",
                 f"{len(first & last) / len(first):.3f}"),
            _bursts(name, weeks, beside),
        ]  # fmt: skip
    return found


def _weeks(shared: Path, corpus: tuple[str, str, str, str, datetime], *, quick: bool) -> tuple[list[_Week], ...]:
    """Nine weeks as the product goes from one to the next; and each begun anew, matched by its middles alone."""
    file, post_id, posted_at, text, last = corpus
    posts = _posts(f"{shared}/{file}", (post_id, posted_at, text), last, 20_000 if quick else 1 << 30)
    windows = [_window(posts, last - timedelta(weeks=back) + timedelta(weeks=1)) for back in range(WEEKS, -1, -1)]
    told = {key: words for window in windows for key, words in window}
    keys = sorted(told)
    rows, vectors = {key: row for row, key in enumerate(keys)}, vectors_of([told[key] for key in keys])
    warm: list[_Week] = []
    cold: list[_Week] = []
    for window in windows:
        hashes, words = [key for key, _ in window], [own for _, own in window]
        own = vectors[[rows[key] for key in hashes]]
        for weeks in (warm, cold):
            before = weeks[-1].before if weeks else clusters.NOTHING
            if weeks is cold:
                before = Before(before.middles, {})
            salt = f"{len(weeks)}"
            weeks.append(_Week(hashes, words, own, clusters.cluster(hashes, words, own, salt, before)))
    return warm, cold


def _posts(file: str, columns: tuple[str, str, str], last: datetime, most: int) -> list[Post]:
    """The same posts every time."""
    import duckdb

    post_id, posted_at, text = columns
    since, until = last - timedelta(weeks=WEEKS) + timedelta(weeks=1) - WINDOW, last + timedelta(weeks=1)
    with duckdb.connect() as con:
        found = con.execute(
            f"""
            select {posted_at}::timestamp as posted_at, {text} as text
            from read_parquet('{file}')
            where {posted_at}::timestamp >= $1 and {posted_at}::timestamp < $2 order by md5({post_id}) limit $3
            """,
            [since, until, most],
        ).fetchall()
    cleaned = [(at, words_of(told)) for at, told in found if told]
    return [(at, text_hash(words), words) for at, words in cleaned if has_letters(words)]


def _window(posts: Iterable[Post], until: datetime) -> list[tuple[str, str]]:
    """The texts of four weeks that the product would look at."""
    return sorted({key: words for at, key, words in posts if until - WINDOW <= at < until}.items())[:MOST_TEXTS]


def _steps(weeks: Sequence[_Week]) -> tuple[int, int]:
    """From each week to the next: how many clusters survive, and how many of them persist."""
    survived = persisted = 0
    for one, other in pairwise(weeks):
        known = set(one.hashes)
        new = np.array([n for n, key in enumerate(other.hashes) if key not in known], np.int64)
        nearest = (other.vectors[new] @ one.found.middles.T).argmax(axis=1)
        for number, cluster_id in enumerate(one.found.ids):
            own = new[nearest == number]
            if len(own) >= NEW_TEXTS:
                survived += 1
                most, _ = Counter(other.found.labels[own].tolist()).most_common(1)[0]
                persisted += other.found.ids[most] == cluster_id
    return survived, persisted


def _bursts(name: str, weeks: Sequence[_Week], beside: Sequence[_Week]) -> Line:
    """What happened in a week, known by its word: how well one cluster holds it, and whether its id is a new one."""
    events = [(number, told) for number in range(1, len(weeks)) for told in _happened(weeks[number - 1], weeks[number])]
    ours, theirs = ([_held(each, number, told) for number, told in events] for each in (weeks, beside))
    fit, new = (float(np.mean(one)) if events else 0.0 for one in (list(zip(*ours, strict=True)) or ((), ())))
    cold = float(np.mean([one for one, _ in theirs])) if events else 0.0
    return Line(
        f"{name}: {len(events)} words that came up in one week, F1 of the cluster that holds each best", f"{fit:.3f}",
        f"clustered anew each week {cold:.3f}; its id is a new one in {new:.2f}",
    )  # fmt: skip


def _happened(before: _Week, week: _Week) -> list[set[int]]:
    """The texts with a word that LEAST_SAID new texts say, and hardly any of those that were there before."""
    known, where = set(before.hashes), {}
    for number, words in enumerate(week.words):
        for word in {one for one in words.casefold().split() if len(one) > 3 and one.isalpha()}:
            where.setdefault(word, set()).add(number)
    old = {number for number, key in enumerate(week.hashes) if key in known}
    found = sorted(where.items())
    return [said for _, said in found if len(said - old) >= LEAST_SAID and len(said & old) <= len(said - old) / 10]


def _held(weeks: Sequence[_Week], number: int, said: set[int]) -> tuple[float, bool]:
    found = weeks[number].found
    own = np.bincount(found.labels[sorted(said)], minlength=len(found.ids))
    fit = 2 * own / (np.bincount(found.labels, minlength=len(found.ids)) + len(said))
    best = int(fit.argmax())
    return float(fit[best]), found.ids[best] not in weeks[number - 1].found.ids
