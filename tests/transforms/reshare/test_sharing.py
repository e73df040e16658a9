"""The native way to share, a link that opens it, and whether to ask first."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.reshare.sharing import Shared, permission, share_action, share_urls

EVERY = ("x", "bluesky", "mastodon", "threads", "linkedin", "facebook", "hackernews", "instagram", "youtube", "feeds")
SERVERS = {"mastodon": "social.example"}


def shared(platform, native_id="1", url="https://a.example/1", **more):
    return Shared(platform, native_id, url, more.get("title"), more.get("license"), is_listed=True)


@pytest.mark.parametrize(
    ("platform", "action", "link"),
    [
        ("x", "repost", "https://x.com/intent/retweet?tweet_id=1"),
        ("bluesky", "repost", "https://a.example/1"),
        ("mastodon", "boost", "https://social.example/authorize_interaction?uri=https%3A%2F%2Fa.example%2F1"),
        ("linkedin", "reshare", "https://a.example/1"),
        ("feeds", "link", "https://a.example/1"),
        ("youtube", "link", "https://a.example/1"),
    ],
)
def test_a_post_is_shared_natively_on_its_own_platform(platform, action, link):
    assert share_action(platform) == action
    assert share_urls(shared(platform), (platform,), {}, SERVERS) == {platform: link}


@given(st.text(max_size=80), st.sampled_from(EVERY))
def test_words_of_others_stay_one_parameter_of_the_link(words, platform):
    lines = dict.fromkeys(EVERY, words)
    for link in share_urls(shared(platform, title=words), EVERY, lines, SERVERS).values():
        parts = urlsplit(link)
        assert parts.scheme == "https" and not parts.fragment
        assert parts.hostname in {"a.example", "x.com", "bsky.app", "social.example", "www.threads.com", "www.linkedin.com",
                                  "www.facebook.com", "news.ycombinator.com"}  # fmt: skip
        assert set(parse_qs(parts.query)) <= {"text", "url", "u", "t", "uri", "tweet_id"}


@pytest.mark.parametrize(
    ("platform", "stated", "asked"),
    [
        ("bluesky", None, "not needed: native share"),
        ("instagram", None, "needed"),
        ("feeds", None, "not needed: link and short excerpt"),
        ("feeds", "CC-BY-4.0", "not needed: licence"),
        ("feeds", "https://creativecommons.org/licenses/by-sa/4.0/", "not needed: licence"),
        ("feeds", "https://creativecommons.org/licenses/by-nc/4.0/", "not needed: link and short excerpt"),
        ("instagram", "cc by-nc 4.0", "needed"),
    ],
)
def test_whether_to_ask_first(platform, stated, asked):
    assert permission(shared(platform, license=stated)) == asked
