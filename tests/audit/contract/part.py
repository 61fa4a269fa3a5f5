"""The part `contract` of the audit: generated requests of each role get what is documented."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
from audit.checks import Check, Part, judge
from audit.contract.people import make_known_objects, open_person
from audit.contract.run_schemathesis import ContractRun, run_schemathesis
from audit.contract.settings import (
    CHECKS_LEFT_OUT,
    LEFT_OUT,
    LEFT_OUT_WHEN_SIGNED_IN,
    Person,
    RunBounds,
)
from support.running_herobreak import RunningHerobreak, open_herobreak

LONG = RunBounds(("examples", "coverage", "fuzzing", "stateful"), examples=30)
SHORT = RunBounds(("fuzzing",), examples=1)
ROLES_IN_TURN = (("nobody", "learner"), ("leader",), ("admin",))
"""Roles of one group run at the same time. Leaders end sessions of learners, and admins of all."""


def audit_contract(folder: Path, bounds: RunBounds = LONG) -> Part:
    """Run a Herobreak in a folder, and schemathesis against it as each role in turn."""
    with open_herobreak(folder) as herobreak:
        return audit_running(herobreak, folder, bounds)


def audit_running(herobreak: RunningHerobreak, folder: Path, bounds: RunBounds) -> Part:
    """Run schemathesis as each role."""
    people = {role: open_person(herobreak, role) for group in ROLES_IN_TURN for role in group}
    known = make_known_objects(herobreak, people["leader"])
    checks: list[Check] = []
    operations = {}

    def run_as(role: str) -> ContractRun:
        return run_schemathesis(herobreak.address, folder, people[role], bounds, known)

    with ThreadPoolExecutor() as threads:
        for group in ROLES_IN_TURN:
            for role, run in zip(group, threads.map(run_as, group), strict=True):
                operations[role] = run.operations
                faults = _list_faults(herobreak, people[role], run)
                checks.append(judge(f"contract.{role}", faults))
    left_out = {**LEFT_OUT, **LEFT_OUT_WHEN_SIGNED_IN, **CHECKS_LEFT_OUT}
    return Part("contract", checks, {"operations": operations, "left_out": left_out})


def _list_faults(herobreak: RunningHerobreak, person: Person, run: ContractRun) -> list[str]:
    """List what was found. A run whose session ended on the way has shown nothing."""
    faults = list(run.faults)
    if person.token:
        cookies = {"herobreak": person.token}
        answer = httpx.get(f"{herobreak.address}/api/me", cookies=cookies)
        if answer.status_code != httpx.codes.OK:
            faults.append(f"the session of the run has ended: {answer.text}")
    return faults
