"""Which lines of some modules have run: what guides the search for new inputs.

Only the first run of a line counts, so a function whose lines have all run is not traced any more,
and the search gets faster. Tracing is part of every supported Python; nothing is to be installed.
"""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

REPOSITORY = Path(__file__).parents[2]


class LineProbe:
    """Notes the lines that run in some files."""

    def __init__(self, modules: Iterable[str]) -> None:
        """Take files and folders, from the top of the repository."""
        self.files = {str(path) for module in modules for path in _list_files(REPOSITORY / module)}
        self.seen: set[tuple[str, int]] = set()
        self.left: dict[CodeType, set[int]] = {}
        """The lines of each function that have not run."""

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Note the lines that run in this thread."""
        before = sys.gettrace()
        sys.settrace(self._trace_call)
        try:
            yield
        finally:
            sys.settrace(before)

    def measure_share(self) -> float:
        """Return the share of the files' lines that have run."""
        lines = {
            (path, line) for path in self.files for line in _list_lines(compile_file(path), True)
        }
        return len(self.seen & lines) / len(lines)

    def _trace_call(self, frame: FrameType, event: str, argument: Any) -> Any:
        code = frame.f_code
        left = self.left.get(code)
        if left is None:
            is_watched = code.co_filename in self.files
            left = self.left[code] = set(_list_lines(code)) if is_watched else set()
        return self._trace_line if left else None

    def _trace_line(self, frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            code, line = frame.f_code, frame.f_lineno
            self.left[code].discard(line)
            self.seen.add((code.co_filename, line))
        return self._trace_line


def _list_files(place: Path) -> Iterable[Path]:
    return sorted(place.rglob("*.py")) if place.is_dir() else [place]


def compile_file(path: str) -> CodeType:
    """Compile a file."""
    return compile(Path(path).read_text(), path, "exec")


def _list_lines(code: CodeType, with_inner: bool = False) -> Iterator[int]:
    """Give the lines of a function; with those of the functions inside it, but not of the module.

    The lines of a module run when it is imported, whatever the input.
    """
    if code.co_name != "<module>":
        yield from (line for _, _, line in code.co_lines() if line and line != code.co_firstlineno)
    if with_inner:
        for inner in code.co_consts:
            if isinstance(inner, CodeType):
                yield from _list_lines(inner, with_inner)
