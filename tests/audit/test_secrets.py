"""The search for secrets finds what was written where it must not be."""

import base64
from hashlib import sha256
from pathlib import Path

import asyncpg
import redis
from audit.check_names import CHECKS
from audit.checks import find_misnamed
from audit.secret_search.needles import Needle, Secret, list_needles
from audit.secret_search.part import judge_finds
from audit.secret_search.places import Find, describe_faults
from audit.secret_search.search import find_in_database, find_in_files, find_in_valkey

from ops.database_roles import find_admin_url

SESSION = Secret("session", "kN3v1Yx-8dQ_t5Zo0LmP7wRb2sUe4GhJ")
DIGEST = sha256(SESSION.value.encode()).digest()
NEEDLES = list(list_needles(SESSION))


def list_finds(finds: list[Find]) -> set[tuple[str, str]]:
    return {(find.needle.form, find.place) for find in finds}


async def test_secrets_in_columns_are_found(database: str) -> None:
    admin_url = find_admin_url(database)  # the app makes no tables
    conn = await asyncpg.connect(admin_url)
    try:
        await conn.execute("CREATE TABLE planted (words text, more jsonb, content bytea)")
        await conn.execute(
            "INSERT INTO planted VALUES ($1, $2, $3)",
            f"Cookie: {SESSION.value};",
            f'{{"token": "{DIGEST.hex()}"}}',
            b"x" + SESSION.value.encode(),
        )
        finds = await find_in_database(admin_url, NEEDLES)
    finally:
        await conn.execute("DROP TABLE planted")
        await conn.close()
    assert list_finds(finds) == {
        ("plain", "database: planted.words"),
        ("sha256", "database: planted.more"),
        ("plain", "database: planted.content"),
    }
    assert not any(find.is_known for find in finds)


def test_secrets_in_valkey_are_found(clean_redis: str) -> None:
    with redis.Redis.from_url(clean_redis) as client:
        client.set(f"user:{SESSION.value}", "1")
        client.rpush("celery", base64.b64encode(f'[["{SESSION.value}"], 1]'.encode()))
        client.hset("board", mapping={"7": SESSION.value})
        client.zadd("scores", {SESSION.value: 1})
        client.xadd("events", {"body": SESSION.value})
        client.sadd("people", "7")
    finds = [*find_in_valkey(clean_redis, NEEDLES)]
    assert SESSION.value not in "".join(describe_faults(finds))
    assert list_finds(finds) == {
        ("plain", f"valkey: user:{SESSION.value}"),
        ("plain", "valkey: celery"),
        ("plain", "valkey: board"),
        ("plain", "valkey: scores"),
        ("plain", "valkey: events"),
    }


def test_secrets_in_files_are_found(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "api.log").write_text(f'{{"path": "/api/me?token={SESSION.value}"}}')
    (tmp_path / "logs" / "beat.log").write_bytes(b"nothing")
    (tmp_path / "dump").write_bytes(b"\0\0" + DIGEST + b"\0")
    finds = [*find_in_files(tmp_path, NEEDLES, "data folder")]
    assert list_finds(finds) == {
        ("plain", "data folder: logs/api.log"),
        ("sha256", "data folder: dump"),
    }
    part = judge_finds([SESSION], finds)
    failed = {check.name: check.details for check in part.checks if check.result == "failed"}
    assert failed.keys() == {"secrets.used", "secrets.logs", "secrets.data_folder"}
    assert failed["secrets.logs"] == ("session (plain) in data folder: logs/api.log",)
    assert SESSION.value not in str(part)


def test_a_secret_is_found_in_the_middle_of_encoded_text() -> None:
    for before in range(4):
        text = base64.b64encode(b"x" * before + SESSION.value.encode() + b"yz")
        assert any(needle.content in text for needle in NEEDLES), before


def test_only_the_hash_of_a_session_may_be_in_its_column() -> None:
    digest, plain = (
        next(one for one in NEEDLES if one.form == form) for form in ("sha256", "plain")
    )
    assert Find(digest, "database: session.token").is_known
    assert not Find(digest, "database: audit_entry.detail").is_known
    assert not Find(plain, "database: session.token").is_known
    assert Find(digest, "data folder: postgres/base/1/2").is_known
    assert not Find(plain, "data folder: postgres/pg_wal/1").is_known
    pin = Needle(Secret("own secret", "840275193846"), "sha256", b"x")
    assert not Find(pin, "data folder: postgres/base/1/2").is_known


def test_each_check_of_the_search_has_its_name() -> None:
    part = judge_finds([], [])
    assert find_misnamed([part]) == []
    assert {check.name for check in part.checks} == CHECKS["secrets"].keys()
