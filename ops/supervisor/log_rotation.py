"""Keep log files small: a full file becomes `.1`, what was `.1` becomes `.2`, and so on."""

import shutil
from itertools import pairwise
from pathlib import Path

MAX_LOG_FILE_BYTES = 10_000_000
KEPT_LOG_FILES = 4
"""Full files that are kept of each log, beside the one that is written."""


def rotate_logs(
    folder: Path, max_bytes: int = MAX_LOG_FILE_BYTES, kept_files: int = KEPT_LOG_FILES
) -> None:
    """Copy each log over `max_bytes` aside and empty it in place. The oldest copy goes.

    The processes that write to it open it in append mode, so they can go on writing. A line that is
    written between the copy and the emptying is lost.
    """
    for log in folder.glob("*.log"):
        if log.stat().st_size > max_bytes:
            copies = [log.with_suffix(f".log.{number}") for number in range(1, kept_files + 1)]
            for newer, older in reversed(list(pairwise(copies))):
                if newer.exists():
                    newer.replace(older)
            shutil.copyfile(log, copies[0])
            with log.open("r+b") as file:
                file.truncate(0)
