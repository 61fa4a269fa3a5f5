"""The distribution of the number of independent events that happen (Poisson binomial)."""

from collections.abc import Iterable


def probability_at_least(chances: Iterable[float], count: int) -> float:
    """The probability that at least `count` events happen; `chances` are their probabilities."""
    happening = [1.0]  # [n]: probability that n of the events so far happened
    for chance in chances:
        happening = [
            stays * (1 - chance) + comes * chance
            for stays, comes in zip([*happening, 0.0], [0.0, *happening], strict=True)
        ]
    return sum(happening[max(0, count) :])


def probability_at_most(chances: Iterable[float], count: int) -> float:
    """The probability that at most `count` events happen."""
    return 1.0 - probability_at_least(chances, count + 1)
