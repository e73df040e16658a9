"""What every test stands on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"


@pytest.fixture(autouse=True)
def nothing_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads the settings of whoever runs it."""
    for name in list(os.environ):
        if name.startswith(("EARSHOT_", "AIRFLOW_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("GX_ANALYTICS_ENABLED", "false")
