"""What is promised of verdicts: all of the rule that ships, and of others all that any rule could keep."""

from __future__ import annotations

from typing import Any

from bench.quality import verdicts
from config.brand import VerdictRule


def unpromised() -> list[str]:
    return [line.what for line in verdicts._far(lambda *_: {}) if not line.target]


def test_only_what_no_rule_could_keep_is_not_promised() -> None:
    assert unpromised() == ["threshold 5%, 0.5 times it, 300 posts: cull"]


def test_the_rule_that_ships_is_held_to_the_promise_whatever_it_is(monkeypatch: Any) -> None:
    changed = VerdictRule(**vars(verdicts.shipped()) | {"threshold_share": 0.05})
    monkeypatch.setattr(verdicts, "shipped", lambda: changed)
    assert unpromised() == []


def test_a_rule_is_judged_at_the_number_of_posts_that_the_brand_is_told() -> None:
    said = [line.what for line in verdicts._far(lambda *_: {}) if "posts_to_tell" in line.what]
    assert "threshold 10%, the one that ships, 0.5 times it, 236 posts, its posts_to_tell: cull" in said
    assert len(said) == 2 * len(verdicts.thresholds())
