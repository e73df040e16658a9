"""Every language says everything, and each in its own way of writing numbers."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from config.brand import LANGUAGES
from tests.transforms.weekly.house import brand, furnish, house, told
from transforms.weekly import markdown
from transforms.weekly.document import Link
from transforms.weekly.language import FOLDER, language
from transforms.weekly.write import write


def phrases(code: str) -> dict:
    return yaml.safe_load((FOLDER / f"{code}.yaml").read_text(encoding="utf-8"))


def places(template: object) -> set[str]:
    forms = template.values() if isinstance(template, dict) else [template]
    return {place for form in forms for place in re.findall(r"\{(\w+)\}", str(form))}


def test_the_languages_of_brand_yaml_are_the_files_there_are() -> None:
    assert sorted(LANGUAGES) == sorted(file.stem for file in FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_a_language_says_all_that_english_says_with_the_same_values(code: str) -> None:
    english, other = phrases("en"), phrases(code)
    assert english.keys() == other.keys()
    for key, template in english.items():
        assert places(template) == places(other[key]), key
        assert isinstance(template, dict) == isinstance(other[key], dict), key


def test_every_phrase_that_the_code_asks_for_is_there() -> None:
    known = phrases("en")
    for file in FOLDER.parent.rglob("*.py"):
        for key in re.findall(r'\b(?:say|sentence|paragraph)\(\s*"([\w.]+)"', file.read_text(encoding="utf-8")):
            assert key in known, f"{file.name}: {key}"


def test_numbers_are_written_as_each_language_writes_them() -> None:
    english, spanish = language("en"), language("es")
    assert (english.number(1234567), spanish.number(1234567)) == ("1,234,567", "1.234.567")
    assert (english.decimal(Decimal("2.25")), spanish.decimal(Decimal("2.25"))) == ("2.3", "2,3")
    assert english.decimal(Decimal("1234.55")) == "1,234.6"
    assert (english.share(Decimal("0.125")), english.share(Decimal("0.0049")), english.share(Decimal(0))) == (
        "13\u00a0%", "under 1\u00a0%", "0\u00a0%")  # fmt: skip
    assert english.decimal(Decimal(-3)) == "\u22123.0"


def test_a_link_stays_a_link_within_a_sentence() -> None:
    link = Link("Ana", "#ana")
    assert language("en").sentence("author.via", author=link, via="Ben") == (link, ", via Ben")


def test_the_report_is_written_in_spanish_where_the_brand_asks_for_it(tmp_path: Path) -> None:
    with house(tmp_path) as made:
        furnish(made)
        report = told(made, brand(language="es"))
    write(report, tmp_path)
    text = markdown.render(report)
    assert "Heat pumps subió a 62\u00a0% de lo que dice la lista, desde 41\u00a0%" in text
    assert "2,3 veces lo de la lista" in text
    assert '<html lang="es">' in (tmp_path / "report.html").read_text(encoding="utf-8")
    english = phrases("en")
    for key in ("section.changes", "caption.reshares", "column.main_interest", "empty.decisions"):
        assert english[key] not in text


def test_a_language_without_words_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"no report is written in 'tlh' yet; write one of en, es"):
        language("tlh")
