"""One file a platform. A source is a module with

    visit(account, cursor, client, as_of) -> Iterator[Page]     reads one account, newest pages first or from its cursor
    alive(ids, client) -> Iterator[tuple[str, bool, str]]       (native_id, still there?, how we know), if it can tell
    again(ids, client) -> Iterator[Page]                        posts of one account by their ids, if it can tell them
    EVERY      timedelta: how often an account of this platform is due
    PACE       seconds between two requests to one host
    WORKERS    how many batches may ask this platform at once (the size of its Airflow pool)
    NEEDS      where it needs credentials: which of them it cannot do without (see ingest/credentials.py)
    HOSTS      where it is asked with a token in a header: the hosts that may see it
    HEADER     that header and its form, where they are not ("Authorization", "Bearer {}")
    EXPECTS    where that is known: what an account is likely to take (see ingest/estimate.py)

and a docstring that is a form: platform, gives, documentation, limits, credentials, cost, opt-outs, oddities.

`visit` is a generator. It asks through `client` only, yields each page *before* it asks for the next one, and with
every page the cursor that is true once that page is loaded. When it returns, the account was heard to the end; when
it raises an `ingest.errors.Problem`, it was not, and what was yielded before still counts. A source never sleeps,
never retries, never writes and never looks at the clock: `client` paces and retries, `as_of` is the time of the run.
Secrets are in `client.credentials`; a bearer token is sent by itself. What costs is asked for with a `price`, as many
at a time as `client.affordable` says.
A cursor is a small JSON object that only its source understands; {} is an account never read before.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from ingest.answer import Answer

Cursor = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Account:
    """An influencer (or the brand) on one platform, as `config/accounts.csv` and earlier visits know it.

    `account_id` is "<platform>:<handle>"; `native_id` is the platform's own permanent id once it has been learned
    (a Bluesky DID, a Mastodon account id); `learned` is what earlier visits found out ({} at first);
    `consented` is true where the person agreed to be read although the platform's defaults say otherwise;
    `is_brand` where it is the brand's own, whose mentions are read too.
    """

    account_id: str
    platform: str
    handle: str
    url: str = ""
    native_id: str | None = None
    learned: Mapping[str, Any] = field(default_factory=dict)
    consented: bool = False
    is_brand: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One answer worth keeping.

    `cursor`: where the account stands once this page is loaded; None leaves it where it was.
    `reading`: the file of sql/staging/ that understands the page; "" for an answer that holds no posts.
    `learned`: facts about the account itself (native_id, handle, display_name, description, website, followers,
    posts, links as a list of {url, rel_me}), told by this answer. `rel_me`: the platform has seen that the page there
    links back, at `verified_at` where it says when.
    `told`: of posts that were asked for by their ids, (native_id, still there?, how we know); it does not land.
    """

    answer: Answer
    cursor: Cursor | None = None
    reading: str = ""
    learned: Mapping[str, Any] = field(default_factory=dict)
    told: tuple[tuple[str, bool, str], ...] = ()


Visit = Iterator[Page]


def known() -> Mapping[str, ModuleType]:
    """Every source there is, by platform: the files of this folder."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__))
    return {name: importlib.import_module(f"{__name__}.{name}") for name in names}
