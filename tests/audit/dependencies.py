"""The part `dependencies` of the audit: known vulnerabilities of the locked packages."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from audit.checks import Check, Part, judge, skip

ROOT = Path(__file__).parents[2]
LOCKS = {
    "dependencies.server": ("requirements/server.lock", "requirements/uv.lock.txt"),
    "dependencies.development": ("requirements/all.lock",),
}
TIME_LIMIT_SECONDS = 300
MAX_REASON_CHARS = 200


def audit_dependencies() -> Part:
    """Ask the indexes of Python and npm. Where one cannot be reached, its checks are skipped."""
    checks = [
        *(audit_python_locks(name, locks) for name, locks in LOCKS.items()),
        audit_npm_lock("dependencies.phone"),
    ]
    return Part("dependencies", checks)


def audit_python_locks(name: str, locks: Sequence[str]) -> Check:
    """Ask for the vulnerabilities of all packages of some lock files."""
    requirements = [option for lock in locks for option in ("-r", str(ROOT / lock))]
    options = ("--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json")
    result = _run(sys.executable, "-m", "pip_audit", *options, *requirements)
    return judge_python_answer(name, result.stdout, result.stderr)


def judge_python_answer(name: str, printed: str, errors: str) -> Check:
    """Judge what `pip-audit` printed as JSON.

    Where it could not ask about a package, it says so of that package and then finds nothing: that
    is no answer.
    """
    try:
        packages: list[dict[str, Any]] = json.loads(printed)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return skip(name, _shorten("the index gave no answer", errors))
    unknown = [package for package in packages if "skip_reason" in package]
    if len(unknown) == len(packages):
        reason = f": {unknown[0]['skip_reason']}" if unknown else ""
        return skip(name, f"the index answered about no package{reason}"[:MAX_REASON_CHARS])
    vulnerable = [
        f"{package['name']} {package['version']}: {found['id']}"
        for package in packages
        for found in package.get("vulns", ())
    ]
    return judge(name, [*vulnerable, *(package["skip_reason"] for package in unknown)])


def audit_npm_lock(name: str) -> Check:
    """Ask for the vulnerabilities of the packages of the phone app."""
    result = _run(str(ROOT / "ops" / "npm.sh"), "frontend", "audit", "--json")
    return judge_npm_answer(name, result.stdout, result.stderr)


def judge_npm_answer(name: str, printed: str, errors: str) -> Check:
    """Judge what `npm audit` printed as JSON. It has no `metadata` where it could not ask."""
    try:
        answer: dict[str, Any] = json.loads(printed)
    except ValueError:
        return skip(name, _shorten("the registry gave no answer", errors))
    if "metadata" not in answer:
        return skip(name, _shorten("the registry gave no answer", answer.get("message", errors)))
    found: dict[str, dict[str, Any]] = answer["vulnerabilities"]
    return judge(name, [f"{one}: {fault['severity']}" for one, fault in found.items()])


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=TIME_LIMIT_SECONDS
    )


def _shorten(reason: str, errors: str) -> str:
    """Add the last line of what was printed on standard error."""
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    return f"{reason}: {lines[-1]}"[:MAX_REASON_CHARS] if lines else reason
