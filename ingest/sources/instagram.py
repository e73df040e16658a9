"""Instagram: what professional accounts post, by business discovery from a professional account of our own.

platform       Instagram, business and creator accounts; personal and private ones have no lawful way in but `archive`
gives          posts and reels with caption, kind of media, hashtags, names; likes, comments, views of reels
documentation  https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/business_discovery
limits         200 calls an hour times the app's users, told in X-App-Usage and X-Business-Use-Case-Usage; 50 posts a
               page
credentials    token: of a user of our own professional account, with instagram_basic, instagram_manage_insights and
               pages_read_engagement; account_id in its extra: that account, else the first that the token tells
cost           free
opt-outs       private, personal and age-gated accounts are not shown, and answer like names that nobody has
oddities       - an account is asked for by its name only: the id tells whether it is still the same one
               - addresses of pictures and films expire, and are left out for licensed music: the permalink is kept
               - there is no sign of an edit or a deletion: the window is read again
               - likes are left out where the author hides them: that is not told, not none
               - stories and live videos are not told
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ingest import graph
from ingest.answer import Answer
from ingest.errors import NotFound, NotUnderstood, StopSource
from ingest.estimate import Expects
from ingest.pages import Token
from ingest.sources import Account, Cursor, Page, Visit
from ingest.walks import descend, instant

if TYPE_CHECKING:
    from ingest.client import Client

EVERY = timedelta(hours=12)
PACE = 1.0
WORKERS = 1
NEEDS = ("token",)
HOSTS = ("graph.facebook.com",)
EXPECTS = Expects(first=300, page=50, beside=2)

HOST = "https://graph.facebook.com"
VERSION = "v25.0"
PAGE = 50
FIELDS: Mapping[str, Mapping[str, graph.Fields]] = {
    "v25.0": {
        "profile": graph.plain("id", "username", "name", "biography", "website", "followers_count", "media_count"),
        "post": {
            **graph.plain("id", "caption", "media_type", "media_product_type", "permalink", "timestamp", "username"),
            **graph.plain("like_count", "comments_count", "view_count"),
            "children": graph.plain("id", "media_type"),
        },
    },
}


def visit(account: Account, cursor: Cursor, client: Client, as_of: datetime) -> Visit:
    """Read one account. Raises NotFound for who is no professional account, and what ingest/graph.py raises."""
    asks, fields = graph.Graph.of(client, account, cursor, VERSION), FIELDS[VERSION]
    name = account.handle.strip("@ ").lower()
    ours = f"{client.base(HOST)}/{VERSION}/{_own(client, account)}"
    profile = asks.ask(ours, "profile", fields["profile"], form=f"business_discovery.username({name}){{{{}}}}")
    yield Page(profile, learned=_facts(profile, account))

    def ask(token: Token | None, _floor: datetime | None) -> Answer:
        behind = f".after({token})" if token else ""
        form = f"business_discovery.username({name}){{id,username,name,media.limit({PAGE}){behind}{{{{}}}}}}"
        answer = asks.ask(ours, "post", fields["post"], form=form)
        answer.count(len(_edge(answer)["data"]))
        return answer

    def next_of(answer: Answer) -> Token | None:
        return graph.next_of(answer, _edge(answer))

    # nothing can be dated back here, so there is no walk below the window
    for answer, after in descend(ask, next_of, _oldest, cursor=cursor, as_of=as_of, deepens=False):
        yield Page(answer, asks.remember(after), "instagram")


def alive(ids: Iterable[str], client: Client) -> Iterator[tuple[str, bool, str]]:
    """Nobody can tell: business discovery knows no single post."""
    return iter(())


def _own(client: Client, account: Account) -> str:
    """The professional account that asks: as the credentials name it, else the first that the token tells."""
    if named := client.credentials.get("account_id"):
        return named
    asked: dict[str, str | int] = {"fields": "instagram_business_account{id}", "limit": 100}
    answer = graph.get(client, f"{client.base(HOST)}/{VERSION}/me/accounts", asked, "instagram", account.account_id)
    for page in answer.items("data"):
        own = page.get("instagram_business_account") if isinstance(page, dict) else None
        if isinstance(own, dict) and own.get("id"):
            return str(own["id"])
    raise StopSource(
        "instagram: no Page of this token has an Instagram account, and only from one can others be read. Connect a "
        'professional account to a Page, or write "account_id" beside the token.'
    )


def _facts(answer: Answer, account: Account) -> dict[str, Any]:
    body = answer.json()
    told = body.get("business_discovery") if isinstance(body, dict) else None
    if not isinstance(told, dict) or not isinstance(told.get("id"), str):
        raise NotUnderstood(f"{answer.url} answered with something that is no profile; the cursor stays.")
    if account.native_id and account.native_id != told["id"]:
        raise NotFound(
            f"instagram: {account.handle} is another account than before (id {told['id']}, was {account.native_id}); "
            "check who it is and add it to config/accounts.csv anew."
        )
    names = {
        "native_id": "id", "handle": "username", "display_name": "name", "description": "biography",
        "website": "website", "followers": "followers_count", "posts": "media_count",
    }  # fmt: skip
    return {ours: told[theirs] for ours, theirs in names.items() if told.get(theirs) is not None}


def _edge(answer: Answer) -> Mapping[str, Any]:
    """The posts of a page with their paging; an account without any is told without `media`."""
    body = answer.json()
    told = body.get("business_discovery") if isinstance(body, dict) else None
    edge = told.get("media", {"data": []} if "id" in told else None) if isinstance(told, dict) else None
    if not isinstance(edge, dict) or not isinstance(edge.get("data"), list):
        raise NotUnderstood(
            f"{answer.url} answered {answer.status} without business_discovery.media.data. The page was refused whole "
            "and the cursor stays."
        )
    return edge


def _oldest(answer: Answer) -> datetime | None:
    times = (instant(one.get("timestamp")) for one in reversed(_edge(answer)["data"]) if isinstance(one, dict))
    return next((time for time in times if time), None)
