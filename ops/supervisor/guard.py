"""A second process that stops everything in order after the supervisor was killed.

It holds the reading end of a pipe. The supervisor holds the only writing end. When the supervisor
ends in any way, the kernel closes the writing end; the guard then stops the processes that are
still recorded as running. Until then it also holds the lock of the data folder, so that the next
start waits and does not meet half-stopped servers.
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
    """Run a guard for as long as the block lasts."""
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
    """Wait until the supervisor ends, then stop the processes that it left."""
    for number in IGNORED_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    while os.read(descriptor, 1):
        pass
    # The output of this process is logs/guard.log.
    stop_leftover_processes(records, lambda line: print(line, flush=True))


if __name__ == "__main__":
    guard_supervisor(int(sys.argv[1]), Path(sys.argv[2]))
