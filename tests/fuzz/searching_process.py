"""`python -m fuzz.searching_process`: search decoders, and write what was found to files.

It is a process of its own, because a library may end it, or never return. The input that it works
on stands in a file, so that its parent knows which one it was.
"""

import json
import os
import resource
import sys
from collections.abc import Iterable
from pathlib import Path

from fuzz.decoders import DECODERS
from fuzz.found_inputs import keep_input
from fuzz.search import search_faults

MOST_ADDRESSES = 4 * 1024**3
"""Bytes of address space: an input that asks for more ends the process instead of the machine."""


def run_searches(folder: Path, names: Iterable[str], seconds: float, seed: str) -> None:
    """Search, and write `<decoder>.json` and the inputs that were found into a folder."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_ADDRESSES, MOST_ADDRESSES))
    current = os.open(folder / "input", os.O_CREAT | os.O_RDWR)

    def announce(data: bytes) -> None:
        os.pwrite(current, data, 0)
        os.ftruncate(current, len(data))

    for name in names:
        found = search_faults(DECODERS[name], seconds, f"{seed} {name}", announce)
        findings = [
            {
                "kind": fault.kind,
                "what": fault.text,
                "input": keep_input(folder / "found", name, fault.kind, data),
            }
            for fault, data in found.faults.values()
        ]
        row = {
            "decoder": name,
            "executions": found.executions,
            "seconds": round(found.seconds, 1),
            "inputs_kept": found.corpus,
            "coverage": round(found.coverage, 3),
            "findings": findings,
        }
        (folder / f"{name}.json").write_text(json.dumps(row))


if __name__ == "__main__":
    run_searches(Path(sys.argv[1]), sys.argv[4:], float(sys.argv[2]), sys.argv[3])
