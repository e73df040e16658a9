"""One battery for all sources: what each of them promises, shown on a truthful fake of its platform.

A new source adds a fake under tests/ingest/fakes/ and one line to SOURCES. A fake has `posts` (native id -> time),
`post(at, number)`, `is_page(url)`, `ids(page)`, `answer(url, params)`, `profile`, `broken` (a Reply for every page),
`loops` (hand out the same cursor again), `untold` (ids whose counts it does not tell) and `big_id`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from ingest.errors import (
    Gone,
    NotFound,
    NotUnderstood,
    OptedOut,
    Problem,
    RepeatedCursor,
    SkipAccount,
    StopSource,
    TryLater,
)  # fmt: skip
from ingest.sources import (
    Account,
    Page,
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
from tests.ingest.fakes import CUT, EMPTY, HTML, NOW, PROXY, Asker, Reply
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
from tests.landed import landed, staged

POSTS = 23  # over some six pages of the fakes


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

source = pytest.mark.parametrize("one", SOURCES.values(), ids=SOURCES.keys())


def filled(one: Source, posts: int = POSTS) -> Any:
    """A fake whose account has `posts` posts, one every ten hours, the newest an hour old."""
    fake = one.fake()
    for number in range(posts):
        fake.post(NOW - timedelta(hours=1 + 10 * (posts - number)), number + 1)
    return fake


def pages(one: Source, client: Asker, cursor: Mapping[str, Any] | None = None) -> list[Page]:
    """The pages of posts of one visit to its end."""
    return [page for page in one.module.visit(one.account, cursor or {}, client, client.as_of) if page.reading]


def cut(one: Source, client: Asker, after: int) -> list[Page]:
    """The pages of posts of a visit that is given up once `after` of them are loaded."""
    found: list[Page] = []
    for page in one.module.visit(one.account, {}, client, client.as_of):
        found += [page] if page.reading else []
        if len(found) == after:
            break
    return found


def told(fake: Any, found: list[Page]) -> set[str]:
    return {native_id for page in found for native_id in fake.ids(page.answer.json())}


def asked(fake: Any, *clients: Asker) -> Counter[str]:
    """How often each page of posts was asked for."""
    is_profile = getattr(fake, "is_profile", lambda _: False)  # where one address gives profile and posts
    return Counter(
        json.dumps(params, sort_keys=True)
        for one in clients
        for url, params in one.asked
        if fake.is_page(url) and not is_profile(params)
    )


@source
def test_pages_to_the_end(one: Source) -> None:
    fake = filled(one)
    found = pages(one, Asker(fake))
    assert len(found) > 3
    assert told(fake, found) == set(fake.posts)
    assert found[-1].cursor is not None
    assert found[-1].cursor["walks"] == []


@source
def test_an_account_without_posts_is_heard_to_the_end(one: Source) -> None:
    fake = one.fake()
    assert told(fake, pages(one, Asker(fake))) == set()


@source
def test_each_page_is_handed_over_before_the_next_is_asked_for(one: Source) -> None:
    fake = filled(one)
    client, loaded = Asker(fake), 0
    for page in one.module.visit(one.account, {}, client, NOW):
        loaded += bool(page.reading)
        assert sum(asked(fake, client).values()) == loaded


@source
def test_a_repeated_cursor_is_an_error(one: Source) -> None:
    fake = filled(one)
    fake.loops = True
    with pytest.raises(RepeatedCursor):
        pages(one, Asker(fake))


@source
def test_cut_after_any_page_it_goes_on_and_asks_nothing_twice(one: Source) -> None:
    fake = filled(one)
    whole = Asker(fake)
    number = len(pages(one, whole))
    for after in range(1, number):
        first, second = Asker(fake), Asker(fake)
        begun = cut(one, first, after)
        rest = pages(one, second, json.loads(json.dumps(begun[-1].cursor)))
        assert told(fake, begun + rest) == set(fake.posts), after
        assert asked(fake, first, second) == asked(fake, whole), after


@source
def test_the_wire_lost_at_any_request_costs_that_request_only(one: Source) -> None:
    fake = filled(one)
    whole = Asker(fake)
    pages(one, whole)
    for at in range(len(whole.asked)):
        first, second, begun = Asker(fake, cut_at=at), Asker(fake), []
        with pytest.raises(TryLater):
            for page in one.module.visit(one.account, {}, first, NOW):
                begun += [page] if page.reading else []
        cursor = json.loads(json.dumps(begun[-1].cursor)) if begun else {}
        assert told(fake, begun + pages(one, second, cursor)) == set(fake.posts), at
        assert sum(asked(fake, first, second).values()) <= sum(asked(fake, whole).values()) + 1, at


@source
def test_cut_and_resumed_later_neither_older_pages_nor_new_posts_are_lost(one: Source) -> None:
    for after in range(1, 5):
        fake = filled(one)
        begun = cut(one, Asker(fake), after)
        fresh = {fake.post(NOW + timedelta(minutes=number), 100 + number) for number in range(9)}
        later = NOW + timedelta(hours=5)
        rest = pages(one, Asker(fake, later), json.loads(json.dumps(begun[-1].cursor)))
        assert told(fake, begun + rest) == set(fake.posts), after
        assert fresh & told(fake, rest[:1]), "what is new comes first"


@source
def test_cut_again_and_again_everything_is_heard_in_the_end(one: Source) -> None:
    fake, cursor, heard = filled(one, 60), {}, set()
    for run in range(40):
        now = NOW + timedelta(hours=3 * run)
        fake.post(now - timedelta(minutes=1), 1000 + run)
        for number, page in enumerate(
            page for page in one.module.visit(one.account, cursor, Asker(fake, now), now) if page.reading
        ):
            heard |= told(fake, [page])
            cursor = json.loads(json.dumps(page.cursor))
            if number == 7:
                break
        assert len(cursor["walks"]) <= 6
    assert heard == set(fake.posts)


@pytest.mark.parametrize("one", [pytest.param(one, id=name) for name, one in SOURCES.items() if one.rereads])
def test_the_next_visit_reads_the_window_again_and_no_more(one: Source) -> None:
    fake = filled(one, 60)
    first = Asker(fake)
    cursor = pages(one, first)[-1].cursor
    new = fake.post(NOW + timedelta(minutes=5), 500)
    second = Asker(fake, NOW + timedelta(hours=1))
    heard = told(fake, pages(one, second, cursor))
    window = {post for post, at in fake.posts.items() if at > NOW - timedelta(hours=48)}
    assert {new} | window <= heard
    assert sum(asked(fake, second).values()) < sum(asked(fake, first).values()) / 3


@pytest.mark.parametrize("one", [pytest.param(one, id=name) for name, one in SOURCES.items() if one.backdates])
def test_a_post_dated_back_is_heard_within_the_week(one: Source) -> None:
    fake, heard = filled(one, 60), set()
    cursor: Any = pages(one, Asker(fake))[-1].cursor
    old = fake.post(NOW - timedelta(days=4000), 0)
    for day in range(1, 12):
        found = pages(one, Asker(fake, NOW + timedelta(days=day)), cursor)
        heard |= told(fake, found)
        cursor = found[-1].cursor
    assert old in heard
    assert cursor["walks"] == []


@source
def test_ids_are_text_to_the_last_digit(one: Source, tmp_path: Path) -> None:
    fake = one.fake()
    fake.posts[fake.big_id] = NOW
    page = pages(one, Asker(fake))[0]
    rows = staged(landed(tmp_path, page.reading, [page.answer.json()], account_id=one.account.account_id), page.reading)
    assert [row["native_id"] for row in rows] == [fake.big_id]


@source
def test_not_told_is_null_and_none_is_zero(one: Source, tmp_path: Path) -> None:
    fake = one.fake()
    quiet, dumb = fake.post(NOW, 1), fake.post(NOW, 2)
    fake.untold.add(dumb)
    page = pages(one, Asker(fake))[0]
    rows = {row["native_id"]: row for row in staged(landed(tmp_path, page.reading, [page.answer.json()]), page.reading)}
    assert [rows[quiet][count] for count in one.counts] == ["0" for _ in one.counts]
    assert (rows[dumb]["likes"], rows[dumb]["replies"]) == (None, None)


@pytest.mark.parametrize(
    ("one", "profile", "problem"),
    [
        pytest.param(one, *case, id=f"{name}: {wish}")
        for name, one in SOURCES.items()
        for wish, case in one.opt_outs.items()
    ],
)
def test_opt_outs_are_honoured(one: Source, profile: dict[str, Any], problem: type[Problem]) -> None:
    fake = filled(one)
    fake.profile |= profile
    client = Asker(fake)
    with pytest.raises(problem) as caught:
        list(one.module.visit(one.account, {}, client, NOW))
    assert type(caught.value) is problem
    assert not asked(fake, client), "no post was asked for"


@pytest.mark.parametrize(
    ("one", "reply", "problem"),
    [
        pytest.param(one, *case, id=f"{name}: {what}")
        for name, one in SOURCES.items()
        for what, case in one.errors.items()
    ],
)
def test_every_error_body_is_the_right_error_and_never_an_end(
    one: Source, reply: Reply, problem: type[Problem]
) -> None:
    fake = filled(one)
    whole = pages(one, Asker(fake))
    visit = one.module.visit(one.account, {}, Asker(fake), NOW)
    begun = [next(page for page in visit if page.reading)]
    fake.broken = reply
    with pytest.raises(problem) as caught:
        begun += list(visit)
    assert type(caught.value) is problem
    assert str(caught.value).strip()
    fake.broken = None
    assert told(fake, begun + pages(one, Asker(fake), begun[-1].cursor)) == told(fake, whole)


@source
def test_records_that_are_no_objects_neither_stop_the_walk_nor_vanish(one: Source, tmp_path: Path) -> None:
    fake = filled(one)
    page = pages(one, Asker(fake))[0]
    body, number = page.answer.json(), len(fake.ids(page.answer.json()))
    listed(body).extend([None, 5, "x", [], {}])
    rows = staged(landed(tmp_path, page.reading, [body]), page.reading)
    assert len(rows) == number + 5
    assert [row["native_id"] for row in rows[-5:]] == [None] * 5
    assert [row["raw"] for row in rows[-5:]] == ["null", "5", '"x"', "[]", "{}"]


def listed(body: Any) -> list[Any]:
    """The records of a page: the first list in it, however deep."""
    while not isinstance(body, list):
        body = next(value for value in body.values() if isinstance(value, list | dict) and value)
    return body


@pytest.mark.parametrize("one", [pytest.param(one, id=name) for name, one in SOURCES.items() if one.tells_alive])
def test_what_is_still_there_is_told_from_what_is_gone(one: Source) -> None:
    fake = filled(one, 3)
    there, gone = list(fake.posts)[:2]
    del fake.posts[gone]
    assert {native_id: is_there for native_id, is_there, _ in one.module.alive([there, gone], Asker(fake))} == {
        there: True, gone: False
    }  # fmt: skip


@source
def test_the_account_is_learned_as_text(one: Source) -> None:
    page = next(one.module.visit(one.account, {}, Asker(filled(one)), NOW))
    assert page.reading == ""
    assert "walks" not in (page.cursor or {}), "a profile moves no walk"
    assert isinstance(page.learned["native_id"], str)
