"""The roles of PostgreSQL: who owns the tables, and who the app is.

`herobreak_owner` owns the tables. Nobody signs in as it; migrations change to it. The role that
`DATABASE_URL` names is the app's: API, workers and commands. It cannot change or make tables, roles
and databases. The administrator of `DATABASE_ADMIN_URL` makes both roles. Where that is empty, the
role of `DATABASE_URL` owns the tables.
"""

import secrets
from urllib.parse import unquote, urlsplit

import asyncpg

from ops.operator_errors import OperatorError, read_operator_settings
from ops.scram_secret import make_scram_secret

OWNER_ROLE = "herobreak_owner"

FIND_ROLE = "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)"
MAY_BECOME_OWNER = f"SELECT pg_has_role('{OWNER_ROLE}', 'SET')"
BECOME_MEMBER = f"GRANT {OWNER_ROLE} TO CURRENT_USER WITH SET TRUE, INHERIT TRUE"
LET_OWNER_MAKE_TABLES = f"GRANT USAGE, CREATE ON SCHEMA public TO {OWNER_ROLE}"
EVERYBODY_MAKES_TABLES = """
SELECT EXISTS (
  SELECT FROM pg_namespace, aclexplode(nspacl)
  WHERE nspname = 'public' AND grantee = 0 AND privilege_type = 'CREATE'
)
"""
STRONG_RIGHTS = """
SELECT array_remove(ARRAY[
  CASE WHEN rolsuper THEN 'SUPERUSER' END, CASE WHEN rolcreatedb THEN 'CREATEDB' END,
  CASE WHEN rolcreaterole THEN 'CREATEROLE' END, CASE WHEN rolreplication THEN 'REPLICATION' END,
  CASE WHEN rolbypassrls THEN 'BYPASSRLS' END], NULL)
FROM pg_roles WHERE rolname = COALESCE($1, current_user)
"""
CREATE_APP_ROLE = "CREATE ROLE %I LOGIN PASSWORD %L"
CHANGE_PASSWORD = "ALTER ROLE %I LOGIN PASSWORD %L"  # noqa: S105 - a statement
WRITE_STATEMENT = "SELECT format($1, VARIADIC $2::text[])"
"""PostgreSQL itself quotes names and texts: %I is a name, %L a text."""


def read_role(database_url: str) -> str:
    """Give the role that an address names; empty if it names none."""
    return unquote(urlsplit(database_url).username or "")


async def require_limited_role(conn: asyncpg.Connection, database_url: str) -> None:
    """Check that the app's role may do no more than the app needs.

    Raises:
        OperatorError: it is a superuser, or makes databases or roles, or replicates.
    """
    role = read_role(database_url)
    if rights := await conn.fetchval(STRONG_RIGHTS, role or None):
        raise OperatorError(
            "operator.database_role_too_strong", role=role or "?", rights=", ".join(rights)
        )


async def ensure_database_roles(conn: asyncpg.Connection, database_url: str) -> None:
    """Make the owner of the tables and the app's role where they are missing.

    `conn` is the administrator's, `database_url` the app's address.

    Raises:
        OperatorError: the app's role may do more than the app needs.
    """
    if not await conn.fetchval(FIND_ROLE, OWNER_ROLE):
        await conn.execute(f"CREATE ROLE {OWNER_ROLE} NOLOGIN")
    if not await conn.fetchval(MAY_BECOME_OWNER):
        await conn.execute(BECOME_MEMBER)
    await conn.execute(LET_OWNER_MAKE_TABLES)
    if await conn.fetchval(EVERYBODY_MAKES_TABLES):
        await conn.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    await _ensure_app_role(conn, database_url)


async def _ensure_app_role(conn: asyncpg.Connection, database_url: str) -> None:
    """Make the app's role, or give it the password of its address if another one is stored."""
    role, password = read_role(database_url), unquote(urlsplit(database_url).password or "")
    exists = await conn.fetchval(FIND_ROLE, role)
    if exists:
        await require_limited_role(conn, database_url)
        if not password or await _can_sign_in(database_url):
            return
    text = make_scram_secret(password, secrets.token_bytes(16))
    statement = CHANGE_PASSWORD if exists else CREATE_APP_ROLE
    await conn.execute(await conn.fetchval(WRITE_STATEMENT, statement, [role, text]))


async def _can_sign_in(database_url: str) -> bool:
    try:
        await (await asyncpg.connect(database_url, timeout=10)).close()
    except asyncpg.InvalidAuthorizationSpecificationError:
        return False
    return True


def find_admin_url(database_url: str) -> str:
    """Give the administrator's address of the database at `database_url`; empty if there is none.

    `DATABASE_ADMIN_URL` names the server and the account. The database is always that of the app.
    """
    given = read_operator_settings().database_admin_url
    return urlsplit(given)._replace(path=urlsplit(database_url).path).geturl() if given else ""
