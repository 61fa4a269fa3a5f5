"""Give simulated challenges a chance, and see how they end."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from calibrate.reliability import Outcome
from calibrate.report import MeasureResult
from calibrate.simulated_teams import SimulatedChallenge, simulate_challenge

from learning.queries.challenges.habit_sql import HABIT_SQL
from learning.queries.challenges.plan_forecast import USUAL_FREE_SHARE
from learning.rules.challenges.challenge_forecast import ChallengeForecast, forecast_team_value
from learning.rules.challenges.practice_forecast import forecast_events, forecast_practice_days

LEADERS_TARGETS = (0.35, 0.6, 0.8, 1.0, 1.2, 1.4, 1.8)
"""The targets of leaders, as parts of the median: easy ones, and hard ones."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A forecast of one simulated challenge, and the value with which it ended."""

    challenge: SimulatedChallenge
    forecast: ChallengeForecast
    value: float

    def judge(self, target: float) -> Outcome:
        """Give a target a chance, and say whether it was reached."""
        return Outcome(self.forecast.chance_to_reach(target), self.value >= target)


def _forecast_breaks(one: SimulatedChallenge) -> tuple[ChallengeForecast, float]:
    moments = forecast_practice_days(one.duty, HABIT_SQL["breaks"].usual, one.days_away).plus(
        forecast_practice_days(one.free, USUAL_FREE_SHARE, one.days_away)
    )
    return forecast_team_value(moments, 0, per_person=False, whole=True), one.practised


def _forecast_working_days(one: SimulatedChallenge) -> tuple[ChallengeForecast, float]:
    duty_days = sum(person.ahead for person in one.duty)
    moments = forecast_practice_days(one.duty, HABIT_SQL["streak_days"].usual, one.days_away)
    forecast = forecast_team_value(moments, duty_days, per_person=True, whole=True)
    return forecast, one.practised_on_duty / duty_days


def _forecast_events(one: SimulatedChallenge) -> tuple[ChallengeForecast, float]:
    moments = forecast_events(one.events, HABIT_SQL["moments"].usual, one.days_away)
    return forecast_team_value(moments, 0, per_person=False, whole=True), one.happened


FORECASTS: Mapping[str, Callable[[SimulatedChallenge], tuple[ChallengeForecast, float]]] = {
    "breaks": _forecast_breaks,
    "working days with practice, per person": _forecast_working_days,
    "moments": _forecast_events,
}

PER_PERSON = {"working days with practice, per person"}
"""The measures whose targets are per person and day on duty."""


def run_trials(measure: str, number: int, seed: int) -> Iterator[Trial]:
    """Simulate challenges, and forecast each before it begins."""
    random = Random(f"{seed}:{measure}")
    while number > 0:
        challenge = simulate_challenge(random)
        if not any(person.ahead for person in challenge.duty):
            continue
        forecast, value = FORECASTS[measure](challenge)
        number -= 1
        yield Trial(challenge, forecast, value)


def judge_leaders_targets(trial: Trial, random: Random) -> Outcome | None:
    """Give a chance to a target that a leader chose without the forecast."""
    usual = trial.forecast.middle or trial.forecast.high
    target = usual * random.choice(LEADERS_TARGETS) * random.uniform(0.9, 1.1)
    return trial.judge(target) if target > 0 else None


def judge_suggested_target(trial: Trial, *, per_person: bool) -> Outcome:
    """Give a chance to the target that the forecast suggests."""
    return trial.judge(trial.forecast.suggest_target(per_person=per_person))


def measure_calibration(measure: str, challenges: int, seed: int) -> MeasureResult:
    """Run the trials of one measure."""
    trials = list(run_trials(measure, challenges, seed))
    random = Random(f"{seed}:{measure}:targets")
    judged = [judge_leaders_targets(trial, random) for trial in trials]
    return MeasureResult(
        outcomes=[one for one in judged if one is not None],
        suggested=[
            judge_suggested_target(trial, per_person=measure in PER_PERSON) for trial in trials
        ],
        in_range=sum(
            trial.forecast.low - 1e-9 <= trial.value <= trial.forecast.high + 1e-9
            for trial in trials
        )
        / len(trials),
    )
