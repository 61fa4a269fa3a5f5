"""Keep log files small: a full file becomes `.1` and replaces the older `.1`."""

import shutil
from pathlib import Path

MAX_LOG_FILE_BYTES = 5_000_000


def rotate_logs(folder: Path, max_bytes: int = MAX_LOG_FILE_BYTES) -> None:
    """Copy each log over `max_bytes` aside and empty it in place.

    The processes that write to it open it in append mode, so they can go on writing.
    """
    for log in folder.glob("*.log"):
        if log.stat().st_size > max_bytes:
            shutil.copyfile(log, log.with_suffix(".log.1"))
            with log.open("r+b") as file:
                file.truncate(0)
