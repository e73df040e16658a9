"""The line that gives credit where something is shared: names its author, links the original, fits its platform.

    Why ferries stop — Ossie Brandt (@ossie), via Ana: https://portmercury.example/ferries #ad

What does not fit goes in this order: the excerpt is cut, then left out, then who found it, then where it stands; the
author's name is cut last, and the address never. Where even that is too long there is no line.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import regex

from transforms.reshare.lengths import FORMS, Form, graphemes

CUT = "[...]"
_LONGEST_NAME = 80
# what would turn a line around, break it, or hide in it
_UNSEEN = regex.compile(r"[\p{Cc}\p{Cf}--[\u200c\u200d\U000e0020-\U000e007f]]|[\u2028\u2029]", regex.V1)
_SPACES = regex.compile(r"\s+")
_ADDRESS = regex.compile(r"(?:https?://|www\.)\S*")


@dataclass(frozen=True, slots=True)
class Credit:
    """What a line is made of. `handles` are the author's by platform, as they are written there, without @."""

    author: str
    url: str
    handles: dict[str, str]
    title: str | None = None
    via: str | None = None
    publisher: str | None = None
    warning: str | None = None
    disclosure: str | None = None
    license: str | None = None


def credit_line(credit: Credit, platform: str) -> str | None:
    """The longest form of the line that fits `platform`; None where nobody is named, or no form fits."""
    form = FORMS.get(platform)
    if form is None or not credit.url.startswith(("http://", "https://")) or regex.search(r"\s", credit.url):
        return None
    author = tidy(credit.author, _LONGEST_NAME) or tidy(credit.handles.get(platform, ""), _LONGEST_NAME)
    if not author:
        return None
    return next((line for line in _forms(credit, author, platform, form) if form.length(line) <= form.most), None)


def _forms(credit: Credit, author: str, platform: str, form: Form) -> Iterator[str]:
    handle = _handle(credit, platform, form)
    named = f"{author} ({handle})" if handle else author
    via = f", via {tidy(credit.via, 60)}" if credit.via and tidy(credit.via, 60) else ""
    where = f" ({tidy(credit.publisher, 60)})" if credit.publisher and tidy(credit.publisher, 60) else ""
    carried = _carried(credit)
    title = tidy(credit.title or "", 200)
    if title:
        letters = graphemes(title)
        yield _line(title, named, where + via, credit.url, carried)
        for kept in range(len(letters) - 1, 11, -4):
            yield _line("".join(letters[:kept]).rstrip() + " " + CUT, named, where + via, credit.url, carried)
    yield _line("", named, where + via, credit.url, carried)
    yield _line("", named, via, credit.url, carried)
    yield _line("", named, "", credit.url, carried)
    yield _line("", author, "", credit.url, carried)
    letters = graphemes(author)
    for kept in range(len(letters) - 1, 0, -1):
        yield _line("", "".join(letters[:kept]) + CUT, "", credit.url, carried)


def _line(title: str, named: str, rest: str, url: str, carried: tuple[str, str]) -> str:
    before, after = carried
    told = f"{title} — {named}" if title else f"By {named}"
    return f"{before}{told}{rest}: {url}{after}"


def _carried(credit: Credit) -> tuple[str, str]:
    """What travels along whatever is cut: the warning in front, the disclosure and the licence behind."""
    warning = tidy(credit.warning or "", 60)
    before = f"CW {warning}: " if warning else ""
    after = " #ad" if credit.disclosure else ""
    license_ = tidy(credit.license or "", 40)
    return before, after + (f" ({license_})" if license_ else "")


def _handle(credit: Credit, platform: str, form: Form) -> str:
    handle = credit.handles.get(platform, "").lstrip("@")
    if not form.mentions or not regex.fullmatch(r"[\w.\-]+(?:@[\w.\-]+)?", handle):
        return ""
    return f"@{handle}"


def tidy(told: str, most: int) -> str:
    """Words of others as part of a line: nothing unseen, no address or mention of their own, at most so long."""
    plain = _ADDRESS.sub(" ", _UNSEEN.sub(" ", unicodedata.normalize("NFC", told)))
    plain = _SPACES.sub(" ", regex.sub(r"(?<!\p{L})[@#](?=[\p{L}\p{N}_])", "", plain)).strip(" ,;:–—-()[]|")
    letters = graphemes(plain)
    return plain if len(letters) <= most else "".join(letters[:most]).rstrip() + " " + CUT
