"""Reddit: what people post and comment, through the API of an approved app.

platform       Reddit
gives          posts and comments with text, link, labels, what they answer, crossposts with the original; points,
               number of comments and crossposts
documentation  https://www.reddit.com/dev/api and https://github.com/reddit-archive/reddit/wiki/OAuth2
limits         100 requests a minute and app, told in X-Ratelimit-Reset as seconds left; 100 records a page, 1,000 in
               all
credentials    login and token: id and secret of an app that Reddit has approved (Responsible Builder Policy; there are
               no self-service keys since November 2025, and commercial use wants a contract); user_agent in its extra:
               "<platform>:<app>:<version> (by /u/<user>)"
cost           free, or by contract
opt-outs       hide_from_robots is heeded; what is deleted or removed is withheld, and must go within 48 hours
oddities       - off until there are credentials: asking without them mostly fails, and is not allowed
               - a token is fetched for each visit: it is good for an hour and needs no keeping
               - overview tells posts and comments in one list, the newest first; nothing can be dated back
               - deleted and removed records stay in the list, without author or words
               - `edited` is false or a time; points may be below 0, which is no number of likes
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ingest.answer import Answer
from ingest.complaint import complaint, text_of
from ingest.errors import Gone, NotFound, NotUnderstood, OptedOut, Problem, SkipAccount, StopSource
from ingest.estimate import Expects
from ingest.pages import Token, in_body
from ingest.question import Question
from ingest.secret import remember
from ingest.sources import Account, Cursor, Page, Visit
from ingest.walks import descend

if TYPE_CHECKING:
    from ingest.client import Client

EVERY = timedelta(hours=6)
PACE = 1.0
WORKERS = 1
NEEDS = ("login", "token", "user_agent")
EXPECTS = Expects(first=1000, page=100, beside=2)

DOOR = "https://www.reddit.com"
HOST = "https://oauth.reddit.com"
_USER_AGENT = re.compile(r"\S+:\S+:\S+ \(by /?u/[\w-]+\)")
_WITHOUT_WORDS = frozenset({"[deleted]", "[removed]"})


def visit(account: Account, cursor: Cursor, client: Client, as_of: datetime) -> Visit:
    """Read one account. Raises NotFound, Gone, OptedOut, StopSource without credentials, and what `client` raises."""
    reddit = Reddit.let_in(client)
    user = f"user/{quote(account.handle.strip('/@ ').removeprefix('u/'), safe='')}"
    about = reddit.ask(f"{user}/about", {"raw_json": 1}, account.account_id)
    facts = _facts(about, account)
    yield Page(about, learned=facts)

    def ask(token: Token | None, _floor: datetime | None) -> Answer:
        asked: dict[str, str | int] = {"sort": "new", "limit": 100, "raw_json": 1}
        answer = reddit.ask(f"{user}/overview", asked | ({"after": token} if token else {}), account.account_id)
        answer.count(len(_records(answer)))
        return answer

    walks = descend(ask, in_body("data", "after"), _oldest, cursor=cursor, as_of=as_of, deepens=False)
    for answer, after in walks:
        yield Page(answer, after, "reddit")


def alive(ids: Iterable[str], client: Client) -> Iterator[tuple[str, bool, str]]:
    """What is left out, or stands there without author or words, is gone."""
    reddit, posts = Reddit.let_in(client), list(ids)
    for few in (posts[at : at + 100] for at in range(0, len(posts), 100)):
        answer = reddit.ask("api/info", {"id": ",".join(few), "raw_json": 1}, "posts by id")
        told = {data.get("name"): data for data in map(_data, _records(answer))}
        for one in few:
            why = _why_gone(told[one]) if one in told else "left out by api/info"
            yield one, why is None, why or "in api/info"


@dataclass(frozen=True, slots=True)
class Reddit:
    """A client that was let in, for one visit."""

    client: Client
    headers: Mapping[str, str]

    @classmethod
    def let_in(cls, client: Client) -> Reddit:
        """Fetch a token for the app. Raises StopSource where it has no credentials, or they are refused."""
        login, secret, agent = (client.credentials.get(name) for name in NEEDS)
        if not login or not secret:
            raise StopSource("reddit: there are no credentials, and without an approved app nobody is asked.")
        if not _USER_AGENT.fullmatch(agent):
            raise StopSource(
                f'reddit: user_agent is {agent[:100]!r}; Reddit wants "<platform>:<app>:<version> (by /u/<user>)", '
                'such as "python:earshot:0.1 (by /u/your-name)". Write it beside the token.'
            )
        basic = b64encode(f"{login}:{secret}".encode()).decode()
        remember({basic})
        headers = {"User-Agent": agent, "Authorization": f"Basic {basic}", "Accept": "application/json"}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        url = f"{client.base(DOOR)}/api/v1/access_token"
        answer = client.ask(Question(url, "POST", headers, body=b"grant_type=client_credentials", explain=_explain))
        token = complaint(answer).get("access_token")
        if not isinstance(token, str) or not token:
            raise StopSource(f"reddit: {url} gave no token; look at id and secret of the app.")
        remember({token})
        return cls(client, {"User-Agent": agent, "Authorization": f"Bearer {token}"})

    def ask(self, path: str, params: Mapping[str, str | int], whom: str) -> Answer:
        """An answer of the API."""
        url = f"{self.client.base(HOST)}/{path}"
        return self.client.get(url, params=params, headers=self.headers, explain=lambda told: _explain(told, whom))


def _explain(answer: Answer, whom: str = "the app") -> Problem | None:
    """Reddit's JSON 403 concerns one account; a page with 403 is its network's, and concerns us all."""
    if answer.status == 403 and complaint(answer):
        reason = text_of(answer, "reason", "message")
        return SkipAccount(f"reddit: {whom} is not shown to us ({reason}); remove it from config/accounts.csv.")
    return None


def _facts(answer: Answer, account: Account) -> dict[str, Any]:
    told = answer.json()
    user = told.get("data") if isinstance(told, dict) and told.get("kind") == "t2" else None
    if not isinstance(user, dict) or not isinstance(user.get("name"), str):
        raise NotUnderstood(f"{answer.url} answered with something that is no user; the cursor stays.")
    whom = f"reddit: u/{user['name']}"
    if user.get("is_suspended") is True:
        raise Gone(f"{whom} is suspended; remove it from config/accounts.csv.")
    if user.get("hide_from_robots") is True and not account.consented:
        raise OptedOut(f"{whom} asks not to be indexed (hide_from_robots); remove it from config/accounts.csv.")
    native_id = f"t2_{user['id']}" if isinstance(user.get("id"), str) else user["name"]
    if account.native_id and account.native_id != native_id:
        raise NotFound(f"{whom} is another account than before; check who it is and add it anew.")
    page = user.get("subreddit")
    page = page if isinstance(page, dict) else {}
    facts = {"display_name": page.get("title"), "description": page.get("public_description")}
    return {"native_id": native_id, "handle": user["name"]} | {name: fact for name, fact in facts.items() if fact}


def _records(answer: Answer) -> list[Any]:
    """The children of a listing; NotUnderstood for anything else."""
    told = answer.json()
    data = told.get("data") if isinstance(told, dict) and told.get("kind") == "Listing" else None
    found = data.get("children") if isinstance(data, dict) else None
    if not isinstance(found, list):
        raise NotUnderstood(
            f"{answer.url} answered {answer.status} with something that is no listing. The page was refused whole "
            "and the cursor stays."
        )
    return found


def _data(record: Any) -> Mapping[str, Any]:
    found = record.get("data") if isinstance(record, dict) else None
    return found if isinstance(found, dict) else {}


def _why_gone(data: Mapping[str, Any]) -> str | None:
    if data.get("removed_by_category"):
        return f"removed ({data['removed_by_category']})"
    words = {data.get("author"), data.get("selftext"), data.get("body")} & _WITHOUT_WORDS
    return next(iter(words), None)


def _oldest(answer: Answer) -> datetime | None:
    times = (_data(one).get("created_utc") for one in reversed(_records(answer)))
    found = next((at for at in times if isinstance(at, int | float) and 0 < at < 1 << 34), None)
    return datetime.fromtimestamp(found, UTC) if found else None
