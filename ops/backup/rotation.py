"""The files of a folder of backups: their names, the newest one, and which ones go."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from learning.private_files import NEW_FILE_SUFFIX

NAME_FORMAT = "herobreak-%Y-%m-%dT%H-%M-%SZ.zip"
NAME_PATTERN = "herobreak-*.zip"
UNFINISHED_LIFETIME = timedelta(days=1)
"""A new file of this age belongs to a backup that was killed."""


def name_backup(now: datetime) -> str:
    """Give the name of a backup that is made now. Names in order are instants in order."""
    return now.astimezone(UTC).strftime(NAME_FORMAT)


def list_backups(folder: Path) -> list[tuple[datetime, Path]]:
    """List the backups of a folder by their names, the newest first. Other files are left out."""
    found = []
    for file in folder.glob(NAME_PATTERN):
        try:
            found.append((datetime.strptime(file.name, NAME_FORMAT).replace(tzinfo=UTC), file))
        except ValueError:
            continue
    return sorted(found, reverse=True)


def is_backup_due(folder: Path, hours: int, now: datetime) -> bool:
    """Whether the newest backup is at least so many hours old, or there is none."""
    backups = list_backups(folder)
    return not backups or now - backups[0][0] >= timedelta(hours=hours)


def delete_old_backups(folder: Path, kept: int, now: datetime) -> int:
    """Delete all backups but the newest `kept`, and files of backups that were killed.

    Returns the number of deleted backups. The list of erased people stays.
    """
    old = list_backups(folder)[kept:]
    for _, file in old:
        file.unlink(missing_ok=True)
    for file in folder.glob(f".{NAME_PATTERN}.*{NEW_FILE_SUFFIX}"):
        if now.timestamp() - file.stat().st_mtime > UNFINISHED_LIFETIME.total_seconds():
            file.unlink(missing_ok=True)
    return len(old)
