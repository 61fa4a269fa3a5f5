"""Give one input to a decoder, and say what is wrong with what happens."""

import gc
import resource
import time
import warnings
from dataclasses import dataclass
from functools import _lru_cache_wrapper, cache
from pathlib import Path
from traceback import extract_tb

from fuzz.answers import check_refusal
from fuzz.decoder import KILOBYTE, Decoder
from fuzz.line_probe import LineProbe

from learning.messages import UnknownMessageWarning

REFERENCE_MS = 20.0
"""CPU time of `_do_reference_work` on the machine for which the times of decoders were stated."""
TIMED_RUNS = 3
PEAK_RESET = Path("/proc/self/clear_refs")
"""On Linux, a "5" written here resets `VmHWM` of the status: proc(5)."""
PROCESS_STATUS = Path("/proc/self/status")


@dataclass(frozen=True, slots=True)
class Fault:
    """What an input shows: a stable name of the fault, and what happened."""

    kind: str
    text: str


def try_input(decoder: Decoder, data: bytes, probe: LineProbe | None = None) -> Fault | None:
    """Decode an input twice, first watched by `probe`, then measured. Give the first fault."""
    _reset_peak()
    peak = _read_peak()
    with warnings.catch_warnings():
        warnings.simplefilter("error", UnknownMessageWarning)
        try:
            if probe is None:
                first = _decode(decoder, data)
            else:
                with probe.watch():
                    first = _decode(decoder, data)
            _check(decoder, first)
            return _find_cost(decoder, data, first, peak)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a library in Rust raises what is no Exception
            return Fault(_name_error(error), f"{type(error).__name__}: {str(error)[:300]}")


def _decode(decoder: Decoder, data: bytes) -> object:
    """Return the value, or the refusal."""
    try:
        return decoder.decode(data)
    except decoder.refusals as error:
        return error


def _check(decoder: Decoder, answer: object) -> None:
    if isinstance(answer, decoder.refusals):
        check_refusal(answer)
    else:
        decoder.check(answer)


def _find_cost(decoder: Decoder, data: bytes, first: object, peak: int) -> Fault | None:
    """Decode again: the answer must be the same, and time and memory within the bounds.

    `peak` is the most memory that the process had when it began.
    """
    allowed = (decoder.base_ms + decoder.ms_per_kb * len(data) / KILOBYTE) * _find_slowness()
    took = 0.0
    for _ in range(TIMED_RUNS):  # a machine that is busy is slow now and then
        _clear_caches()
        started = time.thread_time()
        again = _decode(decoder, data)
        took = 1000 * (time.thread_time() - started)
        if took <= allowed:
            break
    if not _is_same(first, again):
        return Fault("other-answer", f"{_describe(first)[:150]} and then {_describe(again)[:150]}")
    if took > allowed:
        return Fault("slow", f"{len(data)} bytes took {took:.0f} ms, more than {allowed:.0f}")
    grown = _read_peak() - peak
    if grown > decoder.most_memory:
        return Fault("memory", f"{len(data)} bytes took {grown // KILOBYTE**2} MB")
    return None


def _is_same(first: object, again: object) -> bool:
    if isinstance(first, Exception) or first != again:  # not a number is no equal of itself
        return _describe(first) == _describe(again)
    return True


def _describe(answer: object) -> str:
    if isinstance(answer, Exception):
        return f"{type(answer).__name__} {vars(answer)} {answer}"
    return repr(answer)


def _name_error(error: BaseException) -> str:
    """Name an error by its type and by the last line of our code, so that each is found once."""
    frames = [frame for frame in extract_tb(error.__traceback__) if "site-packages" not in frame[0]]
    last = frames[-1]
    place = f"{last.filename.rpartition('/')[2].removesuffix('.py')}-{last.name}"
    return f"{type(error).__name__}-{place}".lower().replace("_", "-").strip("-<>")


@cache
def _find_slowness() -> float:
    """Return how slow this machine is, compared with the one for which times were stated."""
    return max(1.0, min(_do_reference_work() for _ in range(5)) / REFERENCE_MS)


def _do_reference_work() -> float:
    started = time.thread_time()
    sum(len(str(number)) for number in range(100_000))
    return 1000 * (time.thread_time() - started)


@cache
def _list_caches() -> "list[_lru_cache_wrapper[object]]":
    """List the caches of inputs: those that are bounded."""
    return [
        one
        for one in gc.get_objects()
        if isinstance(one, _lru_cache_wrapper)
        and one.cache_parameters()["maxsize"] is not None
        and str(one.__module__).startswith(("learning.", "content.", "api."))
    ]


def _clear_caches() -> None:
    for one in _list_caches():
        one.cache_clear()


def _reset_peak() -> None:
    """Set the peak to the memory in use now, so that what ran before hides nothing.

    Only Linux can. Elsewhere the peak is that of the whole life of the process.
    """
    if PEAK_RESET.exists():
        PEAK_RESET.write_text("5")


def _read_peak() -> int:
    if PROCESS_STATUS.exists():
        [line] = (one for one in PROCESS_STATUS.read_text().splitlines() if one[:6] == "VmHWM:")
        return int(line.split()[1]) * KILOBYTE
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KILOBYTE
