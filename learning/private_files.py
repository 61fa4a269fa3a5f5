"""Files that only the user of Herobreak can read, replaced as a whole."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

NEW_FILE_SUFFIX = ".new"


@contextmanager
def open_replacement(file: Path) -> Iterator[IO[bytes]]:
    """Open a new file that takes the place of `file` when the block has ended without an error.

    A reader finds the old content or the new one, also after a power cut. The new file lies beside
    the other one, with the number of this process in its name. An error deletes it.

    Raises:
        OSError: the folder can't be written, or its disk is full.
    """
    new = file.with_name(f".{file.name}.{os.getpid()}{NEW_FILE_SUFFIX}")
    new.unlink(missing_ok=True)
    try:
        descriptor = os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w+b") as opened:
            yield opened
            opened.flush()
            os.fsync(opened.fileno())
        new.replace(file)
        _sync_folder(file.parent)
    finally:
        new.unlink(missing_ok=True)


def replace_private_file(file: Path, content: bytes) -> None:
    """Write `content` to `file`, which only this user can read.

    Raises:
        OSError: the folder can't be written, or its disk is full.
    """
    with open_replacement(file) as opened:
        opened.write(content)


def _sync_folder(folder: Path) -> None:
    """Let the new name survive a power cut, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
