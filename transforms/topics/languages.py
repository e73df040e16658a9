"""Which language a text is in, or None where nobody could be sure: short texts, links and names say little.

py3langid carries its model. What a platform declares is not asked: about a quarter of it is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import regex

LEAST_LETTERS = 12
LEAST_SURE = 0.50
MOST_CHARACTERS = 600  # are plenty
_NOT_WORDS = regex.compile(r"[^\p{L}\p{M}'’]+")


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def language_of(words: str) -> str | None:
    """The ISO 639-1 code of the language of cleaned words, or None."""
    letters = " ".join(_NOT_WORDS.split(words[:MOST_CHARACTERS])).strip()
    # a tag in capitals or a name alone is in no language; a script of its own is, in fewer letters
    if len(letters) < (LEAST_LETTERS if letters.isascii() else LEAST_LETTERS // 2):
        return None
    language, sure = _identifier().classify(letters.lower() if letters.isupper() else letters)
    return str(language) if sure >= LEAST_SURE and language != "zxx" else None


def languages_of(texts: Sequence[str]) -> list[str | None]:
    """One a text."""
    return [language_of(words) for words in texts]
