"""Cards are rendered to safe HTML, and refused elements are found."""

import re
import time

import pytest
from markdown_it import MarkdownIt
from support.packs import make_valid_pack, zip_files

from content import read_pack
from content.front_matter import CardBlock
from content.markdown import RenderedCard, render_card
from content.markdown_tokens import make_markdown_parser
from learning.messages import render_message


def render_text(text: str) -> RenderedCard:
    return render_card(CardBlock(10, text), "x.md")


def test_a_parser_is_complete_before_threads_share_it() -> None:
    def list_compiled(parser: MarkdownIt) -> list[bool]:
        rulers = (parser.core.ruler, parser.block.ruler, parser.inline.ruler, parser.inline.ruler2)
        return [ruler.__cache__ is not None for ruler in rulers]

    assert not any(list_compiled(MarkdownIt("commonmark")))
    assert all(list_compiled(make_markdown_parser()))


def test_a_card_is_rendered() -> None:
    drawn = render_text(
        "## Title\n\nOne *two* **three**\n\n- four\n- five\n\n> six\n\n![A cup](media/cup.svg)"
    )
    assert drawn.card.title == "Title"
    assert drawn.card.words == 6
    assert drawn.card.images == ("media/cup.svg",)
    assert drawn.card.html.startswith("<p>One <em>two</em> <strong>three</strong></p>")
    assert (drawn.refused_elements, drawn.missing_alts) == ((), ())
    assert drawn.images[0][1].line == 19


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "![x](javascript:alert(1))",
        "![x](https://example.org/x.png)",
        "![x](data:image/svg+xml;base64,AAAA)",
        "![x](//example.org/x.png)",
        "![x](media/../../x.png)",
        "<https://example.org>",
        "[x]: javascript:alert(1)\n\n[x]",
        "<!-- hidden -->",
        "&lt;script&gt;",
        '![" onerror="alert(1)](media/x.png "title")',
    ],
)
def test_no_active_html_is_rendered(text: str) -> None:
    tags = re.findall(r"<[^>]*>", render_text(text).card.html)
    assert set(tags) <= {
        "<p>",
        "</p>",
        '<img alt="x">',
        '<img src="media/x.png" alt="&quot; onerror=&quot;alert(1)">',
    }


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("a\n\n[b](https://example.org)", 12, "cards have no links"),
        ("a\n\n# b", 12, "cards have no headings (but `## Title` in the first line)"),
        (
            "## a\n\nb\n\n## c",
            14,
            "cards have no empty titles, and no titles (`## Title`) after the first line",
        ),
        (
            "a\n\n    code",
            12,
            "cards have no code, and this text is indented by four blanks or more",
        ),
        ("a `b`", 10, "cards have no code"),
        ("a\n\n***", 12, "cards have no rules"),
        ("|a|b|\n|-|-|\n|c|d|", 10, "cards have no tables"),
        ("a\nb <b>c</b>", 11, "HTML is shown as it is written: <b>"),
    ],
)
def test_refused_elements_are_found(text: str, line: int, what: str) -> None:
    (violation,) = render_text(text).refused_elements
    code, values = violation.message["code"], violation.message["values"]
    shown = render_message(f"finding.{code}.what", values)
    assert (violation.place.line, shown) == (line, what)


def test_a_card_that_is_too_long_is_not_rendered() -> None:
    drawn = render_text("[" * 5000)
    assert drawn.card.html == ""
    assert len(drawn.refused_elements) == 1


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("## Use names", "Use names"),
        ("## \t Use names \t", "Use names"),
        ("##\tUse names ## \t", "Use names"),
        ("## Use # names", "Use # names"),
        ("##Use names", None),
        ("# Use names", None),
        ("### Use names", None),
        ("## ", None),
        ("## ##", None),
    ],
)
def test_the_title_of_a_card_is_read(line: str, title: str | None) -> None:
    assert render_text(f"{line}\n\nOnce is enough.").card.title == title


@pytest.mark.parametrize("filler", [" ", "\t", "\u00a0", "#", "a", "_", ".", "“"])
@pytest.mark.parametrize(
    ("written", "long"),
    [
        ("## Use names", "## Use {}names"),
        ("title: Use names", 'title: "Use {}names"'),
        ("stem: Whose name will you use today?", 'stem: "Whose name {}will you use today"'),
        ("text: On the order", 'text: "On the {}order"'),
    ],
)
def test_long_input_is_read_quickly(written: str, long: str, filler: str) -> None:
    files = make_valid_pack()
    lesson = files["lessons/use-names.md"]
    files["lessons/use-names.md"] = lesson.replace(written, long.format(filler * 50_000), 1)
    assert written in lesson
    archive, began = zip_files(files), time.process_time()
    read_pack(archive, strict=True)
    assert time.process_time() - began < 1
