"""Each known export, small and invented: what the file says -> the row that core will read."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ingest.landing import Landing
from ingest.sources import Account, archive
from tests.landed import staged

AS_OF = datetime(2026, 10, 1, tzinfo=UTC)
CONSENT = "supplied_by: Ana\nconsent_basis: her e-mail\nobtained_at: 2026-03-31\n"


def rows(tmp_path: Path, place: Path, more: str = "") -> list[dict[str, Any]]:
    """Visit an export with a map beside it, land its pages, and stage them."""
    Path(f"{place}.map.yaml").write_text(CONSENT + more)
    account, landing = Account(f"archive:{place}", "archive", str(place)), Landing(tmp_path / "landing")
    pages = archive.visit(account, {}, SimpleNamespace(as_of=AS_OF), AS_OF)
    return staged([landing.land("run", account, number, page) for number, page in enumerate(pages)], "archive")


def has(row: dict[str, Any], **expected: Any) -> None:
    assert {name: row[name] for name in expected} == expected


TWEET = {
    "id_str": "1212215752218025985", "created_at": "Wed Oct 10 20:19:24 +0000 2018", "full_text": "Ink &amp; paper https://t.co/x",
    "lang": "en", "favorite_count": "5", "retweet_count": "0",
    "entities": {
        "urls": [{"url": "https://t.co/x", "expanded_url": "https://paper.example/a"}], "hashtags": [{"text": "Ink"}],
        "user_mentions": [{"screen_name": "ben", "id_str": "77"}], "media": [{"media_url_https": "https://p.example/1.jpg", "type": "photo"}],
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "owner"),
    [
        (
            "data/tweets.js",
            'window.YTD.tweets.part0 = [{"tweet": %s}]',
            'window.YTD.account.part0 = [{"account": {"username": "Ana"}}]',
        ),
        ("tweet.js", "window.YTD.tweet.part0 = [%s]", 'window.YTD.account.part0 = [{"account": {"username": "Ana"}}]'),
    ],
)
def test_x_archive_since_2019(tmp_path: Path, name: str, content: str, owner: str) -> None:
    place = tmp_path / "x.zip"
    with zipfile.ZipFile(place, "w") as file:
        file.writestr(name, content % json.dumps(TWEET))
        file.writestr("data/deleted-tweets.js", "window.YTD.deleted_tweets.part0 = [{}]")
        file.writestr(name.replace("tweets.js", "account.js").replace("tweet.js", "account.js"), owner)
    (row,) = rows(tmp_path, place)
    has(
        row, platform="x", account_id="x:ana", native_id="1212215752218025985", kind="original", text="Ink & paper https://t.co/x",
        created_at="2018-10-10T20:19:24.000000Z", likes="5", reposts="0", replies=None, language="en", hashtags=["Ink"],
        asked_at="2026-03-31T00:00:00Z", fault=None, withheld=None,
    )  # fmt: skip
    assert [link["url"] for link in row["links"]] == ["https://paper.example/a"]
    assert [(one["native_id"], one["handle"]) for one in row["mentions"]] == [("77", "ben")]
    assert [(one["kind"], one["url"]) for one in row["media"]] == [("image", "https://p.example/1.jpg")]


def test_x_archive_tells_replies_and_reposts_and_whose(tmp_path: Path) -> None:
    reply = TWEET | {
        "id_str": "2",
        "in_reply_to_status_id_str": "1",
        "in_reply_to_screen_name": "ben",
        "in_reply_to_user_id_str": "77",
    }
    repost = TWEET | {"id_str": "3", "full_text": "RT @ben: a word"}
    place = tmp_path / "tweets.js"
    place.write_text("window.YTD.tweets.part0 = " + json.dumps([{"tweet": reply}, {"tweet": repost}]))
    first, second = rows(tmp_path, place, "fields: {author: {is: '@Ana'}}\n")
    has(first, kind="reply")
    has(first["refs"][0], relation="replied_to", native_id="1", author_native_id="77", author_handle="ben")
    has(second, kind="repost", text=None, likes=None, reposts=None)
    has(second["refs"][0], relation="reposted", author_handle="ben", text="a word")


def test_x_archive_until_2018(tmp_path: Path) -> None:
    (tmp_path / "x/data/js/tweets").mkdir(parents=True)
    tweet = {
        "id": 9007199254740993,
        "id_str": "9007199254740993",
        "text": "Ink",
        "created_at": "2012-01-31 23:59:59 +0000",
        "user": {"screen_name": "Ana"},
        "entities": {"urls": []},
    }
    (tmp_path / "x/data/js/tweets/2012_01.js").write_text("Grailbird.data.tweets_2012_01 = \n" + json.dumps([tweet]))
    (row,) = rows(tmp_path, tmp_path / "x")
    has(
        row,
        account_id="x:ana",
        native_id="9007199254740993",
        created_at="2012-01-31T23:59:59.000000Z",
        likes=None,
        links=[],
    )


def test_x_tweets_csv(tmp_path: Path) -> None:
    place = tmp_path / "tweets.csv"
    place.write_text(
        '"tweet_id","in_reply_to_status_id","in_reply_to_user_id","timestamp","source","text","retweeted_status_id","retweeted_status_user_id","retweeted_status_timestamp","expanded_urls"\n'
        '"42","","","2012-01-31 23:59:59 +0000","web","Ink","","","","https://a.example/1,https://b.example/2"\n'
        '"43","","","2012-01-31 23:59:59 +0000","web","RT @ben: hi","7","77","2012-01-01 00:00:00 +0000",""\n'
    )
    first, second = rows(tmp_path, place, "fields: {author: {is: '@Ana'}}\n")
    has(first, native_id="42", account_id="x:ana", kind="original")
    assert [link["url"] for link in first["links"]] == ["https://a.example/1", "https://b.example/2"]
    has(second, kind="repost")
    has(second["refs"][0], relation="reposted", native_id="7", author_handle="ben")


def test_linkedin_shares_joins_its_lines_and_keeps_what_is_not_public_out(tmp_path: Path) -> None:
    place = tmp_path / "Shares.csv"
    place.write_text(
        "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"
        '2025-07-01 14:33:22,https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A7345821826846990338,"One.""\n""""\n""Two.","https://a.example/","",MEMBER_NETWORK\n'
        "2025-07-01 14:33:22,https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A7345821826846990339,Secret,,,CONNECTIONS\n"
    )
    first, second = rows(tmp_path, place, "fields: {author: {is: in/ana}}\n")
    has(
        first,
        account_id="linkedin:in/ana",
        native_id="urn:li:share:7345821826846990338",
        text="One.\n\nTwo.",
        visibility="public",
        withheld=None,
    )
    assert [link["url"] for link in first["links"]] == ["https://a.example/"]
    assert "CONNECTIONS" in second["withheld"]


def test_instagram_posts_repair_their_letters(tmp_path: Path) -> None:
    place = tmp_path / "posts_1.json"
    place.write_text(
        json.dumps(
            [
                {
                    "media": [
                        {
                            "uri": "media/posts/1.jpg",
                            "creation_timestamp": 1596243600,
                            "title": "Caf\u00c3\u00a9 \u00f0\u009f\u00a6\u0089 \u00e9",
                        }
                    ]
                }
            ]
        )
    )
    (row,) = rows(tmp_path, place, "fields: {author: {is: '@Ana'}}\n")
    has(row, account_id="instagram:ana", text="Café 🦉 é", created_at="2020-08-01T01:00:00.000000Z")
    assert len(row["native_id"]) == 32 and row["native_id"] in row["raw"]
    assert [(one["kind"], one["url"]) for one in row["media"]] == [("image", "media/posts/1.jpg")]


def test_instagram_media_json(tmp_path: Path) -> None:
    place = tmp_path / "media.json"
    one = {"caption": "Ink", "taken_at": "2019-01-02T03:04:05", "path": "photos/1.jpg"}
    place.write_text(json.dumps({"photos": [one], "profile": [one], "videos": [one | {"path": "videos/2.mp4"}]}))
    told = rows(tmp_path, place, "fields: {author: {is: '@Ana'}}\n")
    assert [(row["native_id"], row["media"][0]["kind"]) for row in told] == [
        ("photos/1.jpg", "image"),
        ("videos/2.mp4", "video"),
    ]


def test_facebook_posts(tmp_path: Path) -> None:
    place = tmp_path / "your_posts_1.json"
    place.write_text(json.dumps([
        {"timestamp": 1596243600, "data": [{"post": "Caf\u00c3\u00a9"}], "title": "Ana updated her status.",
         "attachments": [{"data": [{"external_context": {"url": "https://a.example/", "name": "A"}}]}]},
        {"timestamp": 1596243600, "data": [{"post": "Another at the same second"}]},
    ]))  # fmt: skip
    first, second = rows(tmp_path, place, "fields: {author: {is: ana.diaz}}\n")
    has(first, account_id="facebook:ana.diaz", text="Café", created_at="2020-08-01T01:00:00.000000Z")
    assert [link["url"] for link in first["links"]] == ["https://a.example/"]
    assert first["native_id"] != second["native_id"]


def test_mastodon_outbox(tmp_path: Path) -> None:
    public, me = "https://www.w3.org/ns/activitystreams#Public", "https://social.example/users/ana"
    note = {
        "id": f"{me}/statuses/1", "type": "Note", "content": "<p>Ink &amp; paper</p>", "published": "2022-11-12T23:53:12Z", "url": "https://social.example/@ana/1",
        "summary": "cw", "inReplyTo": None, "contentMap": {"en": "x"}, "tag": [{"type": "Hashtag", "name": "#Ink"}, {"type": "Mention", "name": "@ben@other.example", "href": "https://other.example/users/ben"}],
        "attachment": [{"mediaType": "image/jpeg", "url": "https://f.example/1.jpg", "name": "a bird"}],
    }  # fmt: skip
    create = {
        "id": f"{me}/statuses/1/activity",
        "type": "Create",
        "actor": me,
        "published": "2022-11-12T23:53:12Z",
        "to": [public],
        "cc": [],
        "object": note,
    }
    announce = {
        "id": f"{me}/statuses/2/activity",
        "type": "Announce",
        "actor": me,
        "published": "2022-11-13T00:00:00Z",
        "to": public,
        "cc": [],
        "object": "https://other.example/users/ben/statuses/9",
    }
    private = create | {"to": [f"{me}/followers"], "object": note | {"id": f"{me}/statuses/3"}}
    unlisted = private | {"cc": [public], "object": note | {"id": f"{me}/statuses/4"}}
    place = tmp_path / "outbox.json"
    place.write_text(
        json.dumps(
            {"type": "OrderedCollection", "totalItems": 4, "orderedItems": [create, announce, private, unlisted]}
        )
    )
    first, boost, hidden, quiet = rows(tmp_path, place)
    has(
        first, account_id="mastodon:ana@social.example", native_id=f"{me}/statuses/1", text="Ink & paper", kind="original",
        content_warning="cw", language="en", hashtags=["Ink"], visibility="public", likes=None,
    )  # fmt: skip
    assert [(one["kind"], one["alt"]) for one in first["media"]] == [("image", "a bird")]
    assert [one["handle"] for one in first["mentions"]] == ["ben@other.example"]
    has(boost, kind="repost", native_id=f"{me}/statuses/2/activity", text=None, html=None)
    has(boost["refs"][0], relation="reposted", native_id="https://other.example/users/ben/statuses/9")
    assert hidden["withheld"] and not quiet["withheld"]
    has(quiet, visibility="unlisted")


def test_counts_taken_at_several_times_and_explained_by_another_file(tmp_path: Path) -> None:
    (tmp_path / "videos.csv").write_text("id,title,channel\nv1,Ink,UCabcdefghijklmnopqrstuv\n")
    place = tmp_path / "measures.csv"
    place.write_text('video,counted,views\nv1,2015-09-28 15:30:32,"1,200"\nv1,2015-09-29 15:30:32,0\n')
    told = rows(tmp_path, place, (
        "platform: youtube\nthousands: ','\ntimes: {format: ['%Y-%m-%d %H:%M:%S'], zone: UTC}\n"
        "joins: [{name: video, file: videos.csv, on: video, key: id}]\n"
        "fields: {native_id: video, author: video.channel, title: video.title, kind: {is: video}, counted_at: counted, views: views}\n"
    ))  # fmt: skip
    assert [(row["asked_at"][:10], row["views"], row["title"]) for row in told] == [
        ("2015-09-28", "1200", "Ink"),
        ("2015-09-29", "0", "Ink"),
    ]


def test_rows_that_are_arrays_take_their_names_and_tags_from_other_files(tmp_path: Path) -> None:
    (tmp_path / "marks.metadata.json").write_text('{"columns": ["id", "link", "via", "said"]}')
    (tmp_path / "tags.csv").write_text("mark,tag\n1,ink\n1,paper\n")
    place = tmp_path / "marks.ndjson"
    place.write_text(
        '[1, "https://a.example/", "https://b.example/", "Good"]\n[2, "https://c.example/", null, "Also"]\n[3]\n'
    )
    told = rows(tmp_path, place, (
        "platform: feeds\nreads: arrays\nheader_file: marks.metadata.json\n"
        "joins: [{name: tags, file: tags.csv, on: id, key: mark, many: yes}]\n"
        "fields:\n  native_id: {write: 'mark/{id}'}\n  author: {is: 'https://blog.example'}\n  text: said\n"
        "  links: [{url: link}, {url: via, title: {is: via}}]\n  hashtags: tags.tag\n"
    ))  # fmt: skip
    assert [[link["url"] for link in row["links"]] for row in told[:2]] == [
        ["https://a.example/", "https://b.example/"],
        ["https://c.example/"],
    ]
    assert (told[0]["hashtags"], told[1]["hashtags"]) == (["ink", "paper"], None)
    assert "fields where the header has 4" in told[2]["fault"]


def test_nothing_told_is_null_and_none_is_zero(tmp_path: Path) -> None:
    place = tmp_path / "posts.csv"
    place.write_text("id,who,likes,replies\n1,Ann,0,\n2,Ann,12.0,None\n")
    first, second = rows(
        tmp_path,
        place,
        "platform: x\nnothing: [None]\nfields: {native_id: id, author: who, likes: likes, replies: replies}\n",
    )
    has(first, likes="0", replies=None, links=None, hashtags=None)
    has(second, likes="12", replies=None)


def test_words_out_of_markup_stay_the_posts_own_on_a_page_of_thousands(tmp_path: Path) -> None:
    # text that a lent function had freed came out as other posts' letters, or as no UTF-8 at all
    said = [f"{'纸与墨 ' * (number % 40)}{number}" for number in range(4000)]
    place = tmp_path / "posts.jsonl"
    place.write_text(
        "\n".join(json.dumps({"id": f"i{number}", "html": f"<p>{words}</p>"}) for number, words in enumerate(said))
    )
    told = rows(
        tmp_path, place, "platform: mastodon\nfields: {native_id: id, author: {is: ana@social.example}, html: html}\n"
    )
    assert [row["text"] for row in told] == said
