"""Bytes of a text file -> text, whichever way a spreadsheet program or an editor saved them."""

from __future__ import annotations

import codecs
import re

from config.faults import NotUnderstood

# UTF-32's little-endian mark begins with UTF-16's: the longer marks are tried first.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UTF8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_SAVE_AGAIN = "save the file again as 'CSV UTF-8' (in an editor: encoding UTF-8)"


class Undecodable(NotUnderstood):
    """The bytes are no text; `line` is the first line that shows it, 0 where the whole file does."""

    def __init__(self, what: str, line: int) -> None:
        super().__init__(what, _SAVE_AGAIN)
        self.line = line


def decode(raw: bytes) -> str:
    """Text of UTF-8, UTF-16 or UTF-32 with a byte order mark, UTF-8 without, else Windows-1252.

    Raises Undecodable for UTF-16 without a mark, for a file that is mostly UTF-8 and broken in places,
    and for bytes that Windows-1252 does not know.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _strictly(raw, encoding)
    if b"\0" in raw:
        raise Undecodable("holds NUL bytes, so it is UTF-16 without a byte order mark or no text at all", 0)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as failure:
        return _as_windows_1252(raw, failure.start)


def _strictly(raw: bytes, encoding: str) -> str:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as failure:
        name = encoding.removesuffix("-sig").upper()
        line = raw[: failure.start].decode(encoding, "replace").count("\n") + 1
        raise Undecodable(f"begins as {name} but is damaged", line) from None
    if "\0" in text:
        raise Undecodable("holds NUL characters", text.count("\n", 0, text.index("\0")) + 1)
    return text


def _as_windows_1252(raw: bytes, first_bad: int) -> str:
    line = raw.count(b"\n", 0, first_bad) + 1
    letters = _UTF8_LETTER.findall(raw)
    strays = sum(byte >= 0x80 for byte in _UTF8_LETTER.sub(b"", raw))
    # read as Windows-1252, a UTF-8 file with one broken byte would turn every Inés into InÃ©s
    if letters and len(letters) >= strays:
        raise Undecodable("is UTF-8 with damaged characters", line)
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError as failure:
        line = raw.count(b"\n", 0, failure.start) + 1
        raise Undecodable("is neither UTF-8 nor Windows-1252", line) from None
