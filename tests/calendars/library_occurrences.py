"""List the events of .ics files by `recurring-ical-events`. It runs in an environment of its own.

Input: lines of JSON, each with a file and spans of days. Output: one line of JSON for each: the
occurrences in each span, or why the library refused. Nothing of Herobreak is imported here.
"""

import json
import signal
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

SECONDS_PER_FILE = 10
"""Seconds of the processor, so that a busy machine changes nothing."""


def list_occurrences(path: str, spans: list[list[str]]) -> list[list[dict[str, Any]]]:
    """List the occurrences in each span."""
    import recurring_ical_events  # type: ignore[import-not-found]
    from icalendar import Calendar

    found: list[list[dict[str, Any]]] = [[] for _ in spans]
    for calendar in Calendar.from_ical(Path(path).read_bytes(), multiple=True):
        query = recurring_ical_events.of(calendar, components=["VEVENT"])
        for events, (first, last) in zip(found, spans, strict=True):
            end = date.fromisoformat(last) + timedelta(days=1)
            events += [view_event(event) for event in query.between(date.fromisoformat(first), end)]
    return found


def view_event(event: Any) -> dict[str, Any]:
    """Give the parts of an occurrence that say which days it takes."""
    start, end = event["DTSTART"].dt, event["DTEND"].dt
    return {
        "start": start.isoformat(),
        "end": end.isoformat(),
        "zone": str(getattr(start, "tzinfo", None) or ""),
        "is_day": not isinstance(start, datetime),
        "summary": str(event.get("SUMMARY", "")),
        "status": str(event.get("STATUS", "")),
        "busy": str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")),
    }


def stop(*_: object) -> None:
    raise TimeoutError(f"longer than {SECONDS_PER_FILE} s")


def main() -> None:
    signal.signal(signal.SIGPROF, stop)
    for line in sys.stdin:
        wanted = json.loads(line)
        signal.setitimer(signal.ITIMER_PROF, SECONDS_PER_FILE)
        try:
            answer: dict[str, Any] = {"found": list_occurrences(wanted["path"], wanted["spans"])}
        except Exception as error:  # whatever it is, the library refuses the file
            answer = {"refused": f"{type(error).__name__}: {error}"[:200]}
        signal.setitimer(signal.ITIMER_PROF, 0)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
