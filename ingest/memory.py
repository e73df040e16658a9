"""What an account already told this run: a visit that is begun again after a cut asks only for what has not landed.

The pages of a run lie on disk word for word, so they answer in place of the platform. Only the one question whose
answer had not landed when the process died is put again.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from ingest.answer import Answer

LANDED = "x-earshot-landed"  # the header of an answer that comes from disk; no server can set one of that name

Memory = Mapping[str, Answer]  # address -> the answer to it that landed


def remembered(pages: Iterable[Path]) -> Memory:
    """The answers in landed pages. An address that holds a secret landed without it, so its question is put again."""
    landed = ((file, json.loads(file.read_bytes())) for file in pages)
    return {told["url"]: _answer(told, file) for file, told in landed}


def is_remembered(answer: Answer) -> bool:
    """True where the answer comes from disk, and so has landed already."""
    return LANDED in answer.headers


def _answer(told: Mapping[str, Any], file: Path) -> Answer:
    headers = {**told["headers"], LANDED: file.name}
    return Answer(told["url"], told["status"], headers, _body(told), datetime.fromisoformat(told["asked_at"]))


def _body(told: Mapping[str, Any]) -> bytes:
    if "page" in told:
        return json.dumps(told["page"]).encode()
    return base64.b64decode(told["base64"]) if "base64" in told else str(told["text"]).encode()
