"""Facebook: the posts of public Pages, through the Graph API.

platform       Facebook Pages; people, groups and events have no lawful way in
gives          posts with text, links behind l.facebook.com, pictures, whom they name, shares of others' posts;
               reactions, comments, shares
documentation  https://developers.facebook.com/docs/graph-api/reference/page/feed and
               https://developers.facebook.com/docs/features-reference/page-public-content-access
limits         by the app's users and by Page, told in X-App-Usage and X-Business-Use-Case-Usage; 100 posts a page
credentials    token: an app token (id|secret) or a system user's. Pages of others need the reviewed feature Page Public
               Content Access, the brand's own need pages_read_engagement
cost           free
opt-outs       none that Facebook tells; a Page that is unpublished or bound to an age or a country is not shown
oddities       - updated_time moves with every comment: it is no sign of an edit
               - a share of somebody's post has parent_id; its words are its own, the original's are not told
               - errors come with status 400, 403 or 500; only their code tells (ingest/graph.py)
               - Pages date posts back, hence the weekly walk to the end
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ingest import graph
from ingest.answer import Answer
from ingest.errors import NotFound, NotUnderstood, SkipAccount
from ingest.estimate import Expects
from ingest.pages import Token
from ingest.sources import Account, Cursor, Page, Visit
from ingest.walks import descend, instant

if TYPE_CHECKING:
    from ingest.client import Client

EVERY = timedelta(hours=6)
PACE = 1.0
WORKERS = 1
NEEDS = ("token",)
HOSTS = ("graph.facebook.com",)
EXPECTS = Expects(first=500, page=100)

HOST = "https://graph.facebook.com"
VERSION = "v25.0"
# what is asked for, by version of the API: a new version gets a list of its own, after a look at its change log
FIELDS: Mapping[str, Mapping[str, graph.Fields]] = {
    "v25.0": {
        "page": graph.plain("id", "name", "username", "about", "website", "link", "followers_count"),
        "post": {
            **graph.plain("id", "message", "story", "created_time", "updated_time", "permalink_url", "full_picture"),
            **graph.plain("parent_id", "status_type", "message_tags"),
            "from": graph.plain("id", "name"),
            "attachments": {
                **graph.plain("media_type", "title", "unshimmed_url"),
                "subattachments": graph.plain("media_type", "unshimmed_url"),
            },
            "shares": None,
            "reactions.limit(0).summary(total_count)": None,
            "comments.limit(0).summary(total_count)": None,
        },
    },
}


def visit(account: Account, cursor: Cursor, client: Client, as_of: datetime) -> Visit:
    """Read one Page. Raises NotFound for what is none, and what `client` and ingest/graph.py raise."""
    asks, fields = graph.Graph.of(client, account, cursor, VERSION), FIELDS[VERSION]
    base = f"{client.base(HOST)}/{VERSION}"
    page = asks.ask(f"{base}/{account.native_id or account.handle}", "page", fields["page"])
    facts = _facts(page)
    yield Page(page, learned=facts)

    def ask(token: Token | None, _floor: datetime | None) -> Answer:
        # no `since`: it would end a walk at its floor, and nobody could tell that from the very end
        asked = {"limit": 100} | graph.behind(token)
        answer = asks.ask(f"{base}/{facts['native_id']}/posts", "post", fields["post"], asked)
        answer.items("data")
        return answer

    def next_of(answer: Answer) -> Token | None:
        return graph.next_of(answer, answer.json(), tells_next=True)

    for answer, after in descend(ask, next_of, _oldest, cursor=cursor, as_of=as_of):
        yield Page(answer, asks.remember(after), "facebook")


def alive(ids: Iterable[str], client: Client) -> Iterator[tuple[str, bool, str]]:
    """Fifty at once; one that is gone fails its whole batch, whose posts are then asked for one by one."""
    posts = list(ids)
    for few in (posts[at : at + 50] for at in range(0, len(posts), 50)):
        try:
            there = _known(client, few)
        except SkipAccount:
            yield from (told for one in few if (told := _one(client, one)))
            continue
        yield from ((one, one in there, "told by its id" if one in there else "left out") for one in few)


def _known(client: Client, ids: list[str]) -> set[str]:
    asked = {"ids": ",".join(ids), "fields": "id"}
    told = graph.get(client, f"{client.base(HOST)}/{VERSION}/", asked, "facebook", "posts by id").json()
    return set(told) if isinstance(told, dict) else set()


def _one(client: Client, native_id: str) -> tuple[str, bool, str] | None:
    """None where Facebook will not say."""
    try:
        return native_id, native_id in _known(client, [native_id]), "told by its id"
    except NotFound:
        return native_id, False, "no object of this id"
    except SkipAccount:
        return None


def _facts(answer: Answer) -> dict[str, Any]:
    told = answer.json()
    if not isinstance(told, dict) or not isinstance(told.get("id"), str):
        raise NotUnderstood(f"{answer.url} answered with something that is no Page; the cursor stays.")
    names = {
        "native_id": "id", "handle": "username", "display_name": "name", "description": "about", "website": "website",
        "followers": "followers_count",
    }  # fmt: skip
    return {ours: told[theirs] for ours, theirs in names.items() if told.get(theirs) is not None}


def _oldest(answer: Answer) -> datetime | None:
    times = (instant(one.get("created_time")) for one in reversed(answer.items("data")) if isinstance(one, dict))
    return next((time for time in times if time), None)
