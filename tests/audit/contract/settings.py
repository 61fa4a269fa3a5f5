"""The settings of a run of schemathesis: the sign-in, bounds, known ids, and what is left out."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

LEFT_OUT: Final[Mapping[str, str]] = {
    "GET /api/live": "The stream of hints has no end. The matrix opens it.",
    "GET /api/displays/live": "The stream of hints has no end. The matrix opens it.",
}
"""Operations that are not called, each with its reason."""
LEFT_OUT_WHEN_SIGNED_IN: Final[Mapping[str, str]] = {
    "DELETE /api/session": "It would end the session of the run. Nobody calls it, without one.",
}
CHECKS_LEFT_OUT: Final[Mapping[str, str]] = {
    "positive_data_acceptance": (
        "It takes a refusal of an action for a fault. `documented_data_is_decoded` is stricter: a "
        "request that the document allows may be refused for what it says, never for its form."
    ),
    "allow_header_conformance": (
        "The framework answers OPTIONS with the methods of one handler of an address, and nothing "
        "reads that: requests of other origins are refused. Other methods are answered with 405."
    ),
}
REFUSAL_STATUSES: Final = (400, 401, 403, 404, 405, 406, 408, 409, 411, 413, 415, 422, 429)


@dataclass(frozen=True, slots=True)
class RunBounds:
    """How much a run tries: its phases, and the generated requests of an operation."""

    phases: Sequence[str]
    examples: int
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Person:
    """Who sends the requests. Nobody has no token. `session` is the id of the session."""

    role: str
    token: str = ""
    session: str = ""


@dataclass(frozen=True, slots=True)
class KnownIds:
    """Ids of objects that exist, by the name of the parameter, so that requests reach them."""

    values: Mapping[str, Sequence[int | str]] = field(default_factory=dict)


def write_settings(person: Person, bounds: RunBounds, known: KnownIds) -> str:
    """Write the settings file of a run. JSON strings and lists are also those of TOML."""
    names = {**LEFT_OUT, **(LEFT_OUT_WHEN_SIGNED_IN if person.token else {})}
    lines = [
        f"seed = {bounds.seed}",
        "warnings = false",
        "request-timeout = 10.0",
        "[cache]",
        "enabled = false",
        "[generation]",
        f"max-examples = {bounds.examples}",
        'database = "none"',
        *(line for name in CHECKS_LEFT_OUT for line in (f"[checks.{name}]", "enabled = false")),
        "[checks.negative_data_rejection]",
        f"expected-statuses = {json.dumps([str(status) for status in REFUSAL_STATUSES])}",
        *_write_known_ids(known),
    ]
    if person.token:
        lines += ["[auth.openapi.session]", f"api_key = {json.dumps(person.token)}"]
    for name in names:
        lines += ["[[operations]]", f"include-name = {json.dumps(name)}", "enabled = false"]
    return "\n".join(lines) + "\n"


def _write_known_ids(known: KnownIds) -> list[str]:
    lines = []
    for name, values in known.values.items():
        lines += [f"[dictionaries.{name}]", f"values = {json.dumps(list(values))}"]
    lines.append("[parameters]")
    for name in known.values:
        lines.append(f'"path.{name}" = {{ dictionary = "{name}", probability = 0.5 }}')
    return lines
