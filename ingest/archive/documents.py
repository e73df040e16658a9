"""JSON -> the text of one record after the other, digit for digit, however large the file.

A downloaded JSON file is one list of a hundred megabytes, a list inside an object, or a list behind a line of
JavaScript (`window.YTD.tweets.part0 = [`). None of it is read whole.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, TextIO

from ingest.errors import NotUnderstood

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_RECORD = 64 << 20  # characters of one record
_CHUNK = 1 << 20
# numbers stay text: an id never becomes one here, and a number of a million digits costs nothing
_DECODER = json.JSONDecoder(strict=False, parse_int=len, parse_float=len, parse_constant=len)
_SCRIPT = re.compile(r"\s*(?:var\s+)?[A-Za-z_$][\w$.]*(?:\[[^\]]{0,80}\])?\s*=\s*")
_NOT_BLANK = re.compile(r"[^ \t\r\n\ufeff]")
_ESCAPED_BYTES = re.compile(r"(?<!\\)((?:\\\\)*)((?:\\u00[89a-fA-F][0-9a-fA-F])+)")
_RAW_BYTES = re.compile(r"[\u0080-\u00ff]{2,}")
_HALF_PAIR = re.compile(
    r"(?<!\\)((?:\\\\)*)(?:\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2})"
)


class _Scanner:
    """A JSON text, a chunk at a time."""

    def __init__(self, stream: TextIO, name: str) -> None:
        self._stream, self._name = stream, name
        self._text, self._at, self._ended, self._passed = "", 0, False, 0
        self._grow()
        if script := _SCRIPT.match(self._text):
            self._at = script.end()

    def next(self) -> str:
        """The next character that is no blank, not taken yet; "" at the end of the file."""
        while True:
            if found := _NOT_BLANK.search(self._text, self._at):
                self._at = found.start()
                return self._text[self._at]
            self._at = len(self._text)
            if not self._grow():
                return ""

    def take(self, expected: str) -> None:
        if self.next() != expected:
            raise self._broken(f"{expected!r} was expected")
        self._at += 1

    def value(self) -> str:
        """The text of the next value."""
        self.next()
        while True:
            fault = ""
            try:
                _, end = _DECODER.raw_decode(self._text, self._at)
                # a number at the very end of a chunk may go on in the next one
                if end < len(self._text) or self._ended:
                    found = self._text[self._at : end]
                    self._at = end
                    return found
            except json.JSONDecodeError as wrong:
                fault = wrong.msg
            except RecursionError:
                raise self._broken("it is nested too deeply") from None
            if len(self._text) - self._at > MOST_RECORD:
                raise self._broken(fault or f"a record of more than {MOST_RECORD:,} characters")
            if not self._grow() and fault:
                raise self._broken(fault)

    def _grow(self) -> bool:
        # what is left doubles, so that a long record is not scanned again and again
        more = self._stream.read(max(_CHUNK, len(self._text) - self._at))
        self._passed += self._at
        self._text, self._at = self._text[self._at :] + more, 0
        self._ended = not more
        return bool(more)

    def _broken(self, what: str) -> NotUnderstood:
        where = self._passed + self._at
        return NotUnderstood(
            f"{self._name} is no whole JSON: {what} at character {where:,}. What stands before it was read; "
            "export or copy the file again."
        )


def elements(stream: TextIO, items: Sequence[str], name: str) -> Iterator[str]:
    """The texts of the records: of the top list, or of the lists at `items` (dotted paths of keys).

    An object where a list is expected is one record. Raises NotUnderstood where the file is cut or no JSON.
    """
    scanner = _Scanner(stream, name)
    paths = [path.split(".") for path in items]
    if not scanner.next():
        return
    if not paths or scanner.next() == "[":
        yield from _records(scanner)
    else:
        yield from _inside(scanner, paths)


def _records(scanner: _Scanner) -> Iterator[str]:
    if scanner.next() != "[":
        yield scanner.value()
        return
    scanner.take("[")
    while scanner.next() != "]":
        yield scanner.value()
        if scanner.next() != "]":
            scanner.take(",")
    scanner.take("]")


def _inside(scanner: _Scanner, paths: list[list[str]]) -> Iterator[str]:
    scanner.take("{")
    while scanner.next() != "}":
        key = json.loads(scanner.value())
        scanner.take(":")
        below = [path[1:] for path in paths if path[0] == key]
        if [] in below:
            yield from _records(scanner)
        elif below and scanner.next() == "{":
            yield from _inside(scanner, below)
        else:
            scanner.value()
        if scanner.next() != "}":
            scanner.take(",")
    scanner.take("}")


def repaired(text: str, mojibake: bool) -> str:
    """JSON text that DuckDB can read: no half surrogate pairs; where asked, UTF-8 written as Latin-1 is mended."""
    if "\\u" in text:
        text = _HALF_PAIR.sub(r"\1\\ufffd", text)
        if mojibake:
            text = _ESCAPED_BYTES.sub(_mend_escaped, text)
    return _RAW_BYTES.sub(_mend_raw, text) if mojibake else text


def _mend_escaped(found: re.Match[str]) -> str:
    try:
        return found[1] + bytes.fromhex(found[2].replace("\\u00", "")).decode("utf-8")
    except UnicodeDecodeError:
        return found[0]


def _mend_raw(found: re.Match[str]) -> str:
    try:
        return found[0].encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return found[0]
