"""Secrets are read from variables or files. A password beside an address may have any characters.

That the servers accept these addresses is tried with a real PostgreSQL and a real Valkey.
"""

import asyncio
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import asyncpg
import pytest
from celery import Celery
from support.postgres_urls import connect_as_admin

from learning.leaderboards.redis_nodes import create_redis_client
from learning.messages import render_message
from learning.secret_settings import add_password, read_secret
from learning.settings import InvalidSetting, parse_settings

HARD_PASSWORD = "p@ss/w#rd ?:%41&$x\"'ü"
SECRETS = {
    "DATABASE_URL": ("database_url", "postgresql://app:1@db/herobreak"),
    "DATABASE_ADMIN_URL": ("database_admin_url", "postgresql://admin:1@db/herobreak"),
    "REDIS_URL": ("redis_url", "redis://:1@cache:6379/0"),
    "BOARDS_URL": ("own_boards_url", "redis+cluster://:1@one:1,two:2"),
    "HEROBREAK_METRICS_TOKEN": ("metrics_token", "token"),
}


@pytest.mark.parametrize("name", SECRETS)
def test_every_secret_can_be_in_a_file(name: str, tmp_path: Path) -> None:
    field, value = SECRETS[name]
    file = tmp_path / "secret"
    file.write_text(f"{value}\n")
    settings = parse_settings({f"{name}_FILE": str(file)})
    assert getattr(settings, field) == value


@pytest.mark.parametrize("server", ["DATABASE", "DATABASE_ADMIN", "REDIS", "BOARDS"])
def test_every_password_can_be_in_a_file_of_its_own(server: str, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text(HARD_PASSWORD)
    settings = parse_settings(
        {f"{server}_URL": "scheme://user@host:1/x", f"{server}_PASSWORD_FILE": str(file)}
    )
    urls = {
        "DATABASE": settings.database_url,
        "DATABASE_ADMIN": settings.database_admin_url,
        "REDIS": settings.redis_url,
        "BOARDS": settings.own_boards_url,
    }
    found = urlsplit(urls[server])
    assert unquote(found.password or "") == HARD_PASSWORD
    assert (found.username, found.hostname, found.port, found.path) == ("user", "host", 1, "/x")


def test_a_variable_comes_before_its_file() -> None:
    assert read_secret({"A": "variable", "A_FILE": "/does/not/exist"}, "A") == "variable"


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xfe"])
def test_a_file_without_a_secret_is_refused_by_name(content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(InvalidSetting) as raised:
        parse_settings({"REDIS_URL_FILE": str(file)})
    text = render_message(raised.value.code, {"value": raised.value.value})
    assert f"REDIS_URL_FILE={file}" in text


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", ""),
        ("postgresql://app@db", "postgresql://app:a%40b@db"),
        ("postgresql://db/x", "postgresql://:a%40b@db/x"),
        ("postgresql://app:own@db/x", "postgresql://app:own@db/x"),
        ("postgresql://app@[::1]:5432/x?a=b@c", "postgresql://app:a%40b@[::1]:5432/x?a=b@c"),
        ("redis+cluster://one:1,two:2", "redis+cluster://:a%40b@one:1,two:2"),
        ("rediss://cache?db=1", "rediss://:a%40b@cache?db=1"),
    ],
)
def test_a_password_is_put_into_an_address_that_has_none(url: str, expected: str) -> None:
    assert add_password(url, "a@b") == expected


async def test_postgresql_takes_a_hard_password(empty_database: str) -> None:
    server = urlsplit(empty_database)
    host = server.netloc.rpartition("@")[2]
    role = "hard_password_role"
    async with connect_as_admin(empty_database) as admin:
        statement = await admin.fetchval(
            "SELECT format('CREATE ROLE %I LOGIN PASSWORD %L', $1::text, $2::text)",
            role,
            HARD_PASSWORD,
        )
        await admin.execute(statement)
        try:
            url = server._replace(netloc=f"{role}@{host}").geturl()
            settings = parse_settings({"DATABASE_URL": url, "DATABASE_PASSWORD": HARD_PASSWORD})
            conn = await asyncpg.connect(settings.database_url)
            assert await conn.fetchval("SELECT current_user") == role
            await conn.close()
        finally:
            await admin.execute(f"DROP ROLE {role}")


async def test_valkey_and_celery_take_a_hard_password(clean_redis: str) -> None:
    server, user = urlsplit(clean_redis), "hard"
    client = create_redis_client(clean_redis)
    await client.acl_setuser(
        user, enabled=True, passwords=[f"+{HARD_PASSWORD}"], keys="*", commands=["+@all"]
    )
    try:
        host = server.netloc.rpartition("@")[2]
        url = server._replace(netloc=f"{user}@{host}").geturl()
        settings = parse_settings({"REDIS_URL": url, "REDIS_PASSWORD": HARD_PASSWORD})
        own = create_redis_client(settings.redis_url)
        assert await own.ping()
        await own.aclose()
        with Celery(broker=settings.redis_url).connection_for_write() as broker:
            await asyncio.to_thread(broker.ensure_connection, max_retries=1)
            assert broker.connected
        assert quote(HARD_PASSWORD, safe="") in settings.redis_url
    finally:
        await client.acl_deluser(user)
        await client.aclose()
