"""What an operator is told when something outside the program is wrong."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click

from learning.settings import Settings, parse_settings


class OperatorError(click.ClickException):
    """One sentence that says what is wrong and what to do; the command ends with exit code 1 and no traceback."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Write the sentence to standard error (or `file`)."""
        click.echo(f"herobreak: {self.format_message()}", file=file, err=file is None)


def read_operator_settings() -> Settings:
    """Read the settings from the environment.

    Raises:
        Problem: one of them can't be read.
    """
    try:
        return parse_settings(os.environ)
    except ValueError as error:
        raise OperatorError(str(error)) from error


@contextmanager
def translate_storage_errors(folder: Path) -> Iterator[None]:
    """Turn what a file system refuses into a sentence about `folder`.

    Raises:
        Problem: the folder can't be written, is no folder, or its disk is full.
    """
    try:
        yield
    except OSError as error:
        raise OperatorError(_describe_storage_error(error, folder)) from error


def _describe_storage_error(error: OSError, folder: Path) -> str:
    another = "or choose another with HEROBREAK_DATA=/some/folder"
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return describe_full_disk(folder)
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"the data folder {folder} can't be written: give this user the right to write there, {another}."
    if error.errno == errno.EROFS:
        return f"the data folder {folder} is on a read-only disk: mount it writable, {another}."
    if error.errno in {errno.ENOTDIR, errno.EEXIST}:
        return f"the data folder {folder} is, or lies under, something that is not a folder: move that away, {another}."
    return (
        f"the data folder {folder} can't be used ({error.strerror or error}): repair it, {another}."
    )


def describe_full_disk(folder: Path) -> str:
    """Say that the disk of `folder` is full."""
    free = shutil.disk_usage(next(path for path in (folder, *folder.parents) if path.exists())).free
    return (
        f"the disk that holds {folder} is full ({free // 1_000_000} MB free): "
        "free some space, or choose another folder with HEROBREAK_DATA=/some/folder."
    )
