"""One battery for all sources: what each of them promises, shown on a truthful fake of its platform.

tests/ingest/tried.py lists them. A fake has `posts` (native id -> time), `post(at, number)`, `is_page(url)`, `ids(page)`,
`answer(url, params)`, `profile`, `broken` (a Reply for every page), `loops` (hand out the same cursor again), `untold`
(ids whose counts it does not tell) and `big_id`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import Problem, RepeatedCursor, TryLater
from ingest.sources import Page
from tests.ingest.fakes import NOW, Asker, Reply
from tests.ingest.tried import SOURCES, Source
from tests.landed import landed, staged

POSTS = 23  # over some six pages of the fakes

source = pytest.mark.parametrize("one", SOURCES.values(), ids=SOURCES.keys())


def filled(one: Source, posts: int = POSTS) -> Any:
    """A fake whose account has `posts` posts, one every ten hours, the newest an hour old."""
    fake = one.fake()
    for number in range(posts):
        fake.post(NOW - timedelta(hours=1 + 10 * (posts - number)), number + 1)
    return fake


def pages(one: Source, client: Asker, cursor: Mapping[str, Any] | None = None) -> list[Page]:
    """The pages of posts of one visit to its end."""
    return [page for page in one.module.visit(one.account, cursor or {}, client, client.as_of) if page.reading]


def cut(one: Source, client: Asker, after: int) -> list[Page]:
    """The pages of posts of a visit that is given up once `after` of them are loaded."""
    found: list[Page] = []
    for page in one.module.visit(one.account, {}, client, client.as_of):
        found += [page] if page.reading else []
        if len(found) == after:
            break
    return found


def told(fake: Any, found: list[Page]) -> set[str]:
    return {native_id for page in found for native_id in fake.ids(page.answer.json())}


def asked(fake: Any, *clients: Asker) -> Counter[str]:
    """How often each page of posts was asked for."""
    is_profile = getattr(fake, "is_profile", lambda _: False)  # where one address gives profile and posts
    return Counter(
        json.dumps(params, sort_keys=True)
        for one in clients
        for url, params in one.asked
        if fake.is_page(url) and not is_profile(params)
    )


@source
def test_pages_to_the_end(one: Source) -> None:
    fake = filled(one)
    found = pages(one, Asker(fake))
    assert len(found) > 3
    assert told(fake, found) == set(fake.posts)
    assert found[-1].cursor is not None
    assert found[-1].cursor["walks"] == []


@source
def test_an_account_without_posts_is_heard_to_the_end(one: Source) -> None:
    fake = one.fake()
    assert told(fake, pages(one, Asker(fake))) == set()


@source
def test_each_page_is_handed_over_before_the_next_is_asked_for(one: Source) -> None:
    fake = filled(one)
    client, loaded = Asker(fake), 0
    for page in one.module.visit(one.account, {}, client, NOW):
        loaded += bool(page.reading)
        assert sum(asked(fake, client).values()) == loaded


@source
def test_a_repeated_cursor_is_an_error(one: Source) -> None:
    fake = filled(one)
    fake.loops = True
    with pytest.raises(RepeatedCursor):
        pages(one, Asker(fake))


@source
def test_cut_after_any_page_it_goes_on_and_asks_nothing_twice(one: Source) -> None:
    fake = filled(one)
    whole = Asker(fake)
    number = len(pages(one, whole))
    for after in range(1, number):
        first, second = Asker(fake), Asker(fake)
        begun = cut(one, first, after)
        rest = pages(one, second, json.loads(json.dumps(begun[-1].cursor)))
        assert told(fake, begun + rest) == set(fake.posts), after
        assert asked(fake, first, second) == asked(fake, whole), after


@source
def test_the_wire_lost_at_any_request_costs_that_request_only(one: Source) -> None:
    fake = filled(one)
    whole = Asker(fake)
    pages(one, whole)
    for at in range(len(whole.asked)):
        first, second, begun = Asker(fake, cut_at=at), Asker(fake), []
        with pytest.raises(TryLater):
            for page in one.module.visit(one.account, {}, first, NOW):
                begun += [page] if page.reading else []
        cursor = json.loads(json.dumps(begun[-1].cursor)) if begun else {}
        assert told(fake, begun + pages(one, second, cursor)) == set(fake.posts), at
        assert sum(asked(fake, first, second).values()) <= sum(asked(fake, whole).values()) + 1, at


@source
def test_cut_and_resumed_later_neither_older_pages_nor_new_posts_are_lost(one: Source) -> None:
    for after in range(1, 5):
        fake = filled(one)
        begun = cut(one, Asker(fake), after)
        fresh = {fake.post(NOW + timedelta(minutes=number), 100 + number) for number in range(9)}
        later = NOW + timedelta(hours=5)
        rest = pages(one, Asker(fake, later), json.loads(json.dumps(begun[-1].cursor)))
        assert told(fake, begun + rest) == set(fake.posts), after
        assert fresh & told(fake, rest[:1]), "what is new comes first"


@source
def test_cut_again_and_again_everything_is_heard_in_the_end(one: Source) -> None:
    fake, cursor, heard = filled(one, 60), {}, set()
    for run in range(40):
        now = NOW + timedelta(hours=3 * run)
        fake.post(now - timedelta(minutes=1), 1000 + run)
        for number, page in enumerate(
            page for page in one.module.visit(one.account, cursor, Asker(fake, now), now) if page.reading
        ):
            heard |= told(fake, [page])
            cursor = json.loads(json.dumps(page.cursor))
            if number == 7:
                break
        assert len(cursor["walks"]) <= 6
    assert heard == set(fake.posts)


@pytest.mark.parametrize("one", [pytest.param(one, id=name) for name, one in SOURCES.items() if one.rereads])
def test_the_next_visit_reads_the_window_again_and_no_more(one: Source) -> None:
    fake = filled(one, 60)
    first = Asker(fake)
    cursor = pages(one, first)[-1].cursor
    new = fake.post(NOW + timedelta(minutes=5), 500)
    second = Asker(fake, NOW + timedelta(hours=1))
    heard = told(fake, pages(one, second, cursor))
    window = {post for post, at in fake.posts.items() if at > NOW - timedelta(hours=48)}
    assert {new} | window <= heard
    assert sum(asked(fake, second).values()) < sum(asked(fake, first).values()) / 3


@pytest.mark.parametrize("one", [pytest.param(one, id=name) for name, one in SOURCES.items() if one.backdates])
def test_a_post_dated_back_is_heard_within_the_week(one: Source) -> None:
    fake, heard = filled(one, 60), set()
    cursor: Any = pages(one, Asker(fake))[-1].cursor
    old = fake.post(NOW - timedelta(days=4000), 0)
    for day in range(1, 12):
        found = pages(one, Asker(fake, NOW + timedelta(days=day)), cursor)
        heard |= told(fake, found)
        cursor = found[-1].cursor
    assert old in heard
    assert cursor["walks"] == []


@source
def test_ids_are_text_to_the_last_digit(one: Source, tmp_path: Path) -> None:
    fake = one.fake()
    fake.posts[fake.big_id] = NOW
    page = pages(one, Asker(fake))[0]
    rows = staged(landed(tmp_path, page.reading, [page.answer.json()], account_id=one.account.account_id), page.reading)
    assert [row["native_id"] for row in rows] == [fake.big_id]


@source
def test_not_told_is_null_and_none_is_zero(one: Source, tmp_path: Path) -> None:
    fake = one.fake()
    quiet, dumb = fake.post(NOW, 1), fake.post(NOW, 2)
    fake.untold.add(dumb)
    page = pages(one, Asker(fake))[0]
    rows = {row["native_id"]: row for row in staged(landed(tmp_path, page.reading, [page.answer.json()]), page.reading)}
    assert [rows[quiet][count] for count in one.counts] == ["0" for _ in one.counts]
    assert (rows[dumb]["likes"], rows[dumb]["replies"]) == (None, None)


@pytest.mark.parametrize(
    ("one", "profile", "problem"),
    [
        pytest.param(one, *case, id=f"{name}: {wish}")
        for name, one in SOURCES.items()
        for wish, case in one.opt_outs.items()
    ],
)
def test_opt_outs_are_honoured(one: Source, profile: dict[str, Any], problem: type[Problem]) -> None:
    fake = filled(one)
    fake.profile |= profile
    client = Asker(fake)
    with pytest.raises(problem) as caught:
        list(one.module.visit(one.account, {}, client, NOW))
    assert type(caught.value) is problem
    assert not asked(fake, client), "no post was asked for"


@pytest.mark.parametrize(
    ("one", "reply", "problem"),
    [
        pytest.param(one, *case, id=f"{name}: {what}")
        for name, one in SOURCES.items()
        for what, case in one.errors.items()
    ],
)
def test_every_error_body_is_the_right_error_and_never_an_end(
    one: Source, reply: Reply, problem: type[Problem]
) -> None:
    fake = filled(one)
    whole = pages(one, Asker(fake))
    visit = one.module.visit(one.account, {}, Asker(fake), NOW)
    begun = [next(page for page in visit if page.reading)]
    fake.broken = reply
    with pytest.raises(problem) as caught:
        begun += list(visit)
    assert type(caught.value) is problem
    assert str(caught.value).strip()
    fake.broken = None
    assert told(fake, begun + pages(one, Asker(fake), begun[-1].cursor)) == told(fake, whole)


@source
def test_records_that_are_no_objects_neither_stop_the_walk_nor_vanish(one: Source, tmp_path: Path) -> None:
    fake = filled(one)
    page = pages(one, Asker(fake))[0]
    body, number = page.answer.json(), len(fake.ids(page.answer.json()))
    listed(body).extend([None, 5, "x", [], {}])
    rows = staged(landed(tmp_path, page.reading, [body]), page.reading)
    assert len(rows) == number + 5
    assert [row["native_id"] for row in rows[-5:]] == [None] * 5
    assert [row["raw"] for row in rows[-5:]] == ["null", "5", '"x"', "[]", "{}"]


def listed(body: Any) -> list[Any]:
    """The records of a page: the first list in it, however deep."""
    while not isinstance(body, list):
        body = next(value for value in body.values() if isinstance(value, list | dict) and value)
    return body


@pytest.mark.parametrize("one", [pytest.param(one, id=name) for name, one in SOURCES.items() if one.tells_alive])
def test_what_is_still_there_is_told_from_what_is_gone(one: Source) -> None:
    fake = filled(one, 3)
    there, gone = list(fake.posts)[:2]
    del fake.posts[gone]
    assert {native_id: is_there for native_id, is_there, _ in one.module.alive([there, gone], Asker(fake))} == {
        there: True, gone: False
    }  # fmt: skip


@source
def test_the_account_is_learned_as_text(one: Source) -> None:
    page = next(one.module.visit(one.account, {}, Asker(filled(one)), NOW))
    assert page.reading == ""
    assert "walks" not in (page.cursor or {}), "a profile moves no walk"
    assert isinstance(page.learned["native_id"], str)
