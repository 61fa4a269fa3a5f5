"""What an operator reads when something outside the program is wrong."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click

from learning.messages import render_refusal
from learning.rules.refusals import Refused
from learning.settings import InvalidSetting, Settings, parse_settings
from ops.terminal_messages import find_terminal_language, render_for_terminal

ERRNO_CODES = {
    errno.EACCES: "operator.storage_forbidden",
    errno.EPERM: "operator.storage_forbidden",
    errno.EROFS: "operator.storage_read_only",
    errno.ENOTDIR: "operator.storage_no_folder",
    errno.EEXIST: "operator.storage_no_folder",
}
"""Message codes of the errors that a file system reports about the data folder."""


class OperatorError(click.ClickException):
    """A message that says what is wrong and what to do.

    A command that raises it ends with exit code 1 and prints no traceback.
    """

    def __init__(self, problem: str | Refused, /, **values: object) -> None:
        """Render a message code with its values, or a refusal, in the language of the terminal."""
        if isinstance(problem, Refused):
            text = render_refusal(problem, find_terminal_language(os.environ))
        else:
            text = render_for_terminal(problem, **values)
        super().__init__(text)

    def show(self, file: IO[Any] | None = None) -> None:
        """Write the message to standard error (or `file`)."""
        click.echo(f"herobreak: {self.format_message()}", file=file, err=file is None)


def read_operator_settings() -> Settings:
    """Read the settings from the environment.

    Raises:
        OperatorError: a setting has no usable value.
    """
    try:
        return parse_settings(os.environ)
    except InvalidSetting as error:
        raise OperatorError(error.code, value=error.value) from error


@contextmanager
def translate_storage_errors(folder: Path) -> Iterator[None]:
    """Turn an `OSError` of the block into an `OperatorError` about `folder`.

    Raises:
        OperatorError: the folder can't be written, is no folder, or its disk is full.
    """
    try:
        yield
    except OSError as error:
        raise _make_storage_error(error, folder) from error


def _make_storage_error(error: OSError, folder: Path) -> OperatorError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return make_full_disk_error(folder)
    code = ERRNO_CODES.get(error.errno or 0, "operator.storage_unusable")
    return OperatorError(code, folder=folder, reason=error.strerror or error)


def make_full_disk_error(folder: Path) -> OperatorError:
    """Make the error that says that the disk of `folder` is full, and how much of it is free."""
    free = shutil.disk_usage(next(path for path in (folder, *folder.parents) if path.exists())).free
    return OperatorError("operator.disk_full", folder=folder, free_mb=free // 1_000_000)
