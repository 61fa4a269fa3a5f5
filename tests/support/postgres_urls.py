"""Addresses of the tests' PostgreSQL: for its administrator, and for the app."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

from ops.database_roles import find_admin_url
from ops.embedded.postgres_addresses import APP_USER


def replace_url_path(url: str, path: str) -> str:
    """Give the URL of another database on the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{path}"))


def make_app_url(admin_url: str) -> str:
    """Give the app's address on the administrator's server. Its password is the same."""
    server = urlsplit(admin_url)
    host = server.netloc.rpartition("@")[2]
    account = f"{APP_USER}:{quote(server.password or '')}"
    return urlunsplit(server._replace(netloc=f"{account}@{host}"))


@asynccontextmanager
async def connect_as_admin(database_url: str = "") -> AsyncIterator[asyncpg.Connection]:
    """Connect to the app's database as the administrator, who may change tables and all rows."""
    conn = await asyncpg.connect(find_admin_url(database_url or os.environ["DATABASE_URL"]))
    try:
        yield conn
    finally:
        await conn.close()
