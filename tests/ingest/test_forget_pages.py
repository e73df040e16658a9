"""Who is forgotten is forgotten in what their profile named, in the pages behind it, and in the pages that name them."""

from __future__ import annotations

import json

from ingest import forget, homes, listen
from sql import warehouse
from tests.ingest.test_forget import ANN, AT, BEN, ask, holding, land, run
from transforms.advice import proposals

__all__ = ["run"]  # the fixture

SECRET_HOME = "https://marzipan-garden.example/"


def looked(run, account, url, *named, name="homes-1"):
    """A page was looked at for an account, and names these."""
    folder = run.settings.home / "landing" / "homes" / "inbox" / "feeds" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{len(list(folder.iterdir()))}.json").write_text(json.dumps({
        "asked_at": AT.isoformat(), "run_id": name, "page_id": url.rstrip("/"), "page_url": url, "named_by": None,
        "account_ids": [account.account_id], "resolved_url": url, "failure": None, "is_passing": False,
        "claims": [{"claimed": one, "method": "rel=me"} for one in named],
    }))  # fmt: skip


def test_the_pages_that_her_profile_named_and_those_that_name_her_are_forgotten_with_her(run):
    link = {"url": SECRET_HOME, "rel_me": False}
    land(run, [], ANN, "run-2", links=[link])
    land(
        run, [], BEN, "run-2", links=[{"url": "https://ben-shed.example/"}, {"url": "https://ann.example.com/friends"}]
    )
    listen.load(run)
    looked(run, ANN, SECRET_HOME, "https://cobalt-ferries.example/@ann")
    looked(run, BEN, "https://ben-shed.example/", "https://bsky.app/profile/ann.example.com", "https://x.com/ben")
    looked(run, BEN, "https://ben-shed.example/links", "https://x.com/ben_too")
    assert homes.load(run) == {"pages": 3, "claims": 4}
    with warehouse.connect(run.warehouse_file) as con:
        proposals.propose(con, run.config, AT)
    warehouse.publish(run.warehouse_file, run.settings.published_file)
    words = ("marzipan-garden", "cobalt-ferries", "ann.example.com")
    assert all("warehouse.duckdb" in holding(run, one) for one in words)

    who = forget.whom(run, "ann", None, None)
    assert forget.look(run, who)["landed pages that are theirs, or name them"] == 2
    done = forget.erase(run, who)
    assert done["landed pages that are theirs, or name them"] == 2
    with warehouse.connect(run.warehouse_file) as con:
        proposals.propose(con, run.config, AT)
    forget.rewrite(run)
    assert [holding(run, one) for one in words] == [[], [], []]
    assert ask(run, "select claimed from core.page_claims order by 1") == [
        ("https://x.com/ben",),
        ("https://x.com/ben_too",),
    ]
    assert ask(run, "select url from core.profile_links") == [("https://ben-shed.example/",)]
    assert forget.erase(run, who).get("core.page_claims", 0) == 0
