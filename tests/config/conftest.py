"""A small configuration without a fault, in a folder of its own, for tests to spoil."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from config import Config, ConfigFaults, Fault, read_config

FILES = {
    "influencers.csv": (
        "influencer_id,name,role,organisation,tier,lists,since,opted_out\n"
        "ana-diaz,Ana Díaz,journalist,Example Weekly,1,press; energy,2026-09-01,no\n"
        "bo,Bo Berg,analyst,,,,,yes\n"
    ),
    "accounts.csv": (
        "influencer_id,platform,handle,evidence,verified_on\n"
        "ana-diaz,bluesky,@ana.example.com,https://example.com/about,2026-09-01\n"
        "bo,x,https://twitter.com/Bo_Berg,,\n"
    ),
    "topics.csv": (
        "topic_id,name,description,seed_phrases,excluded_phrases,sensitive\n"
        "bread,Bread,Baking at home,sourdough; rye loaf,bread and circuses,\n"
        "faith,Faith,,pilgrimage; sermon,,x\n"
    ),
    "decisions.csv": "recommendation_id,decided,by,on,note\nr-1,done,Ana,2026-09-02,shared\nr-2,,,,\n",
    "brand.yaml": "name: Example & Sons\naccounts:\n  bluesky: example.com\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that reads without a fault."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def reading(folder: Path) -> Callable[..., Config]:
    """Write files (`influencers_csv="..."`) over the good ones and read the folder."""

    def read(**files: str | bytes) -> Config:
        for name, content in files.items():
            path = folder / ".".join(name.rsplit("_", 1))
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_config(folder)

    return read


@pytest.fixture
def faults(reading: Callable[..., Config]) -> Callable[..., list[Fault]]:
    """The same, for what is wrong: every fault, its file cut to its name."""

    def read(**files: str | bytes) -> list[Fault]:
        with pytest.raises(ConfigFaults) as caught:
            reading(**files)
        return [
            Fault(Path(fault.file).name, fault.line, fault.column, fault.column_number, fault.what, fault.remedy)
            for fault in caught.value.faults
        ]

    return read


@pytest.fixture
def fault(faults: Callable[..., list[Fault]]) -> Callable[..., Fault]:
    """The same, where exactly one thing is wrong."""

    def read(**files: str | bytes) -> Fault:
        found = faults(**files)
        assert len(found) == 1, found
        return found[0]

    return read
