"""The ids of X: of posts, whose edits are posts of their own, of people and of pictures."""

from __future__ import annotations

from datetime import datetime, timedelta

from sample import invented
from sample.story import MONDAYS, Person, Post
from sample.words import instant


def post_id(post: Post) -> str:
    """The id of a post's first wording."""
    return invented.x_id(instant(post, "x"), post.post_id)


def newest_id(post: Post, when: datetime) -> str:
    """The id of the wording at `when`: on X an edit is a new post."""
    edited = post.edited_at(when)
    return invented.x_id(edited, post.post_id) if edited else post_id(post)


def joined_at(person: Person) -> datetime:
    """When an account was made; after 2015, so that its id is beyond 2**53 too."""
    return MONDAYS[0] - timedelta(days=900 + invented.number("joined x", person.person_id) % 2500)


def user_id(person: Person) -> str:
    """The id of an account."""
    return invented.x_id(joined_at(person), person.person_id)


def media_keys(post: Post) -> list[str]:
    """The keys of a post's pictures; 3_ says that they are photographs."""
    at = instant(post, "x")
    return [f"3_{invented.x_id(at, 'media', post.post_id, place)}" for place in range(len(post.images))]


def permalink(post: Post, when: datetime) -> str:
    """The address of a post."""
    return f"https://x.com/{post.author.handles['x']}/status/{newest_id(post, when)}"
