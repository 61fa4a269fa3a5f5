"""The names of all checks of `make audit`, by part. `docs/security.md` points at them.

A name is stable. A check that runs without a name here, and a name whose check does not run, fail
the audit.
"""

from collections.abc import Mapping
from typing import Final

from audit.headers.check_names import HEADER_CHECKS

CHECKS: Final[Mapping[str, Mapping[str, str]]] = {
    "inputs": {
        "inputs.event_loop": "No input that is accepted holds the event loop for over 250 ms.",
    },
    "fairness": {
        "fairness.colleagues": "One hostile phone leaves the p95 of colleagues within twice quiet.",
    },
    "farming": {
        "farming.best_day": "The best day of a cheat earns no more than an honest one.",
    },
    "headers": HEADER_CHECKS,
    "asvs": {
        "asvs.evidence": "Each check that `docs/asvs-5.0.toml` names as evidence has passed.",
    },
    "lock_out": {
        "lock_out.owner_signs_in": "The owner signs in on a known phone while others guess.",
        "lock_out.colleague_signs_in": "A colleague signs in during the attack.",
        "lock_out.guesses_bounded": "At most 30 guesses at one account are compared with its PIN.",
    },
    "authorisation": {
        "authorisation.expectations_complete": "Each operation of the document has an expectation.",
        "authorisation.nobody": "Who is not signed in reads and changes nothing.",
        "authorisation.ended_sessions": "Sessions of signed-out and erased people open nothing.",
        "authorisation.secret_of_others": "A secret that somebody else set opens nothing else.",
        "authorisation.machine_tokens": "Tokens of metrics, figures and displays open only theirs.",
        "authorisation.roles": "An operation refuses everybody below the role that it declares.",
        "authorisation.own_objects": "People reach what is theirs.",
        "authorisation.colleagues_objects": "People reach what the rules give them of colleagues.",
        "authorisation.foreign_objects": "Objects of other teams are out of reach.",
        "authorisation.unknown_objects": "An unknown object is answered as a foreign one.",
        "authorisation.refusals_change_nothing": "A request that is refused changes no row.",
    },
    "contract": {
        "contract.nobody": "Generated requests of nobody get what the document declares.",
        "contract.learner": "Generated requests of a learner get what the document declares.",
        "contract.leader": "Generated requests of a leader get what the document declares.",
        "contract.admin": "Generated requests of an admin get what the document declares.",
    },
    "secrets": {
        "secrets.used": "Each kind of secret was really used in the run.",
        "secrets.logs": "No secret is in the logs of a process.",
        "secrets.database": "No secret is in a column of the database.",
        "secrets.valkey": "No secret is in a key or a value of Valkey.",
        "secrets.data_folder": "No secret is in a file of the data folder.",
    },
    "dependencies": {
        "dependencies.server": "The locked packages of the server have no known vulnerability.",
        "dependencies.development": "The locked packages of development have none.",
        "dependencies.phone": "The locked packages of the phone app have none.",
    },
}
"""What each check shows, by part and name."""

CHECK_NAMES: Final[frozenset[str]] = frozenset(name for part in CHECKS.values() for name in part)
