"""X's API as we ask it: tweepy's methods, our client's wire, and what an answer costs.

tweepy knows the routes and their parameters; its host is fixed, it has no timeout, and it would sleep or retry by
itself. So its session has one adapter, which puts each request to our client: that one knows the host, waits its turn,
holds the token (tweepy never sees it), keeps the budget and names what went wrong.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import requests
from requests.adapters import BaseAdapter

from ingest.answer import Answer
from ingest.budget import FREE, Price
from ingest.complaint import complaint
from ingest.errors import Gone, NotFound, NotUnderstood, OptedOut, Problem, SkipAccount, StopSource
from ingest.question import Question
from ingest.since import StaleToken
from ingest.wire import Session

if TYPE_CHECKING:
    from ingest.client import Client

HOST = "https://api.x.com"
POST, USER = Decimal("0.005"), Decimal("0.010")  # US dollars a resource returned, August 2026; includes count
# a post answers one and quotes one at most, or reposts one; each comes along with its author
PER_POST = POST + 2 * (POST + USER)

_USER_FIELDS = "created_at,description,entities,name,protected,public_metrics,url,username,verified"
_POST_FIELDS = (
    "article,attachments,author_id,conversation_id,created_at,edit_controls,entities,in_reply_to_user_id,lang,note_tweet,"
    "paid_partnership,possibly_sensitive,public_metrics,referenced_tweets,withheld"
)
FIELDS = {
    "tweet.fields": _POST_FIELDS,
    "expansions": "attachments.media_keys,referenced_tweets.id,referenced_tweets.id.author_id",
    "media.fields": "alt_text,duration_ms,preview_image_url,type,url,variants",
    "user.fields": _USER_FIELDS,
}
# the words of OpenAPI 2.167: what were fields there are expansions
RENAMED = {
    "post.fields": "article,attachments,conversation_id,created_at,edit_controls,entities,lang,note_post,"
    "paid_partnership,possibly_sensitive,public_metrics,withheld",
    "expansions": "attachments.media_keys,author_id,in_reply_to_user_id,referenced_posts",
    "media.fields": FIELDS["media.fields"],
    "user.fields": _USER_FIELDS,
}


class X:
    """tweepy over our client. Every method returns the Answer, word for word."""

    def __init__(self, client: Client) -> None:
        import tweepy

        self._wire = _Wire(client)
        self._tweepy = tweepy.Client("held by the wire", return_type=requests.Response, wait_on_rate_limit=False)
        self._tweepy.session = Session(self._wire)
        self._is_renamed = client.credentials.get("vocabulary") == "posts"
        self._refused = frozenset(client.credentials.get("leave_out").split(","))

    def user(self, handle: str, native_id: str | None) -> Answer:
        """Look one user up, by id where it is known."""
        who = {"ids": [native_id]} if native_id else {"usernames": [handle]}
        return self._ask("get_users", who | {"user_fields": _USER_FIELDS}, Price(USER, cost_of), whom=handle)

    def timeline(self, native_id: str, asked: Mapping[str, Any], whom: str) -> Answer:
        """A page of what a user posted."""
        return self._posts("get_users_tweets", native_id, dict(asked), whom)

    def mentions(self, native_id: str, asked: Mapping[str, Any], whom: str) -> Answer:
        """A page of what others said to a user; their names come along."""
        return self._posts("get_users_mentions", native_id, dict(asked), whom, authors=True)

    def posts(self, ids: list[str]) -> Answer:
        """Posts by id, without what they refer to."""
        price = Price(POST * len(ids), cost_of)
        if self._is_renamed:
            asked = {"ids": ",".join(ids), "post.fields": self._allowed(RENAMED["post.fields"])}
            return self._renamed("/2/tweets", asked, price, "tweets?ids")
        return self._ask(
            "get_tweets", {"ids": ids, "tweet_fields": self._allowed(_POST_FIELDS)}, price, whom="tweets?ids"
        )

    def create_job(self) -> Answer:
        """Begin a compliance job on posts."""
        return self._ask("create_compliance_job", {"type": "tweets"}, FREE, whom="compliance jobs")

    def job(self, job_id: str) -> Answer:
        """How a compliance job is getting on."""
        return self._ask("get_compliance_job", {"id": job_id}, FREE, whom=f"compliance job {job_id}")

    def _posts(self, method: str, native_id: str, asked: dict[str, Any], whom: str, *, authors: bool = False) -> Answer:
        price = Price((PER_POST + USER * authors) * int(asked["max_results"]), cost_of)
        if self._is_renamed:
            route = "mentions" if authors else "tweets"
            renamed = {name: self._allowed(text) for name, text in RENAMED.items()}
            return self._renamed(f"/2/users/{native_id}/{route}", asked | renamed, price, whom)
        fields = FIELDS | ({"expansions": FIELDS["expansions"] + ",author_id"} if authors else {})
        named = {name.replace(".", "_"): self._allowed(text) for name, text in fields.items()}
        return self._ask(method, {"id": native_id, **asked, **named}, price, whom)

    def _allowed(self, fields: str) -> str:
        """The fields but for those that `leave_out` in the extra of the connection names: a server knows them not."""
        return ",".join(name for name in fields.split(",") if name not in self._refused)

    def _ask(self, method: str, asked: Mapping[str, Any], price: Price, whom: str) -> Answer:
        self._wire.expect(price, whom)
        getattr(self._tweepy, method)(**asked)
        return self._wire.answer

    def _renamed(self, route: str, asked: Mapping[str, Any], price: Price, whom: str) -> Answer:
        # tweepy has no parameter for post.fields
        self._wire.expect(price, whom)
        self._tweepy.request("GET", route, params=dict(asked))
        return self._wire.answer


class _Wire(BaseAdapter):
    """Where tweepy's requests go: to our client, at X's present host."""

    def __init__(self, client: Client) -> None:
        super().__init__()
        self._client = client
        self._base = client.base(HOST)
        self.expect(FREE, "")

    def expect(self, price: Price, whom: str) -> None:
        """What the next request costs, and whom it is about."""
        self._price, self._whom = price, whom

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        parts = urlsplit(request.url or "")
        url, explain = self._base + parts.path, lambda told: explained(told, self._whom)
        if request.method == "GET":
            asked = dict(parse_qsl(parts.query, keep_blank_values=True))
            self.answer = self._client.get(url, params=asked, explain=explain, price=self._price)
        else:
            sent = {"Accept": "application/json", "Content-Type": "application/json"}
            body = request.body.encode() if isinstance(request.body, str) else request.body
            question = Question(url, request.method or "", sent, explain=explain, price=self._price, body=body)
            self.answer = self._client.ask(question)
        response = requests.Response()
        response.status_code, response.url, response.request = self.answer.status, url, request
        response._content = self.answer.body  # noqa: SLF001  # a Response made by hand has no other way in
        return response

    def close(self) -> None:
        """Nothing is held open here."""


def cost_of(answer: Answer) -> Decimal:
    """What an answer cost: posts and users that came back, whether asked for or along with others."""
    page = answer.json()
    page = page if isinstance(page, dict) else {}
    found, along = page.get("data"), page.get("includes")
    along = along if isinstance(along, dict) else {}
    things = found if isinstance(found, list) else [found] if isinstance(found, dict) else []
    users = [one for one in things if isinstance(one, dict) and "username" in one and "text" not in one]
    posts = len(things) - len(users) + sum(len(along.get(name) or []) for name in ("tweets", "posts"))
    return POST * posts + USER * (len(users) + len(along.get("users") or []))


def faults_of(answer: Answer) -> list[Mapping[str, Any]]:
    """The `errors` of an answer: parts that could not be told."""
    told = complaint(answer).get("errors")
    return [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []


def said_by(told: Mapping[str, Any]) -> str:
    """What a problem or an old-style error says."""
    return str(told.get("detail") or told.get("message") or told.get("title") or "no reason given")[:200]


def explained(answer: Answer, whom: str) -> Problem | None:
    """X's own words for what is wrong; None leaves 429 with a reset and 5xx to the status."""
    told = complaint(answer)
    first = next(iter(faults_of(answer)), {})
    kind = str(told.get("type") or first.get("type") or "").rsplit("/", 1)[-1]
    said = said_by(told) if told.get("detail") else said_by(first or told)
    words = f"{told.get('title', '')} {said}".lower()
    if answer.status == 402 or kind == "credits" or "creditsdepleted" in words:
        return StopSource(f"x: the credits are used up ({said}). Nobody else is asked; buy credits in X's console.")
    if kind == "usage-capped" or (answer.status == 429 and "usagecap" in words.replace(" ", "")):
        return StopSource(f"x: the usage cap of the plan is reached ({said}). Nobody else is asked; raise it, or wait.")
    if answer.status == 401:
        return StopSource(f"x: the token is not accepted ({said}). Renew it in the connection earshot_x.")
    if answer.status == 403:
        if kind == "not-authorized-for-resource":
            return SkipAccount(f"x: {whom} may not be read ({said}); remove the account from config/accounts.csv.")
        return StopSource(f"x: the app may not ask this ({kind or 'forbidden'}: {said}). Look at its rights at X.")
    if answer.status == 400:
        if "pagination_token" in json.dumps(told) or "next_token" in json.dumps(told):
            return StaleToken(f"x: the paging token of {whom} is not taken any more ({said}); the cursor stays.")
        if "usernames" in json.dumps(told):
            return SkipAccount(f"x: {whom} is no name of X ({said}); correct it in config/accounts.csv.")
        return NotUnderstood(f"x: the request for {whom} was answered 400 ({said}); the cursor stays.")
    return None


def refused(answer: Answer, whom: str) -> Problem:
    """What a 200 without data means: its `errors` say why this user cannot be read."""
    for told in faults_of(answer):
        kind, said = str(told.get("type", "")), said_by(told)
        if "suspended" in said.lower():
            return Gone(f"x: {whom} is suspended ({said}); remove the account from config/accounts.csv.")
        if kind.endswith("not-authorized-for-resource"):
            return OptedOut(f"x: {whom} shows posts to followers only ({said}); remove it from config/accounts.csv.")
        if kind.endswith("resource-not-found") or "could not find" in said.lower():
            return NotFound(f"x: {whom} was not found ({said}); correct or remove it in config/accounts.csv.")
        return SkipAccount(f"x: {whom} cannot be read ({said}); the cursor stays.")
    return NotUnderstood(f"{answer.url} answered {answer.status} without posts or a count of none; the cursor stays.")
