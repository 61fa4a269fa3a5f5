"""Search for inputs that a decoder does not stand: change inputs, and keep those with new lines."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from fuzz.decoder import Decoder
from fuzz.line_probe import LineProbe
from fuzz.one_input import Fault, try_input
from fuzz.shaped_changes import change_input

SHORT_INPUT_BYTES = 4096
FRESH_SHARE = 0.5
"""How often one of the newest inputs is changed."""
NEWEST = 20
Announce = Callable[[bytes], None]
"""Is told each input before it is decoded, so that it is known if the process dies of it."""


@dataclass(slots=True)
class SearchResult:
    """What a search did: inputs decoded, seconds, the share of lines that ran, and the faults."""

    executions: int = 0
    seconds: float = 0
    corpus: int = 0
    coverage: float = 0
    faults: dict[str, tuple[Fault, bytes]] = field(default_factory=dict)


def search_faults(decoder: Decoder, seconds: float, seed: str, announce: Announce) -> SearchResult:
    """Decode the seeds, then changes of them, for some seconds of CPU time.

    The same seed makes the same tries. Only their number depends on the machine.
    """
    random, probe, result = Random(seed), LineProbe(decoder.modules), SearchResult()
    corpus: list[bytes] = []

    def try_one(data: bytes) -> None:
        announce(data)
        before = len(probe.seen)
        fault = try_input(decoder, data, probe)
        result.executions += 1
        if fault is not None:
            known = result.faults.get(fault.kind)
            if known is None or len(data) < len(known[1]):
                result.faults[fault.kind] = fault, data
        elif len(probe.seen) > before or not corpus:
            corpus.append(data)

    seeds = [seed_input[: decoder.most_bytes] for seed_input in decoder.list_seeds()]
    shortest, *longer = sorted(set(seeds), key=len)
    try_one(shortest)
    started = time.process_time()  # what is loaded at the first input does not count
    for seed_input in longer:
        if time.process_time() - started < seconds / 2 or not corpus:
            try_one(seed_input)
    corpus.sort(key=len)
    while corpus and time.process_time() - started < seconds:
        data, other = _pick(corpus, random), random.choice(corpus)
        changed = change_input(
            data, other, decoder.shape, random, decoder.tokens, decoder.most_bytes
        )
        try_one(changed)
    result.seconds, result.corpus = time.process_time() - started, len(corpus)
    result.coverage = probe.measure_share()
    return result


def _pick(corpus: list[bytes], random: Random) -> bytes:
    """Pick an input: often a new one, and rather a short one than a long one."""
    chosen = corpus[-NEWEST:] if random.random() < FRESH_SHARE else corpus
    first, second = random.choice(chosen), random.choice(chosen)
    return min(first, second, key=len) if len(first) > SHORT_INPUT_BYTES else first
