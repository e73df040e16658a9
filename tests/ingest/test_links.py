"""Links of posts move to the page they lead to: once, for good, and only where the page is to be believed."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
import requests

from config.settings import Settings
from ingest import leads, links
from ingest.listen import Run
from sql.expectations import CheckFailed
from tests.ingest.looking import cut_at, half_landed, land_again, pages_asked
from tests.ingest.replies import Reply, client_of
from tests.warehouses import BEN, House, post

AT = datetime(2026, 9, 7, 12, tzinfo=UTC)
HTML = {"content-type": "text/html; charset=utf-8"}
SHORT, PAGE = "https://bit.ly/abc", "https://a.example/post"


def page(canonical="", title="The title"):
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    return Reply(f'<title>{title}</title>{link}<meta name="author" content="Ana"><meta property="og:image" content="/i.png">',
                 headers=HTML)  # fmt: skip


def to(where):
    return Reply(status=301, headers={"location": where})


WORLD = {"/robots.txt": 404, SHORT: to(f"{PAGE}?utm_source=x"), PAGE: page(PAGE)}


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


def run_at(house, hours=0):
    return links.run_at(Run.at(AT + timedelta(hours=hours), Settings(home=house.file.parent)))


def step(house, replies, hours=0, most=100):
    """Plan, look and load; returns the client and what load says."""
    run = run_at(house, hours)
    asking = client_of(WORLD | replies, as_of=run.as_of)
    for batch in links.plan(run, most):
        links.look(run, batch, asking)
    return asking, links.load(run)


def share(house, *urls, number=1, **more):
    house.land([post(number, links=list(urls), **more)], number=number)
    house.load()


def linked(house):
    return house.ask("select url, link_id from core.post_links order by post_id, position")


def told(house, column, url=SHORT):
    return house.ask(f"select {column} from core.links where canonical_url = '{url}'")[0][0]


def everything(house):
    """Every row of the tables that the step writes, but for when it ran."""
    return [
        house.ask("select * exclude (noted_at) from core.links order by link_id"),
        house.ask("from core.post_links order by post_id, position"),
        house.ask("select step_id, step, window_from, window_to, posts from ops.steps order by step_id"),
        house.ask("select step_id, table_name, rule, is_met from ops.validations order by all"),
    ]


def test_a_short_link_moves_to_its_page_and_stays_as_it_was_posted(house):
    share(house, SHORT)
    _, done = step(house, {})
    assert done == {"looked": 1, "moved": 1}
    assert linked(house) == [(SHORT, "https://a.example/post")]
    assert told(house, "leads_to") == "https://a.example/post"
    assert told(house, "resolved_url") == f"{PAGE}?utm_source=x"
    assert house.ask(f"select title, author, site, first_shared_at::varchar from core.links where canonical_url = '{PAGE}'") == [
        ("The title", "Ana", "a.example", "2026-09-01 08:01:00")
    ]  # fmt: skip


def test_the_page_was_shared_first_by_whoever_shared_it_first_in_any_form(house):
    share(house, PAGE, number=9)
    share(house, SHORT, number=2)
    step(house, {})
    assert {link for _, link in linked(house)} == {"https://a.example/post"}
    first = house.ask(f"select first_shared_at::varchar, first_post_id from core.links where canonical_url = '{PAGE}'")
    assert first == [("2026-09-01 08:02:00", f"bluesky:{post(2)['post']['uri']}")]


def test_a_moved_link_that_is_posted_again_links_to_its_page_at_once(house):
    share(house, SHORT)
    step(house, {})
    share(house, f"{SHORT}?utm_source=y", number=2)
    assert {link for _, link in linked(house)} == {"https://a.example/post"}
    assert told(house, "canonical_url", PAGE) == PAGE
    asking, done = step(house, {}, hours=1)
    assert (asking.asked, done) == ([], {"looked": 0, "moved": 0})
    # an edit takes the links of a post anew
    house.land([post(1, "other words", links=[SHORT])], number=3, at="2026-09-08T06:00:00+00:00")
    assert house.load().edited == 1
    assert {link for _, link in linked(house)} == {"https://a.example/post"}


@pytest.mark.parametrize(
    ("replies", "why"),
    [
        ({SHORT: to(SHORT)}, "circle"),
        ({SHORT: to("http://10.0.0.1/admin")}, "not on the public internet"),
        ({SHORT: 404}, "answered 404"),
        ({PAGE: Reply("<title>x</title>", headers=HTML), "https://a.example/robots.txt": "User-agent: *\nDisallow: /"}, "robots.txt"),
        ({SHORT: Reply("You are leaving", headers=HTML)}, "a page of its own"),
        ({SHORT: to("https://a.example/")} | {"https://a.example/": page()}, None),
        ({SHORT: to("https://a.example/login?next=/post")} | {"https://a.example/login": page()}, None),
        ({SHORT: to("https://consent.a.example/m")} | {"https://consent.a.example/m": page()}, None),
    ],
)  # fmt: skip
def test_what_leads_nowhere_stays_where_it_is(house, replies, why):
    share(house, SHORT)
    _, done = step(house, replies)
    assert done == {"looked": 1, "moved": 0}
    assert linked(house) == [(SHORT, "https://bit.ly/abc")]
    failure = told(house, "failure")
    assert (why in failure) if why else failure is None
    assert told(house, "looked_at") is not None


def test_a_huge_page_is_read_as_far_as_its_head(house):
    share(house, SHORT)
    huge = Reply(b"<title>Big</title>" + b"x" * (3 << 20), headers=HTML)
    _, done = step(house, {PAGE: huge})
    assert (done["moved"], told(house, "title", PAGE)) == (1, "Big")


def test_a_short_link_to_a_page_that_is_gone_still_leads_there(house):
    share(house, SHORT)
    step(house, {PAGE: 410})
    assert linked(house) == [(SHORT, "https://a.example/post")]
    assert told(house, "title", PAGE) is None


def test_a_canonical_on_another_site_is_refused(house):
    share(house, SHORT)
    step(house, {PAGE: page("https://b.example/stolen"), "https://b.example/stolen": page()})
    assert linked(house) == [(SHORT, "https://a.example/post")]
    assert told(house, "faults") == ["canonical not accepted"]


MEDIUM, BLOG = "https://medium.com/@ana/post-1", "https://ana.example/blog/post"


@pytest.mark.parametrize(
    ("there", "goal"),
    [
        (page(BLOG), "https://ana.example/blog/post"),
        (page(), "https://ana.example/blog/post"),
        (404, "https://medium.com/@ana/post-1"),
        (page("https://ana.example/blog/another"), "https://medium.com/@ana/post-1"),
    ],
)
def test_a_cross_post_leads_to_the_authors_blog_where_that_agrees(house, there, goal):
    share(house, "https://bit.ly/m")
    _, done = step(house, {"https://bit.ly/m": to(MEDIUM), MEDIUM: page(BLOG), BLOG: there,
                           "https://ana.example/blog/another": page()})  # fmt: skip
    assert done["moved"] == 1
    assert [link for _, link in linked(house)] == [goal]


def test_the_address_of_a_post_we_hold_is_its_page_whatever_it_declares(house):
    share(house, SHORT)
    with house.open() as con:
        con.execute(f"update core.posts set canonical_url = '{PAGE}'")
    step(house, {PAGE: page("https://a.example/other"), "https://a.example/other": page()})
    assert linked(house) == [(SHORT, "https://a.example/post")]


def test_chains_end_at_the_last_page_and_circles_are_not_entered(house):
    other = "https://bit.ly/other"
    share(house, SHORT, other)
    step(house, {other: to(PAGE)})
    with house.open() as con:
        # the page both lead to turns out to be a copy
        one = {"link_id": PAGE, "url": PAGE, "post_id": "", "asked_at": (AT + timedelta(hours=1)).isoformat(), "run_id": "r", "failure": None,
               "resolved_url": "https://a.example/new", "canonical_url": None, "retry_at": None, "faults": [],
               "title": None, "author": None, "site_name": None}  # fmt: skip
        assert leads.take(con, [one], "r") == {"looked": 1, "moved": 1}
        back = one | {"link_id": "https://a.example/new", "url": "https://a.example/new", "resolved_url": PAGE,
                      "asked_at": (AT + timedelta(hours=2)).isoformat()}  # fmt: skip
        assert leads.take(con, [back], "r") == {"looked": 1, "moved": 0}
    assert {link for _, link in linked(house)} == {"https://a.example/new"}
    assert house.ask("select distinct leads_to from core.links where leads_to is not null") == [
        ("https://a.example/new",)
    ]


def test_pages_of_two_people_and_of_the_brand_are_looked_at_and_others_are_not(house):
    alone, shared, own = ("https://c.example/2026/alone", "https://c.example/2026/shared", "https://d.example/2026/own")
    house.land([post(1, links=[alone, shared])])
    house.land([post(2, links=[shared], by="ben")], BEN, number=2)
    house.load()
    with house.open() as con:
        con.execute("insert into core.accounts by name select * replace ('feeds:d' as account_id, true as is_brand, null as influencer_id) "
                    "from core.accounts limit 1")  # fmt: skip
        con.execute(f"""insert into core.posts by name select * replace ('feeds:1' as post_id, 'feeds:d' as account_id,
            'article' as kind, '{own}' as canonical_url) from core.posts limit 1""")
    bare = Reply("<p>words", headers=HTML)
    asking, done = step(house, {shared: page(shared), own: bare})
    assert done == {"looked": 2, "moved": 0}
    assert set(pages_asked(asking)) == {shared, own}
    assert told(house, "faults", own) == ["no title", "no image", "no canonical"]
    assert told(house, "faults", shared) == []
    assert told(house, "looked_at", alone) is None


def test_so_many_a_run_the_newest_first(house):
    share(house, SHORT, number=1)
    share(house, "https://bit.ly/newer", number=2)
    _, done = step(house, {"https://bit.ly/newer": 404}, most=1)
    assert done["looked"] == 1
    assert told(house, "looked_at", "https://bit.ly/newer") is not None
    assert step(house, {}, hours=1, most=1)[1] == {"looked": 1, "moved": 1}


def test_what_may_pass_is_tried_again_with_growing_pauses_and_not_for_ever(house):
    share(house, SHORT)
    hours, pauses = 0, []
    while True:
        step(house, {SHORT: requests.ConnectionError()}, hours=hours)
        retry_at = told(house, "retry_at")
        if retry_at is None:
            break
        now = (AT + timedelta(hours=hours)).replace(tzinfo=None)
        pauses.append(round((retry_at - now) / timedelta(hours=1)))
        assert step(house, {}, hours=hours + pauses[-1] / 2)[1]["looked"] == 0
        hours += pauses[-1]
    assert pauses == [1, 4, 16, 64, 256]
    assert told(house, "looks") == 6


def test_what_was_unreachable_once_moves_when_it_is_back(house):
    share(house, SHORT)
    step(house, {SHORT: requests.ConnectionError()})
    assert step(house, {}, hours=2)[1] == {"looked": 1, "moved": 1}
    assert told(house, "failure") is None


@pytest.mark.parametrize("stage", ["looked", "links taken", "links committed", "half a file"])
def test_killed_anywhere_and_run_again_the_rows_are_the_same(tmp_path, stage):
    def begin(at):
        other = House(at)
        share(other, SHORT, "https://bit.ly/gone", number=1)
        return other

    replies = {"https://bit.ly/gone": 404}
    calm = begin(tmp_path / "calm")
    step(calm, replies)

    house = begin(tmp_path / "cut")
    run = run_at(house)
    asking = client_of(WORLD | replies, as_of=run.as_of)
    (batch,) = links.plan(run)
    cut = {**batch, "links": batch["links"][:1]} if stage == "looked" else batch
    links.look(run, cut, asking)
    if stage == "half a file":
        half_landed(tmp_path / "cut" / "landing" / "links", run.run_id)
    elif stage != "looked":
        with cut_at(stage):
            links.load(run)
    again, _ = step(house, replies)
    assert not set(pages_asked(asking)) & set(pages_asked(again))
    assert links.load(run) == {"looked": 0, "moved": 0}
    if stage == "looked":  # two loads are two steps
        assert everything(house)[:2] == everything(calm)[:2]
    else:
        assert everything(house) == everything(calm)


def test_answers_that_are_landed_twice_change_nothing(house):
    share(house, SHORT)
    step(house, {})
    before = everything(house)
    land_again(house.file.parent / "landing" / "links")
    assert links.load(run_at(house)) == {"looked": 0, "moved": 0}
    assert everything(house) == before


def test_a_broken_rule_stops_the_commit_and_names_table_and_rule(house, monkeypatch):
    share(house, SHORT)
    before = everything(house)
    run = run_at(house)
    (batch,) = links.plan(run)
    links.look(run, batch, client_of(WORLD, as_of=run.as_of))
    with monkeypatch.context() as patch:
        patch.setattr(leads, "_TAKE", tuple(one for one in leads._TAKE if "update core.post_links" not in one))
        with pytest.raises(CheckFailed, match="core.post_links rejected: a post links to the page"):
            links.load(run)
    assert everything(house) == before
    assert links.load(run) == {"looked": 1, "moved": 1}


def test_whoever_publishes_tells_profiles_once_and_a_rerun_tells_it_again(house):
    share(house, SHORT)
    step(house, {})
    run = run_at(house)
    news = links.publish(run)
    assert news is not None
    assert (news.start, news.posts) == (datetime(2026, 9, 7, 6, tzinfo=UTC), 1)
    assert links.publish(run) == news
    assert links.publish(run_at(house, 1)) is None
    assert house.ask("select table_schema from ops.published") == [("core",)]


def test_a_landed_answer_says_what_was_told_and_lies_with_the_feeds(house):
    share(house, SHORT)
    step(house, {})
    (file,) = (house.file.parent / "landing" / "links" / "kept" / "feeds").rglob("*.json")
    assert file.stem == hashlib.md5(b"https://bit.ly/abc", usedforsecurity=False).hexdigest()
    answer = json.loads(file.read_bytes())
    assert (answer["url"], answer["canonical_url"], answer["title"]) == (SHORT, PAGE, "The title")
    assert next(iter(answer)) == "asked_at"
