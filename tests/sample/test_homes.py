"""The home pages of the cast are recorded: everybody's answers, and two of them name accounts that are not listed yet."""

from __future__ import annotations

from config.settings import Settings
from ingest import homes, listen
from sample.pages import homes as told_homes
from sample.record import RECORDED
from sample.story import HERE, MONDAYS
from sql import warehouse
from transforms.advice import proposals

ACCOUNTS = (
    "mastodon:kit@scholar.example",
    "feeds:https://emberstat.example/releases.json",
    "feeds:https://loadcurve.example/feed",
)


def test_every_page_that_is_due_answers_and_further_accounts_are_proposed(tmp_path):
    run = listen.Run.at(MONDAYS[-1], Settings(home=tmp_path, config=HERE / "config", replay=RECORDED))
    for batches in listen.plan(run, accounts=ACCOUNTS).values():
        for batch in batches:
            listen.visit(run, batch)
    listen.load(run)
    look = homes.run_at(run)
    (batch,) = homes.plan(look)
    assert homes.look(look, batch) == {"told": len(batch["homes"]), "failed": 0}
    homes.load(look)
    with warehouse.connect(run.warehouse_file) as con:
        asked = {
            page for (page,) in con.execute("select page_url from core.account_pages where failure is null").fetchall()
        }
        proposals.propose(con, run.config, run.as_of)
        rows = warehouse.rows(con, "from marts.account_proposals")
    assert asked <= {one.url for one in told_homes()}
    found = {(row["influencer_id"], row["platform"], row["handle"]): row for row in rows}
    further = found["kit-lowell", "mastodon", "emberstat@hantverk.example"]
    assert (float(further["score"]), further["method"]) == (1.0, "reciprocal rel=me")
    assert further["evidence"].endswith("names it by rel=me, and it names them by rel=me in turn")
    channel = found["ruth-amsel", "youtube", "@loadcurve"]
    assert (float(channel["score"]), channel["method"]) == (0.6, "page link")
