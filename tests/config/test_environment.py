"""What EARSHOT_* say, and what is said of them when they are wrong."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config import ConfigFaults, read_settings


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("EARSHOT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_defaults_lie_in_the_folder_one_stands_in(tmp_path: Path) -> None:
    found = read_settings()
    assert (found.home, found.config) == (tmp_path / "var", tmp_path / "config")
    assert (found.replay, found.now, found.user_agent, found.allow_hosts) == (None, None, "", ())
    assert found.landing_dir == tmp_path / "var" / "landing"
    assert found.warehouse_file.parent == tmp_path / "var"
    assert found.published_file.parent == tmp_path / "var" / "published"


def test_an_empty_variable_is_one_not_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("HOME", "CONFIG", "REPLAY", "NOW", "USER_AGENT", "ALLOW_HOSTS"):
        monkeypatch.setenv(f"EARSHOT_{name}", "")
    assert (read_settings().home, read_settings().replay) == (tmp_path / "var", None)


def test_every_variable_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EARSHOT_HOME", "elsewhere")
    monkeypatch.setenv("EARSHOT_REPLAY", "sample/recorded")
    monkeypatch.setenv("EARSHOT_NOW", "2026-10-26T07:00:00+01:00")
    monkeypatch.setenv("EARSHOT_USER_AGENT", "ops@example.com")
    monkeypatch.setenv("EARSHOT_ALLOW_HOSTS", "localhost, 10.0.0.7:8080,[::1]:80,::1,")
    found = read_settings()
    assert found.home == tmp_path / "elsewhere"
    assert found.replay == tmp_path / "sample" / "recorded"
    assert found.now is not None
    assert (found.now, found.now.utcoffset()) == (datetime(2026, 10, 26, 6, tzinfo=UTC), timedelta(hours=1))
    assert found.user_agent == "ops@example.com"
    assert found.allow_hosts == ("localhost", "10.0.0.7:8080", "[::1]:80", "::1")


@pytest.mark.parametrize(
    ("name", "text", "what", "remedy"),
    [
        ("NOW", "2026-10-26T06:00:00", "has no time zone", "such as 2026-10-26T06:00:00Z"),
        ("NOW", "yesterday", "'yesterday' is no moment", "such as 2026-10-26T06:00:00Z"),
        ("USER_AGENT", "a\r\nX-Evil: 1", "cannot stand in a header", "write a mail address"),
        ("ALLOW_HOSTS", "localhost,http://a/", "'http://a/' is no host", "hosts separated by commas"),
        ("ALLOW_HOSTS", "*", "'*' is no host", "hosts separated by commas"),
    ],
)
def test_a_variable_at_fault_is_named_with_a_remedy(
    name: str, text: str, what: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"EARSHOT_{name}", text)
    with pytest.raises(ConfigFaults) as caught:
        read_settings()
    (fault,) = caught.value.faults
    assert (fault.file, fault.column) == ("the environment", f"EARSHOT_{name}")
    assert what in fault.what
    assert remedy in fault.remedy


def test_all_variables_at_fault_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARSHOT_NOW", "later")
    monkeypatch.setenv("EARSHOT_ALLOW_HOSTS", "a b")
    with pytest.raises(ConfigFaults) as caught:
        read_settings()
    assert [fault.column for fault in caught.value.faults] == ["EARSHOT_NOW", "EARSHOT_ALLOW_HOSTS"]
