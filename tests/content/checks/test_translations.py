"""Differences in structure between a translation and its original are found."""

import time

import pytest
from support.findings import render_text
from support.packs import zip_files
from support.translations import read_translated_pack

from content import read_pack


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
def test_differences_from_the_original_are_found(old: str, new: str, said: str | None) -> None:
    files = read_translated_pack()
    files["lessons/look-up.de.md"] = files["lessons/look-up.de.md"].replace(old, new)
    errors = read_pack(zip_files(files)).errors
    assert [render_text(error).what for error in errors] == ([said] if said else [])
    assert {error.file for error in errors} <= {"lessons/look-up.de.md"}


def test_many_entries_are_compared_in_a_time_that_grows_with_their_number() -> None:
    files = read_translated_pack()
    entries = "".join(f"  - id: c-{number}\n" for number in range(2500))
    for path in ("lessons/look-up.md", "lessons/look-up.de.md"):
        files[path] = files[path].replace("concepts:\n", f"concepts:\n{entries}", 1)
    began = time.process_time()
    read_pack(zip_files(files))
    assert time.process_time() - began < 10
