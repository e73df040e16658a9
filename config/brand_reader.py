"""brand.yaml -> Brand: who the brand is, whom it competes with, where it is willing to act."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from config.brand import LANGUAGES, OFFERS, USES, Brand, Competitor, ContentFeed, NoReshare, Offer, Use
from config.brand_rules import (
    read_budgets,
    read_delivery,
    read_freshness,
    read_reply,
    read_reshare,
    read_retention,
    read_utm,
    read_verdicts,
)
from config.faults import Faults, NotUnderstood, nearest, shown
from config.handles import Handle, normalise_handle
from config.people import Account, brand_account
from config.platforms import PLATFORMS, read_platform
from config.sections import Section, Value, open_section

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

# reddit gives access on approval only, and the archive is no place to meet anyone
_WILLING = tuple(name for name in PLATFORMS if name not in ("reddit", "archive"))
_NO_APPROVAL = "no none n/a na - todo tbd pending false yes true x ok approved ? ..."


def read_brand(
    folder: Path, influencer_ids: Collection[str] | None, faults: Faults
) -> tuple[Brand, tuple[Account, ...]]:
    """The brand, and the accounts that are its own with the line that names them (content feeds included).

    `influencer_ids` are those of influencers.csv, None where that file could not be read whole.
    """
    keys = open_section(folder / "brand.yaml", faults)
    own = _Own(keys.spot.file)
    approved = keys.read("approved_use_case", _approval, "")
    brand = Brand(
        name=keys.text("name") or "the brand",
        also_called=keys.texts("also_called"),
        accounts=own.accounts(keys),
        content_feeds=own.content_feeds(keys),
        competitors=tuple(_competitor(item) for item in keys.items("competitors")),
        platforms=_platforms(keys),
        approved_use_case=approved,
        uses=_uses(keys, approved),
        reply=read_reply(keys.section("reply")),
        utm=read_utm(keys.section("utm")),
        budgets=read_budgets(keys),
        retention=read_retention(keys),
        verdicts=read_verdicts(keys.section("verdicts")),
        no_reshare=_no_reshare(keys.section("no_reshare"), influencer_ids),
        reshare=read_reshare(keys.section("reshare")),
        freshness_hours=read_freshness(keys),
        delivery=read_delivery(keys.section("delivery")),
        language=keys.choice("language", LANGUAGES, "en"),
    )
    keys.close()
    return brand, tuple(own.by_id.values())


class _Own:
    """The brand's own accounts as they are met, each once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.by_id: dict[str, Account] = {}

    def accounts(self, keys: Section) -> tuple[Handle, ...]:
        handles = []
        for value, handle in _handles(keys):
            if first := self.by_id.get(handle.account_id):
                value.spot.fault(f"{handle.account_id} stands already in line {first.line}", "remove it here")
            else:
                self._keep(value, handle)
                handles.append(handle)
        return tuple(handles)

    def content_feeds(self, keys: Section) -> tuple[ContentFeed, ...]:
        feeds: dict[str, ContentFeed] = {}
        for item in keys.items("content_feeds"):
            offer = "article"
            address: Value | None = item
            if item.is_section:
                below = item.section()
                address, offer = below.value("url"), below.choice("offer", OFFERS, offer)
                below.close()
                if address is None:
                    item.spot.fault("has no url", "add 'url: ' and the feed's address")
            if address is None or (handle := _handle(address, "feeds")) is None:
                continue
            if handle.account_id in feeds:
                item.spot.fault(f"{handle.url} stands here twice", "remove one of the two")
            feeds[handle.account_id] = ContentFeed(handle.account_id, handle.url, cast("Offer", offer))
            # the feed may stand among the brand's accounts as well: it is listened to once
            if handle.account_id not in self.by_id:
                self._keep(address, handle)
        return tuple(feeds.values())

    def _keep(self, value: Value, handle: Handle) -> None:
        self.by_id[handle.account_id] = brand_account(handle, self.file, value.spot.line)


def _handles(keys: Section) -> Iterable[tuple[Value, Handle]]:
    for platform, value in keys.by_platform("accounts"):
        for item in value.items():
            if handle := _handle(item, platform):
                yield item, handle


def _handle(value: Value, platform: str) -> Handle | None:
    return value.read(lambda text: normalise_handle(platform, text), None)


def _competitor(item: Value) -> Competitor:
    if not item.is_section:
        return Competitor(item.read(str, ""), (), ())
    below = item.section()
    name = below.text("name")
    if not name:
        item.spot.fault("has no name", "add 'name: ' and the competitor's name")
    handles = tuple(handle for _, handle in _handles(below))
    found = Competitor(name, below.texts("also_called"), handles)
    below.close()
    return found


def _platforms(keys: Section) -> tuple[str, ...]:
    if keys.value("platforms") is None:
        return _WILLING
    return tuple(dict.fromkeys(name for item in keys.items("platforms") if (name := item.read(read_platform, ""))))


def _approval(text: str) -> str:
    if text.casefold() in _NO_APPROVAL.split():
        raise NotUnderstood(f"{shown(text)} is no use case", "paste the use case as X approved it, or leave it empty")
    return " ".join(text.split())


def _uses(keys: Section, approved: str) -> dict[str, Use]:
    """`individual` everywhere; X only with an approved use case, for its terms forbid it without."""
    uses: dict[str, Use] = dict.fromkeys(PLATFORMS, "individual")
    if not approved:
        uses["x"] = "list only"
    for name, value in keys.by_platform("uses"):
        use = value.read(_use, uses[name])
        if name == "x" and use == "individual" and not approved:
            value.spot.fault(
                "X forbids profiling individuals without an approved use case",
                "write 'list only', or paste the approved wording under approved_use_case",
            )
            use = "list only"
        uses[name] = use
    return uses


def _use(text: str) -> Use:
    plain = text.casefold().replace("_", " ").replace("-", " ")
    if plain not in USES:
        raise NotUnderstood(f"{shown(text)} is no use", "write 'individual' or 'list only'")
    return cast("Use", plain)


def _no_reshare(below: Section, influencer_ids: Collection[str] | None) -> NoReshare:
    people = tuple(
        person
        for item in below.items("people")
        if (person := item.read(lambda text: _person(text, influencer_ids), ""))
    )
    found = NoReshare(
        competitors=below.flag("competitors", True),
        people=people,
        words=below.texts("words"),
        content_warnings=below.flag("content_warnings", True),
    )
    below.close()
    return found


def _person(text: str, influencer_ids: Collection[str] | None) -> str:
    """An influencer_id as it stands; `bluesky:@ana.example.com` as an account id."""
    platform, colon, handle = text.partition(":")
    if colon:
        return normalise_handle(platform, handle).account_id
    if influencer_ids is None or text in influencer_ids:
        return text
    near = nearest(text, influencer_ids)
    remedy = (
        f"write '{near}'" if near else "write an id of influencers.csv, or an account, such as bluesky:ana.example.com"
    )
    raise NotUnderstood(f"{shown(text)} is no influencer_id", remedy)
