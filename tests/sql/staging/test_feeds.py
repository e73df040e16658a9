"""Feeds as sql/staging/feeds.sql understands them: given -> expected."""

import base64
import json

import pytest

from tests.landed import landed, staged

HEADERS = {"content-type": "application/rss+xml"}
URL = "https://ana.example/feed.xml"
RSS = """<?xml version="1.0" encoding="{}"?><rss version="2.0" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"
 xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>Ana</title><link>https://ana.example/</link>
<language>es</language>{}</channel></rss>"""
ITEM = """<item><guid isPermaLink="false">1294030472427835393</guid><link>https://ana.example/p/1</link><title>Baño &amp;amp; té</title>
<author>ana@ana.example (Ana)</author><description>&lt;p&gt;Uno&lt;br&gt;dos &lt;a href="/x"&gt;x&lt;/a&gt;&lt;/p&gt;</description>
<pubDate>Tue, 03 Mar 2026 10:00:00 +0100</pubDate><category>Casa</category><slash:comments>0</slash:comments></item>"""


def rows(tmp_path, *bodies, **envelope):
    return staged(landed(tmp_path, "feeds", bodies, url=URL, headers=HEADERS, **envelope), "feeds")


def told(row) -> dict:
    return {name: value for name, value in row.items() if value is not None and name not in ("landed_file", "raw")}


def test_an_article_with_all_a_feed_can_tell_of_it(tmp_path):
    (row,) = rows(tmp_path, RSS.format("utf-8", ITEM))
    assert told(row) == {
        "asked_at": "2026-10-01T12:00:00Z", "platform": "feeds", "account_id": "feeds:ann",
        "native_id": "ana.example#1294030472427835393", "author_name": "Ana", "kind": "article", "title": "Baño & té",
        "text": "Uno\ndos x", "html": '<p>Uno<br />dos <a href="https://ana.example/x">x</a></p>', "language": "es",
        "url": "https://ana.example/p/1", "created_at": "2026-03-03T09:00:00Z", "labels": [], "replies": "0",
        "links": [{"url": "https://ana.example/x", "title": None, "author": None}], "media": [], "mentions": [], "hashtags": ["Casa"],
    }  # fmt: skip
    assert row["native_id"] in row["raw"]


def test_columns_are_those_of_every_staging_file(tmp_path):
    (row,) = rows(tmp_path, RSS.format("utf-8", ITEM))
    assert list(row) == [
        "landed_file", "asked_at", "platform", "account_id", "native_id", "author_native_id", "author_handle", "author_name",
        "kind", "title", "text", "html", "language", "url", "created_at", "edited_at", "thread_id", "content_warning", "labels",
        "disclosure", "license", "visibility", "likes", "replies", "reposts", "quotes", "views", "bookmarks", "links", "media",
        "mentions", "hashtags", "refs", "fault", "withheld", "raw",
    ]  # fmt: skip


def test_what_is_not_told_is_null_and_none_is_zero(tmp_path):
    quiet, dumb = rows(tmp_path, RSS.format("utf-8", ITEM + "<item><guid>https://ana.example/2</guid></item>"))
    assert quiet["replies"] == "0"
    assert [dumb[name] for name in ("replies", "likes", "views", "text", "created_at", "title")] == [None] * 6


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "utf-16"])
def test_a_feed_reads_alike_in_any_charset_however_it_was_landed(tmp_path, charset):
    body = RSS.format(charset, ITEM).encode(charset)
    file = tmp_path / "feeds.json"
    try:
        landing = {"text": body.decode("utf-8")}
    except UnicodeDecodeError:
        landing = {"base64": base64.b64encode(body).decode()}
    file.write_text(
        json.dumps({"url": URL, "headers": HEADERS, "platform": "feeds"} | landing) + "\n", encoding="utf-8"
    )
    (row,) = staged([file], "feeds")
    assert row["title"] == "Baño & té"


def test_a_json_feed_and_its_junk_records(tmp_path):
    page = {
        "version": "https://jsonfeed.org/version/1.1", "home_page_url": "https://ana.example/",
        "items": [{"id": 1294030472427835393, "url": "/p/1", "content_text": "a <b> https://b.example/", "tags": ["x", 5],
                   "authors": [{"name": "Ana"}], "date_published": "2026-03-03T10:00:00+02:00", "date_modified": "2026-03-03T10:00:01+02:00",
                   "attachments": [{"url": "https://a.example/e.m4a", "mime_type": "audio/mp4"}]}, None, 5, "x", [], {}],
    }  # fmt: skip
    first, *junk = rows(tmp_path, page)
    assert first["native_id"] == "ana.example#1294030472427835393"
    assert (first["kind"], first["text"], first["html"]) == ("episode", "a <b> https://b.example/", None)
    assert (first["created_at"], first["edited_at"]) == ("2026-03-03T08:00:00Z", "2026-03-03T08:00:01Z")
    assert (first["url"], first["hashtags"]) == ("https://ana.example/p/1", ["x", "5"])
    assert first["links"] == [{"url": "https://b.example/", "title": None, "author": None}]
    assert [row["native_id"] for row in junk] == [None] * 5
    assert all(row["raw"] for row in junk)


def test_ids_that_stand_twice_in_a_page_are_two_records(tmp_path):
    assert [row["native_id"] for row in rows(tmp_path, RSS.format("utf-8", ITEM + ITEM))] == [
        "ana.example#1294030472427835393"
    ] * 2


def test_a_blocked_episode_is_withheld_and_its_record_not_kept(tmp_path):
    (row,) = rows(
        tmp_path, RSS.format("utf-8", ITEM.replace("<category>", "<itunes:block>yes</itunes:block><category>"))
    )
    assert row["withheld"] == "the author blocks it (itunes:block)"
    assert row["raw"] is None


def test_a_page_that_is_no_feed_has_no_rows(tmp_path):
    assert rows(tmp_path, "<html>", {"error": 1}, "") == []


def test_nul_and_half_characters_do_not_stop_the_load(tmp_path):
    (row,) = rows(
        tmp_path, RSS.format("utf-8", "<item><guid>https://ana.example/1</guid><title>a\x00b&#xD800;c</title></item>")
    )
    assert "\x00" not in row["title"]
    assert row["native_id"] == "https://ana.example/1"
