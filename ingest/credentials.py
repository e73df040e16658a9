"""What lets us in: the token, key and other secrets of one platform, and until when they are good.

They come from the Airflow connection `earshot_<platform>`, which only the DAGs can read, or, on the command line, from
the environment:

    connection                         environment                     what
    password                           EARSHOT_<PLATFORM>_TOKEN        the token or key
    login                              EARSHOT_<PLATFORM>_LOGIN        the name that goes with it, where there is one
    host, schema and port              EARSHOT_<PLATFORM>_BASE_URL     another server than the platform's own
    extra {"expires_on": "2027-01-31"} EARSHOT_<PLATFORM>_EXPIRES_ON   the last day on which the token is good
    extra {"<name>": "..."}            EARSHOT_<PLATFORM>_<NAME>       what else the source says it takes

A source says in NEEDS what it cannot do without ("token", "login", or the name of an extra).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from ingest.secret import remember

# extras that are no secret: hiding them would maul every page that holds the same word
_OPEN = frozenset(
    {
        "expires_on",
        "base_url",
        "api_version",
        "vocabulary",
        "leave_out",
        "page_id",
        "account_id",
        "organization_id",
        "user_agent",
    }
)
WARN_DAYS = 14


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """The secrets of one platform; nothing prints them. Empty text: there is none. `extra`: names in small letters."""

    platform: str
    token: str = ""
    login: str = ""
    base_url: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    source: str = "the environment"

    def __post_init__(self) -> None:
        remember(self.secrets)

    def __repr__(self) -> str:
        return f"Credentials(of {self.platform}, from {self.source})"

    def get(self, name: str) -> str:
        """`token`, `login`, or an extra; "" where there is none."""
        return {"token": self.token, "login": self.login}.get(name, self.extra.get(name, ""))

    def missing(self, needs: Iterable[str]) -> tuple[str, ...]:
        """Which of these it does not hold."""
        return tuple(name for name in needs if not self.get(name))

    @property
    def secrets(self) -> frozenset[str]:
        """Every text that must appear nowhere."""
        found = {self.token} | {text for name, text in self.extra.items() if name not in _OPEN}
        return frozenset(found - {""})

    @property
    def expires_on(self) -> date | None:
        """The last day on which the token is good; None where nobody said, or said it so that it cannot be read."""
        try:
            return datetime.fromisoformat(self.extra["expires_on"]).date()
        except (KeyError, ValueError):
            return None

    def warning(self, today: date) -> str | None:
        """What to say some days before the token expires, and from then on."""
        told, whose = self.extra.get("expires_on", ""), f"{self.platform}: the token of {self.source}"
        if told and self.expires_on is None:
            return f"{whose} has an expires_on that is no date; write it as 2027-01-31."
        if self.expires_on is None or (left := (self.expires_on - today).days) > WARN_DAYS:
            return None
        when = f"expired on {self.expires_on}" if left < 0 else f"expires on {self.expires_on}, in {left} days"
        return f"{whose} {when}; renew it and write the new expires_on beside it."


Keyring = Callable[[str], Credentials]
"""From a platform to its credentials, which may be empty."""


def from_environment(platform: str) -> Credentials:
    """The credentials of a platform in the environment."""
    prefix = f"EARSHOT_{platform.upper()}_"
    told = {name.removeprefix(prefix).lower(): text for name, text in os.environ.items() if name.startswith(prefix)}
    known = {name: told.pop(name, "") for name in ("token", "login", "base_url")}
    return Credentials(platform, **known, extra={name: text for name, text in told.items() if text})


def how_to_add(platform: str, missing: Iterable[str]) -> str:
    """What an operator does about credentials that are not there."""
    fields = {"token": "its token as the password", "login": "the login"}
    what = " and ".join(fields.get(name, f'"{name}" in its extra') for name in missing)
    names = " and ".join(f"EARSHOT_{platform.upper()}_{name.upper()}" for name in missing)
    return f"add the Airflow connection earshot_{platform} with {what}, or set {names}"
