"""X over a real socket, against a server in this process that pages truthfully: a whole run, its cursors, its bill."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from config.settings import Settings
from ingest import listen
from ingest.credentials import Credentials
from sql import warehouse
from tests.ingest.fakes import NOW
from tests.ingest.fakes.x import X
from tests.ingest.server import serving

pytestmark = pytest.mark.peers


class Truthful(dict[str, Any]):
    """The fake behind a socket; it wants the token."""

    def __init__(self, fake: X) -> None:
        super().__init__()
        self.fake = fake

    def get(self, *_: Any) -> Any:
        return self.answer

    def answer(self, handler: Any) -> Any:
        if handler.headers.get("Authorization") != "Bearer a-token":
            return 401, {}, b'{"title": "Unauthorized", "status": 401}'
        reply = self.fake.answer(urlsplit(handler.path).path, dict(parse_qsl(urlsplit(handler.path).query)))
        return reply.status, {"Content-Type": "application/json", **reply.headers}, json.dumps(reply.body).encode()


def test_three_runs_hear_everything_and_pay_for_each_post_once(tmp_path: Path) -> None:
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "influencers.csv").write_text(
        "influencer_id,name,role,organisation,tier,lists,since,opted_out\nann,Ann,,,1,,,\n"
    )
    (folder / "accounts.csv").write_text("influencer_id,platform,handle,evidence,verified_on\nann,x,ann,,\n")
    (folder / "topics.csv").write_text("topic_id,name,description,seed_phrases,excluded_phrases,sensitive\n")
    (folder / "decisions.csv").write_text("recommendation_id,decided,by,on,note\n")
    (folder / "brand.yaml").write_text(
        "name: Brand\nbudgets: {x: {per_run: {money: 9}, per_day: {money: 9}, per_month: {money: 9}}}\n"
    )
    fake = X()
    with serving() as site:
        site.pages = Truthful(fake)
        for hour in range(3):
            for number in range(9):
                fake.post(NOW + timedelta(hours=hour, minutes=number - 30), number)
            run = listen.Run.at(
                NOW + timedelta(hours=hour), Settings(home=tmp_path / "home", config=folder),
                lambda platform: Credentials(platform, "a-token", base_url=site.url),
            )  # fmt: skip
            for batch in listen.plan(run, accounts=["x:ann"])["x"]:
                assert dict(listen.visit(run, batch)) == {"complete": 1}
            listen.load(run)
    assert sorted(fake.billed) == sorted(fake.posts), "each once"
    with warehouse.connect(run.warehouse_file) as con:
        assert {one for (one,) in con.execute("select native_id from core.posts").fetchall()} == set(fake.posts)
        cost, held, new = con.execute("select sum(cost), sum(held), sum(new_posts) from ops.spend").fetchall()[0]
    assert (float(cost), float(held), new) == (pytest.approx(27 * 0.005 + 0.010), 0.0, 27)
