"""What a form asks for, held against the configuration: whom a run shall listen to."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from config import Config
from config.faults import ConfigFaults, Fault, nearest, propose, shown
from config.platforms import PLATFORMS


def check(config: Config, platforms: Collection[str], accounts: Collection[str]) -> None:
    """Raises ConfigFaults with every name of the form that nobody here bears; empty lists mean all."""
    faults = [*_unknown_platforms(platforms), *_unknown_accounts(config, platforms, accounts)]
    if faults:
        raise ConfigFaults(faults)


def _unknown_platforms(platforms: Collection[str]) -> Iterator[Fault]:
    for name in platforms:
        if name not in PLATFORMS:
            yield Fault("the form", 0, "platforms", 0, f"{shown(name)} is no platform", propose(name, PLATFORMS))


def _unknown_accounts(config: Config, platforms: Collection[str], accounts: Collection[str]) -> Iterator[Fault]:
    listed = {name: one.platform for one in config.accounts_to_listen() for name in (one.account_id, one.handle)}
    for name in accounts:
        if name not in listed:
            near = nearest(name, listed)
            remedy = f"write '{near}'" if near else "add it to config/accounts.csv, or take it out of the form"
            what = f"{shown(name)} is no account that is listened to: it is not on the list, or has opted out"
            yield Fault("the form", 0, "accounts", 0, what, remedy)
        elif platforms and listed[name] not in platforms:
            what = f"{shown(name)} is on {listed[name]}, which the form leaves out"
            yield Fault("the form", 0, "accounts", 0, what, f"add '{listed[name]}' to the platforms, or empty them")
