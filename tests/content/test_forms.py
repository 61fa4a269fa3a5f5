"""Each form of question arrives in the one shape that everything else works with."""

import pytest
from support.packs import good_zip

from content import FORMS, Key, LocalPack, Question, read_pack


@pytest.fixture(scope="module")
def pack() -> LocalPack:
    report = read_pack(good_zip())
    assert report.findings == ()
    assert report.pack is not None
    return report.pack.original


@pytest.fixture
def question(pack):
    by_form: dict[str, Question] = {q.form: q for lesson in pack.lessons for q in lesson.questions}
    assert set(by_form) == set(FORMS)
    return by_form


def test_single(question):
    assert question["single"].key == Key(choices=("a",))
    assert question["single"].checkpoint
    assert all(choice.feedback for choice in question["single"].choices)


def test_multiple(question):
    assert question["multiple"].key == Key(choices=("order", "ask"))


def test_true_false(question):
    assert [choice.id for choice in question["true_false"].choices] == ["true", "false"]
    assert question["true_false"].choices[1].feedback == "Right. Being seen is what counts."
    assert question["true_false"].key.as_json() == {"choices": ["false"]}


def test_order(question):
    assert question["order"].key == Key(choices=("a", "b", "c"), ordered=True)
    assert question["order"].feedback.wrong == "Eyes first, words last."


def test_match(question):
    match = question["match"]
    assert next((c.id, c.text) for c in match.choices) == ("a", "A name once")
    assert next((t.id, t.text) for t in match.targets) == ("a", "Feels known")
    assert match.key.as_json() == {"pairs": {"a": "a", "b": "b", "c": "c"}}


def test_sort(question):
    assert [target.text for target in question["sort"].targets] == ["Helps", "Does not"]
    assert question["sort"].key.as_json() == {"pairs": {"nod": "helps", "frown": "harms", "smile": "helps"}}


def test_gap(question):
    assert question["gap"].key == Key(choices=("look", "nod"), ordered=True)
    assert len(question["gap"].choices) == 3


def test_scenario(question):
    scenario = question["scenario"]
    assert scenario.start == "hello"
    assert scenario.key.as_json() == {"good": ["glad"]}
    assert [node.ending for node in scenario.nodes] == [None, "good", "poor"]
    assert scenario.nodes[0].choices[0].to == "glad"
    assert scenario.nodes[1].mood == 2


def test_reflection(question):
    assert question["reflection"].key is None
    assert question["reflection"].choices == ()


def test_lesson(pack):
    lesson = pack.lessons[0]
    assert (lesson.id, lesson.language, lesson.seconds) == ("look-up", "en", 60)
    assert lesson.concepts[0].critical
    assert lesson.cards[0].title == "Look up"
    assert lesson.cards[0].images == ("media/cup.svg",)
    assert '<img src="media/cup.svg" alt="A cup">' in lesson.cards[0].html


def test_pack():
    report = read_pack(good_zip())
    assert report.pack.media["cup.svg"].content_type == "image/svg+xml"
    assert report.pack.source.author == "N. Body"
    assert report.pack.at.place("version") == ("pack.yaml", 3)
    assert report.pack.original.badge.art == "media/cup.svg"
