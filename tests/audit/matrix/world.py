"""The organisation of the matrix, and where objects are in it: the places of `rules.py`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count

from support.catalogues import make_pack, publish_to_team
from support.organisation import Organisation, add_member, create_organisation

from learning.queries.people.current_user import CurrentUser, find_user_by_login

UNKNOWN_ID = str(2**62)
UNKNOWN_TEAM = 2**40


@dataclass
class World:
    """One organisation, and `now` as the time at which its objects are made.

    `settled` holds settled challenges by team, and `machine_challenge` is that of the machine's
    token. `numbers` counts.
    """

    teams: Organisation
    now: datetime
    settled: dict[int, int] = field(default_factory=dict)
    machine_challenge: int = 0
    numbers: Callable[[], int] = field(default_factory=lambda: count(1).__next__)

    def find_team(self, place: str) -> int:
        """Give the team of a place; one that does not exist for `unknown`."""
        teams = {
            "above": self.teams.root,
            "elsewhere": self.teams.south,
            "mixed": self.teams.south,
            "unknown": UNKNOWN_TEAM,
        }
        return teams.get(place, self.teams.shop)


async def create_world() -> World:
    """Create the organisation with its people and a pack. The pool must be open."""
    teams, now = await create_organisation(), datetime.now(UTC)
    for team, name, role in (
        (teams.root, "Abe Admin", "admin"),
        (teams.shop, "Lars Leader", "leader"),
        (teams.shop, "Ben Ash", "learner"),
        (teams.shop, "Cara Colleague", "learner"),
        (teams.south, "Sol Leader", "leader"),
        (teams.south, "Sue South", "learner"),
    ):
        await add_member(team, name, role)
    await publish_to_team(make_pack(), teams.root, now)
    return World(teams, now)


async def find_user(login: str) -> CurrentUser:
    """Find a person by login. It is a failure if there is none."""
    found = await find_user_by_login(login)
    assert found is not None, f"nobody has the login {login}"
    return found
