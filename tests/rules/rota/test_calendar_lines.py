"""An iCalendar file is split into its events, each with the line on which it begins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.rota.calendar_lines import EventBlock, is_calendar, split_events

UID_1 = b"BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\n"
WHOLE = (
    b"BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VTIMEZONE\nTZID:A\nEND:VTIMEZONE\n"
    b"BEGIN:VEVENT\nUID:1\nEND:VEVENT\nBEGIN:VEVENT\nBEGIN:VALARM\nTRIGGER:-PT1\n 5M\n"
    b"END:VALARM\nUID:2\nEND:VEVENT\nEND:VCALENDAR\n"
)


def split(raw: bytes) -> list[EventBlock]:
    found = split_events(raw)
    assert not found.problems, found.problems
    return found.events


def list_faults(raw: bytes) -> list[tuple[object, str, object]]:
    """List the faults of a file: the line, the code and the component."""
    problems = split_events(raw).problems
    return [(one.values["line"], one.code, one.values["component"]) for one in problems]


def test_events_come_with_their_first_line() -> None:
    raw = (
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\n"
        b"begin:vevent\nUID:2\nend:vevent\nEND:VCALENDAR"
    )
    assert split(raw) == [EventBlock(2, UID_1), EventBlock(5, UID_1.replace(b"1", b"2"))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_calendar_may_have_any_usual_encoding(encoding: str) -> None:
    text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Congé\nEND:VEVENT\nEND:VCALENDAR"
    raw = text.encode(encoding)
    assert is_calendar(raw)
    assert "SUMMARY:Congé" in split(raw)[0].content.decode()


@pytest.mark.parametrize("raw", [b"login,date", b"", b"\xff\xfe\x00", b"BEGIN:VCARD"])
def test_what_is_no_calendar(raw: bytes) -> None:
    assert not is_calendar(raw)


def test_folded_lines_are_joined() -> None:
    assert split(b"BEGIN:VEV\n ENT\nUI\n\tD:1\nEND:VEVENT") == [EventBlock(1, UID_1)]


def test_components_inside_an_event_are_left_out() -> None:
    raw = b"BEGIN:VEVENT\nBEGIN:VALARM\nUID:9\nEND:VALARM\nUID:1\nEND:VEVENT"
    assert split(raw) == [EventBlock(1, UID_1)]


def test_other_components_are_no_events() -> None:
    assert split(b"BEGIN:VCALENDAR\nBEGIN:VTODO\nUID:1\nEND:VTODO\nEND:VCALENDAR") == []


def test_a_calendar_may_cancel_all_its_events() -> None:
    event = b"BEGIN:VEVENT\nUID:1\nEND:VEVENT\n"
    cancels = b"BEGIN:VCALENDAR\n" + event + b"method:cancel\nEND:VCALENDAR\n"
    publishes = b"BEGIN:VCALENDAR\nMETHOD:PUBLISH\n" + event + b"END:VCALENDAR\n"
    assert [event.is_cancelled for event in split(cancels + publishes)] == [True, False]


@pytest.mark.parametrize(
    ("raw", "line", "component"),
    [
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n", 2, "VEVENT"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMM\n AR", 2, "VEVENT"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nEND:VEV", 2, "VEVENT"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT", 2, "VEVENT"),
        (b"BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEV", 3, "VEV"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nEND:VCALENDAR", 2, "VEVENT"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\n", 1, "VCALENDAR"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VEVENT\nEND:VCAL", 1, "VCALENDAR"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nBEGIN:VALARM\nUID:1\nEND:VEVENT\n", 2, "VEVENT"),
        (b"BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nBEGIN:STANDARD\nDTST", 2, "VTIMEZONE"),
        (b"BEGIN:VCALENDAR", 1, "VCALENDAR"),
    ],
)
def test_what_is_cut_off_is_a_problem_where_it_begins(
    raw: bytes, line: int, component: str
) -> None:
    assert (line, "rota.cut_off", component) in list_faults(raw)


def test_an_event_without_an_end_does_not_swallow_the_next() -> None:
    found = split_events(
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:9\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\nEND:VCALENDAR"
    )
    assert found.events == [EventBlock(4, UID_1)]
    assert [problem.values["line"] for problem in found.problems] == [2]


def test_an_event_without_a_beginning_is_a_problem_where_it_ends() -> None:
    raw = b"BEGIN:VCALENDAR\nUID:1\nEND:VEVENT\nEND:VCALENDAR"
    assert list_faults(raw) == [(3, "rota.component_without_begin", "VEVENT")]


@given(st.integers(1, len(WHOLE) - 3))
def test_a_file_that_is_cut_anywhere_keeps_whole_events_and_has_a_problem(length: int) -> None:
    whole, found = split(WHOLE), split_events(WHOLE[:length])
    assert found.events == whole[: WHOLE[:length].upper().count(b"END:VEVENT")]
    assert length < len(b"BEGIN:V") or found.problems
