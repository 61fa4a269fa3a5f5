"""Split an iCalendar file (RFC 5545) into its events, so that a broken one leaves the others.

A component that has no end, or an end without a beginning, is a problem with its line: the file was
cut off, or lines of it are missing.
"""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from learning.rules.refusals import InputProblem, make_line_problem
from learning.rules.rota.rota import MAX_ROTA_PROBLEMS

MAX_OPEN_COMPONENTS = 20
"""How deep components can lie in each other. An alarm of an event is at 3."""


@dataclass(frozen=True, slots=True)
class EventBlock:
    """The lines of one event, without the components inside it, and the line where it begins.

    `is_cancelled` says that the whole calendar around it cancels its events (METHOD:CANCEL).
    """

    line: int
    content: bytes
    is_cancelled: bool = False


@dataclass(slots=True)
class _Component:
    """A component that has begun: its name, its line, and its own content lines."""

    name: bytes
    line: int
    lines: list[bytes] = field(default_factory=list)
    events: list[EventBlock] = field(default_factory=list)


@dataclass(slots=True)
class SplitCalendar:
    """The events of a file in their order, and the faults of its structure."""

    events: list[EventBlock] = field(default_factory=list)
    problems: list[InputProblem] = field(default_factory=list)


def is_calendar(raw: bytes) -> bool:
    """Say whether a file is a calendar."""
    return _to_utf8(raw[:64]).lstrip().upper().startswith(b"BEGIN:VCALENDAR")


def split_events(raw: bytes) -> SplitCalendar:
    """Split a file into its events."""
    found = SplitCalendar()
    opened: list[_Component] = []
    for number, line in _unfold_lines(_to_utf8(raw)):
        word, _, name = line.strip().upper().partition(b":")
        if word == b"BEGIN" and len(opened) < MAX_OPEN_COMPONENTS:
            _close_components(opened, _count_enclosing(opened, name), found)
            opened.append(_Component(name, number))
        elif word == b"END":
            _end_component(opened, name, number, found)
        elif opened:
            opened[-1].lines.append(line)
    _close_components(opened, 0, found)
    return found


def _count_enclosing(opened: list[_Component], name: bytes) -> int:
    """Return how many of the opened components can hold a new one.

    A calendar is in nothing, and an event only in a calendar: whatever else is open has no end.
    """
    if name == b"VCALENDAR":
        return 0
    if name == b"VEVENT":
        return 1 if opened and opened[0].name == b"VCALENDAR" else 0
    return len(opened)


def _end_component(
    opened: list[_Component], name: bytes, number: int, found: SplitCalendar
) -> None:
    """Take the component that ends here from `opened`, and keep it if it is an event."""
    depth = max((depth for depth, one in enumerate(opened) if one.name == name), default=None)
    if depth is None:
        if len(found.problems) >= MAX_ROTA_PROBLEMS:
            return
        name_text = name.decode(errors="replace")[:20]
        problem = make_line_problem(number, "rota.component_without_begin", component=name_text)
        found.problems.append(problem)
        return
    inner_are_whole = len(opened) == depth + 1
    _close_components(opened, depth + 1, found)
    component = opened.pop()
    if name == b"VEVENT" and inner_are_whole:
        event = EventBlock(component.line, _join_event(component.lines))
        (opened[0] if opened else found).events.append(event)
    elif name == b"VCALENDAR":
        found.events += _mark_cancelled(component)


def _close_components(opened: list[_Component], depth: int, found: SplitCalendar) -> None:
    """Report the components from `depth` on, which have no end, as one fault: the outermost.

    The whole events of a calendar without an end are kept.
    """
    unclosed = opened[depth:]
    if not unclosed:
        return
    del opened[depth:]
    outermost = unclosed[0]
    if outermost.name == b"VCALENDAR":
        found.events += _mark_cancelled(outermost)
        outermost = (unclosed[1:] or unclosed)[0]
    elif opened and opened[-1].name == b"VEVENT":
        outermost = opened[-1]  # its own lines cannot be told from those of the part inside it
    name = outermost.name.decode(errors="replace")[:20]
    found.problems.append(make_line_problem(outermost.line, "rota.cut_off", component=name))


def _mark_cancelled(calendar: _Component) -> list[EventBlock]:
    cancels = any(line.strip().upper() == b"METHOD:CANCEL" for line in calendar.lines)
    return [replace(event, is_cancelled=True) if cancels else event for event in calendar.events]


def _join_event(lines: list[bytes]) -> bytes:
    return b"\r\n".join([b"BEGIN:VEVENT", *lines, b"END:VEVENT", b""])


def _to_utf8(raw: bytes) -> bytes:
    """Return a file in UTF-8. Without a mark of its encoding, it is in UTF-8 or as on Windows."""
    if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return raw.decode("utf-16", errors="replace").encode()
    text = raw.removeprefix(BOM_UTF8)
    try:
        text.decode()
    except UnicodeDecodeError:
        return text.decode("cp1252", errors="replace").encode()
    return text


def _unfold_lines(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Give whole lines with their numbers. A line that begins with a space continues the last."""
    begins, parts = 0, list[bytes]()
    for number, line in enumerate(raw.splitlines(), start=1):
        if line[:1] in (b" ", b"\t"):
            parts.append(line[1:])
            continue
        if parts:
            yield begins, b"".join(parts)
        begins, parts = number, [line]
    if parts:
        yield begins, b"".join(parts)
