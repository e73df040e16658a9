"""HTML cut into text and tags, in one pass whose time grows with the length of the page and with nothing
else.

Why not a library: building the tree that the HTML standard asks for takes time that grows with the square of
the depth (lexbor: 4 s for 40 kB of open <b> and <p>, and no end for 1 MB of open <div>), and libxml2 drops
whatever lies deeper than 256 elements. Strangers write what is read here, and text, links and images need no
tree.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(
    r"""<(?:
        !--(?:-?>|.*?(?:--!?>|\Z))                 # a comment, to the end of the page when it is never closed
      | [!?][^>]*(?:>|\Z)                          # a doctype, a processing instruction, CDATA
      | /(?:>|[^a-zA-Z>][^>]*(?:>|\Z))             # an end tag without a name
      | (/?[a-zA-Z][^\s/>]*)                       # 1: the name, behind a slash for an end tag
        ((?:[^>=]++|=\s*+(?:"[^"]*"|'[^']*')?+)*+) # 2: attributes; > may stand inside quotes behind =
        (?:>|\Z)
    )""",
    re.VERBOSE | re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""([^\s=/>"'][^\s=/>]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?""")

# what lies between their tags is not markup, and no reader sees it
_RAW = frozenset(("script", "style", "title", "textarea", "iframe", "noembed", "noframes", "xmp"))
# what browsers show something else for, or nothing
_UNSEEN = frozenset(("template", "svg", "noscript", "object", "select", "datalist", "audio", "video", "canvas"))
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
_HINT = re.compile(r"hidden|quote-inline|display\s*:\s*none", re.IGNORECASE)
_NOT_DISPLAYED = re.compile(r"display\s*:\s*none", re.IGNORECASE)


def tokens(html: str) -> Iterator[tuple[str, str]]:
    """Yield ("", text), ("p", its attributes as written) and ("/p", "") in order, without what no reader
    sees.
    """
    at = 0
    while found := _TOKEN.search(html, at):
        if found.start() > at:
            yield "", _text(html[at : found.start()])
        at = found.end()
        if found[1]:
            name, written = found[1].lower(), found[2]
            if name in _RAW or _is_unseen(name, written):
                at = _behind(name, html, at)
            else:
                yield name, written
    if at < len(html):
        yield "", _text(html[at:])


def tags(html: str) -> Iterator[tuple[str, str, str]]:
    """Yield (name, attributes as written, what lies in it) of every tag that opens, in order, of unseen ones
    too: what machines read stands there. Only what is no markup (a script) has anything in it.
    """
    at = 0
    while found := _TOKEN.search(html, at):
        at = found.end()
        if not found[1] or found[1].startswith("/"):
            continue
        name, start = found[1].lower(), at
        if name in _RAW or name == "template":
            at = _behind(name, html, at)
        yield name, found[2], html[start:at].rpartition("</")[0] if at > start else ""


def attributes(written: str) -> dict[str, str]:
    """The attributes of a tag by lower-case name; of two with one name the first counts, as in browsers."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(written):
        found.setdefault(name.lower(), _text(double or single or bare))
    return found


def _text(written: str) -> str:
    return unescape(written) if "&" in written else written


def _is_unseen(name: str, written: str) -> bool:
    if name in _UNSEEN:
        return not written.endswith("/")
    if not written or name in _VOID or not _HINT.search(written):
        return False
    told = attributes(written)
    return (
        "hidden" in told
        or _NOT_DISPLAYED.search(told.get("style", "")) is not None
        # a stand-in for readers whose program does not know quotes; the quote itself is told elsewhere
        or "quote-inline" in told.get("class", "").split()
    )


def _behind(name: str, html: str, at: int) -> int:
    """Where the page goes on behind the end of the element `name` that has been opened before `at`."""
    depth = 1
    for tag in re.compile(rf"<(/?){re.escape(name)}(?=[\s/>])[^>]*>?", re.IGNORECASE).finditer(html, at):
        if tag[1]:
            depth -= 1
        elif name not in _RAW and name != "p":
            depth += 1
        if depth == 0:
            return tag.end()
    return len(html)  # what is never closed ends with the page, as in browsers
