"""Where a wheel put its programs; the wheels' own Python code is not run."""

import os
from importlib.util import find_spec
from pathlib import Path

from ops.operator_errors import OperatorError


def find_program(package: str, pattern: str, *, name: str, advice: str) -> Path:
    """The program that `pattern` finds in an installed package.

    Raises:
        Problem: the package is not there, or carries nothing for this kind of machine.
    """
    spec = find_spec(package)
    locations = spec.submodule_search_locations if spec else None
    for location in locations or []:
        for path in sorted(Path(location).glob(pattern)):
            return path
    machine = os.uname()
    raise OperatorError(
        f"there is no embedded {name} for {machine.sysname} on {machine.machine}: {advice}"
    )
