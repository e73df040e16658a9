"""A podcast's RSS, with what the directories ask for and the newer podcast: elements."""

from __future__ import annotations

import re
from datetime import datetime
from html import escape

from sample import invented
from sample.platforms.xml import HEAD, around, cdata, element, rss_date
from sample.story import Person, Post, Story
from sample.words import paragraphs, plain

_SPACES = {
    "xmlns__itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "xmlns__content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns__podcast": "https://podcastindex.org/namespace/1.0",
    "xmlns__atom": "http://www.w3.org/2005/Atom",
}


def podcast(story: Story, person: Person, posts: list[Post], when: datetime) -> str:
    """The feed of a show as of `when`."""
    site = "/".join(person.handles["feeds"].split("/")[:3])
    channel = "".join((
        element("title", "Casa Clara"),
        element("link", f"{site}/"),
        element("atom:link", href=person.handles["feeds"], rel="self", type="application/rss+xml"),
        element("description", "La factura de la luz, contada por familias"),
        element("language", "es"),
        element("itunes:author", person.name),
        element("itunes:type", "episodic"),
        element("itunes:explicit", "false"),
        element("itunes:category", text="Business"),
        element("itunes:image", href=f"{site}/cover.jpg"),
        around("itunes:owner", element("itunes:name", person.name)),
        element("podcast:guid", _guid("show")),
        element("podcast:license", "cc-by-nc-4.0"),
        element("lastBuildDate", rss_date(posts[0].places["feeds"])),
    ))  # fmt: skip
    items = "".join(_episode(story, person, post, when) for post in posts)
    return HEAD + around("rss", around("channel", channel + items), version="2.0", **_SPACES) + "\n"


def _episode(story: Story, person: Person, post: Post, when: datetime) -> str:
    seconds = 1500 + invented.number("duration", post.post_id) % 1800
    found = re.search(r"\d+", post.title)
    number = found[0] if found else "0"
    audio = f"https://media.casaclara.example/episodios/{number}.mp3"
    text = plain(post, story, when)
    body = "".join(f"<p>{escape(part, quote=False)}</p>" for part in paragraphs(text))
    return around("item", "".join((
        element("title", post.title),
        element("link", post.link or ""),
        element("guid", _guid(post.post_id), isPermaLink="false"),
        element("pubDate", rss_date(post.places["feeds"])),
        element("description", paragraphs(text)[0]),
        cdata("content:encoded", body),
        element("enclosure", url=audio, length=str(seconds * 16000), type="audio/mpeg"),
        element("itunes:author", person.name),
        element("itunes:duration", f"{seconds // 60}:{seconds % 60:02}" if len(number) % 2 else str(seconds)),
        element("itunes:season", "4"),
        element("itunes:episode", number),
        element("itunes:episodeType", "full"),
        element("itunes:explicit", "false"),
        element("podcast:transcript", url=audio.replace(".mp3", ".vtt"), type="text/vtt", language="es"),
    )))  # fmt: skip


def _guid(seed: str) -> str:
    digits = invented.hexadecimal(32, "podcast", seed)
    return f"{digits[:8]}-{digits[8:12]}-5{digits[13:16]}-a{digits[17:20]}-{digits[20:32]}"
