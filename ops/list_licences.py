"""Writes the lists of third-party licences in `docs/` from the locked packages.

Run it with `make licences` after every change of a lock. The test of this module fails when a list
is older than its lock, or when a package states no licence that `PERMISSIVE_LICENCES` contains and
`REVIEWED_PACKAGES` gives no reason for it.
"""

import json
import re
import sys
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib.metadata import distribution
from pathlib import Path
from textwrap import fill

ROOT = Path(__file__).parents[1]
SERVER_LOCKS = ("requirements/server.lock", "requirements/uv.lock.txt")
PHONE_LOCK = "frontend/package-lock.json"
SERVER_LIST = "docs/licences-server.md"
PHONE_LIST = "docs/licences-phone.md"
NO_LICENCE = "none stated"

PERMISSIVE_LICENCES = {
    "0BSD",
    "Apache Software License",
    "Apache-2.0",
    "BlueOak-1.0.0",
    "BSD License",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "ISC License (ISCL)",
    "MIT",
    "MIT License",
    "MIT-0",
    "MIT-CMU",
    "PSF-2.0",
    "Python-2.0",
    "The Unlicense (Unlicense)",
}
"""SPDX names, and the names that Python's licence classifiers use."""

LICENCES_STATED_ELSEWHERE = {
    # Python 3.11.3 and newer do not install it, so its metadata is not on every machine.
    "async-timeout": "Apache-2.0",
}
"""Licences of packages whose metadata is not installed on every machine."""

REVIEWED_PACKAGES = {
    "@inlang/plugin-message-format": "MIT, by its LICENSE file; its package.json names none.",
    "@fontsource-variable/bricolage-grotesque": (
        "The SIL Open Font License allows bundling the font with software; the font files are "
        "unchanged and name their copyright and licence."
    ),
    "certifi": "MPL-2.0 covers its own files only; they are used unchanged.",
    "fsrs-rs-python": (
        "Known finding: its metadata states no licence, and its wheel contains no licence file. "
        "A module of our own by the published formula is to replace it."
    ),
    "lightningcss*": "MPL-2.0 covers its own files; they are a build tool, no part of the app.",
    "sqlite-wasm-kysely": (
        "MIT, by its LICENSE file; its package.json names none. It is a build tool."
    ),
    "pathspec": "MPL-2.0 covers its own files only; they are used unchanged.",
}
"""Packages, by name or pattern, that have no permissive licence, and why they are used anyway."""

SERVER_INTRODUCTION = """\
# Third-party licences: server

The packages of `requirements/server.lock` and `requirements/uv.lock.txt`, with the licence that
each package's metadata states. `make licences` writes this file. Some packages contain programs or
libraries that have licences of their own, for example PostgreSQL, Valkey and Node.js; this list
does not name those.
"""
PHONE_INTRODUCTION = """\
# Third-party licences: phone app

The packages of `frontend/package-lock.json`, with the licence that each package's metadata states.
`make licences` writes this file. Most of these packages are build tools: the built app contains
only a few of them.
"""


@dataclass(frozen=True)
class LockedPackage:
    """A package of a lock and the licence that its metadata states."""

    name: str
    version: str
    licence: str


def read_server_packages(root: Path) -> list[LockedPackage]:
    """Return the packages of the server's locks, sorted by name.

    Reads the metadata of the installed packages. Raises `PackageNotFoundError` for a package that
    is not installed, and `ValueError` if another version is installed than the lock names.
    """
    found = []
    for lock in SERVER_LOCKS:
        text = (root / lock).read_text()
        for name, version in re.findall(r"^([\w.-]+)(?:\[[^]]*\])?==([^\s;]+)", text, re.MULTILINE):
            found.append(LockedPackage(name, version, _find_python_licence(name, version)))
    return sorted(found, key=lambda package: package.name)


def read_phone_packages(root: Path) -> list[LockedPackage]:
    """Return the packages of the phone app's lock, sorted by name and version.

    npm copies the licence of each package's metadata into the lock.
    """
    packages = json.loads((root / PHONE_LOCK).read_text())["packages"]
    found = {
        LockedPackage(
            path.rpartition("node_modules/")[2],
            package["version"],
            package.get("license", NO_LICENCE).strip("()"),
        )
        for path, package in packages.items()
        if path
    }
    return sorted(found, key=lambda package: (package.name, package.version))


def is_permissive(licence: str) -> bool:
    """Say whether a licence expression can be met by permissive licences alone.

    `OR` separates alternatives. `AND` and a comma separate licences that apply together.
    """
    return any(
        all(part in PERMISSIVE_LICENCES for part in re.split(r" AND |, ", alternative))
        for alternative in licence.split(" OR ")
    )


def find_review_reason(name: str) -> str | None:
    """Return why a package without a permissive licence is used, or `None` if nothing says so."""
    for pattern, reason in REVIEWED_PACKAGES.items():
        if fnmatchcase(name, pattern):
            return reason
    return None


def render_list(introduction: str, packages: list[LockedPackage]) -> str:
    """Return a list as Markdown: a table of all packages, then the reviewed ones with reasons."""
    lines = [introduction, "| package | version | licence |", "| --- | --- | --- |"]
    lines += [f"| {package.name} | {package.version} | {package.licence} |" for package in packages]
    grouped: dict[str, list[str]] = {}
    for package in packages:
        if not is_permissive(package.licence):
            reason = find_review_reason(package.name) or "Nobody has reviewed it."
            grouped.setdefault(reason, []).append(f"{package.name} ({package.licence})")
    if grouped:
        lines += ["", "## Packages without a permissive licence", ""]
    for reason, names in grouped.items():
        item = f"- {', '.join(names)}: {reason}"
        lines.append(fill(item, 100, subsequent_indent="  ", break_on_hyphens=False))
    return "\n".join(lines) + "\n"


def render_lists(root: Path) -> dict[str, str]:
    """Return the text of both lists by their path below `root`."""
    return {
        SERVER_LIST: render_list(SERVER_INTRODUCTION, read_server_packages(root)),
        PHONE_LIST: render_list(PHONE_INTRODUCTION, read_phone_packages(root)),
    }


def _find_python_licence(name: str, version: str) -> str:
    if name in LICENCES_STATED_ELSEWHERE:
        return LICENCES_STATED_ELSEWHERE[name]
    stated = distribution(name).metadata
    installed = stated["Version"]
    if installed != version:
        raise ValueError(f"{name} {version} is locked, {installed} is installed: run make tools")
    classifiers = stated.get_all("Classifier") or []
    for values in (
        stated.get_all("License-Expression"),
        [text.rpartition(" :: ")[2] for text in classifiers if text.startswith("License")],
        stated.get_all("License"),
    ):
        if values:
            return ", ".join(values).partition("\n")[0]
    return NO_LICENCE


if __name__ == "__main__":
    for path, content in render_lists(ROOT).items():
        (ROOT / path).write_text(content)
        sys.stdout.write(f"{path}\n")
