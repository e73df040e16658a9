"""The sample is what its story says, as servers of the time would have told it."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter, defaultdict
from urllib.parse import quote

import pytest
import yaml

from sample.platforms import bluesky, hackernews, mastodon, x_ids, youtube
from sample.record import RECORDED, packed, recordings
from sample.story import HERE, MONDAYS, read_story

IDS = {
    "bluesky": bluesky.uri,
    "mastodon": mastodon.uri,
    "hackernews": lambda post: str(hackernews.item_id(post)),
    "x": x_ids.post_id,
    "youtube": youtube.video_id,
    "feeds": lambda post: post.link,
}
LIKES = {"likeCount", "favourites_count", "like_count", "points", "score", "views"}
COUNTS = LIKES | {
    "replyCount", "repostCount", "quoteCount", "bookmarkCount", "replies_count", "reblogs_count", "quotes_count",
    "retweet_count", "reply_count", "quote_count", "bookmark_count", "impression_count", "num_comments", "descendants",
}  # fmt: skip


@pytest.fixture(scope="module")
def story():
    return read_story()


@pytest.fixture(scope="module")
def committed():
    return {path.name: gzip.decompress(path.read_bytes()) for path in sorted(RECORDED.glob("*.jsonl.gz"))}


@pytest.fixture(scope="module")
def exchanges(committed):
    return [json.loads(line) for lines in committed.values() for line in lines.splitlines()]


@pytest.fixture(scope="module")
def written():
    """Every entry of posts/*.yaml, read without the recorder."""
    return [
        told for path in sorted((HERE / "posts").glob("*.yaml")) for told in yaml.safe_load(path.read_text("utf-8"))
    ]


def objects(value):
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from objects(inner)


def seen(exchanges, *marks, until=MONDAYS[-1]):
    """The days of the recordings that hold all the marks."""
    day = until.isoformat().replace("+00:00", "Z")
    return [
        one["asked_at"][:10]
        for one in exchanges
        if one["asked_at"] <= day and all(mark in json.dumps(one, ensure_ascii=False) for mark in marks)
    ]


def test_the_committed_recordings_are_exactly_what_the_story_makes(story, committed):
    made = recordings(story)
    assert list(made) == list(committed)
    for name, lines in made.items():
        # compared unpacked: another zlib may pack the same lines into other bytes
        assert lines == committed[name], f"{name} differs: run python -m sample.record"


def test_recordings_are_the_same_bytes_every_time(committed):
    for name, lines in committed.items():
        assert packed(lines) == packed(lines)
        head = (RECORDED / name).read_bytes()[:10]
        assert head[3] == 0, "no file name in it"
        assert head[4:8] == b"\0\0\0\0", "no time in it"


def test_recordings_are_small():
    sizes = [path.stat().st_size for path in RECORDED.iterdir()]
    assert sum(sizes) < 1_500_000
    assert max(sizes) < 1_000_000


def test_one_address_answers_once_at_one_time(exchanges):
    asked = Counter((one["method"], one["url"], one["asked_at"]) for one in exchanges)
    assert [key for key, times in asked.items() if times > 1] == []


def test_every_post_of_every_file_appears_in_some_recording(story, written, committed):
    everything = b"\n".join(committed.values())
    assert {told["id"] for told in written} <= set(story.posts)
    missing = [
        (told["id"], platform)
        for told in written
        for platform in told["on"]
        if json.dumps(IDS[platform](story.posts[told["id"]]), ensure_ascii=False)[1:-1].encode() not in everything
    ]
    # written on a Tuesday, deleted on the Thursday: nobody who asks on Mondays can have seen it
    assert missing == [("ra-022", "bluesky")]
    assert f"getPosts?uris={quote(bluesky.uri(story.posts['ra-022']), safe='')}".encode() in everything


def test_there_are_some_800_posts_on_five_platforms_and_more_in_two_languages(written):
    assert 750 <= len(written) <= 950
    assert len({told["id"] for told in written}) == len(written)
    assert {platform for told in written for platform in told["on"]} >= {
        "bluesky",
        "mastodon",
        "x",
        "feeds",
        "youtube",
    }
    languages = Counter(told.get("lang") for told in written)
    assert languages["en"] > 100 and languages["es"] > 100


def test_every_kind_of_post_is_there(written):
    kinds = Counter(told["kind"] for told in written)
    assert set(kinds) == {"original", "reply", "repost", "quote", "article", "video", "episode"}
    assert sum(len(told["on"]) > 1 for told in written) > 20
    assert any(told.get("sponsored") for told in written) and any(told.get("cw") for told in written)


def test_a_cross_post_follows_within_forty_minutes(story, written):
    for told in written:
        first, *others = (story.posts[told["id"]].places[platform] for platform in told["on"])
        for other in others:
            assert 2 <= (other - first).total_seconds() / 60 <= 40, told["id"]


def test_an_answer_comes_after_what_it_answers(story):
    for post in story.posts.values():
        for other in filter(None, (post.reply_to, post.quote, post.repost)):
            for platform, at in post.places.items():
                assert at > other.places[other.place_seen_from(platform)], post.post_id


def test_counts_never_fall(exchanges):
    counted = defaultdict(list)
    for one in exchanges:
        host = one["url"].split("/")[2]
        for thing in objects(one.get("json")):
            numbers = thing.get("public_metrics", thing)
            key = thing.get("uri") or thing.get("id") or thing.get("objectID")
            for name in COUNTS & set(numbers) if key else ():
                if numbers[name] is not None:
                    counted[host, str(key), name].append((one["asked_at"], numbers[name]))
        for video, rest in re.findall(r"<yt:videoId>(.+?)<(.+?)</entry>", one.get("text", "")):
            for name, number in re.findall(r'(views|starRating count)="(\d+)"', rest):
                counted[host, video, name].append((one["asked_at"], int(number)))
    assert len(counted) > 3000
    for key, told in counted.items():
        numbers = [number for _, number in sorted(told)]
        assert numbers == sorted(numbers), key
    assert sum(told[-1][1] > told[0][1] for told in map(sorted, counted.values())) > 1000


def test_an_edit_shows_after_its_time_and_not_before(story, exchanges):
    edited = [post for post in story.posts.values() if "edited" in post.told]
    assert {platform for post in edited for platform in post.places} >= {"mastodon", "feeds", "x"}
    for post in edited:
        # a mark of 20 letters where the new wording parts from the old; no quote or dash, which HTML may write otherwise
        old, new = str(post.told["text"]).strip(), post.text(MONDAYS[-1])
        mark = next(part for part in re.findall(r"[\w ,.]{20}", new) if part not in old)
        shown = seen(exchanges, mark)
        assert shown and min(shown) >= post.told["edited"]["at"].strftime("%Y-%m-%d"), post.post_id


@pytest.mark.parametrize(
    ("wording", "first", "last"),
    [
        ("packet capture for a week. You get a thank", "2026-09-28", "2026-09-28"),
        ("Capture on your OWN network only", "2026-10-05", "2026-10-26"),
        ("in none did the price of the machine rise", "2026-09-07", "2026-09-07"),
        ("in one did the price of the machine rise", "2026-09-14", "2026-10-26"),
    ],
)
def test_some_posts_are_heard_in_both_wordings(exchanges, wording, first, last):
    days = seen(exchanges, wording)
    assert (min(days), max(days)) == (first, last)


def test_a_deleted_post_vanishes(story, exchanges):
    deleted = [post for post in story.posts.values() if post.told.get("deleted")]
    assert {platform for post in deleted for platform in post.places} == {"bluesky", "mastodon"}
    for post in deleted:
        gone = post.told["deleted"].strftime("%Y-%m-%d")
        words = json.dumps(post.text(MONDAYS[-1]), ensure_ascii=False)[1:-1]
        assert [day for day in seen(exchanges, words[:60]) if day > gone] == [], post.post_id


def test_the_platforms_tell_that_a_post_is_gone(story, exchanges):
    by_url = {(one["url"], one["asked_at"][:10]): one for one in exchanges}
    lost = story.posts["do-030"]
    host = lost.author.handles["mastodon"].split("@")[1]
    url = f"https://{host}/api/v1/statuses/{mastodon.status_id(lost, host)}"
    assert (by_url[url, "2026-10-05"]["status"], by_url[url, "2026-10-12"]["status"]) == (200, 404)
    lost = story.posts["mv-041"]
    url = f"https://public.api.bsky.app/xrpc/app.bsky.feed.getPosts?uris={quote(bluesky.uri(lost), safe='')}"
    assert len(by_url[url, "2026-10-12"]["json"]["posts"]) == 1
    assert by_url[url, "2026-10-19"]["json"] == {"posts": []}


def test_the_troll_is_there_and_is_answered(exchanges):
    troll = [one for one in exchanges if "grumbleduct" in one["url"]]
    assert troll
    assert seen(exchanges, "control group: people with a brain")


def test_a_bridge_copies_one_person_to_the_fediverse(story, exchanges):
    origin = story.posts["mv-100"]
    statuses = [
        thing for one in exchanges for thing in objects(one.get("json")) if thing.get("uri") == mastodon.uri(origin)
    ]
    assert statuses
    assert mastodon.uri(origin) == f"https://bsky.brid.gy/convert/ap/{bluesky.uri(origin)}"
    assert {status["account"]["acct"] for status in statuses} == {"maravoss.example@bsky.brid.gy"}


def test_facets_count_bytes_and_stand_where_they_say(exchanges):
    found = Counter()
    for one in exchanges:
        for record in objects(one.get("json")):
            for facet in record.get("facets", []):
                text, index = record["text"].encode(), facet["index"]
                shown = text[index["byteStart"] : index["byteEnd"]].decode()
                [feature] = facet["features"]
                kind = feature["$type"].rsplit("#", 1)[1]
                found[kind] += 1
                if kind == "link":
                    assert feature["uri"].split("://", 1)[1].startswith(shown.removesuffix("..."))
                else:
                    assert shown[0] == {"mention": "@", "tag": "#"}[kind]
    assert min(found[kind] for kind in ("link", "mention", "tag")) > 10


def test_x_entities_stand_where_they_say(exchanges):
    found = Counter()
    for one in exchanges:
        for thing in objects(one.get("json")):
            for entities in (
                (thing, thing.get("entities")),
                (thing.get("note_tweet", {}), thing.get("note_tweet", {}).get("entities")),
            ):
                text, told = entities[0].get("text"), entities[1] or {}
                for kind, key, sign in (
                    ("urls", "url", ""),
                    ("mentions", "username", "@"),
                    ("hashtags", "tag", "#"),
                ):
                    for entity in told.get(kind, []):
                        found[kind] += 1
                        assert text[entity["start"] : entity["end"]] == sign + entity[key]
            found["long"] += "note_tweet" in thing
            found["edited"] += len(thing.get("edit_history_tweet_ids", [])) > 1
    assert min(found[kind] for kind in ("urls", "mentions", "hashtags", "long", "edited")) > 0


def test_pages_are_short_and_lead_on(exchanges):
    feeds = [one for one in exchanges if "getAuthorFeed" in one["url"]]
    assert max(len(one["json"]["feed"]) for one in feeds) == 30
    assert sum("cursor" in one["json"] for one in feeds) > 5
    assert any('rel="next"' in one["headers"].get("link", "") for one in exchanges)
    assert any(one["json"].get("meta", {}).get("next_token") for one in exchanges if "api.x.com" in one["url"])


def test_ids_are_text_beyond_what_a_number_holds(exchanges):
    for one in exchanges:
        if "/statuses" in one["url"] or "api.x.com" in one["url"]:
            for thing in objects(one.get("json")):
                if "id" in thing:
                    assert isinstance(thing["id"], str) and int(thing["id"]) > 2**53
