"""What the processes of API and worker count for Prometheus.

With `PROMETHEUS_MULTIPROC_DIR` all processes write to files of that folder, and each process of the
API can answer for all of them. The folder should be in memory: a process that writes to a file of a
full disk ends. Without the variable a process counts for itself.

Names begin with `herobreak_`. Labels have few values: a route is its template, never an address.
`docs/monitoring.md` lists them all.
"""

import os
from pathlib import Path

from prometheus_client import Counter, Histogram

METRICS_FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"

if _folder := os.environ.get(METRICS_FOLDER_VARIABLE):
    Path(_folder).mkdir(parents=True, exist_ok=True, mode=0o700)

REQUEST_SECONDS = Histogram(
    "herobreak_request_seconds",
    "Seconds from the arrival of a request to the end of its response.",
    ["method", "route", "status"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)
REFUSALS = Counter("herobreak_refusals", "Requests that were refused.", ["code"])
SIGN_INS = Counter("herobreak_sign_ins", "Tries to sign in.", ["result"])
BOARD_WRITE_FAILURES = Counter(
    "herobreak_board_write_failures", "Changes of a leaderboard that Redis did not take."
)
TASK_WAIT_SECONDS = Histogram(
    "herobreak_task_wait_seconds",
    "Seconds that a message of the queue waited for a worker.",
    ["task"],
    buckets=(0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600),
)
TASK_SECONDS = Histogram(
    "herobreak_task_seconds",
    "Seconds that a worker was busy with a message.",
    ["task"],
    buckets=(0.01, 0.05, 0.1, 0.5, 1, 5, 15, 30, 60, 120, 300, 600),
)
JOBS = Counter("herobreak_jobs", "Jobs that were tried.", ["kind", "result"])
