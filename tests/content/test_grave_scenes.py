"""Scenes of death and grief are recognised, and their scenarios have words of their own."""

import pytest
from support.bad_packs import BEFORE, NAMES, SCENARIO, SINGLE
from support.packs import make_valid_pack, zip_files

from content import read_pack
from content.grave_scenes import find_grave_word

WORDS = ["in tears", "in pain", "tired", "calmer", "comforted"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "“My husband died on Friday.”"),
        ("en", "She rings about her mother’s Funeral."),
        ("en", "He lost his wife in May."),
        ("en-GB", "“Dad has passed\naway.”"),
        ("de", "„Meine Frau ist gestern verstorben.“"),
        ("fr", "« Mon père est décédé. »"),
        ("es", "«Mi madre falleció ayer.»"),
        ("pl", "„Mąż zmarł w piątek.”"),
        ("ar", "«توفي أبي أمس»"),
    ],
)
def test_a_grave_word_is_found(language: str, text: str) -> None:
    assert find_grave_word(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The deadline is near, and the line is dead slow."),
        ("en", "“I was late, and my wife waits.”"),
        ("xx", "My husband died."),
        ("de", "Ein Stern am Himmel."),
    ],
)
def test_other_scenes_are_not_grave(language: str, text: str) -> None:
    assert find_grave_word(text, language) is None


def read_scenario(stem: str, mood_words: str = "") -> list[str]:
    """The rules of the findings of a pack with a scenario, and the words that it got."""
    scenario = SCENARIO.format(start="a", to="b", b=SINGLE % "c", end="good")
    scenario = scenario.replace("Mr Bo waits.", stem)
    scenario = scenario.replace("    start:", f"{mood_words}    start:")
    files = make_valid_pack()
    files[NAMES] = files[NAMES].replace(BEFORE, scenario + BEFORE, 1)
    report = read_pack(zip_files(files))
    assert report.pack is not None, report.findings
    questions = [q for lesson in report.pack.original.lessons for q in lesson.questions]
    words = next(q.mood_words for q in questions if q.stem == stem)
    return [*(finding.rule for finding in report.findings), *words]


def test_a_grave_scene_needs_words_of_its_own() -> None:
    assert read_scenario("Her mother died.") == ["scenario-mood-words"]
    assert read_scenario("Her bus is late.") == []
    assert read_scenario("Her mother died.", f"    mood_words: {WORDS}\n") == WORDS
