"""How likely it is that chance alone does this: so that a checker asks for no more order than chance has."""

from collections.abc import Iterable


def probability_at_least(chances: Iterable[float], count: int) -> float:
    """The probability that `count` or more of independent events happen, each with its own chance (0 to 1)."""
    happening = [1.0]  # [n]: the probability that n of the events so far happened
    for chance in chances:
        happening = [
            stays * (1 - chance) + comes * chance
            for stays, comes in zip([*happening, 0.0], [0.0, *happening], strict=True)
        ]
    return sum(happening[max(0, count) :])


def probability_at_most(chances: Iterable[float], count: int) -> float:
    """The probability that `count` or fewer of them happen."""
    return 1.0 - probability_at_least(chances, count + 1)
