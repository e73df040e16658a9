"""Are the topics of a post right: by editors' labels, beside seed phrases alone and vectors without learning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from bench.quality import labelled, small
from bench.quality.labelled import Labelled
from bench.quality.line import Line, at_least
from transforms.topics import engine as engines
from transforms.topics.engine import Engine
from transforms.topics.languages import languages_of
from transforms.topics.phrases import Finder, Taxonomy, folded
from transforms.topics.scoring import Doubles, from_middle, nearness, vectors_of
from transforms.topics.vectors import Floats

TITLE = "Topics of a post"
DATA = (
    "AG News test (7,600), HuffPost headlines (9,999, 21 topics by huffpost_topics.csv), digital.gov posts (2,042), "
    "bench/labelled/translated_posts.csv. Seeds: bench/quality/seeds, written from the names of the labels alone. "
    "Beside: seed phrases found word for word, weighed by rarity · zero-shot, cosine of vectors to the seeds."
)
UNTIL = datetime(2026, 1, 1)  # noqa: DTZ001 -- the window of an engine is told in UTC without a zone


def run(shared: Path, *, quick: bool) -> list[Line]:  # noqa: ARG001 -- every part is asked alike
    """Every line of the section. The corpora are 20,000 posts together: the sample of --quick is all of them."""
    ag, huff, gov = labelled.ag_news(shared), labelled.huffpost(shared), labelled.gov_blogs(shared)
    listed = huff.only([n for n, topics in enumerate(huff.topics) if topics])
    return [
        *_main_topic("AG News, 4 topics, macro-F1", "ag_news", ag, 0.86),
        *_main_topic("HuffPost, 21 topics, macro-F1", "huffpost", listed, 0.42),
        *_first_three("gov-blogs, 42 topics, a true one among the first three", "gov_blogs", gov, 0.82),
        *_small_lists({"AG News": ("ag_news", ag), "HuffPost": ("huffpost", huff), "gov-blogs": ("gov_blogs", gov)}),
        *_off_topic(ag, listed),
        *_languages(ag),
        *_honesty(ag, listed),
        *_tongues(),
    ]


@cache
def _vectors(texts: tuple[str, ...]) -> Floats:
    return vectors_of(texts)


def fitted(taxonomy: Taxonomy, texts: tuple[str, ...]) -> Engine:
    """An engine that has learnt from these texts and no label."""
    return engines.fit_vectors(taxonomy, texts, _vectors(texts), (None, UNTIL))


def _main_topic(what: str, name: str, corpus: Labelled, least: float) -> list[Line]:
    taxonomy = labelled.seeds(name)
    truth = _truth(taxonomy, corpus)
    engine = fitted(taxonomy, corpus.texts)
    ours = _f1(truth, engine.relevance(corpus.texts, _vectors(corpus.texts)).argmax(axis=1))
    phrases = _f1(truth, _by_phrases(taxonomy, corpus.texts).argmax(axis=1))
    bare = _f1(truth, _zero_shot(taxonomy, _vectors(corpus.texts)).argmax(axis=1))
    beside = f"phrases {phrases:.3f} · zero-shot {bare:.3f}"
    half = [number for number in range(len(corpus.texts)) if number % 2]
    rest = [number for number in range(len(corpus.texts)) if not number % 2]
    known = fitted(taxonomy, corpus.only(half).texts)
    unseen = _f1(truth[rest], known.relevance(corpus.only(rest).texts, _vectors(corpus.texts)[rest]).argmax(axis=1))
    return [
        at_least(what, ours, least, beside),
        Line(f"{what}, fitted to one half and judged on the other", f"{unseen:.3f}"),
    ]


def _first_three(what: str, name: str, corpus: Labelled, least: float) -> list[Line]:
    taxonomy = labelled.seeds(name)
    counts = Counter(topic for topics in corpus.topics for topic in topics)
    constant = {topic for topic, _ in counts.most_common(3)}
    always = float(np.mean([bool(topics & constant) for topics in corpus.topics]))
    vectors = _vectors(corpus.texts)
    figures = [
        _hits(taxonomy, corpus, scores)
        for scores in (
            fitted(taxonomy, corpus.texts).relevance(corpus.texts, vectors),
            _by_phrases(taxonomy, corpus.texts),
            _zero_shot(taxonomy, vectors),
        )
    ]
    beside = f"the three most frequent {always:.3f} · phrases {figures[1]:.3f} · zero-shot {figures[2]:.3f}"
    return [at_least(what, figures[0], least, beside)]


def _small_lists(corpora: dict[str, tuple[str, Labelled]]) -> list[Line]:
    """Of 700 posts, how many have a topic that counts, how many of those are the editors', and how many of theirs."""
    lines = []
    for what, (name, corpus) in corpora.items():
        few = corpus.only(small.chosen(corpus))
        ours, shares = small.figures(fitted(labelled.seeds(name), few.texts), few, _vectors(few.texts))
        lines.append(
            Line(
                f"a list of {small.POSTS} posts, {what}: topics told with 0.5 or more",
                ours,
                f"as shares of one softmax: {shares}",
            )
        )
    return lines


def _off_topic(ag: Labelled, huff: Labelled) -> list[Line]:
    """Topics taken out of the taxonomy: are their posts less relevant to what is left than the others are?"""
    lines = []
    folds = {
        "AG News": ("ag_news", ag, [[topic] for topic in labelled.seeds("ag_news").topic_ids]),
        "HuffPost": ("huffpost", huff, [list(labelled.seeds("huffpost").topic_ids[n::7]) for n in range(7)]),
    }
    for corpus_name, (name, corpus, outs) in folds.items():
        ours, told, bare = zip(*(_told_apart(name, corpus, frozenset(out)) for out in outs), strict=True)
        what = f"off-topic told apart, {corpus_name} with {len(outs[0])} topic(s) taken out in turn, AUROC"
        beside = f"by its relevance {np.mean(told):.3f} · zero-shot {np.mean(bare):.3f}; worst {min(ours):.3f}"
        lines.append(at_least(what, float(np.mean(ours)), 0.80, beside))
    return lines


def _told_apart(name: str, corpus: Labelled, out: frozenset[str]) -> tuple[float, float, float]:
    """By the chance that a post is about any topic, by its greatest relevance, by its nearness alone."""
    from sklearn.metrics import roc_auc_score

    taxonomy, vectors = labelled.seeds(name, out), _vectors(corpus.texts)
    is_listed = [not topics & out for topics in corpus.topics]
    engine = fitted(taxonomy, corpus.texts)
    return (
        float(roc_auc_score(is_listed, engine.shares(corpus.texts, vectors)[1])),
        float(roc_auc_score(is_listed, engine.relevance(corpus.texts, vectors).max(axis=1))),
        float(roc_auc_score(is_listed, _zero_shot(taxonomy, vectors).max(axis=1))),
    )


def _languages(ag: Labelled) -> list[Line]:
    """The hundred invented posts by an engine fitted to AG News, which is English."""
    taxonomy = labelled.seeds("ag_news")
    engine, middle = fitted(taxonomy, ag.texts), _vectors(ag.texts).mean(axis=0)
    figures = {}
    for language in labelled.LANGUAGES:
        corpus = labelled.translated(language)
        truth, vectors = _truth(taxonomy, corpus), vectors_of(corpus.texts)
        figures[language] = (
            _f1(truth, engine.relevance(corpus.texts).argmax(axis=1)),
            _f1(truth, _by_phrases(taxonomy, corpus.texts).argmax(axis=1)),
            _f1(truth, _zero_shot(taxonomy, vectors, middle).argmax(axis=1)),
        )
    lines = [
        Line("English of the translated posts, macro-F1", f"{figures['english'][0]:.3f}", _beside(figures["english"]))
    ]
    for language in labelled.LANGUAGES[1:]:
        share = figures[language][0] / figures["english"][0]
        beside = f"{figures[language][0]:.3f}; {_beside(figures[language])}"
        lines.append(at_least(f"{language.title()} beside the English figure", share, 0.85, beside))
    return lines


def _beside(figures: tuple[float, float, float]) -> str:
    return f"phrases {figures[1]:.3f} · zero-shot {figures[2]:.3f}"


def _honesty(ag: Labelled, huff: Labelled) -> list[Line]:
    """Of topics told with some relevance, how many are the editors'."""
    lines = []
    for what, name, corpus in (("AG News", "ag_news", ag), ("HuffPost", "huffpost", huff)):
        taxonomy = labelled.seeds(name)
        relevance = fitted(taxonomy, corpus.texts).relevance(corpus.texts, _vectors(corpus.texts))
        best, sure = relevance.argmax(axis=1), relevance.max(axis=1)
        is_right = best == _truth(taxonomy, corpus)
        steps = [(0.1, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.01)]
        told = " · ".join(
            f"{sure[band].mean():.2f}: {is_right[band].mean():.2f}"
            for low, high in steps
            if (band := (sure >= low) & (sure < high)).any()
        )
        none = float((sure < 0.5).mean())
        lines.append(Line(f"{what}: relevance told, and how often the editor agrees", told, f"none ≥ 0.5: {none:.2f}"))
    return lines


def _tongues() -> list[Line]:
    """Is the language right, where one is told."""
    lines = []
    codes = dict(zip(labelled.LANGUAGES, ("en", "es", "pt"), strict=True))
    for language, code in codes.items():
        found = languages_of(labelled.translated(language).texts)
        told = [one for one in found if one is not None]
        right = sum(one == code for one in told) / max(len(told), 1)
        lines.append(Line(f"{language.title()} detected, of those told", f"{right:.3f}", f"told of {len(told)} in 100"))
    return lines


def _truth(taxonomy: Taxonomy, corpus: Labelled) -> np.ndarray[Any, Any]:
    return np.array([taxonomy.topic_ids.index(min(topics)) for topics in corpus.topics])


def _f1(truth: np.ndarray[Any, Any], found: np.ndarray[Any, Any]) -> float:
    from sklearn.metrics import f1_score

    return float(f1_score(truth, found, average="macro"))


def _hits(taxonomy: Taxonomy, corpus: Labelled, scores: Doubles) -> float:
    best = np.argsort(-scores, axis=1, kind="stable")[:, :3]
    pairs = zip(best.tolist(), corpus.topics, strict=True)
    return float(np.mean([any(taxonomy.topic_ids[topic] in topics for topic in row) for row, topics in pairs]))


def _zero_shot(taxonomy: Taxonomy, vectors: Floats, middle: Floats | None = None) -> Doubles:
    """Vectors without learning: nearness to the seeds, seen from the mean."""
    centre = vectors.mean(axis=0) if middle is None else middle
    seeds = from_middle(vectors_of(taxonomy.phrases), centre)
    return nearness(from_middle(vectors, centre), seeds, taxonomy.owners, len(taxonomy.topic_ids))


def _by_phrases(taxonomy: Taxonomy, texts: Sequence[str]) -> Doubles:
    """Seed phrases and their words, found word for word, each worth the logarithm of its rarity."""
    told: list[list[str]] = [[] for _ in taxonomy.topic_ids]
    for phrase, topic in zip(taxonomy.phrases, taxonomy.owners, strict=True):
        told[topic] += [phrase, *(word for word in folded(phrase).split() if len(word) > 3)]
    finder = Finder(told)
    found = [finder.found(words) for words in texts]
    seen = Counter(phrase for one in found for phrase in {phrase for phrase, _ in one})
    scores = np.zeros((len(texts), len(told)))
    for row, one in enumerate(found):
        for phrase, topics in one:
            scores[row, topics] += np.log(len(texts) / seen[phrase])
    return scores
