"""YAML 1.2 as plain data that knows the line of each value.

Only the part that a pack needs: no anchors and aliases (so nothing multiplies), no tags, no duplicate keys, keys always
text, bounded depth. Events are taken one at a time, so that a bound stops the parser too.
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

from content.findings import FilePlace, Finding, make_printable
from content.limits import MAX_FINDINGS_PER_FILE, MAX_YAML_DEPTH
from content.registry import Rule, fault
from content.text_decoding import has_invisible
from content.values import Position

YAML_SYNTAX_RULE = fault("yaml-syntax", "What is not YAML cannot be read any further.")
YAML_DUPLICATE_KEY_RULE = fault(
    "yaml-duplicate-key", "Only one of the two would count, and nobody could say which."
)
YAML_FEATURE_RULE = fault(
    "yaml-feature", "Packs use the plain part of YAML, so that everyone can read them."
)
YAML_DEPTH_RULE = fault("yaml-depth", "Nothing in a pack is nested so deeply.")

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
    """Plain data (`data` is {} if unreadable) and the line of each value by its path, mapping keys on the key's line."""

    file: str
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[KeyPath, int] = field(default_factory=dict)

    @property
    def is_readable(self) -> bool:
        """False if there was no YAML mapping to read."""
        return () in self.lines

    def line_of(self, path: KeyPath) -> int:
        """The line of a value, or of the nearest thing around it that is there."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def place_of(self, *path: str | int) -> FilePlace:
        """The place of a value."""
        return FilePlace(self.file, self.line_of(path))

    def position_of(self, *path: str | int) -> Position:
        """The place of a thing and of its fields; reads the data there, which must be a mapping."""
        value: Any = self.data
        for step in path:
            value = value[step]
        return Position(
            self.file, self.line_of(path), {key: self.line_of((*path, key)) for key in value}
        )


class _RefusedError(Exception):
    """Reading stops here."""

    def __init__(self, rule: Rule, line: int, what: str, fix: str) -> None:
        super().__init__(what)
        self.rule, self.line, self.what, self.fix = rule, line, what, fix


class _DataBuilder:
    """Turns events into data. Lines are 1-based; `offset` lines stand before the YAML in its file."""

    def __init__(self, events: Iterator[Event], offset: int) -> None:
        self.events, self.offset = events, offset
        self.lines: dict[KeyPath, int] = {}
        self.repeated: list[tuple[int, str]] = []

    def line(self, event: Event) -> int:
        return int(event.start_mark.line) + 1 + self.offset

    def build_value(self, event: Event, path: KeyPath) -> Any:
        self.lines.setdefault(path, self.line(event))
        self._refuse_feature(event, path)
        if isinstance(event, ScalarEvent):
            return self._build_scalar(event)
        if isinstance(event, SequenceStartEvent):
            return self._build_sequence(path)
        return self._build_mapping(path)

    def _refuse_feature(self, event: Event, path: KeyPath) -> None:
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise _RefusedError(
                YAML_FEATURE_RULE,
                self.line(event),
                "anchors (&) and aliases (*) are not used here",
                "write it out",
            )
        if getattr(event, "tag", None):
            raise _RefusedError(
                YAML_FEATURE_RULE,
                self.line(event),
                "tags (!) are not used here",
                "remove the tag or quote the text",
            )
        if len(path) > MAX_YAML_DEPTH:
            raise _RefusedError(
                YAML_DEPTH_RULE,
                self.line(event),
                f"nested more than {MAX_YAML_DEPTH} deep",
                "check brackets and indents",
            )

    def _build_scalar(self, event: ScalarEvent) -> Any:
        text = str(event.value)
        if has_invisible(text):
            raise _RefusedError(
                YAML_FEATURE_RULE,
                self.line(event),
                "an escape stands for an invisible character",
                "remove it",
            )
        if not event.implicit[0]:  # quoted or a block: text, whatever it looks like
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
                    YAML_FEATURE_RULE,
                    self.line(event),
                    "a key here is not plain text",
                    "check colons and brackets",
                )
            key = str(event.value)
            if key in mapping:
                self.repeated.append((self.line(event), key))
            self.lines[(*path, key)] = self.line(event)
            mapping[key] = self.build_value(next(self.events), (*path, key))
        return mapping


def load_yaml(file: str, text: str, offset: int = 0) -> tuple[YamlDocument, list[Finding]]:
    """Read one YAML mapping; `offset` lines stand before it in its file. Never raises."""
    last = offset + text.count("\n") + 1
    try:
        builder = _DataBuilder(_parse_events(text), offset)
        data = _build_root(builder)
    except _RefusedError as refused:
        return YamlDocument(file), [
            refused.rule.finding(
                FilePlace(file, min(refused.line, last)), refused.what, refused.fix
            )
        ]
    # ruamel lets its own slips through on odd input: chr() of a huge escape, a bad version directive.
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
    fix = "keep one of them"
    repeated = [
        YAML_DUPLICATE_KEY_RULE.finding(
            FilePlace(file, line), f"`{make_printable(key)}` is there twice", fix
        )
        for line, key in builder.repeated[:MAX_FINDINGS_PER_FILE]
    ]
    return YamlDocument(file, data, lines), repeated


def _parse_events(text: str) -> Iterator[Event]:
    reader = YAML(typ="safe", pure=True)
    yield from reader.parse(text)


def _build_root(builder: _DataBuilder) -> dict[str, Any]:
    """The mapping that the text holds, and nothing before or after it."""
    next(builder.events)  # start of the stream
    event = next(builder.events)
    if isinstance(event, DocumentStartEvent):
        if event.version or event.tags:
            raise _RefusedError(
                YAML_FEATURE_RULE,
                builder.line(event),
                "directives (%) are not used here",
                "remove the line",
            )
        event = next(builder.events)
    if not isinstance(event, MappingStartEvent):
        raise _RefusedError(
            YAML_SYNTAX_RULE,
            builder.line(event),
            "this is not a list of `key: value` lines",
            "see the format's example",
        )
    data = builder.build_value(event, ())
    next(builder.events)  # end of the document
    if isinstance(following := next(builder.events), DocumentStartEvent):
        raise _RefusedError(
            YAML_SYNTAX_RULE,
            builder.line(following),
            "a second YAML document begins here",
            "keep one document",
        )
    return dict(data)


def _describe_syntax_error(file: str, error: Exception, offset: int, last: int) -> Finding:
    mark = error.problem_mark or error.context_mark if isinstance(error, MarkedYAMLError) else None
    line = min(mark.line + 1 + offset, last) if mark else offset + 1
    problem = error.problem if isinstance(error, MarkedYAMLError) else None
    what = f"this is not YAML: {make_printable(problem or type(error).__name__)}"
    return YAML_SYNTAX_RULE.finding(
        FilePlace(file, line),
        what,
        "check indents, colons and quotes; put text with `: ` or `#` in quotes",
    )
