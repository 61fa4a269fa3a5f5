"""The comparison of calendars: which files it takes, what it says of them, and its report."""

import json
import sys
from pathlib import Path

import pytest
from calendars.__main__ import list_rows, main
from calendars.agreement import Verdict, compare_calendars, list_calendar_files
from calendars.reasons import UNEXPLAINED, find_reason

EVENT = (
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260302T090000Z\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)


def test_each_file_with_events_is_taken_once(tmp_path: Path) -> None:
    for name, text in (("a.ics", EVENT), ("b.ICS", EVENT), ("c.ics", "BEGIN:VCALENDAR")):
        (tmp_path / name).write_text(text)
    (file,) = list_calendar_files(tmp_path)
    assert file.path.name in ("a.ics", "b.ICS")
    assert [span.first.year for span in file.spans] == [2026, 2028]


def test_what_the_library_refuses_is_its_refusal(tmp_path: Path) -> None:
    (tmp_path / "good.ics").write_text(EVENT)
    (tmp_path / "cut.ics").write_text(EVENT.replace("END:VEVENT\r\n", ""))
    found = compare_calendars(list_calendar_files(tmp_path), sys.executable)  # without the library
    assert sorted((one.outcome, one.reason) for one in found) == [
        ("refused by both", "rota.cut_off"),
        ("refused by it", "ModuleNotFoundError"),
    ]


def test_a_difference_without_a_known_reason_fails_the_comparison() -> None:
    rows = {row["name"]: row for row in list_rows([Verdict(Path("a"), "disagree", UNEXPLAINED)])}
    assert rows["disagree without a known reason"]["holds"] is False
    assert rows["files compared"]["holds"] is False, "too few"


def test_the_report_has_the_form_of_all_reports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "build" / "report.json"
    (tmp_path / "a.ics").write_text(EVENT)
    options = ["calendars", str(tmp_path), "--python", sys.executable, "--out", str(out)]
    monkeypatch.setattr(sys, "argv", options)
    assert main() == 1, "one file is too few"
    report = json.loads(out.read_text())
    assert report["machine"]["cores"]
    assert {"name", "value", "unit", "floor", "ratio", "target", "holds"} == set(report["rows"][0])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("EXRULE:FREQ=DAILY", "EXRULE"),
        ("RRULE:FREQ=YEARLY;BYWEEKNO=20", "BYWEEKNO without a weekday"),
        ("RRULE:FREQ=DAILY;UNTIL=20260304", "UNTIL in another form than the start"),
        ("DTEND;TZID=Our own:20260302T100000", "a zone that only the file knows"),
        ("SUMMARY:Early", UNEXPLAINED),
    ],
)
def test_a_reason_is_what_the_file_shows(line: str, reason: str) -> None:
    raw = EVENT.replace("UID:1", f"UID:1\r\n{line}").encode()
    assert find_reason(raw) == reason
