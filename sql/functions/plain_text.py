r"""HTML as its reader sees it: the text, the links, the images. Pure, never raise, whatever the markup.

    plain_text('<p>a &amp; b<br>c</p><p>d</p>')          -> "a & b\nc\n\nd"
    html_links('<a href="https://a.example">A</a>')      -> [{url: https://a.example, text: A, rel: NULL,
    class: NULL}]

Servers of one network write one post in different HTML: Mastodon cuts long links into invisible and ellipsis
spans, Takahe puts an ellipsis and keeps the address in href, GoToSocial writes it out. All give the same text
here: the whole address. A mention has class "mention", a hashtag "hashtag" besides.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import pyarrow as pa

from sql.functions.html_tokens import attributes, tokens

if TYPE_CHECKING:
    from collections.abc import Callable

Strings: TypeAlias = "pa.Array | pa.ChunkedArray"

_BLANKS = re.compile(r"[ \t\r\n\f]+")
# NUL and its kin are seen by nobody and refused by many; half a surrogate pair is no character at all
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")
_SCHEME = re.compile(r"https?://", re.IGNORECASE)

# how many line breaks stand before and behind an element
_BREAKS = dict.fromkeys(
    [
        "p",
        "blockquote",
        "ul",
        "ol",
        "dl",
        "pre",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "figure",
        "article",
        "section",
        "aside",
        "main",
        "nav",
        "header",
        "footer",
        "hr",
        "form",
        "fieldset",
        "details",
    ],
    2,
) | dict.fromkeys(
    ["div", "li", "dt", "dd", "tr", "figcaption", "address", "summary", "caption", "body", "html", "legend"],
    1,
)
_LISTS = frozenset(("ul", "ol"))


class Link(NamedTuple):
    """One <a href>: where it leads, the words a reader sees, and how it is marked."""

    url: str
    text: str
    rel: str | None
    css_class: str | None


class Image(NamedTuple):
    """One <img src>; `alt` None is "they do not tell", "" is "they gave none"."""

    url: str
    alt: str | None


class _Page:
    """A page being written, a piece at a time."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.breaks = 0
        self.bullet = ""
        self.lists: list[int] = []  # the next number of each open list; -1 for one without numbers
        self.preformatted = 0
        self.link: tuple[int, dict[str, str]] | None = None

    def write(self, text: str) -> None:
        if not self.preformatted:
            text = _BLANKS.sub(" ", text)
            if self.breaks or not self.pieces or self.pieces[-1].endswith((" ", "\t")):
                text = text.lstrip(" ")
        if text:
            if self.breaks and self.pieces:
                self.pieces.append("\n" * min(self.breaks, 2))
            if self.bullet:
                self.pieces.append(self.bullet)
            self.pieces.append(text)
            self.breaks, self.bullet = 0, ""

    def open(self, name: str, written: str) -> None:
        # the bullet of a list waits for the first words, however many elements stand in between
        if name in _BREAKS and not self.bullet:
            self.breaks = max(self.breaks, 1 if self.lists and name in _LISTS else _BREAKS[name])
        if name == "br":
            self.breaks += 1
        elif name == "a":
            self.close_link()
            self.link = (len(self.pieces), attributes(written))
        elif name == "img":
            self.write(_emoji(written))
        elif name in _LISTS:
            self.lists.append(1 if name == "ol" else -1)
        elif name == "li":
            number = self.lists[-1] if self.lists else -1
            self.bullet = "• " if number < 0 else f"{number}. "
            if number > 0:
                self.lists[-1] += 1
        elif name == "pre":
            self.preformatted += 1
        elif name in ("td", "th") and self.pieces and not self.breaks:
            self.pieces.append("\t")

    def close(self, name: str) -> None:
        if name == "a":
            self.close_link()
        elif name in _LISTS and self.lists:
            self.lists.pop()
        elif name == "pre":
            self.preformatted = max(0, self.preformatted - 1)
        if name in _BREAKS:
            self.breaks = max(self.breaks, 1 if self.lists and name in _LISTS else _BREAKS[name])
            self.bullet = ""

    def close_link(self) -> None:
        """Where the words of a link are its own address, cut or without scheme, write the whole address."""
        if self.link is not None and len(self.pieces) > self.link[0]:
            start, told = self.link
            while start < len(self.pieces) - 1 and not self.pieces[start].strip():
                start += 1
            if (whole := _whole_address("".join(self.pieces[start:]), told)) is not None:
                self.pieces[start:] = [whole]
        self.link = None

    def text(self) -> str:
        joined = _UNSEEN.sub("", "".join(self.pieces).replace("\r\n", "\n").replace("\r", "\n"))
        return "\n".join(line.rstrip() for line in joined.replace("\u00a0", " ").split("\n")).strip()


def text_of(html: str | None) -> str | None:
    """The text a reader of `html` sees; paragraphs are two line breaks apart. None for None."""
    if html is None:
        return None
    page = _Page()
    for name, written in tokens(html):
        if not name:
            page.write(written)
        elif name[0] == "/":
            page.close(name[1:])
        else:
            page.open(name, written)
    page.close_link()
    return page.text()


def links_of(html: str | None) -> list[Link]:
    """Every <a href> of `html` that a reader sees, in order, mentions and hashtags included."""
    found: list[Link] = []
    if html is None or ("<a" not in html and "<A" not in html):
        return found
    told: dict[str, str] | None = None
    words: list[str] = []

    def end() -> None:
        if told is not None and (url := _clean(told.get("href", ""))):
            text = _clean(_BLANKS.sub(" ", "".join(words)))
            found.append(Link(url, text, told.get("rel"), told.get("class")))

    for name, written in tokens(html):
        if name in ("a", "/a"):
            end()
            told, words = (attributes(written) if name == "a" else None), []
        elif told is not None:
            words.append(written if not name else _emoji(written) if name == "img" else " " if name == "br" else "")
    end()
    return found


def images_of(html: str | None) -> list[Image]:
    """Every <img> of `html` with an address, in order; emoji, counting pixels and data: images are none."""
    found: list[Image] = []
    if html is None or "<img" not in html.lower():
        return found
    for name, written in tokens(html):
        if name == "img":
            told = attributes(written)
            url = _clean(told.get("src", ""))
            is_pixel = {told.get("width"), told.get("height")} & {"0", "1"}
            if url and not is_pixel and not url.lower().startswith("data:") and not _is_emoji(told):
                found.append(Image(url, _clean(told["alt"]) if "alt" in told else None))
    return found


def _emoji(written: str) -> str:
    told = attributes(written)
    return told.get("alt", "") if _is_emoji(told) else ""


def _is_emoji(told: dict[str, str]) -> bool:
    return bool({"emoji", "emojione", "custom-emoji", "wp-smiley"} & set(told.get("class", "").lower().split()))


def _whole_address(text: str, told: dict[str, str]) -> str | None:
    """The address `told` leads to, where `text` is nothing but that address in a shorter form."""
    href = told.get("href", "").strip()
    scheme = _SCHEME.match(href)
    if scheme is None:
        return None
    shown, rest = _SCHEME.sub("", text.strip(), count=1), href[scheme.end() :]
    is_cut = shown.endswith(("…", "...")) or "ellipsis" in told.get("class", "").split()
    cut = shown.rstrip("….")
    if is_cut and cut and rest.startswith(cut):
        return href
    return href if shown and _SCHEME.match(text.strip()) is None and shown in (rest, rest.removesuffix("/")) else None


def _clean(text: str) -> str:
    return _UNSEEN.sub("", text).strip()


def _each(html: Strings, read: Callable[[str], Any], told: pa.DataType) -> pa.Array:
    return pa.array([None if page is None else read(page) for page in html.to_pylist()], told)


LINKS = pa.list_(pa.struct([(name, pa.string()) for name in ("url", "text", "rel", "class")]))


def plain_text(html: Strings) -> pa.Array:
    """`text_of` each; NULL stays NULL."""
    return _each(html, text_of, pa.string())


def html_links(html: Strings) -> pa.Array:
    """`links_of` each, as structs of url, text, rel, class; NULL stays NULL."""
    names = ("url", "text", "rel", "class")
    return _each(html, lambda page: [dict(zip(names, link, strict=True)) for link in links_of(page)], LINKS)


FUNCTIONS: dict[str, tuple[Callable[..., pa.Array], list[str], str]] = {
    "plain_text": (plain_text, ["VARCHAR"], "VARCHAR"),
    "html_links": (
        html_links,
        ["VARCHAR"],
        'STRUCT(url VARCHAR, "text" VARCHAR, rel VARCHAR, "class" VARCHAR)[]',
    ),
}
