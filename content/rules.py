"""The list of rules: each has a name and a severity.

There are two kinds. Some are applied by the code that reads files (a damaged zip, YAML that does
not parse): that code calls `declare_rule` and `make_finding`. The others are check functions over
everything that could be read: see `content/checks/registry.py`.
"""

from dataclasses import dataclass

from content.findings import FilePlace, Finding, Message, Severity


@dataclass(frozen=True, slots=True)
class PackRule:
    """One rule. Strict rules are about teaching and apply only when they are asked for."""

    name: str
    severity: Severity = "error"
    strict: bool = False

    def make_finding(self, place: FilePlace, message: Message) -> Finding:
        """Make this rule's finding at a place."""
        code, values = message["code"], message["values"]
        return Finding(place.file, place.line, self.severity, self.name, code, values)


RULES: dict[str, PackRule] = {}


def declare_rule(name: str, severity: Severity = "error", strict: bool = False) -> PackRule:
    """Add a rule to `RULES`. Raises `ValueError` if its name is taken."""
    if name in RULES:
        raise ValueError(f"rule {name} is declared twice")
    rule = RULES[name] = PackRule(name, severity, strict)
    return rule
