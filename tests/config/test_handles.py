"""A handle is understood however it was pasted, and never guessed."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import PLATFORMS, NotUnderstood, normalise_handle

CHANNEL = "UCabcdefghijABCDEFGHIJ_-"

UNDERSTOOD = {
    "bluesky:ana.example.com": [
        "ana.example.com",
        "@Ana.Example.com",
        " \u202aana.example.com\u202c ",
        "https://bsky.app/profile/ana.example.com",
        "bsky.app/profile/ana.example.com/post/3k2a",
        "at://ana.example.com/app.bsky.feed.post/3k2a",
        "https://deer.social/profile/ana.example.com",
    ],
    "bluesky:ana.bsky.social": ["ana.bsky.social", "https://ana.bsky.social", "https://ana.bsky.social/"],
    "bluesky:did:plc:ewvi7nxzyoun6zhxrhs64oiz": [
        "did:plc:ewvi7nxzyoun6zhxrhs64oiz",
        "https://bsky.app/profile/did:plc:ewvi7nxzyoun6zhxrhs64oiz",
        "https://bsky.app/profile/did%3Aplc%3Aewvi7nxzyoun6zhxrhs64oiz",
        "at://did:plc:ewvi7nxzyoun6zhxrhs64oiz",
    ],
    "bluesky:xn--mller-kva.example": ["müller.example"],
    "mastodon:ana@social.example": [
        "@ana@social.example",
        "Ana@Social.Example",
        "acct:ana@social.example",
        "https://social.example/@ana",
        "social.example/@Ana/1160",
        "https://social.example/users/ana",
        "https://social.example/web/@ana",
        "https://social.example/@ana.rss",
        "https://other.example/@ana@social.example",
    ],
    "mastodon:ana@localhost:8080": ["ana@localhost:8080", "http://localhost:8080/@ana"],
    "feeds:https://blog.example.com/": [
        "blog.example.com",
        "https://blog.example.com",
        "HTTPS://Blog.Example.com:443/#top",
        "feed://blog.example.com",
        "feed:https://blog.example.com",
        "<https://blog.example.com>",
    ],
    "feeds:https://blog.example.com/Feed?tag=a": ["https://blog.example.com/Feed?tag=a"],
    "feeds:https://www.youtube.com/feeds/videos.xml?playlist_id=PL1": [
        "https://www.youtube.com/feeds/videos.xml?playlist_id=PL1"
    ],
    f"youtube:{CHANNEL}": [
        CHANNEL,
        f"https://www.youtube.com/channel/{CHANNEL}",
        f"m.youtube.com/channel/{CHANNEL}/videos",
        f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}",
    ],
    "youtube:@name": [
        "@Name",
        "Name",
        "https://www.youtube.com/@Name",
        "https://youtube.com/@name/videos?x=1",
    ],
    "youtube:c/name": ["https://www.youtube.com/c/Name"],
    "youtube:user/name": ["https://www.youtube.com/user/Name"],
    "hackernews:Ana": [
        "Ana",
        "@Ana",
        "https://news.ycombinator.com/user?id=Ana",
        "news.ycombinator.com/threads?id=Ana",
    ],
    "x:ana_1": [
        "ana_1",
        "@Ana_1",
        "x.com/Ana_1",
        "https://twitter.com/ana_1",
        "https://mobile.twitter.com/ana_1/status/1?s=20",
        "https://x.com/intent/user?screen_name=Ana_1",
    ],
    "linkedin:in/ana-díaz": ["in/ana-díaz", "https://es.linkedin.com/in/Ana-D%C3%ADaz/?trk=x"],
    "linkedin:company/example": ["company/example", "https://www.linkedin.com/company/example/posts"],
    "facebook:example.sons": ["Example.Sons", "@example.sons", "https://m.facebook.com/Example.Sons/"],
    "facebook:1234567": [
        "1234567",
        "https://www.facebook.com/profile.php?id=1234567",
        "https://www.facebook.com/pages/Example/1234567",
        "https://www.facebook.com/p/Example-Sons-1234567/",
    ],
    "instagram:ana.b": ["ana.b", "@Ana.b", "https://www.instagram.com/Ana.b/?igsh=1"],
    "threads:ana.b": ["@ana.b", "https://www.threads.net/@Ana.b", "https://www.threads.com/@ana.b/post/1"],
    "reddit:ana_b": ["u/Ana_b", "/u/ana_b", "ana_b", "https://old.reddit.com/user/Ana_b/comments"],
    "archive:exports/ana.zip": ["exports/ana.zip", "./exports//ana.zip", "exports\\ana.zip"],
}


@pytest.mark.parametrize(
    ("account_id", "text"), [(account_id, text) for account_id, texts in UNDERSTOOD.items() for text in texts]
)
def test_every_form_of_a_handle_names_the_same_account(account_id: str, text: str) -> None:
    assert normalise_handle(account_id.partition(":")[0], text).account_id == account_id


@pytest.mark.parametrize("account_id", UNDERSTOOD)
def test_a_normalised_handle_and_its_url_read_back_as_themselves(account_id: str) -> None:
    found = normalise_handle(account_id.partition(":")[0], UNDERSTOOD[account_id][0])
    assert normalise_handle(found.platform, found.handle) == found
    if found.url:
        assert normalise_handle(found.platform, found.url).account_id == found.account_id


@pytest.mark.parametrize(
    ("platform", "text", "proposed"),
    [
        ("bluesky", "https://x.com/ana", "the platform 'x' and the handle 'ana'"),
        ("bluesky", "@ana@social.example", "the platform 'mastodon' and the handle 'ana@social.example'"),
        ("mastodon", "https://www.threads.net/@ana", "the platform 'threads' and the handle 'ana'"),
        (
            "mastodon",
            "https://medium.com/@ana",
            "the platform 'feeds' and the handle 'https://medium.com/@ana'",
        ),
        ("mastodon", "ana.bsky.social", "the platform 'bluesky' and the handle 'ana.bsky.social'"),
        ("mastodon", "@ana@x.com", "the platform 'x'"),
        ("mastodon", "@ana.example.com@bsky.brid.gy", "the platform 'bluesky'"),
        (
            "feeds",
            f"https://www.youtube.com/channel/{CHANNEL}",
            f"the platform 'youtube' and the handle '{CHANNEL}'",
        ),
        ("feeds", "https://bsky.app/profile/ana.example.com", "'bluesky' and the handle 'ana.example.com'"),
        ("facebook", CHANNEL, "the platform 'youtube'"),
        ("x", "did:plc:ewvi7nxzyoun6zhxrhs64oiz", "the platform 'bluesky'"),
        ("x", "https://www.linkedin.com/in/ana", "the platform 'linkedin' and the handle 'in/ana'"),
        ("instagram", "u/ana", "the platform 'reddit' and the handle 'ana'"),
        ("x", "https://social.example/@ana", "write the platform 'mastodon'"),
        ("x", "https://blog.example.com/", "write the platform 'feeds'"),
        ("archive", "https://x.com/ana", "the platform 'x' and the handle 'ana'"),
    ],
)
def test_an_address_of_another_platform_proposes_the_right_one(platform: str, text: str, proposed: str) -> None:
    with pytest.raises(NotUnderstood) as caught:
        normalise_handle(platform, text)
    assert proposed in caught.value.remedy


@pytest.mark.parametrize(
    ("platform", "text", "remedy"),
    [
        ("bluesky", "ana", "such as 'ana.bsky.social'"),
        ("bluesky", "handle.invalid", "the account's DID"),
        ("bluesky", "https://bsky.app/search?q=ana", "write ana.example.com"),
        ("mastodon", "@ana", "write '@ana@' and the server's host"),
        ("mastodon", "ana@gmail.com", "write '@name@server'"),
        ("mastodon", "https://social.example/explore", "write @ana@social.example"),
        ("feeds", "ana", "the address of the site"),
        ("feeds", "https://ana:secret@example.com/feed", "the address as the browser shows it"),
        ("feeds", "ftp://example.com/feed", "the address"),
        ("feeds", "https://exa mple.com/", "the address"),
        ("feeds", "https://example.com:99999/", "the address"),
        ("feeds", "https://substack.com/@ana", "the newsletter's own address"),
        ("feeds", "exports/ana.zip", "the platform 'archive'"),
        ("youtube", CHANNEL[:-1], "copy the whole id"),
        ("youtube", "https://youtu.be/abc", "copy its channel's address"),
        ("youtube", "https://www.youtube.com/watch?v=abc", "copy its channel's address"),
        ("youtube", "blog.example.com", "write the channel id"),
        ("hackernews", "https://news.ycombinator.com/item?id=1", "write the name as written there"),
        ("x", "https://x.com/i/lists/1", "write @name"),
        ("x", "https://x.com/home", "write @name"),
        ("x", "a_name_of_sixteen", "write @name"),
        ("linkedin", "ana-diaz", "write 'in/ana-diaz' for the person or 'company/ana-diaz'"),
        ("linkedin", "https://www.linkedin.com/feed/update/urn:li:share:1/", "write in/name"),
        ("facebook", "https://www.facebook.com/groups/1234567", "the page's name or number"),
        ("facebook", "https://www.facebook.com/story.php?id=1", "the page's name or number"),
        ("instagram", "https://www.instagram.com/p/abc/", "write @name"),
        ("reddit", "r/bread", "write u/ and the person's name"),
        ("archive", "~/ana.zip", "without ~"),
        ("archive", ".", "the path of a file"),
        ("tiktok", "ana", "write bluesky, mastodon"),
        ("x", "", "write @name"),
    ],
)
def test_what_cannot_be_understood_says_what_to_write(platform: str, text: str, remedy: str) -> None:
    with pytest.raises(NotUnderstood) as caught:
        normalise_handle(platform, text)
    assert remedy in caught.value.remedy


def test_a_password_in_an_address_is_not_repeated() -> None:
    with pytest.raises(NotUnderstood) as caught:
        normalise_handle("feeds", "https://ana:hunter2@example.com/feed")
    assert "hunter2" not in str(caught.value)


def test_hacker_news_names_differ_by_case_and_others_do_not() -> None:
    assert normalise_handle("hackernews", "Ana") != normalise_handle("hackernews", "ana")
    assert normalise_handle("x", "Ana") == normalise_handle("x", "ana")


@pytest.mark.parametrize(("spelling", "name"), [("Twitter", "x"), ("Hacker News", "hackernews"), ("RSS", "feeds")])
def test_a_platform_is_known_by_its_usual_names(spelling: str, name: str) -> None:
    text = {"x": "ana", "hackernews": "ana", "feeds": "example.com"}[name]
    assert normalise_handle(spelling, text).platform == name


def test_two_spellings_of_one_site_or_page_are_twins() -> None:
    for platform, one, other in [
        ("feeds", "http://www.example.com/blog/", "https://example.com/blog"),
        ("facebook", "example.sons", "examplesons"),
    ]:
        assert normalise_handle(platform, one).twin_key == normalise_handle(platform, other).twin_key


@given(platform=st.sampled_from(sorted(PLATFORMS)), text=st.text(max_size=60))
def test_any_text_is_understood_or_refused_with_a_remedy(platform: str, text: str) -> None:
    try:
        found = normalise_handle(platform, text)
    except NotUnderstood as refused:
        assert refused.what
        assert refused.remedy.startswith(("write", "copy", "open"))
    else:
        assert normalise_handle(platform, found.handle) == found


_label = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=10)
_host = st.tuples(_label, st.sampled_from(["example", "test", "com"])).map(".".join)
# x.com is no Mastodon server, and mail.com none either
_anybodys = st.tuples(_label, st.sampled_from(["example", "test"])).map(".".join)


@given(
    scheme=st.sampled_from(["", "http://", "https://", "feed:https://", "//"]),
    host=_host,
    path=st.text(string.ascii_letters + string.digits + "/@._-?=&#", max_size=30),
    platform=st.sampled_from(sorted(PLATFORMS)),
)
def test_any_address_is_understood_or_refused(scheme: str, host: str, path: str, platform: str) -> None:
    try:
        found = normalise_handle(platform, f"{scheme}{host}/{path}")
    except NotUnderstood:
        return
    assert normalise_handle(platform, found.handle) == found
    assert found.account_id.startswith(platform + ":")


@given(name=st.from_regex(r"[A-Za-z0-9_]{1,15}", fullmatch=True), host=_anybodys)
def test_a_mastodon_name_reads_the_same_bare_and_as_address(name: str, host: str) -> None:
    bare = normalise_handle("mastodon", f"@{name}@social.{host}")
    assert normalise_handle("mastodon", f"https://social.{host}/@{name}") == bare
    assert normalise_handle("mastodon", f"https://social.{host}/users/{name}/statuses/1") == bare
