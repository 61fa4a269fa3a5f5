"""Codes of badges. The phone has the words for each of them.

A new counter, a new kind of step or a new built-in badge begins here. The type checks of the
server and of the phone then fail at every place that must know it.
"""

from typing import Literal, get_args

CounterPrefix = Literal[
    "lessons",
    "checkpoint",
    "answers",
    "concepts",
    "right",
    "unsure",
    "sure_right",
    "kept",
    "streak",
    "moment",
    "moments",
    "challenge",
]
"""The name of a counter up to its first dot. `moment.<lesson>` counts moments of one trait."""

BadgeStepCode = Literal[CounterPrefix, "remembered", "fresh"]
"""What one step of a badge counts.

`remembered` counts concepts that are remembered. `fresh` counts concepts of a lapsed badge that
are fresh again. The other codes are counters.
"""

BadgeKind = Literal["practice", "pack", "hero", "challenge"]
"""Where a badge comes from.

`practice` and `challenge` badges are built in. `pack` and `hero` badges come from a pack. A `hero`
badge asks for confirmed moments too.
"""

BuiltInBadgeCode = Literal[
    "showed-up",
    "curious",
    "steady",
    "devoted",
    "honest",
    "true-aim",
    "keeper",
    "challenge",
    "race",
    "national-award",
]
"""The ids of the built-in badges. The phone has their titles and stories."""

_COUNTER_PREFIX_BY_NAME: dict[str, CounterPrefix] = {name: name for name in get_args(CounterPrefix)}


def find_counter_prefix(counter: str) -> CounterPrefix | None:
    """Return the prefix of a counter, or None where there is no such counter."""
    return _COUNTER_PREFIX_BY_NAME.get(counter.partition(".")[0])
