"""Read YAML 1.2 as plain data, with the line of each value.

Only the part of YAML that a pack needs is read: no anchors and aliases (which could multiply the
data), no tags, no duplicate keys, keys are always text, and the depth is bounded. Events are taken
one at a time, so that a bound stops the parser too.
"""

import re
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

from content.findings import FilePlace, Finding, Message, make_message, make_printable
from content.limits import MAX_FINDINGS_PER_FILE, MAX_YAML_DEPTH
from content.rules import PackRule, declare_rule
from content.text_decoding import has_invisible
from content.values import Position

YAML_SYNTAX_RULE = declare_rule("yaml-syntax")
YAML_DUPLICATE_KEY_RULE = declare_rule("yaml-duplicate-key")
YAML_FEATURE_RULE = declare_rule("yaml-feature")
YAML_DEPTH_RULE = declare_rule("yaml-depth")

KeyPath = tuple[str | int, ...]
_YAML_INTEGER = re.compile(r"[-+]?[0-9]{1,15}")
_YAML_DECIMAL = re.compile(r"[-+]?(?:[0-9]{1,15}\.[0-9]{0,15}|\.[0-9]{1,15})")
_YAML_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
}


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """Plain data and the line of each value by its path; a value of a mapping is on its key's line.

    `data` is {} if the document is unreadable.
    """

    file: str
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[KeyPath, int] = field(default_factory=dict)

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
    """Builds data from events. Lines start at 1; `offset` lines of the file precede the YAML."""

    def __init__(self, events: Iterator[Event], offset: int) -> None:
        self.events, self.offset = events, offset
        self.lines: dict[KeyPath, int] = {}
        self.repeated: list[tuple[int, str]] = []

    def find_line(self, event: Event) -> int:
        return int(event.start_mark.line) + 1 + self.offset

    def build_value(self, event: Event, path: KeyPath) -> Any:
        self.lines.setdefault(path, self.find_line(event))
        self._refuse_feature(event, path)
        if isinstance(event, ScalarEvent):
            return self._build_scalar(event)
        if isinstance(event, SequenceStartEvent):
            return self._build_sequence(path)
        return self._build_mapping(path)

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

    def _build_scalar(self, event: ScalarEvent) -> Any:
        text = str(event.value)
        if has_invisible(text):
            raise _RefusedError(
                YAML_FEATURE_RULE, self.find_line(event), make_message("yaml-escape")
            )
        if not event.implicit[0]:  # a quoted value or a block is always text
            return text.strip()
        if text in _YAML_WORDS:
            return _YAML_WORDS[text]
        if _YAML_INTEGER.fullmatch(text):
            return int(text)
        return float(text) if _YAML_DECIMAL.fullmatch(text) else text

    def _build_sequence(self, path: KeyPath) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            items.append(self.build_value(event, (*path, len(items))))
        return items

    def _build_mapping(self, path: KeyPath) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            self._refuse_feature(event, path)
            if not isinstance(event, ScalarEvent) or has_invisible(str(event.value)):
                raise _RefusedError(
                    YAML_FEATURE_RULE, self.find_line(event), make_message("yaml-key-not-text")
                )
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
        builder = _DataBuilder(_parse_events(text), offset)
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
        return YamlDocument(file), [_describe_syntax_error(file, error, offset, last)]
    lines = {path: min(line, last) for path, line in builder.lines.items()}
    repeated = [
        YAML_DUPLICATE_KEY_RULE.make_finding(
            FilePlace(file, line), make_message("yaml-duplicate-key", key=make_printable(key))
        )
        for line, key in builder.repeated[:MAX_FINDINGS_PER_FILE]
    ]
    return YamlDocument(file, data, lines), repeated


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


def _describe_syntax_error(file: str, error: Exception, offset: int, last: int) -> Finding:
    mark = error.problem_mark or error.context_mark if isinstance(error, MarkedYAMLError) else None
    line = min(mark.line + 1 + offset, last) if mark else offset + 1
    problem = error.problem if isinstance(error, MarkedYAMLError) else None
    message = make_message("yaml-syntax", detail=make_printable(problem or type(error).__name__))
    return YAML_SYNTAX_RULE.make_finding(FilePlace(file, line), message)
