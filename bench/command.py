"""The command that a report was made by, as anybody may type it."""

from __future__ import annotations

import sys
from pathlib import Path


def command_line(module: str) -> str:
    """`python -m module` and its arguments; a folder of one machine is named as a folder, not by its path."""
    told = ("FOLDER" if Path(one).is_absolute() else one for one in sys.argv[1:])
    return " ".join(["python -m", module, *told])
