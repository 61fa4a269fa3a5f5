"""State machines of Hypothesis over real PostgreSQL: rules run on a thread, what they do on the test's event loop.

`MACHINE_EXAMPLES=500 pytest tests/actions/test_..._machine.py` looks for longer, and makes a failure small.
"""

import asyncio
import os
from collections.abc import Coroutine
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from support.shop import Shop

EXAMPLES_VARIABLE = "MACHINE_EXAMPLES"
QUICK_PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""To make a failure small takes minutes: whoever looks for longer has them."""
CoroutineResult = TypeVar("CoroutineResult")


class ShopStateMachine(RuleBasedStateMachine):
    """A machine whose rules do something to an organisation."""

    shop: Shop
    loop: asyncio.AbstractEventLoop

    def run_coroutine(self, work: Coroutine[Any, Any, CoroutineResult]) -> CoroutineResult:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)


async def run_state_machine(
    machine: type[ShopStateMachine], shop: Shop, examples: int, steps: int
) -> None:
    """Let a machine live through so many lives of so many steps."""
    machine.shop, machine.loop = shop, asyncio.get_running_loop()
    profile = settings(
        max_examples=int(os.environ.get(EXAMPLES_VARIABLE, examples)),
        stateful_step_count=steps,
        phases=[*Phase] if EXAMPLES_VARIABLE in os.environ else QUICK_PHASES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    await asyncio.to_thread(run_state_machine_as_test, machine, settings=profile)
