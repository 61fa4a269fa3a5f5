"""Measure how much time of the event loop a coroutine takes, without the time that it waits."""

from collections.abc import Coroutine, Generator
from time import perf_counter
from types import coroutine
from typing import Any


class LoopMeter:
    """The seconds that the measured coroutines have taken from the loop."""

    def __init__(self) -> None:
        self.seconds = 0.0

    @coroutine
    def measure(self, work: Coroutine[Any, Any, None]) -> Generator[Any, Any, None]:
        """Await a coroutine and measure each of its steps between two waits."""
        value, error = None, None
        while True:
            began = perf_counter()
            try:
                waited_for = work.send(value) if error is None else work.throw(error)
            except StopIteration:
                return
            finally:
                self.seconds += perf_counter() - began
            value, error = None, None
            try:
                value = yield waited_for
            except BaseException as raised:
                error = raised
