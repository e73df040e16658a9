"""The configuration room: what people edit, read for all other rooms.

    config = read_config(Path("config"))    everything, or ConfigFaults with every fault of every file
    settings = read_settings()              what the environment says (EARSHOT_*)
    normalise_handle("x", "@Ana")           one handle, as accounts.csv would read it

brand.yaml, influencers.csv, accounts.csv, topics.csv and decisions.csv say in themselves what belongs there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from config.brand import Brand
from config.brand_reader import read_brand
from config.decisions import DECISIONS, Decision, read_decisions
from config.faults import ConfigFaults, Fault, Faults, NotUnderstood
from config.handles import Handle, normalise_handle
from config.people import (
    ACCOUNTS,
    INFLUENCERS,
    Account,
    Influencer,
    listened_to,
    read_accounts,
    read_influencers,
)
from config.platforms import PLATFORMS, Platform
from config.tables import open_table
from config.topics import TOPICS, Topic, read_topics

if TYPE_CHECKING:
    from pathlib import Path

    from config.settings import Settings, read_settings

__all__ = [
    "PLATFORMS",
    "Account",
    "Brand",
    "Config",
    "ConfigFaults",
    "Decision",
    "Fault",
    "Handle",
    "Influencer",
    "NotUnderstood",
    "Platform",
    "Settings",
    "Topic",
    "normalise_handle",
    "read_config",
    "read_settings",
]


@dataclass(frozen=True)
class Config:
    """All five files, read and checked against each other."""

    influencers: tuple[Influencer, ...]
    accounts: tuple[Account, ...]
    topics: tuple[Topic, ...]
    decisions: tuple[Decision, ...]
    brand: Brand
    brand_accounts: tuple[Account, ...]
    folder: Path

    def accounts_to_listen(self) -> tuple[Account, ...]:
        """The accounts of everyone who has not opted out, then the brand's own (`is_brand`)."""
        return listened_to(self.influencers, self.accounts, self.brand_accounts)


def read_config(folder: Path) -> Config:
    """Read brand.yaml and the four spreadsheets of a folder. Raises ConfigFaults with all that is wrong."""
    faults = Faults()
    if not folder.is_dir():
        remedy = "name the folder that holds brand.yaml in EARSHOT_CONFIG"
        raise ConfigFaults([Fault(str(folder), 0, "", 0, "is no folder", remedy)])
    people = open_table(folder, INFLUENCERS, faults)
    influencers = read_influencers(people)
    ids = {person.influencer_id for person in influencers} if people.is_whole else None
    brand, brand_accounts = read_brand(folder, ids, faults)
    accounts = read_accounts(open_table(folder, ACCOUNTS, faults), people, brand_accounts)
    topics = read_topics(open_table(folder, TOPICS, faults))
    decisions = read_decisions(open_table(folder, DECISIONS, faults))
    faults.raise_if_any()
    return Config(influencers, accounts, topics, decisions, brand, brand_accounts, folder)


def __getattr__(name: str) -> Any:
    # pydantic-settings takes most of a second to import, and only those who ask for settings need it
    if name in ("Settings", "read_settings"):
        from config import settings

        return getattr(settings, name)
    raise AttributeError(f"module 'config' has no attribute {name!r}")
