"""Hashes of every run of eight words in some texts, so that a pack can be held against them without their words.

    python tests/support/make_shingles.py FILE_OR_FOLDER... > tests/content/seed_shingles.txt

The hashes are of words in small letters, without signs, and are cut to 48 bits: enough to find a run again, too little to
read the text from.
"""

import re
import sys
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

WORDS_PER_RUN = 8
_WORD = re.compile(r"[^\W_]+")


def list_runs(text: str) -> Iterator[str]:
    """Every run of eight words, in plain small letters."""
    words = _WORD.findall(text.casefold().replace("’", "").replace("'", ""))
    for i in range(len(words) - WORDS_PER_RUN + 1):
        yield " ".join(words[i : i + WORDS_PER_RUN])


def hash_run(run: str) -> str:
    """Twelve hex digits for a run."""
    return blake2b(run.encode(), digest_size=6).hexdigest()


def _read_texts(paths: list[str]) -> Iterator[str]:
    for path in map(Path, paths):
        files = sorted(path.rglob("*.txt")) if path.is_dir() else [path]
        yield from (file.read_text(encoding="utf-8", errors="replace") for file in files)


if __name__ == "__main__":
    print(
        *sorted({hash_run(run) for text in _read_texts(sys.argv[1:]) for run in list_runs(text)}),
        sep="\n",
    )
