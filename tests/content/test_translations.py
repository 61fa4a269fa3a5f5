"""A language of a pack is complete: its words over the original's ids and answers, the original where it has none."""

from collections.abc import Mapping

import pytest
from support.findings import render_text
from support.packs import zipped
from support.translated import translated_pack

from content import LocalPack, read_pack


@pytest.fixture(scope="module")
def packs() -> Mapping[str, LocalPack]:
    report = read_pack(zipped(translated_pack()))
    assert report.pack is not None
    return report.pack.languages


def test_words_are_the_translations(packs: Mapping[str, LocalPack]) -> None:
    german = packs["de"]
    assert (german.title, german.badge.title, german.badge.id) == (
        "Herzlich willkommen",
        "Guter Empfang",
        "warm-welcome",
    )
    assert german.lessons[0].title == "Schau auf"
    assert german.lessons[0].cards[0].images == ("media/cup.svg",)


def test_ids_order_and_answers_are_the_originals(packs: Mapping[str, LocalPack]) -> None:
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


def test_a_lesson_without_translation_is_the_original(packs: Mapping[str, LocalPack]) -> None:
    assert packs["de"].lessons[1] is packs["en"].lessons[1]
    assert packs["de"].lessons[1].language == "en"


def test_a_translation_does_not_change_answers() -> None:
    files = translated_pack()
    files["lessons/look-up.de.md"] = files["lessons/look-up.de.md"].replace(
        "text: Zu Ende telefonieren", "text: Zu Ende telefonieren\n        correct: true"
    )
    assert [finding.rule for finding in read_pack(zipped(files)).errors][:1] == ["key-unknown"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    prompt", "    prompt", None),
        (
            "  - id: steps-2\n    stem: Was hilft, was nicht?",
            "  - id: steps-2",
            "`stem` is not translated here",
        ),
        ("idea: Wer gesehen wurde, wartet leichter.\n", "", "`idea` is not translated here"),
        (
            "        text: nicken\n",
            "        text: nicken\n      - id: mehr\n        text: mehr\n",
            "the original has no mehr here",
        ),
        ("      - id: sigh\n        text: seufzen\n", "", "sigh is not translated"),
        ("Erst ___, dann ___.", "Erst ___.", "the stem has 1 gaps (___) and there are 2 answers"),
        ("text: seufzen", "text: Nicken", "this reads like the one in line 35: Nicken"),
    ],
)
def test_what_a_translation_must_keep(old: str, new: str, said: str | None) -> None:
    files = translated_pack()
    files["lessons/look-up.de.md"] = files["lessons/look-up.de.md"].replace(old, new)
    errors = read_pack(zipped(files)).errors
    assert [render_text(error).what for error in errors] == ([said] if said else [])
    assert {error.file for error in errors} <= {"lessons/look-up.de.md"}
