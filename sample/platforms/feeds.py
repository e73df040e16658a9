"""Blogs, a newsletter and a podcast, each in the form its software writes, and the headers its server sends.

form  https://www.rssboard.org/rss-specification, RFC 4287, https://www.jsonfeed.org/version/1.1/,
      https://help.apple.com/itc/podcasts_connect/#/itcb54353390
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from html import escape

from sample import invented
from sample.exchange import Exchange, Json, http_date
from sample.platforms.podcast import podcast
from sample.platforms.xml import HEAD, around, atom_date, cdata, element, rss_date
from sample.story import Person, Post, Story
from sample.words import paragraphs, plain

_PAGE = 5  # what the WordPress of the sample shows at once; older ones are behind ?paged=
_XML = "application/rss+xml; charset=UTF-8"


def record(story: Story, when: datetime) -> Iterator[Exchange]:
    """Answers of every site of the cast."""
    for person in story.listened["feeds"]:
        url, posts = person.handles["feeds"], story.timeline(person, "feeds", when)
        if person.person_id == "mara-voss":
            yield from _wordpress(story, person, posts, when)
        else:
            kind, make = _FORMS[person.person_id]
            body = make(story, person, posts, when)
            yield Exchange(when, url, body, {"content-type": kind} | _validators(posts, url, when))


def html(post: Post, story: Story, when: datetime) -> str:
    """The body of an article."""
    return "\n".join(f"<p>{escape(part, quote=False)}</p>" for part in paragraphs(plain(post, story, when)))


def _changed_at(posts: list[Post], when: datetime) -> datetime:
    return max(post.edited_at(when) or post.places["feeds"] for post in posts)


def _validators(posts: list[Post], url: str, when: datetime) -> dict[str, str]:
    """What the server sends so that it can be asked again only for what has changed."""
    changed = _changed_at(posts, when)
    tag = f'"{int(changed.timestamp()):x}-{invented.number("length", url, len(posts)) % 65536:x}"'
    return {"etag": tag, "last-modified": http_date(changed)}


def _site(person: Person) -> str:
    return "/".join(person.handles["feeds"].split("/")[:3]) + "/"


def _wordpress(story: Story, person: Person, posts: list[Post], when: datetime) -> Iterator[Exchange]:
    """The feed page by page; behind the last one WordPress answers 404 with a feed of nothing."""
    url, pages = person.handles["feeds"], -(-len(posts) // _PAGE)
    changed = _changed_at(posts, when)
    headers = {
        "content-type": _XML,
        "last-modified": http_date(changed),
        "etag": f'"{invented.hexadecimal(32, url, changed)}"',
        "link": f'<{_site(person)}wp-json/>; rel="https://api.w.org/"',
    }
    for page in range(1, pages + 2):
        some = posts[_PAGE * (page - 1) : _PAGE * page]
        body = _wordpress_rss(story, person, some, changed, when)
        asked = url if page == 1 else f"{url}?paged={page}"
        yield Exchange(when, asked, body, headers, 200 if some else 404)


def _wordpress_rss(story: Story, person: Person, posts: list[Post], changed: datetime, when: datetime) -> str:
    items = "".join(
        around("item", "".join((
            element("title", post.title),
            element("link", post.link or ""),
            element("comments", f"{post.link}/#comments"),
            cdata("dc:creator", person.name),
            element("pubDate", rss_date(post.places["feeds"])),
            *(cdata("category", name) for name in person.cares_about[:2]),
            element("guid", f"{_site(person)}?p={_number(post)}", isPermaLink="false"),
            cdata("description", html(post, story, when).partition("</p>")[0] + " [&#8230;]</p>"),
            cdata("content:encoded", html(post, story, when)),
            element("slash:comments", str(int(9 * post.popular))),
        )))
        for post in posts
    )  # fmt: skip
    channel = "".join((
        element("title", f"{person.name} – The Current"),
        element("atom:link", href=person.handles["feeds"], rel="self", type="application/rss+xml"),
        element("link", person.handles["feeds"].removesuffix("feed/")),
        element("description", "Energy, weekly"),
        element("lastBuildDate", rss_date(changed)),
        element("language", "en-GB"),
        element("sy:updatePeriod", "hourly"),
        element("generator", "https://wordpress.org/?v=6.9"),
    ))  # fmt: skip
    spaces = {
        "xmlns__content": "http://purl.org/rss/1.0/modules/content/",
        "xmlns__dc": "http://purl.org/dc/elements/1.1/",
        "xmlns__atom": "http://www.w3.org/2005/Atom",
        "xmlns__sy": "http://purl.org/rss/1.0/modules/syndication/",
        "xmlns__slash": "http://purl.org/rss/1.0/modules/slash/",
    }
    return HEAD + around("rss", around("channel", channel + items), version="2.0", **spaces) + "\n"


def _number(post: Post) -> int:
    """What WordPress calls a post in its own tables."""
    return 2000 + invented.number("wp", post.post_id) % 7000


def _newsletter(story: Story, person: Person, posts: list[Post], when: datetime) -> str:
    """A newsletter's RSS: the whole letter, and the author only as dc:creator."""
    items = "".join(
        around("item", "".join((
            cdata("title", post.title),
            cdata("description", paragraphs(plain(post, story, when))[0]),
            element("link", post.link or ""),
            element("guid", post.link or "", isPermaLink="false"),
            cdata("dc:creator", person.name),
            element("pubDate", post.places["feeds"].strftime("%a, %d %b %Y %H:%M:%S GMT")),
            cdata("content:encoded", html(post, story, when)),
        )))
        for post in posts
    )  # fmt: skip
    channel = "".join((
        cdata("title", "Load Curve"),
        cdata("description", "One letter a week on electricity and the people who use it"),
        element("link", _site(person)),
        element("lastBuildDate", rss_date(_changed_at(posts, when))),
        element("atom:link", href=person.handles["feeds"], rel="self", type="application/rss+xml"),
        cdata("copyright", person.name),
        cdata("language", "en"),
    ))  # fmt: skip
    spaces = {
        "xmlns__content": "http://purl.org/rss/1.0/modules/content/",
        "xmlns__dc": "http://purl.org/dc/elements/1.1/",
        "xmlns__atom": "http://www.w3.org/2005/Atom",
    }
    return HEAD + around("rss", around("channel", channel + items), **spaces, version="2.0") + "\n"


def _static_rss(story: Story, person: Person, posts: list[Post], when: datetime) -> str:
    """The RSS of a static site: no author, the whole text as description, the address as guid."""
    items = "".join(
        around("item", "".join((
            element("title", post.title),
            element("link", post.link or ""),
            element("pubDate", rss_date(post.places["feeds"])),
            element("guid", post.link or ""),
            element("description", html(post, story, when)),
        )))
        for post in posts
    )  # fmt: skip
    channel = "".join((
        element("title", person.about if person.tier == 1 else f"{person.name} Journal"),
        element("link", person.handles["feeds"].rsplit("/", 1)[0] + "/"),
        element("description", f"Recent articles of {person.name}"),
        element("language", "en"),
        element("lastBuildDate", rss_date(_changed_at(posts, when))),
    ))  # fmt: skip
    return HEAD + around("rss", around("channel", channel + items), version="2.0") + "\n"


def _atom(story: Story, person: Person, posts: list[Post], when: datetime) -> str:
    url = person.handles["feeds"]
    entries = "".join(
        around("entry", "".join((
            element("title", post.title),
            element("link", rel="alternate", type="text/html", href=post.link or ""),
            element("id", f"tag:corrente.example,2026:{(post.link or '').rsplit('/', 1)[1]}"),
            element("published", atom_date(post.places["feeds"])),
            element("updated", atom_date(post.edited_at(when) or post.places["feeds"])),
            *(element("category", term=name) for name in person.cares_about[:2]),
            element("content", html(post, story, when), type="html"),
        )))
        for post in posts
    )  # fmt: skip
    head = "".join((
        element("title", person.about),
        element("link", rel="self", type="application/atom+xml", href=url),
        element("link", rel="alternate", type="text/html", href=url.removesuffix("atom.xml")),
        element("id", url),
        element("updated", atom_date(_changed_at(posts, when))),
        around("author", element("name", person.name) + element("uri", _site(person))),
        element("rights", "CC BY 4.0"),
        element("link", rel="license", href="https://creativecommons.org/licenses/by/4.0/"),
    ))  # fmt: skip
    return HEAD + around("feed", head + entries, xmlns="http://www.w3.org/2005/Atom", xml__lang="en") + "\n"


def _json_feed(story: Story, person: Person, posts: list[Post], when: datetime) -> Json:
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Emberstat",
        "home_page_url": _site(person),
        "feed_url": person.handles["feeds"],
        "language": "en",
        "authors": [{"name": person.name, "url": _site(person)}],
        "items": [
            {
                "id": post.link,
                "url": post.link,
                "title": post.title,
                "content_html": html(post, story, when),
                "date_published": atom_date(post.places["feeds"]),
                "tags": ["release"] if "/releases/" in (post.link or "") else ["essay"],
            }
            | ({"date_modified": atom_date(edited)} if (edited := post.edited_at(when)) else {})
            for post in posts
        ],
    }


_Form = Callable[[Story, Person, list[Post], datetime], str | Json]
_FORMS: dict[str, tuple[str, _Form]] = {
    "halden": ("application/xml", _static_rss),
    "kit-lowell": ("application/feed+json; charset=utf-8", _json_feed),
    "lucia-ferrante": (_XML, podcast),
    "priya-nair": ("text/xml", _static_rss),
    "ruth-amsel": ("application/xml; charset=utf-8", _newsletter),
    "tomas-ribeiro": ("application/atom+xml; charset=utf-8", _atom),
}
