"""Scores of challenges: values, places, and what is reached."""

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.challenges.challenge_scores import (
    ParticipatingTeam,
    Scoring,
    calculate_challenge_value,
    calculate_share,
    has_reached,
    is_harder,
    rank_teams_by_score,
)
from learning.rules.challenges.challenge_templates import ChallengeForm

RATE = Scoring("percentage")
WAITING = Scoring("duration", lower_is_better=True)
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


def test_a_small_team_can_win_when_values_are_per_day_on_duty() -> None:
    small, large = ParticipatingTeam(1, "Kiosk", 40, 36), ParticipatingTeam(2, "Flagship", 400, 200)
    per_day = rank_teams_by_score([large, small], Scoring(per_person=True))
    assert [one.team.name for one in per_day] == ["Kiosk", "Flagship"]
    in_total = rank_teams_by_score([small, large], Scoring())
    assert [one.team.name for one in in_total] == ["Flagship", "Kiosk"]


def test_teams_with_equal_scores_share_a_place() -> None:
    teams = [
        ParticipatingTeam(1, "", 10, 5),
        ParticipatingTeam(2, "", 20, 10),
        ParticipatingTeam(3, "", 10, 4),
    ]
    assert [one.place for one in rank_teams_by_score(teams, Scoring(per_person=True))] == [1, 1, 3]


@given(participating_teams, st.booleans())
def test_every_team_has_a_place_in_the_order_of_scores(
    teams: list[ParticipatingTeam], per_person: bool
) -> None:
    order = rank_teams_by_score(teams, Scoring(per_person=per_person))
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
    before = calculate_challenge_value(form, teams, Scoring())
    changed = [
        replace(team, value=team.value + added) if position == chosen else team
        for position, team in enumerate(teams)
    ]
    assert calculate_challenge_value(form, changed, Scoring()) >= before


def test_a_value_per_person_is_divided_by_days_on_duty() -> None:
    teams = [ParticipatingTeam(1, "", 30, 12), ParticipatingTeam(2, "", 10, 8)]
    per_day, nobody = Scoring(per_person=True), [ParticipatingTeam(1, "", 0, 0)]
    assert calculate_challenge_value("together", teams, per_day) == pytest.approx(0.5)
    assert calculate_challenge_value("race", teams, per_day) == pytest.approx(0.8)
    assert calculate_challenge_value("team", nobody, per_day) == 0


def test_a_rate_is_averaged_over_the_figures_of_all_teams() -> None:
    teams = [ParticipatingTeam(1, "", 30, 90, 300), ParticipatingTeam(2, "", 10, 50, 100)]
    assert calculate_challenge_value("together", teams, RATE) == pytest.approx(80)
    assert calculate_challenge_value("team", [ParticipatingTeam(1, "", 0, 0, 0)], RATE) == 0


def test_a_team_without_figures_changes_no_average_and_wins_no_race() -> None:
    silent = ParticipatingTeam(1, "Silent", 9, 0, 0)
    teams = [silent, ParticipatingTeam(2, "Slow", 9, 9, 50), ParticipatingTeam(3, "Fast", 9, 4, 50)]
    assert calculate_challenge_value("together", teams, WAITING) == pytest.approx(6.5)
    assert calculate_challenge_value("race", teams, WAITING) == 4
    ranked = rank_teams_by_score(teams, WAITING)
    places = [(one.team.name, one.place) for one in ranked]
    assert places == [("Fast", 1), ("Slow", 2), ("Silent", 3)]


def test_a_rate_is_never_divided_by_days_on_duty() -> None:
    teams = [ParticipatingTeam(1, "", 30, 92, 100)]
    per_person = Scoring("percentage", per_person=True)
    assert calculate_challenge_value("team", teams, per_person) == 92
    assert rank_teams_by_score(teams, per_person)[0].score == 92


def test_where_lower_is_better_a_smaller_value_has_reached_the_target() -> None:
    assert [has_reached(value, 5, lower_is_better=True) for value in (0, 5, 5.1)] == [
        True,
        True,
        False,
    ]
    assert is_harder(4, 5, lower_is_better=True)
    assert is_harder(5, 4)


@given(st.floats(0, 1e9), st.floats(0, 1e9), st.booleans())
def test_a_bar_is_full_exactly_where_the_target_is_reached(
    value: float, target: float, lower: bool
) -> None:
    share = calculate_share(value, target, lower_is_better=lower)
    assert 0 <= share <= 1
    if target > 0:
        assert (share == 1) >= has_reached(value, target, lower_is_better=lower)
    assert calculate_share(value, target, lower_is_better=lower, is_measured=False) == 0
