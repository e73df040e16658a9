"""Every source with all it takes to try it: a truthful fake of its platform, and each error body it is known to answer.

A new source adds a fake under tests/ingest/fakes/ and an entry to SOURCES; tests/ingest/test_battery.py does the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from ingest.errors import Gone, NotFound, NotUnderstood, OptedOut, Problem, SkipAccount, StopSource, TryLater
from ingest.sources import (
    Account,
    bluesky,
    facebook,
    hackernews,
    instagram,
    linkedin,
    mastodon,
    reddit,
    threads,
    x,
    youtube,
)
from tests.ingest.fakes import CUT, EMPTY, HTML, PROXY, Reply
from tests.ingest.fakes.bluesky import Bluesky
from tests.ingest.fakes.facebook import Facebook
from tests.ingest.fakes.hackernews import HackerNews
from tests.ingest.fakes.instagram import Instagram
from tests.ingest.fakes.linkedin import LinkedIn
from tests.ingest.fakes.mastodon import Mastodon
from tests.ingest.fakes.reddit import RedditApi
from tests.ingest.fakes.threads import Threads
from tests.ingest.fakes.x import X
from tests.ingest.fakes.youtube import YouTube, refused


@dataclass(frozen=True)
class Source:
    """A source and all it takes to try it: what its platform answers when things are wrong, and what that must be."""

    module: ModuleType
    fake: Callable[[], Any]
    account: Account
    errors: Mapping[str, tuple[Reply, type[Problem]]]
    opt_outs: Mapping[str, tuple[Any, type[Problem]]] = field(default_factory=dict)
    backdates: bool = True  # old records can turn up below what was heard
    rereads: bool = True  # a window is read again for edits and counts; what is paid for is not
    tells_alive: bool = True
    counts: tuple[str, ...] = ("likes", "replies")  # that it tells of every post


def xrpc(status: int, error: str, message: str = "") -> Reply:
    return Reply({"error": error, "message": message}, status)


def x_says(status: int, kind: str, detail: str) -> Reply:
    problem = {"title": "Problem", "detail": detail, "type": f"https://api.x.com/2/problems/{kind}", "status": status}
    return Reply(problem, status)


def x_faults(kind: str, detail: str) -> Reply:
    return Reply({"errors": [{"title": "Error", "detail": detail, "type": f"https://api.x.com/2/problems/{kind}"}]})


# whatever the platform, these come from proxies, full disks and captive portals
ANYWHERE: dict[str, tuple[Reply, type[Problem]]] = {
    "a login page with 200": (HTML, NotUnderstood),
    "a page cut in the middle": (CUT, NotUnderstood),
    "nothing with 200": (EMPTY, NotUnderstood),
    "a bad gateway": (PROXY, TryLater),
    "an object without its list": (Reply({"error": "maintenance"}), NotUnderstood),
    "null": (Reply("null"), NotUnderstood),
    "a text": (Reply('"no"'), NotUnderstood),
}


def graph(status: int, code: int, message: str, **more: Any) -> Reply:
    return Reply(
        {"error": {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A"} | more}, status
    )


# https://developers.facebook.com/docs/graph-api/guides/error-handling
GRAPH_ERRORS: dict[str, tuple[Reply, type[Problem]]] = {
    "application limit": (graph(403, 4, "(#4) Application request limit reached", is_transient=True), TryLater),
    "user limit": (graph(400, 17, "(#17) User request limit reached"), TryLater),
    "page limit": (graph(400, 32, "(#32) Page request limit reached"), TryLater),
    "custom limit": (graph(400, 613, "(#613) Calls to this api have exceeded the rate limit."), TryLater),
    "business limit": (graph(400, 80001, "(#80001) There have been too many calls to this Page account."), TryLater),
    "down": (graph(500, 2, "Service temporarily unavailable", is_transient=True), TryLater),
    "token expired": (graph(400, 190, "Error validating access token: Session has expired", error_subcode=463), StopSource),
    "no token": (graph(400, 104, "An access token is required to request this resource."), StopSource),
    "not reviewed": (graph(400, 10, "(#10) To use 'Page Public Content Access', your use must be reviewed."), StopSource),
    "no permission": (graph(403, 200, "(#200) Requires pages_read_engagement permission"), StopSource),
    "this one not shown": (graph(400, 10, "(#10) Not shown to you"), SkipAccount),
    "app proof": (
        graph(400, 100, "(#100) Pages Public Content Access requires either app secret proof or an app token"), StopSource,
    ),
    "gone": (graph(400, 100, "Unsupported get request. Object with ID '4' does not exist", error_subcode=33), NotFound),
    "alias": (graph(404, 803, "(#803) Some of the aliases you requested do not exist: halden"), NotFound),
    "bad parameter": (graph(400, 100, "(#100) limit must be positive"), NotUnderstood),
    "an error with 200": (graph(200, 17, "(#17) User request limit reached"), TryLater),
    "an error that is a text": (Reply({"error": "no"}, 400), NotUnderstood),
    "a page with 403": (Reply("<html>Forbidden", 403), StopSource),
    "no list": (Reply({"data": {}}), NotUnderstood),
}  # fmt: skip

SOURCES = {
    "bluesky": Source(
        bluesky, Bluesky, Account("bluesky:ann.example", "bluesky", "ann.example"),
        ANYWHERE | {
            "garbage cursor": (xrpc(500, "InternalServerError", "Internal Server Error"), TryLater),
            "rate limited": (xrpc(429, "RateLimitExceeded", "Rate Limit Exceeded"), TryLater),
            "unknown actor": (xrpc(400, "InvalidRequest", "Profile not found"), NotFound),
            "no such repo": (xrpc(400, "InvalidRequest", "Could not find repo: did:plc:ann"), NotFound),
            "taken down": (xrpc(400, "AccountTakedown", "Account has been suspended"), Gone),
            "deactivated": (xrpc(400, "AccountDeactivated", "Account is deactivated"), Gone),
            "no such handle": (xrpc(400, "InvalidRequest", 'Error: Invalid AT identifier (got "@x")'), SkipAccount),
            "blocked": (xrpc(400, "BlockedActor", "Requester has blocked actor"), SkipAccount),
            "limit out of range": (xrpc(400, "InvalidRequest", "integer too big (maximum 100, got 101)"), NotUnderstood),
            "a proxy's 400": (Reply("<html>Bad Request", 400), NotUnderstood),
            "no sign-in": (xrpc(401, "AuthMissing", "Authentication Required"), StopSource),
            "forbidden": (Reply("<html>Forbidden", 403), StopSource),
            "a list, not an object": (Reply([]), NotUnderstood),
        },
        {"members only": ({"labels": [{"src": "did:plc:ann", "val": "!no-unauthenticated", "cts": "2026"}]}, OptedOut)},
    ),
    **{
        f"mastodon ({manners})": Source(
            mastodon, lambda manners=manners: Mastodon(manners), Account("mastodon:ann@m.example", "mastodon", "ann@m.example"),
            ANYWHERE | {
                "rate limited": (Reply({"error": "Too many requests"}, 429), TryLater),
                "not found": (Reply({"error": "Record not found"}, 404), NotFound),
                "not found as a page": (Reply("<html>404", 404), NotFound),
                "suspended": (Reply({"error": "Gone"}, 410), Gone),
                "members only": (Reply({"error": "This API requires an authenticated user"}, 401), SkipAccount),
                "no token": (Reply({"error": "Unauthorized: token not supplied"}, 401), SkipAccount),
                "identity token": (Reply({"error": "identity_token_required"}, 401), SkipAccount),
                "a bad token": (Reply("Invalid Bearer token", 400), SkipAccount),
                "no user agent": (Reply({"error": "I'm a teapot"}, 418), SkipAccount),
                "forbidden": (Reply({"error": "This action is not allowed"}, 403), SkipAccount),
                "unprocessable": (Reply({"error": "This method requires an authenticated user"}, 422), SkipAccount),
                "error as a page": (Reply("<html>500", 500), TryLater),
            },
            {
                "indexable: false": ({"indexable": False}, OptedOut), "locked": ({"locked": True}, OptedOut),
                "discoverable: false": ({"discoverable": False}, OptedOut), "noindex": ({"noindex": True}, OptedOut),
                "#nobot": ({"note": '<p>tea <a href="/tags/nobot">#<span>NoBot</span></a></p>'}, OptedOut),
                "#noindex in a field": ({"fields": [{"name": "please", "value": "#noindex"}]}, OptedOut),
                "memorial": ({"memorial": True}, OptedOut), "limited": ({"limited": True}, OptedOut),
                "suspended": ({"suspended": True}, Gone), "moved": ({"moved": {"acct": "ann@new.example"}}, NotFound),
            },
        )
        for manners in ("mastodon", "gotosocial", "bare")
    },
    "hackernews": Source(
        hackernews, HackerNews, Account("hackernews:ann", "hackernews", "ann"),
        ANYWHERE | {
            "rate limited": (Reply({"message": "Too many requests"}, 429), TryLater),
            "bad query": (Reply({"message": "invalid attribute", "status": 400}, 400), NotUnderstood),
            "no number of hits": (Reply({"hits": []}), NotUnderstood),
            "hits without a date": (Reply({"hits": [{"objectID": "1"}], "nbHits": 9}), NotUnderstood),
        },
        backdates=False,
    ),
    "youtube (with a key)": Source(
        youtube, YouTube, Account("youtube:@ana", "youtube", "@ana"),
        ANYWHERE | {
            "quota": (refused(403, "quotaExceeded"), StopSource),
            "too fast": (refused(403, "userRateLimitExceeded"), TryLater),
            "too fast, newly": (refused(429, "rateLimitExceeded"), TryLater),
            "key invalid": (refused(400, "keyInvalid", "Bad Request"), StopSource),
            "key not valid": (refused(400, "badRequest", "API key not valid. Please pass a valid API key."), StopSource),
            "not switched on": (refused(403, "accessNotConfigured"), StopSource),
            "no permission": (
                Reply({"error": {"code": 403, "errors": [{"reason": "SERVICE_UNAVAILABLE"}], "status": "PERMISSION_DENIED"}}, 403),
                StopSource,
            ),
            "closed": (refused(403, "channelClosed"), Gone),
            "suspended": (refused(403, "channelSuspended"), Gone),
            "private": (refused(403, "playlistItemsNotAccessible"), SkipAccount),
            "playlist not found": (refused(404, "playlistNotFound"), NotFound),
            "page token": (refused(400, "invalidPageToken"), NotUnderstood),
            "an error that is a text": (Reply({"error": "error message"}, 400), NotUnderstood),
            "backend": (refused(503, "backendError"), TryLater),
        },
    ),
    "facebook": Source(
        facebook, Facebook, Account("facebook:halden", "facebook", "halden"), ANYWHERE | GRAPH_ERRORS,
    ),
    "instagram": Source(
        instagram, Instagram, Account("instagram:ann", "instagram", "ann"), ANYWHERE | GRAPH_ERRORS,
        backdates=False, tells_alive=False,
    ),
    "threads": Source(
        threads, Threads, Account("threads:ann", "threads", "ann"), ANYWHERE | GRAPH_ERRORS,
        backdates=False, tells_alive=False, counts=(),
    ),
    "reddit": Source(
        reddit, RedditApi, Account("reddit:ann", "reddit", "ann"),
        ANYWHERE | {
            "rate limited": (Reply({"message": "Too Many Requests", "error": 429}, 429, {"x-ratelimit-reset": "90"}), TryLater),
            "token expired": (Reply({"message": "Unauthorized", "error": 401}, 401), StopSource),
            "private": (Reply({"reason": "private", "message": "Forbidden", "error": 403}, 403), SkipAccount),
            "blocked by its network": (Reply("<html>You've been blocked by network security.", 403), StopSource),
            "nobody": (Reply({"message": "Not Found", "error": 404}, 404), NotFound),
            "over capacity": (Reply("<html>Our CDN was unable to reach our servers", 503), TryLater),
            "not a listing": (Reply({"kind": "t2", "data": {}}), NotUnderstood),
            "bad request": (Reply({"message": "Bad Request", "error": 400}, 400), NotUnderstood),
        },
        {
            "hide_from_robots": ({"hide_from_robots": True}, OptedOut),
            "suspended": ({"is_suspended": True}, Gone),
        },
        backdates=False,
    ),
    "linkedin": Source(
        linkedin, LinkedIn, Account("linkedin:company/halden", "linkedin", "company/halden"),
        ANYWHERE | {
            "token expired": (Reply({"status": 401, "serviceErrorCode": 65601, "code": "EXPIRED_ACCESS_TOKEN"}, 401), StopSource),
            "not administered": (Reply({"status": 403, "code": "ACCESS_DENIED", "message": "Not enough permissions"}, 403), SkipAccount),
            "a page with 403": (Reply("<html>Forbidden", 403), StopSource),
            "version retired": (Reply({"status": 426, "code": "NONEXISTENT_VERSION", "message": "..."}, 426), StopSource),
            "no version": (Reply({"status": 400, "code": "VERSION_MISSING", "message": "..."}, 400), StopSource),
            "day's quota": (Reply({"status": 429, "code": "TOO_MANY_REQUESTS"}, 429), TryLater),
            "not found": (Reply({"status": 404, "code": "NOT_FOUND"}, 404), NotFound),
            "bad parameter": (Reply({"status": 400, "code": "ILLEGAL_ARGUMENT"}, 400), NotUnderstood),
            "gateway": (Reply({"status": 504}, 504), TryLater),
        },
        counts=(),
    ),
    "x": Source(
        x, X, Account("x:ann", "x", "ann"),
        ANYWHERE | {
            "rate limited": (x_says(429, "rate-limit-exceeded", "Too Many Requests"), TryLater),
            "rate limited, as it was told before": (Reply({"errors": [{"code": 88, "message": "Rate limit exceeded"}]}, 429), TryLater),
            "capped": (x_says(429, "usage-capped", "Usage cap exceeded: Monthly product cap"), StopSource),
            "no credits": (x_says(402, "credits", "Your enrolled account does not have any credits"), StopSource),
            "a bad token": (Reply({"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"}, 401), StopSource),
            "not our app": (x_says(403, "client-forbidden", "Appropriate Level of API Access"), StopSource),
            "not for an app": (x_says(403, "unsupported-authentication", "Application-Only is forbidden"), StopSource),
            "not allowed": (x_says(403, "not-authorized-for-resource", "Sorry, you are not authorized"), SkipAccount),
            "protected": (x_faults("not-authorized-for-resource", "Sorry, you are not authorized to see the user"), OptedOut),
            "unknown": (x_faults("resource-not-found", "Could not find user with id: [1]."), NotFound),
            "suspended": (x_faults("resource-not-found", "User has been suspended: [1]."), Gone),
            "gone": (Reply({"title": "Not Found", "status": 404, "detail": "Not Found"}, 404), NotFound),
            "a wrong parameter": (x_says(400, "invalid-request", "The `max_results` query parameter value [4] is not ..."), NotUnderstood),
            "over capacity": (Reply({"title": "Service Unavailable", "status": 503}, 503), TryLater),
            "data that is no list": (Reply({"data": {"id": "1"}, "meta": {"result_count": 1}}), NotUnderstood),
            "no count": (Reply({"meta": {}}), NotUnderstood),
        },
        {"protected": ({"protected": True}, OptedOut)},
        backdates=False,
        rereads=False,
    ),
}  # fmt: skip
