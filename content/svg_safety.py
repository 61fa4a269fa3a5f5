"""Is an SVG only a picture? An allow-list of elements, no scripts, handlers, outside references or document types.

SVG files are served to phones from our own address, so a script in one would run as the person looking at it.
"""

import re
from typing import NamedTuple
from xml.parsers import expat  # a document type, and with it every entity, is refused on sight

from content.findings import make_printable
from content.limits import MAX_FINDINGS_PER_FILE, MAX_SVG_DEPTH

_SVG_NAMESPACE = "http://www.w3.org/2000/svg"
_ALLOWED_ELEMENTS = re.compile(
    "svg|g|defs|symbol|use|title|desc|path|rect|circle|ellipse|line|polyline|polygon|text|tspan|textPath|style|"
    "linearGradient|radialGradient|stop|pattern|clipPath|mask|marker|filter|feBlend|feColorMatrix|feComponentTransfer|"
    "feComposite|feDropShadow|feFlood|feFunc[ABGR]|feGaussianBlur|feMerge|feMergeNode|feMorphology|feOffset|feTurbulence"
)
_FOREIGN_URL = re.compile(r"url\(\s*+['\"]?+\s*+(?!#)", re.IGNORECASE)
_RISKY_CSS = re.compile(
    r"@import|@font-face|expression\s*\(|-moz-binding|image-set|\\", re.IGNORECASE
)


class SvgFault(NamedTuple):
    """What is wrong and on which line (from 1)."""

    line: int
    what: str


class _InspectionStopped(Exception):  # noqa: N818 - it stops the parser, and is no error of ours
    pass


class _SvgInspector:
    """Looks at each event of the XML parser and notes what a picture must not have."""

    def __init__(self) -> None:
        self.faults: list[SvgFault] = []
        self.depth = 0
        self.in_style = False
        self.css = ""
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.start_element
        self.parser.EndElementHandler = self.end_element
        self.parser.CharacterDataHandler = self.collect_text
        self.parser.StartDoctypeDeclHandler = self.refuse_doctype
        self.parser.ProcessingInstructionHandler = self.refuse_instruction

    def note_fault(self, what: str) -> None:
        self.faults.append(SvgFault(self.parser.CurrentLineNumber, what))
        if len(self.faults) >= MAX_FINDINGS_PER_FILE:
            raise _InspectionStopped

    def refuse_doctype(self, *_: object) -> None:
        self.note_fault("a document type (<!DOCTYPE …>) is not allowed")
        raise _InspectionStopped

    def refuse_instruction(self, *_: object) -> None:
        self.note_fault("a processing instruction (<?…?>) is not allowed")

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, tag = name.rpartition(" ")
        if self.depth == 0 and (namespace, tag) != (_SVG_NAMESPACE, "svg"):
            self.note_fault(
                'the file\'s first element is not <svg xmlns="http://www.w3.org/2000/svg">'
            )
            raise _InspectionStopped
        if namespace != _SVG_NAMESPACE or not _ALLOWED_ELEMENTS.fullmatch(tag) or self.in_style:
            self.note_fault(
                f"<{make_printable(tag)}> is not allowed"
                + (" inside <style>" if self.in_style else "")
            )
        self.depth += 1
        if self.depth > MAX_SVG_DEPTH:
            self.note_fault(f"elements are nested more than {MAX_SVG_DEPTH} deep")
            raise _InspectionStopped
        self.in_style, self.css = tag == "style", ""
        for attribute, value in attributes.items():
            self.check_attribute(attribute.rpartition(" ")[2], value)

    def check_attribute(self, name: str, value: str) -> None:
        if name.lower().startswith("on"):
            self.note_fault(f"the event handler {make_printable(name)} is not allowed")
        elif name in ("href", "src", "base") and not re.fullmatch(r"#[\w.-]+", value):
            self.note_fault(f"{make_printable(name)} may only point inside the file (#name)")
        elif _FOREIGN_URL.search(value) or _RISKY_CSS.search(
            value
        ):  # most attributes of SVG are read as CSS
            self.note_fault(f"{make_printable(name)} refers to something outside the file")

    def collect_text(self, data: str) -> None:
        self.css += data if self.in_style else ""

    def end_element(self, _: str) -> None:
        self.depth -= 1
        if self.in_style and (_FOREIGN_URL.search(self.css) or _RISKY_CSS.search(self.css)):
            self.note_fault("its style refers to something outside the file")
        self.in_style = False


def inspect_svg(text: str) -> list[SvgFault]:
    """Everything in an SVG text that keeps it from being only a picture; empty for a good one."""
    inspector = _SvgInspector()
    try:
        inspector.parser.Parse(text, True)
    except _InspectionStopped:
        pass
    except expat.ExpatError as error:
        inspector.faults.append(
            SvgFault(error.lineno, f"this is not XML: {expat.ErrorString(error.code)}")
        )
    return inspector.faults
