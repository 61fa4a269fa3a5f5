"""Why two readings of a calendar differ: what in the file is read in two ways.

`docs/decisions/0014-calendars.md` says for each reason which reading is right.
"""

import re

from icalendar import Event

REASON_PATTERNS = (
    ("lines end with a lone CR", rb"\A[^\n]*\Z"),
    ("EXRULE", rb"\nEXRULE"),
    ("BYWEEKNO without a weekday", rb"\nRRULE:(?![^\n]*BYDAY=)[^\n]*BYWEEKNO="),
    ("a change of further days without its series", rb"RANGE=THISANDFUTURE"),
)
"""What tells most, as patterns of the unfolded file."""
EVENT_REASON_PATTERNS = (
    (
        "EXDATE beside a change of that day",
        rb"\nEXDATE(?s:.*)\nRECURRENCE-ID|\nRECURRENCE-ID(?s:.*)\nEXDATE",
    ),
    ("EXDATE at another time of its day", rb"\nEXDATE"),
    ("UNTIL in another form than the start", rb"UNTIL="),
)
FLOATING_START = rb"\nDTSTART(?![^:\n]*TZID)[^:\n]*:\d{8}T\d{6}\r?\n"
UNEXPLAINED = "unexplained"


def find_reason(raw: bytes) -> str:
    """Return the first reason that a file shows, from the most to the least telling one."""
    unfolded = re.sub(rb"\r?\n[ \t]", b"", raw)
    events = re.findall(rb"BEGIN:VEVENT.*?END:VEVENT", unfolded, re.DOTALL)
    joined = b"\n".join(events)
    reasons = [reason for reason, pattern in REASON_PATTERNS if re.search(pattern, unfolded)]
    if any(map(_is_unknown_zone, set(re.findall(rb'TZID=("[^"]*"|[^:;]*)', joined)))):
        reasons.append("a zone that only the file knows")
    if b"X-WR-TIMEZONE" in raw and re.search(FLOATING_START, joined):
        reasons.append("times without a zone, beside X-WR-TIMEZONE")
    if _has_repeated_uid(events):
        reasons.append("several events with one UID")
    reasons += [reason for reason, pattern in EVENT_REASON_PATTERNS if re.search(pattern, joined)]
    return reasons[0] if reasons else UNEXPLAINED


def _is_unknown_zone(name: bytes) -> bool:
    text = name.decode(errors="replace").strip('"')
    lines = ("BEGIN:VEVENT", f'DTSTART;TZID="{text}":20260302T090000', "END:VEVENT", "")
    event = Event.from_ical("\r\n".join(lines))
    start = event.get("DTSTART")
    return bool(text) and (bool(event.errors) or start is None or start.dt.tzinfo is None)


def _has_repeated_uid(events: list[bytes]) -> bool:
    """Say whether two events that are no changes of a series have one UID."""
    found = [
        re.search(rb"\nUID:([^\r\n]*)", event) for event in events if b"RECURRENCE-ID" not in event
    ]
    uids = [one[1] for one in found if one]
    return len(set(uids)) < len(uids)
