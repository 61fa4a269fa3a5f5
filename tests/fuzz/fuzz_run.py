"""Search decoders, each in a process of its own, and keep what is found."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fuzz.found_inputs import keep_input

LONGEST_INPUT_SECONDS = 60
"""The seconds after which an input counts as one that never ends."""
MOST_DEATHS = 3
CHECK_SECONDS = 0.1
FuzzRow = dict[str, Any]


def run_all(names: Sequence[str], seconds: float, seed: str, found: Path) -> list[FuzzRow]:
    """Search the decoders one after the other. `found` is the folder for inputs with faults.

    A process that has died of an input is started again, and goes on with the same decoder.
    """
    rows: dict[str, FuzzRow] = {}
    deaths: dict[str, list[dict[str, str]]] = {name: [] for name in names}
    while left := [name for name in names if name not in rows]:
        died = deaths[left[0]]
        with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
            kind = _run_process(Path(folder), left, seconds, f"{seed}-{len(died)}")
            for name in left:
                if (result := Path(folder, f"{name}.json")).exists():
                    rows[name] = json.loads(result.read_text())
            if Path(folder, "found").exists():
                shutil.copytree(Path(folder, "found"), found, dirs_exist_ok=True)
            data = Path(folder, "input").read_bytes()
        if kind is not None:
            name = next(name for name in left if name not in rows)
            what = f"the process ended or did not return: {kind}, {len(data)} bytes"
            kept = keep_input(found, name, kind, data)
            deaths[name].append({"kind": kind, "what": what, "input": kept})
            if len(deaths[name]) == MOST_DEATHS:
                rows[name] = make_empty_row(name)
    return [{**row, "findings": row["findings"] + deaths[name]} for name, row in rows.items()]


def make_empty_row(name: str) -> FuzzRow:
    """Make the row of a decoder that did not live to the end of a search."""
    return {"decoder": name, "executions": 0, "seconds": 0.0, "coverage": 0.0, "findings": []}


def _run_process(folder: Path, names: Sequence[str], seconds: float, seed: str) -> str | None:
    """Run the searches; None if they came to their end, else how the process died."""
    with (folder / "errors").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "fuzz.searching_process", folder, str(seconds), seed, *names],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
            cwd=Path(__file__).parents[2],
            stdout=log,
            stderr=log,
        )
        while process.poll() is None:
            time.sleep(CHECK_SECONDS)
            current = folder / "input"
            if current.exists() and time.time() - current.stat().st_mtime > LONGEST_INPUT_SECONDS:
                process.kill()
                process.wait()
                return "endless"
    if process.returncode > 0:  # a fault of the search itself
        raise RuntimeError((folder / "errors").read_text()[-3000:])
    return f"killed-by-signal-{-process.returncode}" if process.returncode else None
