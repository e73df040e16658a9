"""Which pages the accounts of listed people name, by what their profiles say.

Read are the accounts of listed people, on platforms whose posts may be told of one person. Left out is what cannot be
read without an account or a platform's own interface, and what is listed already.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from config.elsewhere import account_at, addresses_in, domain_of
from sql import warehouse
from sql.functions.url_scalar import canonical_url, is_short, site_of, url_key

if TYPE_CHECKING:
    import duckdb

# pages of these tell nothing without a script, an account, or the platform's own interface
WALLED = frozenset((
    "x.com", "twitter.com", "facebook.com", "instagram.com", "threads.com", "threads.net", "linkedin.com", "tiktok.com",
    "reddit.com", "youtube.com", "bsky.app", "ycombinator.com", "brid.gy",
))  # fmt: skip

_LISTED = """
    select
        a.account_id, a.influencer_id, a.platform, lower(coalesce(a.handle_now, a.handle)) as handle, a.native_id,
        a.url, a.website, a.description,
        (select list({'url': l.url, 'is_verified': l.is_verified} order by l.position)
            from core.profile_links as l where l.account_id = a.account_id) as links
    from core.accounts as a
    join core.influencers as i using (influencer_id)
    where
        a.is_listed and not a.is_brand and i.is_listed and not i.is_opted_out
        and a.platform in (select unnest($platforms))
    order by a.account_id
"""


@dataclass(slots=True)
class Home:
    """A page that accounts of one person name, or of several (`is_shared`).

    `is_theirs`: it needs no look to know that (a domain that is a handle, a verified field, the site of a listed feed).
    `known`: the listed accounts of the person, by every name they have; `pages`: all pages that these name.
    """

    page_id: str
    url: str
    influencer_id: str
    account_ids: list[str] = field(default_factory=list)
    is_theirs: bool = False
    is_shared: bool = False
    known: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)


def homes(con: duckdb.DuckDBPyConnection, uses: Mapping[str, str]) -> list[Home]:
    """Every page that is to be looked at once a quarter, by its page_id."""
    platforms = [platform for platform, use in uses.items() if use == "individual"]
    rows = warehouse.rows(con, _LISTED, {"platforms": platforms})
    known: dict[str, set[str]] = {}
    for row in rows:
        known.setdefault(row["influencer_id"], set()).update(names_of(row))
    found: dict[str, Home] = {}
    pages: dict[str, set[str]] = {}
    for row in rows:
        for url, is_theirs in _named(row, known[row["influencer_id"]]):
            page_id = url_key(url)
            if page_id is None:
                continue
            home = found.setdefault(page_id, Home(page_id, url, row["influencer_id"]))
            home.is_shared = home.is_shared or home.influencer_id != row["influencer_id"]
            if row["account_id"] not in home.account_ids:
                home.account_ids.append(row["account_id"])
            home.is_theirs = home.is_theirs or is_theirs
            pages.setdefault(row["influencer_id"], set()).add(page_id)
    for home in found.values():
        home.known, home.pages = sorted(known[home.influencer_id]), sorted(pages[home.influencer_id])
    return [found[page_id] for page_id in sorted(found)]


def names_of(row: Mapping[str, Any]) -> set[str]:
    """The names under which a page may know an account: as listed, as called now, by its permanent id."""
    told = (row["account_id"], *(f"{row['platform']}:{one}" for one in (row["handle"], row["native_id"]) if one))
    return {one for one in told if one}


def readable(told: str) -> str | None:
    """The https address under which a page can be read; None for what cannot, or need not."""
    account = account_at(told)
    address = canonical_url(account.url if told.startswith("@") and account else told)
    if address is None or is_short(address):
        return None
    parts = urlsplit(address)
    site = site_of(address)
    if site is None or site in WALLED or parts.username is not None:
        return None
    return parts._replace(scheme="https").geturl()


def _named(row: Mapping[str, Any], known: set[str]) -> Iterator[tuple[str, bool]]:
    """(address, whether it is surely theirs) of each page that an account names."""
    own_host = urlsplit(row["handle"]).hostname if row["platform"] == "feeds" else None
    told: list[tuple[str, bool]] = []
    if domain := domain_of(row["platform"], row["handle"]):
        told.append((f"https://{domain}/", True))
    if row["website"]:
        told.append((row["website"], own_host is not None and _host(row["website"]) == own_host))
    told += [(link["url"], bool(link["is_verified"])) for link in row["links"] or ()]
    told += [(one, False) for one in addresses_in(row["description"] or "")]
    for one, is_theirs in told:
        account = account_at(one)
        if account and account.account_id in known:
            continue  # listed already
        if address := readable(one):
            yield address, is_theirs


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
