"""Each form of question arrives in the one shape that everything else works with."""

import pytest
from support.packs import make_valid_zip

from content import QUESTION_FORMS, LocalPack, PackAnswerKey, PackQuestion, read_pack


@pytest.fixture(scope="module")
def pack() -> LocalPack:
    report = read_pack(make_valid_zip())
    assert report.findings == ()
    assert report.pack is not None
    return report.pack.original


@pytest.fixture
def question(pack: LocalPack) -> dict[str, PackQuestion]:
    by_form: dict[str, PackQuestion] = {
        q.form: q for lesson in pack.lessons for q in lesson.questions
    }
    assert set(by_form) == set(QUESTION_FORMS)
    return by_form


def test_a_single_choice_question_is_built(question: dict[str, PackQuestion]) -> None:
    assert question["single"].key == PackAnswerKey(choices=("a",))
    assert question["single"].checkpoint
    assert all(choice.feedback for choice in question["single"].choices)


def test_a_multiple_choice_question_is_built(question: dict[str, PackQuestion]) -> None:
    assert question["multiple"].key == PackAnswerKey(choices=("order", "ask"))


def test_a_statement_is_built(question: dict[str, PackQuestion]) -> None:
    assert [choice.id for choice in question["true_false"].choices] == ["true", "false"]
    assert question["true_false"].choices[1].feedback == "Right. Being seen is what counts."
    assert question["true_false"].key == PackAnswerKey(choices=("false",))


def test_an_order_question_is_built(question: dict[str, PackQuestion]) -> None:
    assert question["order"].key == PackAnswerKey(choices=("a", "b", "c"))
    assert question["order"].feedback is not None
    assert question["order"].feedback.wrong == "Eyes first, words last."


def test_a_match_question_is_built(question: dict[str, PackQuestion]) -> None:
    match = question["match"]
    assert next((c.id, c.text) for c in match.choices) == ("a", "A name once")
    assert next((t.id, t.text) for t in match.targets) == ("a", "Feels known")
    assert match.key == PackAnswerKey(pairs={"a": "a", "b": "b", "c": "c"})


def test_a_sort_question_is_built(question: dict[str, PackQuestion]) -> None:
    assert [target.text for target in question["sort"].targets] == ["Helps", "Does not"]
    assert question["sort"].key == PackAnswerKey(
        pairs={"nod": "helps", "frown": "harms", "smile": "helps"}
    )


def test_a_gap_question_is_built(question: dict[str, PackQuestion]) -> None:
    assert question["gap"].key == PackAnswerKey(choices=("look", "nod"))
    assert len(question["gap"].choices) == 3


def test_a_scenario_is_built(question: dict[str, PackQuestion]) -> None:
    scenario = question["scenario"]
    assert scenario.start == "hello"
    assert scenario.key == PackAnswerKey(good=("glad",))
    assert [node.ending for node in scenario.nodes] == [None, "good", "poor"]
    assert scenario.nodes[0].choices[0].to == "glad"
    assert scenario.nodes[1].mood == 2


def test_a_reflection_is_built(question: dict[str, PackQuestion]) -> None:
    assert question["reflection"].key is None
    assert question["reflection"].choices == ()


def test_a_lesson_is_built(pack: LocalPack) -> None:
    lesson = pack.lessons[0]
    assert (lesson.id, lesson.language, lesson.seconds) == ("look-up", "en", 60)
    assert lesson.concepts[0].critical
    assert lesson.cards[0].title == "Look up"
    assert lesson.cards[0].images == ("media/cup.svg",)
    assert '<img src="media/cup.svg" alt="A cup">' in lesson.cards[0].html


def test_a_pack_is_built() -> None:
    report = read_pack(make_valid_zip())
    assert report.pack is not None
    assert report.pack.media["cup.svg"].content_type == "image/svg+xml"
    assert report.pack.source.author == "N. Body"
    assert report.pack.position.place_of("version") == ("pack.yaml", 3)
    assert report.pack.original.badge.art == "media/cup.svg"
