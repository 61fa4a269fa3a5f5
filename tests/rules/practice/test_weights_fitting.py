from datetime import date

import pytest
from msgspec.structs import replace
from support.review_logs import FAST_FORGETTING_WEIGHTS, answer_at_random, make_review_log

from learning.rules.practice.attempt_log import AttemptLog
from learning.rules.practice.memory import Grade
from learning.rules.practice.weights import DEFAULT_WEIGHTS, Weights
from learning.rules.practice.weights_fitting import MIN_PEOPLE_TO_FIT, WeightsFit, fit_weights

NO_BETTER = "current_as_good"


def measure_loss(log: AttemptLog, weights: Weights) -> float:
    """The log loss of these weights on the later answers of a log."""
    found = fit_weights(log, weights)
    assert found.figures
    return found.figures["current"].log_loss


def cut_log(log: AttemptLog, since: date) -> AttemptLog:
    """The same log, but whatever came from that day on was wrong."""
    return {
        person: [
            [replace(one, grade=Grade.AGAIN) if one.day >= since else one for one in history]
            for history in histories
        ]
        for person, histories in log.items()
    }


def list_days(log: AttemptLog) -> list[date]:
    found = (one.day for histories in log.values() for history in histories for one in history[1:])
    return sorted(found)


@pytest.fixture(scope="module")
def quick_fit() -> WeightsFit:
    """What is fitted to people who forget more quickly than the library believes."""
    return fit_weights(make_review_log(FAST_FORGETTING_WEIGHTS), DEFAULT_WEIGHTS)


def test_people_who_forget_otherwise_get_weights_of_their_own(quick_fit: WeightsFit) -> None:
    assert (quick_fit.reason, quick_fit.answers, quick_fit.people) == ("", 3000, 20)
    assert quick_fit.later == pytest.approx(600, abs=60)
    assert quick_fit.figures
    new, current = quick_fit.figures["new"], quick_fit.figures["current"]
    assert new.log_loss < 0.98 * current.log_loss
    assert new.rmse_bins < current.rmse_bins
    assert all(
        new.log_loss < quick_fit.figures[rival].log_loss for rival in ("average", "constant")
    )


def test_they_hold_for_others_who_forget_like_them(quick_fit: WeightsFit) -> None:
    assert quick_fit.weights
    for seed in (1, 2, 3):
        others = make_review_log(FAST_FORGETTING_WEIGHTS, seed=seed)
        assert measure_loss(others, quick_fit.weights) < measure_loss(others, DEFAULT_WEIGHTS)


def test_what_was_adopted_is_not_adopted_again(quick_fit: WeightsFit) -> None:
    assert quick_fit.weights
    assert (
        fit_weights(make_review_log(FAST_FORGETTING_WEIGHTS), quick_fit.weights).reason == NO_BETTER
    )


def test_a_small_gain_may_be_chance() -> None:
    found = fit_weights(make_review_log(DEFAULT_WEIGHTS, seed=2), DEFAULT_WEIGHTS)
    assert found.figures
    assert found.figures["new"].log_loss < found.figures["current"].log_loss
    assert found.reason == NO_BETTER


@pytest.mark.parametrize("seed", [1, 4, 12])
def test_people_who_forget_as_the_library_believes_lose_next_to_nothing(seed: int) -> None:
    found, others = (
        fit_weights(make_review_log(DEFAULT_WEIGHTS, seed=seed), DEFAULT_WEIGHTS),
        make_review_log(DEFAULT_WEIGHTS, seed=100 + seed),
    )
    adopted = found.weights if not found.reason else DEFAULT_WEIGHTS
    assert adopted
    assert measure_loss(others, adopted) < 1.01 * measure_loss(others, DEFAULT_WEIGHTS)


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7])
@pytest.mark.parametrize("seed", range(3))
def test_noise_is_declined_though_it_is_foretold_better_than_before(
    share: float, seed: int
) -> None:
    found = fit_weights(make_review_log(answer=answer_at_random(share), seed=seed), DEFAULT_WEIGHTS)
    assert found.figures
    assert found.figures["new"].log_loss < found.figures["current"].log_loss
    assert found.reason in (NO_BETTER, "constant_as_good")


def test_the_same_night_again_fits_the_same(quick_fit: WeightsFit) -> None:
    again = fit_weights(make_review_log(FAST_FORGETTING_WEIGHTS), DEFAULT_WEIGHTS)
    assert again.weights
    assert quick_fit.weights
    assert again.weights.values == pytest.approx(quick_fit.weights.values, rel=1e-5)


def test_those_that_judge_have_not_been_seen(quick_fit: WeightsFit) -> None:
    log = make_review_log(FAST_FORGETTING_WEIGHTS)
    since = list_days(log)[int(0.8 * quick_fit.answers)]
    other = fit_weights(cut_log(log, since), DEFAULT_WEIGHTS)
    assert other.weights
    assert quick_fit.weights
    assert other.weights.values == quick_fit.weights.values
    assert other.figures != quick_fit.figures


def test_luck_is_not_fitted_as_knowledge() -> None:
    """Weights fitted to guessable answers must predict answers that nobody can guess."""
    guessable, unguessable = (
        make_review_log(FAST_FORGETTING_WEIGHTS, guess=0.5, seed=4),
        make_review_log(FAST_FORGETTING_WEIGHTS, guess=0.0, seed=5),
    )
    naive = {
        person: [[replace(one, guess_chance=0.0) for one in history] for history in histories]
        for person, histories in guessable.items()
    }
    honest, fooled = (fit_weights(log, DEFAULT_WEIGHTS).weights for log in (guessable, naive))
    assert honest
    assert fooled
    assert measure_loss(unguessable, honest) < measure_loss(unguessable, fooled)


@pytest.mark.parametrize(
    ("people", "concepts"),
    [(MIN_PEOPLE_TO_FIT - 1, 60), (10, 10), (20, 1)],
    ids=["four people", "600 answers", "120 answers"],
)
def test_too_little_is_declined_and_says_so(people: int, concepts: int) -> None:
    found = fit_weights(
        make_review_log(FAST_FORGETTING_WEIGHTS, people=people, concepts=concepts), DEFAULT_WEIGHTS
    )
    assert (found.weights, found.figures) == (None, None)
    assert found.reason == "too_little_data"
    assert found.answers == people * concepts * 6


def test_nothing_at_all_is_too_little() -> None:
    assert fit_weights({}, DEFAULT_WEIGHTS).answers == 0


def test_answers_of_one_day_say_nothing_of_forgetting() -> None:
    log = {
        person: [[replace(one, day=date(2026, 3, 2)) for one in history] for history in histories]
        for person, histories in make_review_log().items()
    }
    assert fit_weights(log, DEFAULT_WEIGHTS).answers == 0


def test_all_on_two_days_cannot_be_split() -> None:
    first, second = date(2026, 3, 2), date(2026, 3, 9)
    log = {
        person: [
            [replace(one, day=second if place else first) for place, one in enumerate(history)]
            for history in histories
        ]
        for person, histories in make_review_log(people=20, concepts=60).items()
    }
    found = fit_weights(log, DEFAULT_WEIGHTS)
    assert (found.answers, found.weights) == (1200, None)
