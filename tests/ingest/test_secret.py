"""Secrets: none in an address, a message, a log or an answer."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import (
    Problem,
    Refused,
)
from ingest.secret import HIDDEN, Secret, hide, is_secret_name, scrub
from tests.ingest.replies import client_of
from tests.ingest.server import Site, client, reset

# secrets


def test_nothing_that_leaves_the_client_holds_a_secret(
    caplog: pytest.LogCaptureFixture, tmp_path: Path, site: Site
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "s3cr3t/with|odd+signs"
    body = json.dumps(
        {"paging": {"next": f"https://a.example/?access_token={quote(secret, safe='')}", "again": secret}}
    )
    site.pages["/ok"] = (
        200,
        {"Link": f"<https://a.example/?access_token={quote(secret)}>"},
        body.replace("/", "\\/").encode(),
    )
    site.pages["/bad"] = (500, {}, body.encode())
    asking = client(tmp_path)
    told = [repr(asking.get(f"{site.url}/ok", params={"access_token": secret}))]
    for path in ("ok#", "bad", "none", "reset"):
        site.pages["/reset"] = reset
        with pytest.raises(Problem) as caught:
            asking.get(f"{site.url}/{path}", params={"access_token": secret, "b": "1"}, ok=(299,))
        told.append(f"{caught.value!r} {caught.value.__cause__!r}")
    told += [record.getMessage() for record in caplog.records]
    for form in (secret, quote(secret), quote(secret, safe=""), secret.replace("/", "\\/")):
        assert not [text for text in told if form in text]
    assert any("urllib3" in record.name for record in caplog.records), "the log was listened to"


def test_a_secret_prints_as_nothing() -> None:
    assert "0123" not in f"{Secret('0123456789', ('a.example',))!r} {Secret('0123456789', ('a.example',))}"


def test_a_malformed_address_is_refused_without_its_secret() -> None:
    for url in (
        "http://[::1/?key=0123456789",
        "https://user:0123456789@[x/",
        "no address?token=0123456789",
        "https:///?sig=0123456789",
    ):
        with pytest.raises(Refused) as caught:
            client_of({}).get(url)
        assert "0123456789" not in str(caught.value)


SECRET_NAMES = ["access_token", "Access-Token", "key", "KEY", "api_key", "apikey", "X-Amz-Signature", "sig", "token", "client_secret",
                "appsecret_proof", "password", "oauth_token", "access%5Ftoken", "sessionid"]  # fmt: skip
words = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=20)


@given(st.sampled_from(SECRET_NAMES), st.text("abcdefXYZ0123456789-_.~%|/+ ", min_size=8, max_size=20), st.dictionaries(words, words, max_size=4),
       st.booleans())  # fmt: skip
def test_scrubbing_hides_secrets_and_keeps_the_rest(
    name: str, secret: str, others: dict[str, str], first: bool
) -> None:
    others = {key: text for key, text in others.items() if not is_secret_name(quote(key, safe=""))}
    pairs = [f"{name}={quote(secret, safe='')}", *([urlencode(others)] if others else [])]
    url = "https://a.example/p?" + "&".join(pairs if first else pairs[::-1])
    found = scrub(url)
    assert parse_qsl(urlsplit(found).query, True) == [
        pair if not is_secret_name(quote(pair[0], safe="")) else (pair[0], HIDDEN)
        for pair in parse_qsl(urlsplit(url).query, True)
    ]
    assert f"={quote(secret, safe='')}" not in found or quote(secret, safe="") in urlencode(others)
    assert scrub(found) == found


@given(st.text(max_size=60))
def test_scrubbing_takes_anything(text: str) -> None:
    assert scrub(scrub(text)) == scrub(text)


@pytest.mark.parametrize(
    ("url", "scrubbed"),
    [
        ("https://user:word@a.example/x", "https://a.example/x"),
        ("https://a.example/#access_token=abc&b=1", f"https://a.example/#access_token={HIDDEN}&b=1"),
        ("https://a.example/?b=1;sig=abc;c=2", f"https://a.example/?b=1;sig={HIDDEN};c=2"),
        ("https://a.example/?keyword=a&monkey=b&design=c&q=token&list=d&v=e&id=f&p=g",) * 2,
        ("https://a.example/?page_token=a&pageToken=b&next_token=c&pagination_token=d&cursor=e",) * 2,
        ("https://a.example/a@b?x=1",) * 2,
        ("https://a.example/?u=me@b.example",) * 2,
    ],
)
def test_scrubbing_leaves_what_is_no_secret(url: str, scrubbed: str) -> None:
    assert scrub(url) == scrubbed


def test_short_words_are_not_hunted_through_a_body() -> None:
    assert hide(b'{"a": 1}', {"a"}) == b'{"a": 1}'
