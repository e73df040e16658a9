"""Bluesky, through its public AppView.

platform       Bluesky (AT Protocol)
gives          posts, replies, quotes and reposts with text, links, cards, alt text, names, hashtags, labels; likes,
               replies, reposts, quotes, bookmarks
documentation  https://docs.bsky.app/docs/api/app-bsky-feed-get-author-feed and .../app-bsky-actor-get-profile
limits         "generous" and unpublished; 100 records a page, 25 posts a getPosts; RateLimit-* headers
credentials    none
cost           free
opt-outs       the label !no-unauthenticated on the author, and on whom they quote or answer
oddities       - a handle may change, the DID never does: after the first visit accounts are asked for by DID
               - unknown, deactivated and renamed accounts all answer getAuthorFeed 400 "Profile not found";
                 only getProfile tells AccountDeactivated and AccountTakedown apart, so it is asked first
               - order is by the time of the repost, else by min(createdAt, time indexed): a post dated
                 back to 2012 lies at the end, hence the weekly walk to the end (see ingest/walks.py)
               - `!no-unauthenticated` on an author means: not for readers who are not signed in. We are not.
               - pages may be short or empty in mid-walk; the end is a page without a cursor
               - a garbage cursor answers 500, "@name" answers 400
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ingest.answer import Answer
from ingest.complaint import complaint, text_of
from ingest.errors import Gone, NotFound, NotUnderstood, OptedOut, Problem, SkipAccount
from ingest.pages import Token, in_body
from ingest.sources import Account, Cursor, Page, Visit
from ingest.walks import descend, instant

if TYPE_CHECKING:
    from ingest.client import Client

EVERY = timedelta(minutes=30)
PACE = 0.3
WORKERS = 2

HOST = "https://public.api.bsky.app/xrpc/"
MEMBERS_ONLY = "!no-unauthenticated"
_MISSING = re.compile(r"(profile|actor) not found|could not (find|resolve|locate)|unable to resolve", re.IGNORECASE)


def visit(account: Account, cursor: Cursor, client: Client, as_of: datetime) -> Visit:
    """Read one account. Raises OptedOut, Gone, NotFound and what `client` raises."""
    profile = _ask(client, "app.bsky.actor.getProfile", {"actor": _actor(account)}, account)
    facts = _facts(profile)
    if _is_for_members_only(profile.json(), as_of):
        raise OptedOut(
            f"bluesky: {account.handle} shows posts to signed-in readers only ({MEMBERS_ONLY}); "
            "remove the account from config/accounts.csv."
        )
    yield Page(profile, learned=facts)

    def ask(token: Token | None, _floor: datetime | None) -> Answer:
        asked = {"actor": facts["native_id"], "limit": 100, "filter": "posts_with_replies"}
        asked |= {"includePins": "false"} | ({"cursor": token} if token else {})
        return _ask(client, "app.bsky.feed.getAuthorFeed", asked, account)

    for answer, after in descend(ask, in_body("cursor"), _oldest, cursor=cursor, as_of=as_of):
        yield Page(answer, after, "bluesky")


def alive(ids: Iterable[str], client: Client) -> Iterator[tuple[str, bool, str]]:
    """Posts that getPosts leaves out are gone; it cannot tell of reposts, so those are passed over."""
    for page in again(ids, client):
        yield from page.told


def again(ids: Iterable[str], client: Client) -> Iterator[Page]:
    """Posts with the counts and words of now, 25 at a time."""
    posts = [uri for uri in ids if "/app.bsky.feed.post/" in uri]
    for few in (posts[at : at + 25] for at in range(0, len(posts), 25)):
        answer = client.get(HOST + "app.bsky.feed.getPosts", params={"uris": few}, explain=_explain)
        there = {post.get("uri") for post in answer.items("posts") if isinstance(post, dict)}
        told = ((uri, uri in there, "in getPosts" if uri in there else "left out by getPosts") for uri in few)
        yield Page(answer, None, "bluesky", told=tuple(told))


def _ask(client: Client, method: str, params: Mapping[str, Any], account: Account) -> Answer:
    answer = client.get(HOST + method, params=params, explain=lambda told: _explain(told, account.handle))
    if method.endswith("getAuthorFeed"):
        answer.items("feed")
    return answer


def _explain(answer: Answer, whom: str = "getPosts") -> Problem | None:
    """Bluesky's own names for what is wrong; None leaves it to the status."""
    name = complaint(answer).get("error")
    said = text_of(answer, "message", "error")
    if name in ("AccountTakedown", "AccountDeactivated", "RepoTakendown", "RepoDeactivated"):
        return Gone(f"bluesky: {whom} is gone ({name}: {said}); remove it from config/accounts.csv.")
    if answer.status != 400:
        return None
    if name in ("HandleNotFound", "ActorNotFound") or _MISSING.search(said):
        return NotFound(
            f"bluesky: {whom} was not found ({said}); look whether the handle has changed, "
            "and correct or remove it in config/accounts.csv."
        )
    if name in ("BlockedActor", "BlockedByActor") or re.search("Invalid AT ident|valid did or a handle", said):
        return SkipAccount(f"bluesky: {whom} cannot be read ({said}); correct it in config/accounts.csv.")
    return NotUnderstood(f"bluesky: the request for {whom} was answered 400 ({said}); the cursor stays.")


def _actor(account: Account) -> str:
    """The DID where it is known, else the handle without what people paste around it."""
    pasted = account.native_id or account.handle
    return re.sub(r"^https?://[^/]+/profile/", "", pasted.strip()).strip("@/ ")


def _is_for_members_only(profile: Mapping[str, Any], as_of: datetime) -> bool:
    """True where the label stands: not cancelled (`neg`) by whoever set it, not expired (`exp`)."""
    told = profile.get("labels")
    told = told if isinstance(told, list) else []
    labels = [one for one in told if isinstance(one, dict) and one.get("val") == MEMBERS_ONLY]
    cancelled = {one.get("src"): str(one.get("cts", "")) for one in labels if one.get("neg") is True}
    return any(
        one.get("neg") is not True
        and (instant(one.get("exp")) or as_of) >= as_of
        and not (one.get("src") in cancelled and cancelled[one.get("src")] >= str(one.get("cts", "")))
        for one in labels
    )


def _facts(answer: Answer) -> dict[str, Any]:
    """What a profile tells of the account itself; raises NotUnderstood where it has no DID."""
    told = answer.json()
    if not isinstance(told, dict) or not str(told.get("did", "")).startswith("did:"):
        raise NotUnderstood(f"{answer.url} answered with a profile without a DID; the cursor stays.")
    names = {
        "native_id": "did", "handle": "handle", "display_name": "displayName", "description": "description",
        "website": "website", "followers": "followersCount", "posts": "postsCount",
    }  # fmt: skip
    facts = {ours: told[theirs] for ours, theirs in names.items() if told.get(theirs) is not None}
    if facts.get("handle") == "handle.invalid":  # its domain does not answer at the moment; the DID goes on
        del facts["handle"]
    words = f"{told.get('website') or ''} {told.get('description') or ''}"
    pages = re.findall(r"https?://[^\s<>()\"']+", words)
    return facts | {"links": [{"url": page.rstrip(".,;"), "rel_me": False} for page in dict.fromkeys(pages)]}


def _oldest(answer: Answer) -> datetime | None:
    """The time the last dated record of a page is sorted by; pinned posts stand out of order."""
    for record in reversed(answer.items("feed")):
        post, reason = (record.get(key) if isinstance(record, dict) else None for key in ("post", "reason"))
        reason = reason if isinstance(reason, dict) else {}
        if not isinstance(post, dict) or str(reason.get("$type", "")).endswith("#reasonPin"):
            continue
        found = instant(reason.get("indexedAt") or post.get("indexedAt"))
        if found:
            return found
    return None
