"""Further accounts are proposed from what a person's own accounts say, with evidence; nothing is linked by a guess."""

from __future__ import annotations

import hashlib
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.elsewhere import account_at
from sql.functions.url_scalar import url_key
from tests.advised import NOW, Advised, config_of, decision, opened
from transforms.advice import evidence, proposals
from transforms.advice.said import Named, Page, Person

AT = datetime(2026, 10, 4, 5)  # noqa: DTZ001 - as the warehouse keeps it


@pytest.fixture(scope="module")
def opened_once():
    with opened() as world:
        yield world


@pytest.fixture
def world(opened_once):
    for table in ("core.influencers", "core.accounts", "core.profile_links", "core.account_pages", "core.page_claims",
                  "ops.suppressions"):  # fmt: skip
        opened_once.con.execute(f"delete from {table}")
    opened_once.person("ana", platforms=("bluesky", "x"))
    return opened_once


def says(world: Advised, account_id: str, **told: str) -> None:
    for column, words in told.items():
        world.con.execute(
            f"update core.accounts set {column} = $words where account_id = $id", {"words": words, "id": account_id}
        )


def proposed(world: Advised, **changes) -> dict[str, dict]:
    proposals.propose(world.con, config_of(**changes), NOW)
    return {f"{row['platform']}:{row['handle']}": row for row in world.rows("from marts.account_proposals")}


def test_a_handle_that_is_a_domain_proves_the_domain(world):
    row = proposed(world)["feeds:https://ana.example.com/"]
    assert (row["influencer_id"], float(row["score"])) == ("ana", 1.0)
    assert "is that domain" in row["evidence"]
    assert row["csv_row"].startswith("ana,feeds,https://ana.example.com/,")


def test_a_name_given_away_by_a_service_proves_nothing(world):
    says(world, "bluesky:ana.example.com", handle_now="ana.bsky.social")
    assert proposed(world) == {}


def test_what_a_profile_names_is_their_word_and_two_are_more(world):
    says(
        world,
        "bluesky:ana.example.com",
        handle_now="ana.bsky.social",
        description="Also @ana@social.example. https://youtu.be/abc",
    )
    one = proposed(world)
    assert {name: float(row["score"]) for name, row in one.items()} == {"mastodon:ana@social.example": 0.6}
    says(world, "x:ana", website="https://social.example/@ana")
    two = proposed(world)["mastodon:ana@social.example"]
    assert (float(two["score"]), two["evidence_account_ids"]) == (0.7, ["bluesky:ana.example.com", "x:ana"])


def test_what_is_listed_is_not_proposed_and_what_is_anothers_says_so(world):
    world.person("ben", platforms=("mastodon",))
    world.account("mastodon", "ana@social.example", "ana")
    world.account("mastodon", "ben@social.example", "ben")
    says(
        world,
        "bluesky:ana.example.com",
        handle_now="a.bsky.social",
        description="@ana@social.example and @ben@social.example",
    )
    found = proposed(world)
    assert set(found) == {"mastodon:ben@social.example"}
    assert found["mastodon:ben@social.example"]["held_by_influencer_id"] == "ben"
    assert "listed as ben's" in found["mastodon:ben@social.example"]["reason"]


def test_never_and_no_are_kept(world):
    (row,) = proposed(world).values()
    assert proposed(world, decisions=(decision(row["recommendation_id"], "never", NOW.date()),)) == {}


def test_a_profile_on_a_list_only_platform_is_not_read(world):
    says(world, "bluesky:ana.example.com", handle_now="a.bsky.social")
    says(world, "x:ana", website="https://ana.example.org")
    assert set(proposed(world)) == {"feeds:https://ana.example.org/"}
    assert proposed(world, uses={"bluesky": "individual", "x": "list only"}) == {}


def test_a_mirror_made_by_a_bridge_is_left_out(world):
    says(world, "bluesky:ana.example.com", handle_now="a.bsky.social", website="https://fed.brid.gy/bsky/ana")
    assert proposed(world) == {}


SITE, FEDI = "https://ana.example.org/", "https://social.example/@ana_art"


@pytest.fixture
def plain(world):
    """Ana, whose handle proves nothing, and whose Mastodon account is listed."""
    says(world, "bluesky:ana.example.com", handle_now="ana.bsky.social")
    world.account("mastodon", "ana@social.example", "ana")
    return world


def shows(world, account_id, url, *, verified_at=None):
    world.insert("core.profile_links", account_id=account_id, url=url, position=1, is_verified=verified_at is not None,
                 verified_at=verified_at, told_at=AT)  # fmt: skip


def claims(world, url, *named, account_id="bluesky:ana.example.com", led_to=None, failures=0, method="rel=me"):
    """A page was read for an account, and names these; a pair is (address, method)."""
    page_id = url_key(url)
    world.insert("core.account_pages", account_id=account_id, page_id=page_id, page_url=url, resolved_url=led_to or url,
                 failure="answered 503" if failures else None, failures=failures, looked_at=AT, due_at=AT)  # fmt: skip
    for one in named:
        claimed, how = one if isinstance(one, tuple) else (one, method)
        world.insert(
            "core.page_claims", account_id=account_id, page_id=page_id, claimed=claimed, method=how, told_at=AT
        )


def scores(found):
    return {name: (float(row["score"]), row["method"]) for name, row in found.items()}


BLUESKY = "https://bsky.app/profile/ana.example.com"


def test_a_verified_field_proves_the_page_and_says_since_when(plain):
    shows(plain, "mastodon:ana@social.example", SITE, verified_at=datetime(2026, 3, 1))
    row = proposed(plain)["feeds:https://ana.example.org/"]
    assert (float(row["score"]), row["method"], row["told_at"]) == (1.0, "verified field", AT)
    assert "its server has seen that the page links back (2026-03-01)" in row["evidence"]
    assert "its server has seen" in row["csv_row"] and row["evidence_account_ids"] == ["mastodon:ana@social.example"]


def test_a_verified_page_that_does_not_link_back_any_more_is_only_named(plain):
    shows(plain, "mastodon:ana@social.example", SITE, verified_at=datetime(2026, 3, 1))
    claims(plain, SITE, FEDI, account_id="mastodon:ana@social.example")
    row = proposed(plain)["feeds:https://ana.example.org/"]
    assert (float(row["score"]), row["method"]) == (0.6, "profile link")
    assert "but on 2026-10-04 it did not" in row["evidence"]


def test_a_page_that_names_them_back_is_mutual_and_proven_where_both_say_rel_me(plain):
    says(plain, "bluesky:ana.example.com", website=SITE)
    claims(plain, SITE, (BLUESKY, "link"))
    row = proposed(plain)["feeds:https://ana.example.org/"]
    assert (float(row["score"]), row["method"]) == (0.9, "mutual links")
    assert "names it as its website, and it links to them in turn" in row["evidence"]
    shows(plain, "mastodon:ana@social.example", SITE)
    claims(plain, SITE, "https://social.example/@ana", account_id="mastodon:ana@social.example")
    assert scores(proposed(plain)) == {"feeds:https://ana.example.org/": (1.0, "reciprocal rel=me")}


def test_whom_a_page_of_theirs_names_is_proposed_and_proven_where_it_names_the_page_back(plain):
    shows(plain, "mastodon:ana@social.example", SITE, verified_at=datetime(2026, 3, 1))
    claims(plain, SITE, "https://social.example/@ana", FEDI, ("https://www.youtube.com/@ana", "sameAs"),
           account_id="mastodon:ana@social.example")  # fmt: skip
    one_way = scores(proposed(plain))
    assert one_way["mastodon:ana_art@social.example"] == one_way["youtube:@ana"] == (0.6, "page link")
    claims(plain, FEDI, SITE, account_id="mastodon:ana@social.example")
    row = proposed(plain)["mastodon:ana_art@social.example"]
    assert (float(row["score"]), row["method"]) == (1.0, "reciprocal rel=me")
    assert row["evidence_urls"] == [SITE, FEDI] and row["told_at"] == AT
    assert row["evidence"].startswith(f"{SITE} (a field in the profile of mastodon:ana@social.example names it")
    assert row["evidence"].endswith("names it by rel=me, and it names them by rel=me in turn")


@pytest.mark.parametrize(
    ("back", "score"),
    [
        ((SITE, "link"), 0.9),
        ((SITE, "sameAs"), 0.9),
        ((BLUESKY, "rel=me"), 1.0),
        (("https://other.example/", "rel=me"), 0.6),
    ],
)
def test_the_answer_of_the_named_decides_between_mutual_and_one_way(plain, back, score):
    shows(plain, "mastodon:ana@social.example", SITE, verified_at=datetime(2026, 3, 1))
    claims(plain, SITE, "https://social.example/@ana", FEDI, account_id="mastodon:ana@social.example")
    claims(plain, FEDI, back, account_id="mastodon:ana@social.example")
    assert float(proposed(plain)["mastodon:ana_art@social.example"]["score"]) == score


def test_a_page_is_no_stronger_than_what_makes_it_theirs(plain):
    says(plain, "bluesky:ana.example.com", website=SITE)
    claims(plain, SITE, (BLUESKY, "link"), FEDI)
    claims(plain, FEDI, SITE)
    assert scores(proposed(plain))["mastodon:ana_art@social.example"] == (0.9, "mutual links")


def test_a_page_of_a_stranger_proposes_nobody(plain):
    says(plain, "bluesky:ana.example.com", website=SITE)
    claims(plain, SITE, FEDI, "https://x.com/other")
    claims(plain, FEDI, SITE)
    assert set(proposed(plain)) == {"feeds:https://ana.example.org/"}


def test_a_page_that_was_named_once_and_is_no_longer_proposes_nobody(plain):
    claims(plain, SITE, BLUESKY, FEDI)
    assert proposed(plain) == {}


def test_a_domain_that_leads_to_another_site_by_now_must_know_them(plain):
    shows(plain, "mastodon:ana@social.example", SITE, verified_at=datetime(2026, 3, 1))
    claims(plain, SITE, FEDI, account_id="mastodon:ana@social.example", led_to="https://casino.example/")
    assert set(proposed(plain)) == {"feeds:https://ana.example.org/"}
    plain.insert("core.page_claims", account_id="mastodon:ana@social.example", page_id=url_key(SITE), claimed=BLUESKY,
                 method="rel=me", told_at=AT)  # fmt: skip
    assert "mastodon:ana_art@social.example" in proposed(plain)


@pytest.mark.parametrize(
    "crowd",
    [
        [f"https://social.example/@{name}" for name in ("bo", "cy", "di")],
        ["https://social.example/@ben"],
    ],
    ids=["three of one platform", "somebody else on the list"],
)
def test_a_page_of_several_people_proposes_nobody(plain, crowd):
    plain.person("ben", platforms=())
    plain.account("mastodon", "ben@social.example", "ben")
    shows(plain, "mastodon:ana@social.example", SITE, verified_at=datetime(2026, 3, 1))
    claims(
        plain,
        SITE,
        "https://social.example/@ana",
        "https://x.com/ana_x",
        *crowd,
        account_id="mastodon:ana@social.example",
    )
    assert set(proposed(plain)) == {"feeds:https://ana.example.org/"}


def test_a_team_page_that_knows_two_of_the_list_is_nobodys(plain):
    plain.person("ben", platforms=())
    plain.account("mastodon", "ben@social.example", "ben")
    for name in ("ana", "ben"):
        shows(plain, f"mastodon:{name}@social.example", SITE, verified_at=datetime(2026, 3, 1))
        claims(plain, SITE, "https://social.example/@ana", (BLUESKY, "link"), "https://x.com/team",
               "https://social.example/@ben", account_id=f"mastodon:{name}@social.example")  # fmt: skip
    assert proposed(plain) == {}


def test_a_page_of_somebody_else_is_not_theirs_because_they_name_it(plain):
    plain.person("ben", platforms=())
    plain.account("mastodon", "ben@social.example", "ben")
    shows(plain, "mastodon:ben@social.example", SITE, verified_at=datetime(2026, 3, 1))
    claims(plain, SITE, "https://social.example/@ben", "https://x.com/ben", account_id="mastodon:ben@social.example")
    says(plain, "bluesky:ana.example.com", website=SITE)
    assert {(row["influencer_id"], name) for name, row in proposed(plain).items()} == {
        ("ben", "feeds:https://ana.example.org/"), ("ben", "x:ben"),
    }  # fmt: skip


def test_mere_links_count_on_a_page_of_links_that_is_theirs_and_never_on_that_of_another(plain):
    tree = "https://linktr.ee/ana"
    says(plain, "bluesky:ana.example.com", website=tree)
    claims(plain, tree, (FEDI, "link"), ("https://x.com/ana_x", "link"))
    assert proposed(plain) == {}, "it does not know her, so it may be anybody's; and it is no account itself"
    plain.insert("core.page_claims", account_id="bluesky:ana.example.com", page_id=url_key(tree), claimed=BLUESKY,
                 method="link", told_at=AT)  # fmt: skip
    assert scores(proposed(plain)) == dict.fromkeys(["mastodon:ana_art@social.example", "x:ana_x"], (0.6, "page link"))


def test_a_mere_link_back_from_a_page_that_links_to_many_says_nothing(plain):
    says(plain, "bluesky:ana.example.com", website=SITE)
    many = [(f"https://bsky.app/profile/{name}.example.com", "link") for name in ("bo", "cy")]
    claims(plain, SITE, (BLUESKY, "link"), *many, FEDI)
    assert scores(proposed(plain)) == {"feeds:https://ana.example.org/": (0.6, "profile link")}


def test_claims_of_a_page_that_cannot_be_reached_are_believed_for_a_while(plain):
    shows(plain, "mastodon:ana@social.example", SITE, verified_at=datetime(2026, 3, 1))
    claims(plain, SITE, "https://social.example/@ana", FEDI, account_id="mastodon:ana@social.example", failures=3)
    assert "mastodon:ana_art@social.example" in proposed(plain)
    plain.con.execute("update core.account_pages set failures = 4")
    assert "mastodon:ana_art@social.example" not in proposed(plain)


def test_equal_handles_alone_propose_nobody(plain):
    plain.account("youtube", "@ana", None)
    plain.account("mastodon", "ana@other.example", None)
    assert proposed(plain) == {}


def test_whoever_was_erased_on_request_is_not_proposed(plain):
    says(plain, "bluesky:ana.example.com", description=f"{FEDI} and {SITE}")
    assert len(proposed(plain)) == 2
    plain.insert("ops.suppressions", subject="name", platform="mastodon", erased_at=AT,
                 id_hash=hashlib.sha256(b"mastodon:mastodon:ana_art@social.example").hexdigest())  # fmt: skip
    assert set(proposed(plain)) == {"feeds:https://ana.example.org/"}


def test_mirrors_are_told_as_mirrors_of_the_account_they_copy(plain):
    says(plain, "x:ana", description="Also @ana.example.com@bsky.brid.gy, and @ben.example.com@bsky.brid.gy")
    claims(plain, SITE, "https://bsky.app/profile/ana.social.example.ap.brid.gy")
    assert proposed(plain) == {}
    assert [tuple(row.values()) for row in plain.rows("from marts.account_mirrors order by all")] == [
        ("ana", "bluesky", "ana.social.example.ap.brid.gy", "mastodon:ana@social.example", SITE),
        ("ana", "mastodon", "ana.example.com@bsky.brid.gy", "bluesky:ana.example.com", "x:ana"),
    ]


NAMES = st.sampled_from(["https://x.com/ana_x", FEDI, BLUESKY, "https://social.example/@ana", SITE, "https://social.example/@ben",
                         "https://linktr.ee/ana", "https://ana.example.net/", "@ana@there.example", "http://["])  # fmt: skip
PAGES = st.dictionaries(st.sampled_from([SITE, FEDI, "https://linktr.ee/ana", "https://ana.example.net/"]),
                        st.dictionaries(NAMES, st.sampled_from(["rel=me", "sameAs", "link", "fediverse:creator"]), max_size=5),
                        max_size=4)  # fmt: skip


@given(
    PAGES, st.lists(st.tuples(NAMES, st.sampled_from(["website", "field", "description"]), st.booleans()), max_size=4)
)
def test_whatever_pages_say_no_account_is_proposed_that_nothing_of_theirs_names(pages, named):
    account = {
        "account_id": "mastodon:ana@social.example",
        "platform": "mastodon",
        "handle": "ana@social.example",
        "url": None,
    }
    person = Person("ana", {account["account_id"], "bluesky:ana.example.com"}, {account["account_id"]})
    person.named = [
        Named(address, how, account, is_verified and how == "field", None, AT) for address, how, is_verified in named
    ]
    for url, told in pages.items():
        person.pages[url_key(url)] = Page(
            url_key(url), url, url, AT, [(one, how, account_at(one)) for one, how in told.items()]
        )
    found = list(proposals.proposals([person], evidence.claims([person], {"mastodon:ben@social.example": "ben"})))
    own = {one.page_id for one in person.named}
    said = {one.account.account_id for one in person.named if one.account}
    said |= {
        one.account_id for url, told in pages.items() if url_key(url) in own for one in map(account_at, told) if one
    }
    assert {row["account_id"] for row in found} <= said - person.known
    assert len({row["account_id"] for row in found}) == len(found)
    for row in found:
        assert row["score"] in (evidence.PROVEN, evidence.MUTUAL, evidence.SEVERAL, evidence.ONE)
        assert row["evidence"] and row["method"] and row["evidence_account_ids"] == [account["account_id"]]
