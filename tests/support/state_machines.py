"""State machines of Hypothesis on real PostgreSQL.

The rules run on a thread; their coroutines run on the event loop of the test. The variable
`MACHINE_EXAMPLES`, for example 500, sets the number of examples and turns on shrinking:

    MACHINE_EXAMPLES=500 pytest tests/actions/recognition/test_recognition_machine.py
"""

import asyncio
import os
from collections.abc import Coroutine
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from support.shop import Shop

EXAMPLES_VARIABLE = "MACHINE_EXAMPLES"
QUICK_PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.target)
"""They leave out shrinking, which takes minutes. `MACHINE_EXAMPLES` turns it on."""
CoroutineResult = TypeVar("CoroutineResult")


class ShopStateMachine(RuleBasedStateMachine):
    """A machine whose rules act on a shop."""

    shop: Shop
    loop: asyncio.AbstractEventLoop

    def run_coroutine(self, work: Coroutine[Any, Any, CoroutineResult]) -> CoroutineResult:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)


async def assert_state_machine_holds(
    machine: type[ShopStateMachine], shop: Shop, examples: int, steps: int
) -> None:
    """Run a machine for a number of examples, each with at most `steps` steps.

    The rules and invariants of the machine make the assertions.
    """
    machine.shop, machine.loop = shop, asyncio.get_running_loop()
    profile = settings(
        max_examples=int(os.environ.get(EXAMPLES_VARIABLE, examples)),
        stateful_step_count=steps,
        phases=[*Phase] if EXAMPLES_VARIABLE in os.environ else QUICK_PHASES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    await asyncio.to_thread(run_state_machine_as_test, machine, settings=profile)
