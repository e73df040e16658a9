"""Turn the cast and its posts into recorded answers: `python -m sample.record`.

Writes sample/recorded/<host>.jsonl.gz, what truthful servers of the time would have answered at the end of
each of the eight weeks. The same story gives the same bytes.
"""

from __future__ import annotations

import gzip
import io
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from sample.exchange import Exchange
from sample.platforms import bluesky, feeds, hackernews, mastodon, web, x, youtube
from sample.story import HERE, MONDAYS, Story, read_story

RECORDED = HERE / "recorded"
PLATFORMS = (bluesky, mastodon, feeds, youtube, hackernews, x, web)


def exchanges(story: Story) -> Iterator[Exchange]:
    """Every answer of every platform in every week."""
    for platform in PLATFORMS:
        for monday in MONDAYS:
            yield from platform.record(story, monday)


def recordings(story: Story) -> dict[str, bytes]:
    """File name -> its lines. Answers of one address stand together, oldest first: so they pack tighter."""
    files: dict[str, list[Exchange]] = defaultdict(list)
    for exchange in exchanges(story):
        files[f"{exchange.host}.jsonl.gz"].append(exchange)
    return {
        name: "".join(f"{one.line()}\n" for one in sorted(some, key=lambda one: (one.url, one.asked_at))).encode()
        for name, some in sorted(files.items())
    }


def packed(lines: bytes) -> bytes:
    """Gzip without a name or a time in it, so that the same lines are the same file."""
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=buffer, mtime=0) as file:
        file.write(lines)
    return buffer.getvalue()


def write(folder: Path) -> dict[str, int]:
    """Write all recordings into an empty `folder`; file name -> bytes."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return {name: (folder / name).write_bytes(packed(lines)) for name, lines in recordings(read_story()).items()}


if __name__ == "__main__":
    for name, size in write(RECORDED).items():
        sys.stdout.write(f"{size:>9,}  {name}\n")
