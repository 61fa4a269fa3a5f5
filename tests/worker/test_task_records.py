"""What a real worker writes to its log, counts, and knows of the request that caused a job."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support.pool import open_test_pool
from support.workers import StartWorker

from learning.request_context import use_request_id
from learning.steps.jobs.job_rows import write_job
from learning.tables.database import connection, transaction

REQUEST_ID = "request-of-a-leader"
SHOW_COUNTS = """
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
registry = CollectorRegistry()
MultiProcessCollector(registry)
print(generate_latest(registry).decode())
"""


@pytest.fixture
def metrics_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "metrics"
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(folder))
    return folder


def read_lines(log: Path) -> list[dict[str, Any]]:
    """Read the JSON lines. Celery prints a banner before them."""
    written = log.read_text(errors="replace").splitlines()
    return [json.loads(line) for line in written if line.startswith("{")]


async def wait_for_heartbeat_and_failure(log: Path) -> list[dict[str, Any]]:
    """Wait until the worker has recorded a heartbeat, and has logged that a job failed."""
    async with connection() as conn:
        for _ in range(600):
            lines = read_lines(log)
            if any(line["event"] == "job failed" for line in lines) and await conn.fetchval(
                "SELECT count(*) FROM heartbeat"
            ):
                return lines
            await asyncio.sleep(0.2)
    raise AssertionError(lines)


def read_counts(folder: Path) -> str:
    return subprocess.run(
        [sys.executable, "-c", SHOW_COUNTS],
        env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(folder)},
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout


async def test_a_job_is_logged_with_its_request_and_a_heartbeat_is_not(
    database: str, metrics_folder: Path, start_worker: StartWorker, tmp_path: Path
) -> None:
    async with open_test_pool():
        async with transaction() as conn:
            with use_request_id(REQUEST_ID):
                await write_job(
                    conn, "plan_team", "no number", "", await conn.fetchval("SELECT now()")
                )
        start_worker()
        lines = await wait_for_heartbeat_and_failure(tmp_path / "worker-0.log")
    failed = next(line for line in lines if line["event"] == "job failed")
    assert (failed["request"], failed["kind"]) == (REQUEST_ID, "plan_team")
    assert (failed["error"], failed["message"]) == ("ValueError", ""), "it quotes nobody"
    assert failed["trace"]
    assert not [line for line in lines if "Task worker." in line["event"]]
    assert not [line for line in lines if "Sending due task" in line["event"]]
    counted = await asyncio.to_thread(read_counts, metrics_folder)
    for found in (
        'herobreak_jobs_total{kind="plan_team",result="failed"} ',
        'herobreak_task_wait_seconds_count{task="worker.heartbeat"} ',
        'herobreak_task_seconds_count{task="worker.do_job"} ',
    ):
        assert found in counted
