"""The words of a post in pieces: plain text, people, hashtags. Each platform writes them its own way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sample.invented import number
from sample.story import Person, Post, Story

_MARKS = re.compile(r"(?<![\w/])(?:@(?P<person>[a-z]+(?:-[a-z]+)?)|#(?P<tag>\w*[^\W\d_]\w*))")


@dataclass(frozen=True, slots=True)
class Piece:
    """`kind` is text, person or tag; `text` is what was typed, `person` who is meant."""

    kind: str
    text: str
    person: Person | None = None


def pieces(post: Post, story: Story, platform: str, when: datetime) -> Iterator[Piece]:
    """The pieces of a post as typed on `platform`; who has no account there is called by name."""
    text, done = post.text(when), 0
    for found in _MARKS.finditer(text):
        person = story.people.get(found["person"] or "")
        if not (person or found["tag"]):
            continue
        yield Piece("text", text[done : found.start()])
        done = found.end()
        if found["tag"]:
            yield Piece("tag", found["tag"])
        elif person and platform in person.handles:
            yield Piece("person", person.person_id, person)
        elif person:
            yield Piece("text", person.name)
    yield Piece("text", text[done:])


def iso(when: datetime) -> str:
    """2026-09-01T08:12:00.000Z"""
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def instant(post: Post, platform: str) -> datetime:
    """When it appeared, to the millisecond: nobody posts on the full second."""
    return post.places[platform] + timedelta(milliseconds=number("ms", post.post_id, platform) % 1000)


def paragraphs(text: str) -> list[str]:
    """Text in paragraphs: an empty line, or in long texts a line break, ends one."""
    return [part.strip() for part in re.split(r"\n\s*\n|\n", text) if part.strip()]


def plain(post: Post, story: Story, when: datetime) -> str:
    """The text of an article, video or episode, where people are called by their names."""
    found = pieces(post, story, "", when)
    return "".join("#" * (piece.kind == "tag") + piece.text for piece in found)
