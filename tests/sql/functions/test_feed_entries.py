"""Feeds of every format in one shape: invented ones here, and every feed of ../shared/data where that is at hand."""

import json
import tarfile
from functools import cache
from pathlib import Path
from urllib.parse import urljoin

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sql.functions.canonical_url import url_key
from sql.functions.feed_entries import feed_entries, read_feed
from sql.functions.plain_text import text_of

URL = "https://ana.example/dir/feed.xml"
CORPUS = Path(__file__).resolve().parents[3] / ".." / "shared" / "data" / "feeds"


def rss(items: str, channel: str = "<title>T</title><link>https://ana.example/</link>", **names: str) -> bytes:
    spaces = "".join(f' xmlns:{name}="{uri}"' for name, uri in names.items())
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"{spaces}><channel>{channel}{items}</channel></rss>'.encode()


def only(items: str, **names: str) -> dict:
    (entry,) = read_feed(rss(f"<item>{items}</item>", **names), "", URL).entries
    return entry


@pytest.mark.parametrize(
    ("body", "version"),
    [
        (rss("<item><title>a</title></item>"), "rss20"),
        (b'<rss version="0.91"><channel><item><title>a</title></item></channel></rss>', "rss091u"),
        (b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel/>'
         b'<item rdf:about="https://ana.example/1"><title>a</title></item></rdf:RDF>', "rss10"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>a</title></entry></feed>', "atom10"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "title": "a"}]}', "json1"),
        (b'\xef\xbb\xbf {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": "a"}]}', "json1.1"),
        (b"", ""), (b" ", ""), (b"<!DOCTYPE html><title>Sign in</title><form>", ""), (b"\x00\xff\xfe", ""), (b"{}", ""), (b"[1]", ""),
        (b'<?xml version="1.0"?><Rss><Title>x</Title><Items><Title>y</Title></Items></Rss>', ""),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [{"id', ""),
        ("/etc/passwd".encode(), ""), (b"https://ana.example/feed", ""),
    ],
)  # fmt: skip
def test_what_is_a_feed_is_told_from_what_is_none(body, version):
    feed = read_feed(body, "text/html", URL)
    assert feed.version == version
    assert [entry["title"] for entry in feed.entries] == (["a"] if version else [])


def test_a_feed_that_breaks_off_is_told_from_one_that_is_only_ill_formed():
    whole = rss("<item><title>a</title></item><item><title>b & c</title></item>")
    assert not read_feed(whole, "", URL).is_cut
    assert read_feed(whole[:-30], "", URL).is_cut
    assert read_feed(b'{"version": "https://jsonfeed.org/version/1", "items": [{"id', "", URL).is_cut
    utf16 = whole.decode().replace("utf-8", "utf-16").encode("utf-16")
    assert not read_feed(utf16, "", URL).is_cut
    assert len(read_feed(utf16, "", URL).entries) == 2


@pytest.mark.parametrize(
    ("items", "native_id"),
    [
        ("<guid>https://ana.example/?p=7</guid>", "https://ana.example/?p=7"),
        ("<guid isPermaLink='false'>tag:ana.example,2026:7</guid>", "tag:ana.example,2026:7"),
        ("<guid isPermaLink='false'>7</guid><link>https://ana.example/x</link>", "ana.example#7"),
        ("<guid>7</guid><link>https://ana.example/x</link>", "ana.example#7"),
        ("<guid>1294030472427835393</guid>", "ana.example#1294030472427835393"),
        ("<guid>0b6a1d8e-93a5-4a3f-8d0c-6d1f4f5d2a10</guid>", "0b6a1d8e-93a5-4a3f-8d0c-6d1f4f5d2a10"),
        ("<link>https://ana.example/x?utm_source=rss</link>", "https://ana.example/x"),
    ],
)
def test_an_entry_is_known_by_its_guid_then_its_link(items, native_id):
    entry = only(items)
    assert entry["native_id"] == native_id
    assert entry["url"] is None or entry["url"].startswith("https://ana.example/")


def test_a_number_called_a_permalink_is_no_link():
    assert only("<guid>42</guid>")["url"] is None
    assert only("<guid>/posts/42</guid>")["url"] == "https://ana.example/posts/42"


def test_without_guid_and_link_it_is_known_by_its_words_and_date():
    told = "<title>a</title><pubDate>Tue, 03 Mar 2026 10:00:00 +0100</pubDate>"
    assert only(told)["native_id"] == only(told + "<category>new</category>")["native_id"]
    assert only(told)["native_id"] != only(told.replace("<title>a", "<title>b"))["native_id"]
    assert only("<category>c</category>")["native_id"] is None


def test_a_feed_that_moves_keeps_its_identity():
    for channel in ("<podcast:guid>p-1</podcast:guid>", "<link>https://www.ana.example/</link>"):
        body = rss(
            "<item><guid isPermaLink='false'>7</guid></item>", channel, podcast="https://podcastindex.org/namespace/1.0"
        )
        there, here = read_feed(body, "", URL), read_feed(body, "", "http://cdn.example/new.xml")
        assert there.entries[0]["native_id"] == here.entries[0]["native_id"]


@pytest.mark.parametrize(
    ("dates", "published", "edited"),
    [
        ("<published>2026-03-03T10:00:00+02:00</published><updated>2026-03-04T10:00:00Z</updated>", "2026-03-03T08:00:00Z", "2026-03-04T10:00:00Z"),
        ("<published>2026-03-03T10:00:00Z</published><updated>2026-03-03T10:00:00Z</updated>", "2026-03-03T10:00:00Z", None),
        ("<updated>2026-03-03T10:00:00Z</updated>", "2026-03-03T10:00:00Z", None),
        ("<published>2026-03-03T10:00:00Z</published>", "2026-03-03T10:00:00Z", None),
        ("<published>yesterday</published>", None, None),
        ("", None, None),
    ],
)  # fmt: skip
def test_an_edit_is_told_only_where_the_feed_tells_it(dates, published, edited):
    body = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:1</id>{dates}</entry></feed>'.encode()
    (entry,) = read_feed(body, "", URL).entries
    assert (entry["published"], entry["edited"]) == (published, edited)


def test_the_whole_text_stands_before_the_summary_and_relative_addresses_are_made_whole():
    entry = only(
        "<link>https://ana.example/p/1</link><description>short</description><content:encoded><![CDATA[<p>Long <a href='/x'>x</a>"
        "<a href='https://ana.example/p/1#more'>more</a> by <a href='https://ana.example'>Ana</a><img src='i.png' alt='a dog'></p>"
        "<script>alert(1)</script>]]></content:encoded>",
        content="http://purl.org/rss/1.0/modules/content/",
    )
    assert text_of(entry["html"]) == "Long xmore by Ana"
    assert entry["links"] == [{"url": "https://ana.example/x"}]
    assert entry["media"] == [{"kind": "image", "url": "https://ana.example/dir/i.png", "alt": "a dog"}]
    assert "script" not in entry["html"]


def test_a_title_is_text_however_often_it_was_escaped():
    for written in (
        "Fish &amp;amp; chips",
        "<![CDATA[Fish &amp; chips]]>",
        "Fish &amp; chips",
        "&lt;b&gt;Fish&lt;/b&gt; &amp;amp; chips",
    ):
        assert only(f"<title>{written}</title>")["title"] == "Fish & chips"


def test_a_podcast_tells_its_episode_and_all_of_its_transcripts():
    entry = only(
        '<title>E1</title><enclosure url="https://a.example/e.mp3" type="audio/mpeg" length="1"/><itunes:explicit>yes</itunes:explicit>'
        '<podcast:transcript url="https://a.example/e.vtt" type="text/vtt"/><podcast:transcript url="https://a.example/e.srt"/>'
        '<itunes:image href="https://a.example/e.jpg"/><itunes:block>Yes</itunes:block>',
        itunes="http://www.itunes.com/dtds/podcast-1.0.dtd", podcast="https://podcastindex.org/namespace/1.0",
    )  # fmt: skip
    assert entry["kind"] == "episode"
    assert entry["labels"] == ["explicit"]
    assert entry["withheld"]
    assert [(one["kind"], one["url"][-3:], one["alt"]) for one in entry["media"]] == [
        ("audio", "mp3", None), ("image", "jpg", None), ("other", "vtt", "transcript"), ("other", "srt", "transcript"),
    ]  # fmt: skip


def test_what_a_mastodon_server_says_of_its_pictures_is_kept():
    entry = only(
        '<guid>https://m.example/1</guid><description>&lt;p&gt;&lt;a href="https://m.example/@bo" class="u-url mention"&gt;@bo&lt;/a&gt; hi&lt;/p&gt;'
        '</description><media:content url="https://m.example/i.jpg" type="image/jpeg"><media:description>a cat</media:description></media:content>',
        media="http://search.yahoo.com/mrss/",
    )
    assert entry["media"] == [{"kind": "image", "url": "https://m.example/i.jpg", "alt": "a cat"}]
    assert entry["mentions"] == [{"url": "https://m.example/@bo", "handle": "bo"}]
    assert entry["links"] == []
    assert text_of(entry["html"]) == "@bo hi"


def test_a_hidden_text_is_not_told_and_its_form_is_no_text():
    entry = only(
        "<title>Protected: x</title><description><![CDATA[<form class='post-password-form'><p>Password:</p></form>]]></description>"
    )
    assert (entry["html"], entry["text"]) == (None, None)


def test_ids_of_a_json_feed_keep_every_digit_and_what_is_no_entry_is_kept_for_the_rejects():
    body = b'{"version": "https://jsonfeed.org/version/1.1", "home_page_url": "https://j.example/", "items": [{"id": 1294030472427835393}, null, 5, "x"]}'
    told = feed_entries(pa.array([body, None]), pa.array(["", None]), pa.array([URL, None])).to_pylist()
    assert told[1] is None
    assert [json.loads(entry)["native_id"] for entry in told[0][:1]] == ["j.example#1294030472427835393"]
    assert told[0][1:] == ["null", '"5"', '"x"']


def test_the_addresses_in_plain_text_are_links_without_the_sentence_around_them():
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"id": "1", "content_text": "See (https://a.example/b_(c)), https://d.example/?e=1."}],
    }
    (entry,) = read_feed(json.dumps(body).encode(), "", URL).entries
    assert [link["url"] for link in entry["links"]] == ["https://a.example/b_(c)", "https://d.example/?e=1"]


@pytest.mark.parametrize(
    ("author", "name"),
    [("ana@mail.photography (Ana)", "Ana"), ("Ana &lt;ana@mail.example&gt;", "Ana"), ("ana@mail.example", None), ("Ana", "Ana"), ("Ana (Ltd)", "Ana (Ltd)"), ("@ana", "@ana")],
)  # fmt: skip
def test_an_author_is_a_name_and_never_a_mail_address(author, name):
    assert only(f"<author>{author}</author>")["author_name"] == name


SEED = rss(
    "<item><guid>7</guid><title>a</title><link>https://ana.example/x</link><pubDate>Tue, 03 Mar 2026 10:00:00 +0100</pubDate>"
    "<media:content url='https://a.example/i.jpg'><media:description>d</media:description></media:content></item>",
    media="http://search.yahoo.com/mrss/",
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(SEED)),
            st.sampled_from([b"", b"<", b"&#xD800;", b"\x00", b"http://[", b"]]>", b"'", b"\xff", b"<item>", b"-1"]),
        ),
        max_size=6,
    ),
    st.integers(0, 40),
)
def test_no_feed_whatever_makes_it_raise(cuts, width):
    body = SEED
    for at, junk in cuts:
        body = body[:at] + junk + body[at + width :]
    told = feed_entries(pa.array([body]), pa.array(["text/xml"]), pa.array([URL])).to_pylist()[0]
    for entry in told:
        json.loads(entry)
        entry.encode()


@cache
def corpus(name: str) -> list[tuple[str, bytes]]:
    file = CORPUS / name
    if not file.exists():
        pytest.skip(f"{file} is not here: the real feeds were NOT read by this run")
    with tarfile.open(file) as tar:
        return [(one.name, tar.extractfile(one).read()) for one in tar if one.isfile()]


def test_every_feed_of_feedparsers_own_corpus_is_read():
    files = [(name, body) for name, body in corpus("feedparser_tests.tar.xz") if name.endswith((".xml", ".json"))]
    read = [(name, read_feed(body, "", URL)) for name, body in files]
    told = feed_entries(
        pa.array([body for _, body in files]), pa.array([""] * len(files)), pa.array([URL] * len(files))
    ).to_pylist()
    assert [len(entries) for entries in told] == [len(feed.entries) for _, feed in read]
    none = [name for name, feed in read if not feed.version]
    print(
        f"{len(files)} feeds, {sum(map(len, told))} entries, {len(none)} no feeds, {sum(feed.is_cut for _, feed in read)} cut"
    )
    assert len(files) > 2000
    bodies = dict(files)
    # CDF of 1997 is none of ours
    assert [
        name
        for name in none
        if "cdf" not in name and (b"<item" in bodies[name].lower() or b"<entry" in bodies[name].lower())
    ] == []
    assert sum(map(len, told)) > 1200


def test_real_feeds_agree_with_what_another_reader_made_of_them():
    files = dict(corpus("rss-parser_input_output.tar.xz"))
    expected = {
        name.rpartition("/")[2].removesuffix(".json"): json.loads(_decoded(body))["feed"]
        for name, body in files.items()
        if "/output/" in name and name.endswith(".json")
    }
    compared = titles = links = 0
    for name, body in files.items():
        stem = name.rpartition("/")[2].rpartition(".")[0]
        if "/input/" not in name or stem not in expected:
            continue
        entries, items = read_feed(body, "", URL).entries, expected[stem].get("items", [])
        assert len(entries) == len(items), name
        for entry, item in zip(entries, items, strict=True):
            compared += 1
            titles += _same(entry["title"], item.get("title"))
            links += _leads_to(entry["url"], item.get("link"))
    print(f"{compared} entries: {titles} titles and {links} links agree")
    assert compared > 400
    assert titles == compared
    assert links == compared


def _decoded(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode("latin-1")


def _leads_to(ours, theirs) -> bool:
    """The other reader keeps FeedBurner's counting address, where ours has the article's own, and relative ones."""
    if theirs is None or ours is None:
        return ours is theirs
    whole = urljoin(URL, theirs)
    slug = whole.rpartition("/")[2]
    return url_key(ours) == url_key(whole) or ("/~r/" in whole and ours.rpartition("/")[2] == slug)


def _same(ours, theirs) -> bool:
    if isinstance(theirs, str) and "\ufffd" in theirs:  # the other reader did not know the charset
        return len(ours) == len(theirs.strip())
    return "".join((ours or "").split()) == "".join((text_of(theirs if isinstance(theirs, str) else "") or "").split())
