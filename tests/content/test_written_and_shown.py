"""What an author wrote is shown, or a finding names its line."""

import html
import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from content.document import load_yaml
from content.front_matter import CardBlock
from content.markdown import RenderedCard, render_card
from content.paths import MEDIA_FILE

WORD = re.compile(r"[^\W_]+")
PIECES = st.sampled_from(
    [
        *("price", "Sam", "Lee", "2019", "3", "5", "1.10", "été", "key", "amp"),
        *("*", "**", "_", "__", "`", "~", "#", "##", ">", "-", "+", "=", "|", "\\", "!", "<", "&"),
        *("[", "]", "(", ")", "[Sam]: ", "[^1]: ", "3. ", "2) ", "04. ", "- ", "> ", "---", "==="),
        *("&amp;", "&#65;", "<b>", "<!-- ", " -->", "<https://a.org>", "![a](media/b.png)"),
        *(
            '![a](media/b.png "t")',
            "[a](b)",
            '"',
            "'",
            ":",
            ": ",
            " #",
            "\t",
            "    ",
            "  \n",
            "\\\n",
        ),
        *(" ", " ", " ", "\n", "\n", "\n\n", ". ", ", ", "|-|-|\n"),
    ]
)
WRITTEN = st.lists(PIECES, min_size=1, max_size=14).map("".join)


def list_shown_words(card: RenderedCard) -> list[str]:
    """The words of a card that a phone shows, with the numbers of lists and the alt texts."""
    counts: list[int] = []
    shown = [card.card.title or ""]
    for tag, text in re.findall(r'<((?:"[^"]*"|[^<>"])*)>|([^<]+)', card.card.html):
        if tag.startswith("ol"):
            counts.append(int((re.search(r'start="(\d+)"', tag) or ["", "1"])[1]))
        elif tag == "ul":
            counts.append(-1_000_000_000)
        elif tag in ("/ol", "/ul"):
            counts.pop()
        elif tag == "li" and counts:
            shown.append(str(counts[-1]) if counts[-1] >= 0 else "")
            counts[-1] += 1
        elif tag.startswith("img"):
            shown += [html.unescape(value) for value in re.findall(r'"([^"]*)"', tag)[::-1]]
        else:
            shown.append(html.unescape(text))
    return [word for text in shown for word in WORD.findall(text)]


def is_in_order(words: list[str], shown: list[str]) -> bool:
    rest = iter(shown)
    return all(any(word == one for one in rest) for word in words)


@settings(max_examples=600, deadline=None)
@given(WRITTEN)
@example("[Sam]: Hello")
@example("![a](b)")
@example("04. a\n05. b")
@example("a | b\n-|-\nc | d | lost")
def test_every_word_of_a_card_is_shown_or_a_finding_names_its_line(text: str) -> None:
    card = render_card(CardBlock(7, text), "x.md")
    last = 7 + text.count("\n")
    places = [violation.place for violation in (*card.refused_elements, *card.changes)]
    places += [image.place for image in card.images if not MEDIA_FILE.fullmatch(image.src)]
    assert all(7 <= place.line <= last for place in places)
    if not places:
        assert is_in_order(WORD.findall(text), list_shown_words(card))


KEYED = "id: x\ntext: {}\nfeedback: it's fine\nright: the boys'\n"


@settings(max_examples=600, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=8).map(lambda pieces: "".join(pieces)))
@example("Press key #3 and nod")
@example("'Tis fine")
@example('"Tis fine')
@example("1.10")
@example("#3 is\nready")
@example("\n#3 is\nready")
@example("#3 is ready")
@example("Press key\n  #3 and nod")
@example('"C:\\new"')
@example("> #3")
@example("|\n    Hello\n  # 3")
def test_every_word_of_a_text_is_read_or_a_finding_names_its_line(written: str) -> None:
    value = written.replace("\n", "\n  ").rstrip()
    document, findings = load_yaml("x.yaml", KEYED.format(value))
    last = KEYED.format(value).count("\n") + 1
    assert all(1 <= finding.line <= last for finding in findings)
    read = document.data.get("text")
    if not findings and isinstance(read, str):  # other types are findings of the schema
        assert set(document.data) == {"id", "text", "feedback", "right"}
        words = WORD.findall(value)
        if value[:1] in ("'", '"', "|", ">"):  # quotes and the head of a block are not shown
            words = WORD.findall(value.strip("'\"|>+-0123456789"))
        assert WORD.findall(read) == words or is_in_order(words, WORD.findall(read))
