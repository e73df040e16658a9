"""YouTube's Data API, where a key is set: a channel's uploads, page by page, with everything told of each video.

documentation  https://developers.google.com/youtube/v3/docs/playlistItems/list, .../videos/list, .../channels/list and
               https://developers.google.com/youtube/v3/docs/errors

- a playlist tells which videos there are, and `videos` tells of fifty at once: two units of quota a page
- a broadcast that is to come, or under way, is passed over: its words and counts mean something once it has ended
- a channel without videos has an uploads playlist that is not there (404)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from ingest.answer import Answer
from ingest.complaint import complaint
from ingest.errors import Gone, NotFound, NotUnderstood, Problem, SkipAccount, StopSource, TryLater
from ingest.pages import Token, in_body
from ingest.sources import Account, Cursor, Page, Visit
from ingest.walks import descend, instant

if TYPE_CHECKING:
    from ingest.client import Client

HOST = "https://youtube.googleapis.com"
PAGE = 50
_QUOTA = frozenset({"quotaExceeded", "dailyLimitExceeded"})
_HURRY = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "backendError", "internalError"})
_KEY = frozenset({"keyInvalid", "keyExpired", "API_KEY_INVALID", "accessNotConfigured", "ipRefererBlocked"})
_GONE = frozenset({"channelClosed", "channelSuspended"})
_NOT_FOUND = frozenset({"channelNotFound", "playlistNotFound", "videoNotFound"})
_CLOSED = frozenset({"channelForbidden", "playlistForbidden", "playlistItemsNotAccessible"})


def visit(account: Account, wanted: Mapping[str, str], cursor: Cursor, client: Client, as_of: datetime) -> Visit:
    """Read one channel ({"id" | "forHandle" | "forUsername": ...}) or playlist ({"playlistId": ...})."""
    top, playlist, is_empty = _top(account, wanted, client)
    yield top
    if is_empty:
        return

    def ask(token: Token | None, _floor: datetime | None) -> Answer:
        asked = {"part": "snippet,contentDetails,status", "playlistId": playlist, "maxResults": PAGE}
        asked |= {"pageToken": token} if token else {}
        answer = _ask(client, "playlistItems", asked, account.account_id)
        answer.items("items")
        return answer

    # uploads stand newest first; in any other playlist what is new may stand anywhere
    oldest = _nobody_knows if "playlistId" in wanted else _oldest
    for listing, after in descend(ask, in_body("nextPageToken"), oldest, cursor=cursor, as_of=as_of):
        ids = _videos_in(listing)
        listing.count(0)
        if not ids:
            yield Page(listing, after)
            continue
        yield Page(listing)
        parts = "snippet,contentDetails,statistics,status,paidProductPlacementDetails"
        # no maxResults: it is not allowed beside ids
        videos = _ask(client, "videos", {"part": parts, "id": ",".join(ids)}, account.account_id)
        videos.count(sum(_is_over(video) for video in videos.items("items")))
        yield Page(videos, after, "youtube_api")


def alive(ids: Iterable[str], client: Client) -> Iterator[tuple[str, bool, str]]:
    """Deleted and private videos are left out."""
    videos = list(ids)
    for few in (videos[at : at + PAGE] for at in range(0, len(videos), PAGE)):
        answer = _ask(client, "videos", {"part": "id", "id": ",".join(few)}, "videos by id")
        there = {video.get("id") for video in answer.items("items") if isinstance(video, dict)}
        for one in few:
            yield one, one in there, "in videos" if one in there else "left out by videos"


def _top(account: Account, wanted: Mapping[str, str], client: Client) -> tuple[Page, str, bool]:
    """(the page that tells of the channel or playlist, the playlist to read, whether it is known to be empty)."""
    if playlist := wanted.get("playlistId"):
        answer = _ask(client, "playlists", {"part": "snippet,contentDetails", "id": playlist}, account.account_id)
        found, number = _only(answer, account), _under("contentDetails", "itemCount")
        learned = {"native_id": playlist, "display_name": _under("snippet", "title")(found)}
        return Page(answer, learned=_told(learned)), playlist, number(found) == 0
    asked = {"part": "snippet,statistics,contentDetails", **wanted}
    answer = _ask(client, "channels", asked, account.account_id)
    found = _only(answer, account)
    uploads = _under("contentDetails", "relatedPlaylists", "uploads")(found)
    if not isinstance(uploads, str):
        raise NotUnderstood(f"{answer.url} tells no playlist of uploads; the cursor stays.")
    hides = _under("statistics", "hiddenSubscriberCount")(found)
    learned = {
        "native_id": found["id"], "handle": _under("snippet", "customUrl")(found),
        "display_name": _under("snippet", "title")(found), "description": _under("snippet", "description")(found),
        "followers": None if hides else _under("statistics", "subscriberCount")(found),
        "posts": _under("statistics", "videoCount")(found),
    }  # fmt: skip
    return Page(answer, learned=_told(learned)), uploads, learned["posts"] == "0"


def _told(learned: Mapping[str, Any]) -> dict[str, Any]:
    return {name: fact for name, fact in learned.items() if fact is not None}


def _only(answer: Answer, account: Account) -> dict[str, Any]:
    """The channel or playlist asked for; whom nobody knows is told as a list without `items`, with status 200."""
    told = answer.json()
    found = told.get("items", []) if isinstance(told, dict) and "kind" in told else None
    if found == []:
        raise NotFound(
            f"{account.account_id}: YouTube knows no such channel or playlist; look whether the handle has changed, "
            "and correct or remove it in config/accounts.csv."
        )
    if not isinstance(found, list) or not isinstance(found[0], dict) or not isinstance(found[0].get("id"), str):
        raise NotUnderstood(f"{answer.url} answered with something that is no channel; the cursor stays.")
    return dict(found[0])


def _under(*path: str) -> Any:
    def read(told: Any) -> Any:
        for key in path:
            told = told.get(key) if isinstance(told, dict) else None
        return told

    return read


_in_details, _in_snippet = _under("contentDetails", "videoId"), _under("snippet", "resourceId", "videoId")
_published = _under("contentDetails", "videoPublishedAt")
_broadcast = _under("snippet", "liveBroadcastContent")


def _videos_in(listing: Answer) -> list[str]:
    told = [_in_details(item) or _in_snippet(item) for item in listing.items("items")]
    ids = [found for found in told if isinstance(found, str) and found]
    if not ids and listing.records:
        raise NotUnderstood(f"{listing.url} tells {listing.records} items and no video id; the cursor stays.")
    return list(dict.fromkeys(ids))


def _is_over(video: Any) -> bool:
    return _broadcast(video) in (None, "none")


def _oldest(listing: Answer) -> datetime | None:
    times = (instant(_published(item)) for item in reversed(listing.items("items")))
    return next((at for at in times if at), None)


def _nobody_knows(_: Answer) -> datetime | None:
    return None


def _ask(client: Client, method: str, params: Mapping[str, Any], whom: str) -> Answer:
    url = f"{client.base(HOST)}/youtube/v3/{method}"

    def explained(answer: Answer) -> Problem | None:
        problem = explain(answer, whom)
        if isinstance(problem, TryLater):  # it is told with status 403, of which the pace thinks nothing
            client.hold(url, problem.until)
        return problem

    return client.get(url, params=params, explain=explained)


def explain(answer: Answer, whom: str) -> Problem | None:
    """YouTube's reasons; None leaves it to the status."""
    told = complaint(answer).get("error")
    told = told if isinstance(told, dict) else {}
    listed = [told.get("errors"), told.get("details")]
    reasons = {one.get("reason") for some in listed if isinstance(some, list) for one in some if isinstance(one, dict)}
    said = f"{whom}: YouTube answered {answer.status} ({str(told.get('message', ''))[:200]})"
    if reasons & _QUOTA:
        until = midnight(answer.asked_at)
        return StopSource(f"{said}. The day's quota is spent; asked again after {until:%Y-%m-%d %H:%M} UTC.", until)
    if reasons & _HURRY:
        return TryLater(f"{said}; asked again in a minute. The cursor stays.", answer.asked_at + timedelta(minutes=1))
    if reasons & _KEY or "API key not valid" in said:
        return StopSource(f"{said}. Nobody else is asked in this run; look at the key of youtube and what it may do.")
    if reasons & _GONE:
        return Gone(f"{said}. The channel is closed; remove it from config/accounts.csv.")
    if reasons & _NOT_FOUND:
        return NotFound(f"{said}; if it does so again, correct or remove it in config/accounts.csv.")
    if reasons & _CLOSED:
        return SkipAccount(f"{said}. It is not public; remove it from config/accounts.csv.")
    return None


def midnight(at: datetime) -> datetime:
    """When the quota is renewed: the next midnight in California, as UTC."""
    pacific = ZoneInfo("America/Los_Angeles")
    tomorrow = at.astimezone(pacific).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), pacific).astimezone(UTC)
