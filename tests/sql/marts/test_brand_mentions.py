"""Who on the list names the brand, and who its competitors; and which pieces the brand has to offer."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.advised import BRAND, Advised, opened

NORRVARM = SimpleNamespace(
    name="Norrvarm",
    also_called=("NV Heat",),
    accounts=(SimpleNamespace(platform="bluesky", handle="norrvarm.example"),),
)
NAMES = "select post_id, named, how, words, influencer_id from marts.brand_mentions order by post_id, named"


@pytest.fixture
def world():
    with opened() as world:
        world.brand()
        world.person("ana", platforms=("bluesky", "x"))
        yield world


def ways(world: Advised, **changes) -> dict[tuple[str, str], tuple[str, str | None]]:
    world.advise(**changes)
    return {(row["post_id"], row["named"]): (row["how"], row["influencer_id"]) for row in world.rows(NAMES)}


def test_every_way_to_name_the_brand_is_told(world):
    own = world.post(f"bluesky:{BRAND}", hours=30)
    reply = world.answer("bluesky:ana.example.com", own)
    quote = world.post("bluesky:ana.example.com", "Look", quotes_of=own)
    repost = world.post("bluesky:ana.example.com", reposts=own)
    mention = world.mention(world.post("bluesky:ana.example.com", "Ask them"), BRAND)
    typed = world.post("bluesky:ana.example.com", f"What says @{BRAND}?")
    by_name = world.post("bluesky:ana.example.com", "The halden heat boxes are loud")
    world.post("bluesky:ana.example.com", "Haldenheating is another word")
    found = ways(world)
    assert found == {
        (reply, "Halden Heat"): ("reply", "ana"), (quote, "Halden Heat"): ("quote", "ana"),
        (repost, "Halden Heat"): ("repost", "ana"), (mention, "Halden Heat"): ("mention", "ana"),
        (typed, "Halden Heat"): ("mention", "ana"), (by_name, "Halden Heat"): ("text", "ana"),
    }  # fmt: skip


def test_competitors_are_counted_beside_the_brand(world):
    both = world.post("bluesky:ana.example.com", "Halden Heat or NV Heat?")
    account = world.mention(world.post("bluesky:ana.example.com", "Hm"), "norrvarm.example")
    assert ways(world, competitors=(NORRVARM,)) == {
        (both, "Halden Heat"): ("text", "ana"), (both, "Norrvarm"): ("text", "ana"),
        (account, "Norrvarm"): ("mention", "ana"),
    }  # fmt: skip


def test_a_list_only_mention_names_nobody(world):
    post = world.post("x:ana", "Halden Heat again")
    assert ways(world, uses={"bluesky": "individual", "x": "list only"}) == {(post, "Halden Heat"): ("text", None)}


def test_whoever_opted_out_or_left_the_list_is_not_counted(world):
    world.person("ben")
    world.post("bluesky:ben.example.com", "Halden Heat is fine")
    world.con.execute("update core.influencers set is_opted_out = true where influencer_id = 'ben'")
    assert ways(world) == {}


def test_a_servers_own_id_does_not_hide_who_is_named(world):
    world.brand("mastodon", "halden@social.example")
    world.account("mastodon", "ana@other.example", "ana")
    post = world.mention(
        world.post("mastodon:ana@other.example", "Hello"), "halden@social.example", "id-of-that-server"
    )
    assert ways(world) == {(post, "Halden Heat"): ("mention", "ana")}


def test_the_brands_pieces_are_those_of_its_feeds_each_once_with_its_faults(world):
    feed = world.brand("feeds", "https://halden.example/feed.xml")
    whole = world.post(
        feed, "Forty gardens, measured", 200, kind="article", title="Field notes", url="https://halden.example/notes"
    )
    world.insert("core.post_media", post_id=whole, position=1, kind="image", url="https://halden.example/n.png")
    world.post(
        feed, "The same", 100, kind="article", title="Field notes", url="https://halden.example/notes?utm_source=feed"
    )
    world.post(feed, " ", 50, kind="article", url="https://halden.example/bare")
    world.post(f"bluesky:{BRAND}", "Not a piece")
    world.advise(content_feeds=(SimpleNamespace(account_id=feed, offer="report"),))
    items = world.rows("select post_id, title, form, offer, faults from core.content_items order by published_at")
    assert [(item["post_id"] == whole, item["offer"], item["faults"]) for item in items] == [
        (True, "report", []), (False, "report", ["no title", "no picture", "no summary"]),
    ]  # fmt: skip


def test_what_the_link_step_found_of_a_page_is_a_fault_of_the_piece(world):
    feed = world.brand("feeds", "https://halden.example/feed.xml")
    for name in ("read", "lost"):
        world.post(feed, "Words", 100, kind="article", title=name, url=f"https://halden.example/{name}")
        world.post(f"bluesky:{BRAND}", "Look", 99, links=(f"https://halden.example/{name}",))
    world.con.execute("update core.links set faults = ['no image', 'slow'] where ends_with(link_id, '/read')")
    world.con.execute("update core.links set failure = '404' where ends_with(link_id, '/lost')")
    world.advise(content_feeds=(SimpleNamespace(account_id=feed, offer="article"),))
    found = {row["title"]: row["faults"] for row in world.rows("from core.content_items")}
    assert found == {"read": ["no image", "slow"], "lost": ["no picture", "page not found"]}


def test_pieces_may_come_from_a_csv_of_the_brands_own(world):
    feed = world.brand("feeds", "https://halden.example/feed.xml")
    archive = world.brand("archive", "pieces.csv")
    piece = world.post(
        archive, "From the CSV", 100, kind="article", title="A report", url="https://halden.example/report"
    )
    world.post(archive, "Only a post", 100)
    world.advise(content_feeds=(SimpleNamespace(account_id=feed, offer="report"),))
    assert [row["post_id"] for row in world.rows("from core.content_items")] == [piece]


def test_made_twice_the_rows_are_the_same(world):
    world.post("bluesky:ana.example.com", "Halden Heat or NV Heat?")
    assert ways(world, competitors=(NORRVARM,)) == ways(world, competitors=(NORRVARM,))
