"""The part `authorisation` of the audit: the matrix, judged check by check."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from audit.checks import Check, Part, judge
from audit.matrix.callers import ENDED_SESSIONS, MACHINES, OTHERS_SECRET
from audit.matrix.cells import ROLES, find_incomplete, read_needs
from audit.matrix.run_matrix import Outcome, find_leaks, run_matrix

CHECK_BY_CALLER: Mapping[str, str] = {
    "nobody": "authorisation.nobody",
    OTHERS_SECRET: "authorisation.secret_of_others",
    **dict.fromkeys(ENDED_SESSIONS, "authorisation.ended_sessions"),
    **dict.fromkeys(MACHINES, "authorisation.machine_tokens"),
}
CHECK_BY_PLACE: Mapping[str, str] = {
    "own": "authorisation.own_objects",
    "known": "authorisation.own_objects",
    "colleague": "authorisation.colleagues_objects",
    "peer": "authorisation.colleagues_objects",
    "above": "authorisation.foreign_objects",
    "elsewhere": "authorisation.foreign_objects",
    "mixed": "authorisation.foreign_objects",
    "missing": "authorisation.unknown_objects",
    "unknown": "authorisation.unknown_objects",
}
SELECTED = ("authorisation.roles", *CHECK_BY_CALLER.values(), *CHECK_BY_PLACE.values())


async def audit_authorisation(document: Mapping[str, Any]) -> Part:
    """Run the matrix of a document on an empty database, and judge it. The pool must be open."""
    return judge_matrix(document, await run_matrix(document))


def judge_matrix(document: Mapping[str, Any], outcomes: list[Outcome]) -> Part:
    """Judge the outcomes. Each belongs to one check, by its caller, its role or its place."""
    needs = read_needs(document)
    faults: dict[str, list[str]] = {name: [] for name in SELECTED}
    for one in outcomes:
        if not one.is_as_expected:
            faults[_choose_check(one, needs)].append(_describe(one))
    faults["authorisation.unknown_objects"] += find_leaks(outcomes)
    changed = [
        f"{_describe(one)}, and changed {', '.join(sorted(one.changed))}"
        for one in outcomes
        if not one.has_changed_nothing
    ]
    checks: list[Check] = [
        judge("authorisation.expectations_complete", find_incomplete(document)),
        *(judge(name, found) for name, found in faults.items()),
        judge("authorisation.refusals_change_nothing", changed),
    ]
    requests = Counter(_choose_check(one, needs) for one in outcomes)
    figures = {"requests": dict(requests), "matrix": _describe_matrix(outcomes)}
    return Part("authorisation", checks, figures)


def _choose_check(outcome: Outcome, needs: Mapping[str, str]) -> str:
    cell = outcome.cell
    if cell.caller in CHECK_BY_CALLER:
        return CHECK_BY_CALLER[cell.caller]
    need, role = needs[cell.operation], cell.caller.partition("_")[0]
    if need not in ROLES or ROLES.index(role) < ROLES.index(need):
        return "authorisation.roles"
    return CHECK_BY_PLACE[cell.place]


def _describe(one: Outcome) -> str:
    cell = one.cell
    asked = f"{cell.operation} by {cell.caller} on {cell.place}"
    return f"{asked}: {one.status} {one.code}".rstrip() + f", expected {cell.expected}"


def _describe_matrix(outcomes: Iterable[Outcome]) -> dict[str, dict[str, dict[str, str]]]:
    """Give the outcome by operation, caller and place: the status, and its code if refused."""
    matrix: dict[str, dict[str, dict[str, str]]] = {}
    for one in outcomes:
        row = matrix.setdefault(one.cell.operation, {}).setdefault(one.cell.caller, {})
        row[one.cell.place] = f"{one.status} {one.code}".rstrip()
    return matrix
