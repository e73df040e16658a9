"""How strongly it is said that an account is somebody's: by whom, in words, and how that is scored.

    1.0   proven       a handle that is the domain; a verified field; rel=me both ways
    0.9   mutual       each names the other, one of them in another way
    0.6   one-way      a listed account says so, or a page that is theirs

A page speaks for somebody where it is theirs itself: proven or mutual with an account that a person has checked. A page
that is so of two listed people, that names an account of somebody else on the list, or more accounts of one platform
than one person has, is of several people and speaks for nobody. Likeness of names or pictures is no evidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from config.elsewhere import are_several, is_link_page
from config.handles import Handle
from transforms.advice.said import Named, Page, Person, host_of, page_of

PROVEN, MUTUAL, SEVERAL, ONE = Decimal("1.0"), Decimal("0.9"), Decimal("0.7"), Decimal("0.6")
ME, LINK = "rel=me", "link"
_SEEN = ("reciprocal rel=me", "mutual links")  # where the page itself was read to say so
# the strongest first
_SAYS = {
    ME: "names {} by rel=me", "sameAs": "names {} as the same (schema.org sameAs)",
    "fediverse:creator": "names {} as its author (fediverse:creator)",
    "alsoKnownAs": "names {} as its other account (alsoKnownAs)", LINK: "links to {}",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claim:
    """One account that is said to be a person's.

    `by`: the listed account it rests on; `urls`: where it can be seen; `voice`: who says it, for counting voices.
    """

    influencer_id: str
    account: Handle
    by: str
    evidence: str
    score: Decimal
    method: str
    urls: tuple[str, ...]
    told_at: datetime | None
    voice: str


@dataclass(frozen=True, slots=True)
class Said:
    """An address that an account names: how surely it is theirs, by which method, in words."""

    named: Named
    score: Decimal
    method: str
    words: str


def claims(everybody: Iterable[Person], held: Mapping[str, str]) -> Iterator[Claim]:
    """All that is said of anybody's accounts. `held` tells whose each listed account is."""
    said = [(person, [judged(person, one) for one in person.named]) for person in everybody]
    owned = [(person, page_id, found) for person, mine in said for page_id, found in _owned(person, mine).items()]
    owners = Counter(page_id for _, page_id, found in owned if found.score >= MUTUAL)
    sure = {(person.influencer_id, page_id) for person, page_id, found in owned if found.score >= MUTUAL}
    for person, mine in said:
        for one in mine:
            page_id, account = one.named.page_id, one.named.account
            # a page that is somebody else's, or of several people, is not theirs because they name it
            others = owners[page_id] - ((person.influencer_id, page_id) in sure) if page_id else 0
            if account and not others:
                by, page = one.named.by, person.pages.get(page_id or "")
                seen = (by["url"], page.resolved_url if page and one.method in _SEEN else None)
                yield Claim(
                    person.influencer_id, account, by["account_id"], one.words, one.score, one.method,
                    tuple(url for url in seen if url), one.named.told_at, by["account_id"],
                )  # fmt: skip
    for person, page_id, found in owned:
        page = person.pages.get(page_id)
        if page and found.score >= MUTUAL and owners[page_id] == 1 and not _is_of_several(page, person, held):
            yield from _named_by_page(person, page, found)


def judged(person: Person, named: Named) -> Said:
    """How surely an address that an account names is theirs."""
    by, page = named.by["account_id"], person.pages.get(named.page_id or "")
    back = _back(page, person.known) if page else set()
    if named.how == "handle":
        words = f"the handle on Bluesky, {host_of(named.address)}, is that domain"
        return Said(named, PROVEN, "domain handle", words)
    words = {
        "website": f"the profile of {by} names it as its website", "description": f"the description of {by} names it",
        "field": f"a field in the profile of {by} names it",
    }.get(named.how, f"the profile of {by} links to it")  # fmt: skip
    if named.is_verified:
        since = f" ({named.verified_at:%Y-%m-%d})" if named.verified_at else ""
        words += f", and its server has seen that the page links back{since}"
        if page is None or back:
            return Said(named, PROVEN, "verified field", words)
        return Said(named, ONE, "profile link", f"{words}, but on {page.read_at:%Y-%m-%d} it did not")
    if page and back:
        words += f", and it {_how(back)} in turn"
        own = {by, f"{named.by['platform']}:{named.by['handle'].lower()}"}
        by_me = {one.account_id for _, method, one in page.claims if one and method == ME}
        if named.how == "field" and own & by_me:
            return Said(named, PROVEN, "reciprocal rel=me", words)
        return Said(named, MUTUAL, "mutual links", words)
    return Said(named, ONE, "profile link", words)


def _owned(person: Person, said: Iterable[Said]) -> dict[str, Said]:
    """The pages that they name, each with the best that makes it theirs."""
    domains = {host_of(one.address): one for one in person.named if one.how == "handle"}
    best: dict[str, Said] = {}
    for one in said:
        page_id, host, by = one.named.page_id, host_of(one.named.address), one.named.by
        if page_id is None:
            continue
        found, page = one, person.pages.get(page_id)
        if host in domains:
            found = Said(
                one.named, PROVEN, "domain handle", f"the handle of {domains[host].by['account_id']} is its domain"
            )
        elif by["platform"] == "feeds" and host is not None and host == host_of(by["handle"]):
            found = Said(one.named, PROVEN, "listed feed", f"it is the site of {by['account_id']}")
        if page and not page.stays and not _back(page, person.known):
            # the address leads to another site by now, which does not know them
            found = Said(one.named, ONE, "profile link", one.words)
        if page_id not in best or best[page_id].score < found.score:
            best[page_id] = found
    return best


def _is_of_several(page: Page, person: Person, held: Mapping[str, str]) -> bool:
    accounts = [one for _, one in _meant(page)]
    strangers = {held.get(one.account_id, person.influencer_id) for one in accounts} - {person.influencer_id}
    return bool(strangers) or are_several(accounts)


def _named_by_page(person: Person, page: Page, owned: Said) -> Iterator[Claim]:
    """Whom a page of theirs names, and whether that names the page, or them, in turn."""
    for method, account in _meant(page):
        other = person.pages.get(page_of(account.url) or "")
        answer = _back(other, {page.page_id, *person.known}) if other and other is not page else set()
        edge, name, words = ONE, "page link", f"{page.url} ({owned.words}) {_SAYS[method].format('it')}"
        if answer:
            words += f", and it {_how(answer)} in turn"
            edge, name = (PROVEN, "reciprocal rel=me") if method == ME and ME in answer else (MUTUAL, "mutual links")
        urls = (page.resolved_url, *((other.resolved_url,) if other and answer else ()))
        yield Claim(
            person.influencer_id, account, owned.named.by["account_id"], words, min(owned.score, edge),
            name if edge <= owned.score else owned.method, urls, page.read_at, page.page_id,
        )  # fmt: skip


def _meant(page: Page) -> list[tuple[str, Handle]]:
    """Whom a page names as the same person's; where it is a page of links, whom it links to."""
    is_listing = is_link_page(page.url)
    return [(method, one) for _, method, one in page.claims if one and (method != LINK or is_listing)]


def _back(page: Page, known: set[str]) -> set[str]:
    """The methods by which a page names somebody; a mere link counts only where it links to few on any platform."""
    methods = page.names(known)
    linked = [one for _, method, one in page.claims if one and method == LINK]
    return methods - {LINK} if are_several(linked) else methods


def _how(methods: set[str]) -> str:
    """The strongest of these methods, in words."""
    return next(words for method, words in _SAYS.items() if method in methods).format("them")
