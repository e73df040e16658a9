"""What a server of the fediverse says of an account: whose it is, and whether it wishes to be read.

documentation  https://docs.joinmastodon.org/entities/Account/
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

from ingest.answer import Answer
from ingest.errors import Gone, NotFound, NotUnderstood, OptedOut, SkipAccount
from ingest.sources import Account

_NO_ROBOTS = re.compile(r"#\s*(nobots?|noindex)\b", re.IGNORECASE)


def address(account: Account) -> tuple[str, str]:
    """(user, host) of "user@host" or, failing that, of "https://host/@user"."""
    user, _, host = account.handle.strip().lstrip("@").partition("@")
    if not host:
        found = re.match(r"https?://([^/]+)/(?:@|users/)([^/@?#]+)", account.url or account.handle)
        host, user = (found[1], found[2]) if found else ("", "")
    if not user or not host:
        raise SkipAccount(
            f"mastodon: {account.handle!r} is no Mastodon address; write @user@server in config/accounts.csv."
        )
    return user, host


def facts_of(answer: Answer, account: Account) -> dict[str, Any]:
    """What the server tells of the account itself; raises where it is nobody's or somebody else's by now."""
    told = answer.json()
    if not isinstance(told, dict) or not isinstance(told.get("id"), str | int) or told["id"] == "":
        raise NotUnderstood(f"{answer.url} answered {answer.status} with something that is no account.")
    native_id, acct = str(told["id"]), str(told.get("acct") or "")
    if account.native_id and account.native_id != native_id:
        raise NotFound(
            f"mastodon: @{account.handle.lstrip('@')} is another account than before (id {native_id}, was "
            f"{account.native_id}); check who it is and add it to config/accounts.csv anew."
        )
    names = {"display_name": "display_name", "followers": "followers_count", "posts": "statuses_count"}
    facts = {ours: told[theirs] for ours, theirs in names.items() if told.get(theirs) is not None}
    links = [
        {"url": page, "rel_me": bool(field.get("verified_at"))}
        | ({"verified_at": str(field["verified_at"])} if field.get("verified_at") else {})
        for field in _fields(told)
        for page in map(html.unescape, re.findall(r"""href=["']([^"']+)""", str(field.get("value"))))
        if page.startswith(("https://", "http://"))
    ]  # fmt: skip
    if acct:
        facts["handle"] = acct if "@" in acct else f"{acct}@{address(account)[1]}"
    return {"native_id": native_id, "description": _words(told.get("note")), "links": links} | facts


def heed(told: Mapping[str, Any], account: Account) -> None:
    """Raise where the account is gone or wishes not to be read; consent outweighs settings, not words."""
    whom, bio = f"mastodon: @{account.handle.lstrip('@')}", _words(told.get("note"))
    fields = _fields(told)
    if told.get("suspended") is True:
        raise Gone(f"{whom} is suspended; remove it from config/accounts.csv.")
    if isinstance(moved := told.get("moved"), dict):
        new = moved.get("acct") if "@" in str(moved.get("acct", "")) else moved.get("url")
        raise NotFound(f"{whom} has moved to {new}; write that into config/accounts.csv instead.")
    against = [name for name in ("memorial", "limited") if told.get(name) is True]
    if _NO_ROBOTS.search(" ".join([bio, *(_words(f.get(k)) for f in fields for k in ("name", "value"))])):
        against.append("#nobot or #noindex in its profile")
    if not account.consented:
        against += [f"{name}: false" for name in ("indexable", "discoverable") if told.get(name) is False]
        against += [f"{name}: true" for name in ("noindex", "locked") if told.get(name) is True]
    if against:
        raise OptedOut(
            f"{whom} asks not to be read ({', '.join(against)}); remove it from config/accounts.csv, or ask the person."
        )


def _fields(told: Mapping[str, Any]) -> list[Any]:
    found = told.get("fields")
    return [field for field in found if isinstance(field, dict)] if isinstance(found, list) else []


def _words(markup: Any) -> str:
    """The words of a profile, without its tags."""
    broken = re.sub(r"<br ?/?>|</p>\s*<p>", "\n", markup if isinstance(markup, str) else "")
    return html.unescape(re.sub(r"<[^>]*>", "", broken)).strip()
