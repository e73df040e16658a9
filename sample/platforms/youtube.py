"""YouTube's feed of a channel: the newest 15 videos, with views and likes.

form  https://developers.google.com/youtube/v3/guides/push_notifications
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sample import invented
from sample.cascade import counts
from sample.exchange import Exchange, address
from sample.platforms.xml import HEAD, around, atom_date, element
from sample.story import MONDAYS, Person, Post, Story
from sample.words import plain

_FEED = "https://www.youtube.com/feeds/videos.xml"
_MOST = 15
_SPACES = {
    "xmlns__yt": "http://www.youtube.com/xml/schemas/2015",
    "xmlns__media": "http://search.yahoo.com/mrss/",
    "xmlns": "http://www.w3.org/2005/Atom",
}


def record(story: Story, when: datetime) -> Iterator[Exchange]:
    """The feeds of the cast's channels."""
    for person in story.listened["youtube"]:
        url = address(_FEED, {"channel_id": person.handles["youtube"]})
        videos = story.timeline(person, "youtube", when)[:_MOST]
        headers = {"content-type": "text/xml; charset=UTF-8", "cache-control": "public, max-age=900"}
        yield Exchange(when, url, _feed(story, person, videos, when), headers)


def video_id(post: Post) -> str:
    """The id of a video."""
    return invented.video_id(post.post_id)


def _feed(story: Story, person: Person, videos: list[Post], when: datetime) -> str:
    channel = person.handles["youtube"]
    joined = MONDAYS[0] - timedelta(days=1000 + invented.number("channel", channel) % 1500)
    head = "".join((
        element("link", rel="self", href=f"http://www.youtube.com/feeds/videos.xml?channel_id={channel}"),
        element("id", f"yt:channel:{channel[2:]}"),
        element("yt:channelId", channel[2:]),
        element("title", _title(person)),
        element("link", rel="alternate", href=f"https://www.youtube.com/channel/{channel}"),
        _author(person),
        element("published", atom_date(joined)),
    ))  # fmt: skip
    return HEAD + around("feed", head + "".join(_entry(story, post, when) for post in videos), **_SPACES) + "\n"


def _title(person: Person) -> str:
    about = person.about.split(" (")[0].removeprefix("housing association ")
    return about if person.tier != 2 or "(" in person.about else person.name


def _author(person: Person) -> str:
    uri = f"https://www.youtube.com/channel/{person.handles['youtube']}"
    return around("author", element("name", _title(person)) + element("uri", uri))


def _picture(video: str) -> str:
    return f"https://i2.ytimg.com/vi/{video}/hqdefault.jpg"


def _entry(story: Story, post: Post, when: datetime) -> str:
    video, told = video_id(post), counts(post, "youtube", when)
    at = post.places["youtube"]
    # `updated` moves whenever YouTube counts anew, not when somebody edits
    counted = max(at, when - timedelta(minutes=invented.number("counted", video, when) % 2000))
    statistics = element("media:starRating", count=str(told["likes"]), average="5.00", min="1", max="5")
    statistics += element("media:statistics", views=str(told["views"]))
    group = "".join((
        element("media:title", post.title),
        element("media:content", url=f"https://www.youtube.com/v/{video}?version=3",
                type="application/x-shockwave-flash", width="640", height="390"),
        element("media:thumbnail", url=_picture(video), width="480", height="360"),
        element("media:description", plain(post, story, when)),
        around("media:community", statistics),
    ))  # fmt: skip
    return around("entry", "".join((
        element("id", f"yt:video:{video}"),
        element("yt:videoId", video),
        element("yt:channelId", post.author.handles["youtube"]),
        element("title", post.title),
        element("link", rel="alternate", href=f"https://www.youtube.com/watch?v={video}"),
        _author(post.author),
        element("published", atom_date(at)),
        element("updated", atom_date(counted)),
        around("media:group", group),
    )))  # fmt: skip
