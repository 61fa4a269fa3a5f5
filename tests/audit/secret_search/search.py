"""Search secrets in files, in all columns of a database, and in all keys of a Valkey."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import asyncpg
import redis
from audit.secret_search.needles import Needle
from audit.secret_search.places import Find

SELECT_COLUMNS = """
SELECT table_schema, table_name, column_name FROM information_schema.columns
WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
"""
SELECT_VALUES = 'SELECT "{column}"::text FROM "{schema}"."{table}"'
READERS_OF_KEYS: Mapping[str, Callable[[Any, bytes], Iterable[Any]]] = {
    "string": lambda client, key: [client.get(key)],
    "list": lambda client, key: client.lrange(key, 0, -1),
    "set": lambda client, key: client.smembers(key),
    "zset": lambda client, key: client.zrange(key, 0, -1),
    "hash": lambda client, key: chain.from_iterable(client.hgetall(key).items()),
    "stream": lambda client, key: [repr(client.xrange(key)).encode()],
}


def find_in_files(folder: Path, needles: Sequence[Needle], prefix: str) -> Iterator[Find]:
    """Search all files of a folder. Their names are part of the place."""
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        yield from find_in_file(file, needles, f"{prefix}: {file.relative_to(folder)}")


def find_in_file(file: Path, needles: Sequence[Needle], place: str) -> Iterator[Find]:
    """Search one file."""
    yield from _find(file.read_bytes(), needles, place)


async def find_in_database(url: str, needles: Sequence[Needle]) -> list[Find]:
    """Search all columns of all tables, as text. Bytes are hexadecimal digits there."""
    conn = await asyncpg.connect(url)
    finds: list[Find] = []
    try:
        for schema, table, column in await conn.fetch(SELECT_COLUMNS):
            values = await conn.fetch(
                SELECT_VALUES.format(schema=schema, table=table, column=column)
            )
            text = "\n".join(row[0] for row in values if row[0] is not None)
            finds += _find(text.encode(), needles, f"database: {table}.{column}")
    finally:
        await conn.close()
    return finds


def find_in_valkey(url: str, needles: Sequence[Needle]) -> Iterator[Find]:
    """Search the names and the values of all keys."""
    with redis.Redis.from_url(url) as client:
        for key in client.scan_iter():
            kind = client.type(key).decode()
            values = READERS_OF_KEYS[kind](client, key)
            content = b"\n".join([key, *(value for value in values if value is not None)])
            yield from _find(content, needles, f"valkey: {key.decode(errors='replace')}")


def _find(content: bytes, needles: Iterable[Needle], place: str) -> Iterator[Find]:
    return (Find(needle, place) for needle in needles if needle.content in content)
