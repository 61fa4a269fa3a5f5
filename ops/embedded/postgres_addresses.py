"""The two accounts of an embedded PostgreSQL, their passwords, and the addresses with them.

The administrator made the cluster and may do everything. The app signs in as an account of its own
(`ops/database_roles.py`). Both passwords lie in files of the cluster's folder.
"""

import secrets
from pathlib import Path

from ops.embedded.ports import LOOPBACK_ADDRESS

ADMIN_USER = POSTGRES_DATABASE = "herobreak"
APP_USER = "herobreak_app"
ADMIN_PASSWORD_FILE = "herobreak-password"  # noqa: S105 - the name of a file
"""The file lies in the cluster's folder, so that cluster and password appear at the same time."""
APP_PASSWORD_FILE = "herobreak-app-password"  # noqa: S105 - the name of a file


def make_password() -> str:
    """Make a random password of letters, digits, `-` and `_`."""
    return secrets.token_urlsafe(24)


def ensure_app_password(folder: Path) -> Path:
    """Give the file of the app's password. Make it where it is missing, as in older clusters."""
    file = folder / APP_PASSWORD_FILE
    if not file.exists():
        unfinished = folder / f"{APP_PASSWORD_FILE}.making"
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)
        unfinished.write_text(f"{make_password()}\n")
        unfinished.rename(file)
    return file


def read_admin_url(folder: Path, port: int) -> str:
    """Give the address for the administrator, with the password."""
    return _write_url(ADMIN_USER, folder / ADMIN_PASSWORD_FILE, port)


def read_app_url(folder: Path, port: int) -> str:
    """Give the address for the app, with the password."""
    return _write_url(APP_USER, folder / APP_PASSWORD_FILE, port)


def _write_url(user: str, password: Path, port: int) -> str:
    server = f"{LOOPBACK_ADDRESS}:{port}/{POSTGRES_DATABASE}"
    return f"postgresql://{user}:{password.read_text().strip()}@{server}?sslmode=disable"
