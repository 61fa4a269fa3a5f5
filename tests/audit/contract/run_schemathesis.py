"""Run schemathesis against a running server, and read what it found."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from audit.contract.settings import KnownIds, Person, RunBounds, write_settings

ROOT = Path(__file__).parents[3]
DOCUMENT = ROOT / "frontend" / "openapi.json"
COMMAND = Path(sys.executable).parent / "schemathesis"
NO_FAULTS, FAULTS = 0, 1
TIME_LIMIT_SECONDS = 1800
MAX_FAULT_CHARS = 1500


@dataclass(frozen=True, slots=True)
class ContractRun:
    """The operations that were called, and what was wrong with them."""

    operations: int
    faults: tuple[str, ...]


def run_schemathesis(
    address: str,
    folder: Path,
    person: Person,
    bounds: RunBounds,
    known: KnownIds,
    *,
    document: Path = DOCUMENT,
) -> ContractRun:
    """Call all operations of a document as one person. Settings and report are in a folder.

    Raises:
        RuntimeError: it could not run, for example because the document cannot be read.
    """
    settings, report = folder / f"{person.role}.toml", folder / f"{person.role}.xml"
    settings.write_text(write_settings(person, bounds, known))
    options = ("--phases", ",".join(bounds.phases), "--report-junit-path", str(report))
    result = subprocess.run(
        [COMMAND, "--config-file", settings, "run", document, "--url", address, *options],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT / "tests"),
            "SCHEMATHESIS_HOOKS": "audit.contract.hooks",
            "AUDIT_OWN_SESSION": person.session,
        },
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT_SECONDS,
    )
    if result.returncode not in (NO_FAULTS, FAULTS) or not report.exists():
        raise RuntimeError(f"schemathesis could not run:\n{result.stdout}\n{result.stderr}")
    return read_report(report)


def read_report(report: Path) -> ContractRun:
    """Read a report in the format of JUnit."""
    cases = ElementTree.parse(report).getroot().findall(".//testcase")  # noqa: S314 - our own file
    return ContractRun(len(cases), tuple(fault for case in cases for fault in _list_faults(case)))


def _list_faults(case: ElementTree.Element) -> Iterator[str]:
    for kind in ("failure", "error"):
        for found in case.findall(kind):
            text = found.text or found.get("message") or kind
            yield f"{case.get('name')}: {text.strip()[:MAX_FAULT_CHARS]}"
