"""What is delivered, on which way, through what."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

WayName = Literal["folder", "s3", "mail", "chat"]


class NotDelivered(Exception):
    """It did not arrive, and may be tried again: what, to whom, what now. Holds no secret."""


class Unclear(Exception):
    """It may have arrived: a process died while it was being sent. A person decides."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to one address. `connection` names the Airflow connection it goes through, "" where it needs none."""

    name: WayName
    address: str
    connection: str = ""

    @property
    def may_repeat(self) -> bool:
        """True where the newest replaces what was there."""
        return self.name in ("folder", "s3")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What a connection says; never shown."""

    host: str = ""
    port: int | None = None
    login: str = ""
    password: str = field(default="", repr=False)
    url: str = field(default="", repr=False)
    extra: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One report, written: where it lies (`shelf`: below any folder of reports), and its words in short."""

    report: Literal["weekly", "daily"]
    period: str
    shelf: str
    folder: Path
    title: str
    summary: str
    html: str = ""

    @property
    def content_hash(self) -> str:
        """Of its words."""
        return hashlib.sha256((self.folder / "report.md").read_bytes()).hexdigest()[:16]
