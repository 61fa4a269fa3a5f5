"""`PYTHONPATH=tests python -m audit.headers`: check the headers alone, and print what is wrong."""

import subprocess
import sys
import tempfile
from pathlib import Path

from audit.headers.check_names import HEADER_CHECKS
from audit.headers.part import audit_headers

ROOT = Path(__file__).parents[3]


def run_command() -> None:
    """Print each check with its faults. The exit code is 1 if there are any."""
    browser = subprocess.run(
        ["ops/browser.sh"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    with tempfile.TemporaryDirectory(prefix="audit-headers-") as folder:
        found = audit_headers(Path(browser.stdout.strip().splitlines()[-1]), Path(folder))
    for name, shows in HEADER_CHECKS.items():
        print(f"{name}: {'failed' if found[name] else 'passed'}. {shows}")
        for fault in found[name]:
            print(f"    {fault}")
    sys.exit(any(found.values()))


if __name__ == "__main__":
    run_command()
