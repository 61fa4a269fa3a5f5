"""Give a text to an XML parser in parts.

The parser counts lines anew for each event, so its time for many line breaks in one text grows with
their square.
"""

from xml.parsers.expat import XMLParserType

PARSED_CHARS = 16 * 1024


def feed_parser(parser: XMLParserType, text: str) -> None:
    """Parse a whole text.

    Raises:
        ExpatError: it is no XML.
    """
    for start in range(0, len(text), PARSED_CHARS):
        parser.Parse(text[start : start + PARSED_CHARS].encode(errors="replace"), False)
    parser.Parse(b"", True)
