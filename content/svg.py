"""Is an SVG only a picture? An allow-list of elements, no scripts, handlers, outside references or document types.

SVG files are served to phones from our own address, so a script in one would run as the person looking at it.
"""

import re
from typing import NamedTuple
from xml.parsers import expat  # a document type, and with it every entity, is refused on sight

from content.findings import shown
from content.limits import FINDINGS_OF_A_FILE, SVG_DEPTH

_SVG = "http://www.w3.org/2000/svg"
_ELEMENTS = re.compile(
    "svg|g|defs|symbol|use|title|desc|path|rect|circle|ellipse|line|polyline|polygon|text|tspan|textPath|style|"
    "linearGradient|radialGradient|stop|pattern|clipPath|mask|marker|filter|feBlend|feColorMatrix|feComponentTransfer|"
    "feComposite|feDropShadow|feFlood|feFunc[ABGR]|feGaussianBlur|feMerge|feMergeNode|feMorphology|feOffset|feTurbulence"
)
_FOREIGN_URL = re.compile(r"url\(\s*+['\"]?+\s*+(?!#)", re.IGNORECASE)
_RISKY_CSS = re.compile(
    r"@import|@font-face|expression\s*\(|-moz-binding|image-set|\\", re.IGNORECASE
)


class Fault(NamedTuple):
    """What is wrong and on which line (from 1)."""

    line: int
    what: str


class _Stopped(Exception):  # noqa: N818 - it stops the parser, and is no error of ours
    pass


class _Inspector:
    """Looks at each event of the XML parser and notes what a picture must not have."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.depth = 0
        self.in_style = False
        self.css = ""
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.ProcessingInstructionHandler = self.instruction

    def note(self, what: str) -> None:
        self.faults.append(Fault(self.parser.CurrentLineNumber, what))
        if len(self.faults) >= FINDINGS_OF_A_FILE:
            raise _Stopped

    def doctype(self, *_: object) -> None:
        self.note("a document type (<!DOCTYPE …>) is not allowed")
        raise _Stopped

    def instruction(self, *_: object) -> None:
        self.note("a processing instruction (<?…?>) is not allowed")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, tag = name.rpartition(" ")
        if self.depth == 0 and (namespace, tag) != (_SVG, "svg"):
            self.note('the file\'s first element is not <svg xmlns="http://www.w3.org/2000/svg">')
            raise _Stopped
        if namespace != _SVG or not _ELEMENTS.fullmatch(tag) or self.in_style:
            self.note(
                f"<{shown(tag)}> is not allowed" + (" inside <style>" if self.in_style else "")
            )
        self.depth += 1
        if self.depth > SVG_DEPTH:
            self.note(f"elements are nested more than {SVG_DEPTH} deep")
            raise _Stopped
        self.in_style, self.css = tag == "style", ""
        for attribute, value in attributes.items():
            self.attribute(attribute.rpartition(" ")[2], value)

    def attribute(self, name: str, value: str) -> None:
        if name.lower().startswith("on"):
            self.note(f"the event handler {shown(name)} is not allowed")
        elif name in ("href", "src", "base") and not re.fullmatch(r"#[\w.-]+", value):
            self.note(f"{shown(name)} may only point inside the file (#name)")
        elif _FOREIGN_URL.search(value) or _RISKY_CSS.search(
            value
        ):  # most attributes of SVG are read as CSS
            self.note(f"{shown(name)} refers to something outside the file")

    def text(self, data: str) -> None:
        self.css += data if self.in_style else ""

    def end(self, _: str) -> None:
        self.depth -= 1
        if self.in_style and (_FOREIGN_URL.search(self.css) or _RISKY_CSS.search(self.css)):
            self.note("its style refers to something outside the file")
        self.in_style = False


def inspect(text: str) -> list[Fault]:
    """Everything in an SVG text that keeps it from being only a picture; empty for a good one."""
    inspector = _Inspector()
    try:
        inspector.parser.Parse(text, True)
    except _Stopped:
        pass
    except expat.ExpatError as error:
        inspector.faults.append(
            Fault(error.lineno, f"this is not XML: {expat.ErrorString(error.code)}")
        )
    return inspector.faults
