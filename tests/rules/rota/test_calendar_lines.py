"""An iCalendar file is split into its events, each with the line on which it begins."""

from learning.rules.rota.calendar_lines import split_events

EVENT = [b"BEGIN:VEVENT", b"UID:1", b"END:VEVENT", b""]


def test_events_come_with_their_first_line() -> None:
    raw = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\nbegin:vevent\nUID:2\nend:vevent\n"
    assert list(split_events(raw)) == [
        (2, b"\r\n".join(EVENT)),
        (5, b"\r\n".join(EVENT).replace(b"UID:1", b"UID:2")),
    ]


def test_folded_lines_are_joined() -> None:
    raw = b"BEGIN:VEV\n ENT\nUI\n\tD:1\nEND:VEVENT"
    assert list(split_events(raw)) == [(1, b"\r\n".join(EVENT))]


def test_components_inside_an_event_are_left_out() -> None:
    raw = b"BEGIN:VEVENT\nBEGIN:VALARM\nUID:9\nEND:VALARM\nUID:1\nEND:VEVENT"
    assert list(split_events(raw)) == [(1, b"\r\n".join(EVENT))]


def test_an_event_without_an_end_and_other_components_are_ignored() -> None:
    raw = b"BEGIN:VTODO\nUID:1\nEND:VTODO\nBEGIN:VEVENT\nUID:1"
    assert list(split_events(raw)) == []
