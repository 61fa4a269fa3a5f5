"""For each strict rule: a small change that breaks it, and the line of the finding."""

import re
from collections.abc import Callable, Iterable

from support.bad_packs import BadPack
from support.packs import Files, zip_files
from support.strict_pack import LESSON_PATH, read_strict_pack

PACK, SCENE = "pack.yaml", "media/scene.svg"
LAST = "  - id: be-seen-think\n"

HARD = (
    "Organisational representatives interacting professionally with dissatisfied individuals"
    " habitually demonstrate considerable understanding regarding unanticipated difficulties,"
    " notwithstanding operational inconvenience, procedural complexity or insufficient"
    " information concerning anticipated availability of alternative arrangements"
)
SCENES = (
    ("bank", "plumber", "loan"),
    ("hotel", "pilot", "pillow"),
    ("bakery", "teacher", "loaf"),
    ("garage", "nurse", "tyre"),
    ("clinic", "farmer", "form"),
    ("museum", "painter", "ticket"),
    ("airport", "violinist", "suitcase"),
    ("library", "diver", "atlas"),
)


def change_taught_file(
    path: str, old: str, new: str, marker: str | None = None
) -> Callable[[], BadPack]:
    """The first `old` in a file replaced; the finding is on the first line with `marker`."""

    def build_pack() -> BadPack:
        files = read_strict_pack()
        assert old in files[path], f"{path} has no {old!r}"
        files[path] = files[path].replace(old, new, 1)
        return BadPack(zip_files(files), path, marker or new.split("\n")[0])

    return build_pack


def add_questions(questions: Iterable[str], marker: str) -> Callable[[], BadPack]:
    """More questions before the last one."""
    added = list(questions)

    def build_pack() -> BadPack:
        files = read_strict_pack()
        files[LESSON_PATH] = files[LESSON_PATH].replace(LAST, "".join(added) + LAST)
        return BadPack(zip_files(files), LESSON_PATH, marker)

    return build_pack


def replace_pattern(path: str, pattern: str, new: str, marker: str) -> Callable[[], BadPack]:
    """All matches of a pattern in a file replaced."""

    def build_pack() -> BadPack:
        files: Files = read_strict_pack()
        files[path], count = re.subn(pattern, new, files[path])
        assert count, f"{path} has no {pattern!r}"
        return BadPack(zip_files(files), path, marker)

    return build_pack


def place_in_pack_file(make: Callable[[], BadPack], marker: str) -> Callable[[], BadPack]:
    """The same, but the finding is on a line of pack.yaml."""
    return lambda: make()._replace(file=PACK, marker=marker)


def write_single_question(number: int, texts: tuple[str, ...], right: int) -> str:
    """A question in a scene of its own."""
    where, who, what = SCENES[number]
    choices = "".join(
        f"      - id: c{i}\n        text: {text}\n        feedback: It does this to them, {i}.\n"
        + ("        correct: true\n" if i == right else "")
        for i, text in enumerate(texts)
    )
    head = f"  - id: more-{number}\n    concept: be-seen\n    form: single\n"
    stem = f"    stem: At the {where} a {who} brings a {what}. Now what?\n"
    return f"{head}{stem}    choices:\n{choices}"


def write_longest_right(number: int) -> str:
    """A question whose right choice is the longest, in places that take turns."""
    where, who, what = SCENES[number]
    texts = [what, who, where]
    texts[number % 3] = f"the {where}, the {who} and the {what}"
    return write_single_question(number, tuple(texts), number % 3)


def write_first_right(number: int) -> str:
    """A question whose right choice is the first, and the shortest."""
    where, who, what = SCENES[number]
    return write_single_question(
        number, (what[:2], f"the {what}, the {who}", f"the {where}, the {who}"), 0
    )


def write_true_statement(number: int) -> str:
    """A true statement."""
    where, who, what = SCENES[number]
    head = f"  - id: more-{number}\n    concept: be-seen\n    form: true_false\n"
    stem = f"    stem: In a {where} the {who} with a {what} likes a nod.\n    answer: true\n"
    explained = f"      true: It was seen, {number}.\n      false: It is small, and it counts.\n"
    return f"{head}{stem}    explain:\n{explained}"


GAP = """\
  - id: say-when-5
    concept: say-when
    form: gap
    stem: At the zoo gate, ___ is better than a shrug.
    choices: [{id: now, text: a number}, {id: later, text: a sigh}]
    answer: [now]
    feedback: {right: It is a thing to plan with., wrong: Think of the family in the rain.}
"""
TWIN = """\
  - id: say-when-6
    concept: say-when
    form: sort
    stem: Sort what tells customers how long.
    buckets: [{id: does, text: Does}, {id: less, text: Does less}]
    choices:
      - {id: a, text: "Ten minutes, once the tyre is on", bucket: does}
      - {id: b, text: "I'll be as quick as I can be", bucket: less}
      - {id: c, text: "At twenty past I'm free", bucket: does}
    feedback: {right: A number is what they can use., wrong: Look for a number in it.}
"""
CARDS = "---\n" + "---\n".join(f"{HARD}.\n" for _ in range(3))

BAD_TEACHING: dict[str, Callable[[], BadPack]] = {
    "reading-grade": replace_pattern(
        LESSON_PATH, r"(?s)\n---\n## Seen.*", "\n" + CARDS, 'title: "Look up first"'
    ),
    "reading-hard": change_taught_file(
        LESSON_PATH,
        "“Be right there” could be anything.",
        f"{HARD[:170].rpartition(' ')[0]}.",
        "## Say a number",
    ),
    "stem-negative": change_taught_file(
        LESSON_PATH,
        "What do you do first?",
        "Which of these is not a good idea?",
        "not a good idea",
    ),
    "choice-of-above": change_taught_file(
        LESSON_PATH, "Turn away, to hear better", "All of the above."
    ),
    "right-longest": add_questions(map(write_longest_right, range(8)), "    choices:"),
    "right-position": add_questions(map(write_first_right, range(8)), "    choices:"),
    "right-true": add_questions(map(write_true_statement, range(6)), "    answer: true"),
    "stem-repeated": change_taught_file(
        LESSON_PATH,
        "A courier comes to the counter while you wrap a gift. Put your moves in order.",
        "A bike shop is busy: which of these tell customers how long it will be?",
        "The bike shop is busy",
    ),
    "variants-one-form": add_questions([GAP], "  - id: say-when"),
    "variants-twins": add_questions([TWIN], "Sort what tells"),
    "lesson-seconds": change_taught_file(LESSON_PATH, "seconds: 60", "seconds: 90"),
    "feedback-missing": replace_pattern(
        LESSON_PATH, r"    feedback:\n      right: \"A time.*\n.*\n", "", "  - id: say-when-2"
    ),
    "feedback-empty": change_taught_file(
        LESSON_PATH, "Until then he cannot know that you have seen him.", "Wrong!"
    ),
    "alt-useless": change_taught_file(
        LESSON_PATH, "![A shop worker", "![An image of a shop worker"
    ),
    "checkpoint-thin": place_in_pack_file(
        change_taught_file(
            LESSON_PATH, "  - id: be-seen-2\n    checkpoint: true\n", "  - id: be-seen-2\n"
        ),
        "badge:",
    ),
    "scenario-flat": replace_pattern(LESSON_PATH, r"mood: -?\d", "mood: 0", "    nodes:"),
    "source-uncredited": change_taught_file(
        LESSON_PATH, "after Ann Author", "after a friend", "## Seen"
    ),
    "mark-uncredited": place_in_pack_file(
        change_taught_file(LESSON_PATH, "“Morning!” Sam", "“Hero-Class morning!” Sam"), "  note:"
    ),
    "svg-contrast": change_taught_file(
        SCENE, 'stroke="#2A3150"', 'stroke="#FBE0BC"', '<rect x="214"'
    ),
}
