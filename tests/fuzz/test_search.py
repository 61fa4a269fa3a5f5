"""The search finds what is wrong with decoders that were made to be wrong."""

import itertools
import time
from collections.abc import Callable

import pytest
from fuzz.decoder import MEGABYTE, Decoder
from fuzz.one_input import try_input
from fuzz.search import SearchResult, search_faults

from learning.rules.refusals import Invalid

SEED = b'[{"name": "anna-lee", "day": "2026-12-07"}, 17, "x"]\n'
MODULE = "tests/fuzz/test_search.py"
SECONDS = 2.5
numbers = itertools.count()


def accept(value: object) -> None:
    pass


def make_decoder(decode: Callable[[bytes], object], **more: object) -> Decoder:
    values = {"base_ms": 50.0, "ms_per_kb": 1.0, "most_bytes": 20_000, **more}
    return Decoder("planted", decode, accept, lambda: [SEED], (MODULE,), **values)  # type: ignore[arg-type]


def read_deeply(data: bytes) -> str:
    """A fault that lies behind three others."""
    if not data.startswith(b"["):
        return "no list"
    if b"\\" not in data:
        return "no stroke"
    if data.count(b"[") < 3:
        return "few brackets"
    return str(data[len(data)])


def read_quadratically(data: bytes) -> int:
    return sum(data[start:].count(b"{{") for start in range(len(data)) if data[:2] == b"[{")


def read_into_memory(data: bytes) -> int:
    return len(b"x" * (200 * MEGABYTE)) if b"}}" in data else 0


def read_by_chance(data: bytes) -> int:
    return next(numbers) if b"," not in data else 0


def refuse_without_text(data: bytes) -> None:
    raise Invalid("rota.no_such_code_anywhere")


def refuse_with_half_a_pair(data: bytes) -> None:
    raise Invalid("request.malformed_json", message="a\ud800")


def search(decode: Callable[[bytes], object], **more: object) -> SearchResult:
    return search_faults(make_decoder(decode, **more), SECONDS, "1", lambda data: None)


def test_an_error_behind_several_conditions_is_found() -> None:
    found = search(read_deeply)
    assert list(found.faults) == ["indexerror-test-search-read-deeply"]
    _, data = found.faults["indexerror-test-search-read-deeply"]
    with pytest.raises(IndexError):
        read_deeply(data)
    assert found.coverage > 0


def test_an_answer_that_changes_is_found() -> None:
    assert "other-answer" in search(read_by_chance).faults


def test_memory_out_of_proportion_is_found() -> None:
    read_into_memory(b"}}" * 2)  # what the process needed before hides nothing
    fault = try_input(make_decoder(read_into_memory, base_ms=9000.0), b"[}}")
    assert fault is not None
    assert fault.kind == "memory"


def test_time_that_grows_with_the_square_is_found() -> None:
    data = b"[" + b"{" * 60_000
    fault = try_input(make_decoder(read_quadratically), data)
    assert fault is not None
    assert fault.kind == "slow"


@pytest.mark.parametrize("refuse", [refuse_without_text, refuse_with_half_a_pair])
def test_a_refusal_that_cannot_be_shown_or_stored_is_found(
    refuse: Callable[[bytes], object],
) -> None:
    assert try_input(make_decoder(refuse), SEED) is not None


def test_the_same_seed_makes_the_same_inputs() -> None:
    seen: list[list[bytes]] = []
    for _ in range(2):
        inputs: list[bytes] = []
        search_faults(make_decoder(len), 0.3, "7", inputs.append)
        seen.append(inputs)
    shared = min(map(len, seen))
    assert shared > 20
    assert seen[0][:shared] == seen[1][:shared]


def test_a_search_ends_when_its_time_is_over() -> None:
    started = time.process_time()
    search_faults(make_decoder(len), 0.2, "1", lambda data: None)
    assert time.process_time() - started < 3
