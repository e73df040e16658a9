"""The costly middle of the step `tag`: one portion of texts, its languages and topics. Nobody holds the warehouse."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from transforms.topics import engine as engines
from transforms.topics.engine import Engine
from transforms.topics.languages import languages_of

if TYPE_CHECKING:
    import pyarrow as pa

_loaded: dict[tuple[Path, str], Engine] = {}


def told_file(portion: str) -> Path:
    """Where what is told of a portion lies: beside it."""
    return Path(portion).with_name(Path(portion).name.replace("texts-", "told-"))


def tell(engine_folder: str, engine_version: str, portion: str) -> str:
    """The languages and topics of one portion, written beside it, whole or not at all."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    goal = told_file(portion)
    if goal.exists():
        return str(goal)
    engine = _engine(Path(engine_folder), engine_version)
    table = pq.read_table(portion)
    texts = table["words"].to_pylist()
    rows, topics, parts = _best(engine.relevance(texts))
    told = pa.table(
        {
            "text_hash": table["text_hash"].combine_chunks(),
            "language": pa.array(languages_of(texts), pa.string()),
            "topics": _lists(rows, len(texts), [engine.taxonomy.topic_ids[topic] for topic in topics], pa.string()),
            "ten_thousandths": _lists(rows, len(texts), parts, pa.int32()),
        }
    )
    unfinished = goal.with_suffix(".part")
    pq.write_table(told, unfinished)
    unfinished.replace(goal)
    return str(goal)


def _best(relevance: np.ndarray[Any, Any]) -> tuple[list[int], list[int], list[int]]:
    """Rows, topics and ten-thousandths of what is worth keeping, row by row, best first."""
    parts = np.rint(relevance * 10_000).astype(np.int64)
    order = np.argsort(-parts, axis=1, kind="stable")[:, : engines.MOST_TOPICS]
    kept = np.take_along_axis(parts, order, axis=1)
    rows, places = np.nonzero(kept >= engines.LEAST_RELEVANCE * 10_000)
    return rows.tolist(), order[rows, places].tolist(), kept[rows, places].tolist()


def _lists(rows: Sequence[int], count: int, values: Sequence[Any], kind: Any) -> pa.Array:
    """A list a row, from values that are sorted by row."""
    import pyarrow as pa

    ends = np.concatenate([[0], np.cumsum(np.bincount(np.asarray(rows, np.int64), minlength=count))])
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), pa.array(values, kind))


def _engine(folder: Path, version: str) -> Engine:
    """The engine as this process has it; a worker tells many portions with one."""
    if (folder, version) not in _loaded:
        _loaded.clear()
        _loaded[folder, version] = engines.load(folder, version)
    return _loaded[folder, version]
