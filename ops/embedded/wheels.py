"""Find the programs in an installed wheel. The Python code of the wheel is not run."""

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from ops.operator_errors import OperatorError


def find_program(package: str, pattern: str, *, missing_code: str) -> Path:
    """Find the program that matches the glob `pattern` in an installed package.

    Raises:
        OperatorError: the package is not installed, or has no program for this kind of machine.
            Its message code is `missing_code`.
    """
    for program in list_programs(package, pattern):
        return program
    machine = os.uname()
    raise OperatorError(missing_code, system=machine.sysname, machine=machine.machine)


def list_programs(package: str, pattern: str) -> Iterator[Path]:
    """List the programs that match the glob `pattern` in a package, if it is installed."""
    spec = find_spec(package)
    locations = spec.submodule_search_locations if spec else None
    for location in locations or []:
        yield from sorted(Path(location).glob(pattern))
