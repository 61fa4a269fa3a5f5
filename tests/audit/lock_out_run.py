"""Run the lock-out attack against a Herobreak of its own, and print the figures.

`PYTHONPATH=tests .venv/bin/python -m audit.lock_out_run --seconds 600 --processes 8`
"""

import argparse
import json
import tempfile
from dataclasses import asdict
from pathlib import Path

from audit.lock_out import Figures, attack
from support.served_processes import run_herobreak


def run_attack(folder: Path, seconds: float, processes: int) -> Figures:
    """Start Herobreak in a folder and attack one account of it."""
    data = folder / "data"
    with run_herobreak(data, folder / "output.log", API_WORKERS="2") as running:
        join_code = json.loads((data / "first-admin.json").read_text())["join_code"]
        return attack(f"http://127.0.0.1:{running.port}", join_code, seconds, processes)


def run_command() -> None:
    """Read the options, attack, and print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--processes", type=int, default=8)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="herobreak-audit-") as folder:
        figures = run_attack(Path(folder), options.seconds, options.processes)
    print(json.dumps(asdict(figures)))


if __name__ == "__main__":
    run_command()
