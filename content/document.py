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

from content.findings import Finding, Place, shown
from content.limits import FINDINGS_OF_A_FILE, YAML_DEPTH
from content.registry import Rule, fault
from content.text import invisible
from content.values import At

SYNTAX = fault("yaml-syntax", "What is not YAML cannot be read any further.")
REPEATED = fault(
    "yaml-duplicate-key", "Only one of the two would count, and nobody could say which."
)
FEATURE = fault("yaml-feature", "Packs use the plain part of YAML, so that everyone can read them.")
DEPTH = fault("yaml-depth", "Nothing in a pack is nested so deeply.")

Path = tuple[str | int, ...]
_INTEGER = re.compile(r"[-+]?[0-9]{1,15}")
_DECIMAL = re.compile(r"[-+]?(?:[0-9]{1,15}\.[0-9]{0,15}|\.[0-9]{1,15})")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
}


@dataclass(frozen=True, slots=True)
class Document:
    """Plain data (`data` is {} if unreadable) and the line of each value by its path, mapping keys on the key's line."""

    file: str
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[Path, int] = field(default_factory=dict)

    @property
    def readable(self) -> bool:
        """False if there was no YAML mapping to read."""
        return () in self.lines

    def line(self, path: Path) -> int:
        """The line of a value, or of the nearest thing around it that is there."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def place(self, *path: str | int) -> Place:
        """The place of a value."""
        return Place(self.file, self.line(path))

    def at(self, *path: str | int) -> At:
        """The place of a thing and of its fields; reads the data there, which must be a mapping."""
        value: Any = self.data
        for step in path:
            value = value[step]
        return At(self.file, self.line(path), {key: self.line((*path, key)) for key in value})


class _RefusedError(Exception):
    """Reading stops here."""

    def __init__(self, rule: Rule, line: int, what: str, fix: str) -> None:
        super().__init__(what)
        self.rule, self.line, self.what, self.fix = rule, line, what, fix


class _Builder:
    """Turns events into data. Lines are 1-based; `offset` lines stand before the YAML in its file."""

    def __init__(self, events: Iterator[Event], offset: int) -> None:
        self.events, self.offset = events, offset
        self.lines: dict[Path, int] = {}
        self.repeated: list[tuple[int, str]] = []

    def line(self, event: Event) -> int:
        return int(event.start_mark.line) + 1 + self.offset

    def value(self, event: Event, path: Path) -> Any:
        self.lines.setdefault(path, self.line(event))
        self._refuse(event, path)
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(path)
        return self._mapping(path)

    def _refuse(self, event: Event, path: Path) -> None:
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise _RefusedError(
                FEATURE,
                self.line(event),
                "anchors (&) and aliases (*) are not used here",
                "write it out",
            )
        if getattr(event, "tag", None):
            raise _RefusedError(
                FEATURE,
                self.line(event),
                "tags (!) are not used here",
                "remove the tag or quote the text",
            )
        if len(path) > YAML_DEPTH:
            raise _RefusedError(
                DEPTH,
                self.line(event),
                f"nested more than {YAML_DEPTH} deep",
                "check brackets and indents",
            )

    def _scalar(self, event: ScalarEvent) -> Any:
        text = str(event.value)
        if invisible(text):
            raise _RefusedError(
                FEATURE,
                self.line(event),
                "an escape stands for an invisible character",
                "remove it",
            )
        if not event.implicit[0]:  # quoted or a block: text, whatever it looks like
            return text.strip()
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        return float(text) if _DECIMAL.fullmatch(text) else text

    def _sequence(self, path: Path) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            items.append(self.value(event, (*path, len(items))))
        return items

    def _mapping(self, path: Path) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            self._refuse(event, path)
            if not isinstance(event, ScalarEvent) or invisible(str(event.value)):
                raise _RefusedError(
                    FEATURE,
                    self.line(event),
                    "a key here is not plain text",
                    "check colons and brackets",
                )
            key = str(event.value)
            if key in mapping:
                self.repeated.append((self.line(event), key))
            self.lines[(*path, key)] = self.line(event)
            mapping[key] = self.value(next(self.events), (*path, key))
        return mapping


def load(file: str, text: str, offset: int = 0) -> tuple[Document, list[Finding]]:
    """Read one YAML mapping; `offset` lines stand before it in its file. Never raises."""
    last = offset + text.count("\n") + 1
    try:
        builder = _Builder(_events(text), offset)
        data = _root(builder)
    except _RefusedError as refused:
        return Document(file), [
            refused.rule.finding(Place(file, min(refused.line, last)), refused.what, refused.fix)
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
        return Document(file), [_syntax(file, error, offset, last)]
    lines = {path: min(line, last) for path, line in builder.lines.items()}
    fix = "keep one of them"
    repeated = [
        REPEATED.finding(Place(file, line), f"`{shown(key)}` is there twice", fix)
        for line, key in builder.repeated[:FINDINGS_OF_A_FILE]
    ]
    return Document(file, data, lines), repeated


def _events(text: str) -> Iterator[Event]:
    reader = YAML(typ="safe", pure=True)
    yield from reader.parse(text)


def _root(builder: _Builder) -> dict[str, Any]:
    """The mapping that the text holds, and nothing before or after it."""
    next(builder.events)  # start of the stream
    event = next(builder.events)
    if isinstance(event, DocumentStartEvent):
        if event.version or event.tags:
            raise _RefusedError(
                FEATURE, builder.line(event), "directives (%) are not used here", "remove the line"
            )
        event = next(builder.events)
    if not isinstance(event, MappingStartEvent):
        raise _RefusedError(
            SYNTAX,
            builder.line(event),
            "this is not a list of `key: value` lines",
            "see the format's example",
        )
    data = builder.value(event, ())
    next(builder.events)  # end of the document
    if isinstance(following := next(builder.events), DocumentStartEvent):
        raise _RefusedError(
            SYNTAX,
            builder.line(following),
            "a second YAML document begins here",
            "keep one document",
        )
    return dict(data)


def _syntax(file: str, error: Exception, offset: int, last: int) -> Finding:
    mark = error.problem_mark or error.context_mark if isinstance(error, MarkedYAMLError) else None
    line = min(mark.line + 1 + offset, last) if mark else offset + 1
    problem = error.problem if isinstance(error, MarkedYAMLError) else None
    what = f"this is not YAML: {shown(problem or type(error).__name__)}"
    return SYNTAX.finding(
        Place(file, line),
        what,
        "check indents, colons and quotes; put text with `: ` or `#` in quotes",
    )
