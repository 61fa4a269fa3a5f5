"""Mistakes in badges are found in their lines; valid badges are built in every language."""

import pytest
from support.bad_packs import LEAF, PACK, add_badges
from support.findings import render_text
from support.packs import zip_files
from support.translations import read_translated_pack

from content import read_pack

KNOWS = "{remembered: {lesson: look-up, share: 1.0}}"
SEEN = "{moments: {trait: look-up, at_least: 1}}"


def find_errors(rule: str) -> list[tuple[str, str]]:
    """Rule and words of each error, all of which are in the line of the badge's rule."""
    bad = add_badges(rule, marker="")()
    report = read_pack(bad.archive)
    lines = read_translated_pack()[PACK].split("\n")
    line = lines.index("lessons:") + 7
    assert {(error.file, error.line) for error in report.errors} <= {(PACK, line)}
    return [(error.rule, render_text(error).what) for error in report.errors]


@pytest.mark.parametrize(
    "rule",
    [
        LEAF,
        KNOWS,
        SEEN,
        "{remembered: {pack: welcome, share: 0.5}}",
        "{moments: {at_least: 3}}",
        "{challenges: {kind: race, at_least: 1}}",
        "{challenges: {at_least: 2}}",
        "{count: pack_checkpoint, at_least: 3}",
        "{count: pack_lessons, at_least: 2}",
        f"{{all: [{KNOWS}, {{any: [{SEEN}, {{all: [{LEAF}]}}]}}]}}",
        f"{{all: [{', '.join([LEAF] * 39)}]}}",
    ],
)
def test_a_valid_rule_has_no_findings(rule: str) -> None:
    assert find_errors(rule) == []


@pytest.mark.parametrize(
    ("rule", "name", "said"),
    [
        ("{}", "key-choice", "`rule` has to have one of `count`, `remembered`"),
        ("{counts: 3}", "key-choice", "`rule` has to have one of"),
        ("lessons", "value-type", "`rule` should be"),
        ("{count: lessons}", "key-missing", "`at_least` is missing"),
        ("{count: logins, at_least: 1}", "value-choice", "`count` cannot be logins"),
        ("{count: lessons, at_least: 0}", "value-range", "`at_least` is 0, 1 at least"),
        ("{count: lessons, at_least: 1.5}", "value-type", "a whole number"),
        ("{count: lessons, at_least: 1, if: now}", "key-unknown", "`if` is not known"),
        ("{remembered: {lesson: look-up, share: 1.2}}", "value-range", "`share` is 1.2, 1 at most"),
        ("{remembered: {lesson: look-up, share: 0}}", "value-range", "`share` is 0, 0.1 at least"),
        ("{remembered: {lesson: look-up}}", "key-missing", "`share` is missing"),
        ("{remembered: {share: 1}}", "key-choice", "one of `lesson`, `pack`"),
        (
            "{remembered: {lesson: look-up, pack: welcome, share: 1}}",
            "key-choice",
            "one of `lesson`, `pack`",
        ),
        ("{remembered: {lesson: lock-up, share: 1}}", "badge-lesson-unknown", "no lesson lock-up"),
        (
            "{remembered: {pack: other, share: 1}}",
            "badge-lesson-unknown",
            "another pack than welcome",
        ),
        ("{moments: {trait: use-name, at_least: 1}}", "badge-lesson-unknown", "no lesson use-name"),
        ("{moments: {trait: look-up}}", "key-missing", "`at_least` is missing"),
        ("{challenges: {kind: A Race, at_least: 1}}", "value-pattern", "`kind` is not well formed"),
        (
            "{count: pack_checkpoint, at_least: 4}",
            "badge-out-of-reach",
            "asks for 4 of `pack_checkpoint`",
        ),
        ("{all: []}", "value-count", "`all` has 0 items"),
        (
            "{any: [{all: [{any: [{all: [" + LEAF + "]}]}]}]}",
            "badge-rule-large",
            "more than 4 levels",
        ),
        (
            f"{{all: [{{any: [{', '.join([LEAF] * 20)}]}}, {{any: [{', '.join([LEAF] * 20)}]}}]}}",
            "badge-rule-large",
            "43 parts",
        ),
    ],
)
def test_a_mistake_in_a_rule_is_found(rule: str, name: str, said: str) -> None:
    errors = find_errors(rule)
    assert [one for one, _ in errors] == [name]
    assert said in errors[0][1]


def test_a_rule_of_two_kinds_has_unknown_keys() -> None:
    assert {rule for rule, _ in find_errors(f"{{count: lessons, at_least: 1, all: [{LEAF}]}}")} == {
        "key-unknown"
    }


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        (
            "    art: media/cup.svg\n    alt: A cup with",
            "    art: media/cap.svg\n    alt: A cup with",
            "media-missing",
        ),
        ("    alt: A cup with a nod\n", "", "key-missing"),
        ("    title: Seen\n", "", "key-missing"),
        ("  - id: seen\n", "  - id: Seen it\n", "value-pattern"),
        (f"    rule: {LEAF}\n", "", "key-missing"),
    ],
)
def test_a_missing_part_of_a_badge_is_found(old: str, new: str, name: str) -> None:
    files = with_badge()
    assert old in files[PACK]
    files[PACK] = files[PACK].replace(old, new)
    files.pop("pack.de.yaml")
    files.pop("lessons/look-up.de.md")
    assert [error.rule for error in read_pack(zip_files(files)).errors] == [name]


def test_more_than_forty_badges_are_refused() -> None:
    assert read_pack(add_badges(*[LEAF] * 40, marker="")().archive).pack
    errors = read_pack(add_badges(*[LEAF] * 41, marker="")().archive).errors
    assert {(error.rule, error.file) for error in errors} == {
        ("value-count", PACK),
        ("value-count", "pack.de.yaml"),
    }


def with_badge() -> dict[str, str]:
    files = read_translated_pack()
    files[PACK] = files[PACK].replace(
        "lessons:\n",
        "badges:\n  - id: seen\n    title: Seen\n    story: Somebody saw it.\n"
        "    art: media/cup.svg\n"
        f"    alt: A cup with a nod\n    rule: {LEAF}\nlessons:\n",
    )
    files["pack.de.yaml"] += (
        "badges:\n  - {id: seen, title: Gesehen, story: Man sah es., alt: Eine Tasse}\n"
    )
    return files


def test_badges_are_translated_and_keep_their_rule() -> None:
    pack = read_pack(zip_files(with_badge())).pack
    assert pack
    [english], [german] = pack.languages["en"].badges, pack.languages["de"].badges
    assert (english.title, german.title, german.story) == ("Seen", "Gesehen", "Man sah es.")
    assert english.rule == german.rule == {"count": "lessons", "at_least": 1}
    assert english.art == german.art == "media/cup.svg"
    assert pack.original.badge.rule is None


def test_a_badge_without_translation_is_found() -> None:
    files = with_badge()
    files["pack.de.yaml"] = files["pack.de.yaml"].split("badges:")[0]
    assert [render_text(error).what for error in read_pack(zip_files(files)).errors] == [
        "`badges` is not translated here"
    ]


def test_pictures_of_badges_are_checked() -> None:
    files = with_badge()
    files["media/nod.svg"] = files["media/cup.svg"]
    files[PACK] = files[PACK].replace(
        "media/cup.svg\n    alt: A cup with a nod", "media/nod.svg\n    alt: image of a cup"
    )
    report = read_pack(zip_files(files), strict=True)
    assert report.pack is None
    assert "media-unused" not in {finding.rule for finding in report.findings}
    line = files[PACK].split("\n").index("    alt: image of a cup") + 1
    assert ("alt-useless", line) in {(finding.rule, finding.line) for finding in report.findings}
