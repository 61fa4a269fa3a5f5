"""The cells of the matrix: each operation, caller and place with the outcome that is expected."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from audit.matrix.callers import LOGIN_OF_MEMBER, OTHERS_SECRET, STRANGERS
from audit.matrix.calls import CALLS
from audit.matrix.expectations import EXPECTATIONS, Expectation
from audit.matrix.rules import NO_OBJECT, RULES

ROLES = ("learner", "leader", "admin")
CALLER_OF_NEED = {"display": "display", "figure token": "figure token", "operator": "metrics token"}
NEED_OF_SCHEME = {"display": "display", "figureToken": "figure token"}
UNDOCUMENTED = {"GET /metrics": "operator"}
"""What the app serves beside the document. The contract of phones does not have it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One request of the matrix. `expected` is `ok` or the status of a refusal."""

    operation: str
    caller: str
    place: str
    expected: str


def read_needs(document: Mapping[str, Any]) -> dict[str, str]:
    """Read what each operation of the document needs, in the words of `Expectation.needs`."""
    needs = dict(UNDOCUMENTED)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            security = operation.get("security", [{}])
            needs[f"{method.upper()} {path}"] = _read_need(security)
    return needs


def _read_need(security: list[dict[str, list[str]]]) -> str:
    if {} in security:
        return "nothing"
    ((scheme, roles),) = security[0].items()
    return roles[0] if scheme == "session" else NEED_OF_SCHEME.get(scheme, scheme)


def find_incomplete(document: Mapping[str, Any]) -> list[str]:
    """Say which operations have no expectation, another than the document has, or no call."""
    needs = read_needs(document)
    missing = [f"{name}: no expectation" for name in sorted(needs.keys() - EXPECTATIONS.keys())]
    gone = [f"{name}: not in the document" for name in sorted(EXPECTATIONS.keys() - needs.keys())]
    changed = [
        f"{name}: the document declares {need!r}, expected is {EXPECTATIONS[name].needs!r}"
        for name, need in needs.items()
        if name in EXPECTATIONS and EXPECTATIONS[name].needs != need
    ]
    uncalled = [
        f"{name}: nothing says how it is called"
        for name in EXPECTATIONS.keys() - CALLS.keys()
        if "{" in name or _has_body(document, name)
    ]
    return [*missing, *gone, *changed, *uncalled]


def _has_body(document: Mapping[str, Any], name: str) -> bool:
    method, _, path = name.partition(" ")
    return "requestBody" in document["paths"].get(path, {}).get(method.lower(), {})


def list_cells(document: Mapping[str, Any]) -> Iterator[Cell]:
    """List all cells. What an operation needs is what the document says."""
    for name, need in read_needs(document).items():
        expectation = EXPECTATIONS.get(name, Expectation("nothing"))
        for caller in STRANGERS:
            yield from _list_cells_of_stranger(name, need, caller, expectation)
        for caller in LOGIN_OF_MEMBER:
            yield from _list_cells_of_member(name, need, caller, expectation)


def _list_cells_of_stranger(
    name: str, need: str, caller: str, expectation: Expectation
) -> Iterator[Cell]:
    places = next(iter(RULES[expectation.rule].values())) if need in ROLES else (NO_OBJECT,)
    place = "colleague" if "colleague" in places else next(iter(places))
    if caller == CALLER_OF_NEED.get(need) or need == "nothing":
        yield Cell(name, caller, place, "ok")
        if need == "figure token":
            yield from (Cell(name, caller, other, "401") for other in ("colleague", "unknown"))
    elif need == "operator":
        yield Cell(name, caller, place, "404")
    elif caller == OTHERS_SECRET and need in ROLES:
        yield Cell(name, caller, place, "ok" if expectation.open_before_change else "403")
    else:
        yield Cell(name, caller, place, "401")


def _list_cells_of_member(
    name: str, need: str, caller: str, expectation: Expectation
) -> Iterator[Cell]:
    if need not in ROLES:
        expected = {"nothing": "ok", "operator": "404"}.get(need, "401")
        yield Cell(name, caller, NO_OBJECT, expected)
    elif ROLES.index(caller.partition("_")[0]) < ROLES.index(need):
        rule = RULES[expectation.rule]
        yield from (Cell(name, caller, place, "403") for place in next(iter(rule.values())))
    else:
        for place, expected in RULES[expectation.rule].get(caller, {}).items():
            yield Cell(name, caller, place, expected)
