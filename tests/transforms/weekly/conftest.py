"""One report of the furnished house, written once in every format."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.transforms.weekly.house import furnish, house, told
from transforms.weekly.document import WeeklyReport
from transforms.weekly.write import write


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> WeeklyReport:
    with house(tmp_path_factory.mktemp("house")) as made:
        furnish(made)
        return told(made)


@pytest.fixture(scope="session")
def written(report: WeeklyReport, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written")
    write(report, folder)
    return folder
