"""Bad input, and what it gets: each line of product.md §6, with where it is kept.

a record the source cannot understand       tests/ingest/test_load.py (kept with its reason, the rest loads),
                                            tests/ingest/test_battery.py (records that are no objects), and here: counted
a page cut, HTML for JSON, a login page     tests/ingest/test_battery.py, tests/ingest/sources/test_feeds.py, and here:
                                            refused whole, the cursor stays, the account is `failed`
401, 402, 403, 404, 410, 429, 5xx, ...      tests/ingest/test_client.py, tests/ingest/test_wire.py, test_battery.py
the same cursor twice                       tests/ingest/test_battery.py
impossible dates, negative counts, ...      tests/ingest/test_load.py (dates, NUL, surrogates, hashtags), and here
HTML, script, formulas, SQL, overrides      tests/test_laws.py (SQL, paths), tests/sql/functions/test_plain_text.py
private addresses, loops, huge, slow        tests/ingest/test_guard.py, test_client.py, test_wire.py, test_expand.py
a full disk                                 tests/sql/test_warehouse.py (load, publish), and here: landing
a killed process                            tests/test_crash.py
two runs at once                            tests/sql/test_warehouse.py (Busy), and here
a clock that jumps                          tests/ingest/test_pace.py, tests/ingest/test_plan.py, and here
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ingest.errors import CannotLand
from ingest.landing import Ending, Landing
from ingest.sources import Account, bluesky
from ingest.visit import visit_batch
from tests.conftest import ROOT
from tests.ingest.fakes import CUT, EMPTY, HTML, NOW, PROXY, Asker
from tests.ingest.fakes.bluesky import Bluesky
from tests.warehouses import ANN, BEN, House, post

HEARD = Account("bluesky:ann.example", "bluesky", "ann.example")  # whom the fake platform knows


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


def test_what_is_refused_is_counted_and_the_rest_loads(house):
    house.land([post(1), None, 17, "x", [], {}, {"post": None}])
    loaded = house.load()
    assert (loaded.new, loaded.rejected, loaded.records) == (1, 6, 7)
    assert house.ask("select count(*), count(raw), count(reason) from ops.rejects") == [(6, 6, 6)]
    assert house.ask("select records, new_posts, rejected_records from ops.fetches") == [(7, 1, 6)]


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [(CUT, "failed"), (HTML, "failed"), (EMPTY, "failed"), (PROXY, "late")],
    ids=["cut", "html", "empty", "proxy"],
)
def test_a_page_that_is_none_is_refused_whole_and_the_cursor_stays(house, reply, outcome):
    fake = Bluesky()
    for number in range(23):
        fake.post(NOW - timedelta(hours=number), number)
    house.land([post(1)], account=HEARD, cursor={"heard_to": "2026-09-01T06:00:00+00:00", "full_at": None, "walks": []})
    house.load(HEARD)
    cursor = house.ask("select cursor::varchar, moved_at from ops.cursors")
    fake.broken = reply
    try:
        visit_batch(bluesky, [(HEARD, json.loads(cursor[0][0]))], Asker(fake), house.landing, "run-2")
    except Exception as problem:
        assert outcome == "late", problem
    house.load(HEARD)
    assert house.ask("select outcome, reason is not null, pages from ops.visits") == [(outcome, True, 1)], (
        "the profile landed, the page did not"
    )
    assert house.ask("select cursor::varchar, moved_at from ops.cursors") == cursor
    assert house.ask("select count(*) from core.posts") == [(1,)]


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (-1, None),
        (-(10**18), None),
        (10**16, None),
        (10**15 - 1, 10**15 - 1),
        (0, 0),
        (1.5, None),
        ("7", 7),
        (True, None),
        ([], None),
    ],
)
def test_a_count_that_cannot_be_is_not_told(house, told, kept):
    house.land([post(1, likes=told)])
    assert house.load().new == 1
    assert house.ask("select likes from core.posts") == [(kept,)]


def test_a_post_of_a_megabyte_is_rejected_with_its_reason_and_its_neighbours_load(house):
    house.land([post(1), post(2, "x" * 1_000_000), post(3)])
    loaded = house.load()
    assert (loaded.new, loaded.rejected) == (2, 1)
    assert house.ask("select reason, length(raw) from ops.rejects") == [
        ("text of 1000000 characters; 100,000 is the most", 200_000)
    ]


def test_ten_thousand_of_everything_are_bounded(house):
    many = post(1, links=[f"https://a.example/{number}" for number in range(10_000)])
    many["post"]["record"]["tags"] = [f"tag{number}" for number in range(10_000)]
    many["post"]["labels"] = [{"src": "did:plc:mod", "val": f"label-{number}"} for number in range(10_000)]
    house.land([many])
    assert house.load().new == 1
    ((tags, labels),) = house.ask("select len(hashtags), coalesce(len(labels), 0) from core.posts")
    assert tags <= 100
    assert labels <= 50
    assert house.ask("select count(*) <= 100 from core.post_links") == [(True,)]


odd = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec=None), max_size=20)
    | st.sampled_from(["0001-01-01T00:00:00Z", "2999-12-31T23:59:59Z", "\x00", "\ud800", "javascript:alert(1)", "=1+1", "\u202e"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["text", "createdAt", "uri", "val", "did"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory):
    return House(tmp_path_factory.mktemp("odd")), [0]


@given(st.dictionaries(st.sampled_from(["text", "createdAt", "facets", "tags", "langs", "reply", "embed", "labels", "$type"]), odd, max_size=4),
       st.dictionaries(st.sampled_from(["likeCount", "author", "labels", "indexedAt", "embed", "cid", "uri"]), odd, max_size=3))  # fmt: skip
@example({}, {"uri": 123456789012345680000.0}).via("a number is written in many ways")
@example({}, {"uri": 1.18e87}).via("an exponent without its sign")
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_whatever_a_record_holds_it_is_loaded_or_refused_and_never_lost(lived_in, record, view):
    house, runs = lived_in
    runs[0] += 1
    strange = post(2)
    strange["post"]["record"] |= record
    strange["post"] |= view
    house.land([post(1), strange], run=f"run-{runs[0]:04d}", at=f"2026-09-07T06:{runs[0] % 60:02d}:00+00:00")
    loaded = house.load()
    assert loaded.records == 2
    assert loaded.refused_pages == []
    assert loaded.new + loaded.edited + loaded.recounted + loaded.unchanged + loaded.late >= 1, "its neighbour is there"


FULL = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
from ingest.errors import CannotLand
from ingest.landing import Landing
from ingest.sources import Account, bluesky
from ingest.visit import visit_batch
from tests.ingest.fakes import NOW, Asker
from tests.ingest.fakes.bluesky import Bluesky
from datetime import timedelta
fake = Bluesky()
for number in range(23):
    fake.post(NOW - timedelta(hours=number), number)
client = Asker(fake)
ann = Account("bluesky:ann.example", "bluesky", "ann.example")
try:
    visit_batch(bluesky, [(ann, {}), (ann, {})], client, Landing(Path(sys.argv[1])), "run-1")
except CannotLand as fault:
    print(len(client.asked), fault)
"""


def test_a_full_disk_stops_the_asking_and_keeps_what_landed(tmp_path):
    told = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    asked, _, words = told.stdout.partition(" ")
    assert "cannot be written (File too large)" in words, told.stderr
    assert "What landed before it is safe; nobody is asked for more. Free space there" in words
    assert asked == "2", "a profile, a page, and nobody else"
    left = [file.name for file in tmp_path.rglob("*") if file.is_file()]
    assert all(name.endswith(".00000.json") for name in left), "the profile landed, and nothing half-written is left"


def test_a_folder_that_is_not_ours_says_so(tmp_path):
    (tmp_path / "inbox").write_text("a file where the folder should be")
    with pytest.raises(CannotLand, match="let this user write"):
        visit_batch(bluesky, [(HEARD, {})], Asker(Bluesky()), Landing(tmp_path), "run-1")


def test_two_runs_at_once_land_side_by_side_and_load_once(house):
    house.land([post(1), post(2)], run="run-1")
    house.land([post(1, likes=3), post(2)], run="run-2", at="2026-09-07T06:00:01+00:00")
    house.land([post(3, by="ben")], account=BEN, run="run-1")
    loaded = house.load()
    assert (loaded.pages, loaded.new, loaded.recounted, loaded.unchanged) == (3, 3, 1, 1)
    assert house.ask("select count(*), count(distinct post_id) from core.posts") == [(3, 3)]


@pytest.mark.parametrize("jump", [timedelta(days=-400), timedelta(days=400)], ids=["back", "ahead"])
def test_a_clock_that_jumps_loses_no_post_and_silences_nobody(house, jump):
    def end(run, at):
        told = Ending(run, ANN.account_id, "bluesky", "complete", None, 1, at.isoformat(), at.isoformat())
        house.landing.end(ANN, told)

    from ingest.plan import Standing, choose

    house.land([post(1, likes=1)], run="run-1", at=NOW.isoformat())
    end("run-1", NOW)
    house.load()
    wrong = NOW + jump
    house.land([post(1, likes=2), post(2, created=wrong.isoformat())], run="run-2", at=wrong.isoformat())
    end("run-2", wrong)
    house.load()
    later = NOW + timedelta(hours=1)
    house.land([post(1, likes=3), post(2, created=wrong.isoformat()), post(3)], run="run-3", at=later.isoformat())
    house.load()
    assert house.ask("select count(*), count(distinct post_id) from core.posts") == [(3, 3)]
    ((visited, served),) = house.ask("select visited_at, served_at from ops.agenda")
    standing = Standing(ANN, visited_at=visited.replace(tzinfo=NOW.tzinfo), served_at=served.replace(tzinfo=NOW.tzinfo))
    assert choose([standing], later, timedelta(minutes=30), 10) == [standing], "it is due all the same"
