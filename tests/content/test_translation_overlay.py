"""A translated pack has its own texts, and the ids and answers of the original."""

from collections.abc import Mapping

import pytest
from support.packs import zip_files
from support.translations import read_translated_pack

from content import LocalPack, read_pack
from content.document import load_yaml
from content.translation_overlay import overlay_translation


@pytest.fixture(scope="module")
def packs() -> Mapping[str, LocalPack]:
    report = read_pack(zip_files(read_translated_pack()))
    assert report.pack is not None
    return report.pack.languages


def test_texts_are_those_of_the_translation(packs: Mapping[str, LocalPack]) -> None:
    german = packs["de"]
    assert (german.title, german.badge.title, german.badge.id) == (
        "Herzlich willkommen",
        "Guter Empfang",
        "warm-welcome",
    )
    assert german.lessons[0].title == "Schau auf"
    assert german.lessons[0].cards[0].images == ("media/cup.svg",)


def test_ids_order_and_answers_are_those_of_the_original(packs: Mapping[str, LocalPack]) -> None:
    for here, there in zip(
        packs["de"].lessons[0].questions, packs["en"].lessons[0].questions, strict=True
    ):
        assert (here.id, here.form, here.key, here.checkpoint) == (
            there.id,
            there.form,
            there.key,
            there.checkpoint,
        )
        assert [choice.id for choice in here.choices] == [choice.id for choice in there.choices]
        assert here.stem != there.stem


def test_a_lesson_without_translation_is_in_the_original_language(
    packs: Mapping[str, LocalPack],
) -> None:
    assert packs["de"].lessons[1] is packs["en"].lessons[1]
    assert packs["de"].lessons[1].language == "en"


def test_a_translation_does_not_change_answers() -> None:
    files = read_translated_pack()
    files["lessons/look-up.de.md"] = files["lessons/look-up.de.md"].replace(
        "text: Zu Ende telefonieren", "text: Zu Ende telefonieren\n        correct: true"
    )
    assert [finding.rule for finding in read_pack(zip_files(files)).errors][:1] == ["key-unknown"]


def test_words_for_moods_are_those_of_the_translation() -> None:
    original = load_yaml("a", "q: [{id: x, mood_words: [a, b]}]")[0]
    translation = load_yaml("b", "q: [{id: x, mood_words: [c, d]}]")[0]
    both = overlay_translation(original, translation)
    assert both.data == {"q": [{"id": "x", "mood_words": ["c", "d"]}]}
