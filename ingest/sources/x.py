"""X, through the official API v2 and tweepy. Every post and user that comes back is paid for.

platform       X
gives          posts with their full text, links unwound, media with alt text, mentions, hashtags; replies, quotes and
               reposts with the original; threads, edits, paid partnership; likes, replies, reposts, quotes, views,
               bookmarks; who speaks to the brand
documentation  https://docs.x.com/x-api/posts/user-posts-timeline-by-user-id and .../users/user-lookup-by-usernames
limits         10,000 timeline pages and 300 look-ups in 15 minutes; 3,200 newest posts of a user, 800 mentions;
               x-rate-limit-reset in epoch seconds; 3 M posts a month
credentials    token: the bearer token of an app
cost           $0.005 a post and $0.010 a user that comes back, what is referred to included; a quiet poll is free
opt-outs       protected accounts
oddities       - a name costs to look up and may change, the id never does: it is looked up once, and again after a
                 month (extra {"vocabulary": "posts"} asks in the words of OpenAPI 2.167; both are read)
               - pages are short, even empty, in mid-walk; the end is a page without next_token
               - since_id is the newest id of the first page, and true only once the last page is there
               - an edit is a new id: posts are known by the first of their edit history, the text is the newest
               - a 200 may hold nothing but errors: protected, suspended, unknown
               - 429 with type usage-capped is no matter of minutes: nobody is asked any more, as with 402
               - a field unknown to the API is left out silently, and billed: without author_id or created_at
                 on any post of a page the platform is left alone; extra {"leave_out": "paid_partnership"} asks
                 without fields that a server refuses
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ingest.answer import Answer
from ingest.errors import NotFound, NotUnderstood, OptedOut, StopSource
from ingest.estimate import Expects
from ingest.pages import in_body
from ingest.since import Walk, since
from ingest.sources import Account, Cursor, Page, Visit
from ingest.walks import instant
from ingest.x_api import PER_POST, POST, USER, X, faults_of, refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.client import Client

EVERY = timedelta(minutes=30)
PACE = 0.2
WORKERS = 2
NEEDS = ("token",)
HOSTS = ("api.x.com",)
# three posts a day, and what every second of them refers to
EXPECTS = Expects(first=270, page=100, beside=0, post=POST + (POST + USER) / 2, account=USER)

FIRST_READ = timedelta(days=90)  # how far back an account is read that was never read before: older posts cost as much
LOOK_UP_EVERY = timedelta(days=30)
_MOST, _LEAST = 100, 5  # posts a page, as X allows


def visit(account: Account, cursor: Cursor, client: Client, as_of: datetime) -> Visit:
    """Read one account; of the brand's own also who speaks to it. Raises OptedOut, Gone, NotFound, OverBudget and what
    `client` raises.
    """
    x, whom = X(client), f"@{account.handle.lstrip('@')}"
    native_id = account.native_id or cursor.get("id")
    cursor = dict(cursor) | {"looked_up_at": cursor.get("looked_up_at") or as_of.isoformat()}
    if native_id is None or _is_old(cursor["looked_up_at"], as_of):
        client.affordable(USER, 1)
        answer = x.user(whom[1:], native_id)
        facts = _facts(answer, whom)
        native_id = str(facts["native_id"])
        cursor |= {"id": native_id, "looked_up_at": as_of.isoformat()}
        yield Page(answer, cursor, learned=facts)
    cursor |= {"id": native_id}
    for answer, book in _read(x.timeline, client, native_id, whom, cursor, as_of, PER_POST):
        cursor |= book
        yield Page(answer, dict(cursor), "x")
        _look_for_fields(answer)
    if account.is_brand:
        known = cursor.get("mentions", {})
        for answer, book in _read(x.mentions, client, native_id, whom, known, as_of, PER_POST + USER):
            cursor |= {"mentions": book}
            yield Page(answer, dict(cursor), "x")
            _look_for_fields(answer)


def alive(ids: Iterable[str], client: Client) -> Iterator[tuple[str, bool, str]]:
    """What is named in `errors` is gone, or hidden by its author; what is neither told nor named is passed over."""
    x, waiting = X(client), list(ids)
    while waiting:
        few = waiting[: client.affordable(POST, _MOST)]
        waiting = waiting[len(few) :]
        answer = x.posts(few)
        there = {known for post in _objects(answer) for known in _ids_of_one(post)}
        gone = {str(told.get("resource_id") or told.get("value")): _why(told) for told in faults_of(answer)}
        for one in few:
            if one in there:
                yield one, True, "in tweets?ids"
            elif gone.get(one):
                yield one, False, gone[one]


def _read(
    ask: Callable[[str, Mapping[str, Any], str], Answer],
    client: Client,
    native_id: str,
    whom: str,
    cursor: Cursor,
    as_of: datetime,
    each: Any,
) -> Iterator[tuple[Answer, dict[str, Any]]]:
    """The pages of one timeline above what was heard before, at most as many posts a page as can be paid for."""

    def page(walk: Walk) -> Answer:
        asked: dict[str, Any] = {"max_results": client.affordable(each, _MOST, _LEAST)}
        if walk.token:
            asked["pagination_token"] = walk.token
        elif walk.until:
            asked["until_id"] = walk.until
        if walk.floor:
            asked["since_id"] = walk.floor
        else:
            asked["start_time"] = f"{datetime.fromisoformat(walk.began) - FIRST_READ:%Y-%m-%dT%H:%M:%SZ}"
        answer = ask(native_id, asked, whom)
        _records(answer, whom)
        return answer

    yield from since(page, _ids, in_body("meta", "next_token"), cursor=cursor, as_of=as_of)


def _records(answer: Answer, whom: str) -> None:
    """Count the posts of a page. Raises what its `errors` mean where it has neither posts nor a count of none."""
    told = answer.json()
    if not isinstance(told, dict):
        raise refused(answer, whom)
    if "data" in told:
        answer.items("data")
    elif isinstance(told.get("meta"), dict) and "result_count" in told["meta"]:
        answer.count(0)
    else:
        raise refused(answer, whom)


def _look_for_fields(answer: Answer) -> None:
    posts = _objects(answer)
    if posts and not any("created_at" in post or "author_id" in post for post in posts):
        raise StopSource(
            "x: posts come without author_id and created_at, though these were asked for: the API has changed its "
            "words, and what is missing is billed. Nobody else is asked; write "
            '{"vocabulary": "posts"} into the extra of the connection earshot_x.'
        )


def _objects(answer: Answer) -> list[dict[str, Any]]:
    found = answer.json().get("data")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _ids(answer: Answer) -> list[str]:
    return [str(post["id"]) for post in _objects(answer) if post.get("id")]


def _ids_of_one(post: Mapping[str, Any]) -> set[str]:
    """The ids a post goes by: its own and those of its earlier wordings."""
    history = post.get("edit_history_tweet_ids") or post.get("edit_history_post_ids") or []
    return {str(post.get("id")), *map(str, history)}


def _why(told: Mapping[str, Any]) -> str:
    kind = str(told.get("type", "")).rsplit("/", 1)[-1]
    return {
        "resource-not-found": "deleted (resource-not-found)",
        "not-authorized-for-resource": "protected or suspended (not-authorized-for-resource)",
    }.get(kind, "")


def _is_old(told: str, as_of: datetime) -> bool:
    looked_up = instant(told)
    return looked_up is None or as_of - looked_up >= LOOK_UP_EVERY


def _facts(answer: Answer, whom: str) -> dict[str, Any]:
    """What the look-up tells of the account. Raises OptedOut where it is protected, and what its errors mean."""
    told = answer.json()
    found = told.get("data") if isinstance(told, dict) else None
    if isinstance(told, dict) and not found:
        # an unknown name is left out, with or without an error that says so
        raise refused(answer, whom) if told.get("errors") or "data" not in told else _unknown(whom)
    user = found[0] if isinstance(found, list) else None
    if not isinstance(user, dict) or not user.get("id"):
        raise NotUnderstood(f"{answer.url} answered with a user without an id; the cursor stays.")
    if user.get("protected") is True:
        raise OptedOut(f"x: {whom} shows posts to followers only; remove it from config/accounts.csv.")
    counted = _object(user, "public_metrics")
    pages = _pages(user)
    facts = {
        "native_id": str(user["id"]),
        "handle": user.get("username"),
        "display_name": user.get("name"),
        "description": user.get("description"),
        "website": pages[0] if pages else None,
        "followers": counted.get("followers_count"),
        "posts": counted.get("tweet_count", counted.get("post_count")),
        "links": [{"url": page, "rel_me": False} for page in pages],
    }
    return {name: text for name, text in facts.items() if text is not None}


def _object(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = told.get(name)
    return found if isinstance(found, dict) else {}


def _unknown(whom: str) -> NotFound:
    return NotFound(f"x: {whom} was not found; correct or remove it in config/accounts.csv.")


def _pages(user: Mapping[str, Any]) -> list[str]:
    """The addresses of a profile, as they are behind t.co: its website first, then those in the description."""
    entities = _object(user, "entities")
    parts = [entities.get(name) for name in ("url", "description")]
    urls = [url for part in parts if isinstance(part, dict) for url in part.get("urls") or [] if isinstance(url, dict)]
    found = [url.get("unwound_url") or url.get("expanded_url") for url in urls]
    return list(dict.fromkeys(page for page in found if isinstance(page, str)))
