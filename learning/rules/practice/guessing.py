"""How likely it is that a person who answered right really knew, and was not lucky.

Bayes' rule over two states, knowing and not knowing, with a chance to guess and a chance to slip,
as in knowledge tracing (Corbett & Anderson 1995, https://doi.org/10.1007/BF01099821), and with how
sure the person felt:

    p(knew | right) = r (1 - s) c / (r (1 - s) c + (1 - r) g c')

r is the chance of remembering before the answer, s that of slipping, g that of guessing right. c
and c' are the chances to feel as sure as this person did: of one who knows, of one who guesses.
"""

SLIP_CHANCE = 0.05
"""The chance that a person who knows picks something wrong."""
SURE_CHANCES = (0.85, 0.35)
"""The chances to feel sure of a right answer: of one that was known, of one that was guessed."""


def estimate_known_chance(sure: bool, recall: float, guess_chance: float) -> float:
    """Return the chance, 0 to 1, that a right answer was known.

    `recall` is that before the answer, `guess_chance` that of the question's form.
    """
    known, guessed = SURE_CHANCES if sure else (1 - SURE_CHANCES[0], 1 - SURE_CHANCES[1])
    by_knowing = recall * (1 - SLIP_CHANCE) * known
    by_luck = (1 - recall) * guess_chance * guessed
    return by_knowing / (by_knowing + by_luck) if by_luck else 1.0


def estimate_slip_chance(recall: float, guess_chance: float) -> float:
    """Return the chance, 0 to 1, that a person who answered wrong knew, by the same rule."""
    by_slip = recall * SLIP_CHANCE
    return by_slip / (by_slip + (1 - recall) * (1 - guess_chance))


def predict_right_chance(recall: float, guess_chance: float) -> float:
    """Return the chance, 0 to 1, that an answer will be right, by knowing or by luck."""
    return recall * (1 - SLIP_CHANCE) + (1 - recall) * guess_chance
