"""Entries of the audit log as lines of a file."""

import csv
import io
import json
from datetime import UTC, datetime

from learning.rules.people.audit_lines import (
    AuditFacts,
    AuditLine,
    AuditPerson,
    format_audit_end,
    format_audit_header,
    format_audit_lines,
    read_audit_facts,
)

LINE = AuditLine(
    id=7,
    at=datetime(2026, 3, 2, 12, tzinfo=UTC),
    verb="correct_points",
    group="corrections",
    by=AuditPerson("lea-leader", "=HYPERLINK(1)"),
    subject_kind="person",
    subject="anna-lee",
    subject_name='Anna "Quick", Lee',
    team_name="",
    co_leader_names=[],
    facts=AuditFacts(),
    detail='{"points": -5, "reason": "Über\\ntwo lines"}',
)


def test_a_table_is_read_back_by_any_reader_and_computes_nothing() -> None:
    text = format_audit_header("csv") + format_audit_lines([LINE, LINE], "csv")
    header, first, second = csv.reader(io.StringIO(text))
    row = dict(zip(header, first, strict=True))
    assert first == second
    assert row["by_name"] == "'=HYPERLINK(1)"
    assert row["subject_name"] == 'Anna "Quick", Lee'
    assert json.loads(row["detail"])["reason"] == "Über\ntwo lines"


def test_json_lines_have_an_object_in_each_line() -> None:
    assert format_audit_header("jsonl") == ""
    first, second = format_audit_lines([LINE, LINE], "jsonl").splitlines()
    record = json.loads(first)
    assert first == second
    assert record["by_name"] == "=HYPERLINK(1)", "JSON is not computed"
    assert record["detail"] == {"points": -5, "reason": "Über\ntwo lines"}
    assert record["at"] == "2026-03-02T12:00:00+00:00"


def test_the_operator_has_no_login() -> None:
    line = AuditLine(
        **{**{name: getattr(LINE, name) for name in LINE.__struct_fields__}, "by": None}
    )
    assert json.loads(format_audit_lines([line], "jsonl"))["by_login"] is None
    assert next(csv.reader(io.StringIO(format_audit_lines([line], "csv"))))[3] == ""


def test_a_bounded_file_says_where_it_ends() -> None:
    assert json.loads(format_audit_end(7, "jsonl")) == {"more_before": "7"}
    assert format_audit_end(7, "csv").strip() == "more_before,7"


def test_a_detail_of_another_form_has_no_facts() -> None:
    assert read_audit_facts('{"points": 5, "unknown": {}}').points == 5
    assert read_audit_facts('{"team": "an old form"}') == AuditFacts()
