"""The link step: where links lead and what pages call themselves; a failure keeps the link and says why."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from ingest.answer import Answer
from ingest.errors import Problem
from ingest.expand import accepts, expand
from ingest.page import declared
from ingest.robots import Robots
from tests.ingest.replies import AS_OF, Reply, Turns, client_of

HTML = {"content-type": "text/html; charset=utf-8"}
PAGE = """<!doctype html><html><head><title>The title | Site</title>
<link rel="canonical" href="https://www.a.example/post"><meta property="og:title" content="The &amp; title">
<meta name="author" content="Ana"><meta property="og:site_name" content="Site"><meta property="og:image" content="/i.png">
</head><body>words</body></html>"""


def to(location: str, status: int = 301) -> Reply:
    return Reply(status=status, headers={"location": location})


def world(**pages: Any) -> dict[str, Any]:
    """A site a.example and two shorteners, without robots.txt."""
    return {"/robots.txt": 404, "https://a.example/post": Reply(PAGE, headers=HTML)} | pages


def test_a_page_tells_all_about_itself() -> None:
    found = expand("https://a.example/post?utm_source=x", client_of(world()))
    assert (found.resolved_url, found.canonical_url) == (
        "https://a.example/post?utm_source=x",
        "https://www.a.example/post",
    )
    assert (found.title, found.author, found.site_name) == ("The & title", "Ana", "Site")
    assert (found.status, found.redirects, found.faults, found.failure, found.retry_at) == (200, 0, (), None, None)


def test_a_short_link_is_resolved_by_head_and_the_page_read_by_get() -> None:
    asking = client_of(
        world() | {"https://bit.ly/1": to("https://t.co/2"), "https://t.co/2": to("https://a.example/post")}
    )
    found = expand("https://bit.ly/1", asking)
    assert (found.url, found.resolved_url, found.redirects, found.status) == (
        "https://bit.ly/1",
        "https://a.example/post",
        2,
        200,
    )
    assert [(asked.method, asked.url) for asked in asking.asked] == [
        ("HEAD", "https://bit.ly/1"), ("HEAD", "https://t.co/2"), ("GET", "https://a.example/robots.txt"),
        ("HEAD", "https://a.example/post"), ("GET", "https://a.example/post"),
    ]  # fmt: skip


def test_a_shortener_that_knows_no_head_is_asked_by_get() -> None:
    def short(asked: Any) -> Reply:
        return Reply(status=405) if asked.method == "HEAD" else to("https://a.example/post")

    found = expand("https://bit.ly/1", client_of(world() | {"https://bit.ly/1": short}))
    assert (found.resolved_url, found.title) == ("https://a.example/post", "The & title")


@pytest.mark.parametrize(
    ("replies", "why"),
    [
        ({"https://bit.ly/1": 404}, "answered 404"),
        ({"https://bit.ly/1": requests.ConnectionError()}, "cannot be reached"),
        ({"https://bit.ly/1": requests.ReadTimeout()}, "did not answer in time"),
        ({"https://bit.ly/1": 500}, "answered 500"),
        ({"https://bit.ly/1": Reply("<p>You are leaving</p>", headers=HTML)}, "a page of its own"),
        ({"https://bit.ly/1": to("https://bit.ly/1")}, "circle"),
        ({"https://bit.ly/1": to("http://10.0.0.1/")}, "not on the public internet"),
        ({"https://bit.ly/1": to("https://a.example/x?token=0123456789"), "https://a.example/x": "x"}, "secret"),
        ({"https://bit.ly/1": to("https://a.example/post"), "https://a.example/robots.txt": "User-agent: *\nDisallow: /"}, "robots.txt does not allow"),
    ],
)  # fmt: skip
def test_a_failure_keeps_the_short_link_and_says_why(replies: dict[str, Any], why: str) -> None:
    found = expand("https://bit.ly/1", client_of(replies | world() | replies))
    assert found.resolved_url == "https://bit.ly/1"
    assert why in (found.failure or "")
    assert "0123456789" not in repr(found)
    assert found.canonical_url is None


def test_what_may_pass_is_asked_again_and_what_will_not_is_not() -> None:
    assert expand("https://bit.ly/1", client_of({"https://bit.ly/1": requests.ConnectionError()})).retry_at
    assert expand("http://10.0.0.1/", client_of({})).retry_at is None
    assert expand("mailto:ana@a.example", client_of({})).failure


def test_a_gone_page_behind_a_short_link_is_still_where_it_leads() -> None:
    found = expand(
        "https://bit.ly/1",
        client_of({"/robots.txt": 404, "https://bit.ly/1": to("https://a.example/x"), "https://a.example/x": 410}),
    )
    assert (found.resolved_url, found.status, found.failure) == (
        "https://a.example/x",
        410,
        "https://a.example/x answered 410.",
    )


# robots


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        (404, True), (401, True), (403, True), (500, False), (429, False), (requests.ConnectionError(), False),
        ("User-agent: *\nDisallow: /private", True), ("User-agent: *\nDisallow: /", False), ("\ufeffUser-agent: *\nDisallow: /", False),
        ("User-agent: earshot\nDisallow: /\n\nUser-agent: *\nAllow: /", False), ("User-agent: other\nDisallow: /", True), ("", True),
        (b"\xff\xfe\x00nonsense", True), (Reply("<html>User-agent: *</html>", headers=HTML), True), (to("/robots.txt"), True),
        (to("http://10.0.0.1/"), True),
    ],
)  # fmt: skip
def test_robots_txt_is_respected(robots: Any, allowed: bool) -> None:
    asking = client_of(world() | {"https://a.example/robots.txt": robots})
    found = expand("https://a.example/post", asking)
    assert (found.failure is None) == allowed
    assert any(asked.path == "/post" for asked in asking.asked) == allowed


def test_robots_txt_is_asked_for_once_a_site_and_at_every_site_on_the_way() -> None:
    asking = client_of(
        world()
        | {"https://b.example/1": to("https://a.example/post"), "https://b.example/2": to("https://a.example/post")}
    )
    robots = Robots(asking)
    for n in (1, 2):
        assert expand(f"https://b.example/{n}", asking, robots).title
    assert [asked.host for asked in asking.asked if asked.path == "/robots.txt"] == ["b.example", "a.example"]


def test_a_site_whose_robots_txt_cannot_be_read_is_tried_later() -> None:
    found = expand("https://a.example/post", client_of({"/robots.txt": Turns([503])}))
    assert found.retry_at
    assert found.retry_at > AS_OF


# what a page declares


def page(body: str | bytes, **headers: str) -> Answer:
    content = body if isinstance(body, bytes) else body.encode()
    return Answer(
        "https://a.example/post",
        200,
        HTML | {name.replace("_", "-"): text for name, text in headers.items()},
        content,
        AS_OF,
    )


def test_the_declared_canonical_is_taken_in_order_of_trust() -> None:
    markup = """<link rel="canonical" href="https://a.example/link"><meta property="og:url" content="https://a.example/og">
    <script type="application/ld+json">{"@graph": [{"@type": "Article", "mainEntityOfPage": {"@id": "https://a.example/ld"}}]}</script>"""
    found = declared(
        page(markup, link='<https://a.example/next>; rel="next", <https://a.example/header>; rel="canonical"')
    )
    assert found.canonicals == tuple(f"https://a.example/{kind}" for kind in ("header", "link", "ld", "og"))


@pytest.mark.parametrize(
    ("canonical", "of", "accepted"),
    [
        ("https://a.example/post", "https://www.a.example/post?x=1", True), ("http://a.example/post", "https://a.example/amp/post", True),
        ("/post", "https://a.example/post", False), ("", "https://a.example/post", False), ("https://a.example/", "https://a.example/post", False),
        ("https://a.example", "https://a.example/?p=7", False), ("https://a.example/", "https://a.example/", True),
        ("https://b.example/post", "https://a.example/post", False), ("https://b.co.uk/post", "https://a.co.uk/post", False),
        ("https://a.github.io/x", "https://b.github.io/x", False), ("https://blog.example/post", "https://medium.com/@ana/post", True),
        ("https://blog.example/", "https://medium.com/@ana/post", False), ("https://a.example/p", "https://a-example.cdn.ampproject.org/c/s/a.example/p", True),
        ("javascript:alert(1)", "https://a.example/post", False), ("https://user@a.example/post", "https://a.example/post", False),
        ("https://a.example:x/post", "https://a.example/post", False), ("http://[::1", "https://a.example/post", False),
        ("http://127.0.0.1/x", "https://medium.com/@ana/post", False), ("http://localhost/x", "https://medium.com/@ana/post", False),
    ],
)  # fmt: skip
def test_a_canonical_is_accepted_only_where_it_is_believable(canonical: str, of: str, accepted: bool) -> None:
    assert accepts(canonical, of) is accepted


def test_a_canonical_nobody_believes_is_a_fault_and_the_next_one_is_tried() -> None:
    bare = Reply('<link rel="canonical" href="https://b.example/post">', headers=HTML)
    found = expand("https://a.example/post", client_of(world() | {"https://a.example/post": bare}))
    assert (found.canonical_url, found.faults) == (None, ("no title", "no image", "canonical not accepted"))
    both = Reply(
        '<link rel="canonical" href="/post"><meta property="og:url" content="https://a.example/real">', headers=HTML
    )
    assert (
        expand("https://a.example/post", client_of(world() | {"https://a.example/post": both})).canonical_url
        == "https://a.example/real"
    )


@pytest.mark.parametrize(
    ("markup", "headers", "title"),
    [
        ("<title>Ä</title>".encode(), {"content-type": "text/html"}, "Ä"),
        ("<title>Ä</title>".encode("latin-1"), {"content-type": "text/html; charset=ISO-8859-1"}, "Ä"),
        ("<meta charset=windows-1251><title>Привет</title>".encode("cp1251"), {"content-type": "text/html"}, "Привет"),
        ("<title>Ä</title>".encode("utf-16"), {}, "Ä"), (b"<title>a</title>", {"content-type": "text/html; charset=nonsense"}, "a"),
        (b"<title>a</title>", {"content-type": "text/html; charset=base64"}, "a"), (b"<title> a\x00\n b </title>", {}, "a b"),
        (b"<title>&lt;script&gt;</title>", {}, "<script>"), (b"<svg><title>x</title></svg>", {}, "x"), (b"", {}, None),
        (b'<script type="application/ld+json">[{"@type":"NewsArticle","headline":"H","author":[{"name":"A"},{"name":"B"}]}]</script>', {}, "H"),
        (b'<script type="application/ld+json">{{{</script><title>a</title>', {}, "a"), (b"<title>a" + b"<div>" * 50_000, {}, "a" + "<div>" * 50_000),
    ],
)  # fmt: skip
def test_titles_are_read_in_every_encoding_and_shape(markup: bytes, headers: dict[str, str], title: str | None) -> None:
    found = declared(Answer("https://a.example/", 200, HTML | headers, markup, AS_OF))
    assert found.title == (title[:500] if title else None)


def test_what_is_no_page_declares_nothing() -> None:
    found = declared(
        page(b"%PDF-1.7 <title>no</title>", content_type="application/pdf", link="<https://a.example/p>; rel=canonical")
    )
    assert (found.title, found.canonicals) == (None, ("https://a.example/p",))


@given(st.binary(max_size=300), st.text(max_size=30))
def test_no_page_can_break_the_reader(body: bytes, link: str) -> None:
    declared(
        page(b"<html><head><script type='application/ld+json'>" + body + b"</script><meta name=" + body, link=link)
    )


@given(st.text(max_size=50))
def test_no_link_can_break_the_step(url: str) -> None:
    try:
        found = expand(url, client_of(lambda asked: 404))
    except Problem as problem:
        raise AssertionError("expand raises nothing") from problem
    assert found.url == url
