"""Read YAML 1.2 as plain data, with the line of each value.

Only the part of YAML that a pack needs is read: no anchors and aliases (which could multiply the
data), no tags, no duplicate keys, keys are always text, and the depth is bounded. Events are taken
one at a time, so that a bound stops the parser too.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from content.author_texts import KeyPath as KeyPath
from content.author_texts import is_author_text
from content.findings import FilePlace, Finding, Message, make_message, make_printable
from content.limits import MAX_FINDINGS_PER_FILE, MAX_YAML_DEPTH
from content.rules import PackRule, declare_rule
from content.text_decoding import has_invisible
from content.values import Position
from content.yaml_errors import describe_error, find_error_line
from content.yaml_scalars import (
    find_blank_escape,
    find_cut,
    find_cut_before,
    find_open_quote,
    find_whole_cut,
    get_source,
    read_scalar,
)

YAML_SYNTAX_RULE = declare_rule("yaml-syntax")
YAML_DUPLICATE_KEY_RULE = declare_rule("yaml-duplicate-key")
YAML_FEATURE_RULE = declare_rule("yaml-feature")
YAML_DEPTH_RULE = declare_rule("yaml-depth")

YAML_CUT_RULE = declare_rule("yaml-cut", severity="warning")


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """Plain data and the line of each value by its path; a value of a mapping is on its key's line.

    `data` is {} if the document is unreadable. `written` are values that are not text, as they are
    written: 1.10, True.
    """

    file: str
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[KeyPath, int] = field(default_factory=dict)
    written: dict[KeyPath, str] = field(default_factory=dict)

    @property
    def is_readable(self) -> bool:
        """False if there was no YAML mapping to read."""
        return () in self.lines

    def line_of(self, path: KeyPath) -> int:
        """The line of a value; if it is not there, of the nearest value around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def place_of(self, *path: str | int) -> FilePlace:
        """The place of a value."""
        return FilePlace(self.file, self.line_of(path))

    def position_of(self, *path: str | int) -> Position:
        """The position of the mapping at `path`, with the lines of its fields."""
        value: Any = self.data
        for step in path:
            value = value[step]
        return Position(
            self.file, self.line_of(path), {key: self.line_of((*path, key)) for key in value}
        )


class _RefusedError(Exception):
    """Reading stops at this line because of `rule`."""

    def __init__(self, rule: PackRule, line: int, message: Message) -> None:
        super().__init__(message["code"])
        self.rule, self.line, self.message = rule, line, message


class _DataBuilder:
    """Builds data from events. Lines start at 1; `offset` lines of the file precede the YAML.

    `column` is that of the nearest key that does not stand between brackets.
    """

    def __init__(self, source: str, offset: int) -> None:
        self.events, self.source, self.offset = _parse_events(source), source, offset
        self.source_lines = source.split("\n")
        self.lines: dict[KeyPath, int] = {}
        self.written: dict[KeyPath, str] = {}
        self.repeated: list[tuple[int, str]] = []
        self.changed: list[tuple[int, Message]] = []
        self.column = 0

    def find_line(self, event: Event) -> int:
        return int(event.start_mark.line) + 1 + self.offset

    def build_value(self, event: Event, path: KeyPath) -> Any:
        self.lines.setdefault(path, self.find_line(event))
        self._refuse_feature(event, path)
        if isinstance(event, ScalarEvent):
            return self._build_scalar(event, path)
        if isinstance(event, SequenceStartEvent):
            return self._build_sequence(path, bool(getattr(event, "flow_style", False)))
        return self._build_mapping(path, bool(getattr(event, "flow_style", False)))

    def _refuse_feature(self, event: Event, path: KeyPath) -> None:
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise _RefusedError(
                YAML_FEATURE_RULE, self.find_line(event), make_message("yaml-anchor")
            )
        if getattr(event, "tag", None):
            raise _RefusedError(YAML_FEATURE_RULE, self.find_line(event), make_message("yaml-tag"))
        if len(path) > MAX_YAML_DEPTH:
            message = make_message("yaml-depth", most=MAX_YAML_DEPTH)
            raise _RefusedError(YAML_DEPTH_RULE, self.find_line(event), message)

    def _build_scalar(self, event: ScalarEvent, path: KeyPath) -> Any:
        if has_invisible(str(event.value)):
            raise _RefusedError(
                YAML_FEATURE_RULE, self.find_line(event), make_message("yaml-escape")
            )
        if find_open_quote(event, self.source, self.column):
            message = make_message("yaml-open-quote", quote=event.style)
            raise _RefusedError(YAML_SYNTAX_RULE, self.find_line(event), message)
        value = read_scalar(event)
        if is_author_text(path):
            self._note_changes(event, path)
        if not isinstance(value, str):
            self.written[path] = get_source(event, self.source)
        return value

    def _note_changes(self, event: ScalarEvent, path: KeyPath) -> None:
        if event.value or event.style:
            before = find_cut_before(event, self.source_lines, self.column)
            cut = before or find_cut(event, self.source, self.column)
        else:
            cut = find_whole_cut(self.source_lines[self.lines[path] - self.offset - 1])
        for message in (cut, find_blank_escape(event, self.source)):
            if message:
                self.changed.append((self.find_line(event), message))

    def _build_sequence(self, path: KeyPath, flow: bool) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            if not flow:
                self.column = int(event.start_mark.column) - 1
            items.append(self.build_value(event, (*path, len(items))))
        return items

    def _build_mapping(self, path: KeyPath, flow: bool) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            self._refuse_feature(event, path)
            if not isinstance(event, ScalarEvent) or has_invisible(str(event.value)):
                raise _RefusedError(
                    YAML_FEATURE_RULE, self.find_line(event), make_message("yaml-key-not-text")
                )
            if not flow:
                self.column = int(event.start_mark.column)
            key = str(event.value)
            if key in mapping:
                self.repeated.append((self.find_line(event), key))
            self.lines[(*path, key)] = self.find_line(event)
            mapping[key] = self.build_value(next(self.events), (*path, key))
        return mapping


def load_yaml(file: str, text: str, offset: int = 0) -> tuple[YamlDocument, list[Finding]]:
    """Read one YAML mapping; `offset` lines stand before it in its file. Never raises."""
    last = offset + text.count("\n") + 1
    try:
        builder = _DataBuilder(text, offset)
        data = _build_root(builder)
    except _RefusedError as refused:
        place = FilePlace(file, min(refused.line, last))
        return YamlDocument(file), [refused.rule.make_finding(place, refused.message)]
    # ruamel raises errors of its own bugs too: chr() of a huge escape, a bad version directive.
    except (
        YAMLError,
        ValueError,
        LookupError,
        OverflowError,
        AttributeError,
        AssertionError,
        TypeError,
    ) as error:
        return YamlDocument(file), [_describe_syntax_error(file, text, error, offset)]
    lines = {path: min(line, last) for path, line in builder.lines.items()}
    repeated = [
        YAML_DUPLICATE_KEY_RULE.make_finding(
            FilePlace(file, line), make_message("yaml-duplicate-key", key=make_printable(key))
        )
        for line, key in builder.repeated[:MAX_FINDINGS_PER_FILE]
    ]
    changed = [
        YAML_CUT_RULE.make_finding(FilePlace(file, line), message)
        for line, message in builder.changed[:MAX_FINDINGS_PER_FILE]
    ]
    return YamlDocument(file, data, lines, builder.written), repeated + changed


def _parse_events(text: str) -> Iterator[Event]:
    reader = YAML(typ="safe", pure=True)
    yield from reader.parse(text)


def _build_root(builder: _DataBuilder) -> dict[str, Any]:
    """The mapping that the text holds. Directives and further documents are refused."""
    next(builder.events)  # start of the stream
    event = next(builder.events)
    if isinstance(event, DocumentStartEvent):
        if event.version or event.tags:
            raise _RefusedError(
                YAML_FEATURE_RULE, builder.find_line(event), make_message("yaml-directive")
            )
        event = next(builder.events)
    if not isinstance(event, MappingStartEvent):
        raise _RefusedError(
            YAML_SYNTAX_RULE, builder.find_line(event), make_message("yaml-no-mapping")
        )
    data = builder.build_value(event, ())
    next(builder.events)  # end of the document
    if isinstance(following := next(builder.events), DocumentStartEvent):
        raise _RefusedError(
            YAML_SYNTAX_RULE, builder.find_line(following), make_message("yaml-second-document")
        )
    return dict(data)


def _describe_syntax_error(file: str, text: str, error: Exception, offset: int) -> Finding:
    last = offset + text.count("\n") + 1
    if not isinstance(error, MarkedYAMLError):
        message = make_message("yaml-syntax", detail=make_printable(type(error).__name__))
        return YAML_SYNTAX_RULE.make_finding(FilePlace(file, offset + 1), message)
    found = find_error_line(error)
    line = offset + 1 if found is None else min(found + 1 + offset, last)
    return YAML_SYNTAX_RULE.make_finding(FilePlace(file, line), describe_error(error, text))
