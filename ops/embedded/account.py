"""PostgreSQL refuses to run as root. Here it gets another user number, without touching anybody's permissions.

On Linux the process moves into a user namespace of its own in which the same user has the number of an ordinary account:
files keep their owner, nothing is created or opened up, all privileges are gone. Where namespaces are forbidden (some
containers) it becomes an ordinary account of the machine, and its folder is given to that account.
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

from ops.problems import Problem

CLONE_NEWUSER = 0x10000000


@dataclass(frozen=True, slots=True)
class Account:
    """How a process leaves root behind: `enter` runs in it; `owner` is who must own its files (None: nothing to do)."""

    enter: Callable[[], None] | None
    owner: pwd.struct_passwd | None = None

    def own(self, folder: Path) -> None:
        """Give the folder, with all that is in it, to the account; the folder around it lets the account through."""
        if self.owner is None:
            return
        around = folder.parent
        around.chmod(around.stat().st_mode | stat.S_IXGRP | stat.S_IXOTH)
        for path in (folder, *folder.rglob("*")):
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid, follow_symlinks=False)


@cache
def unprivileged() -> Account:
    """The account for programs that refuse root.

    Raises:
        Problem: this system has no way to leave root.
    """
    if os.geteuid() != 0:
        return Account(enter=None)
    ordinary = _ordinary()
    if sys.platform == "linux" and _works(inside := _namespace(ordinary)):
        return Account(enter=inside)
    outside = _drop_to(ordinary)
    if _works(outside):
        return Account(enter=outside, owner=ordinary)
    raise Problem("PostgreSQL does not run as root here: start Herobreak as an ordinary user, or set DATABASE_URL.")


def _ordinary() -> pwd.struct_passwd:
    accounts = {account.pw_name: account for account in pwd.getpwall() if account.pw_uid > 0}
    for name in ("postgres", "nobody", "daemon"):
        if name in accounts:
            return accounts[name]
    raise Problem("this machine has only the user root: add an ordinary one and start Herobreak as that user.")


def _namespace(ordinary: pwd.struct_passwd) -> Callable[[], None]:
    libc = ctypes.CDLL(None, use_errno=True)
    uid, gid = os.geteuid(), os.getegid()

    def enter() -> None:
        if libc.unshare(CLONE_NEWUSER) != 0:
            raise OSError(ctypes.get_errno(), "unshare")
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{ordinary.pw_uid} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{ordinary.pw_gid} {gid} 1")

    return enter


def _drop_to(ordinary: pwd.struct_passwd) -> Callable[[], None]:
    def enter() -> None:
        os.setgroups([])
        os.setgid(ordinary.pw_gid)
        os.setuid(ordinary.pw_uid)

    return enter


def _works(enter: Callable[[], None]) -> bool:
    try:
        return subprocess.run(["/bin/sh", "-c", 'test "$(id -u)" != 0'], preexec_fn=enter, check=False).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False
