"""The text of a post on X: HTML entities, t.co links at its end, a cut where it is long, what stands where.

Offsets count code points of the text as told, entities included.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from html import escape

from sample import invented
from sample.exchange import Json
from sample.pages import card, long_address
from sample.platforms.x_ids import media_keys, permalink, user_id
from sample.story import Person, Post, Story
from sample.words import pieces

_LONGEST = 280
_TCO = 23  # what a link counts, however long it is


@dataclass
class Shown:
    """`short` is the text of the post, `long` that of its note_tweet where it has one."""

    short: str
    long: str = ""
    people: list[Person] = field(default_factory=list)
    links: list[Json] = field(default_factory=list)


def shown_text(post: Post, story: Story, when: datetime) -> Shown:
    """The text as X tells it."""
    if post.repost:
        inner = shown_text(post.repost, story, when)
        whole = f"RT @{post.repost.author.handles['x']}: {inner.short}"
        short = whole if len(whole) <= 140 else whole[:139] + "…"
        return Shown(short, people=[post.repost.author, *inner.people], links=inner.links)
    words, people = "", []
    if post.reply_to and post.reply_to.author is not post.author:
        people.append(post.reply_to.author)
        words = f"@{post.reply_to.author.handles['x']} "
    for piece in pieces(post, story, "x", when):
        if piece.person:
            people.append(piece.person)
        words += f"@{piece.person.handles['x']}" if piece.person else ("#" * (piece.kind == "tag") + piece.text)
    links = _links(post, story, when)
    tail = "".join(f" {link['url']}" for link in links)
    whole = escape(words, quote=False) + tail
    if len(words) + (_TCO + 1) * len(links) <= _LONGEST:
        return Shown(whole, "", people, links)
    short = escape(words[: _LONGEST - 30].rsplit(" ", 1)[0] + "…", quote=False) + " " + _tco(post, "long")
    return Shown(short, whole, people, links)


def _links(post: Post, story: Story, when: datetime) -> list[Json]:
    """The t.co links in the order they stand: the page, the quoted post, the pictures."""
    links = []
    if post.link:
        page, unwound = card(story, post.link), long_address(post.link)
        links.append(_link(post, "link", post.link) | {
            "status": 200, "title": page.title, "description": page.description, "unwound_url": unwound,
        })  # fmt: skip
    if post.quote:
        links.append(_link(post, "quote", permalink(post.quote, when)))
    if post.images:
        url = f"{permalink(post, when)}/photo/1"
        shown = f"pic.x.com/{invented.letters(10, post.post_id, 'pictures')}"
        links.append(_link(post, "pictures", url) | {"display_url": shown, "media_key": media_keys(post)[0]})
    return links


def _link(post: Post, what: str, url: str) -> Json:
    shown = url.split("://", 1)[1]
    shown = shown if len(shown) <= 27 else shown[:26] + "…"
    return {"url": _tco(post, what), "expanded_url": url, "display_url": shown}


def _tco(post: Post, what: str) -> str:
    return f"https://t.co/{invented.letters(10, post.post_id, what)}"


def entities_of(text: str, shown: Shown) -> Json:
    """urls, mentions and hashtags with their places in `text`; what was cut off is not told."""
    urls = [
        {"start": start, "end": start + len(link["url"])} | link
        for link in shown.links
        if (start := text.find(link["url"])) >= 0
    ]
    mentions = [
        {"start": found.start(), "end": found.end(), "username": person.handles["x"], "id": user_id(person)}
        for person in shown.people
        if (found := re.search(rf"@{person.handles['x']}\b", text))
    ]
    tags = [
        {"start": found.start(), "end": found.end(), "tag": found[1]}
        for found in re.finditer(r"(?<![\w&])#(\w*[^\W\d_]\w*)", text)
    ]
    told = {"urls": urls, "mentions": mentions, "hashtags": tags}
    return {name: found for name, found in told.items() if found}
