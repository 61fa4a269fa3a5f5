"""The league of a person, and what they learn of the one before."""

from datetime import timedelta

import pytest
from support.company import COMPANY_WEEK, Company

from learning.queries.boards.leagues import LastLeagueOut, load_league
from learning.queries.people.current_user import CurrentUser
from learning.rules.boards.leagues import LEAGUE_TIERS

WEEK_BEFORE = COMPANY_WEEK - timedelta(days=7)
INSERT_LEAGUE = """
INSERT INTO league (organisation, week, tier, number) VALUES ($1, $2, 3, 1)
"""
INSERT_MEMBER = """
INSERT INTO league_member (league, person, week, tier, points, place, moved)
SELECT id, $1, week, 3, 10, $3, $4 FROM league WHERE week = $2
"""


async def settle_league_before(
    company: Company, members: list[CurrentUser], places: list[int | None], moved: int
) -> None:
    """Store a settled league of the week before, in which all of the members moved alike."""
    await company.execute_statement(INSERT_LEAGUE, company.root.id, WEEK_BEFORE)
    for member, place in zip(members, places, strict=True):
        await company.execute_statement(INSERT_MEMBER, member.id, WEEK_BEFORE, place, moved)


async def test_everybody_begins_in_the_first_tier_without_a_league(company: Company) -> None:
    member = await company.add_member("Newcomer")
    league = await load_league(member.id, COMPANY_WEEK)
    assert (league.id, league.view.tier, league.view.tiers) == (None, 1, LEAGUE_TIERS)
    assert league.view.last is None


async def test_a_league_of_this_week_is_found_with_its_tier(company: Company) -> None:
    member = await company.add_member("Amira")
    await company.execute_statement(INSERT_LEAGUE, company.root.id, COMPANY_WEEK)
    await company.execute_statement(INSERT_MEMBER, member.id, COMPANY_WEEK, None, None)
    league = await load_league(member.id, COMPANY_WEEK)
    assert (league.id, league.view.tier, league.view.last) == (1, 3, None)


@pytest.mark.parametrize(("moved", "tier", "up"), [(1, 4, True), (0, 3, False), (-1, 2, False)])
async def test_the_tier_follows_from_the_last_league_and_a_move_down_is_not_shown(
    company: Company, moved: int, tier: int, up: bool
) -> None:
    member = await company.add_member("Amira")
    await settle_league_before(company, [member], [1], moved)
    league = await load_league(member.id, COMPANY_WEEK)
    assert league.view.tier == tier
    assert league.view.last == LastLeagueOut(WEEK_BEFORE, 3, 1, up)


async def test_a_place_is_shown_in_the_better_half_only(company: Company) -> None:
    members = [await company.add_member(f"Person-{number}") for number in range(5)]
    await settle_league_before(company, members, [1, 2, 3, 4, None], 0)
    found = [(await load_league(member.id, COMPANY_WEEK)).view.last for member in members]
    assert [last and last.place for last in found] == [1, 2, None, None, None]
