"""The folder in which the processes of one run count for Prometheus, empty at every start.

It is in memory where the machine has such a file system: a process that writes to a file of a full
disk through its memory is ended by the kernel.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ops.data_folder import DataFolder

MEMORY_FOLDER = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
PREFIX = "herobreak-metrics-"


@contextmanager
def open_metrics_folder(folder: DataFolder) -> Iterator[Path]:
    """Make an empty folder, which is deleted with the block. That of a killed run is deleted, too.

    `run/metrics` is a link to it.
    """
    link = folder.run_folder / "metrics"
    _delete_folder(link)
    parent = MEMORY_FOLDER if MEMORY_FOLDER.is_dir() else folder.run_folder
    made = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    link.symlink_to(made)
    try:
        yield made
    finally:
        _delete_folder(link)


def _delete_folder(link: Path) -> None:
    """Delete a link, and the folder to which it leads if it is one of ours."""
    if link.is_symlink():
        target = link.readlink()
        if target.name.startswith(PREFIX):
            shutil.rmtree(target, ignore_errors=True)
        link.unlink()
