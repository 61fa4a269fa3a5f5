"""Where a wheel put its programs; the wheels' own Python code is not run."""

import os
from importlib.util import find_spec
from pathlib import Path

from ops.problems import Problem


def program(package: str, pattern: str, *, name: str, instead: str) -> Path:
    """The program that `pattern` finds in an installed package.

    Raises:
        Problem: the package is not there, or carries nothing for this kind of machine.
    """
    found = find_spec(package)
    places = found.submodule_search_locations if found else None
    for place in places or []:
        for path in sorted(Path(place).glob(pattern)):
            return path
    machine = os.uname()
    raise Problem(f"there is no embedded {name} for {machine.sysname} on {machine.machine}: {instead}")
