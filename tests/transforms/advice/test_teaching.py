"""The weights are those of the examples and of the words as they are now."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from transforms.advice.replies import leaning, teaching


def test_the_weights_were_made_from_the_examples_and_words_as_they_are():
    """Fails where an example, a word or a feature was changed: run python -m transforms.advice.replies.teaching."""
    assert leaning.WEIGHTS.read_text(encoding="utf-8").splitlines()[0] == f"# of {teaching.digest()}"


@pytest.mark.slow
def test_the_same_examples_teach_the_same():
    assert np.abs(leaning._weights() - teaching.teach()).max() < 0.01  # noqa: SLF001 - no other door to them


def test_every_kind_has_examples_and_none_stands_twice():
    taught = list(teaching.examples())
    assert min(Counter(kind for kind, _ in taught).values()) > 150
    assert len({text for _, text in taught}) == len(taught)
