"""A second process that outlives a killed supervisor just long enough to stop everything in order.

It holds the reading end of a pipe whose only writing end is the supervisor's. However the supervisor ends, the kernel
closes that end; what is then still written down as running is stopped. It also holds the lock of the data folder until
then, so a next start waits instead of meeting half-stopped servers.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ops.supervisor.process_records import stop_leftover_processes

IGNORED_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def run_guard(records: Path, log: Path, lock: int) -> Iterator[None]:
    """Keep a guard while the block runs; it ends, and is waited for, with the block."""
    read_end, write_end = os.pipe()
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "ops.supervisor.guard", str(read_end), str(records)],
            pass_fds=(read_end, lock),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    os.close(read_end)
    try:
        yield
    finally:
        os.close(write_end)
        process.wait(timeout=60)


def guard_supervisor(descriptor: int, records: Path) -> None:
    """Wait for the supervisor's end, then stop what it left."""
    for number in IGNORED_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    while os.read(descriptor, 1):
        pass
    stop_leftover_processes(records, lambda line: print(line, flush=True))  # into logs/guard.log


if __name__ == "__main__":
    guard_supervisor(int(sys.argv[1]), Path(sys.argv[2]))
