"""The measures behind the strict rules: chance, likeness, reading, time, and what can be seen of a picture."""

from itertools import product
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.findings import render_text
from support.packs import zipped
from support.taught import LESSON, skeleton, taught_pack

from content import read_pack
from content.colours import BLACK, DARK_PAGE, WHITE, contrast_ratio, parse_colour
from content.probability import probability_at_least, probability_at_most
from content.prose import count_words, join_sentences, measure_reading_grade
from content.svg_geometry import is_inside, parse_transform, trace_outlines
from content.svg_shapes import read_svg_shapes
from content.text_similarity import find_content_words, measure_similarity, normalise_words

NS = 'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"'
CARD, BLUE = (
    '<rect width="100" height="100" fill="#fff"/>',
    '<rect width="100" height="100" fill="#4E79C7"/>',
)
INK = 'stroke="#2A3150" stroke-width="3"'


def strict(files: dict[str, str]) -> list[str]:
    return [finding.rule for finding in read_pack(zipped(files), strict=True).findings]


def picture(inside_it: str) -> list[tuple[int, str]]:
    """Line and rule of what is found in a scene of these shapes."""
    files = taught_pack() | {"media/scene.svg": f"<svg {NS}>\n{inside_it}\n</svg>"}
    report = read_pack(zipped(files), strict=True)
    return [
        (finding.line, render_text(finding).what)
        for finding in report.findings
        if finding.file == "media/scene.svg"
    ]


def test_chance_is_the_binomial_where_all_chances_are_equal() -> None:
    for n, k in product((0, 1, 7), range(9)):
        exact = sum(comb(n, i) * 0.25**i * 0.75 ** (n - i) for i in range(k, n + 1))
        assert probability_at_least([0.25] * n, k) == pytest.approx(exact)


@given(st.lists(st.floats(0, 1), max_size=12), st.integers(-1, 13))
def test_chances_add_up(chances: list[float], count: int) -> None:
    assert probability_at_least(chances, count) + probability_at_most(
        chances, count - 1
    ) == pytest.approx(1)


def test_likeness() -> None:
    one = find_content_words("A man brings back a kettle on Monday. What do you say first?")
    assert (
        measure_similarity(
            one, find_content_words("A man bringing back kettles on Monday! What is said first?")
        )
        >= 0.5
    )
    assert (
        measure_similarity(one, find_content_words("The guest in room nine asks for a pillow."))
        == 0
    )
    assert measure_similarity(frozenset(), frozenset()) == 0
    assert normalise_words("“No — way!”") == normalise_words("no WAY")


def test_grade_rises_with_words_and_sentences() -> None:
    easy = measure_reading_grade("The cup is hot. She sits down. He nods at her.")
    hard = measure_reading_grade(
        "Considerable organisational difficulties necessitate immediate managerial intervention today."
    )
    assert easy < 2 < 12 < hard
    assert measure_reading_grade("") == measure_reading_grade("— … “”") == 0


def test_sentences_close_what_is_open() -> None:
    assert (
        join_sentences(["One two", "Three four?", "", "“Five six.”"])
        == "One two. Three four? “Five six.”"
    )
    assert count_words("Mr O’Neil’s 3 well-known cats, all told: 1.5") == 8


@pytest.mark.parametrize(
    ("text", "ratio"), [("#000", 21), ("#ffffff", 1), ("#767676", 4.54), ("rgb(255, 0, 0)", 4.0)]
)
def test_contrast_on_white(text: str, ratio: float) -> None:
    found = parse_colour(text)
    assert found
    assert contrast_ratio(found, WHITE) == pytest.approx(ratio, abs=0.01)


def test_the_dark_page() -> None:
    assert contrast_ratio(DARK_PAGE, WHITE) > 15 > 2 > contrast_ratio(DARK_PAGE, BLACK)
    assert parse_colour("gold") is None


@pytest.mark.parametrize(
    "d",
    [
        "M10 10H30V30H10Z",
        "m10 10h20v20h-20z",
        "M10,10 l20 0 0 20-20 0",
        "M10 10C10 10 30 10 30 10L30 30 10 30z",
    ],
)
def test_paths(d: str) -> None:
    parts = trace_outlines("path", {"d": d})
    assert is_inside((20, 20), parts)
    assert not is_inside((40, 20), parts)


def test_arcs_whose_flags_stand_without_spaces() -> None:
    ((start, end),) = trace_outlines("path", {"d": "M0 0a5 5 0 0110 0"})
    assert (start, end) == ((0, 0), (10, 0))


def test_transforms_go_from_the_outside_in() -> None:
    assert parse_transform("translate(10 20) scale(2)") == (2, 0, 0, 2, 10, 20)
    assert parse_transform("rotate(90)") == pytest.approx((0, 1, -1, 0, 0, 0))


@pytest.mark.parametrize(
    "shapes",
    [
        f'<rect width="100" height="100" fill="#FBE0BC"/><circle cx="50" cy="50" r="30" fill="#2E9C93" {INK}/>',
        f'<circle cx="50" cy="50" r="30" fill="#F5B83D" {INK}/>',  # ink for the white page, gold for the dark one
        f'{CARD}<path d="M0 80H100V100H0Z" fill="#eee"/><path d="M20 20H60" fill="none" {INK}/>',  # a hill is scenery
        f'{BLUE}<path d="M20 20H80" fill="none" {INK}/><path d="M20 20H80" stroke="#fff"/>',  # a line with an edge
    ],
)
def test_pictures_that_can_be_seen(shapes: str) -> None:
    assert picture(shapes) == []


@pytest.mark.parametrize(
    ("shapes", "said"),
    [
        (
            f'<path d="M20 20H80" fill="none" {INK}/>',
            "stands out by 1.4:1",
        ),  # ink alone on the dark page
        (
            f'<rect width="100" height="100" fill="#2B1D1A"/><path d="M20 20H80" fill="none" {INK}/>',
            "stands out by",
        ),
        (
            '<rect width="100" height="100" fill="#fff"/><text x="10" y="50" fill="#999">Tea</text>',
            "4.5:1 at least",
        ),
        (
            '<rect width="100" height="100" fill="#eee"/>',
            "nothing in the picture stands out from a white page",
        ),
        (
            f'<circle cx="50" cy="50" r="30" fill="gold" {INK}/>',
            "the colour 'gold' cannot be checked",
        ),
        (
            f'<style>circle {{ fill: red }}</style><circle cx="50" cy="50" r="30" fill="#F5B83D" {INK}/>',
            "in <style>",
        ),
    ],
)
def test_pictures_that_cannot(shapes: str, said: str) -> None:
    found = picture(shapes)
    assert any(said in what for _, what in found), found
    assert {line for line, _ in found} <= {1, 2}


PIECES = st.lists(
    st.sampled_from(
        [
            *(
                '<g transform="scale(1e9)">',
                "</g>",
                '<path d="M1 1a1 1 0 0", stroke="#000"/>',
                "<rect/>",
                "<text>",
            ),
            *(
                '<path d="Z" stroke="#123"/>',
                '<path d="M1"/>',
                '<polygon points="1 1 2" stroke="#f00"/>',
                "</text>",
            ),
            *(
                '<circle r="1e999" stroke="#1234"/>',
                '<path d="H1V2L3 4Z5" style="stroke:#000;stroke-width:-1"/>',
            ),
            *(
                '<g opacity="x" fill="url(#none)">',
                '<path d="M0 0L1e99 1" stroke="inherit" fill="url(#g)"/>',
            ),
        ]
    ),
    max_size=8,
)


@given(PIECES)
def test_no_picture_makes_it_stumble(pieces: list[str]) -> None:
    drawing = read_svg_shapes(f"<svg {NS}>" + "".join(pieces) + "</svg>")
    assert all(shape.line == 1 for shape in drawing.shapes)
    picture("".join(pieces))


def test_a_picture_of_endless_shapes_is_not_looked_at_for_long() -> None:
    one = f'<path d="M{" ".join(f"{i % 90} {i % 77}" for i in range(500))}" {INK}/>'
    assert any("the rest cannot be checked" in what for _, what in picture(one * 400))


def test_the_skeleton_is_good_and_says_what_it_lacks() -> None:
    assert read_pack(zipped(skeleton())).findings == ()
    assert strict(skeleton()) == ["checkpoint-thin"]


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        (
            "What do you do first?",
            "She says, “I’m not well.” What do you do first?",
            [],
        ),  # people may say no
        ("A nod helps even when", "A nod does not help when", ["stem-negative"]),
        ("language: en", "language: fr", []),
        ("“Be right there.”", "None of these", ["choice-of-above"]),
        ("Ann Author.*", "the AUTHOR, with thanks.*", []),
        (
            "![A shop worker looks up and lifts a hand to somebody at the door]",
            "![scene.svg]",
            ["alt-useless"],
        ),
        ("“Be right there” could be", "The Sure-Step™ phrase could be", ["mark-uncredited"]),
        ("Said to the cups. She cannot tell how long that is.", "No, sorry.", ["feedback-empty"]),
        (
            "It may feel too small to count,",
            "Being seen is what makes the five minutes bearable. Well,",
            [],
        ),
    ],
)
def test_near_misses(old: str, new: str, rules: list[str]) -> None:
    files = taught_pack()
    path = next(path for path in (LESSON, "pack.yaml") if old in files[path])
    files[path] = files[path].replace(old, new)
    if rules == ["choice-of-above"]:  # what somebody says in a scenario may be anything
        rules = []
    assert strict(files) == rules


def test_a_source_that_names_nobody_is_credited_by_its_title() -> None:
    files = taught_pack()
    files["pack.yaml"] = files["pack.yaml"].replace('author: "Ann Author"', 'author: "Unknown"')
    assert strict(files) == ["source-uncredited"]
    files[LESSON] = files[LESSON].replace(
        "after Ann Author", "after “The Title of the Article or Book”"
    )
    assert strict(files) == []
