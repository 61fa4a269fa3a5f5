"""Check that an SVG is only a picture.

Elements are allowed by a list. Scripts, event handlers, outside references and document types are
refused: SVG files are served to phones from the address of the app, so a script in one would run
with the rights of the person who looks at it.
"""

import re
from typing import NamedTuple
from xml.parsers import expat  # document types, and so entities, are refused

from content.findings import Message, make_message, make_printable
from content.limits import MAX_FINDINGS_PER_FILE, MAX_SVG_DEPTH, MAX_SVG_DRAWN
from content.svg_drawing_size import DrawingCounter
from content.xml_parsing import feed_parser

_SVG_NAMESPACE = "http://www.w3.org/2000/svg"
_ALLOWED_ELEMENTS = re.compile(
    "svg|g|defs|symbol|use|title|desc|path|rect|circle|ellipse|line|polyline|polygon|text|tspan"
    "|textPath|style|linearGradient|radialGradient|stop|pattern|clipPath|mask|marker|filter|feBlend"
    "|feColorMatrix|feComponentTransfer|feComposite|feDropShadow|feFlood|feFunc[ABGR]"
    "|feGaussianBlur|feMerge|feMergeNode|feMorphology|feOffset|feTurbulence"
)
_FOREIGN_URL = re.compile(r"url\(\s*+['\"]?+\s*+(?!#)", re.IGNORECASE)
_RISKY_CSS = re.compile(
    r"@import|@font-face|expression\s*\(|-moz-binding|image-set|\\", re.IGNORECASE
)

_UTF_8_NAMES = ("UTF-8", "UTF8", "US-ASCII")


class SvgFault(NamedTuple):
    """What is wrong and on which line (from 1)."""

    line: int
    message: Message


class _InspectionStopped(Exception):  # noqa: N818 - it stops the parser and is not an error
    pass


class _SvgInspector:
    """Notes what a picture must not have, from the events of the XML parser."""

    def __init__(self) -> None:
        self.faults: list[SvgFault] = []
        self.depth = 0
        self.in_style = False
        self.css: list[str] = []
        self.drawing = DrawingCounter()
        self.parser = expat.ParserCreate("UTF-8", namespace_separator=" ")
        self.parser.StartElementHandler = self.start_element
        self.parser.EndElementHandler = self.end_element
        self.parser.CharacterDataHandler = self.collect_text
        self.parser.StartDoctypeDeclHandler = self.refuse_doctype
        self.parser.ProcessingInstructionHandler = self.refuse_instruction
        self.parser.XmlDeclHandler = self.check_declaration

    def note_fault(self, message: Message) -> None:
        self.faults.append(SvgFault(self.parser.CurrentLineNumber, message))
        if len(self.faults) >= MAX_FINDINGS_PER_FILE:
            raise _InspectionStopped

    def check_declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        """Refuse another encoding than UTF-8: other readers would find other characters."""
        if encoding is not None and encoding.upper() not in _UTF_8_NAMES:
            self.note_fault(make_message("svg-encoding", encoding=make_printable(encoding)))

    def refuse_doctype(self, *_: object) -> None:
        self.note_fault(make_message("svg-doctype"))
        raise _InspectionStopped

    def refuse_instruction(self, *_: object) -> None:
        self.note_fault(make_message("svg-instruction"))

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, tag = name.rpartition(" ")
        if self.depth == 0 and (namespace, tag) != (_SVG_NAMESPACE, "svg"):
            self.note_fault(make_message("svg-root", namespace=_SVG_NAMESPACE))
            raise _InspectionStopped
        if self.in_style:
            self.note_fault(make_message("svg-element-in-style", tag=make_printable(tag)))
        elif namespace != _SVG_NAMESPACE or not _ALLOWED_ELEMENTS.fullmatch(tag):
            self.note_fault(make_message("svg-element", tag=make_printable(tag)))
        self.depth += 1
        if self.depth > MAX_SVG_DEPTH:
            self.note_fault(make_message("svg-depth", most=MAX_SVG_DEPTH))
            raise _InspectionStopped
        self.in_style, self.css = tag == "style", []
        self.drawing.open_element(attributes)
        for attribute, value in attributes.items():
            self.check_attribute(attribute.rpartition(" ")[2], value)

    def check_attribute(self, name: str, value: str) -> None:
        if name.lower().startswith("on"):
            self.note_fault(make_message("svg-handler", name=make_printable(name)))
        elif name in ("href", "src", "base") and not re.fullmatch(r"#[\w.-]+", value):
            self.note_fault(make_message("svg-link", name=make_printable(name)))
        elif _has_outside_reference(value):  # browsers read most attributes of SVG as CSS
            self.note_fault(make_message("svg-outside-attribute", name=make_printable(name)))

    def collect_text(self, data: str) -> None:
        if self.in_style:
            self.css.append(data)

    def end_element(self, _: str) -> None:
        self.depth -= 1
        self.drawing.close_element()
        if self.in_style and _has_outside_reference("".join(self.css)):
            self.note_fault(make_message("svg-outside-style"))
        self.in_style = False


def _has_outside_reference(css: str) -> bool:
    return bool(_FOREIGN_URL.search(css) or _RISKY_CSS.search(css))


def inspect_svg(text: str) -> list[SvgFault]:
    """Find everything in an SVG text that is not part of a picture; [] for a good one."""
    inspector = _SvgInspector()
    try:
        feed_parser(inspector.parser, text)
        if inspector.drawing.is_too_large():
            inspector.faults.append(SvgFault(1, make_message("svg-drawn", most=MAX_SVG_DRAWN)))
    except _InspectionStopped:
        pass
    except expat.ExpatError as error:
        message = make_message("svg-not-xml", detail=str(expat.ErrorString(error.code)))
        inspector.faults.append(SvgFault(error.lineno, message))
    return inspector.faults
