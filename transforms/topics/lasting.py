"""Groups of points that last from week to week: k-means that goes on from where it was.

    starts       the middles of last week's groups, among this week's points; on the first day k-means++
    born         more of them, where points lie far from all starts, as k-means++ would go on
    settled      Lloyd's steps, which move a middle only as its points move
    merged       the pairs that lose least by it are one again (Ward 1963), until as many are left as were asked for

So a group that holds together stays what it was, talk that is new gets a group of its own, and a birth that does not
pay is undone at once. Mini-batches would be no quicker here, and put seldom used middles elsewhere at random: a fifth
of all groups lost their place that way every week.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np

from transforms.topics.scoring import Doubles
from transforms.topics.vectors import Ints

BORN = 0.1  # of all groups: so many may be new beside those of the week before
FIRST_STEPS = 50  # of Lloyd's, where there is nothing to go on from
STEPS = 10  # a week later
LAST_STEPS = 3  # once more, when groups are merged
LEAST_KNOWN = 3  # points of an old group that still tell where it was
DRAWS = 8  # places that a birth is tried at


def grouped(space: Doubles, before: Sequence[str | None], count: int) -> Ints:
    """Which of `count` groups each point is in; `before`: the group each was in, None where it is new."""
    from sklearn.cluster import kmeans_plusplus

    starts = _starts(space, before, count)
    if not starts:
        first, _ = kmeans_plusplus(space, count, random_state=0)
        return _settled(space, list(first), FIRST_STEPS)
    more = max(count - len(starts), 0) + max(round(count * BORN), 1)
    labels = _settled(space, [*starts, *_born(space, starts, more)], STEPS)
    labels = merged(space, labels, count)
    return _settled(space, list(_middles(space, labels)), LAST_STEPS)


def merged(space: Doubles, labels: Ints, count: int) -> Ints:
    """At most `count` groups: always the two become one whose points then lie least farther from their middle."""
    distinct, labels = np.unique(labels, return_inverse=True)
    middles, sizes = _middles(space, labels), np.bincount(labels).astype(np.float64)
    names = np.arange(len(distinct))
    losses = np.stack([_losses(middles, sizes, one) for one in names.tolist()])
    for _ in range(len(distinct) - count):
        kept, gone = sorted(divmod(int(losses.argmin()), len(names)))
        together = sizes[kept] + sizes[gone]
        middles[kept] = (middles[kept] * sizes[kept] + middles[gone] * sizes[gone]) / together
        sizes[kept], sizes[gone] = together, 0.0
        names[names == gone] = kept
        losses[gone] = losses[:, gone] = np.inf
        losses[kept] = losses[:, kept] = _losses(middles, sizes, kept)
    found: Ints = np.unique(names[labels], return_inverse=True)[1].astype(np.int64)
    return found


def _losses(middles: Doubles, sizes: Doubles, one: int) -> Doubles:
    """By how much the squared distances to the middles grow where a group is merged with each other one."""
    away = np.square(middles - middles[one]).sum(axis=1)
    result: Doubles = away * sizes * sizes[one] / (sizes + sizes[one])
    result[(sizes == 0) | (np.arange(len(sizes)) == one)] = np.inf
    return result


def _starts(space: Doubles, before: Sequence[str | None], count: int) -> list[Doubles]:
    """Where the groups of the week before are now, the largest first."""
    known: dict[str, list[int]] = {}
    for number, group in enumerate(before):
        if group is not None:
            known.setdefault(group, []).append(number)
    largest = sorted(known.items(), key=lambda one: (-len(one[1]), one[0]))[:count]
    return [space[numbers].mean(axis=0) for _, numbers in largest if len(numbers) >= LEAST_KNOWN]


def _born(space: Doubles, starts: Sequence[Doubles], more: int) -> list[Doubles]:
    """Points far from all starts and from each other: drawn in proportion to the squared distance, the same ones for
    the same points; of a few draws the one that brings all others nearest.
    """
    from sklearn.metrics import euclidean_distances

    chance = np.random.default_rng(0)
    away = euclidean_distances(space, np.stack(starts), squared=True).min(axis=1)
    found: list[Doubles] = []
    while len(found) < more and (total := away.sum()) > 0:
        tried = space[chance.choice(len(space), size=DRAWS, p=away / total)]
        left = np.minimum(away, euclidean_distances(tried, space, squared=True))
        best = int(left.sum(axis=1).argmin())
        found.append(tried[best])
        away = left[best]
    return found


def _settled(space: Doubles, starts: Sequence[Doubles], steps: int) -> Ints:
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        # fewer different points than groups make fewer groups, which is what is wanted
        warnings.simplefilter("ignore", ConvergenceWarning)
        fitted = KMeans(len(starts), init=np.stack(starts), n_init=1, max_iter=steps, random_state=0).fit(space)
    labels: Ints = fitted.labels_.astype(np.int64)
    return labels


def _middles(space: Doubles, labels: Ints) -> Doubles:
    """One a group that has points, in the order of their numbers."""
    return np.stack([space[labels == one].mean(axis=0) for one in np.unique(labels).tolist()])
