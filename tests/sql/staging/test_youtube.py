"""The keyless feed of YouTube as sql/staging/youtube.sql understands it."""

from xml.sax.saxutils import escape

import pytest

from tests.landed import landed, staged

FEED = """<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/"
 xmlns="http://www.w3.org/2005/Atom"><id>yt:channel:1</id><title>Ana makes</title>
<link rel="alternate" href="https://www.youtube.com/channel/UC1"/><published>2015-03-03T10:00:00+00:00</published>
<entry><id>yt:video:-_V1</id><yt:videoId>-_V1</yt:videoId><yt:channelId>UC1</yt:channelId><title>Fish &amp; &lt;3 #short</title>
<link rel="alternate" href="https://www.youtube.com/watch?v=-_V1"/><author><name>Ana</name></author>
<published>2026-03-03T10:00:00+00:00</published><updated>2026-03-04T10:00:00+00:00</updated>
<media:group><media:title>Fish</media:title><media:content url="https://www.youtube.com/v/-_V1" type="application/x-shockwave-flash"/>
<media:thumbnail url="https://i.ytimg.com/vi/-_V1/hqdefault.jpg"/><media:description>One
https://a.example/x?y=1&amp;z=2, #Pan de #maíz #1

&lt;b&gt;not bold&lt;/b&gt; &lt;script&gt;</media:description>
<media:community>{}</media:community></media:group></entry></feed>"""
COUNTED = '<media:starRating count="12" average="5.00"/><media:statistics views="345"/>'


def only(tmp_path, community: str) -> dict:
    (row,) = staged(
        landed(tmp_path, "youtube", [FEED.format(community)], headers={"content-type": "text/xml; charset=UTF-8"}),
        "youtube",
    )
    return row


def test_a_video_with_all_the_feed_tells_of_it(tmp_path):
    row = only(tmp_path, COUNTED)
    assert {name: value for name, value in row.items() if value is not None and name not in ("landed_file", "raw")} == {
        "asked_at": "2026-10-01T12:00:00Z", "platform": "youtube", "account_id": "youtube:ann", "native_id": "-_V1",
        "author_native_id": "UC1", "author_name": "Ana", "kind": "video", "title": "Fish & <3 #short",
        "text": "One\nhttps://a.example/x?y=1&z=2, #Pan de #maíz #1\n\n<b>not bold</b> <script>",
        "url": "https://www.youtube.com/watch?v=-_V1", "created_at": "2026-03-03T10:00:00Z", "likes": "12", "views": "345",
        "links": [{"url": "https://a.example/x?y=1&z=2", "title": None, "author": None}],
        "media": [{"kind": "image", "url": "https://i.ytimg.com/vi/-_V1/hqdefault.jpg", "alt": None}],
        "hashtags": ["short", "Pan", "maíz"],
    }  # fmt: skip


def test_counts_that_are_not_told_are_null_and_none_is_zero(tmp_path):
    row = only(tmp_path, "")
    assert (row["likes"], row["views"], row["replies"]) == (None, None, None)
    row = only(tmp_path, '<media:starRating count="0"/><media:statistics views="0"/>')
    assert (row["likes"], row["views"]) == ("0", "0")


def test_counts_keep_every_digit(tmp_path):
    assert only(tmp_path, '<media:statistics views="12940304724278353"/>')["views"] == "12940304724278353"


@pytest.mark.parametrize(
    "words",
    [
        "One\nhttps://a.example/x?y=1&z=2, #Pan de #maíz #1\n\n<b>not bold</b>",
        "  leading and trailing \n\n",
        "tabs\tand  double  blanks\n \n",
        "",
        "🎬 日本語 #日本 https://b.example/(x)",
    ],
)
def test_a_key_makes_no_edits_the_words_are_those_of_the_feed(tmp_path, words):
    written = FEED.format(COUNTED)
    start, end = (
        written.index("<media:description>") + len("<media:description>"),
        written.index("</media:description>"),
    )
    feed = written[:start] + escape(words) + written[end:]
    (told,) = staged(
        landed(tmp_path, "youtube", [feed], headers={"content-type": "text/xml; charset=UTF-8"}), "youtube"
    )
    video = {
        "id": "-_V1", "snippet": {"publishedAt": "2026-03-03T10:00:00Z", "channelId": "UC1", "channelTitle": "Ana",
            "title": "Fish & <3 #short", "description": words, "liveBroadcastContent": "none",
            "thumbnails": {"high": {"url": "https://i.ytimg.com/vi/-_V1/hqdefault.jpg"}}},
        "statistics": {"viewCount": "345", "likeCount": "12"}, "status": {"privacyStatus": "public", "license": "youtube"},
    }  # fmt: skip
    (keyed,) = staged(
        landed(tmp_path, "youtube_api", [{"items": [video]}], platform="youtube", account_id="youtube:ann"),
        "youtube_api",
    )
    alike = ("platform", "account_id", "native_id", "author_native_id", "author_name", "kind", "title", "text", "url",
        "created_at", "likes", "views", "hashtags", "links", "media", "disclosure")  # fmt: skip
    assert {name: keyed[name] for name in alike} == {name: told[name] for name in alike}
