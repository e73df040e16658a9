"""Mastodon, and the servers that speak its API: GoToSocial, Takahe, Pleroma, Akkoma, Pixelfed.

platform       Mastodon; every account is asked for at its own server, the others hold only what federated
gives          posts, replies, quotes and boosts with text, HTML, links, cards, alt text, names, hashtags, polls,
               warnings, edits, visibility, language; favourites, replies, boosts, quotes
documentation  https://docs.joinmastodon.org/methods/accounts/ and .../entities/Account/, .../entities/Status/
limits         300 requests per 5 minutes and address; 40 statuses a page; X-RateLimit-Reset is an ISO time
credentials    none on most servers; GoToSocial and Takahe want a token, some Mastodon servers too
cost           free
opt-outs       indexable and discoverable false, noindex, locked, #nobot and #noindex in the profile, memorial, limited;
               of whom they quote or boost too. Consent outweighs settings, not words
oddities       - the API may live on another host than the handle: WebFinger tells, the cursor keeps it
               - GoToSocial ignores since_id, elsewhere it leaves holes: so a walk goes down by max_id,
                 which is alike on all. It comes out of the Link header; the host named there is not asked
               - GoToSocial and Takahe tell rel=next until a page is empty, others drop it on the last, some
                 tell no Link header at all: then the last id of the page is the next max_id
               - ids are opaque: they are handed back, never compared and never made numbers
               - edits keep id and date, GoToSocial takes posts dated back: hence window and weekly walk
               - errors are HTML as often as JSON; a refusal is one server's, so it never stops the platform
               - private and direct posts (a token may see them) are withheld by sql/staging/mastodon.sql
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlsplit

from ingest.answer import Answer
from ingest.complaint import text_of
from ingest.errors import Gone, NotFound, NotUnderstood, Problem, SkipAccount
from ingest.fediverse import address, facts_of, heed
from ingest.pages import Token, in_link_header
from ingest.sources import Account, Cursor, Page, Visit
from ingest.walks import descend, instant

if TYPE_CHECKING:
    from ingest.client import Client

EVERY = timedelta(minutes=30)
PACE = 1.0
WORKERS = 4

_POST_ID = re.compile(r"/(?:statuses|posts|@[^/]+)/([\w-]+)(?:/activity)?/?$")


def visit(account: Account, cursor: Cursor, client: Client, as_of: datetime) -> Visit:
    """Read one account. Raises OptedOut, Gone, NotFound, SkipAccount and what `client` raises."""
    user, base = (cursor["user"], cursor["base"]) if "base" in cursor else _api_of(account, client)
    profile = _ask(client, f"{base}/api/v1/accounts/lookup", account, {"acct": user})
    facts = facts_of(profile, account)
    heed(profile.json(), account)
    yield Page(profile, learned=facts)
    statuses = f"{base}/api/v1/accounts/{quote(facts['native_id'], safe='')}/statuses"

    def ask(token: Token | None, _floor: datetime | None) -> Answer:
        asked = {"limit": 40, "exclude_replies": "false"} | ({"max_id": token} if token else {})
        answer = _ask(client, statuses, account, asked)
        answer.items()
        return answer

    for answer, after in descend(ask, _next_of, _oldest, cursor=cursor, as_of=as_of):
        yield Page(answer, {"user": user, "base": base} | after, "mastodon")


def alive(ids: Iterable[str], client: Client) -> Iterator[tuple[str, bool, str]]:
    """404 and 410 mean gone, 200 there; what one server will not tell is passed over, the others go on."""
    for uri in ids:
        parts, found = urlsplit(uri), _POST_ID.search(uri)
        where = f"{parts.scheme}://{parts.netloc}/api/v1/statuses/{found[1]}" if found else uri
        accept = "application/json" if found else "application/activity+json"
        try:
            answer = client.get(where, accept=accept, ok=(200, 404, 410), untrusted=True)
        except Problem:
            continue
        yield uri, answer.status == 200, f"answered {answer.status}"


def again(ids: Iterable[str], client: Client) -> Iterator[Page]:
    """Statuses with the counts and words of now, 20 at a time; a server before Mastodon 4.3 cannot tell: nothing."""
    known: dict[str, dict[str, str]] = {}
    for uri in ids:
        if found := _POST_ID.search(uri):
            parts = urlsplit(uri)
            known.setdefault(f"{parts.scheme}://{parts.netloc}/api/v1/statuses", {})[found[1]] = uri
    for where, mine in known.items():
        asked = list(mine)
        for few in (asked[at : at + 20] for at in range(0, len(asked), 20)):
            try:
                answer = client.get(where, params={"id[]": few}, untrusted=True)
                there = {str(one.get("id")) for one in answer.items() if isinstance(one, dict)}
            except (SkipAccount, NotUnderstood):
                break
            # somebody else's id may stand here where a server numbers otherwise: only ids that were asked for count
            told = (
                (mine[one], one in there, "in statuses?id[]" if one in there else "left out by statuses?id[]")
                for one in few
            )
            yield Page(answer, None, "mastodon", told=tuple(told))


def _ask(client: Client, url: str, account: Account, params: Mapping[str, Any]) -> Answer:
    return client.get(url, params=params, untrusted=True, explain=lambda told: _explain(told, account))


def _explain(answer: Answer, account: Account) -> Problem | None:
    """One server's refusal concerns its accounts only; None leaves 429 and 5xx to the status."""
    whom, said = f"mastodon: @{account.handle.lstrip('@')}", text_of(answer, "error", "error_description")
    if answer.status == 404:
        return NotFound(f"{whom} answered 404 ({said}); correct or remove it in config/accounts.csv.")
    if answer.status == 410:
        return Gone(f"{whom} answered 410, suspended or deleted; remove it from config/accounts.csv.")
    if answer.status == 429 or answer.status >= 500:
        return None
    rss = "https://{1}/@{0}.rss".format(*address(account))
    return SkipAccount(
        f"{whom}: its server answered {answer.status} ({said}); it shows posts to signed-in readers only, or "
        f"refuses the token. Read {rss} as an account of `feeds`, or set a token of that server."
    )


def _api_of(account: Account, client: Client) -> tuple[str, str]:
    """(user, address of the API) as WebFinger tells; the handle's own host where it does not."""
    user, host = address(account)
    base = f"{'http' if account.url.startswith('http://') else 'https'}://{host}"
    try:
        asked = {"resource": f"acct:{user}@{host}"}
        answer = client.get(
            f"{base}/.well-known/webfinger", params=asked, accept="application/jrd+json", untrusted=True,
            explain=lambda told: _explain(told, account),
        )  # fmt: skip
        told = answer.json()
    except (SkipAccount, NotUnderstood):
        return user, base
    links = told.get("links") if isinstance(told, dict) else None
    for link in links if isinstance(links, list) else []:
        if isinstance(link, dict) and link.get("rel") == "self" and "json" in str(link.get("type", "json")):
            actor = urlsplit(str(link.get("href", "")))
            subject = re.fullmatch(r"acct:@?([^@]+)@.+", str(told.get("subject", "")))
            if actor.scheme in ("http", "https") and actor.netloc:
                return (subject[1] if subject else user), f"{actor.scheme}://{actor.netloc}"
    return user, base


def _next_of(answer: Answer) -> Token | None:
    """The max_id of rel=next; without a Link header the last id of the page, and an empty page is the end."""
    following = in_link_header("next")(answer)
    asked = parse_qs(urlsplit(following).query).get("max_id") if following else None
    if asked or (not following and "link" in answer.headers):
        return asked[0] if asked else None
    page = answer.items()
    ids = [str(one["id"]) for one in page if isinstance(one, dict) and one.get("id")]
    if not ids and (page or following):
        raise NotUnderstood(f"{answer.url} answered with a page that tells neither ids nor a next page.")
    return ids[-1] if ids else None


def _oldest(answer: Answer) -> datetime | None:
    times = (instant(one.get("created_at")) for one in reversed(answer.items()) if isinstance(one, dict))
    return next((time for time in times if time), None)
