"""One person is planted wherever the pipeline can put her, and forgotten: no file, no table, no report names her."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime, timedelta

import pytest

from config.settings import Settings
from ingest import forget, listen, report
from ingest.alerts import Cooldown, open_causes
from ingest.landing import Ending
from ingest.sources import Account, Page
from sql import warehouse
from tests.ingest.test_forget import holding, quoting
from tests.warehouses import ANN, BEN, answer, post
from transforms import marts, profile
from transforms.advice import steps as advice
from transforms.weekly import steps as weekly

pytestmark = pytest.mark.slow  # half a minute: `make test-erasure`, and CI
AT = datetime(2026, 9, 7, 6, tzinfo=UTC)
US = Account("bluesky:halden.example.com", "bluesky", "halden.example.com")
DID = "did:plc:annashby7qk2"
WORDS = "Marzipan turbines hum beneath the quiet observatory tonight, dear all"
ASKED = "Halden, does the Cobalt ferry of yours run on Sundays in the long winter?"
# what is hers and nobody else's: words, names, ids, addresses
HERS = (
    "Marzipan turbines",
    "Cobalt ferry",
    "ann.example.com",
    "Ann Ashby",
    "ann-ashby",
    DID,
    "3k00000000001",
    "3k00000000002",
)


def by_ann(number, text, **more):
    told = post(number, text, **more)
    return json.loads(json.dumps(told).replace("did:plc:ann", DID).replace('"handle": "ann.example.com"', '"handle": "ann.example.com", "displayName": "Ann Ashby"'))  # fmt: skip


def answering(number, text, to, by="ben"):
    """A reply to a post, which names her in the ways that only a machine reads."""
    told = post(number, text, by=by)
    uri = f"at://{DID}/app.bsky.feed.post/3k{to:011d}"
    reference = {"uri": uri, "cid": f"bafy{to}"}
    told["post"]["record"]["reply"] = {"root": reference, "parent": reference}
    told["post"]["record"]["facets"] = [
        {"index": {"byteStart": 0, "byteEnd": 4}, "features": [{"$type": "app.bsky.richtext.facet#mention", "did": DID}]}
    ]  # fmt: skip
    told["reply"] = {"parent": {**by_ann(to, WORDS)["post"]}, "root": {**by_ann(to, WORDS)["post"]}}
    return told


def settings_in(tmp_path):
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "brand.yaml").write_text(
        "name: Halden\naccounts:\n  bluesky: halden.example.com\nplatforms: [bluesky]\n"
        f"delivery:\n  folder: {tmp_path / 'home' / 'delivered'}\n"
    )
    (folder / "influencers.csv").write_text("influencer_id,name,tier\nann-ashby,Ann Ashby,1\nben,Ben Brook,2\n")
    (folder / "accounts.csv").write_text(
        "influencer_id,platform,handle\nann-ashby,bluesky,ann.example.com\nben,bluesky,ben.example.com\n"
    )
    (folder / "topics.csv").write_text(
        "topic_id,name,description,seed phrases\nwind,Wind,,wind turbines;turbines\nsea,Sea,,ferries\n"
    )
    (folder / "decisions.csv").write_text("recommendation_id,decided,by,on,note\n")
    return Settings(home=tmp_path / "home", config=folder)


def land(run, feed, account, **learned):
    run.landing.land(run.run_id, account, 0, Page(answer(feed), {"n": 1}, "bluesky", learned))
    at = AT.isoformat()
    run.landing.end(account, Ending(run.run_id, account.account_id, "bluesky", "complete", None, 1, at, at))


def planted(settings):
    """Everything the pipeline makes of a week in which she spoke, asked, was quoted, answered, reposted and late."""
    run = listen.Run.at(AT, settings)
    own = [by_ann(n, WORDS, created=f"2026-09-0{1 + n % 5}T08:00:00Z") for n in range(1, 8)]
    own.append(by_ann(8, "Cobalt ferry number eight has left, and nobody asked it why", created="2026-09-06T20:00:00Z"))
    asked = by_ann(20, ASKED, created="2026-09-04T08:00:00Z")
    asked["post"]["record"]["facets"] = [
        {"index": {"byteStart": 0, "byteEnd": 6}, "features": [{"$type": "app.bsky.richtext.facet#mention", "did": "did:plc:us"}]}
    ]  # fmt: skip
    land(run, [*own, asked], ANN, native_id=DID, display_name="Ann Ashby", description=f"I am {WORDS}")
    theirs = [post(30 + n, f"Wind turbines of my own, number {n}", by="ben") for n in range(4)]
    quoted = json.loads(json.dumps(quoting(40)).replace("did:plc:ann", DID))
    land(run, [*theirs, quoted, answering(41, "I see it like that as well", 1), by_ann(1, WORDS, repost=True)], BEN,
         native_id="did:plc:ben")  # fmt: skip
    land(run, [answering(50, "Thank you, on Sundays it does", 20, by="us")], US, native_id="did:plc:us")
    listen.load(run)
    cut = listen.Run.at(AT + timedelta(hours=1), settings)
    cut.landing.end(ANN, Ending(cut.run_id, ANN.account_id, "bluesky", "failed", "bluesky: @ann.example.com answered 404",
                                0, AT.isoformat(), AT.isoformat()))  # fmt: skip
    listen.load(cut)
    with warehouse.connect(run.warehouse_file) as con:
        for one in (run, cut):
            report.keep_report(con, one.run_id, "listen", None)
        con.execute("insert into ops.rejects by name select 'f' as landed_file, 'odd' as reason, $raw as raw",
                    {"raw": json.dumps({"author": "ann.example.com", "text": WORDS})})  # fmt: skip
        con.execute("""
            insert into marts.post_topics by name
            select post_id, 'wind' as topic_id, 0.9 as relevance, 'own' as method, 'test' as engine_version,
                first_seen_at as tagged_at from core.posts where text is not null
        """)
        con.execute("insert into ops.liveness by name select 'r' as run_id, platform, post_id, $at as asked_at, true as is_there, true as is_definite "
                    "from core.posts", {"at": AT.replace(tzinfo=None)})  # fmt: skip
        marts.build(con, run.config, None, "before")
    told = advice.Run.at(AT, settings)
    advice.candidates(told)
    advice.recommend(told)
    advice.build(told)
    advice.propose(told)
    advice.publish(told)
    week = weekly.Run.weekly("report-1", AT, settings=settings)
    (folder := settings.home / "reports").mkdir(parents=True)
    parcel = weekly.write(week)
    assert parcel is not None
    assert folder.is_dir()
    (settings.home / "revisit" / "revisit-1").mkdir(parents=True)
    (settings.home / "revisit" / "revisit-1" / "due.json").write_text(
        json.dumps([f"bluesky:at://{DID}/app.bsky.feed.post/3k00000000001"])
    )
    (settings.home / "replayed").mkdir()
    (settings.home / "replayed" / "2026-09-07.duckdb").write_bytes(run.warehouse_file.read_bytes())
    (settings.home / "tagging" / "x").mkdir(parents=True)
    (settings.home / "tagging" / "x" / "portion.json").write_text(WORDS)
    (settings.home / "exports" / "one").mkdir(parents=True)
    (settings.home / "exports" / "one" / "posts.csv").write_text(f"post_id,text\n1,{WORDS}\n")
    for cause in open_causes(cut):
        Cooldown(settings.home / "alerts.sqlite").claim(cause.cause, AT, cause.accounts)
    return run


def forgotten(settings, run):
    """The tasks of the DAG `forget`, in their order."""
    forget.erase(run, forget.whom(run, "ann-ashby", None, None))
    profile.build(profile.Run.of("forget", settings=settings))
    advice.anew(settings)
    forget.rewrite(run)


def named_in_tables(settings, words):
    """Every column of every table that holds these words, whatever its type."""
    found = []
    with warehouse.connect(settings.warehouse_file) as con:
        for table, column in con.execute(
            "select schema_name || '.' || table_name, column_name from duckdb_columns() "
            "where database_name = current_database() and not internal order by all"
        ).fetchall():
            (rows,) = con.execute(
                f'select count(*) from {table} where contains("{column}"::varchar, $words)', {"words": words}
            ).fetchone()
            found += [f"{table}.{column}"] if rows else []
    return found


def named_in_files(settings, words):
    """Every file below the home that holds them, workbooks and pages of a book unpacked."""
    found = holding(type("Run", (), {"settings": settings}), words)
    for file in sorted(settings.home.rglob("*.xlsx")):
        with zipfile.ZipFile(file) as book:
            found += [f"{file.name}!{name}" for name in book.namelist() if words.encode() in book.read(name)]
    return found


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Where the home lies in which she was planted and forgotten, and what named her before."""
    home = settings_in(tmp_path_factory.mktemp("forgotten"))
    run = planted(home)
    before = {words: (named_in_tables(home, words), named_in_files(home, words)) for words in HERS}
    forgotten(home, run)
    return home, before


def test_she_was_planted_wherever_the_pipeline_can_put_her(told):
    _, before = told
    for words, (tables, files) in before.items():
        assert tables and files, f"{words} was not planted"
    tables = {one.split(".")[1] for found, _ in before.values() for one in found}
    assert tables >= {
        "posts", "accounts", "influencers", "post_references", "post_mentions", "rejects", "fetches", "visits", "run_reports",
        "cursors", "liveness", "agenda", "interest_profiles", "post_voices", "presence", "reply_queue", "completeness",
        "reshare_candidates", "reshare_recommendations", "platform_reach", "platform_shortlist", "brand_mentions", "outcomes",
        "content_gaps", "topic_trends",
    }  # fmt: skip
    kinds = {name.split("/")[0] for _, files in before.values() for name in files}
    assert kinds >= {"landing", "published", "reports", "warehouse.duckdb", "revisit", "replayed", "tagging", "exports"}


@pytest.mark.parametrize("words", HERS)
def test_nothing_below_home_names_her_afterwards(told, words):
    home, _ = told
    assert named_in_tables(home, words) == []
    assert named_in_files(home, words) == []


def test_the_others_are_told_of_as_if_she_had_never_been(told):
    home, _ = told
    with warehouse.connect(home.warehouse_file) as con:
        assert con.execute("select count(*) from core.posts").fetchone() == (8,)  # seven of Ben's, one of the brand
        assert con.execute("select distinct influencer_id from marts.presence").fetchall() == [("ben",)]
        assert con.execute("select people, only_here_ids from marts.platform_reach where platform = 'bluesky'").fetchall() == [(1, ["ben"])]  # fmt: skip


def test_what_is_heard_and_reported_afterwards_is_without_her_and_changes_nothing(told):
    home, _ = told
    with warehouse.connect(home.warehouse_file) as con:
        rows = con.execute("select post_id, kind, thread_id, version_hash from core.posts order by all").fetchall()
        references = con.execute("from core.post_references order by all").fetchall()
    later = listen.Run.at(AT + timedelta(days=1), home)
    land(later, [answering(41, "I see it like that as well", 1), by_ann(1, WORDS, repost=True)], BEN)
    loaded = listen.load(later)
    assert (loaded.new, loaded.edited, loaded.rejected) == (0, 0, 0)
    with warehouse.connect(home.warehouse_file) as con:
        assert (
            con.execute("select post_id, kind, thread_id, version_hash from core.posts order by all").fetchall() == rows
        )
        assert con.execute("from core.post_references order by all").fetchall() == references
    assert weekly.write(weekly.Run.weekly("report-2", AT, settings=home)) is not None
    for words in HERS:
        assert named_in_files(home, words) == [], words
        assert named_in_tables(home, words) == [], words
