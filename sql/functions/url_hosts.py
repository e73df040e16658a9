"""What certain sites do with addresses: other names, redirectors, other forms of one page, AMP caches."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from sql.functions import url_rules as rules
from sql.functions.url_parts import Address, decoded, parse

Rewrite = Callable[[Address], Address]


class Host(NamedTuple):
    """What is known of one host; nothing for most."""

    site: str  # the name it goes by
    is_https: bool  # it answers http with a redirect to https
    domain: str  # the key of url_rules.TRACKING_ON that holds for it, or ""
    redirects: tuple[tuple[str, tuple[str, ...]], ...]  # (path, parameters)
    rewrite: Rewrite | None


@lru_cache(maxsize=8192)
def known(site: str) -> Host:
    """What is known of the host `site`, in lower case. One with a port is a host nobody knows."""
    site = rules.ALIASES.get(site, site)
    names = _names(site)
    return Host(
        site=site,
        is_https=site in _HTTPS,
        domain=next((name for name in names if name in rules.TRACKING_ON), ""),
        redirects=tuple((path, parameters) for host, path, parameters in rules.REDIRECTORS if host in names),
        rewrite=next((_REWRITES[name] for name in names if name in _REWRITES), None),
    )


def target(address: Address, host: Host) -> str | None:
    """The address that a redirector's link leads to, as the link tells; None when it leads to no other."""
    for path, parameters in host.redirects:
        if path == "*" or address.path.rstrip("/") == path:
            for wanted in parameters:
                for piece in address.query.split("&"):
                    name, _, value = piece.partition("=")
                    found = _web_address(value) if name == wanted else None
                    if found:
                        return found
    return None


def without_amp(address: Address) -> Address:
    """`address` without a trailing /amp, where what stands before it is surely an article.

    A slug of three words, a date or an .html. Elsewhere `amp` may be a name (a repository, a word in a
    dictionary), and /amp/ in front or an amp. host have no rule that holds everywhere: for these only the
    page's own rel=canonical can tell.
    """
    path = address.path.removesuffix("/")
    article = path.removesuffix("/amp")
    slug = article.rpartition("/")[2]
    is_article = slug.count("-") >= 2 or slug.endswith((".html", ".htm")) or (slug and _DATED.search(article))
    if article == path or not is_article:
        return address
    return address._replace(path=article + address.path[len(path) :])


_DATED = re.compile(r"/(?:19|20)[0-9]{2}/[01]?[0-9]/")
_GOOGLE = re.compile(r"google\.(?:com?\.)?[a-z]{2,3}")
_GOOGLE_AMP = re.compile(r"/amp/(s/)?([^/]+\.[^/]+)(/.*)?")
_AMP_CACHE = re.compile(r"/(?:c|v|wp)/(s/)?([^/]+\.[^/]+)(/.*)?")
_X_STATUS = re.compile(r"/(i/web|[A-Za-z0-9_]{1,50})/status(?:es)?/([0-9]{1,20})(?:/.*)?")
_YOUTUBE_VIDEO = re.compile(r"/(?:shorts|live|embed|v|e)/([A-Za-z0-9_-]+)/?")
_YOUTU_BE = re.compile(r"/([A-Za-z0-9_-]+)/?")
_SUBSTACK_POST = re.compile(r"/pub/([a-z0-9-]+)(/p/[^/]+)/?")


def _names(site: str) -> list[str]:
    """The names under which the rules may speak of `site`, the nearest first."""
    bare = site.removeprefix("www.").removeprefix("m.")
    names = [bare, *("*." + site[at:] for at in range(len(site)) if at == 0 or site[at - 1] == ".")]
    return [rules.GOOGLE, *names] if _GOOGLE.fullmatch(bare) else names


def _web_address(value: str) -> str | None:
    """The web address in a redirector's parameter, which some encode twice over. A relative one is none."""
    for _ in range(3):
        value = decoded(value)
        if parse(value):
            return value
        if not value[:6].lower().startswith(("http%", "https%")):
            return None
    return None


def _x(address: Address) -> Address:
    """A post of X has one address, whoever shared it how: its id is the key, photo and query are not."""
    path = address.path
    if path == "/" and address.fragment.startswith("!/"):  # x.com/#!/ana/status/1, as written until 2012
        path = address.fragment[1:]
    status = _X_STATUS.fullmatch(path)
    if status is None:
        return address
    author = "i" if status[1] == "i/web" else status[1]
    return Address("https", "x.com", f"/{author}/status/{status[2]}", "", "")


def _youtube(address: Address) -> Address:
    video = _YOUTUBE_VIDEO.fullmatch(address.path)
    if video is None or video[1] == "live_stream":  # a channel's player, whose video changes
        return address
    if video[1] == "videoseries":  # looks like an id, is a playlist's player
        return Address("https", "www.youtube.com", "/playlist", address.query, "")
    return _watch(video[1], address)


def _youtu_be(address: Address) -> Address:
    video = _YOUTU_BE.fullmatch(address.path)
    return _watch(video[1], address) if video else address


def _watch(video: str, address: Address) -> Address:
    others = [piece for piece in address.query.split("&") if piece and not piece.startswith("v=")]
    return Address("https", "www.youtube.com", "/watch", "&".join([f"v={video}", *others]), "")


def _google_amp(address: Address) -> Address:
    return _page_in_cache(_GOOGLE_AMP.fullmatch(address.path), address)


def _amp_cache(address: Address) -> Address:
    return _page_in_cache(_AMP_CACHE.fullmatch(address.path), address)


def _page_in_cache(cached: re.Match[str] | None, address: Address) -> Address:
    """The page that an AMP cache shows; `s/` in the cache's path says that the page has https."""
    page = parse(f"http{'s' if cached[1] else ''}://{cached[2]}{cached[3] or '/'}") if cached else None
    return page._replace(query=address.query) if page else address


def _open_substack(address: Address) -> Address:
    post = _SUBSTACK_POST.fullmatch(address.path)
    return Address("https", f"{post[1]}.substack.com", post[2], address.query, "") if post else address


def _desktop_wiki(address: Address) -> Address:
    return address._replace(site=address.site.replace(".m.", ".", 1))


_REWRITES: dict[str, Rewrite] = {
    "x.com": _x,
    **{f"*.{mirror}": _x for mirror in rules.X_MIRRORS},
    "*.youtube.com": _youtube,
    "youtube-nocookie.com": _youtube,
    "youtu.be": _youtu_be,
    "*.cdn.ampproject.org": _amp_cache,
    rules.GOOGLE: _google_amp,
    "open.substack.com": _open_substack,
    "*.m.wikipedia.org": _desktop_wiki,
}
_HTTPS = frozenset(rules.ALIASES.values())

# domains under which even a link without query may change: the quick way past the rules must not take these.
REWRITTEN = frozenset(name.removeprefix("*.") for name in (*_REWRITES, *rules.ALIASES, *_HTTPS))
