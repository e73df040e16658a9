"""What people write in a cell -> a value. Whatever would have to be guessed raises NotUnderstood."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Literal

from config.faults import NotUnderstood, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

DateOrder = Literal["day first", "month first"]

_YES = "true yes y x 1 on ✓ ✔ wahr ja j vrai oui verdadero si sí s vero sì verdadeiro sim waar sant prawda tak"
_NO = "false no n 0 off falsch nein faux non falso não onwaar nee falskt nej fałsz nie"
_WORDS = dict.fromkeys(_YES.split(), True) | dict.fromkeys(_NO.split(), False)

_MIDNIGHT = r"(?:[T ]0?0:00(?::00(?:\.0+)?)?)?"
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}}){_MIDNIGHT}")
_DOTTED = re.compile(rf"([0-9]{{1,2}})\. ?([0-9]{{1,2}})\. ?([0-9]{{4}}){_MIDNIGHT}")
_SLASHED = re.compile(rf"([0-9]{{1,2}})([/-])([0-9]{{1,2}})\2([0-9]{{4}}){_MIDNIGHT}")
_EXCEL_NUMBER = re.compile(r"[0-9](?:[.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_COMMA_IN_WORDS = re.compile(r",(?![0-9])|(?<![0-9]),")
_IDENTITY = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_NEUTRALISED = re.compile(r"'(?=[=+\-@\t\r])")
_INVISIBLE = "\ufeff\u200b"


def clean(text: str) -> str:
    """The cell without what no one typed.

    Outer spaces and byte order marks go, and the `'` that keeps a spreadsheet from running `@name` as a
    formula; accents are composed, line ends become line feeds.
    """
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    text = _stripped(text)
    return _stripped(text[1:]) if _NEUTRALISED.match(text) else text


def _stripped(text: str) -> str:
    while text != (text := text.strip().strip(_INVISIBLE)):
        pass
    return text


def read_flag(text: str) -> bool:
    """TRUE, yes, x, 1, WAHR, sí... -> True; their opposites and an empty cell -> False."""
    if not text:
        return False
    try:
        return _WORDS[text.casefold()]
    except KeyError:
        raise NotUnderstood(f"{shown(text)} is neither yes nor no", "write yes or no, or leave it empty") from None


def date_order(texts: Iterable[str]) -> DateOrder | None:
    """How the program that saved a file orders 25/09/2026, if its own dates prove it and agree."""
    proven: set[DateOrder] = set()
    for text in texts:
        if match := _SLASHED.fullmatch(text):
            first, second = int(match[1]), int(match[3])
            if first > 12:
                proven.add("day first")
            elif second > 12:
                proven.add("month first")
    return proven.pop() if len(proven) == 1 else None


def read_date(text: str, order: DateOrder | None = None) -> date:
    """2026-09-01, 1.9.2026 or 25/09/2026 -> a date; 01/09/2026 only where `order` is proven."""
    if match := _YEAR_FIRST.fullmatch(text):
        return _on(text, match[1], match[3], match[4])
    if match := _DOTTED.fullmatch(text):
        return _on(text, match[3], match[2], match[1])
    if match := _SLASHED.fullmatch(text):
        return _slashed(text, match[1], match[3], match[4], order)
    raise NotUnderstood(f"{shown(text)} is not a date", "write year-month-day, such as 2026-09-01")


def _slashed(text: str, first: str, second: str, year: str, order: DateOrder | None) -> date:
    if int(first) > 12 or first.zfill(2) == second.zfill(2) or (order == "day first" and int(second) <= 12):
        return _on(text, year, second, first)
    if int(second) > 12 or order == "month first":
        return _on(text, year, first, second)
    day_first, month_first = (_on(text, year, *parts).isoformat() for parts in ((second, first), (first, second)))
    raise NotUnderstood(
        f"{shown(text)} may be {day_first} or {month_first}",
        f"write {day_first} or {month_first}, whichever is meant",
    )


def _on(text: str, year: str, month: str, day: str) -> date:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        raise NotUnderstood(
            f"{shown(text)} is no day of the calendar", "write a real date, such as 2026-09-01"
        ) from None
    if not 1970 <= found.year <= 2100:
        raise NotUnderstood(f"the year of {shown(text)} cannot be meant", "write a year between 1970 and 2100")
    return found


def read_phrases(text: str) -> tuple[str, ...]:
    """`heat pump; air-source heat pump` -> its phrases; a line break in the cell separates as well."""
    phrases = tuple(" ".join(part.split()) for part in re.split(r"[;\n]", text) if part.strip())
    seen: set[str] = set()
    for phrase in phrases:
        # a comma inside a number (10,000) separates nothing
        if _COMMA_IN_WORDS.search(phrase):
            apart = "; ".join(part.strip() for part in _COMMA_IN_WORDS.split(phrase) if part.strip())
            raise NotUnderstood(f"{shown(phrase)} holds a comma", f"separate by semicolons: {apart}")
        if phrase.casefold() in seen:
            raise NotUnderstood(f"{shown(phrase)} stands twice", "remove the second")
        seen.add(phrase.casefold())
    return phrases


def read_identity(text: str) -> str:
    """An id that can stand in a file name and a URL: small letters, digits, `-` and `_`, at most 64."""
    if _IDENTITY.fullmatch(text):
        return text
    if is_excel_number(text):
        raise NotUnderstood(
            f"{shown(text)} is a number that the spreadsheet has cut",
            "format the column as text and enter the id again",
        )
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    proposed = re.sub(r"[^a-z0-9_]+", "-", plain).strip("-_")[:64]
    remedy = f"write '{proposed}'" if proposed else "write a short name, such as 'ana-diaz'"
    raise NotUnderstood(f"{shown(text)} cannot be an id", f"{remedy} (small letters, digits, - and _, at most 64)")


def is_excel_number(text: str) -> bool:
    """True for 1.29403E+18, which was an id before a spreadsheet took it for a number."""
    return bool(_EXCEL_NUMBER.fullmatch(text))
