"""An address names an account, a mirror of one, or nobody; and it is never an error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.elsewhere import account_at, addresses_in, are_several, domain_of, is_link_page, mirror_at


@pytest.mark.parametrize(
    ("told", "account_id"),
    [
        ("https://social.example/@Ana", "mastodon:ana@social.example"),
        ("https://social.example/users/ana", "mastodon:ana@social.example"),
        ("@ana@social.example", "mastodon:ana@social.example"),
        ("https://bsky.app/profile/ana.example.com", "bluesky:ana.example.com"),
        ("https://twitter.com/Ana", "x:ana"),
        ("https://ana.example.com/notes", "feeds:https://ana.example.com/notes"),
        ("https://ana.substack.com", "feeds:https://ana.substack.com/"),
    ],
)
def test_an_address_names_the_account_of_its_platform(told, account_id):
    found = account_at(told)
    assert found is not None and found.account_id == account_id


@pytest.mark.parametrize(
    "told",
    [
        "https://youtu.be/abc", "https://www.linktr.ee/ana", "https://ana.carrd.co", "https://www.tiktok.com/@ana",
        "https://github.com/ana", "https://en.wikipedia.org/wiki/Ana", "https://fed.brid.gy/bsky/ana.example.com",
        "@ana@bsky.brid.gy", "http://[", "https://", "", "@", "mailto:ana@example.com", "@ana", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_what_is_nobodys_account_is_none(told):
    assert account_at(told) is None


@pytest.mark.parametrize(
    ("told", "platform", "handle", "original"),
    [
        ("@ana.example.com@bsky.brid.gy", "mastodon", "ana.example.com@bsky.brid.gy", "bluesky:ana.example.com"),
        ("https://fed.brid.gy/bsky/ana.example.com", "mastodon", "ana.example.com@bsky.brid.gy", "bluesky:ana.example.com"),
        ("https://bsky.brid.gy/@ana.example.com", "mastodon", "ana.example.com@bsky.brid.gy", "bluesky:ana.example.com"),
        ("https://bsky.app/profile/ana.social.example.ap.brid.gy", "bluesky", "ana.social.example.ap.brid.gy",
         "mastodon:ana@social.example"),
        ("https://fed.brid.gy/ap/@ana@social.example", "bluesky", "ana.social.example.ap.brid.gy", "mastodon:ana@social.example"),
        ("https://ana.example.com.web.brid.gy", "bluesky", "ana.example.com.web.brid.gy", "feeds:https://ana.example.com/"),
        ("@ana.example.com@web.brid.gy", "mastodon", "ana.example.com@web.brid.gy", "feeds:https://ana.example.com/"),
    ],
)  # fmt: skip
def test_a_mirror_tells_what_it_is_a_copy_of(told, platform, handle, original):
    found = mirror_at(told)
    assert found is not None
    assert (found.platform, found.handle, found.original.account_id) == (platform, handle, original)


def test_a_handle_proves_a_domain_where_nobody_gives_it_away():
    assert domain_of("bluesky", "Ana.example.com") == "ana.example.com"
    for platform, handle in (("bluesky", "ana.bsky.social"), ("bluesky", "ana.social.example.ap.brid.gy"),
                             ("x", "ana.example.com"), ("bluesky", "did:plc:abc"), ("bluesky", "handle")):  # fmt: skip
        assert domain_of(platform, handle) is None


def test_three_accounts_on_one_platform_are_not_one_persons():
    few = [account_at(f"https://social.example/@{name}") for name in ("ana", "ana", "ana_art")]
    sites = [account_at(f"https://{name}.example.com") for name in "abcdef"]
    assert not are_several([one for one in (*few, *sites) if one])
    assert are_several([one for one in (*few, account_at("@ben@other.example")) if one])


def test_a_page_of_links_is_known_by_its_host_or_its_path():
    for address in ("https://linktr.ee/ana", "https://ana.carrd.co/", "https://ana.example.com/links/"):
        assert is_link_page(address)
    for address in ("https://ana.example.com/", "https://notlinktr.ee/ana", "http://["):
        assert not is_link_page(address)


def test_addresses_of_a_description_come_in_order_each_once_and_without_the_full_stop():
    words = "See https://a.example/x. Also (https://b.example) and @ana@social.example, https://a.example/x! Mail a@b.example"
    assert addresses_in(words) == ["https://a.example/x", "https://b.example", "@ana@social.example"]


@given(st.text(max_size=200) | st.from_regex(r"(https?://|@)[a-z@./:\[\]%?#&-]{0,60}", fullmatch=True))
def test_no_text_makes_it_raise(told):
    account_at(told), mirror_at(told), is_link_page(told), domain_of("bluesky", told)
    for one in addresses_in(told):
        account_at(one), mirror_at(one)
