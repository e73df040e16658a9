"""The pages that posts point at, the home pages of the cast, and the redirects of the invented shortener lnk.example.

Each is recorded once: pages of the sample do not change.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from html import escape
from urllib.parse import urlsplit

from sample.exchange import Exchange
from sample.pages import Home, WebPage, homes, long_address, pages, short_links
from sample.story import MONDAYS, Story

_HTML = {"content-type": "text/html; charset=utf-8"}
_ROBOTS = "User-agent: *\nDisallow: /wp-admin/\n"


def record(story: Story, when: datetime) -> Iterator[Exchange]:
    """Pages, robots.txt and redirects, all in the first week."""
    if when != MONDAYS[0]:
        return
    known = pages(story)
    links = {long_address(post.link) for post in story.posts.values() if post.link}
    for url in sorted({*known, *links, *short_links().values()}):
        yield Exchange(when, url, _page(known[url.partition("?")[0]]), _HTML)
    for short, target in sorted(short_links().items()):
        headers = _HTML | {"location": target, "cache-control": "private, max-age=90"}
        yield Exchange(when, short, f'<a href="{escape(target)}">moved here</a>', headers, 301)
    for home in homes():
        yield Exchange(when, home.url, _home(home), _HTML)
    hosts = {urlsplit(url).netloc for url in [*known, *short_links(), *(home.url for home in homes())]}
    for host in sorted(hosts):
        yield Exchange(when, f"https://{host}/robots.txt", _ROBOTS, {"content-type": "text/plain"})


def _page(page: WebPage) -> str:
    """A page that tells its title, site, author and own address, as good pages do."""
    linked: dict[str, object] = {"@context": "https://schema.org", "@type": "Article"}
    linked |= {"headline": page.title, "mainEntityOfPage": page.url}
    if page.author:
        linked["author"] = [{"@type": "Person", "name": name.strip()} for name in page.author.split(",")]
    title, description, site = escape(page.title), escape(page.description), escape(page.site)
    image = f"https://{urlsplit(page.url).netloc}/share.png"
    things = {"title": title, "description": description, "url": page.url, "site_name": site, "image": image}
    metas = "".join(f'<meta property="og:{name}" content="{told}">\n' for name, told in things.items())
    return (
        f'<!doctype html>\n<html lang="{page.language}"><head><meta charset="utf-8">\n'
        f"<title>{title} · {site}</title>\n"
        f'<link rel="canonical" href="{page.url}">\n{metas}'
        f'<script type="application/ld+json">{json.dumps(linked, ensure_ascii=False)}</script></head>\n'
        f"<body><h1>{title}</h1><p>{description}</p></body></html>\n"
    )


def _home(home: Home) -> str:
    """A home page that says where else its owner is found."""
    person = {"@context": "https://schema.org", "@type": "Person", "name": home.person, "sameAs": home.same_as}
    told = (
        f'<script type="application/ld+json">{json.dumps(person, ensure_ascii=False)}</script>' if home.person else ""
    )
    links = "".join(f'<link rel="me" href="{escape(one)}">\n' for one in home.me)
    return (
        f'<!doctype html>\n<html><head><meta charset="utf-8">\n'
        f"<title>{escape(home.title)}</title>\n{links}{told}</head>\n"
        f"<body><h1>{escape(home.title)}</h1></body></html>\n"
    )
