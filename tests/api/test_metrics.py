"""`/metrics` says whether people are served, work is late, boards are wrong, disks fill."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from httpx import AsyncClient
from support.visits import Visit

from learning.actions.boards.note_unwritten_boards import note_unwritten_boards
from learning.tables.jobs import DueJobTable, HeartbeatTable

TOKEN = "of-the-operator"


async def read_metrics(client: AsyncClient) -> dict[str, float]:
    """Read all samples, by name and labels."""
    text = (await client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})).text
    return {
        name: float(value)
        for name, value in re.findall(r"^(herobreak_\S+?(?:\{.*\})?) (\S+)$", text, re.MULTILINE)
    }


async def test_late_work_wrong_boards_and_sizes(visit: Visit, clean_redis: str) -> None:
    client = await visit(HEROBREAK_METRICS_TOKEN=TOKEN, REDIS_URL=clean_redis)
    now = datetime.now(UTC)
    await DueJobTable.delete(force=True)
    for slot, minutes, problem in (("a", 30, None), ("b", 5, "it failed"), ("later", -9, None)):
        await DueJobTable(
            kind="plan_team",
            subject="1",
            slot=slot,
            due_at=now - timedelta(minutes=minutes),
            problem=problem,
        ).save()
    await HeartbeatTable(part="worker", at=now - timedelta(seconds=40)).save()
    await note_unwritten_boards(["board:{team:1}:week:2026-03-02"])
    found = await read_metrics(client)
    assert (found["herobreak_due_jobs"], found["herobreak_failing_jobs"]) == (2, 1)
    assert found["herobreak_oldest_due_job_seconds"] == pytest.approx(1800, abs=60)
    assert found['herobreak_heartbeat_age_seconds{part="worker"}'] == pytest.approx(40, abs=30)
    assert found["herobreak_unwritten_boards"] == 1
    assert found["herobreak_database_up"] == found["herobreak_redis_up"] == 1
    assert found["herobreak_database_bytes"] > 1_000_000
    assert 0 < found["herobreak_database_connections"] < found["herobreak_max_database_connections"]
    assert found["herobreak_redis_memory_bytes"] > 0


async def test_refused_sign_ins_and_refusals_are_counted(visit: Visit) -> None:
    client = await visit(HEROBREAK_METRICS_TOKEN=TOKEN)
    before = await read_metrics(client)
    await client.post("/api/session", json={"login": "nobody", "secret": "0000"})
    await client.get("/api/me")
    after = await read_metrics(client)
    for name in (
        'herobreak_sign_ins_total{result="refused"}',
        'herobreak_refusals_total{code="session.wrong_login_or_secret"}',
    ):
        assert after[name] - before.get(name, 0) >= 1, [n for n in after if "refus" in n]
