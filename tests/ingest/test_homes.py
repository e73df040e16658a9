"""The pages that listed accounts name are asked once a quarter, politely, and what they claim is kept: no more."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import requests

from config.settings import Settings
from ingest import claimed, homes, retain
from ingest.listen import Run
from ingest.sources import Account
from sql import warehouse
from sql.expectations import CheckFailed
from tests.ingest.looking import cut_at, half_landed, land_again, pages_asked
from tests.ingest.replies import Reply, client_of
from tests.warehouses import ANN, BEN, House

AT = datetime(2026, 9, 13, 5, tzinfo=UTC)
HTML = {"content-type": "text/html; charset=utf-8"}
HOME, SHED = "https://ann.example.com/", "https://shed.example/"
NEW = "https://social.example/@ann"
USES = {"bluesky": "individual", "mastodon": "individual", "x": "list only"}


def page(*named, rel="me", words="A garden, in words"):
    links = "".join(f'<a rel="{rel}" href="{one}">x</a>' for one in named)
    return Reply(f"<!doctype html><title>{words}</title><p>{words}</p>{links}", headers=HTML)


WORLD = {"/robots.txt": 404, HOME: page(NEW), NEW: page(HOME), SHED: page()}


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """A warehouse without a row, made once: that takes longer than most of what happens in it."""
    file = tmp_path_factory.mktemp("empty") / "warehouse.duckdb"
    with warehouse.connect(file) as con:
        warehouse.create(con)
    return file


@pytest.fixture(autouse=True)
def uses(monkeypatch):
    monkeypatch.setattr(Run, "config", SimpleNamespace(brand=SimpleNamespace(uses=USES)))


@pytest.fixture
def house(tmp_path, empty):
    return furnished(tmp_path, empty)


def furnished(folder, empty):
    folder.mkdir(exist_ok=True)
    shutil.copy(empty, folder / "warehouse.duckdb")
    return House(folder)


def run_at(house, days=0.0):
    return homes.run_at(Run.at(AT + timedelta(days=days), Settings(home=house.file.parent)))


def heard(house, *accounts, links=(), **learned):
    """People are listed, and the first of them was heard; `learned` is what the profile tells. Put straight into core."""
    with house.open() as con:
        for one in accounts or (ANN, BEN):
            con.execute("insert into core.accounts by name select $id as account_id, $platform as platform, $handle as handle, "
                        "$who as influencer_id, false as is_brand, true as is_listed",
                        {"id": one.account_id, "platform": one.platform, "handle": one.handle, "who": one.handle.split(".")[0]})  # fmt: skip
            con.execute("insert into core.influencers by name select $who as influencer_id, $who as influencer_name, 1 as tier, "
                        "false as is_opted_out, true as is_listed", {"who": one.handle.split(".")[0]})  # fmt: skip
        first = (accounts or (ANN, BEN))[0].account_id
        for column, words in learned.items():
            con.execute(
                f"update core.accounts set {column} = $words where account_id = $id", {"words": words, "id": first}
            )
        for number, (url, is_verified) in enumerate(links, start=1):
            con.execute("insert into core.profile_links values ($id, $url, $n, $v, null, $at)",
                        {"id": first, "url": url, "n": number, "v": is_verified, "at": AT.replace(tzinfo=None)})  # fmt: skip


def step(house, replies, days=0.0, most=100):
    """Plan, look and load; returns the addresses asked for but robots.txt, and what load says."""
    run = run_at(house, days)
    asking = client_of(WORLD | replies, as_of=run.as_of)
    for batch in homes.plan(run, most):
        homes.look(run, batch, asking)
    return pages_asked(asking), homes.load(run)


def pages(house):
    rows = house.ask("select page_url, failure, failures, due_at from core.account_pages order by page_url")
    return {url: (failure, failures, (due - AT.replace(tzinfo=None)).days) for url, failure, failures, due in rows}


def said(house):
    return house.ask("select page_id, claimed, method from core.page_claims order by all")


def everything(house):
    """Every row of the tables that the step writes, but for when it ran."""
    queries = [f"from {table} order by all" for table in (*claimed.TABLES, "core.profile_links")]
    queries.append(
        "select step_id, step, run_id, window_from, window_to from ops.steps where step = 'homes' order by all"
    )
    queries.append("select step_id, table_name, rule, is_met from ops.validations order by all")
    with house.open() as con:
        return [con.execute(query).fetchall() for query in queries]


def test_a_domain_that_is_a_handle_is_looked_at_and_whom_it_names_as_well_and_no_further(house):
    heard(house)
    asked, done = step(house, {"https://ben.example.com/": 404, NEW: page(HOME, "https://third.example/")})
    assert asked == [HOME, NEW, "https://ben.example.com/"]
    assert done == {"pages": 3, "claims": 3}
    assert said(house) == [
        ("https://ann.example.com", NEW, "rel=me"),
        (NEW, HOME, "rel=me"),
        (NEW, "https://third.example/", "rel=me"),
    ]
    assert house.ask("select page_id, named_by from core.account_pages where named_by is not null") == [
        (NEW, "https://ann.example.com")
    ]
    assert pages(house)["https://ben.example.com/"] == ("https://ben.example.com/ answered 404.", 1, 90)


def test_pages_are_asked_once_a_quarter_and_then_tell_what_they_claim_by_then(house):
    heard(house, ANN)
    step(house, {})
    assert step(house, {}, days=7) == ([], {"pages": 0, "claims": 0})
    assert step(house, {}, days=89)[0] == []
    asked, _ = step(house, {HOME: page("https://other.example/@ann"), "https://other.example/@ann": page()}, days=91)
    assert asked == [HOME, "https://other.example/@ann"]
    assert ("https://ann.example.com", NEW, "rel=me") not in said(house)


def test_what_a_profile_names_is_looked_at_over_https_and_walled_places_are_not(house):
    website, field = "http://ann.example.org/me?utm_source=bio", "https://social.example/@shed"
    words = "https://x.com/ann https://bsky.app/profile/ann.example.com https://bit.ly/abc and @ann@there.example, https://linktr.ee/ann."
    heard(house, ANN, description=words, website=website, links=[(field, True)])
    there = {
        "https://ann.example.org/me": page(),
        field: page(),
        "https://there.example/@ann": page(),
        "https://linktr.ee/ann": page(),
    }
    asked, done = step(house, there)
    assert sorted(asked) == sorted([HOME, NEW, *there])
    assert done["pages"] == 6


def test_a_page_that_does_not_know_them_has_nobody_looked_at(house):
    heard(house, ANN, website=SHED)
    asked, _ = step(house, {SHED: page(NEW), HOME: page()})
    assert asked == [HOME, SHED]
    asked, _ = step(house, {SHED: page(NEW, "https://bsky.app/profile/ann.example.com"), HOME: page()}, days=91)
    assert asked == [HOME, SHED, NEW]


@pytest.mark.parametrize(
    "names",
    [
        [f"https://social.example/@{name}" for name in ("ann", "bo", "cy")],
        [f"https://{host}.example/@ann" for host in "abcdefgh"],
    ],
)
def test_a_page_that_names_a_crowd_has_nobody_looked_at(house, names):
    heard(house, ANN)
    assert step(house, {HOME: page(*names)})[0] == [HOME]


def test_a_page_that_two_people_name_has_nobody_looked_at(house):
    heard(house, website="https://team.example/")
    with house.open() as con:
        con.execute("update core.accounts set website = 'https://team.example/'")
    replies = {"https://team.example/": page(NEW, "https://bsky.app/profile/ann.example.com"), HOME: page()}
    asked, _ = step(house, replies | {"https://ben.example.com/": page()})
    assert asked == [HOME, "https://ben.example.com/", "https://team.example/"]
    assert len(house.ask("from core.account_pages where page_id = 'https://team.example'")) == 2


def test_accounts_that_may_be_read_as_a_list_only_name_no_page(house):
    ann_on_x = Account("x:ann", "x", "ann")
    heard(house, ann_on_x)
    with house.open() as con:
        con.execute("update core.accounts set website = 'https://shed.example/'")
    assert step(house, {})[0] == []


@pytest.mark.parametrize(
    ("replies", "why", "days"),
    [
        ({HOME: 410}, "answered 410", 90),
        ({HOME: 503}, "answered 503", 6),
        ({HOME: requests.ConnectionError()}, "ann.example.com", 6),
        ({HOME: Reply(status=301, headers={"location": "http://ann.example.com/"})}, "without https", 90),
        ({HOME: Reply(status=301, headers={"location": "https://10.0.0.1/"})}, "not on the public internet", 90),
        ({HOME: Reply(status=301, headers={"location": HOME})}, "circle", 90),
        ({"https://ann.example.com/robots.txt": "User-agent: *\nDisallow: /"}, "robots.txt", 90),
        ({"https://ann.example.com/robots.txt": 503}, "nobody knows", 6),
        ({HOME: Reply('<meta name="robots" content="noindex">', headers=HTML)}, "asks not to be indexed", 90),
    ],
)
def test_what_cannot_be_read_says_why_and_when_it_is_tried_again(house, replies, why, days):
    heard(house, ANN)
    _, done = step(house, replies)
    assert done == {"pages": 1, "claims": 0}
    failure, failures, due = pages(house)[HOME]
    assert why in failure and (failures, due) == (1, days)
    assert list(homes.unread(run_at(house))) == [f"{HOME}: {failure}"]


def test_what_may_pass_is_tried_in_the_weeks_after_and_its_claims_are_believed_till_then(house):
    heard(house, ANN)
    step(house, {})
    before = said(house)
    for number, days in enumerate((91, 98, 105, 112), start=1):
        assert step(house, {HOME: 503}, days=days)[0] == [HOME]
        assert pages(house)[HOME][1] == number
        assert house.ask("select resolved_url from core.account_pages where named_by is null") == [(HOME,)]
        assert (said(house) == before) is (number < 4)
    assert step(house, {}, days=119)[0] == []


def test_a_page_that_a_profile_and_a_page_name_is_asked_once_and_for_its_own_sake(house):
    heard(house, ANN, links=[(SHED, False)])
    asked, done = step(house, {HOME: page(SHED), SHED: page(HOME)})
    assert (asked, done["pages"]) == ([HOME, SHED], 2)
    assert step(house, {}, days=7)[0] == []
    assert house.ask("select count(*) from core.account_pages where named_by is null") == [(2,)]


def test_a_page_that_is_gone_claims_nothing_any_more(house):
    heard(house, ANN)
    step(house, {})
    step(house, {HOME: 404}, days=91)
    assert [page_id for page_id, _, _ in said(house)] == [NEW]


def test_a_huge_page_is_read_as_far_as_a_megabyte(house):
    heard(house, ANN)
    huge = Reply(
        f'<a rel="me" href="{SHED}">x</a>'.encode() + b"x" * (3 << 20) + f'<a rel="me" href="{NEW}">'.encode(),
        headers=HTML,
    )
    step(house, {HOME: huge})
    assert [claim for _, claim, _ in said(house)] == [SHED]


def test_what_lands_is_whom_a_page_names_and_none_of_its_words(house):
    heard(house, ANN)
    step(house, {HOME: page(NEW, words="Marzipan turbines")})
    files = sorted((house.file.parent / "landing" / "homes" / "kept" / "feeds").rglob("*.json"))
    assert len(files) == 2
    told = next(one for one in (json.loads(file.read_bytes()) for file in files) if one["page_url"] == HOME)
    assert next(iter(told)) == "asked_at"
    assert (told["account_ids"], told["claims"]) == ([ANN.account_id], [{"claimed": NEW, "method": "rel=me"}])
    assert not any(b"Marzipan" in file.read_bytes() for file in files)


def test_what_landed_is_kept_as_long_as_the_raw_answers_of_feeds_and_its_claims_stay(house, monkeypatch):
    heard(house, ANN)
    step(house, {})
    before = said(house)
    rules = {"feeds": SimpleNamespace(raw_days=30, text_days=365)}
    monkeypatch.setattr(Run, "config", SimpleNamespace(brand=SimpleNamespace(uses=USES, retention=rules)))
    kept = house.file.parent / "landing" / "homes" / "kept"
    assert retain.retain(run_at(house, 29)) == {}
    assert len(list(kept.rglob("*.json"))) == 2
    assert retain.retain(run_at(house, 31)) == {"feeds": {"landed files": 2}}
    assert (list(kept.rglob("*.json")), said(house)) == ([], before)


@pytest.mark.parametrize("stage", ["looked", "claims taken", "claims committed", "half a file"])
def test_killed_anywhere_and_run_again_the_rows_are_the_same_and_nobody_is_asked_twice(empty, tmp_path, stage):
    replies = {"https://ben.example.com/": 404}

    def begin(at):
        other = furnished(at, empty)
        heard(other)
        return other

    calm = begin(tmp_path / "calm")
    step(calm, replies)

    house = begin(tmp_path / "cut")
    run = run_at(house)
    asking = client_of(WORLD | replies, as_of=run.as_of)
    (batch,) = homes.plan(run)
    homes.look(run, batch | {"homes": batch["homes"][:1]} if stage == "looked" else batch, asking)
    if stage == "half a file":
        half_landed(house.file.parent / "landing" / "homes", run.run_id)
    elif stage != "looked":
        with cut_at(stage):
            homes.load(run)
    again, _ = step(house, replies)
    assert not set(pages_asked(asking)) & set(again)
    assert homes.load(run) == {"pages": 0, "claims": 0}
    if stage == "looked":  # two loads are two steps
        assert everything(house)[:3] == everything(calm)[:3]
    else:
        assert everything(house) == everything(calm)


def test_answers_that_are_landed_twice_or_late_change_nothing(house):
    heard(house, ANN)
    step(house, {})
    step(house, {HOME: page()}, days=91)
    before = everything(house)
    land_again(house.file.parent / "landing" / "homes")
    assert homes.load(run_at(house, 98)) == {"pages": 0, "claims": 0}
    assert everything(house) == before


def test_a_broken_rule_stops_the_commit_and_names_table_and_rule(house, monkeypatch):
    heard(house, ANN)
    before = everything(house)
    run = run_at(house)
    (batch,) = homes.plan(run)
    homes.look(run, batch, client_of(WORLD, as_of=run.as_of))
    with monkeypatch.context() as patch:
        patch.setattr(claimed, "_claims", lambda pages: ({"account_id": one["account_id"], "page_id": one["page_id"],
                      "told_at": one["looked_at"], "claimed": NEW, "method": "a guess"} for one in pages))  # fmt: skip
        with pytest.raises(CheckFailed, match="core.page_claims rejected: the method is one of ours"):
            homes.load(run)
    assert everything(house) == before
    assert homes.load(run)["pages"] == 2


def test_a_profile_that_tells_its_links_anew_replaces_them_and_one_heard_late_does_not(house):
    link = {"url": SHED, "rel_me": True, "verified_at": "2026-03-01T10:00:00.000Z"}
    house.land([], ANN, links=[link, link, {"url": "nonsense"}, {"url": None}, {"url": "https://a b/"}])
    house.load(ANN)
    assert house.ask("select url, position, is_verified, verified_at::varchar from core.profile_links") == [
        (SHED, 1, True, "2026-03-01 10:00:00")
    ]
    house.land([], ANN, run="late", at="2026-09-01T06:00:00+00:00", links=[{"url": "https://old.example/"}])
    house.load(ANN)
    assert house.ask("select url from core.profile_links") == [(SHED,)]
    house.land([], ANN, run="later", at="2026-09-08T06:00:00+00:00", links=[])
    house.load(ANN)
    assert house.ask("from core.profile_links") == []
    house.land([], ANN, run="odd", at="2026-09-09T06:00:00+00:00", links={"url": SHED})
    house.land([], ANN, run="many", at="2026-09-10T06:00:00+00:00",
               links=[{"url": f"https://e{n}.example/", "rel_me": None} for n in range(99)])  # fmt: skip
    house.load(ANN)
    assert house.ask("select count(*), max(position) from core.profile_links") == [(50, 50)]


def test_whoever_was_erased_on_request_does_not_come_back_by_a_page_or_a_profile(house):
    heard(house, ANN)
    with house.open() as con:
        for name in ("mastodon:ann@social.example", NEW):
            con.execute("insert into ops.suppressions values ('name', 'mastodon', sha256('mastodon:' || $name), now()::timestamp)",
                        {"name": name})  # fmt: skip
    house.land([], ANN, run="again", links=[{"url": NEW}, {"url": SHED}], at="2026-09-08T06:00:00+00:00")
    house.load(ANN)
    third = {HOME: page(NEW, "https://third.example/"), "https://third.example/": page(NEW)}
    assert step(house, third)[0] == [HOME, "https://third.example/", SHED], "and is not asked"
    assert said(house) == [("https://ann.example.com", "https://third.example/", "rel=me")]
    assert house.ask("select url from core.profile_links") == [(SHED,)]
    assert set(pages(house)) == {HOME, "https://third.example/", SHED}
    kept = sorted((house.file.parent / "landing" / "homes").rglob("*.json"))
    assert len(kept) == 3 and not any(b"social.example" in file.read_bytes() for file in kept)


def test_an_account_that_was_forgotten_between_look_and_load_has_no_pages(house):
    heard(house, ANN)
    run = run_at(house)
    (batch,) = homes.plan(run)
    homes.look(run, batch, client_of(WORLD, as_of=run.as_of))
    with warehouse.connect(house.file) as con:
        con.execute("delete from core.accounts")
    assert homes.load(run) == {"pages": 0, "claims": 0}
