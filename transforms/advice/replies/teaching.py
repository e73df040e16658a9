"""python -m transforms.advice.replies.teaching: make weights.csv anew from examples/.

To be run after an example, a word of sql/functions/reply_words.csv or a feature was changed; a test says when it was
forgotten. The examples were written for this, from what the kinds mean, in several languages and of many trades; they
are no rows of bench/labelled, which judge and never teach. A regularised logistic regression, each kind as heavy as
the next: few enough weights for what is known, and the same ones from the same examples.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path

from sql.functions.reply_words import hear
from transforms.advice.replies.leaning import FEATURES, KINDS, WEIGHTS, Numbers, features, loud

EXAMPLES = Path(__file__).with_name("examples")
STRENGTH = 2.0  # how far an example may pull, against weights of nought
DIGITS = 4


def examples() -> Iterator[tuple[str, str]]:
    """Kind and text, in the order of the files; a line that begins with # is a heading."""
    for kind in KINDS:
        for line in (EXAMPLES / f"{kind}.txt").read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("# "):
                yield kind, line


def digest() -> str:
    """Of all that the weights were made from: the examples, what is heard in them, and how far each pulls."""
    told = [(kind, text, loud(text, hear(text))) for kind, text in examples()]
    return hashlib.sha256(repr((STRENGTH, FEATURES, told)).encode()).hexdigest()[:16]


def teach() -> Numbers:
    """A row of constants, then one a feature; a column a kind."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    kinds, texts = zip(*examples(), strict=True)
    model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=5000, tol=1e-6)
    model.fit(features(texts, [hear(text) for text in texts]), [KINDS.index(kind) for kind in kinds])
    weights: Numbers = np.vstack([model.intercept_, model.coef_.T]).round(DIGITS)
    return weights


def write(file: Path = WEIGHTS) -> int:
    """Write the weights; returns how many rows."""
    weights = teach()
    names = ["constant", *(f"vector {n}" for n in range(len(weights) - 1 - len(FEATURES))), *FEATURES]
    with file.open("w", encoding="utf-8", newline="") as opened:
        opened.write(f"# of {digest()}\n")
        rows = csv.writer(opened, lineterminator="\n")
        rows.writerow(["feature", *KINDS])
        rows.writerows([name, *(f"{one:.{DIGITS}f}" for one in row)] for name, row in zip(names, weights, strict=True))
    return len(weights)


if __name__ == "__main__":
    print(f"{WEIGHTS.name}: {write()} rows of weights from {sum(1 for _ in examples())} examples")
