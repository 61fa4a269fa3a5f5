"""Rules of challenges: plans, values, places and changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import get_args
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.challenges.challenge_templates import ChallengeForm
from learning.rules.challenges.challenges import (
    MAX_CHALLENGE_DAYS,
    MAX_PLANNING_DAYS_AHEAD,
    ChallengeEdit,
    ChallengePlan,
    ChallengeStagePlan,
    ParticipatingTeam,
    calculate_challenge_span,
    calculate_challenge_value,
    clamp_plan_days,
    count_reached_stages,
    find_edit_problems,
    find_plan_problems,
    rank_teams_by_score,
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
participating_teams = st.lists(
    st.builds(
        ParticipatingTeam,
        team=st.integers(1, 99),
        name=st.just(""),
        duty_days=st.integers(0, 300),
        value=st.floats(0, 1e6),
    ),
    unique_by=lambda team: team.team,
    max_size=8,
)


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


def test_a_small_team_can_win_when_values_are_per_day_on_duty() -> None:
    small, large = ParticipatingTeam(1, "Kiosk", 40, 36), ParticipatingTeam(2, "Flagship", 400, 200)
    assert [one.team.name for one in rank_teams_by_score([large, small], per_person=True)] == [
        "Kiosk",
        "Flagship",
    ]
    assert [one.team.name for one in rank_teams_by_score([small, large], per_person=False)] == [
        "Flagship",
        "Kiosk",
    ]


def test_teams_with_equal_scores_share_a_place() -> None:
    teams = [
        ParticipatingTeam(1, "", 10, 5),
        ParticipatingTeam(2, "", 20, 10),
        ParticipatingTeam(3, "", 10, 4),
    ]
    assert [one.place for one in rank_teams_by_score(teams, per_person=True)] == [1, 1, 3]


@given(participating_teams, st.booleans())
def test_every_team_has_a_place_in_the_order_of_scores(
    teams: list[ParticipatingTeam], per_person: bool
) -> None:
    order = rank_teams_by_score(teams, per_person=per_person)
    assert {one.team.team for one in order} == {team.team for team in teams}
    assert [one.score for one in order] == sorted((one.score for one in order), reverse=True)
    assert all(one.place <= position for position, one in enumerate(order, start=1))


@given(
    participating_teams,
    st.sampled_from(get_args(ChallengeForm)),
    st.integers(0, 7),
    st.floats(0, 100),
)
def test_the_value_never_falls_when_a_team_adds_something(
    teams: list[ParticipatingTeam], form: ChallengeForm, chosen: int, added: float
) -> None:
    before = calculate_challenge_value(form, teams, per_person=False)
    changed = [
        replace(team, value=team.value + added) if position == chosen else team
        for position, team in enumerate(teams)
    ]
    assert calculate_challenge_value(form, changed, per_person=False) >= before


def test_a_value_per_person_is_divided_by_days_on_duty() -> None:
    teams = [ParticipatingTeam(1, "", 30, 12), ParticipatingTeam(2, "", 10, 8)]
    assert calculate_challenge_value("together", teams, per_person=True) == pytest.approx(0.5)
    assert calculate_challenge_value("race", teams, per_person=True) == pytest.approx(0.8)
    assert calculate_challenge_value("team", [ParticipatingTeam(1, "", 0, 0)], per_person=True) == 0


def test_stages_are_reached_at_their_targets() -> None:
    assert [
        count_reached_stages([20, 50, 100], value) for value in (0, 19.9, 20, 50 - 1e-12, 100, 300)
    ] == [
        0,
        0,
        1,
        2,
        3,
        3,
    ]


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


def test_percentages_are_averaged_by_days_on_duty() -> None:
    teams = [ParticipatingTeam(1, "", 30, 90), ParticipatingTeam(2, "", 10, 50)]
    value = calculate_challenge_value("together", teams, per_person=False, as_percentage=True)
    assert value == pytest.approx(80)
    nobody = [ParticipatingTeam(1, "", 0, 90)]
    assert calculate_challenge_value("team", nobody, per_person=False, as_percentage=True) == 0


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
