"""What the accounts of each listed person say of themselves, and what the pages say that they name.

Read from core.* as one `Person` each. A mirror that a bridge makes is told apart and is no account.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from config.elsewhere import account_at, addresses_in, domain_of
from config.handles import Handle
from sql import warehouse
from sql.functions.url_scalar import site_of, url_key

if TYPE_CHECKING:
    import duckdb

_ACCOUNTS = """
    select
        a.account_id, a.influencer_id, a.platform, coalesce(a.handle_now, a.handle) as handle, a.native_id, a.url,
        a.website, a.description, g.served_at as heard_at,
        (select list({'url': l.url, 'is_verified': l.is_verified, 'verified_at': l.verified_at, 'told_at': l.told_at}
            order by l.position) from core.profile_links as l where l.account_id = a.account_id) as links
    from core.accounts as a
    join core.influencers as i using (influencer_id)
    join advice_platforms as f on f.platform = a.platform
    left join ops.agenda as g on g.account_id = a.account_id
    where a.is_listed and not a.is_brand and i.is_listed and not i.is_opted_out and f.uses = 'individual'
    order by a.account_id
"""
_PAGES = """
    select
        a.influencer_id, p.page_id, p.page_url, p.resolved_url, p.looked_at, c.claimed, c.method, c.told_at
    from core.account_pages as p
    join core.accounts as a using (account_id)
    join core.page_claims as c on c.account_id = p.account_id and c.page_id = p.page_id
    where a.is_listed
    order by p.page_id, p.looked_at desc, p.account_id, c.claimed, c.method
"""
_READ = """
    select a.influencer_id, p.page_id, p.page_url, p.resolved_url, p.looked_at
    from core.account_pages as p
    join core.accounts as a using (account_id)
    where a.is_listed and p.resolved_url is not null and p.failures <= 3
    order by p.page_id, p.looked_at desc, p.account_id
"""
_HELD = "select account_id, influencer_id from core.accounts where is_listed and influencer_id is not null"


@dataclass(frozen=True, slots=True)
class Named:
    """One address that an account names. `how`: handle, website, field, link or description."""

    address: str
    how: str
    by: Mapping[str, Any]
    is_verified: bool = False
    verified_at: datetime | None = None
    told_at: datetime | None = None

    @property
    def account(self) -> Handle | None:
        return account_at(self.address)

    @property
    def page_id(self) -> str | None:
        return page_of(self.address)


@dataclass(slots=True)
class Page:
    """A page that was read, and whom it names: (address, method, the account it is)."""

    page_id: str
    url: str
    resolved_url: str
    read_at: datetime
    claims: list[tuple[str, str, Handle | None]] = field(default_factory=list)

    @property
    def stays(self) -> bool:
        """False where the address leads to another site by now: domains lapse."""
        return site_of(self.url) == site_of(self.resolved_url)

    def names(self, known: set[str]) -> set[str]:
        """The methods by which it names one of these accounts or pages."""
        return {
            method for address, method, one in self.claims
            if (one is not None and one.account_id in known) or url_key(address) in known
        }  # fmt: skip


@dataclass(slots=True)
class Person:
    """A listed person: the names of their accounts, what these name, and the pages that were read for them."""

    influencer_id: str
    known: set[str] = field(default_factory=set)
    account_ids: set[str] = field(default_factory=set)
    named: list[Named] = field(default_factory=list)
    pages: dict[str, Page] = field(default_factory=dict)


def people(con: duckdb.DuckDBPyConnection) -> list[Person]:
    """Everybody whose accounts say something, in the order of their ids."""
    found: dict[str, Person] = {}
    for row in warehouse.rows(con, _ACCOUNTS):
        person = found.setdefault(row["influencer_id"], Person(row["influencer_id"]))
        person.account_ids.add(row["account_id"])
        ids = (row["handle"].lower(), row["native_id"])
        person.known |= {row["account_id"], *(f"{row['platform']}:{one}" for one in ids if one)}
        person.named += named(row)
    for row in warehouse.rows(con, _READ):
        if person_of := found.get(row["influencer_id"]):
            told = (row[name] for name in ("page_id", "page_url", "resolved_url", "looked_at"))
            person_of.pages.setdefault(row["page_id"], Page(*told))
    for row in warehouse.rows(con, _PAGES):
        page = found[row["influencer_id"]].pages.get(row["page_id"]) if row["influencer_id"] in found else None
        claim = (row["claimed"], row["method"], account_at(row["claimed"]))
        if page and claim not in page.claims:
            page.claims.append(claim)
            page.read_at = row["told_at"]  # a later look may have found it out of reach
    return [found[one] for one in sorted(found)]


def held(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Whose each listed account is."""
    return dict(con.execute(_HELD).fetchall())


def named(row: Mapping[str, Any]) -> Iterator[Named]:
    """The addresses that one account names, each once and by the best of its ways."""
    met: set[str] = set()
    for one in _named(row):
        key = one.page_id or one.address
        if key not in met:
            met.add(key)
            yield one


def _named(row: Mapping[str, Any]) -> Iterator[Named]:
    if domain := domain_of(row["platform"], row["handle"]):
        yield Named(f"https://{domain}/", "handle", row, told_at=row["heard_at"])
    links = row["links"] or ()
    for link in links:
        if link["is_verified"]:
            yield Named(link["url"], "field", row, True, link["verified_at"], link["told_at"])
    if row["website"]:
        yield Named(row["website"], "website", row, told_at=row["heard_at"])
    for link in links:
        how = "field" if row["platform"] == "mastodon" else "link"
        yield Named(link["url"], how, row, told_at=link["told_at"])
    for told in addresses_in(row["description"] or ""):
        yield Named(told, "description", row, told_at=row["heard_at"])


def page_of(told: str) -> str | None:
    """The key of the page that an address, or `@user@server`, is."""
    account = account_at(told)
    return url_key(account.url if told.startswith("@") and account else told)


def host_of(address: str) -> str | None:
    """The host of an address; None where there is none."""
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
