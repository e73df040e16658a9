"""What somebody who addresses the brand wants: question, praise, criticism, misinformed, troll or other.

judge(texts)    each text's triage, the rule that decided, the words it found, and how sure that is

leaning.py      how much a text reads like each kind: sentence vectors, and the words of sql/functions/reply_words
rules.py        what is made of that, in rules that are told with every row; a critic is not a troll
teaching.py     weights.csv from examples/, by hand
"""

from __future__ import annotations

from transforms.advice.replies.rules import Judged, judge

__all__ = ["Judged", "judge"]
