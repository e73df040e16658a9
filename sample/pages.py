"""The pages that posts point at: what a link card shows of them, and where short links lead; and home pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import yaml

from sample.story import HERE, Story
from sample.words import paragraphs


@dataclass(frozen=True, slots=True)
class WebPage:
    """A page without its tracking parameters; `author` is empty where it names none."""

    url: str
    title: str
    description: str
    site: str
    author: str = ""
    language: str = "en"


def long_address(link: str) -> str:
    """Where a link leads after its redirects, tracking parameters included."""
    return str(_told()["short"].get(link, link))


def card(story: Story, link: str) -> WebPage:
    """The page behind a link. Raises KeyError for an address nobody has invented."""
    return pages(story)[long_address(link).partition("?")[0]]


@cache
def pages(story: Story) -> dict[str, WebPage]:
    """Every page by its address: those of pages.yaml, and what the cast published."""
    found = {told["url"]: WebPage(**told) for told in _told()["pages"]}
    for post in story.posts.values():
        if post.link and post.kind in ("article", "episode"):
            site = urlsplit(post.link).netloc.removesuffix(".example").capitalize()
            words = paragraphs(str(post.told["text"]))[0]
            short = words if len(words) <= 160 else words[:157].rsplit(" ", 1)[0] + "…"
            found[post.link] = WebPage(post.link, post.title, short, site, post.author.name, post.language)
    return found


@dataclass(frozen=True, slots=True)
class Home:
    """A home page: whom it calls the same by rel=me, and as the one person it is about."""

    url: str
    title: str
    me: list[str] = field(default_factory=list)
    person: str = ""
    same_as: list[str] = field(default_factory=list)


def homes() -> list[Home]:
    """The home pages that accounts of the cast name."""
    return [Home(**told) for told in _told()["homes"]]


def short_links() -> dict[str, str]:
    """Short link -> where it leads."""
    return dict(_told()["short"])


@cache
def _told() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((HERE / "pages.yaml").read_text("utf-8"))
    return read
