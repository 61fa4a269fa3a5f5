"""The list of rules: each has a name, a severity and the reason why it is there.

Two kinds share the list. A *fault* is declared by code that reads (a zip that is none, YAML that does not parse) and
found on the way. A *check* is a function from a draft to problems, one function a rule, run over everything that could
be read. A stricter set of checks is a matter of decorating more functions with `check(..., strict=True)`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from content.findings import FilePlace, Finding, Severity, Violation

if TYPE_CHECKING:
    from content.draft import PackDraft

Check = Callable[["PackDraft"], Iterator[Violation]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `run` is None where reading itself finds the fault."""

    name: str
    why: str
    severity: Severity = "error"
    strict: bool = False
    run: Check | None = None

    def finding(self, place: FilePlace, what: str, fix: str) -> Finding:
        """This rule's finding at a place."""
        return Finding(place.file, place.line, self.severity, self.name, what, self.why, fix)


RULES: dict[str, Rule] = {}


def _add(rule: Rule) -> Rule:
    if rule.name in RULES:
        raise ValueError(f"two rules are called {rule.name}")
    RULES[rule.name] = rule
    return rule


def fault(name: str, why: str, severity: Severity = "error") -> Rule:
    """Declare a rule that reading code applies by itself, with `rule.finding(...)`."""
    return _add(Rule(name, why, severity))


def check(
    name: str, why: str, severity: Severity = "error", strict: bool = False
) -> Callable[[Check], Check]:
    """Register a function as the rule `name`; strict rules run only when asked for."""

    def register(run: Check) -> Check:
        _add(Rule(name, why, severity, strict, run))
        return run

    return register


def run_checks(draft: "PackDraft", rules: Iterable[Rule]) -> Iterator[Finding]:
    """Every finding of every check among `rules`, in the order of the rules."""
    for rule in rules:
        if rule.run is not None:
            yield from (rule.finding(*problem) for problem in rule.run(draft))
