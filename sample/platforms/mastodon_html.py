"""The HTML that Mastodon makes of what was typed: paragraphs, people, hashtags, links with hidden ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

from sample.exchange import Json
from sample.story import Person, Post, Story
from sample.words import pieces

_SHOWN = 30


def html_of(post: Post, story: Story, named: Sequence[Person], host: str, when: datetime) -> str:
    """The content of a status as `host` shows it."""
    told, in_text = "", set()
    for piece in pieces(post, story, "mastodon", when):
        if piece.kind == "tag":
            told += _hashtag(piece.text, host)
        elif piece.person:
            in_text.add(piece.person.person_id)
            told += _person(piece.person)
        else:
            told += escape(piece.text, quote=False)
    # whom an answer is addressed to stands before it, as the app writes it
    before = " ".join(_person(person) for person in named if person.person_id not in in_text)
    after = f"\n\n{_link(post.link)}" if post.link else ""
    whole = f"{before} {told}{after}".strip()
    return "<p>" + whole.replace("\n\n", "</p><p>").replace("\n", "<br />") + "</p>"


def tags_of(post: Post, story: Story, host: str, when: datetime) -> list[Json]:
    """The hashtags of a status, in small letters as the server keeps them."""
    found = [piece.text.lower() for piece in pieces(post, story, "mastodon", when) if piece.kind == "tag"]
    return [{"name": name, "url": f"https://{host}/tags/{name}"} for name in dict.fromkeys(found)]


def _hashtag(name: str, host: str) -> str:
    address = f"https://{host}/tags/{name.lower()}"
    return f'<a href="{address}" class="mention hashtag" rel="tag">#<span>{name}</span></a>'


def _person(person: Person) -> str:
    user, host = person.handles["mastodon"].split("@")
    anchor = f'<a href="https://{host}/@{user}" class="u-url mention">@<span>{user}</span></a>'
    return f'<span class="h-card" translate="no">{anchor}</span>'


def _link(url: str) -> str:
    rest = url.removeprefix("https://")
    shown, hidden = rest[:_SHOWN], rest[_SHOWN:]
    cut = "ellipsis" if hidden else ""
    return (
        f'<a href="{escape(url)}" target="_blank" rel="nofollow noopener" translate="no">'
        f'<span class="invisible">https://</span><span class="{cut}">{escape(shown)}</span>'
        f'<span class="invisible">{escape(hidden)}</span></a>'
    )
