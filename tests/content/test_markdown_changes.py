"""Ways in which Markdown shows something else than what was written are found in their lines."""

import pytest

from content.front_matter import CardBlock
from content.markdown import RenderedCard, render_card


def render_text(text: str) -> RenderedCard:
    return render_card(CardBlock(10, text), "x.md")


def list_codes(card: RenderedCard) -> list[tuple[int, str]]:
    return [
        (one.place.line, one.message["code"])
        for one in (*card.refused_elements, *card.changes, *card.title_marks)
    ]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("[Sam]: Hello", "<p>[Sam]: Hello</p>"),
        ("[^1]: the small print", "<p>[^1]: the small print</p>"),
        ("snake_case_name and 2 * 3 * 4", "<p>snake_case_name and 2 * 3 * 4</p>"),
        ("Tea 5 €*. *from noon on", "<p>Tea 5 €*. *from noon on</p>"),
        ("“*Two* (*or* three)”", "<p>“<em>Two</em> (<em>or</em> three)”</p>"),
        ("#hashtag", "<p>#hashtag</p>"),
        ("~~old~~ ==new== :smile:", "<p>~~old~~ ==new== :smile:</p>"),
        (r"1986\. A good year", "<p>1986. A good year</p>"),
        (r"\*not loud\*", "<p>*not loud*</p>"),
        ("这是*强调*的词", "<p>这是<em>强调</em>的词</p>"),
        (
            "3. Say thank you\n4. Smile",
            '<ol start="3">\n<li>Say thank you</li>\n<li>Smile</li>\n</ol>',
        ),
        ("0. Breathe", '<ol start="0">\n<li>Breathe</li>\n</ol>'),
        ("Sam: Hi  \nLee: Ho", "<p>Sam: Hi<br>\nLee: Ho</p>"),
    ],
)
def test_what_is_shown_as_written_has_no_finding(text: str, html: str) -> None:
    card = render_text(text)
    assert card.card.html == html
    assert list_codes(card) == []


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("2019. That was the year", 10, "card-list-year"),
        ("1. a\n1. b", 11, "card-list-number"),
        ("3. a\n04. b", 11, "card-list-number"),
        ("2) a", 10, "card-list-number"),
        ("a\n\n-", 12, "card-mark-alone"),
        (">", 10, "card-mark-alone"),
        ("a\n\n- 5 degrees", 12, "card-sign"),
        ("> 5 minutes is long", 10, "card-quote-sign"),
        ("a\n\n7.", 12, "card-number-alone"),
        ("a. one\nb. two", 11, "card-line-joined"),
        ("i) one\nii) two", 11, "card-line-joined"),
        ("Customer (angry): Hi\nSam: Morning", 11, "card-line-joined"),
        ("“Sam”: Hi\n“Lee”: Morning", 11, "card-line-joined"),
        ("山田\uff1aはい\n佐藤\uff1aいいえ", 11, "card-line-joined"),
        ("Sam – Hi\nLee – Morning", 11, "card-line-joined"),
        ("1.) one\n2.) two", 11, "card-line-joined"),
        ("1.one\n2.two", 11, "card-line-joined"),
        ("(1) one\n(2) two", 11, "card-line-joined"),
        ("✓ do this\n✗ not that", 11, "card-line-joined"),
        ("a\n5*3*2", 11, "card-emphasis"),
        ("from 5 €*, tea 2 €*", 10, "card-emphasis"),
        ("10 *2 and 3* 4", 10, "card-emphasis"),
        ("a\n&copy; &amp", 11, "card-entity"),
        ('![A cup](media/cup.svg "My cup")', 10, "card-picture-title"),
        ("Do this:\n2. Smile", 11, "card-line-joined"),
        ("• one\n• two", 11, "card-line-joined"),
        ("[Sam]: Hello\n[Lee]: Morning", 11, "card-line-joined"),
        (r"C:\_new", 10, "card-backslash"),
        ("Fine.\n\n\\\\server", 12, "card-backslash"),
        ("a\n\n    b", 12, "card-indented"),
        ("a\n===", 10, "card-underlined"),
        ("![A shop](media/my shop.png)", 10, "card-picture-unread"),
        ("a\n![A shop] (media/shop.png)", 11, "card-picture-unread"),
        ("## *Loud* title\n\na", 10, "text-marks"),
        ("## Tea &amp; cake\n\na", 10, "text-marks"),
    ],
)
def test_a_change_is_found_in_its_line(text: str, line: int, code: str) -> None:
    assert list_codes(render_text(text)) == [(line, code)]


@pytest.mark.parametrize("written", [r"7\.", r"\-", r"\> 5 minutes", r"8\)"])
def test_the_advice_for_a_mark_that_is_no_mark_helps(written: str) -> None:
    assert list_codes(render_text(f"a\n\n{written}")) == []


@pytest.mark.parametrize(
    ("written", "title"),
    [("## Learn C#", "Learn C#"), ("## We are # 1 #", "We are # 1 #"), (" ## A", "A")],
)
def test_a_hash_of_a_title_is_kept(written: str, title: str) -> None:
    assert render_text(f"{written}\n\nx").card.title == title
