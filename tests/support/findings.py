"""The English texts of findings."""

from content import Finding
from learning.messages.findings import FindingText, render_finding
from learning.queries.packs.packs import StoredFinding


def render_text(finding: Finding | StoredFinding) -> FindingText:
    """Render a finding in English."""
    return render_finding(finding.rule, finding.code, finding.values)
