"""What several processes count is added up, whichever of them answers, also when one has ended."""

import os
import subprocess
import sys
from pathlib import Path

COUNT = """
import sys
from learning.metrics import REQUEST_SECONDS, TASK_SECONDS
for _ in range(int(sys.argv[1])):
    REQUEST_SECONDS.labels("GET", "/api/me", "200").observe(0.003)
TASK_SECONDS.labels("worker.sweep").observe(1)
"""
ANSWER = """
from pathlib import Path
from api.metrics import StateCollector, _render_metrics
print(_render_metrics(StateCollector(None, None, Path("/nowhere"))).decode())
"""


def run_python(folder: Path, code: str, *arguments: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(folder)},
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    ).stdout


def test_counts_of_all_processes_are_added_up(tmp_path: Path) -> None:
    folder = tmp_path / "metrics"
    for requests in (2, 3):
        run_python(folder, COUNT, str(requests))
    answer = run_python(folder, ANSWER)
    assert (
        'herobreak_request_seconds_count{method="GET",route="/api/me",status="200"} 5.0' in answer
    )
    assert (
        'herobreak_request_seconds_bucket{le="0.005",method="GET",route="/api/me",status="200"} 5.0'
        in answer
    )
    assert 'herobreak_task_seconds_count{task="worker.sweep"} 2.0' in answer
    assert "herobreak_database_up 0.0" in answer
    assert "pid=" not in answer, "series of each process would be without end"
