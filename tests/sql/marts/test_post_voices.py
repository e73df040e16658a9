"""Copies of one message on several accounts of one person are one voice; nothing else is."""

from __future__ import annotations

import pytest

from tests.written import Written

LONG = "The grid operator published its winter outlook today and the margins are thinner than a year ago"


@pytest.fixture(scope="module")
def voices(tmp_path_factory):
    """What became of some posts, by a name for each."""
    with Written(tmp_path_factory.mktemp("voices")) as house:
        house.person("ana", "bluesky:ana", "mastodon:ana", "x:ana")
        house.person("ben", "bluesky:ben")
        said = {
            "first": house.say("bluesky:ana", 1, ["heat"], text=LONG),
            "copy": house.say("mastodon:ana", 1.1, ["heat"], text=f"{LONG} #grid https://a.example/1"),
            "third": house.say("x:ana", 2, ["heat"], text=" ".join(LONG.split()[:12]) + "…"),
            "late": house.say("mastodon:ana", 6, ["heat"], text=LONG),
            "once": house.say("bluesky:ana", 40, ["heat"], text=f"Once more {LONG}"),
            "same account": house.say("bluesky:ana", 40.3, ["heat"], text=f"Once more {LONG}"),
            "somebody else": house.say("bluesky:ben", 1.2, ["heat"], text=LONG),
            "link": house.say("bluesky:ana", 10, text="Worth your time", links=["https://b.example/p"]),
            "link copy": house.say(
                "mastodon:ana", 10.2, text="Read this one", links=["http://www.b.example/p?utm_source=x"]
            ),
            "shop": house.say("bluesky:ana", 20, text="one two three four five", links=["https://shop.example/"]),
            "shop again": house.say(
                "bluesky:ana", 20.5, text="six seven eight nine ten", links=["https://shop.example/"]
            ),
            "greeting": house.say("bluesky:ana", 30, text="Good morning"),
            "greeting and more": house.say("mastodon:ana", 30.1, text=f"Good morning. {LONG} 2"),
            "greeting again": house.say("mastodon:ana", 30.2, text="good morning!"),
        }
        house.build(phrases=False)
        rows = house.ask("select post_id, voice_id, is_voice, matched_by, is_personal from marts.post_voices")
        yield said, {row[0]: row[1:] for row in rows}


def alone(voices, name):
    said, found = voices
    return found[said[name]][:3] == (said[name], True, None)


def copy_of(voices, name, original):
    said, found = voices
    return found[said[name]][:2] == (said[original], False) and found[said[name]][2]


def test_the_first_copy_is_the_voice(voices):
    assert alone(voices, "first")
    assert voices[1][voices[0]["first"]][3]


@pytest.mark.parametrize("name", ["copy", "third"])
def test_hashtags_links_and_cuts_do_not_hide_a_copy(voices, name):
    assert copy_of(voices, name, "first") == "text"


def test_the_same_page_in_other_words_is_a_copy(voices):
    assert copy_of(voices, "link copy", "link") == "link"


@pytest.mark.parametrize("name", ["late", "same account", "somebody else", "shop", "shop again", "greeting"])
def test_what_is_no_copy_stands_alone(voices, name):
    assert alone(voices, name)


def test_a_greeting_is_in_many_texts_and_a_copy_only_of_a_greeting(voices):
    assert alone(voices, "greeting and more")
    assert copy_of(voices, "greeting again", "greeting") == "text"


def test_a_copy_does_not_count_for_the_person(voices):
    said, found = voices
    assert [found[said[name]][3] for name in ("copy", "third", "link copy")] == [False, False, False]


def test_a_list_only_original_leaves_the_copy_to_count_for_the_person(tmp_path):
    from tests.written import config

    with Written(tmp_path) as house:
        house.person("ana", "x:ana", "bluesky:ana")
        original = house.say("x:ana", 1, ["heat"], text=LONG)
        copy = house.say("bluesky:ana", 1.1, ["heat"], text=LONG)
        house.build(config(list_only=["x"]), phrases=False)
        assert house.ask("select post_id, is_voice, is_personal, voice_id from marts.post_voices order by post_id") == [
            (copy, False, True, original), (original, True, False, original),
        ]  # fmt: skip
        assert house.ask("select posts, newest_post_ids from marts._daily_topics") == [(1, [copy])]
