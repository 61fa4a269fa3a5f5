"""The list of OWASP ASVS 5.0 requirements: what each asks, and how Herobreak stands to it.

`asvs_levels.txt` has the official numbers and levels. `docs/asvs-5.0.toml` has the answers.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

ROOT = Path(__file__).parents[2]
LEVELS_FILE = Path(__file__).parent / "asvs_levels.txt"
ANSWERS_FILE = ROOT / "docs" / "asvs-5.0.toml"
MAX_LEVEL = 2
"""The level that Herobreak aims at. The list has the requirements up to it."""

Status = Literal["met", "not_applicable", "open"]
STATUSES: tuple[Status, ...] = ("met", "not_applicable", "open")
ANSWER_KEYS = {"asks", "note", "absent", *STATUSES}


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement with its answer.

    `evidence` has tests (`tests/...::test_name`) and checks of `make audit` (`audit:name`). `why`
    is the reason of a requirement that is open or not applicable, and a remark on one that is met.
    `absent` are patterns of names that must not be in the code while it is not applicable.
    """

    number: str
    level: int
    asks: str
    status: Status
    evidence: tuple[str, ...] = ()
    why: str = ""
    absent: tuple[str, ...] = ()


def read_levels(text: str) -> dict[str, int]:
    """Read the level of each requirement by its number, in the official order."""
    lines = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return {
        f"{section}.{place}": int(level)
        for section, levels in lines
        for place, level in enumerate(levels, start=1)
    }


def read_answers(text: str) -> dict[str, dict[str, Any]]:
    """Read the answers by number. Keys of a whole chapter or section have shorter numbers."""
    return tomllib.loads(text)


def load_requirements() -> list[Requirement]:
    """Load all requirements of levels 1 and 2 with their answers, in the official order.

    Raises:
        ValueError: the answers are not those of the official list, or one is not complete.
    """
    levels = read_levels(LEVELS_FILE.read_text("utf-8"))
    return list(join_answers(levels, read_answers(ANSWERS_FILE.read_text("utf-8"))))


def join_answers(
    levels: Mapping[str, int], answers: Mapping[str, Mapping[str, Any]]
) -> Iterator[Requirement]:
    """Join the official numbers with their answers.

    Raises:
        ValueError: a number is missing or unknown, or an answer is not complete.
    """
    wanted = [number for number, level in levels.items() if level <= MAX_LEVEL]
    given = {number for number in answers if number.count(".") == 2}
    if missing := [number for number in wanted if number not in given]:
        raise ValueError(f"without an answer: {', '.join(missing)}")
    if unknown := sorted(given - set(wanted)):
        raise ValueError(f"no such requirement of level 1 or 2: {', '.join(unknown)}")
    for number in wanted:
        yield _make_requirement(number, levels[number], answers)


def list_chapter_titles(answers: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """List the titles of the chapters by number."""
    return {number: keys["title"] for number, keys in answers.items() if "." not in number}


def _make_requirement(
    number: str, level: int, answers: Mapping[str, Mapping[str, Any]]
) -> Requirement:
    answer = answers[number]
    if unknown := sorted(set(answer) - ANSWER_KEYS):
        raise ValueError(f"{number}: unknown keys {unknown}")
    chapter, section, _ = number.split(".")
    for source in (answer, answers.get(f"{chapter}.{section}", {}), answers.get(chapter, {})):
        statuses = [status for status in STATUSES if status in source]
        if statuses:
            break
    if len(statuses) != 1:
        raise ValueError(f"{number}: one of {STATUSES}, not {statuses}")
    status = statuses[0]
    is_met = status == "met"
    return Requirement(
        number=number,
        level=level,
        asks=answer["asks"],
        status=status,
        evidence=tuple(source["met"]) if is_met else (),
        why=source.get("note", "") if is_met else source[status],
        absent=tuple(source.get("absent", ())),
    )
