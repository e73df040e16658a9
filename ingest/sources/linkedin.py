"""LinkedIn: the posts of pages that the brand administers, through the Community Management API.

platform       LinkedIn pages of our own. People's posts have no lawful API: ask the person for the export (Shares.csv)
               and add it as an account of `archive`, which demands supplied_by, consent_basis and obtained_at
gives          posts with text, whom and what they name, article, pictures' alt text, polls, reshares with the id of the
               original
documentation  https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api and
               https://learn.microsoft.com/en-us/linkedin/marketing/versioning
limits         by day and app, shown in the developer portal only; 100 posts a page
credentials    token: of a member who is ADMINISTRATOR, CONTENT_ADMIN or DIRECT_SPONSORED_CONTENT_POSTER of the page,
               with r_organization_social; good for 60 days. api_version (YYYYMM) in its extra: the version asked for
cost           free, after vetting
opt-outs       posts that are not public (members only, drafts) are withheld
oddities       - every request names a version of the API, which lives a year at least and then answers 426: from eleven
                 months on the log warns
               - there is no since: pages come by lastModifiedAt, the newest first, and an edit brings a post to the top
               - pages are told by offset: what is deleted in mid-walk moves another post past us, so that once a week
                 everything is read anew
               - the text is "little text" with escapes and templates (sql/functions/little_text.py)
               - LinkedIn lets members' data be kept 48 hours: see retention in brand.yaml
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlsplit

from ingest.answer import Answer
from ingest.complaint import complaint, text_of
from ingest.errors import NotFound, NotUnderstood, Problem, SkipAccount, StopSource, TryLater
from ingest.estimate import Expects
from ingest.pages import Token
from ingest.sources import Account, Cursor, Page, Visit
from ingest.walks import DEEP_EVERY, descend, instant

if TYPE_CHECKING:
    from ingest.client import Client

log = logging.getLogger("earshot.linkedin")

EVERY = timedelta(hours=12)
PACE = 1.0
WORKERS = 1
NEEDS = ("token",)
HOSTS = ("api.linkedin.com",)
EXPECTS = Expects(first=300, page=100)

HOST = "https://api.linkedin.com"
VERSION = "202605"
PAGE = 100
_LIVES, _WARN = 12, 11  # months


def visit(account: Account, cursor: Cursor, client: Client, as_of: datetime) -> Visit:
    """Read one page. Raises SkipAccount for people and for pages we do not administer, StopSource for a version that is
    no more, and what `client` raises.
    """
    organisation = _organisation(account)
    if warning := outdated(_version(client), as_of.date()):
        log.warning("%s", warning)
    profile = _profile(client, account, organisation)
    facts = _facts(profile, account)
    yield Page(profile, learned=facts)

    def ask(token: Token | None, _floor: datetime | None) -> Answer:
        asked = {"q": "author", "author": facts["native_id"], "sortBy": "LAST_MODIFIED", "count": PAGE}
        answer = _ask(client, "posts", asked | {"start": int(token or 0)}, account.account_id)
        answer.items("elements")
        return answer

    walks = descend(ask, _next_of, _oldest, cursor=_weekly(cursor, as_of), as_of=as_of, deepens=False)
    for answer, after in walks:
        yield Page(answer, after, "linkedin")


def alive(ids: Iterable[str], client: Client) -> Iterator[tuple[str, bool, str]]:
    """404 means gone; what LinkedIn will not tell is passed over."""
    for urn in ids:
        try:
            answer = _ask(client, f"posts/{quote(urn, safe='')}", {}, urn, ok=(200, 404))
        except SkipAccount:
            continue
        yield urn, answer.status == 200, f"answered {answer.status}"


def outdated(version: str, today: date) -> str | None:
    """What to say of a version of the API that will answer 426 soon, or does so already."""
    if not re.fullmatch(r"20\d\d(0[1-9]|1[0-2])", version):
        return f"linkedin: the version {version[:20]!r} is none; write api_version as YYYYMM beside the token."
    age = (today.year - int(version[:4])) * 12 + today.month - int(version[4:])
    if age < _WARN:
        return None
    when = "has ended, or may any day" if age >= _LIVES else "ends next month"
    return (
        f"linkedin: the life of API version {version} {when}. Read the change log, then write a newer api_version "
        "beside the token."
    )


def _version(client: Client) -> str:
    return client.credentials.get("api_version") or VERSION


def _organisation(account: Account) -> str:
    """The name or number of the page in the handle ("company/name"). Raises SkipAccount for people."""
    kind, _, name = account.handle.strip("@/ ").rpartition("/")
    if kind == "in" or not name:
        raise SkipAccount(
            f"{account.account_id}: LinkedIn tells nobody what people post. Ask the person for the export of their "
            "data and add it as an account of `archive`, or follow their blog."
        )
    return name


def _profile(client: Client, account: Account, name: str) -> Answer:
    number = (account.native_id or name).rpartition(":")[2]
    if number.isdecimal():
        return _ask(client, f"organizations/{number}", {}, account.account_id)
    return _ask(client, "organizations", {"q": "vanityName", "vanityName": name}, account.account_id)


def _facts(answer: Answer, account: Account) -> dict[str, Any]:
    told = answer.json()
    found = told.get("elements") if isinstance(told, dict) and "elements" in told else [told]
    if found == []:
        raise NotFound(f"{account.account_id}: LinkedIn knows no page of this name; correct it in config/accounts.csv.")
    page = found[0] if isinstance(found, list) else None
    if not isinstance(page, dict) or not isinstance(page.get("id"), int | str):
        raise NotUnderstood(f"{answer.url} answered with something that is no page; the cursor stays.")
    names = {
        "display_name": "localizedName", "description": "localizedDescription", "website": "localizedWebsite",
    }  # fmt: skip
    facts = {ours: page[theirs] for ours, theirs in names.items() if page.get(theirs) is not None}
    return facts | {"native_id": f"urn:li:organization:{page['id']}"}


def _weekly(cursor: Cursor, as_of: datetime) -> Cursor:
    """The cursor, or a new one where no walk is open and the last one to the very end was a week ago."""
    last = instant(cursor.get("full_at"))
    is_due = last is not None and as_of - last >= DEEP_EVERY
    return {} if is_due and not cursor.get("walks") else cursor


def _next_of(answer: Answer) -> Token | None:
    """The offset of rel=next; where LinkedIn tells no links, the one behind this page while more are told of."""
    paging, number = answer.json().get("paging"), len(answer.items("elements"))
    paging = paging if isinstance(paging, dict) else {}
    links = paging.get("links")
    for link in links if isinstance(links, list) else []:
        if isinstance(link, dict) and link.get("rel") == "next":
            start = parse_qs(urlsplit(str(link.get("href"))).query).get("start", [""])[0]
            if start.isdecimal():
                return start
    here, count, total = (paging.get(name) for name in ("start", "count", "total"))
    if not number or not isinstance(here, int):
        return None
    is_more = here + number < total if isinstance(total, int) else isinstance(count, int) and number >= count
    return str(here + number) if is_more else None


def _oldest(answer: Answer) -> datetime | None:
    times = (one.get("lastModifiedAt") for one in reversed(answer.items("elements")) if isinstance(one, dict))
    found = next((at for at in times if isinstance(at, int) and 0 < at < 1 << 45), None)
    return datetime.fromtimestamp(found / 1000, UTC) if found else None


def _ask(client: Client, path: str, params: Mapping[str, str | int], whom: str, ok: tuple[int, ...] = (200,)) -> Answer:
    headers = {"LinkedIn-Version": _version(client), "X-Restli-Protocol-Version": "2.0.0"}
    if "q" in params:
        headers["X-RestLi-Method"] = "FINDER"

    url = f"{client.base(HOST)}/rest/{path}"

    def explain(answer: Answer) -> Problem | None:
        problem = _explain(answer, whom, headers["LinkedIn-Version"])
        if isinstance(problem, TryLater):
            client.hold(url, problem.until)
        return problem

    return client.get(url, params=params, headers=headers, ok=ok, explain=explain)


def _explain(answer: Answer, whom: str, version: str) -> Problem | None:
    """LinkedIn's statuses; None leaves it to what they mean everywhere."""
    said = f"linkedin: {whom}: {answer.status} ({text_of(answer, 'message', 'code')})"
    if answer.status == 426 or complaint(answer).get("code") in ("VERSION_MISSING", "NONEXISTENT_VERSION"):
        return StopSource(
            f"{said}. Version {version} of the API is no more (each lives a year at least). Nobody else is asked in "
            "this run: read the change log and write a newer api_version (YYYYMM) beside the token of linkedin."
        )
    if answer.status == 403 and complaint(answer):
        return SkipAccount(
            f"{said}. Only pages that the token's member administers are shown, and only with r_organization_social: "
            "look at both, or remove the account from config/accounts.csv."
        )
    if answer.status == 429:
        until = datetime.combine(answer.asked_at.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
        return TryLater(f"{said}. The day's quota is spent; asked again after midnight UTC.", until)
    return None
