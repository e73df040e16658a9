"""The table of phrases: every phrase names one, every class is known, and a fault in it is told with its place."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from transforms.reshare import cues, judging
from transforms.reshare.named import mentions
from transforms.reshare.needs import needs
from transforms.reshare.reading import read


def test_every_phrase_is_a_pattern_with_one_name():
    told = cues.by_role()
    assert set(told) == {"finder", "author", "nobody", "publisher", "aggregator"}
    for role, phrases in told.items():
        assert phrases, role
        assert all(one.before or one.after for one in phrases), role
        assert len({one.phrase for one in phrases}) == len(phrases), f"a phrase stands twice in {role}"
    assert all(cues.of_the_poster(how) for how in ("says", "may_say", "seems"))


@pytest.mark.parametrize("phrase", ["via", "PERSON via NAME", "written by SOMEBODY"])
def test_a_phrase_must_name_one(phrase):
    with pytest.raises(ValueError, match=r"cues\.yaml: finder: .* names \d and must name one of PERSON"):
        cues._cue("finder", "en", phrase, {"SOMEBODY": "x"})


def test_a_class_that_is_not_there_is_named():
    with pytest.raises(ValueError, match="'WROK' in 'WROK by' is no class"):
        cues._cue("author", "byline", "WROK by PERSON", {})


@pytest.mark.parametrize(
    ("phrase", "left", "right", "length"),
    [
        ("via HANDLE", "maps via ", "", 4),
        ("via HANDLE", "trivia ", "", None),
        ("hat tip [to] NAME", "hat tip ", "", 8),
        ("hat tip [to] NAME", "hat tip to ", "", 11),
        ("recommend* by NAME", "recommended by ", "", 15),
        ("PERSON 's essay", "", "'s essay", 8),
        ("PERSON 's essay", "", "' essay", 7),
        ("PERSON 's essay", "", " essay", None),
        ("found ... by NAME", "found deep in the archive by ", "", 9),
        ("START by PERSON", "maps. by ", "", 4),
        ("START by PERSON", "maps by ", "", None),
    ],
)
def test_a_phrase_fits_whole_words_and_its_gap_counts_for_nothing(phrase, left, right, length):
    cue = cues._cue("finder", "en", phrase, cues._BUILT_IN)
    assert cue.length(left, right) == length


@pytest.mark.parametrize(
    ("phrase", "needed"),
    [
        ("via HANDLE", [{"via"}]),
        ("hat tip [to] NAME", [{"hat"}, {"tip"}]),
        ("(via|h/t|thanks to) NAME", [{"via", "h", "thanks"}]),
        ("(via|WORK) NAME", []),
        ("NAME 's (own [new] (map|atlas)|essay)", [{"own", "essay"}]),
        ("recommend* by NAME", [{"by"}]),
        ('IT ":" NAME', []),
    ],
)
def test_the_words_without_which_a_phrase_cannot_fit(phrase, needed):
    before, _, after = phrase.partition("NAME")
    assert sorted(map(sorted, needs(before) + needs(after))) == sorted(map(sorted, needed))


def test_a_phrase_that_fits_lacks_no_word_that_it_needs():
    """Over every twelfth example: what is not tried would not have fitted."""
    with (Path(__file__).parent / "credit_examples.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[::12]
    fitted = 0
    for row in rows:
        signs = judging.signed(reading := read(row["text"], row["html"]), names := mentions(reading, row["site"]))
        for one in names:
            left, right = signs[: one.start], signs[one.end :]
            told = set(re.findall(r"\w+", f"{left} {right}"))
            for cue in judging._phrases_for(((one.kind, one.is_linked),)):
                if not cue.may_fit(told):
                    assert cue.length(left, right) is None, (cue.phrase, row["text"])
                else:
                    fitted += 1
    assert fitted > 100
