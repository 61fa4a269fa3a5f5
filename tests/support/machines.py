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

LONGER = "MACHINE_EXAMPLES"
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)
"""To make a failure small takes minutes: whoever looks for longer has them."""
Found = TypeVar("Found")


class Machine(RuleBasedStateMachine):
    """A machine whose rules do something to an organisation."""

    shop: Shop
    loop: asyncio.AbstractEventLoop

    def run(self, work: Coroutine[Any, Any, Found]) -> Found:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)


async def live_through(machine: type[Machine], shop: Shop, examples: int, steps: int) -> None:
    """Let a machine live through so many lives of so many steps."""
    machine.shop, machine.loop = shop, asyncio.get_running_loop()
    profile = settings(
        max_examples=int(os.environ.get(LONGER, examples)),
        stateful_step_count=steps,
        phases=[*Phase] if LONGER in os.environ else QUICK,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    await asyncio.to_thread(run_state_machine_as_test, machine, settings=profile)
