"""The table reads as the specification of canonical addresses; test_url_properties.py holds it to its word."""

from __future__ import annotations

from urllib.parse import quote

import pyarrow as pa
import pytest

from sql.functions import url_rules
from sql.functions.canonical_url import (
    are_short,
    canonical_url,
    canonical_urls,
    is_short,
    site_of,
    sites_of,
    url_key,
    url_keys,
)

PAGE = "https://example.com/a"
WRAPPED = quote(PAGE + "?utm_source=x&id=3", safe="")
UNWRAPPED = PAGE + "?id=3"

# given -> the address a reader would follow
CANONICAL: list[tuple[str, str | None]] = [
    # one spelling
    ("https://example.com", "https://example.com/"),
    ("HTTPS://Example.COM/Path", "https://example.com/Path"),
    (
        "http://example.com/",
        "http://example.com/",
    ),  # a site may answer on http only: the key forgets the scheme
    ("https://www.example.com/", "https://www.example.com/"),  # likewise www.
    ("  https://example.com/a\n", PAGE),
    ("\ufeffhttps://example.com/a\u200b", PAGE),
    ("https://example.com:443/a", PAGE),
    ("https://example.com:0443/a", PAGE),
    ("https://example.com:/a", PAGE),
    ("http://example.com:443/a", "http://example.com:443/a"),
    ("https://ana:secret@example.com/a", PAGE),
    ("https://example.com@evil.example/a", "https://evil.example/a"),
    ("https://example.com./a", PAGE),
    ("https://example.com/b/../a", PAGE),
    ("https://example.com/b/%2E%2e/./a", PAGE),
    ("https://example.com/../../a", PAGE),
    ("https://example.com/a/..", "https://example.com/"),
    ("https://example.com/a//b/", "https://example.com/a//b/"),  # two pages on some servers; so are a and a/
    ("https:\\\\example.com\\a", PAGE),  # as browsers read it
    ("https://example.com\\@evil.example/", "https://example.com/@evil.example/"),
    ("https://example.com/Episode 1.mp3", "https://example.com/Episode%201.mp3"),  # podcasts do this
    ("https://example.com/zürich", "https://example.com/z%C3%BCrich"),
    ("https://example.com/%7eana/100%", "https://example.com/%7eana/100%"),  # a server gets these bytes
    ("https://example.com/a?q=zürich&Q=%c3", "https://example.com/a?q=zürich&Q=%c3"),
    ("https://example.com/a?", PAGE),
    ("https://example.com/a#section", PAGE),
    ("https://example.com/a#:~:text=word", PAGE),
    ("https://example.com/#!/ana", "https://example.com/#!/ana"),
    # hosts
    ("https://Bücher.example/", "https://xn--bcher-kva.example/"),
    ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
    ("https://i❤.example/", "https://xn--i-7iq.example/"),  # forbidden by IDNA 2008, and shared all the same
    ("https://ex%61mple.com/a", PAGE),
    ("https://example。com/a", PAGE),
    ("https://a_b.example.com/", "https://a_b.example.com/"),
    ("http://[2001:DB8::0:1]:80/a", "http://[2001:db8::1]/a"),
    ("http://[::ffff:192.0.2.1]/", "http://[::ffff:c000:201]/"),
    ("http://192.0.2.1:8080/a", "http://192.0.2.1:8080/a"),
    ("http://localhost:8000/a", "http://localhost:8000/a"),
    # trackers everywhere
    ("https://example.com/a?utm_source=x&utm_medium=y&id=3", UNWRAPPED),
    ("https://example.com/a?UTM_Source=x&id=3&fbclid=y", UNWRAPPED),
    ("https://example.com/a?utm%5Fsource=x&id=3", UNWRAPPED),
    ("https://example.com/a?id=3&amp;utm_source=x", UNWRAPPED),  # escaped twice by a feed
    ("https://example.com/a?gclid=1&_hsenc=2&__hstc=3&mc_eid=4&ml_subscriber_hash=5&_ga=6&Echobox=7", PAGE),
    ("https://example.com/a?igsh=1&igshid=2&vero_id=3&oly_enc_id=4&srsltid=5&spm=6&cmpid=7&s_cid=8", PAGE),
    ("https://example.com/a?source=rss----abc---4", PAGE),  # Medium on an author's own domain
    ("https://example.com/a?source=print", "https://example.com/a?source=print"),
    ("https://example.com/a?t=30&s=1&si=2&r=3&ref=ana", "https://example.com/a?t=30&s=1&si=2&r=3&ref=ana"),
    ("https://example.com/?p=123&utm_source=x", "https://example.com/?p=123"),
    ("https://example.com/a?id=3?utm_source=x", "https://example.com/a?id=3?utm_source=x"),  # all of it is id
    ("https://example.com/a?b=2&a=1&b=&&c", "https://example.com/a?b=2&a=1&b=&&c"),
    # a signature covers the query
    (
        "https://b.s3.amazonaws.com/k?X-Amz-Signature=1&utm_source=x",
        "https://b.s3.amazonaws.com/k?X-Amz-Signature=1&utm_source=x",
    ),
    (
        "https://media.licdn.com/dms/image/x?e=1&v=beta&t=Sig-_1",
        "https://media.licdn.com/dms/image/x?e=1&v=beta&t=Sig-_1",
    ),
    (
        "https://scontent.fbcdn.net/v/a.jpg?_nc_cat=1&oh=2&oe=3",
        "https://scontent.fbcdn.net/v/a.jpg?_nc_cat=1&oh=2&oe=3",
    ),
    # redirectors
    (f"https://l.facebook.com/l.php?u={WRAPPED}&h=AT0", UNWRAPPED),
    (f"http://lm.facebook.com/l.php?h=AT0&u={WRAPPED}", UNWRAPPED),
    (f"https://l.instagram.com/?u={WRAPPED}&e=AT0", UNWRAPPED),
    (f"https://l.threads.net/?u={WRAPPED}", UNWRAPPED),
    (f"https://www.google.com/url?q={WRAPPED}&sa=D", UNWRAPPED),
    (f"https://www.google.co.uk/url?sa=t&q=some+words&url={WRAPPED}&usg=A", UNWRAPPED),
    (f"https://www.youtube.com/redirect?event=d&q={WRAPPED}", UNWRAPPED),
    (f"https://out.reddit.com/t3_abc?url={WRAPPED}&token=A", UNWRAPPED),
    (f"https://www.linkedin.com/safety/go?url={WRAPPED}&trk=x", UNWRAPPED),
    (f"https://nam02.safelinks.protection.outlook.com/?url={WRAPPED}&data=05", UNWRAPPED),
    (f"https://go.bsky.app/redirect?u={WRAPPED}", UNWRAPPED),
    (f"https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.google.com%2Furl%3Fq%3D{quote(WRAPPED)}", UNWRAPPED),
    (f"https://www.google.com/url?q={quote(WRAPPED)}", UNWRAPPED),  # encoded twice over
    ("https://www.google.com/url?q=/search", "https://www.google.com/url?q=/search"),
    ("https://www.google.com/url?q=javascript:alert(1)", "https://www.google.com/url?q=javascript:alert(1)"),
    (
        "https://www.google.com/search?q=https://example.com/a",
        "https://www.google.com/search?q=https://example.com/a",
    ),
    (
        "https://evil-facebook.com/l.php?u=https://a.example",
        "https://evil-facebook.com/l.php?u=https://a.example",
    ),
    ("https://l.facebook.com/l.php?u=http%3A%2F%2Fa.example%2F%E9%2Fb", "http://a.example/%E9/b"),
    # X: the id is the key
    ("https://twitter.com/ana/status/123?s=20&t=abc", "https://x.com/ana/status/123"),
    ("http://www.twitter.com/ana/statuses/123", "https://x.com/ana/status/123"),
    ("https://mobile.twitter.com/ana/status/123/photo/1", "https://x.com/ana/status/123"),
    ("https://fxtwitter.com/ana/status/123/en", "https://x.com/ana/status/123"),
    ("https://d.vxtwitter.com/ana/status/123", "https://x.com/ana/status/123"),
    ("https://x.com/i/web/status/123", "https://x.com/i/status/123"),
    ("https://twitter.com/#!/ana/status/123", "https://x.com/ana/status/123"),
    ("https://twitter.com/ana?ref_src=twsrc&lang=de", "https://x.com/ana?lang=de"),
    ("https://fxtwitter.com/", "https://fxtwitter.com/"),
    ("https://developer.twitter.com/a?t=1", "https://developer.twitter.com/a?t=1"),
    ("https://netx.com/ana/status/123?s=1", "https://netx.com/ana/status/123?s=1"),
    # YouTube: `t` is the second to start at
    ("https://youtu.be/a1-_b?si=x&t=30", "https://www.youtube.com/watch?v=a1-_b&t=30"),
    ("http://m.youtube.com/watch?feature=share&v=a1&list=PL1", "https://www.youtube.com/watch?v=a1&list=PL1"),
    ("https://youtube.com/shorts/a1?feature=share", "https://www.youtube.com/watch?v=a1"),
    ("https://www.youtube.com/live/a1?si=x", "https://www.youtube.com/watch?v=a1"),
    ("https://www.youtube-nocookie.com/embed/a1?start=5", "https://www.youtube.com/watch?v=a1&start=5"),
    ("https://www.youtube.com/embed/videoseries?list=PL1", "https://www.youtube.com/playlist?list=PL1"),
    (
        "https://www.youtube.com/embed/live_stream?channel=UC1",
        "https://www.youtube.com/embed/live_stream?channel=UC1",
    ),
    ("https://www.youtube.com/@ana/live", "https://www.youtube.com/@ana/live"),
    # others
    ("https://old.reddit.com/r/a/comments/b/c/?share_id=1&rdt=2", "https://www.reddit.com/r/a/comments/b/c/"),
    ("https://www.threads.net/@ana/post/C1?xmt=AQ", "https://www.threads.com/@ana/post/C1"),
    (
        "https://m.facebook.com/story.php?story_fbid=1&id=2&mibextid=3&__cft__[0]=4&__tn__=5&paipv=0",
        "https://www.facebook.com/story.php?story_fbid=1&id=2",
    ),
    ("https://www.linkedin.com/posts/ana-1?trk=a&rcm=b", "https://www.linkedin.com/posts/ana-1"),
    ("https://ana.medium.com/a-1?source=friends_link&sk=5", "https://ana.medium.com/a-1?sk=5"),
    ("https://ana.substack.com/p/a?r=1&triedRedirect=true&publication_id=2", "https://ana.substack.com/p/a"),
    ("https://open.substack.com/pub/ana/p/a?r=1", "https://ana.substack.com/p/a"),
    ("https://en.m.wikipedia.org/wiki/Ear", "https://en.wikipedia.org/wiki/Ear"),
    # AMP, where it is sure
    ("https://www.google.com/amp/s/news.example/a?usqp=1", "https://news.example/a"),
    ("https://news-example.cdn.ampproject.org/c/s/news.example/a?amp_js_v=0.1", "https://news.example/a"),
    ("https://cdn.ampproject.org/v/news.example/a", "http://news.example/a"),
    ("https://news.example/a?amp=1&id=3", "https://news.example/a?id=3"),
    ("https://news.example/a?amp", "https://news.example/a"),
    ("https://shop.example/guitars?amp=tube", "https://shop.example/guitars?amp=tube"),
    ("https://news.example/what-we-heard/amp/", "https://news.example/what-we-heard/"),
    ("https://news.example/2026/05/heard/amp", "https://news.example/2026/05/heard"),
    ("https://news.example/heard.html/amp", "https://news.example/heard.html"),
    ("https://code.example/ana/amp", "https://code.example/ana/amp"),  # a repository called amp
    # no web address
    ("", None),
    ("example.com/a", None),
    ("//example.com/a", None),
    ("javascript:alert(1)", None),
    ("mailto:ana@example.com", None),
    ("at://did:plc:abc/app.bsky.feed.post/1", None),
    ("ftp://example.com/", None),
    ("https://", None),
    ("https:///a", None),
    ("https://https://example.com/", None),
    ("https://a..example/", None),
    ("https://exa mple.com/", None),
    ("https://a.example/ https://b.example/", None),
    ("https://example.com/a\nb", None),
    ("https://example.com/\x00", None),
    ("https://example.com/\ud800", None),
    ("https://example.com:65536/", None),
    ("https://example.com:" + "9" * 5000 + "/", None),
    ("https://example.com:٤٤٣/", None),
    ("https://example.com:80:80/", None),
    ("https://[::1", None),
    ("https://[fe80::1%25eth0]/", None),
    ("https://300.1.1.1/", None),
    ("https://0x7f.1/", None),
    ("https://xn--a/", None),
    ("https://xn--example-.com/", None),
    ("https://℀.example/", None),
    ("https://%ff.example/", None),
    (f"https://{'a' * 64}.example/", None),
    (f"https://{'a.' * 130}example/", None),
    ("https://example.com/" + "a" * 1_000_000, None),
    ("https://example.com/" + "ü" * 16_000, None),  # within the limit only until it is encoded
]

KEYS = [
    ("http://www.example.com/a/?b=2&a=1&utm_source=x#top", "https://example.com/a?a=1&b=2"),
    ("https://example.com", "https://example.com"),
    ("https://m.example.com/", "https://example.com"),
    ("https://mobile.example.com:8080//", "https://example.com:8080"),
    ("https://amp.example.com/a", "https://example.com/a"),
    ("https://m.com/", "https://m.com"),
    ("https://example.com/%7eana/%c3%bc/100%", "https://example.com/~ana/%C3%BC/100%25"),
    ("https://example.com/a%2fb", "https://example.com/a%2Fb"),  # an escaped slash is no slash
    ("https://example.com/a?&b=%7e&&a=ü&", "https://example.com/a?a=%C3%BC&b=~"),
    ("https://example.com/Path", "https://example.com/Path"),
    ("https://twitter.com/ana/status/123", "https://x.com/i/status/123"),
    ("https://x.com/anna/status/123", "https://x.com/i/status/123"),  # ana under her new name
    ("https://youtu.be/a1", "https://youtube.com/watch?v=a1"),
    ("https://example.com/#!/ana/", "https://example.com#!/ana/"),
    ("mailto:ana@example.com", None),
]

SITES = [
    ("https://blog.example.co.uk/post", "example.co.uk"),
    ("https://twitter.com/ana", "x.com"),
    ("https://ana.github.io/", "ana.github.io"),
    ("https://github.io/", "github.io"),
    ("https://www.bücher.de/", "xn--bcher-kva.de"),
    ("https://a.b.made-up-ending/", "b.made-up-ending"),
    (f"https://l.facebook.com/l.php?u={WRAPPED}", "example.com"),
    ("http://192.0.2.1/", None),
    ("http://[2001:db8::1]/", None),
    ("http://localhost/", None),
    ("no address", None),
]

SHORT = [
    ("https://bit.ly/3abc", True),
    ("http://www.bit.ly/3abc", True),
    ("https://t.co/abc?amp=1", True),
    ("https://l.facebook.com/l.php?u=https%3A%2F%2Flnkd.in%2Fabc", True),
    ("https://bit.ly/", False),
    ("https://i.redd.it/a.png", False),
    ("https://notbit.ly/a", False),
    ("https://bit.ly.example/a", False),
    ("https://youtu.be/a1", False),  # says itself where it leads
    ("no address", False),
]


@pytest.mark.parametrize(("raw", "canonical"), CANONICAL, ids=lambda text: ascii(text)[:60])
def test_an_address_becomes_the_one_a_reader_would_follow(raw: str, canonical: str | None) -> None:
    assert canonical_url(raw) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(("raw", "key"), KEYS)
def test_a_key_forgets_what_does_not_tell_pages_apart(raw: str, key: str | None) -> None:
    assert url_key(raw) == key
    assert url_key(key) == key


@pytest.mark.parametrize(("raw", "site"), SITES)
def test_a_site_is_the_registrable_domain(raw: str, site: str | None) -> None:
    assert site_of(raw) == site


@pytest.mark.parametrize(("raw", "short"), SHORT)
def test_a_short_link_is_known_by_its_host(raw: str, short: bool) -> None:
    assert is_short(raw) is short


def test_no_list_names_a_parameter_that_chooses_what_is_shown() -> None:
    lists = [url_rules.TRACKING, *url_rules.TRACKING_ON.values()]
    for rule in (rule for rules in lists for rule in rules):
        assert not any(name.startswith(rule.removesuffix("*")) and rule[-1] == "*" for name in url_rules.NEVER_TRACKING)
        assert rule not in url_rules.NEVER_TRACKING
        assert rule == rule.lower(), "names are compared in lower case"
    assert [host for host, names in url_rules.TRACKING_ON.items() if "t" in names] == ["x.com"]


def test_a_column_answers_as_the_table_says() -> None:
    cases = [(raw, canonical) for raw, canonical in CANONICAL if "\ud800" not in raw]
    assert canonical_urls(pa.array([raw for raw, _ in cases])).to_pylist() == [answer for _, answer in cases]
    assert url_keys(pa.array([raw for raw, _ in KEYS])).to_pylist() == [answer for _, answer in KEYS]
    assert sites_of(pa.array([raw for raw, _ in SITES])).to_pylist() == [answer for _, answer in SITES]
    assert are_short(pa.array([raw for raw, _ in SHORT])).to_pylist() == [answer for _, answer in SHORT]
