"""Hash every run of eight words of some texts, to compare a pack with texts that are not here.

    python tests/support/make_shingles.py FILE_OR_FOLDER... > tests/content/seed_shingles.txt

The words are in lower case and without punctuation. A hash has 48 bits: enough to find a run again,
and too few to restore the text.
"""

import re
import sys
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

WORDS_PER_RUN = 8
_WORD = re.compile(r"[^\W_]+")


def list_runs(text: str) -> Iterator[str]:
    """List every run of eight words in lower case."""
    words = _WORD.findall(text.casefold().replace("’", "").replace("'", ""))
    for i in range(len(words) - WORDS_PER_RUN + 1):
        yield " ".join(words[i : i + WORDS_PER_RUN])


def hash_run(run: str) -> str:
    """Hash a run to twelve hexadecimal digits."""
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
