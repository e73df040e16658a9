"""What an error answer says, read without trust: error bodies are HTML pages and cut JSON as often as not."""

from __future__ import annotations

from typing import Any

from ingest.answer import Answer
from ingest.errors import NotUnderstood


def complaint(answer: Answer) -> dict[str, Any]:
    """The JSON object of an error body; {} where the body is anything else."""
    try:
        told = answer.json()
    except NotUnderstood:
        return {}
    return told if isinstance(told, dict) else {}


def text_of(answer: Answer, *keys: str) -> str:
    """The first of `keys` that holds text in an error body, else how it starts; at most 200 characters."""
    told = complaint(answer)
    found = next((told[key] for key in keys if isinstance(told.get(key), str) and told[key]), None)
    return (found or answer.body[:200].decode("utf-8", "replace")).strip()[:200]
