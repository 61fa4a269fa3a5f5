"""Keep log files small: the full file becomes `.1`, the old `.1` goes."""

import shutil
from pathlib import Path

MAX_LOG_FILE_BYTES = 5_000_000


def rotate_logs(folder: Path, max_bytes: int = MAX_LOG_FILE_BYTES) -> None:
    """Copy each log over `most` bytes aside and empty it in place: its writers append, and need not be told."""
    for log in folder.glob("*.log"):
        if log.stat().st_size > max_bytes:
            shutil.copyfile(log, log.with_suffix(".log.1"))
            with log.open("r+b") as file:
                file.truncate(0)
