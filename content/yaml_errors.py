r"""Say what to do about text that is not YAML, where the error shows what the author meant."""

import re

from ruamel.yaml.error import MarkedYAMLError

from content.findings import Message, make_message, make_printable

_LINE_OF_OPENING = ("simple key", "quoted scalar", "flow sequence", "flow mapping")
"""Faults of these are reported where they begin, because they show only lines later."""
_BEGINNING_OF_TEXT = ("an anchor", "an alias", "a block scalar")
"""YAML has read the first character of a text as the beginning of one of these."""
_BEFORE_TEXT = re.compile(r"\s*(?:- +)*(?:[\w-]+:[ \t]+)?(?:- +)?")
_NO_FIRST_CHARACTERS = "@`%,]}-?&*|>"
_ESCAPE = re.compile(r"(?:found unknown escape character|expected escape sequence of)")


def find_error_line(error: MarkedYAMLError) -> int | None:
    """The line of an error, from 0; None if it has none."""
    opened = str(error.context or "").endswith(_LINE_OF_OPENING)
    mark = (opened and error.context_mark) or error.problem_mark or error.context_mark
    return int(mark.line) if mark else None


def describe_error(error: MarkedYAMLError, text: str) -> Message:
    """The advice that helps against an error in this text."""
    problem = str(error.problem or type(error).__name__)
    return _describe_place(error, problem, text.split("\n")) or make_message(
        "yaml-syntax", detail=make_printable(problem)
    )


def _describe_place(error: MarkedYAMLError, problem: str, lines: list[str]) -> Message | None:
    context = str(error.context or "")
    mark = error.context_mark if context.endswith(_BEGINNING_OF_TEXT) else error.problem_mark
    if mark is None:
        return None
    before, at = _split_line(lines, mark.line, mark.column)
    if "character '\\t'" in problem:
        return make_message("yaml-tab")
    if _ESCAPE.match(problem):
        return make_message("yaml-escape-unknown")
    if context.endswith("quoted scalar") and "end of stream" in problem and error.context_mark:
        opening = _split_line(lines, error.context_mark.line, error.context_mark.column)[1]
        return make_message("yaml-open-quote", quote=opening[:1])
    if at[:1] and at[0] in _NO_FIRST_CHARACTERS and _BEFORE_TEXT.fullmatch(before):
        return make_message("yaml-first-character", character=at[0])
    if "but found '<scalar>'" in problem and before.rstrip(" \t").endswith(("'", '"')):
        return make_message("yaml-behind-quote", text=make_printable(at))
    return None


def _split_line(lines: list[str], line: int, column: int) -> tuple[str, str]:
    """The text of a line before a column, and from it on."""
    found = lines[line] if line < len(lines) else ""
    return found[:column], found[column:]
