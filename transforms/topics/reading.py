"""The words of posts, as core tells them: own, reposted, quoted; cleaned, and known by their hash."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from transforms.topics.words import has_letters, text_hash, words_of

if TYPE_CHECKING:
    import duckdb

Told = tuple[str, str, str, str | None, str]  # post, part, version, hash, words


def new(con: duckdb.DuckDBPyConnection, most: int) -> list[Told]:
    """Posts that nobody has read yet, or not since they were edited."""
    return _told(con, _NEW, [most])


def stale(con: duckdb.DuckDBPyConnection, version: str, most: int) -> list[Told]:
    """A post each of texts that another engine told, the newest first."""
    return _told(con, _STALE, [version, most])


def sample(con: duckdb.DuckDBPyConnection, since: datetime, until: datetime, most: int) -> list[Told]:
    """At most so many posts published in a window, the same ones every time."""
    return _told(con, _SAMPLE, [since, until, most])


def of_texts(con: duckdb.DuckDBPyConnection, most: int) -> dict[str, str]:
    """The words of the texts in `asked_texts`, by hash, in the order of the hashes."""
    found = {key: words for _, _, _, key, words in _told(con, _TEXTS, [most]) if key is not None}
    return dict(sorted(found.items()))


def _told(con: duckdb.DuckDBPyConnection, query: str, values: list[Any]) -> list[Told]:
    """Post, part, version, hash and cleaned words of the posts that `query` picks; a wordless post has one row."""
    rows: list[Told] = []
    for post_id, version, own, reposted, quoted in con.execute(_WORDS.format(query), values).fetchall():
        told = [
            (part, words)
            for part, text in (("own", own), ("reposted", reposted), ("quoted", quoted))
            if has_letters(words := words_of(text))
        ]
        rows += [(post_id, part, version, text_hash(words), words) for part, words in told]
        if not told:
            rows.append((post_id, "own", version, None, ""))
    return rows


# The words of picked posts. What a repost or quote points at may stand among its references, or be a post we keep.
_WORDS = """
    with picked as ({}),
    pointed as (
        select r.post_id, r.relation,
            case when r.text is not null then r.text else concat_ws('. ', o.title, o.text) end as told
        from core.post_references as r
        left join core.posts as o on o.post_id = r.referenced_post_id
        where r.relation in ('reposted', 'quoted') and r.post_id in (select post_id from picked)
        qualify row_number() over (partition by r.post_id, r.relation order by r.position) = 1
    )
    select p.post_id, p.version_hash, concat_ws('. ', p.title, p.text) as own, s.told as reposted, q.told as quoted
    from picked
    join core.posts as p using (post_id)
    left join pointed as s on s.post_id = p.post_id and s.relation = 'reposted'
    left join pointed as q on q.post_id = p.post_id and q.relation = 'quoted'
    order by p.post_id
"""
_NEW = """
    select p.post_id from core.posts as p
    anti join marts._post_texts as t on t.post_id = p.post_id and t.version_hash = p.version_hash
    order by p.post_id limit $1
"""
_STALE = """
    select min(post_id) as post_id from (
        select p.post_id, p.text_hash, max(c.created_at) over (partition by p.text_hash) as posted_at
        from marts._texts as x
        join marts._post_texts as p using (text_hash)
        join core.posts as c on c.post_id = p.post_id
        where x.engine_version <> $1
    )
    group by text_hash
    order by max(posted_at) desc, text_hash limit $2
"""
_SAMPLE = """
    select post_id from core.posts where kind <> 'repost' and created_at >= $1 and created_at < $2
    order by md5(post_id), post_id limit $3
"""
_TEXTS = """
    select min(p.post_id) as post_id from marts._post_texts as p semi join asked_texts using (text_hash)
    where p.part = 'own' group by p.text_hash order by p.text_hash limit $1
"""
