"""Turn the messages of msgspec into codes and values.

msgspec gives one English sentence per fault. The patterns below are those of msgspec 0.19 to 0.21.
A sentence that matches none of them is passed on as a value.
"""

import re

from learning.rules.refusals import InputProblem

JSON_TYPE_NAMES = frozenset(
    ("str", "int", "float", "bool", "array", "object", "null", "uuid", "datetime", "date")
)
JSON_PATH_PATTERN = re.compile(r" - at `(?:key in )?\$\.?([^`]*)`$")
CODE_BY_PATTERN = (
    (re.compile(r"Expected `str` matching regex "), "request.unusable_characters"),
    (
        re.compile(r"Expected `(?P<expected>[^`]+)` of length >= (?P<limit>\d+)"),
        "request.too_short",
    ),
    (re.compile(r"Expected `(?P<expected>[^`]+)` of length <= (?P<limit>\d+)"), "request.too_long"),
    (re.compile(r"Expected `(?P<expected>[^`]+)` >= (?P<limit>[-\d.]+)"), "request.too_small"),
    (re.compile(r"Expected `(?P<expected>[^`]+)` <= (?P<limit>[-\d.]+)"), "request.too_big"),
    (
        re.compile(r"Expected `(?P<expected>[^`]+)`, got `(?P<received>[^`]+)`"),
        "request.wrong_type",
    ),
    (re.compile(r"Object contains unknown field `(?P<field>[^`]*)`"), "request.unknown_field"),
    (re.compile(r"Object missing required field `(?P<field>[^`]*)`"), "request.missing_field"),
    (re.compile(r"Invalid enum value (?P<value>.+)"), "request.unknown_value"),
    (re.compile(r"Invalid UUID"), "request.invalid_uuid"),
    (re.compile(r"Invalid RFC3339 encoded date(?P<time>time)?"), "request.invalid_date"),
)


def describe_decode_error(message: str) -> InputProblem:
    """Give the place, code and values of one msgspec message."""
    path_match = JSON_PATH_PATTERN.search(message)
    where = (path_match[1] if path_match else "") or "body"
    text = message[: path_match.start()] if path_match else message
    for pattern, code in CODE_BY_PATTERN:
        if match := pattern.match(text):
            return InputProblem(where, code, _make_values(match))
    return InputProblem(where, "request.invalid_value", {"message": text.replace("`", "")})


def _make_values(match: re.Match[str]) -> dict[str, object]:
    """Make the values of a match. Names of types become messages, so that they are translated."""
    types = ("expected", "received")
    return {
        name: _describe_type(text) if name in types else text
        for name, text in match.groupdict(default="").items()
    }


def _describe_type(text: str) -> dict[str, object]:
    name, _, rest = text.partition(" | ")
    known = name in JSON_TYPE_NAMES
    described: dict[str, object] = {
        "code": f"type.{name}" if known else "type.other",
        "values": {"name": name},
    }
    if rest == "null":
        return {"code": "type.or_nothing", "values": {"type": described}}
    return described
