"""What the machine is told, not the strategist: the environment variables EARSHOT_*."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Annotated

from pydantic import ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from config.addresses import read_host_or_none
from config.faults import ConfigFaults, Fault, shown

_PREFIX = "EARSHOT_"
_PORT = re.compile(r"(.+):([0-9]{1,5})")


class Settings(BaseSettings):
    """EARSHOT_HOME, _CONFIG, _REPLAY, _NOW, _USER_AGENT and _ALLOW_HOSTS; an empty variable is one not set.

    Paths are made absolute when read, so that a worker started elsewhere writes to the same place.
    Raises pydantic.ValidationError; `read_settings` says the same as ConfigFaults.
    """

    model_config = SettingsConfigDict(env_prefix=_PREFIX, env_ignore_empty=True, frozen=True, extra="forbid")

    home: Path = Path("var")
    """Where everything made at run time lies."""
    config: Path = Path("config")
    """The folder that people edit."""
    replay: Path | None = None
    """Recorded answers to listen to instead of the network."""
    now: datetime | None = None
    """The moment that a replay takes for the present."""
    user_agent: str = ""
    """A contact for the people whose servers are asked: a mail address or a page."""
    allow_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    """Private hosts, with or without a port, that may be asked all the same."""

    @field_validator("home", "config", "replay", mode="after")
    @classmethod
    def _absolute(cls, path: Path | None) -> Path | None:
        return path.expanduser().absolute() if path else None

    @field_validator("now", mode="before")
    @classmethod
    def _moment(cls, text: object) -> object:
        if not isinstance(text, str):
            return text
        example = "write a moment with its time zone, such as 2026-10-26T06:00:00Z"
        try:
            moment = datetime.fromisoformat(text.strip())
        except ValueError:
            raise ValueError(f"{shown(text)} is no moment; {example}") from None
        if moment.tzinfo is None:
            raise ValueError(f"{shown(text)} has no time zone; {example}")
        return moment

    @field_validator("user_agent", mode="after")
    @classmethod
    def _contact(cls, text: str) -> str:
        # it goes into a header: a line break would end that header and begin another
        if not text.isascii() or not text.isprintable():
            raise ValueError(f"{shown(text)} cannot stand in a header; write a mail address or a page in plain letters")
        return text.strip()

    @field_validator("allow_hosts", mode="before")
    @classmethod
    def _hosts(cls, text: object) -> object:
        if not isinstance(text, str):
            return text
        return tuple(_host(part.strip()) for part in text.split(",") if part.strip())

    @property
    def landing_dir(self) -> Path:
        """Where answers lie word for word."""
        return self.home / "landing"

    @property
    def warehouse_file(self) -> Path:
        """The warehouse that one step at a time writes."""
        return self.home / "warehouse.duckdb"

    @property
    def published_file(self) -> Path:
        """The copy that analysts query; it has a folder of its own so that it can be shared alone."""
        return self.home / "published" / "earshot.duckdb"


def _host(text: str) -> str:
    match = _PORT.fullmatch(text) if text.count(":") == 1 or "]:" in text else None
    name, port = (match[1], f":{match[2]}") if match else (text, "")
    host = read_host_or_none(name)
    if host is None:
        raise ValueError(f"{shown(text)} is no host; write hosts separated by commas, such as localhost,10.0.0.7:8080")
    return (f"[{host}]" if ":" in host and port else host) + port


def read_settings() -> Settings:
    """The settings of the environment. Raises ConfigFaults that name every variable at fault."""
    try:
        return Settings()
    except ValidationError as failure:
        raise ConfigFaults(_fault(dict(error)) for error in failure.errors()) from None


def _fault(error: dict[str, object]) -> Fault:
    location = error["loc"]
    name = str(location[0]) if isinstance(location, tuple) and location else ""
    what, _, remedy = str(error["msg"]).removeprefix("Value error, ").partition("; ")
    return Fault("the environment", 0, _PREFIX + name.upper(), 0, what, remedy or "write it as the README shows")
