"""Feeds as servers really hand them out, line by line of what is known of them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from ingest.answer import Answer
from ingest.discover import candidates
from ingest.errors import (
    Gone,
    NotFound,
    NotUnderstood,
    OptedOut,
    Refused,
    RepeatedCursor,
    SkipAccount,
    TryLater,
)
from ingest.sources import Account, feeds
from tests.ingest.replies import AS_OF, Reply, Turns, client_of

FEED = "https://ana.example/feed.xml"
ANA = Account("feeds:ana", "feeds", "ana.example", FEED)
HOSTS = ("ana.example", "new.example", "login.example", "cdn.example")
LOGIN = Reply(
    "<!DOCTYPE html><title>Sign in</title><form action=/login><input name=password></form>",
    200,
    {"content-type": "text/html"},
)
VALIDATORS = {"ETag": 'W/"Ab-1"', "Last-Modified": "tue, 3 mar 2026 10:00:00 GMT"}


def rss(*ids: int, channel: str = "") -> str:
    items = "".join(f"<item><guid isPermaLink='false'>{n}</guid><title>t{n}</title></item>" for n in ids)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Ana</title><link>https://ana.example/</link>{channel}{items}</channel></rss>'


def json_feed(*ids: int, following: str | None = None) -> dict:
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"id": str(n)} for n in ids],
        "next_url": following,
    }


def visit(replies, cursor=None, account=ANA, as_of=AS_OF):
    client = client_of(replies, as_of=as_of, allow_hosts=HOSTS)
    return list(feeds.visit(account, cursor or {}, client, as_of)), client


def raised(problem, replies, cursor=None, account=ANA) -> str:
    with pytest.raises(problem) as caught:
        visit(replies, cursor, account)
    assert type(caught.value) is problem
    return str(caught.value)


def test_validators_go_back_byte_for_byte_and_304_is_the_end():
    (page,), _ = visit({FEED: Reply(rss(1), headers=VALIDATORS)})
    assert page.reading == "feeds"
    assert page.answer.records == 1
    (again,), client = visit({FEED: 304}, page.cursor, as_of=AS_OF + timedelta(hours=1))
    assert client.asked[0].headers["If-None-Match"] == 'W/"Ab-1"'
    assert client.asked[0].headers["If-Modified-Since"] == "tue, 3 mar 2026 10:00:00 GMT"
    assert again.reading == ""
    assert again.cursor["validators"] == page.cursor["validators"]


def test_validators_belong_to_the_address_they_came_from():
    (page,), _ = visit({FEED: Reply(rss(1), headers=VALIDATORS)})
    elsewhere = {**page.cursor, "feed": "https://ana.example/other.xml"}
    _, client = visit({"/other.xml": Reply(rss(1))}, elsewhere)
    assert "If-None-Match" not in client.asked[0].headers


def test_validators_that_are_no_longer_told_are_forgotten():
    (page,), _ = visit({FEED: Reply(rss(1), headers=VALIDATORS)})
    (page,), _ = visit({FEED: Reply(rss(1, 2))}, page.cursor)
    assert page.cursor["validators"] == {FEED: {}}


def test_304_to_a_question_without_validators_is_an_error():
    assert "304" in raised(NotUnderstood, {FEED: 304})


@pytest.mark.parametrize(
    "reply",
    [
        LOGIN, Reply(b""), Reply(b"   "), Reply('<?xml version="1.0"?><Rss><Title>x</Title><Items/></Rss>'), Reply(rss()),
        Reply("<svg xmlns='http://www.w3.org/2000/svg'/>"), Reply({"version": "https://jsonfeed.org/version/1.1"}), Reply({"error": "x"}),
        Reply(rss(1, 2, 3)[:-40]), Reply('{"version": "https://jsonfeed.org/version/1.1", "items": [{"id"'),
    ],
    ids=["login page", "0 bytes", "blanks", "XML that is no feed", "no entries", "a picture", "no items", "an API", "cut", "cut JSON"],
)  # fmt: skip
def test_what_is_no_whole_feed_is_refused_and_the_cursor_stays(reply):
    (page,), _ = visit({FEED: Reply(rss(1), headers=VALIDATORS)})
    message = raised(NotUnderstood, {FEED: reply}, page.cursor)
    assert message.startswith("feeds:ana: https://ana.example/feed.xml")
    assert "entries" in message


def test_a_login_page_behind_a_redirect_is_refused_and_the_address_stays():
    raised(
        NotUnderstood,
        {FEED: Reply(b"", 302, {"Location": "https://login.example/"}), "https://login.example/": LOGIN},
        {"feed": FEED},
    )


@pytest.mark.parametrize(
    ("status", "kept"), [(301, "https://new.example/f"), (308, "https://new.example/f"), (302, FEED), (307, FEED)]
)
def test_only_a_permanent_move_changes_the_address(status, kept):
    replies = {
        FEED: Reply(b"", status, {"Location": "https://new.example/f"}),
        "https://new.example/f": Reply(rss(1), headers=VALIDATORS),
    }
    (page,), _ = visit(replies)
    assert page.cursor["feed"] == kept
    assert list(page.cursor["validators"]) == [kept]
    assert page.learned["feed"] == kept


def test_a_redirect_loop_is_refused():
    with pytest.raises(NotUnderstood):
        visit({FEED: Reply(b"", 302, {"Location": FEED})})


def test_a_private_address_is_refused_by_the_guard():
    with pytest.raises(Refused):
        visit({}, account=replace(ANA, url="http://10.0.0.1/feed.xml"))


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (401, SkipAccount),
        (402, SkipAccount),
        (403, SkipAccount),
        (404, NotFound),
        (410, Gone),
        (429, TryLater),
        (500, TryLater),
        (503, TryLater),
    ],
)
def test_each_status_is_the_error_that_says_what_to_do(status, problem):
    raised(problem, {FEED: Reply("<html>no", status)})


def test_429_with_a_date_says_when_to_come_back():
    with pytest.raises(TryLater) as caught:
        visit({FEED: Reply(b"", 429, {"Retry-After": "Mon, 26 Oct 2026 08:00:00 GMT"})})
    assert caught.value.until == AS_OF + timedelta(hours=2)


def test_the_feed_a_page_declares_is_found_kept_and_not_looked_for_again():
    home = (
        '<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">'
        '<link rel="alternate" type="application/json" href="/wp-json/1"><link rel="alternate" hreflang="de" href="/de">'
        '<LINK REL="Alternate" TYPE="application/atom+xml" HREF="atom?a=1&amp;b=2">'
    )
    account = Account("feeds:ana.example", "feeds", "ana.example")
    (page,), _ = visit({"https://ana.example/": home, "https://ana.example/atom?a=1&b=2": rss(1)}, account=account)
    assert page.cursor["feed"] == "https://ana.example/atom?a=1&b=2"
    assert page.learned["native_id"] == "ana.example"
    _, client = visit({"https://ana.example/atom?a=1&b=2": rss(1)}, page.cursor, account)
    assert len(client.asked) == 1


def test_without_a_declared_feed_the_usual_places_are_tried_and_soft_404s_passed_over():
    def answer(asked):
        return {"/": "<p>hi", "/feed": LOGIN, "/rss.xml": 403, "/atom.xml": Reply(rss(1))}.get(asked.path, 404)

    (page,), _ = visit(answer, account=replace(ANA, url="https://ana.example/"))
    assert page.cursor["feed"] == "https://ana.example/atom.xml"


def test_a_site_without_a_feed_says_what_to_write_where():
    message = raised(NotUnderstood, lambda asked: "<p>hi", account=replace(ANA, url="https://ana.example/"))
    assert "version unknown, 0 entries" in message
    assert "config/accounts.csv" in message


def test_a_server_that_is_busy_ends_the_search_instead_of_finding_nothing():
    raised(
        TryLater, lambda asked: "<p>hi" if asked.path == "/" else 503, account=replace(ANA, url="https://ana.example/")
    )


def test_a_blog_in_a_folder_is_looked_for_there_first():
    page = Answer("https://ana.example/blog", 200, {}, b'<base href="https://cdn.example/x/">', AS_OF)
    assert candidates(page)[:1] == ["https://ana.example/blog/feed"]
    page = replace(page, body=page.body + b"<link rel=alternate type=application/rss+xml href=f.xml>")
    assert candidates(page)[0] == "https://cdn.example/x/f.xml"


WORDPRESS = "<generator>https://wordpress.org/?v=6.8</generator>"


def wordpress(pages):
    def answer(asked):
        number = int(asked.params.get("paged", 1))
        return (
            Reply(rss(*pages[number - 1], channel=WORDPRESS))
            if number <= len(pages)
            else Reply(rss(channel=WORDPRESS), 404)
        )

    return answer


def test_wordpress_is_read_to_its_end_on_the_first_visit_only():
    found, client = visit(wordpress([(9, 8), (7, 6), (5,)]))
    assert [page.answer.records for page in found] == [2, 2, 1, 0]
    assert [page.reading for page in found] == ["feeds", "feeds", "feeds", ""]
    assert "older" not in found[-1].cursor
    again, client = visit(wordpress([(9, 8), (7, 6), (5,)]), found[-1].cursor)
    assert len(client.asked) == len(again) == 1


def test_a_server_that_does_not_know_the_page_number_ends_the_walk():
    found, client = visit({"/feed.xml": Reply(rss(2, 1, channel=WORDPRESS))})
    assert [page.reading for page in found] == ["feeds", ""]
    assert len(client.asked) == 2


def test_cut_after_any_page_it_goes_on_and_asks_nothing_twice():
    pages = [(9, 8), (7, 6), (5, 4), (3,)]
    for after in range(1, 5):
        first = client_of(wordpress(pages), allow_hosts=HOSTS)
        begun = [page for _, page in zip(range(after), feeds.visit(ANA, {}, first, AS_OF))]
        rest, second = visit(wordpress(pages), begun[-1].cursor)
        asked = [one.url for one in first.asked + second.asked]
        assert sorted(asked) == sorted(set(asked)), after
        assert [page.answer.records for page in begun + rest] == [2, 2, 2, 1, 0]


def test_resumed_by_a_later_run_what_is_new_comes_first_and_what_is_older_is_not_lost():
    begun = next(feeds.visit(ANA, {}, client_of(wordpress([(9, 8), (7, 6), (5,)]), allow_hosts=HOSTS), AS_OF))
    rest, _ = visit(wordpress([(10, 9), (8, 7), (6, 5)]), begun.cursor, as_of=AS_OF + timedelta(hours=1))
    bodies = b"".join(page.answer.body for page in [begun, *rest])
    assert all(f"<title>t{number}<".encode() in bodies for number in range(5, 11))
    assert b"t10<" in rest[0].answer.body


def test_next_pages_of_json_feeds_and_of_rfc_5005_are_followed():
    found, _ = visit({FEED: json_feed(3, following="p2"), "/p2": json_feed(2, following="/p3"), "/p3": json_feed(1)})
    assert [page.answer.records for page in found] == [1, 1, 1]
    atom = '<feed xmlns="http://www.w3.org/2005/Atom">{}<entry><id>urn:{}</id></entry></feed>'
    found, _ = visit({FEED: atom.format('<link rel="prev-archive" href="/2025"/>', 2), "/2025": atom.format("", 1)})
    assert [page.answer.records for page in found] == [1, 1]


def test_a_repeated_page_address_is_an_error():
    replies = {
        FEED: json_feed(3, following="/p2"),
        "/p2": json_feed(2, following="/p3"),
        "/p3": json_feed(1, following="/p2"),
    }
    raised(RepeatedCursor, replies)


def test_an_older_page_that_is_a_login_page_is_an_error_and_not_the_end():
    raised(NotUnderstood, {FEED: json_feed(3, following="/p2"), "/p2": LOGIN})


def test_a_podcast_that_blocks_being_listed_is_left_alone_unless_its_owner_agreed():
    body = rss(1).replace("<rss ", '<rss xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" ').replace(
        "<title>Ana", "<itunes:block>Yes</itunes:block><title>Ana")  # fmt: skip
    raised(OptedOut, {FEED: body})
    assert len(visit({FEED: body}, account=replace(ANA, consented=True))[0]) == 1


def test_a_feed_that_recovers_is_heard_again():
    (page,), _ = visit({FEED: Reply(rss(1), headers=VALIDATORS)})
    replies = {FEED: Turns([LOGIN, Reply(rss(2, 1))])}
    raised(NotUnderstood, replies, page.cursor)
    (page,), _ = visit(replies, page.cursor)
    assert page.answer.records == 2
