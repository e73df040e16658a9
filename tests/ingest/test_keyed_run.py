"""Six platforms that want a key, in one run over the wire: planned, visited, loaded; with keys from the environment."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import duckdb
import pytest

from ingest import listen
from ingest.sources import facebook, instagram, linkedin, reddit, threads, youtube
from tests.ingest.fakes import NOW
from tests.ingest.fakes.facebook import Facebook
from tests.ingest.fakes.instagram import Instagram
from tests.ingest.fakes.linkedin import LinkedIn
from tests.ingest.fakes.reddit import AGENT, RedditApi
from tests.ingest.fakes.threads import Threads
from tests.ingest.fakes.youtube import YouTube
from tests.ingest.server import Site, serving

# each with the address its fake knows itself by
PLATFORMS: dict[str, tuple[Any, type[Any], str, str]] = {
    "facebook": (facebook, Facebook, "halden", "https://graph.facebook.com"),
    "instagram": (instagram, Instagram, "ann", "https://graph.facebook.com"),
    "threads": (threads, Threads, "ann", "https://graph.threads.com"),
    "linkedin": (linkedin, LinkedIn, "company/halden", "https://api.linkedin.com"),
    "youtube": (youtube, YouTube, "@ana", "https://youtube.googleapis.com"),
    "reddit": (reddit, RedditApi, "u/ann", "https://oauth.reddit.com"),
}
NUMBERS = {"limit", "count", "start", "maxResults", "raw_json"}
BRAND = "name: Halden\nplatforms: [facebook, instagram, threads, linkedin, youtube, reddit]\n"


class Routes(dict[str, Any]):
    """/<platform>/... is answered by the platform's fake."""

    def __init__(self, fakes: dict[str, Any]) -> None:
        super().__init__()
        self.fakes = fakes

    def get(self, path: str, default: Any = None) -> Any:
        _, platform, rest = path.split("/", 2)
        return lambda handler: self._answer(handler, platform, rest)

    def _answer(self, handler: Any, platform: str, rest: str) -> tuple[int, dict[str, str], bytes]:
        told = urlsplit(handler.path).query
        asked = dict(parse_qsl(told or handler.site.bodies[-1].decode()))
        # the fakes are told numbers where the sources mean numbers
        numbers = {name: int(text) if name in NUMBERS else text for name, text in asked.items()}
        base = PLATFORMS[platform][3]
        if rest == "api/v1/access_token":
            base = "https://www.reddit.com"
        reply = self.fakes[platform].answer(f"{base}/{rest}", numbers)
        return reply.status, {"Content-Type": "application/json", **reply.headers}, json.dumps(reply.body).encode()


def configured(folder: Path) -> None:
    (folder / "brand.yaml").write_text(BRAND)
    (folder / "influencers.csv").write_text("influencer_id,name\nann,Ann Example\n")
    lines = [f"ann,{platform},{handle}\n" for platform, (_, _, handle, _) in PLATFORMS.items()]
    (folder / "accounts.csv").write_text("influencer_id,platform,handle\n" + "".join(lines))
    (folder / "topics.csv").write_text("topic_id,name,seed_phrases\nwind,Wind,wind\n")
    (folder / "decisions.csv").write_text("recommendation_id,decided,by,on,note\n")


def keys(monkeypatch: pytest.MonkeyPatch, site: Site) -> None:
    for platform in PLATFORMS:
        monkeypatch.setenv(f"EARSHOT_{platform.upper()}_TOKEN", f"invented-key-of-{platform}")
        monkeypatch.setenv(f"EARSHOT_{platform.upper()}_BASE_URL", f"{site.url}/{platform}")
    monkeypatch.setenv("EARSHOT_REDDIT_LOGIN", "invented-id")
    monkeypatch.setenv("EARSHOT_REDDIT_USER_AGENT", AGENT)


def test_six_platforms_are_heard_in_one_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config").mkdir()
    configured(tmp_path / "config")
    monkeypatch.setenv("EARSHOT_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("EARSHOT_CONFIG", str(tmp_path / "config"))
    fakes = {platform: fake() for platform, (_, fake, _, _) in PLATFORMS.items()}
    for platform, fake in fakes.items():
        monkeypatch.setattr(PLATFORMS[platform][0], "PACE", 0.0)
        for number in range(6):
            fake.post(NOW - timedelta(hours=number + 1), number)
    with serving() as site:
        site.pages = Routes(fakes)
        keys(monkeypatch, site)
        run = listen.Run.at(NOW)
        planned = listen.plan(run)
        assert set(planned) == set(PLATFORMS)
        for batches in planned.values():
            for batch in batches:
                assert dict(listen.visit(run, batch)) == {"complete": 1}, batch["label"]
        listen.load(run)
    with duckdb.connect(str(run.warehouse_file), read_only=True) as con:
        heard = con.execute("select platform, count(*) from core.posts group by all").fetchall()
        rejects = con.execute("select count(*) from ops.rejects").fetchone()
    assert dict(heard) == dict.fromkeys(PLATFORMS, 6)
    assert rejects == (0,)
    for platform, header, key in (
        ("youtube", "x-goog-api-key", "invented-key-of-youtube"),
        ("facebook", "authorization", "Bearer invented-key-of-facebook"),
        ("linkedin", "authorization", "Bearer invented-key-of-linkedin"),
    ):
        assert {told.get(header) for _, path, told in site.asked if path.startswith(f"/{platform}/")} == {key}
    landed = b"".join(file.read_bytes() for file in (tmp_path / "var" / "landing").rglob("*.json"))
    assert b"invented-key" not in landed and b"invented-bearer" not in landed and len(landed) > 10_000
