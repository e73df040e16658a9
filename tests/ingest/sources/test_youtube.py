"""YouTube by its keyless feed, and by the Data API where a key is set."""

from datetime import UTC, datetime, timedelta

import pytest

from ingest import youtube_api
from ingest.errors import Gone, NotFound, NotUnderstood, SkipAccount, TryLater
from ingest.sources import Account, youtube
from tests.ingest.fakes import NOW, Asker
from tests.ingest.fakes.youtube import YouTube
from tests.ingest.replies import AS_OF, Reply, client_of
from tests.landed import landed, staged

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


def by_key(fake, whose, cursor=None, now=NOW):
    client = Asker(fake, now)
    return list(youtube.visit(whose, cursor or {}, client, now)), client


@pytest.mark.parametrize(
    ("whose", "wanted"),
    [
        (account("@ana"), {"forHandle": "@ana"}),
        (account("@ana", f"https://www.youtube.com/channel/{CHANNEL}"), {"forHandle": "@ana"}),
        (account(CHANNEL), {"id": CHANNEL}),
        (Account("youtube:@ana", "youtube", "@ana", native_id=CHANNEL), {"id": CHANNEL}),
        (account("user/ana", "https://www.youtube.com/user/ana"), {"forUsername": "ana"}),
        (account("PLabcdefghijklmnop"), {"playlistId": "PLabcdefghijklmnop"}),
    ],
)
def test_with_a_key_handles_are_known_and_ids_go_before_them(whose, wanted):
    assert youtube.wanted_of(whose) == wanted


def test_a_custom_address_is_no_handle_even_with_a_key():
    with pytest.raises(SkipAccount, match="UC"):
        by_key(YouTube(), account("c/ana", "https://www.youtube.com/c/ana"))


def test_the_key_goes_to_the_api_in_a_header_and_the_feed_never_sees_it():
    assert youtube.HOSTS == ("youtube.googleapis.com",)
    assert youtube.HEADER == ("X-Goog-Api-Key", "{}")
    _, client = by_key(YouTube(), account("@ana"))
    assert all("key" not in params for _, params in client.asked)


def test_a_page_of_fifty_costs_two_units():
    fake = YouTube()
    for number in range(4):
        fake.post(NOW - timedelta(hours=number + 1), number)
    _, client = by_key(fake, account("@ana"))
    assert [url.rsplit("/", 1)[1] for url, _ in client.asked] == ["channels", "playlistItems", "videos"]


def test_broadcasts_under_way_wait_until_they_have_ended(tmp_path):
    fake = YouTube()
    over, live = fake.post(NOW - timedelta(hours=1), 1), fake.post(NOW, 2)
    fake.live.add(live)
    pages, _ = by_key(fake, account("@ana"))
    rows = staged(landed(tmp_path, "youtube_api", [pages[-1].answer.json()]), "youtube_api")
    assert [row["native_id"] for row in rows] == [over]
    assert pages[-1].answer.records == 1
    fake.live.clear()
    again, _ = by_key(fake, account("@ana"), pages[-1].cursor, NOW + timedelta(hours=1))
    assert again[-1].answer.records == 2


def test_the_quota_is_renewed_at_midnight_in_california_whatever_the_season():
    assert youtube_api.midnight(datetime(2026, 7, 1, 6, 59, tzinfo=UTC)) == datetime(2026, 7, 1, 7, tzinfo=UTC)
    assert youtube_api.midnight(datetime(2026, 7, 1, 7, tzinfo=UTC)) == datetime(2026, 7, 2, 7, tzinfo=UTC)
    assert youtube_api.midnight(datetime(2026, 12, 1, 12, tzinfo=UTC)) == datetime(2026, 12, 2, 8, tzinfo=UTC)


def test_a_hidden_number_of_subscribers_is_not_told_and_others_are_text():
    fake = YouTube()
    pages, _ = by_key(fake, account("@ana"))
    assert pages[0].learned["followers"] == "1230"
    assert pages[0].learned["native_id"] == CHANNEL


def test_a_playlist_is_read_to_its_end_since_what_is_new_may_stand_anywhere():
    playlist = "PLabcdefghijklmnop"
    listing = {"items": [{"contentDetails": {"videoId": "V1", "videoPublishedAt": "2012-01-01T00:00:00Z"}}]}
    replies = {
        "/youtube/v3/playlists": {
            "kind": "youtube#playlistListResponse",
            "items": [{"id": playlist, "snippet": {"title": "Best"}}],
        },
        "/youtube/v3/playlistItems?pageToken=B": listing,
        "/youtube/v3/playlistItems": listing | {"nextPageToken": "B"},
        "/youtube/v3/videos": {"items": [{"id": "V1"}]},
    }

    def visited(cursor):
        client = client_of(lambda asked: Reply(answer_of(replies, asked)))
        client.credentials = YouTube.credentials
        return list(youtube.visit(account(playlist), cursor, client, AS_OF)), client

    pages, _ = visited({})
    assert pages[0].learned == {"native_id": playlist, "display_name": "Best"}
    _, client = visited(pages[-1].cursor)
    assert sum(asked.path.endswith("playlistItems") for asked in client.asked) == 2


def answer_of(replies, asked):
    with_token = f"{asked.path}?pageToken={asked.params.get('pageToken')}"
    return replies.get(with_token, replies[asked.path])


def test_items_of_which_none_tells_its_video_are_not_understood():
    fake = YouTube()
    fake.post(NOW, 1)
    fake.item = lambda one: {"id": "x", "contentDetails": {}}
    with pytest.raises(NotUnderstood, match="no video id"):
        by_key(fake, account("@ana"))


def test_without_a_key_nobody_can_tell_what_is_gone():
    assert list(youtube.alive(["V1"], client_of({}))) == []
