"""No shipped pack shares a run of eight words with the texts that its ideas come from."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.make_shingles import WORDS_PER_RUN, hash_run, list_runs

import content
from content.draft import draft_pack
from content.source import read_folder

HERE = Path(__file__).parent
PACKS = sorted(
    path for path in (Path(content.__file__).parent / "packs").iterdir() if path.is_dir()
)


def hashes(name: str) -> frozenset[str]:
    lines = (line.split("#")[0].split() for line in (HERE / name).read_text().splitlines())
    return frozenset(words[0] for words in lines if words)


SEEDS, CREDITED = hashes("seed_shingles.txt"), hashes("credited_quotations.txt")


def list_texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from list_texts(item)


def list_pack_texts(path: Path) -> Iterator[tuple[str, str]]:
    """File and text of everything a pack says, but for the source's own title and author."""
    source = read_folder(path)
    draft = draft_pack(source)
    data = dict(draft.document.data)
    data["source"] = {
        key: value for key, value in data["source"].items() if key not in ("title", "author")
    }
    yield from (("pack.yaml", text) for text in list_texts(data))
    for lesson in draft.lessons.values():
        yield from ((lesson.document.file, text) for text in list_texts(lesson.document.data))
        body = source.files[lesson.document.file].decode().split("\n---\n", 1)[1]
        yield from ((lesson.document.file, card) for card in body.split("\n---\n"))


def find_shared_runs(text: str, seeds: frozenset[str]) -> list[str]:
    return [run for run in list_runs(text) if hash_run(run) in seeds - CREDITED]


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.name)
def test_no_run_of_eight_words_is_in_a_source(path: Path) -> None:
    assert [
        (file, run) for file, text in list_pack_texts(path) for run in find_shared_runs(text, SEEDS)
    ] == []


def test_a_shared_run_is_found_despite_punctuation_and_capitals() -> None:
    seeds = frozenset(map(hash_run, list_runs("Once upon a time there lived a kind old king.")))
    assert len(seeds) == 3
    assert find_shared_runs("And ONCE upon\na time — “there” lived a: kind", seeds) == [
        "once upon a time there lived a kind"
    ]
    assert find_shared_runs("Once upon a time there lived two kings.", seeds) == []


def test_all_runs_of_the_sources_are_stored_as_hashes() -> None:
    assert len(SEEDS) > 5000
    assert all(len(one) == 12 and int(one, 16) >= 0 for one in SEEDS | CREDITED)
    assert WORDS_PER_RUN == 8
