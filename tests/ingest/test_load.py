"""From landed pages to core: new, edited, recounted, late, barred, refused; once, whatever is landed how often."""

from __future__ import annotations

import pytest

from ingest.landing import Ending
from tests.warehouses import ANN, BEN, House, post


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


def test_a_page_becomes_posts_links_and_counts(house):
    house.land([post(1, likes=3, links=["https://blog.example/p?utm_source=x"]), post(2, likes=0)])
    loaded = house.load()
    assert (loaded.new, loaded.rejected) == (2, 0)
    assert house.ask("select native_id, text, likes, created_at_basis from core.posts order by 1") == [
        ("at://did:plc:ann/app.bsky.feed.post/3k00000000001", "Wind in the wires", 3, "told"),
        ("at://did:plc:ann/app.bsky.feed.post/3k00000000002", "Wind in the wires", 0, "told"),
    ]
    assert house.ask("select canonical_url, site from core.links") == [("https://blog.example/p", "blog.example")]
    assert house.ask("select count(*) from core.post_metrics") == [(2,)]


def test_a_page_landed_twice_is_loaded_once(house):
    feed = [post(1), post(2)]
    house.land(feed)
    house.load()
    house.land(feed, run="run-2", at="2026-09-08T06:00:00+00:00")
    loaded = house.load()
    assert (loaded.new, loaded.unchanged) == (0, 2)
    assert house.ask("select count(*), max(last_seen_at)::date::varchar from core.posts") == [(2, "2026-09-08")]


def test_a_file_that_was_loaded_and_not_moved_is_not_loaded_again(house):
    file = house.land([post(1)])
    content = file.read_bytes()
    house.load()
    file.write_bytes(content)  # a kill between commit and move leaves it so
    assert house.load().pages == 0
    assert not file.exists()
    assert house.ask("select count(*) from ops.fetches") == [(1,)]


def test_a_visit_that_was_loaded_and_not_moved_counts_once(house):
    at = "2026-09-07T06:01:00+00:00"
    file = house.landing.end(ANN, Ending("run-1", ANN.account_id, "bluesky", "failed", "cut", 0, at, at))
    content = file.read_bytes()
    house.load()
    file.write_bytes(content)  # a kill between commit and move leaves it so
    house.load()
    assert not file.exists()
    assert house.ask("select failures, visited_at::varchar from ops.agenda") == [(1, "2026-09-07 06:01:00")]


def test_an_edit_keeps_the_words_it_replaced(house):
    house.land([post(1, "The tarif rises")])
    house.load()
    house.land([post(1, "The tariff rises")], run="run-2", at="2026-09-08T06:00:00+00:00")
    assert house.load().edited == 1
    assert house.ask("select text, is_edited from core.posts") == [("The tariff rises", True)]
    assert house.ask("select text, seen_at::date::varchar, replaced_at::date::varchar from core.post_versions") == [
        ("The tarif rises", "2026-09-07", "2026-09-08")
    ]


def test_edits_back_and_forth_within_one_load_all_become_versions(house):
    for day, text in enumerate(["one", "two", "one", "one"]):
        house.land([post(1, text)], run=f"run-{day}", at=f"2026-09-0{day + 1}T06:00:00+00:00")
    house.load()
    assert house.ask("select text from core.posts") == [("one",)]
    assert house.ask("select text from core.post_versions order by seen_at") == [("one",), ("two",)]


def test_counts_get_a_row_only_when_they_change(house):
    for day, likes in enumerate([1, 1, 5, 5, 4]):
        house.land([post(1, likes=likes)], run=f"run-{day}", at=f"2026-09-0{day + 1}T06:00:00+00:00")
        house.load()
    assert house.ask("select likes from core.post_metrics order by counted_at") == [(1,), (5,), (4,)]
    assert house.ask("select likes, count(*) over () from core.posts") == [(4, 1)]


def test_counts_that_are_not_told_stay_null_and_none_stays_0(house):
    house.land([post(1, likes=None), post(2, likes=0)])
    house.load()
    assert house.ask("select likes from core.posts order by native_id") == [(None,), (0,)]
    assert house.ask("select count(*) from core.post_metrics") == [(1,)]


def test_an_older_page_loaded_late_does_not_undo_what_is_known(house):
    house.land([post(1, "new words", likes=9)], at="2026-09-08T06:00:00+00:00")
    house.load()
    house.land([post(1, "old words", likes=2)], run="run-0", at="2026-09-01T06:00:00+00:00")
    assert house.load().late == 1
    assert house.ask("select text, likes from core.posts") == [("new words", 9)]


def test_a_tombstone_bars_the_return(house):
    house.land([post(1), post(2)])
    house.load()
    with house.open() as con:
        con.execute(
            "insert into core.tombstones select post_id, platform, last_seen_at, 'deleted', null, account_id "
            "from core.posts where native_id like '%1'"
        )
        con.execute("delete from core.posts where post_id in (select post_id from core.tombstones)")
        con.execute("delete from core.post_metrics where post_id in (select post_id from core.tombstones)")
    house.land([post(1), post(2)], run="run-2", at="2026-09-08T06:00:00+00:00")
    loaded = house.load()
    assert (loaded.barred, loaded.unchanged) == (1, 1)
    assert house.ask("select native_id[-1:] from core.posts") == [("2",)]


def test_a_record_that_is_not_understood_is_kept_with_its_reason_and_the_rest_loads(house):
    house.land([post(1), 17, {"post": {"record": {"text": "nobody's"}}}, post(2, "x" * 100_001)])
    loaded = house.load()
    assert (loaded.new, loaded.rejected) == (1, 3)
    reasons = [reason for (reason,) in house.ask("select reason from ops.rejects order by reason")]
    assert reasons[0].startswith("no id") and reasons[2] == "text of 100001 characters; 100,000 is the most"
    assert house.ask("select count(*) from ops.rejects where raw is null") == [(0,)]


@pytest.mark.parametrize(
    ("told", "basis"),
    [
        ("2999-01-01T00:00:00Z", "clamped"),
        ("0001-01-01T00:00:00Z", "clamped"),
        ("yesterday", "first seen"),
        ("0000-01-01T00:00:00Z", "clamped"),
        ("2026-09-01T10:00:00+05:30", "told"),
    ],
)
def test_impossible_dates_are_the_time_we_first_saw_the_post(house, told, basis):
    house.land([post(1, created=told)])
    house.load()
    (found,) = house.ask("select created_at_basis, created_at::varchar from core.posts")
    assert found == (basis, "2026-09-01 04:30:00" if basis == "told" else "2026-09-07 06:00:00")


def test_a_date_we_made_up_does_not_wander(house):
    house.land([post(1, created="yesterday")])
    house.load()
    house.land([post(1, created="yesterday")], run="run-2", at="2026-09-08T06:00:00+00:00")
    house.load()
    assert house.ask("select created_at::date::varchar from core.posts") == [("2026-09-07",)]


def test_nul_lone_surrogates_and_ten_thousand_hashtags_are_bounded(house):
    odd = post(1, "a\x00b \ud800 c")
    odd["post"]["record"]["tags"] = [f"tag{n}" for n in range(10_000)]
    house.land([odd])
    assert house.load().new == 1
    ((text, tags),) = house.ask("select text, len(hashtags) from core.posts")
    assert text == "ab \ufffd c"
    assert tags <= 100


def test_a_repost_has_its_own_id_and_names_its_original(house):
    house.land([post(1, "Original words", repost=True, likes=7)], account=BEN)
    house.load()
    assert house.ask("select kind, text, likes, account_id from core.posts") == [("repost", None, None, BEN.account_id)]
    assert house.ask("select relation, referenced_post_id, author_handle, text, likes from core.post_references") == [
        (
            "reposted",
            "bluesky:at://did:plc:ann/app.bsky.feed.post/3k00000000001",
            "ann.example.com",
            "Original words",
            7,
        )
    ]


def test_cursors_move_with_the_pages_they_cover(house):
    house.land([post(1)], number=0, cursor={"at": "page 1"})
    house.land([post(2)], number=1, cursor={"at": "page 2"})
    house.land([post(3, by="ben")], account=BEN, number=0, cursor={"at": "ben"})
    house.load()
    assert house.ask("select account_id, cursor->>'at' from ops.cursors order by 1") == [
        (ANN.account_id, "page 2"),
        (BEN.account_id, "ben"),
    ]


def test_a_page_that_cannot_be_read_is_refused_alone(house):
    house.land([post(1)])
    bad = house.land([post(2)], account=BEN)
    bad.write_bytes(bad.read_bytes().replace(b'"feed": [', b'"feed": {"x": [').replace(b"]}}", b"]}}}"))
    loaded = house.load()
    assert loaded.new == 1
    assert len(loaded.refused_pages) == 1
    assert house.ask("select count(*) from ops.rejects where reason like 'the page cannot be read%'") == [(1,)]
    assert house.load().pages == 0


def test_what_was_learned_of_an_account_stays_when_a_later_answer_is_silent(house):
    house.land([post(1)], native_id="did:plc:ann", display_name="Ann", followers=120)
    house.load()
    house.land([post(2)], run="run-2", at="2026-09-08T06:00:00+00:00")
    house.load()
    assert house.ask(
        f"select native_id, display_name, followers from core.accounts where account_id = '{ANN.account_id}'"
    ) == [("did:plc:ann", "Ann", 120)]


def test_an_account_taken_off_the_list_stays_and_says_so(house):
    house.land([post(1)])
    house.load()
    house.load(BEN)
    assert house.ask("select account_id, is_listed from core.accounts order by 1") == [
        (ANN.account_id, False),
        (BEN.account_id, True),
    ]
    assert house.ask("select unlinked_at is not null from core.account_links order by account_id") == [
        (True,),
        (False,),
    ]


def test_every_rule_that_was_asked_is_kept(house):
    house.land([post(1)])
    house.load()
    ((asked, met, tables),) = house.ask(
        "select count(*), count(*) filter (is_met), count(distinct table_name) from ops.validations"
    )
    assert asked == met >= 40
    assert tables >= 10
