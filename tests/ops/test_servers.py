"""Properties of the embedded servers on which the tests run."""

import re

import asyncpg
import pytest
import redis


async def test_postgres_asks_for_a_password(postgres_server: str) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(re.sub(":[^:@]+@", ":a-guess@", postgres_server))


def test_valkey_asks_for_a_password(redis_url: str) -> None:
    with (
        redis.Redis.from_url(re.sub(":[^:@]+@", ":a-guess@", redis_url)) as client,
        pytest.raises(redis.AuthenticationError),
    ):
        client.ping()


def test_valkey_never_evicts(clean_redis: str) -> None:
    with redis.Redis.from_url(clean_redis) as client:
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


async def test_postgres_sorts_text_by_code_point_on_every_machine(empty_database: str) -> None:
    connection = await asyncpg.connect(empty_database)
    try:
        assert await connection.fetchval("SHOW server_encoding") == "UTF8"
        assert (
            await connection.fetchval(
                "SELECT string_agg(w, '' ORDER BY w) FROM unnest('{b,A,é,Z}'::text[]) w"
            )
            == "AZbé"
        )
        assert await connection.fetchval("SELECT upper('é')") == "É"
    finally:
        await connection.close()
