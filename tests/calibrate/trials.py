"""Give simulated challenges a chance, and see how they end."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from calibrate.reliability import Outcome
from calibrate.report import MeasureResult
from calibrate.simulated_figures import SimulatedFigures, simulate_counts, simulate_shares
from calibrate.simulated_teams import SimulatedChallenge, simulate_challenge

from learning.queries.challenges.habit_sql import HABIT_SQL
from learning.queries.challenges.plan_forecast import USUAL_FREE_SHARE
from learning.rules.challenges.challenge_forecast import ChallengeForecast, forecast_team_value
from learning.rules.challenges.challenge_scores import has_reached
from learning.rules.challenges.figure_forecast import forecast_figures
from learning.rules.challenges.practice_forecast import forecast_events, forecast_practice_days
from learning.rules.challenges.stage_targets import STEPS_OF_RATES

LEADERS_CHANCES = (0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98)
"""Targets of leaders lie around these quantiles of the forecast: easy ones, and hard ones."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A forecast of one simulated challenge, and the value with which it ended.

    `step` and `per_person` say which targets are suggested.
    """

    forecast: ChallengeForecast
    value: float
    per_person: bool = False
    step: float | None = None

    def judge(self, target: float) -> Outcome:
        """Give a target a chance, and say whether it was reached."""
        lower = self.forecast.lower_is_better
        reached = has_reached(self.value, target, lower_is_better=lower)
        return Outcome(self.forecast.chance_to_reach(target), reached)

    @property
    def is_in_range(self) -> bool:
        """Say whether the value is within the range of the forecast."""
        return self.forecast.low - 1e-9 <= self.value <= self.forecast.high + 1e-9


def _try_breaks(random: Random) -> Trial | None:
    one = simulate_challenge(random)
    moments = forecast_practice_days(one.duty, HABIT_SQL["breaks"].usual, one.days_away).plus(
        forecast_practice_days(one.free, USUAL_FREE_SHARE, one.days_away)
    )
    forecast = forecast_team_value(moments, 0, per_person=False, whole=True)
    return Trial(forecast, one.practised)


def _try_working_days(random: Random) -> Trial | None:
    one = simulate_challenge(random)
    duty_days = _count_duty_days(one)
    if not duty_days:
        return None
    moments = forecast_practice_days(one.duty, HABIT_SQL["streak_days"].usual, one.days_away)
    forecast = forecast_team_value(moments, duty_days, per_person=True, whole=True)
    return Trial(forecast, one.practised_on_duty / duty_days, per_person=True)


def _try_events(random: Random) -> Trial | None:
    one = simulate_challenge(random)
    if not _count_duty_days(one):
        return None
    moments = forecast_events(one.events, HABIT_SQL["moments"].usual, one.days_away)
    forecast = forecast_team_value(moments, 0, per_person=False, whole=True)
    return Trial(forecast, one.happened)


def _count_duty_days(one: SimulatedChallenge) -> int:
    return sum(person.ahead for person in one.duty)


def _try_figures(simulate: Callable[[Random], SimulatedFigures], random: Random) -> Trial | None:
    one = simulate(random)
    forecast = forecast_figures(one.earlier, one.ahead, one.scoring, None)
    if forecast is None or one.value is None:
        return None
    return Trial(forecast, one.value, step=STEPS_OF_RATES.get(one.scoring.unit_type))


FORECASTS: Mapping[str, Callable[[Random], Trial | None]] = {
    "breaks": _try_breaks,
    "working days with practice, per person": _try_working_days,
    "moments": _try_events,
    "percentages": lambda random: _try_figures(simulate_shares, random),
    "counts, lower is better": lambda random: _try_figures(simulate_counts, random),
}


def run_trials(measure: str, number: int, seed: int) -> Iterator[Trial]:
    """Simulate challenges, and forecast each before it begins."""
    random = Random(f"{seed}:{measure}")
    while number > 0:
        trial = FORECASTS[measure](random)
        if trial is not None:
            number -= 1
            yield trial


def measure_calibration(measure: str, challenges: int, seed: int) -> MeasureResult:
    """Run the trials of one measure."""
    trials = list(run_trials(measure, challenges, seed))
    random = Random(f"{seed}:{measure}:targets")
    return MeasureResult(
        outcomes=[trial.judge(_draw_target(trial, random)) for trial in trials],
        suggested=[_judge_suggested_target(trial) for trial in trials],
        in_range=sum(trial.is_in_range for trial in trials) / len(trials),
    )


def _draw_target(trial: Trial, random: Random) -> float:
    """Draw a target that a leader could choose, from far below to far above the median."""
    usual = trial.forecast.values.find_quantile(random.choice(LEADERS_CHANCES))
    return max(usual * random.uniform(0.9, 1.1), 0.01)


def _judge_suggested_target(trial: Trial) -> Outcome:
    return trial.judge(trial.forecast.suggest_target(per_person=trial.per_person, step=trial.step))
