"""The list of reshares: the best candidates under the caps, each with reason, origin, credit and a way to share it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sql import expectations as asking
from sql import warehouse
from transforms.reshare import choose as choosing
from transforms.reshare.choose import Candidate, Remembered
from transforms.reshare.credit_line import Credit, credit_line, tidy
from transforms.reshare.lengths import FORMS
from transforms.reshare.ranking import stage
from transforms.reshare.reasons import TOLD, facts, sentence
from transforms.reshare.sharing import Shared, permission, share_action, share_urls

if TYPE_CHECKING:
    import duckdb

    from config import Config

log = logging.getLogger("earshot.reshare")

_BEST = """
    select
        c.*, i.tier, i.influencer_name, s.influencer_name as sharer_name, t.topic_name, p.title,
        len(list_filter(c.picked_up_by, lambda who: c.shared_post_id is null or who <> c.sharer_influencer_id))
            as pickups,
        coalesce(p.text, r.text) as text,
        p.license, p.content_warning, l.canonical_url as page_url,
        greatest(c.last_seen_online_at, n.there_at) as seen_at,
        coalesce(n.missing_at > coalesce(greatest(c.last_seen_online_at, n.there_at), '1970-01-01'), false)
            as is_missing,
        x.post_id is not null as is_gone
    from marts.reshare_candidates as c
    left join core.influencers as i on i.influencer_id = c.author_influencer_id
    left join core.influencers as s on s.influencer_id = c.sharer_influencer_id
    left join marts.topics as t using (topic_id)
    left join core.posts as p on p.post_id = c.post_id
    left join core.post_references as r
        on r.post_id = c.shared_post_id and r.referenced_post_id = c.post_id and r.relation = 'reposted'
    left join core.links as l on l.link_id = c.link_id
    left join core.tombstones as x on x.post_id = c.post_id
    left join (
        select post_id, max(asked_at) filter (is_there) as there_at, max(asked_at) filter (not is_there) as missing_at
        from ops.liveness where asked_at <= getvariable('until') group by all
    ) as n on n.post_id = c.post_id
    qualify row_number() over (partition by c.post_id order by r.position) = 1
    order by c.score desc, c.post_id
"""


def recommend(con: duckdb.DuckDBPyConnection, config: Config, as_of: datetime) -> dict[str, int]:
    """Build marts.reshare_recommendations as of a time; returns how many are listed, new and closed.

    What was asked up to six hours after `as_of` counts as seen: a run asks a little later than its own time.
    """
    stage(con, config, as_of, ())
    now = as_of.astimezone(UTC).replace(tzinfo=None)
    con.execute("set variable until = $until::timestamp", {"until": now + choosing.SEEN_WITHIN})
    rows = {row["post_id"]: row for row in warehouse.rows(con, _BEST)}
    candidates = {post_id: _candidate(row) for post_id, row in rows.items()}
    memory = _memory(con, now)
    decisions = choosing.last_word(config.decisions, now)
    caps = config.brand.reshare
    standing = choosing.may_stand(candidates.values(), memory, decisions, caps, now)
    before = {one.post_id: one for one in memory if one.is_current}
    chosen = choosing.choose(standing, caps, before.keys())
    gone = {post_id for (post_id,) in con.execute("select post_id from core.tombstones").fetchall()}
    closed = choosing.closings(memory, {one.post_id for one in chosen}, candidates, decisions, gone, now)
    listed_at = {one.post_id: one.listed_at for one in memory if one.post_id in {each.post_id for each in chosen}}
    origins = _origins(con, [one.post_id for one in chosen])
    handles = _handles(con)
    told = [
        _told(rows[one.post_id], place, listed_at.get(one.post_id, now), origins.get(one.post_id, []), handles, config)
        for place, one in enumerate(chosen, start=1)
    ]
    _hand_over(con, told, closed, decisions)
    _commit(con, now)
    done = {"listed": len(chosen), "new": len(chosen) - len(listed_at), "closed": len(closed), "candidates": len(rows)}
    log.info("reshares %s", done)
    return done


def _commit(con: duckdb.DuckDBPyConnection, now: datetime) -> None:
    """The list, asked before it is committed. Raises CheckFailed; then the list before it stands."""
    with warehouse.transaction(con):
        warehouse.build(con, warehouse.order(["marts.reshare_recommendations"]))
        (rows,) = con.execute("select count(*) from marts.reshare_recommendations").fetchone() or (0,)
        answers = asking.demand(
            asking.ask_facts(con, "marts._reshare_facts", rows),
            "the list before it stands. Mend the cause (most often sql/marts) and run advise again.",
        )
        step_id = f"reshare-{now:%Y-%m-%dT%H%M%S}"
        con.execute("delete from ops.validations where step_id = $id", {"id": step_id})
        asking.note(con, step_id, answers, now)


def _candidate(row: Mapping[str, Any]) -> Candidate:
    author = row["author_influencer_id"] or f"{row['platform']}:{row['author_handle']}"
    return Candidate(
        post_id=row["post_id"], people=frozenset({author, row["sharer_influencer_id"]}), source=row["source"],
        topic=row["topic_id"], link_id=row["link_id"], voice_id=row["voice_id"], score=float(row["score"]),
        expires_at=row["expires_at"], seen_at=row["seen_at"],
        barred_by="gone" if row["is_gone"] else row["barred_by"], is_missing=row["is_missing"],
    )  # fmt: skip


def _memory(con: duckdb.DuckDBPyConnection, now: datetime) -> list[Remembered]:
    """What was recommended before now; what this list, or a later one, had said is forgotten, as in the model."""
    return [
        Remembered(
            row["recommendation_id"], row["post_id"], row["link_id"], row["voice_id"], row["listed_at"],
            row["is_current"] or row["state_at"] >= now, row["state"] if row["state_at"] < now else "current",
        )
        for row in warehouse.rows(
            con,
            "select recommendation_id, post_id, link_id, voice_id, listed_at, is_current, state, state_at "
            "from marts.reshare_recommendations where listed_at < $now order by recommendation_id",
            {"now": now},
        )
    ]  # fmt: skip


def _origins(con: duckdb.DuckDBPyConnection, post_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in warehouse.rows(
        con,
        "from marts.post_origins where post_id in (select unnest($ids)) order by post_id, role, position",
        {"ids": list(post_ids)},
    ):
        found.setdefault(row["post_id"], []).append(row)
    return found


def _handles(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """influencer_id -> platform -> the handle they go by there; of several the first by name."""
    found: dict[str, dict[str, str]] = {}
    for influencer_id, platform, handle in con.execute(
        "select influencer_id, platform, coalesce(handle_now, handle) from core.accounts "
        "where is_listed and influencer_id is not null order by influencer_id, platform, handle"
    ).fetchall():
        found.setdefault(influencer_id, {}).setdefault(platform, handle)
    return found


def _told(
    row: Mapping[str, Any], place: int, listed_at: datetime, origins: Iterable[Mapping[str, Any]],
    handles: Mapping[str, Mapping[str, str]], config: Config,
) -> dict[str, Any]:  # fmt: skip
    """One row of the list."""
    first: dict[str, Mapping[str, Any]] = {}
    for one in origins:
        first.setdefault(one["role"], one)
    author, finder = first.get("author"), first.get("finder")
    shared = Shared(
        row["platform"],
        row["native_id"],
        row["url"],
        row["title"],
        row["license"],
        row["author_influencer_id"] is not None,
    )
    credit = _credit(row, author, finder, first.get("publisher"), handles)
    platforms = [one for one in config.brand.platforms if one in FORMS]
    lines = {one: line for one in platforms if (line := credit_line(credit, one)) is not None}
    servers = {one.platform: one.host for one in config.brand.accounts if one.platform == "mastodon"}
    kept = {name: row[name] for name in _KEPT}
    return kept | {
        "recommendation_id": choosing.recommendation_id(row["post_id"]), "place": place, "listed_at": listed_at,
        "last_seen_online_at": row["seen_at"], "reason": sentence(facts(row)),
        "origin_from": author["named"] if author else None, "origin_from_url": author["url"] if author else None,
        "origin_via": finder["named"] if finder else None, "origin_via_url": finder["url"] if finder else None,
        "origin_publisher": _named(first.get("publisher")), "origin_aggregator": _named(first.get("aggregator")),
        "credit_lines": [{"platform": one, "words": line} for one, line in lines.items()],
        "share_action": share_action(row["platform"]),
        "share_urls": [
            {"platform": one, "words": link}
            for one, link in share_urls(shared, config.brand.platforms, lines, servers).items()
        ],
        "permission": permission(shared),
    }  # fmt: skip


_KEPT = (
    "post_id", "platform", "url", "title", "author_influencer_id", "author_name", "author_handle", "topic_id", "source",
    "sharer_influencer_id", "link_id", "voice_id", "score", "fit_part", "interest_part", "tier_part", "response_part",
    "pace_part", "pickup_part", "freshness_part", "rarity_part", "evidence_post_ids", "created_at", "expires_at",
    "license", "safety_flags", "disclosure", *TOLD,
)  # fmt: skip


def _named(origin: Mapping[str, Any] | None) -> str | None:
    return str(origin["named"]) if origin else None


def _credit(
    row: Mapping[str, Any], author: Mapping[str, Any] | None, finder: Mapping[str, Any] | None,
    publisher: Mapping[str, Any] | None, handles: Mapping[str, Mapping[str, str]],
) -> Credit:  # fmt: skip
    """The line credits whoever made what is shared, and links it; where that is unknown, the post and who posted it."""
    poster = row["author_name"] or row["author_handle"] or ""
    if author is None:
        known = dict(handles.get(row["author_influencer_id"], {})) or {row["platform"]: row["author_handle"] or ""}
        return Credit(poster, row["url"], known, _excerpt(row), None, None, row["content_warning"], row["disclosure"])
    known = dict(handles.get(author["influencer_id"], {}))
    if author["handle"] and author["platform"]:
        known.setdefault(author["platform"], author["handle"])
    is_own = author["found_by"] == "author of the post"
    outlet = publisher["named"] if publisher and publisher["found_by"] == "text" else None
    return Credit(
        author=author["named"], url=row["url"] if is_own else (row["page_url"] or row["url"]), handles=known,
        title=_excerpt(row) if is_own else None,
        via=finder["named"] if finder and tidy(finder["named"], 60) != tidy(author["named"], 60) else None,
        publisher=outlet,
        warning=row["content_warning"], disclosure=row["disclosure"], license=row["license"],
    )  # fmt: skip


def _excerpt(row: Mapping[str, Any]) -> str | None:
    """The title, or the first words as they stand."""
    told: str | None = row["title"] or row["text"]
    return told


def _hand_over(
    con: duckdb.DuckDBPyConnection, told: list[dict[str, Any]], closed: Mapping[str, str],
    decisions: Mapping[str, choosing.Decided],
) -> None:  # fmt: skip
    """Give the model what was chosen and closed, as tables."""
    import pyarrow as pa

    text, moment, part = pa.string(), pa.timestamp("us"), pa.decimal128(9, 6)
    pairs = pa.list_(pa.struct([("platform", text), ("words", text)]))
    kinds = {
        "place": pa.int32(), "listed_at": moment, "created_at": moment, "expires_at": moment,
        "last_seen_online_at": moment, "tier": pa.int32(), "age_hours": pa.decimal128(12, 4), "pickups": pa.int64(),
        "pace_ratio": pa.decimal128(12, 4), "credit_lines": pairs, "share_urls": pairs,
        "evidence_post_ids": pa.list_(text), "safety_flags": pa.list_(text),
    }  # fmt: skip
    names = [*_KEPT, "recommendation_id", "place", "listed_at", "last_seen_online_at", "reason", "origin_from",
             "origin_from_url", "origin_via", "origin_via_url", "origin_publisher", "origin_aggregator", "credit_lines",
             "share_action", "share_urls", "permission"]  # fmt: skip
    shape = [(name, kinds.get(name, part if name == "score" or name.endswith("_part") else text)) for name in names]
    con.register("chosen_reshares", pa.Table.from_pylist(told, schema=pa.schema(shape)))
    rows = [{"recommendation_id": one, "state": state} for one, state in sorted(closed.items())]
    con.register(
        "closed_reshares", pa.Table.from_pylist(rows, schema=pa.schema([("recommendation_id", text), ("state", text)]))
    )
    words = [
        {"recommendation_id": one, "decided": word.decided, "decided_on": word.on}
        for one, word in sorted(decisions.items())
    ]
    shape = [("recommendation_id", text), ("decided", text), ("decided_on", pa.date32())]
    con.register("decided_reshares", pa.Table.from_pylist(words, schema=pa.schema(shape)))
