"""Which posts may be shared on, what speaks for them, and what forbids it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from transforms.reshare.candidates import candidates

from .conftest import NOW, settings


def test_young_posts_of_listed_people_are_candidates_by_platform(world):
    world.person("ana", platforms=("bluesky", "feeds"))
    new = world.post("bluesky:ana.example.com", hours=2)
    world.post("bluesky:ana.example.com", hours=40)
    article = world.post("feeds:ana", hours=40, kind="article", title="Radiators", url="https://ana.example.com/radiators")
    asked = candidates(world.con, settings(), NOW)
    assert {one["post_id"] for ones in asked.values() for one in ones} == {new, article}
    assert set(asked) == {"bluesky", "feeds"}
