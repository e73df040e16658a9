"""The keyless feed of YouTube."""

import pytest

from ingest.errors import Gone, NotFound, NotUnderstood, SkipAccount, TryLater
from ingest.sources import Account, youtube
from tests.ingest.replies import AS_OF, Reply, client_of

CHANNEL = "UC" + "a-_1" * 5 + "ab"
FEED = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom">
<id>yt:channel:x</id><title>Ana makes</title><link rel="alternate" href="https://www.youtube.com/channel/UCx"/>{}</feed>"""
VIDEO = "<entry><id>yt:video:V1</id><yt:videoId>V1</yt:videoId><title>t</title></entry>"


def account(handle: str = "", url: str = "") -> Account:
    return Account("youtube:ana", "youtube", handle, url)


def visit(replies, cursor=None, whose=account(CHANNEL)):
    client = client_of(replies, allow_hosts=("www.youtube.com",))
    return list(youtube.visit(whose, cursor or {}, client, AS_OF)), client


@pytest.mark.parametrize(
    ("whose", "asked"),
    [
        (account(CHANNEL), {"channel_id": CHANNEL}),
        (account("@ana", f"https://www.youtube.com/channel/{CHANNEL}/videos"), {"channel_id": CHANNEL}),
        (account("@ana", f"https://youtube.com/feeds/videos.xml?channel_id={CHANNEL}"), {"channel_id": CHANNEL}),
        (account("PLabcdefghijklmnop"), {"playlist_id": "PLabcdefghijklmnop"}),
        (
            account("ana", "https://m.youtube.com/playlist?list=PLabcdefghijklmnop&si=x"),
            {"playlist_id": "PLabcdefghijklmnop"},
        ),
        (account("ana", "https://www.youtube.com/user/ana"), {"user": "ana"}),
    ],
)
def test_an_id_is_found_wherever_it_was_pasted(whose, asked):
    assert youtube.feed_of(whose) == asked


@pytest.mark.parametrize("whose", [account("@ana"), account("ana"), account("", "https://www.youtube.com/@ana"),
    account("", f"https://evil.example/channel/{CHANNEL}"), account("UCshort"), account("", "http://[")])  # fmt: skip
def test_a_handle_asks_nobody_and_says_what_to_write(whose):
    with pytest.raises(SkipAccount, match=r"UC\.\.\..*config/accounts.csv") as caught:
        visit({}, whose=whose)
    assert "youtube:ana" in str(caught.value)


def test_a_learned_id_serves_where_only_the_handle_is_listed():
    whose = Account("youtube:ana", "youtube", "@ana", native_id=CHANNEL)
    assert youtube.feed_of(whose) == {"channel_id": CHANNEL}


def test_the_feed_is_read_and_asked_again_by_its_validators():
    (page,), client = visit({"/feeds/videos.xml": Reply(FEED.format(VIDEO), headers={"ETag": 'W/"1"'})})
    assert client.asked[0].params == {"channel_id": CHANNEL}
    assert (page.reading, page.answer.records) == ("youtube", 1)
    assert page.learned == {
        "native_id": CHANNEL,
        "display_name": "Ana makes",
        "website": "https://www.youtube.com/channel/UCx",
    }
    (again,), client = visit({"/feeds/videos.xml": 304}, page.cursor)
    assert client.asked[0].headers["If-None-Match"] == 'W/"1"'
    assert (again.reading, again.cursor) == ("", page.cursor)
    _, client = visit({"/feeds/videos.xml": FEED.format(VIDEO)}, page.cursor, account("PLabcdefghijklmnop"))
    assert "If-None-Match" not in client.asked[0].headers


def test_a_channel_without_videos_is_heard_to_the_end():
    (page,), _ = visit({"/feeds/videos.xml": FEED.format("")})
    assert page.answer.records == 0


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (Reply("<!DOCTYPE html><title>Before you continue to YouTube</title>"), NotUnderstood),
        (Reply(b""), NotUnderstood),
        (Reply(FEED.format(VIDEO)[:-20]), NotUnderstood),
        (Reply('<feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>'), NotUnderstood),
        (304, NotUnderstood),
        (401, SkipAccount),
        (403, SkipAccount),
        (404, NotFound),
        (410, Gone),
        (429, TryLater),
        (500, TryLater),
    ],
)
def test_every_answer_that_is_no_feed_is_the_right_error(reply, problem):
    with pytest.raises(problem) as caught:
        visit({"/feeds/videos.xml": reply})
    assert type(caught.value) is problem
