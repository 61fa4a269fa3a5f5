"""What the indexes answer about vulnerable packages, and what is said where they do not."""

import json

from audit.dependencies import judge_npm_answer, judge_python_answer

NAME = "dependencies.server"
SOUND = {"name": "click", "version": "8.5.1", "vulns": []}
VULNERABLE = {"name": "old", "version": "1.0", "vulns": [{"id": "PYSEC-2026-1", "aliases": []}]}


def test_vulnerable_packages_fail() -> None:
    printed = json.dumps({"dependencies": [SOUND, VULNERABLE], "fixes": []})
    check = judge_python_answer(NAME, printed, "")
    assert (check.result, check.details) == ("failed", ("old 1.0: PYSEC-2026-1",))
    found = {"left-pad": {"name": "left-pad", "severity": "high"}}
    printed = json.dumps({"auditReportVersion": 2, "vulnerabilities": found, "metadata": {"x": 1}})
    check = judge_npm_answer(NAME, printed, "")
    assert (check.result, check.details) == ("failed", ("left-pad: high",))


def test_sound_packages_pass() -> None:
    printed = json.dumps({"dependencies": [SOUND], "fixes": []})
    assert judge_python_answer(NAME, printed, "").result == "passed"
    printed = json.dumps({"auditReportVersion": 2, "vulnerabilities": {}, "metadata": {"x": 1}})
    assert judge_npm_answer(NAME, printed, "").result == "passed"


def test_without_an_answer_the_check_is_skipped_with_the_reason() -> None:
    check = judge_python_answer(NAME, "", "Traceback\nConnectionError: no route to host\n")
    assert check.result == "skipped"
    assert check.details == ("the index gave no answer: ConnectionError: no route to host",)
    check = judge_npm_answer(NAME, json.dumps({"message": "405 Not Allowed", "error": {}}), "")
    assert check.result == "skipped"
    assert check.details == ("the registry gave no answer: 405 Not Allowed",)


def test_packages_about_which_nothing_is_known_do_not_pass() -> None:
    unknown = {"name": "amqp", "skip_reason": "amqp could not be audited"}
    check = judge_python_answer(NAME, json.dumps({"dependencies": [unknown, unknown]}), "")
    assert check.result == "skipped"
    assert check.details == ("the index answered about no package: amqp could not be audited",)
    check = judge_python_answer(NAME, json.dumps({"dependencies": [unknown, SOUND]}), "")
    assert (check.result, check.details) == ("failed", ("amqp could not be audited",))
