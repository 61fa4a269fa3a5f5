"""Check functions by the name of their rule, and running them over a draft."""

from collections.abc import Callable, Iterator

from content.draft import PackDraft
from content.findings import Finding, Severity, Violation
from content.rules import RULES, declare_rule

CheckFunction = Callable[[PackDraft], Iterator[Violation]]

CHECKS: dict[str, CheckFunction] = {}


def register_check(
    name: str, severity: Severity = "error", strict: bool = False
) -> Callable[[CheckFunction], CheckFunction]:
    """Declare the rule `name`, applied by the decorated function."""

    def add_check(check: CheckFunction) -> CheckFunction:
        declare_rule(name, severity, strict)
        CHECKS[name] = check
        return check

    return add_check


def run_checks(draft: PackDraft, strict: bool) -> Iterator[Finding]:
    """Give every finding of every check, in the order in which they were registered.

    `strict` adds the strict checks.
    """
    for name, check in list(CHECKS.items()):
        rule = RULES[name]
        if strict or not rule.strict:
            yield from (rule.make_finding(*violation) for violation in check(draft))
