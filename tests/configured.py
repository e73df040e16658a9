"""A configuration of its own for a test: the five files, with whom the test is about and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

HALDEN = "name: Halden\n"


def configured(folder: Path, people: Mapping[str, str], accounts: Iterable[str], brand: str = HALDEN) -> Path:
    """Make `folder`: influencers by their id and name, accounts as "ann,bluesky,ann.example.com", the text of brand.yaml."""
    folder.mkdir()
    named = [f"{influencer_id},{name}" for influencer_id, name in people.items()]
    told = {
        "brand.yaml": brand,
        "influencers.csv": "\n".join(["influencer_id,name", *named, ""]),
        "accounts.csv": "\n".join(["influencer_id,platform,handle", *accounts, ""]),
        "topics.csv": "topic_id,name,description,seed phrases\n",
        "decisions.csv": "recommendation_id,decided,by,on,note\n",
    }
    for name, text in told.items():
        (folder / name).write_text(text)
    return folder
