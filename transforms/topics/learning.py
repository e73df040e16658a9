"""What an engine learns from posts that nobody has labelled.

    nearness to the seeds -> first shares -> the more confident half of each topic teaches a logistic regression -> its
    shares and the first ones, blended geometrically -> once more

A second regression tells whether a post is about any of the topics at all: its teachers are the posts that are nearer
to what a strategist does not list (background.py) than to any topic, against the confident ones. Relevance is then made
honest without a label: the seeds are dealt into two hands, an engine is learnt from each, and how often the one agrees
with the other at a given confidence says how far a share may be believed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from transforms.topics.scoring import Doubles, log_shares, product
from transforms.topics.vectors import Floats, Ints

ROUNDS = 2
UNTAUGHT = -20.0
LEAST_TEXTS = 1_000  # fewer teach nothing that the seeds do not say
LEAST_A_TOPIC = 5
CONFIDENT = 0.5  # the share of a topic's posts that teach
FARTHEST = 0.15  # the share of all posts that is taken to be about nothing listed
WARMTH = 10.0  # a cosine of 0.1 more makes a topic 2.7 times as likely
STEEP = 20.0  # how fast being nearer to a topic than to the background, or to another topic, convinces
CLEAR = 0.05  # how much nearer than the background is as likely as not; so far behind another topic is so, too
TRUST = (1.0, 0.0)  # slope and height of relevance over log-odds, before anything is learnt


@dataclass(frozen=True, slots=True)
class Regression:
    """Weights and heights of a logistic regression, a column a class."""

    weights: Floats
    heights: Doubles

    def logits(self, directions: Floats) -> Doubles:
        """Texts x classes."""
        return product(directions, self.weights).astype(np.float64) + self.heights


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt; regressions are None where there were too few texts and the seeds speak alone."""

    topics: Regression | None = None
    listed: Regression | None = None
    trust: tuple[float, float] = TRUST


def shares(directions: Floats, near: Doubles, rival: Doubles, learnt: Learnt) -> tuple[Doubles, Doubles]:
    """Logarithms of the topics' shares of a text, which sum to 1, and of the chance that it is about any of them."""
    told = log_shares(near * WARMTH)
    beyond = (near.max(axis=1) - rival) * STEEP
    if learnt.topics is not None:
        told = log_shares((told + log_shares(learnt.topics.logits(directions))) / 2)
    if learnt.listed is not None:
        beyond = (beyond + learnt.listed.logits(directions)[:, 0]) / 2
    return told, -np.logaddexp(0, -beyond)


def alone(near: Doubles, rival: Doubles) -> Doubles:
    """Texts x topics: relevance where nothing was learnt. Each topic stands for itself: it must be nearer than the
    background, and not far behind any other topic; several that are near together are all told.
    """
    ordered = np.sort(np.pad(near, ((0, 0), (1, 0)), constant_values=-1.0), axis=1)
    best, second = ordered[:, -1:], ordered[:, -2:-1]
    other = np.where(near == best, second, best)
    about, first = near - rival[:, None] - CLEAR, near - other + CLEAR
    result: Doubles = 1 / ((1 + np.exp(-STEEP * about)) * (1 + np.exp(-STEEP * first)))
    return result


def relevance(told: Doubles, listed: Doubles, trust: tuple[float, float]) -> Doubles:
    """Texts x topics: how surely a text is about each topic."""
    slope, height = trust
    result: Doubles = 1 / (1 + np.exp(-(slope * _log_odds(told + listed[:, None]) + height)))
    return result


def learn(
    directions: Floats, near_to: Callable[[Sequence[int]], Doubles], owners: Sequence[int], rival: Doubles
) -> Learnt:
    """Learn from the directions of texts in a stated order; the same texts teach the same. `near_to`: how near each is
    to the topics, by some of the seeds. `rival`: how near each is to the background.
    """
    if len(directions) < LEAST_TEXTS or not owners:
        return Learnt()
    learnt = _taught(directions, near_to(range(len(owners))), rival)
    hands = []
    for number in (0, 1):
        near = near_to(_hand(owners, number))
        hands.append(shares(directions, near, rival, _taught(directions, near, rival)))
    return Learnt(learnt.topics, learnt.listed, _trust(*hands))


def _hand(owners: Sequence[int], which: int) -> list[int]:
    """Every other seed of each topic; a topic with a single one has it in both hands."""
    own: dict[int, list[int]] = {}
    for number, topic in enumerate(owners):
        own.setdefault(topic, []).append(number)
    return [number for numbers in own.values() for number in (numbers[which::2] or numbers)]


def _taught(directions: Floats, near: Doubles, rival: Doubles) -> Learnt:
    from threadpoolctl import threadpool_limits

    learnt, beyond = Learnt(), near.max(axis=1) - rival
    far = np.flatnonzero(beyond <= np.quantile(beyond, FARTHEST))
    with threadpool_limits(limits=1):
        for _ in range(ROUNDS):
            told, listed = shares(directions, near, rival, learnt)
            teachers, topics = _teachers(told)
            about, _ = _teachers(told + listed[:, None])
            about = np.setdiff1d(about, far)
            learnt = Learnt(
                _regression(directions[teachers], topics, near.shape[1]),
                _regression(
                    np.concatenate([directions[far], directions[about]]), np.repeat([0, 1], [len(far), len(about)]), 1
                ),
            )
    return learnt


def _teachers(told: Doubles) -> tuple[Ints, Ints]:
    """Which texts teach, and which topic each of them teaches."""
    top, confidence = told.argmax(axis=1), told.max(axis=1)
    chosen = []
    for topic in range(told.shape[1]):
        own = np.flatnonzero(top == topic)
        most = max(int(len(own) * CONFIDENT), LEAST_A_TOPIC)
        chosen.append(own[np.argsort(-confidence[own], kind="stable")[:most]])
    teachers = np.sort(np.concatenate(chosen))
    return teachers, top[teachers]


def _regression(directions: Floats, topics: Ints, columns: int) -> Regression | None:
    """A column a class; one that nobody teaches gets next to nothing of the share. A single column is class 1."""
    from sklearn.linear_model import LogisticRegression

    known = np.unique(topics)
    if len(known) < 2:
        return None
    fitted = LogisticRegression(C=1.0, max_iter=200).fit(directions, topics)
    weights, heights = np.zeros((directions.shape[1], columns), np.float32), np.full(columns, UNTAUGHT)
    if len(known) > 2:
        weights[:, known], heights[known] = fitted.coef_.T.astype(np.float32), fitted.intercept_
    elif columns == 1:
        weights[:, 0], heights[0] = fitted.coef_[0].astype(np.float32), fitted.intercept_[0]
    else:
        weights[:, known[1]], heights[known] = fitted.coef_[0].astype(np.float32), [0.0, fitted.intercept_[0]]
    return Regression(weights, heights)


def _log_odds(logarithms: Doubles) -> Doubles:
    sure = np.minimum(logarithms, -1e-9)
    result: Doubles = sure - np.log(-np.expm1(sure))
    return result


def _trust(ours: tuple[Doubles, Doubles], theirs: tuple[Doubles, Doubles]) -> tuple[float, float]:
    """Slope and height of relevance over log-odds, from how often one hand's best topics are the other's best."""
    from sklearn.linear_model import LogisticRegression

    odds, agree = [], []
    for (told, listed), (other, other_listed) in ((ours, theirs), (theirs, ours)):
        best = np.argsort(-told, axis=1, kind="stable")[:, :3]
        rows = np.arange(len(told))
        for place in range(best.shape[1]):
            odds.append(_log_odds(told[rows, best[:, place]] + listed))
            agree.append((other.argmax(axis=1) == best[:, place]) & (other_listed > np.log(0.5)))
    x, y = np.concatenate(odds), np.concatenate(agree)
    if y.all() or not y.any():
        return TRUST
    fitted = LogisticRegression(C=1e6, max_iter=200).fit(x[:, None], y)
    slope = float(fitted.coef_[0, 0])
    return (slope, float(fitted.intercept_[0])) if slope > 0 else TRUST
