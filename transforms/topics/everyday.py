"""python -m transforms.topics.everyday: write sql/functions/everyday_words.txt, the words that everybody says.

A list of words by how often they are said needs a source. One is here: the vocabulary of the sentence encoder, whose
pieces carry how likely each was in the text of sixteen languages it was made from. It is a rough one: a word that it
puts together from pieces is not in it, and is then taken for a rare one. To be run where the encoder changes; a test
says so.
"""

from __future__ import annotations

from pathlib import Path

from sql.functions.everyday_words import FILE
from transforms.topics.vectors import encoder

MOST = 5000
BEGIN = "\u2581"  # of a word
LEAST = 2  # letters


def likeliest(most: int = MOST) -> list[str]:
    """The likeliest words of nothing but letters, in the order of the alphabet; small, as phrases are."""
    found: dict[str, float] = {}
    for piece, score in encoder().pieces():
        word = piece.removeprefix(BEGIN).lower()
        if piece.startswith(BEGIN) and word.isalpha() and len(word) >= LEAST:
            found[word] = max(score, found.get(word, score))
    return sorted(sorted(found, key=lambda word: (-found[word], word))[:most])


def write(file: Path = FILE) -> int:
    """Write the words; returns how many."""
    words = likeliest()
    head = "# The likeliest words of the sentence encoder's vocabulary; transforms/topics/everyday.py wrote them."
    file.write_text("\n".join([head, *words, ""]), encoding="utf-8")
    return len(words)


if __name__ == "__main__":
    print(f"{FILE.name}: {write()} words")
