"""What brand.yaml says, as values: who the brand is and by which rules it acts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, time
    from decimal import Decimal

    from config.handles import Handle

Use = Literal["individual", "list only"]
Offer = Literal["article", "report", "event", "exclusive", "discount"]

USES = ("individual", "list only")
OFFERS = ("article", "report", "event", "exclusive", "discount")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LANGUAGES = ("en", "es")
MEDIA = ("social", "email", "referral", "paid social")  # in a link a space becomes _


@dataclass(frozen=True)
class Competitor:
    """A house whose mentions are counted beside the brand's."""

    name: str
    also_called: tuple[str, ...]
    accounts: tuple[Handle, ...]


@dataclass(frozen=True)
class ContentFeed:
    """A feed of the brand's own pieces and the kind of offer they are."""

    account_id: str
    url: str
    offer: Offer


@dataclass(frozen=True)
class ReplyHours:
    """When the brand answers, in its own time, and within how many of those hours.

    `days` are 0 (Monday) to 6; `sla_hours` by tier_1, tier_2, tier_3 and others (people who are not listed).
    """

    time_zone: str
    days: tuple[int, ...]
    opens: time
    closes: time
    sla_hours: Mapping[str, Decimal]


@dataclass(frozen=True)
class Utm:
    """Marks on links to the brand's own pages; {platform}, {month}, {slug}, {content_item} get filled in."""

    source: str
    medium: str
    campaign: str
    content: str


@dataclass(frozen=True)
class Limit:
    """At most so much: US dollars, and calls (None: no limit of ours)."""

    money: Decimal
    calls: int | None


@dataclass(frozen=True)
class Budget:
    """One platform's limits; the one reached first holds."""

    per_run: Limit
    per_day: Limit
    per_month: Limit


@dataclass(frozen=True)
class Retention:
    """Days that raw answers and the text of posts are kept, counted from when they were last fetched."""

    raw_days: int
    text_days: int


@dataclass(frozen=True)
class VerdictRule:
    """When a channel is worth it: the share of the brand's posts that a listed person answers or reshares.

    Invest where the whole interval of that share (two-sided, at `confidence`) lies above `threshold_share`,
    cull where it lies below; `fixed_on` is the day on which the rule was set, None where nobody said.
    """

    threshold_share: Decimal
    confidence: Decimal
    minimum_posts: int
    window_weeks: int
    response_days: int
    fixed_on: date | None


@dataclass(frozen=True)
class NoReshare:
    """What is never proposed for sharing. `people` are influencer ids and account ids."""

    competitors: bool
    people: tuple[str, ...]
    words: tuple[str, ...]
    content_warnings: bool


@dataclass(frozen=True)
class ReshareCaps:
    """How much of one kind a list of reshares may hold."""

    list_length: int
    per_person: int
    per_source: int
    per_topic: int
    no_repeat_days: int


@dataclass(frozen=True)
class Delivery:
    """Where reports go. `smtp` and `webhook` are names of Airflow connections; "" is nowhere."""

    folder: str
    s3: str
    smtp: str
    mail_to: tuple[str, ...]
    webhook: str


@dataclass(frozen=True)
class Brand:
    """brand.yaml, with every default filled in. Tables by platform hold every platform."""

    name: str
    also_called: tuple[str, ...]
    accounts: tuple[Handle, ...]
    content_feeds: tuple[ContentFeed, ...]
    competitors: tuple[Competitor, ...]
    platforms: tuple[str, ...]
    approved_use_case: str
    uses: Mapping[str, Use]
    reply: ReplyHours
    utm: Utm
    budgets: Mapping[str, Budget]
    retention: Mapping[str, Retention]
    verdicts: VerdictRule
    no_reshare: NoReshare
    reshare: ReshareCaps
    freshness_hours: Mapping[str, Decimal]
    delivery: Delivery
    language: str

    def may_profile(self, platform: str) -> bool:
        """True where what a person says on this platform may be used about that person."""
        return self.uses[platform] == "individual"
