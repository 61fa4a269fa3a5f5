from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from math import log, sqrt

import pytest
from fsrs_rs_python import FSRS, FSRSItem, FSRSReview
from hypothesis import given
from hypothesis import strategies as st
from support.review_logs import make_review_log

from learning.rules.practice.memory import Grade, calculate_recall, replay_attempts
from learning.rules.practice.prediction_scores import (
    MOVING_AVERAGE_START_LOGIT,
    MOVING_AVERAGE_STEP,
    RepeatedAttempt,
    choose_bin,
    compare_predictions,
    predict_by_moving_average,
    score_predictions,
)
from learning.rules.practice.weights import DEFAULT_WEIGHTS
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, Rota

DAY = date(2026, 3, 2)
ENGINE = FSRS(list(DEFAULT_WEIGHTS.values))
chances = st.floats(0.01, 0.99)
predictions = st.lists(
    st.tuples(st.integers(1, 4), st.booleans(), chances), min_size=1, max_size=60
)


def make_attempt(number: int, right: bool, person: int = 1) -> RepeatedAttempt:
    at = datetime(2026, 3, 2, 12, tzinfo=UTC) + timedelta(minutes=number)
    return RepeatedAttempt(person, at, DAY, str(number), right, choose_bin(number % 30 + 1, 2, 0))


def split_rows(found: list[tuple[int, bool, float]]) -> tuple[list[RepeatedAttempt], list[float]]:
    return [
        make_attempt(number, right, person) for number, (person, right, _) in enumerate(found)
    ], [chance for *_, chance in found]


def load_sequences() -> list[tuple[FSRSItem, RepeatedAttempt, float]]:
    """Answers as the library takes them and as we do, with the chance that both give them."""
    found = []
    for history in make_review_log(people=6, guess=0.0)[1]:
        reviews = [FSRSReview(int(history[0].grade), 0)]
        for number, (before, one) in enumerate(pairwise(history), start=2):
            gap, lapses = (
                (one.day - before.day).days,
                sum(review.grade is Grade.AGAIN for review in history[1 : number - 1]),
            )
            memory = replay_attempts(history[: number - 1], 1, "c", Rota(ALL_ISO_WEEKDAYS))
            assert memory
            reviews.append(FSRSReview(int(one.grade), gap))
            correct = one.grade is not Grade.AGAIN
            ours = RepeatedAttempt(
                1, one.answered_at, one.day, one.id, correct, choose_bin(gap, number, lapses)
            )
            found.append((FSRSItem(list(reviews)), ours, calculate_recall(memory, one.day)))
    return found


def test_log_loss_is_that_of_the_library() -> None:
    for item, one, chance in load_sequences():
        assert score_predictions([one], [chance]).log_loss == pytest.approx(
            ENGINE.evaluate([item]).log_loss, rel=1e-3
        )


def test_rmse_is_that_of_the_library() -> None:
    """fsrs-rs weighs each bin by how new its attempts are.

    The bins are the same as ours if all of them together give the same figure.
    """
    found = load_sequences()
    newness = [0.25 + 0.75 * (place / (len(found) - 1)) ** 3 for place in range(len(found))]
    weighed = squared = 0.0
    for place in {one.bin for _, one, _ in found}:
        own = [number for number, (_, one, _) in enumerate(found) if one.bin == place]
        ours = score_predictions(
            [found[number][1] for number in own], [found[number][2] for number in own]
        ).rmse_bins
        assert ours == pytest.approx(
            ENGINE.evaluate([found[number][0] for number in own]).rmse_bins, abs=1e-5
        )
        weighed += ours**2 * sum(newness[number] for number in own)
        squared += ours**2 * len(own)
    everything = ENGINE.evaluate([item for item, _, _ in found]).rmse_bins
    assert everything == pytest.approx(sqrt(weighed / sum(newness)), rel=1e-4)
    assert score_predictions(
        [one for _, one, _ in found], [chance for _, _, chance in found]
    ).rmse_bins == pytest.approx(sqrt(squared / len(found)))


@given(predictions)
def test_auc_counts_pairs_in_the_right_order(found: list[tuple[int, bool, float]]) -> None:
    ones, forecast = split_rows(found)
    rights = [chance for one, chance in zip(ones, forecast, strict=True) if one.right]
    wrongs = [chance for one, chance in zip(ones, forecast, strict=True) if not one.right]
    pairs = [(right > wrong) + (right == wrong) / 2 for right in rights for wrong in wrongs]
    expected = sum(pairs) / len(pairs) if pairs else 0.5
    assert score_predictions(ones, forecast).auc == pytest.approx(expected)


@given(predictions)
def test_the_same_forecast_gains_nothing(found: list[tuple[int, bool, float]]) -> None:
    ones, forecast = split_rows(found)
    assert (
        compare_predictions(ones, forecast, forecast).mean,
        compare_predictions(ones, forecast, forecast).standard_error,
    ) == (0, 0)


def test_a_better_forecast_gains_the_difference_of_the_losses() -> None:
    ones = [make_attempt(number, True, person=number % 3) for number in range(9)]
    found = compare_predictions(ones, [0.5] * 9, [0.8] * 9)
    assert found.mean == pytest.approx(log(0.8 / 0.5))
    assert found.standard_error == pytest.approx(0, abs=1e-12)


def test_what_only_one_person_gains_is_uncertain() -> None:
    ones = [make_attempt(number, True, person=number % 3) for number in range(9)]
    everybody, one_of_three = [0.6] * 9, [0.9 if one.person == 0 else 0.5 for one in ones]
    assert (
        compare_predictions(ones, [0.5] * 9, everybody).standard_error
        < compare_predictions(ones, [0.5] * 9, one_of_three).standard_error
    )
    found = compare_predictions(ones, [0.5] * 9, one_of_three)
    assert found.mean == pytest.approx(log(0.9 / 0.5) / 3)
    assert found.standard_error == pytest.approx(log(0.9 / 0.5) / 3)


def test_a_moving_average_follows_each_person_from_their_own_answers() -> None:
    ones = [make_attempt(0, False), make_attempt(1, True, person=2), make_attempt(2, True)]
    found = predict_by_moving_average(reversed(ones))
    first = found[1, "0"]
    assert first == found[2, "1"] == pytest.approx(0.7685, abs=1e-4)
    later = MOVING_AVERAGE_START_LOGIT - MOVING_AVERAGE_STEP * first
    assert log(found[1, "2"] / (1 - found[1, "2"])) == pytest.approx(later)
