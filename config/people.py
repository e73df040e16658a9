"""influencers.csv and accounts.csv: whom the brand wants to be heard by, and where they speak."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from config.cells import is_excel_number
from config.faults import NotUnderstood, nearest, shown
from config.handles import Handle, normalise_handle
from config.platforms import PLATFORMS, read_platform
from config.tables import Row, Sheet, Table

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

INFLUENCERS = Sheet(
    "influencers",
    required=("influencer_id", "name"),
    optional=("role", "organisation", "tier", "lists", "since", "opted_out"),
    dates=("since",),
)
ACCOUNTS = Sheet(
    "accounts",
    required=("influencer_id", "platform", "handle"),
    optional=("evidence", "verified_on"),
    dates=("verified_on",),
)
_PROPOSALS = 50
LAST_TIER = 3  # the tier of someone whose cell is empty: nobody is promoted by omission


@dataclass(frozen=True)
class Influencer:
    """One row of influencers.csv. `tier` 1 (most wanted) to 3; `since` None where the file does not say."""

    influencer_id: str
    name: str
    role: str
    organisation: str
    tier: int
    lists: tuple[str, ...]
    since: date | None
    opted_out: bool
    line: int


@dataclass(frozen=True)
class Account:
    """An influencer (or the brand, then `influencer_id` is None) on one platform, and where that is written.

    `handle`, `url` and `host` as handles.py normalises them; `account_id` is `<platform>:<handle>`.
    """

    account_id: str
    influencer_id: str | None
    platform: str
    handle: str
    url: str
    host: str
    evidence: str
    verified_on: date | None
    file: str
    line: int
    is_brand: bool = False

    @property
    def place(self) -> str:
        """Where a message sends its reader: `config/accounts.csv, line 12`."""
        return f"{self.file}, line {self.line}"


def brand_account(found: Handle, file: str, line: int) -> Account:
    """The brand's own account, as brand.yaml names it."""
    return Account(
        found.account_id,
        None,
        found.platform,
        found.handle,
        found.url,
        found.host,
        "",
        None,
        file,
        line,
        is_brand=True,
    )


def read_influencers(table: Table) -> tuple[Influencer, ...]:
    """The people of influencers.csv; rows without a readable id are left out, with a fault."""
    lines: dict[str, int] = {}
    people = []
    for row in table.rows:
        influencer_id = row.identity("influencer_id", "a short name, such as 'ana-diaz'")
        if influencer_id in lines:
            what = f"{shown(influencer_id)} stands already in line {lines[influencer_id]}"
            row.fault("influencer_id", what, "remove one of the two rows, or give this person another id")
        elif influencer_id:
            lines[influencer_id] = row.line
        people.append(
            Influencer(
                influencer_id=influencer_id,
                name=row.required("name", "the person's name as reports should show it"),
                role=row.text("role"),
                organisation=row.text("organisation"),
                tier=row.read("tier", _tier) or LAST_TIER,
                lists=row.phrases("lists"),
                since=row.date("since"),
                opted_out=row.flag("opted_out"),
                line=row.line,
            )
        )
    return tuple(people)


def _tier(text: str) -> int:
    if text not in ("", "1", "2", "3"):
        raise NotUnderstood(f"{shown(text)} is no tier", f"write 1, 2 or 3, or leave it empty for {LAST_TIER}")
    return int(text or LAST_TIER)


def read_accounts(table: Table, known: Table, brand: Sequence[Account]) -> tuple[Account, ...]:
    """The accounts of accounts.csv. `known` is the table of influencers, `brand` the brand's own accounts.

    An account that stands twice, under two people, or under a person and the brand is a fault.
    """
    ids = {row.text("influencer_id") for row in known.rows}
    proposed: dict[str, str | None] = {}
    owners: dict[str, Account] = {twin_key(account): account for account in brand}
    found = []
    for row in table.rows:
        influencer_id = row.required("influencer_id", "an influencer_id of influencers.csv")
        if influencer_id and known.is_whole and influencer_id not in ids:
            _unknown_influencer(row, influencer_id, ids, proposed)
        if account := _account(row, influencer_id):
            if first := owners.get(twin_key(account)):
                _second_time(row, account, first)
            else:
                owners[twin_key(account)] = account
            found.append(account)
    return tuple(found)


def twin_key(account: Account) -> str:
    """Equal for accounts that are one, whatever their spelling."""
    return Handle(account.platform, account.handle, account.url, account.host).twin_key


def _account(row: Row, influencer_id: str) -> Account | None:
    platform = (
        row.read("platform", read_platform) if row.required("platform", "one of " + ", ".join(PLATFORMS)) else None
    )
    verified_on = row.date("verified_on")
    if not platform:
        if not row.text("handle"):
            row.fault("handle", "is empty", "write the account's handle or its address")
        return None
    handle = row.read("handle", lambda text: _handle(platform, text))
    if handle is None:
        return None
    return Account(
        handle.account_id, influencer_id or None, platform, handle.handle, handle.url, handle.host,
        row.text("evidence"), verified_on, row.file, row.line,
    )  # fmt: skip


def _handle(platform: str, text: str) -> Handle:
    if is_excel_number(text):
        raise NotUnderstood(
            f"{shown(text)} is a number that the spreadsheet has cut",
            "format the column as text and enter it again",
        )
    return normalise_handle(platform, text)


def _unknown_influencer(row: Row, influencer_id: str, ids: Collection[str], proposed: dict[str, str | None]) -> None:
    # the search looks at every id: where a whole file is wrong, some proposals show how
    if influencer_id not in proposed and len(proposed) < _PROPOSALS:
        proposed[influencer_id] = nearest(influencer_id, ids)
    near = proposed.get(influencer_id)
    remedy = f"write '{near}', or add" if near else "add"
    row.fault(
        "influencer_id",
        f"{shown(influencer_id)} is not in influencers.csv",
        f"{remedy} a row for '{influencer_id}' to influencers.csv",
    )


def _second_time(row: Row, account: Account, first: Account) -> None:
    if first.is_brand:
        what = f"{account.account_id} is the brand's own account ({first.place})"
        row.fault("handle", what, "remove this row, or remove it from brand.yaml")
    elif first.influencer_id == account.influencer_id:
        row.fault("handle", f"{account.account_id} stands already in line {first.line}", "remove this row")
    else:
        what = f"{account.account_id} belongs to '{first.influencer_id}' already (line {first.line})"
        row.fault("handle", what, "keep the row of the person whose account it is and remove the other")


def listened_to(
    influencers: Sequence[Influencer], accounts: Sequence[Account], brand: Sequence[Account]
) -> tuple[Account, ...]:
    """The accounts of everyone who has not opted out, then the brand's own."""
    silent = {person.influencer_id for person in influencers if person.opted_out}
    return (*(account for account in accounts if account.influencer_id not in silent), *brand)
