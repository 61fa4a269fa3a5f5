"""What a lesson and a question take to read and to answer."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.catalogues import make_catalogue, make_pack, make_question

from content import read_pack
from content.prose import calculate_lesson_seconds
from content.prose import count_words as count_author_words
from learning.rules.packs.pack_contents import (
    AnswerKey,
    Card,
    QuestionChoice,
    ScenarioMove,
    ScenarioNode,
)
from learning.rules.packs.team_catalogue import PackVersion, TeamCatalogue
from learning.rules.practice.forms import FORM_RULES
from learning.rules.practice.item_time import (
    MAX_PACE,
    MIN_PACE,
    USUAL_PACE,
    ItemTime,
    count_words,
    estimate_lesson_time,
    estimate_question_time,
    measure_pace,
    scale_to_pace,
)
from learning.steps.packs.compile_pack import compile_pack

PACKS = Path(__file__).parents[3] / "content" / "packs"
LESSON = replace(make_pack().lessons[0], seconds=1, try_it="", cards=())
QUESTION = replace(
    make_question("pack", 0, 0),
    stem="word " * 30,
    choices=(QuestionChoice("a", "word " * 15), QuestionChoice("b", "")),
)


def test_a_minute_holds_180_words_of_a_lesson() -> None:
    card = Card("word " * 30, "<p>" + "word " * 100 + "</p><ul><li>" + "word " * 20 + "</li></ul>")
    assert estimate_lesson_time(replace(LESSON, cards=(card,), try_it="word " * 30)) == (62, 62)


def test_pictures_are_looked_at_and_what_describes_them_is_not_read() -> None:
    card = Card(None, '<p><img src="a.svg" alt="word word &lt; word > word"> word</p>')
    assert estimate_lesson_time(replace(LESSON, cards=(card,))).whole == pytest.approx(6 + 1 / 3)


def test_an_author_can_ask_for_more_time_than_reading_takes() -> None:
    assert estimate_lesson_time(replace(LESSON, seconds=90)).whole == 90


def test_a_question_takes_its_stem_its_choices_the_answer_and_the_feedback() -> None:
    handling = FORM_RULES["single"].handling_seconds
    assert estimate_question_time(QUESTION) == (15 + handling, 15 + handling)
    explained = replace(QUESTION, right="word " * 9, wrong="word " * 15)
    assert estimate_question_time(explained) == (15 + handling, 19 + handling)
    choices = tuple(replace(choice, feedback="word " * 6) for choice in QUESTION.choices)
    one = estimate_question_time(replace(QUESTION, choices=choices))
    both = estimate_question_time(
        replace(QUESTION, choices=choices, key=AnswerKey(choices=("a", "b")))
    )
    assert (one.whole, both.whole) == (17 + handling, 19 + handling)


def test_a_scenario_is_read_along_one_way_through_it() -> None:
    nodes = (
        ScenarioNode(
            "start",
            "word " * 9,
            0,
            (
                ScenarioMove("a", "word " * 6, "word " * 3, "end"),
                ScenarioMove("b", "word " * 6, "word " * 3, "end"),
            ),
        ),
        ScenarioNode("end", "word " * 6, 0, ending="good"),
    )
    scenario = replace(
        QUESTION, form="scenario", stem="", choices=(), nodes=nodes, start="start", key=None
    )
    words = 9 + 6 + 6 + 3 + 6
    assert estimate_question_time(scenario).measured == pytest.approx(words / 3 + 12)


def test_a_scenario_that_leads_back_to_its_start_has_a_length() -> None:
    loop = ScenarioNode("a", "word " * 9, 0, (ScenarioMove("x", "", "", "a"),))
    scenario = replace(QUESTION, form="scenario", stem="", choices=(), nodes=(loop,), start="a")
    assert estimate_question_time(scenario).measured < 60


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mr O\u2019Neil\u2019s 3 well-known cats", 5),
        ("\u304a\u5ba2\u69d8\u3092\u898b\u307e\u3059", 4),
        ("\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35", 3),
        ("", 0),
    ],
)
def test_words_are_counted_in_scripts_without_spaces_too(text: str, words: int) -> None:
    assert count_words(text) == count_author_words(text) == words


@given(st.floats(0, 3600), st.floats(1, 300))
def test_a_pace_is_bounded_and_gives_back_the_seconds_within_its_bounds(
    seconds: float, measured: float
) -> None:
    pace = measure_pace(seconds, ItemTime(measured, measured))
    assert MIN_PACE <= pace <= MAX_PACE
    if MIN_PACE < pace < MAX_PACE:
        assert scale_to_pace(measured, pace) == pytest.approx(seconds, abs=1.001)


@cache
def compile_shipped(folder: Path) -> PackVersion:
    report = read_pack(folder)
    assert report.pack
    return PackVersion(1, report.digest, compile_pack(report.pack, report.digest, "secret"))


SHIPPED = sorted(path.parent for path in PACKS.glob("*/pack.yaml"))


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_the_pack_check_and_the_break_give_a_lesson_the_same_seconds(folder: Path) -> None:
    pack = read_pack(folder).pack
    assert pack
    for language, local in pack.languages.items():
        times = compile_shipped(folder).item_times_in_language(language)
        assert {
            f"{pack.id}.{lesson.id}": calculate_lesson_seconds(lesson) for lesson in local.lessons
        } == {
            lesson.id: scale_to_pace(times[lesson.id].whole, USUAL_PACE)
            for lesson in compile_shipped(folder).pack_in_language(language).lessons
        }


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_no_item_takes_less_than_its_words_at_180_a_minute(folder: Path) -> None:
    version = compile_shipped(folder)
    for language, pack in version.document.packs.items():
        times = version.item_times_in_language(language)
        for question in pack.questions:
            texts = [question.stem, *(one.text for one in (*question.choices, *question.targets))]
            assert times[question.id].whole > sum(map(count_words, texts)) / 3
            assert 5 <= times[question.id].measured <= times[question.id].whole <= 120
        assert all(60 <= times[lesson.id].whole <= 120 for lesson in pack.lessons)


def test_each_language_is_counted_by_its_own_words() -> None:
    english, german = make_pack(), replace(make_pack(), language="de")
    german = replace(
        german,
        questions=tuple(replace(one, stem=one.stem + " wort" * 30) for one in german.questions),
    )
    version = make_catalogue(english).pack_versions[0]
    both = PackVersion(1, "d", replace(version.document, packs={"en": english, "de": german}))
    catalogue = TeamCatalogue(1, (both,))
    short, long, austrian = (
        catalogue.concept_questions_in_language(language)["pack.idea-0"].seconds[0]
        for language in ("en", "de", "de-AT")
    )
    assert long == austrian == pytest.approx(short + 10)
    assert catalogue.concept_questions["pack.idea-0"].seconds[0] == short
