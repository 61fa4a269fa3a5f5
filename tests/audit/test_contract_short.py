"""A short run of schemathesis against a real Herobreak, as each role."""

import json
from pathlib import Path

from audit.check_names import CHECKS
from audit.checks import find_misnamed
from audit.contract.part import SHORT, audit_running
from audit.contract.run_schemathesis import DOCUMENT, run_schemathesis
from audit.contract.settings import LEFT_OUT, LEFT_OUT_WHEN_SIGNED_IN, KnownIds, Person
from support.running_herobreak import open_herobreak


def write_wrong_document(folder: Path) -> Path:
    """Write a document that promises another answer of one operation, and has no other."""
    document = json.loads(DOCUMENT.read_text())
    operation = document["paths"]["/api/health/live"]
    operation["get"]["responses"]["200"]["content"]["application/json"]["schema"] = {
        "type": "object",
        "required": ["uptime"],
    }
    document["paths"] = {"/api/health/live": operation}
    file = folder / "wrong.json"
    file.write_text(json.dumps(document))
    return file


def test_generated_requests_get_what_is_documented(tmp_path: Path) -> None:
    with open_herobreak(tmp_path) as herobreak:
        part = audit_running(herobreak, tmp_path, SHORT)
        wrong = run_schemathesis(
            herobreak.address,
            tmp_path,
            Person("wrong"),
            SHORT,
            KnownIds(),
            document=write_wrong_document(tmp_path),
        )
    assert {check.name: check.details for check in part.checks if check.details} == {}
    assert find_misnamed([part]) == []
    operations = sum(map(len, json.loads(DOCUMENT.read_text())["paths"].values()))
    left_out = len(LEFT_OUT) + len(LEFT_OUT_WHEN_SIGNED_IN)
    assert set(CHECKS["contract"]) == {f"contract.{role}" for role in part.figures["operations"]}
    assert min(part.figures["operations"].values()) >= operations - left_out
    assert len(wrong.faults) == 1
    assert "uptime" in wrong.faults[0]
