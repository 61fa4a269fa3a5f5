"""Write an SVG anew from what a parser found in it: elements, attributes and texts alone.

The result is ASCII without a declaration, so no reader can take its bytes for other characters
than the parser that checked it. Comments, prefixes and attributes of other programs are left out.
"""

from html import escape
from xml.parsers import expat  # `inspect_svg` refuses document types, and so entities

from content.xml_parsing import feed_parser

_SVG_NAMESPACE = "http://www.w3.org/2000/svg"
_PREFIXES = {
    "": "",
    "http://www.w3.org/1999/xlink": "xlink:",
    "http://www.w3.org/XML/1998/namespace": "xml:",
}
_ROOT_NAMESPACES = f' xmlns="{_SVG_NAMESPACE}" xmlns:xlink="http://www.w3.org/1999/xlink"'
_BREAKS_IN_ATTRIBUTES = str.maketrans({"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})
"""A parser makes spaces of breaks that are not written as references."""


class _SvgWriter:
    """Writes what the parser reports."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.parser = expat.ParserCreate("UTF-8", namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start_element
        self.parser.EndElementHandler = self.end_element
        self.parser.CharacterDataHandler = self.write_text

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        namespaces = "" if self.parts else _ROOT_NAMESPACES
        written = "".join(map(_write_attribute, attributes, attributes.values()))
        self.parts.append(f"<{_take_tag(name)}{namespaces}{written}>")

    def end_element(self, name: str) -> None:
        self.parts.append(f"</{_take_tag(name)}>")

    def write_text(self, text: str) -> None:
        self.parts.append(escape(text, quote=False).replace("\r", "&#13;"))


def rewrite_svg(text: str) -> bytes:
    """Write a picture anew. The text must have passed `inspect_svg`."""
    writer = _SvgWriter()
    feed_parser(writer.parser, text)
    return "".join(writer.parts).encode("ascii", "xmlcharrefreplace")


def _take_tag(name: str) -> str:
    return name.rpartition(" ")[2]


def _write_attribute(name: str, value: str) -> str:
    namespace, _, tag = name.rpartition(" ")
    if namespace not in _PREFIXES:
        return ""
    return f' {_PREFIXES[namespace]}{tag}="{escape(value).translate(_BREAKS_IN_ATTRIBUTES)}"'
