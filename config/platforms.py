"""The platforms that Earshot listens to, and what is known of each before anyone configures anything.

Hosts and forms: the platforms' own addresses. Retention: the platforms' terms, or the house rule of 30 days
for raw answers and 12 months for text. Half-lives: how long half of a post's attention lasts (published
measurements for X, Facebook, Instagram, LinkedIn and YouTube, rounded up to what a reader can act on; the
others by likeness).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from config.faults import NotUnderstood, propose, shown


@dataclass(frozen=True)
class Platform:
    """One platform. Half-life in hours, retention in days, money in US dollars."""

    name: str
    label: str
    forms: str  # what a person may write as the handle
    hosts: tuple[str, ...] = ()  # its own hosts; any subdomain of them too
    also_called: tuple[str, ...] = ()
    half_life_hours: Decimal = Decimal(24)
    raw_days: int = 30
    text_days: int = 365
    text_days_at_most: int | None = None  # None: as long as the licence allows
    run_money: Decimal = Decimal(0)
    day_money: Decimal = Decimal(0)
    month_money: Decimal = Decimal(0)
    day_calls: int | None = None  # None: no limit but the platform's own


PLATFORMS: dict[str, Platform] = {
    platform.name: platform
    for platform in (
        Platform(
            "bluesky", "Bluesky", "ana.example.com, did:plc:... or https://bsky.app/profile/ana.example.com",
            hosts=("bsky.app", "bsky.social", "main.bsky.dev", "deer.social", "blacksky.community"),
            also_called=("bsky", "atproto"), half_life_hours=Decimal(4),
        ),
        Platform(
            "mastodon", "Mastodon", "@ana@social.example or https://social.example/@ana",
            also_called=("fediverse", "gotosocial", "pleroma", "akkoma", "pixelfed"),
            half_life_hours=Decimal(6),
        ),
        Platform(
            "feeds", "blogs and websites",
            "the address of the site or of its feed, such as https://blog.example.com",
            hosts=("substack.com", "medium.com"), half_life_hours=Decimal(336),
            also_called=(
                "feed", "rss", "atom", "blog", "website", "site", "newsletter", "podcast", "substack",
                "medium",
            ),
        ),
        Platform(
            "youtube", "YouTube",
            "the channel id (UC and 22 more characters), @name or https://www.youtube.com/@name",
            hosts=("youtube.com", "youtu.be", "youtube-nocookie.com"), also_called=("yt",),
            half_life_hours=Decimal(144), text_days=30, text_days_at_most=30, day_calls=9000,
        ),
        Platform(
            "hackernews", "Hacker News",
            "the name as written there, or https://news.ycombinator.com/user?id=name",
            hosts=("news.ycombinator.com",), also_called=("hn",), half_life_hours=Decimal(12),
        ),
        Platform(
            "x", "X", "@name or https://x.com/name", hosts=("x.com", "twitter.com"), also_called=("twitter",),
            half_life_hours=Decimal(2),
            run_money=Decimal("0.50"), day_money=Decimal(1), month_money=Decimal(25),
        ),
        Platform(
            "linkedin", "LinkedIn", "in/name or company/name, or https://www.linkedin.com/in/name",
            hosts=("linkedin.com", "lnkd.in"), raw_days=2, text_days=2, text_days_at_most=2,
        ),
        Platform(
            "facebook", "Facebook Pages", "the page's name or number, or https://www.facebook.com/name",
            hosts=("facebook.com", "fb.com", "fb.me"), also_called=("fb", "facebook page", "facebook pages"),
            half_life_hours=Decimal(2),
        ),
        Platform(
            "instagram", "Instagram", "@name or https://www.instagram.com/name",
            hosts=("instagram.com", "instagr.am"), also_called=("ig", "insta"), half_life_hours=Decimal(20),
        ),
        Platform(
            "threads", "Threads", "@name or https://www.threads.com/@name",
            hosts=("threads.com", "threads.net"), half_life_hours=Decimal(4),
        ),
        Platform(
            "reddit", "Reddit", "u/name or https://www.reddit.com/user/name", hosts=("reddit.com", "redd.it"),
            half_life_hours=Decimal(12), raw_days=2,
        ),
        Platform(
            "archive", "the archive",
            "the path of a file or folder exported by hand, such as exports/ana.zip",
            also_called=("export", "file"), half_life_hours=Decimal(336),
        ),
    )
}  # fmt: skip

_NAMES = {
    spelling.replace(" ", ""): platform.name
    for platform in PLATFORMS.values()
    for spelling in (platform.name, platform.label.casefold(), *platform.also_called)
}


def read_platform(text: str) -> str:
    """`Twitter`, `X`, `Hacker News`, `rss`... -> x, x, hackernews, feeds; NotUnderstood for anything else."""
    name = _NAMES.get("".join(text.casefold().replace("-", " ").replace("_", " ").split()))
    if name is None:
        raise NotUnderstood(f"{shown(text)} is no platform", propose(text, PLATFORMS))
    return name


def owner(host: str) -> str | None:
    """The platform that a host belongs to, None where it is anybody's."""
    for platform in PLATFORMS.values():
        if any(host == own or host.endswith(f".{own}") for own in platform.hosts):
            return platform.name
    return None
