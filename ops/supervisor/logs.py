"""Keep log files small: the full file becomes `.1`, the old `.1` goes."""

import shutil
from pathlib import Path

MOST_BYTES = 5_000_000


def rotate(folder: Path, most: int = MOST_BYTES) -> None:
    """Copy each log over `most` bytes aside and empty it in place: its writers append, and need not be told."""
    for log in folder.glob("*.log"):
        if log.stat().st_size > most:
            shutil.copyfile(log, log.with_suffix(".log.1"))
            with log.open("r+b") as file:
                file.truncate(0)
