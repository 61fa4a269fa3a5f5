"""Run PostgreSQL without root, because it refuses to run as root.

On Linux the process enters a user namespace of its own. In it the same user has the number of an
ordinary account: files keep their owner, no permission changes, and the process has no privileges.
Some containers forbid namespaces. There the process becomes an ordinary account of the machine, and
that account becomes the owner of the data folder.
"""

import ctypes
import os
import pwd
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ops.operator_errors import OperatorError

CLONE_NEWUSER = 0x10000000


@dataclass(frozen=True, slots=True)
class ProcessAccount:
    """How a process gives up root.

    `switch_user` runs in the new process (None: the user is not root). `file_owner` must own the
    files of the process (None: the files stay as they are).
    """

    switch_user: Callable[[], None] | None
    file_owner: pwd.struct_passwd | None = None

    def give_file(self, file: Path) -> None:
        """Make the account the owner of one file."""
        if self.file_owner is not None:
            os.chown(file, self.file_owner.pw_uid, self.file_owner.pw_gid)

    def give_folder(self, folder: Path) -> None:
        """Make the account the owner of the folder and of everything in it.

        The parent folder gets the permission that lets the account pass through it.
        """
        if self.file_owner is None:
            return
        parent = folder.parent
        parent.chmod(parent.stat().st_mode | stat.S_IXGRP | stat.S_IXOTH)
        for path in (folder, *folder.rglob("*")):
            os.chown(path, self.file_owner.pw_uid, self.file_owner.pw_gid, follow_symlinks=False)


@cache
def find_unprivileged_account() -> ProcessAccount:
    """Find the account for programs that refuse root.

    Raises:
        OperatorError: this system has no way to give up root.
    """
    if os.geteuid() != 0:
        return ProcessAccount(switch_user=None)
    ordinary_account = _find_ordinary_account()
    if sys.platform == "linux" and _leaves_root(
        enter_namespace := _make_namespace_switch(ordinary_account)
    ):
        return ProcessAccount(switch_user=enter_namespace)
    drop_privileges = _make_account_switch(ordinary_account)
    if _leaves_root(drop_privileges):
        return ProcessAccount(switch_user=drop_privileges, file_owner=ordinary_account)
    raise OperatorError("operator.postgres_not_as_root")


def _find_ordinary_account() -> pwd.struct_passwd:
    accounts = {account.pw_name: account for account in pwd.getpwall() if account.pw_uid > 0}
    for name in ("postgres", "nobody", "daemon"):
        if name in accounts:
            return accounts[name]
    raise OperatorError("operator.no_ordinary_user")


def _make_namespace_switch(ordinary_account: pwd.struct_passwd) -> Callable[[], None]:
    libc = ctypes.CDLL(None, use_errno=True)
    uid, gid = os.geteuid(), os.getegid()

    def enter_namespace() -> None:
        if libc.unshare(CLONE_NEWUSER) != 0:
            raise OSError(ctypes.get_errno(), "unshare")
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{ordinary_account.pw_uid} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{ordinary_account.pw_gid} {gid} 1")

    return enter_namespace


def _make_account_switch(ordinary_account: pwd.struct_passwd) -> Callable[[], None]:
    def drop_privileges() -> None:
        os.setgroups([])
        os.setgid(ordinary_account.pw_gid)
        os.setuid(ordinary_account.pw_uid)

    return drop_privileges


def _leaves_root(switch_user: Callable[[], None]) -> bool:
    try:
        return (
            subprocess.run(
                ["/bin/sh", "-c", 'test "$(id -u)" != 0'], preexec_fn=switch_user, check=False
            ).returncode
            == 0
        )
    except (OSError, subprocess.SubprocessError):
        return False
