"""Compare two readings of .ics files: the days on which a person works, in two spans of each file.

Both get the same rule of days (`CalendarDays`), so that only what they find is compared: which
events there are, how they repeat, and what changed of them.
"""

import hashlib
import json
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from calendars.reasons import find_reason

from learning.rules.refusals import Invalid
from learning.rules.rota.calendar_days import CalendarDays
from learning.rules.rota.calendar_event import EventStart, parse_event
from learning.rules.rota.calendar_lines import split_events
from learning.rules.rota.days import find_time_zone
from learning.rules.rota.event_days import EventEnd, measure_event
from learning.rules.rota.rota import RotaFault, RotaWindow, make_rota_window, means_day_off
from learning.rules.rota.rota_calendar import read_calendar_rota

ZONE = "Europe/London"
LATER = timedelta(days=730)
LIBRARY_SCRIPT = Path(__file__).parent / "library_occurrences.py"


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """A file, and the spans in which it is read: as if today were its first day, and later."""

    path: Path
    raw: bytes
    spans: tuple[RotaWindow, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the readings of one file compare: `agree`, `disagree`, or who refused it, and why."""

    path: Path
    outcome: str
    reason: str = ""
    ours_only: tuple[date, ...] = ()
    library_only: tuple[date, ...] = ()


def list_calendar_files(folder: Path) -> list[CalendarFile]:
    """List the different files with events below a folder."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() == ".ics")
    by_digest: dict[bytes, CalendarFile] = {}
    for path in paths:
        raw = path.read_bytes() if path.is_file() else b""
        if b"BEGIN:VEVENT" in raw:
            first = _find_first_day(raw)
            spans = make_rota_window(first), make_rota_window(first + LATER)
            by_digest.setdefault(hashlib.sha256(raw).digest(), CalendarFile(path, raw, spans))
    return list(by_digest.values())


def compare_calendars(files: list[CalendarFile], python: str) -> Iterator[Verdict]:
    """Compare both readings of each file. `python` is an interpreter with the library."""
    answers = _ask_library(files, python)
    for file, answer in zip(files, answers, strict=True):
        ours = _read_ours(file)
        if isinstance(ours, str) or "refused" in answer:
            yield _judge_refusal(file, ours if isinstance(ours, str) else "", answer)
            continue
        library = [
            _list_library_days(occurrences, span)
            for occurrences, span in zip(answer["found"], file.spans, strict=True)
        ]
        ours_only = tuple(sorted(set().union(*ours) - set().union(*library)))
        library_only = tuple(sorted(set().union(*library) - set().union(*ours)))
        if ours == library:
            yield Verdict(file.path, "agree")
        else:
            reason = find_reason(file.raw)
            yield Verdict(file.path, "disagree", reason, ours_only, library_only)


def _judge_refusal(file: CalendarFile, ours: str, answer: dict[str, Any]) -> Verdict:
    theirs = str(answer.get("refused", "")).partition(":")[0]
    if ours and theirs:
        return Verdict(file.path, "refused by both", ours)
    return Verdict(file.path, *(("refused by ours", ours) if ours else ("refused by it", theirs)))


def _read_ours(file: CalendarFile) -> list[set[date]] | str:
    """Return the working days in each span, or the code of the first problem."""
    days = []
    for span in file.spans:
        try:
            found = read_calendar_rota(file.raw, ZONE, span)
        except Invalid as refused:
            return refused.code
        if found.problems:
            return found.problems[0].code
        days.append({day for day, works in found.people.get("", {}).items() if works})
    return days


def _ask_library(files: list[CalendarFile], python: str) -> list[dict[str, Any]]:
    wanted = [
        {
            "path": str(file.path.resolve()),
            "spans": [[span.first.isoformat(), span.last.isoformat()] for span in file.spans],
        }
        for file in files
    ]
    lines = "\n".join(map(json.dumps, wanted))
    command = [python, "-W", "ignore", str(LIBRARY_SCRIPT)]
    answered = subprocess.run(command, input=lines, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in answered.stdout.splitlines()]


def _list_library_days(occurrences: Iterable[dict[str, Any]], span: RotaWindow) -> set[date]:
    days = CalendarDays(ZONE, span, lambda _: None)
    for one in occurrences:
        if one["status"].upper() == "CANCELLED":
            continue
        start, end = _parse_moment(one["start"], one["zone"]), _parse_moment(one["end"], "")
        is_work = not means_day_off(one["summary"] or "shift") and one["busy"].upper() != "OOF"
        with suppress(RotaFault):  # it ends before it starts: ours names the line
            days.add(EventStart(start, measure_event(start, EventEnd(end), False, ZONE)), is_work)
    return {day for day, works in days.merge().items() if works}


def _parse_moment(text: str, zone: str) -> date:
    if len(text) == len("2026-12-24"):
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        return moment.replace(tzinfo=find_time_zone(ZONE))
    try:
        return moment.replace(tzinfo=find_time_zone(zone)) if zone else moment
    except ValueError:  # a zone that only the file knows
        return moment


def _find_first_day(raw: bytes) -> date:
    """Return the day of the first event that can be read; some day if none can."""
    days = [date(2026, 12, 1)]
    for block in split_events(raw).events:
        try:
            start = parse_event(block, ZONE).start
        except (RotaFault, ValueError, OverflowError):
            continue
        if start is not None:
            moment = start.moment
            days.append(moment.date() if isinstance(moment, datetime) else moment)
    return min(days[1:] or days)
