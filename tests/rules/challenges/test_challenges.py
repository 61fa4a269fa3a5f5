"""Rules of challenges: plans, values, places and changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.challenges.challenges import (
    MAX_CHALLENGE_DAYS,
    MAX_PLANNING_DAYS_AHEAD,
    ChallengeEdit,
    ChallengePlan,
    ChallengeStagePlan,
    calculate_challenge_span,
    clamp_plan_days,
    find_edit_problems,
    find_plan_problems,
)
from learning.rules.rota.days import to_local_day

TODAY = date(2026, 3, 2)
PLAN = ChallengePlan(
    id=UUID(int=1),
    team=1,
    teams=(1,),
    leaders=(),
    template="national-award",
    form="quest",
    title="Chase the award",
    vision="We stand on that stage.",
    message="",
    reward="",
    measure="breaks",
    trait=None,
    unit="breaks",
    target=100,
    per_person=False,
    first_day=TODAY,
    last_day=TODAY + timedelta(days=27),
    stages=(ChallengeStagePlan("Entry", "", 20), ChallengeStagePlan("Ceremony", "", 100)),
)
ZONES = [
    "America/Santiago",
    "Asia/Beirut",
    "America/Havana",
    "Europe/London",
    "Pacific/Apia",
    "Australia/Lord_Howe",
]


def test_a_valid_plan_has_no_problems() -> None:
    assert find_plan_problems(PLAN, TODAY) == []


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"title": " "}, "title"),
        ({"vision": ""}, "vision"),
        ({"trait": "hero.calm"}, "trait"),
        ({"target": 0.0}, "target"),
        ({"target": float("nan")}, "target"),
        ({"target": 5e-324, "stages": ()}, "target"),
        ({"stages": (ChallengeStagePlan("A", "", 5e-324),)}, "stages"),
        ({"stages": (ChallengeStagePlan("A", "", float("nan")),)}, "stages"),
        ({"first_day": TODAY - timedelta(days=1)}, "first_day"),
        ({"last_day": TODAY - timedelta(days=1)}, "last_day"),
        ({"last_day": TODAY + timedelta(days=200)}, "last_day"),
        ({"form": "race", "stages": ()}, "teams"),
        ({"teams": ()}, "teams"),
        ({"stages": ()}, "stages"),
        ({"stages": (ChallengeStagePlan("B", "", 50), ChallengeStagePlan("A", "", 20))}, "stages"),
        ({"stages": (ChallengeStagePlan("Too far", "", 101),)}, "stages"),
    ],
)
def test_a_problem_names_its_field(change: dict[str, object], where: str) -> None:
    plan = replace(PLAN, **change)  # type: ignore[arg-type] # one of many fields
    assert where in {problem.where for problem in find_plan_problems(plan, TODAY)}


@given(
    st.sampled_from(ZONES),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(0, 119),
    st.integers(0, 119),
)
def test_an_instant_is_within_a_challenge_when_its_local_day_is(
    zone: str, first: date, days: int, other: int
) -> None:
    start, end = calculate_challenge_span(first, first + timedelta(days=days), zone)
    for instant in (start, end - timedelta(microseconds=1)):
        assert first <= to_local_day(instant, zone) <= first + timedelta(days=days)
    for outside in (start - timedelta(microseconds=1), end):
        assert not first <= to_local_day(outside, zone) <= first + timedelta(days=days)
    noon = datetime.combine(first + timedelta(days=other), datetime.min.time(), UTC)
    assert (start <= noon < end) == (
        first <= to_local_day(noon, zone) <= first + timedelta(days=days)
    )


def test_a_running_challenge_may_become_easier_or_longer_only() -> None:
    last = PLAN.last_day

    def find_fields(edit: ChallengeEdit, *, running: bool = True) -> set[str]:
        return {
            problem.where
            for problem in find_edit_problems(edit, 100, TODAY, last, TODAY, running=running)
        }

    assert (
        find_fields(ChallengeEdit(title="New", target=80, last_day=last + timedelta(days=7)))
        == set()
    )
    assert find_fields(ChallengeEdit(target=120)) == {"target"}
    assert find_fields(ChallengeEdit(target=1e-320)) == {"target"}
    assert find_fields(ChallengeEdit(last_day=last - timedelta(days=1))) == {"last_day"}
    assert (
        find_fields(ChallengeEdit(target=120, last_day=last - timedelta(days=1)), running=False)
        == set()
    )
    assert find_fields(ChallengeEdit(last_day=TODAY + timedelta(days=300))) == {"last_day"}


def test_a_plan_is_previewed_within_the_days_of_a_launch() -> None:
    late = replace(PLAN, first_day=date(9999, 12, 31), last_day=date(9999, 12, 31))
    latest_start = TODAY + timedelta(days=MAX_PLANNING_DAYS_AHEAD)
    assert clamp_plan_days(late, TODAY) == (
        latest_start,
        latest_start + timedelta(days=MAX_CHALLENGE_DAYS - 1),
    )
    early = replace(PLAN, first_day=date(1, 1, 1), last_day=date(9999, 12, 31))
    assert clamp_plan_days(early, TODAY) == (
        TODAY,
        TODAY + timedelta(days=MAX_CHALLENGE_DAYS - 1),
    )
