"""Request bodies of challenges, as a leader's phone sends them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from httpx import AsyncClient

from support.organisation import Organisation

REQUEST_DAY = datetime.now(UTC).date()


def make_challenge_body(acme: Organisation, **changes: Any) -> dict[str, Any]:
    """Make the request that launches a quest of three weeks in the shop."""
    return {
        "id": str(UUID(int=7)),
        "team": str(acme.shop),
        "form": "quest",
        "template": "national-award",
        "title": "Chase the award",
        "vision": "There is an award next month, and we will stand on that stage.",
        "message": "Five minutes each.",
        "reward": "An evening out",
        "measure": "breaks",
        "unit": "breaks",
        "target": 10,
        "first_day": REQUEST_DAY.isoformat(),
        "last_day": (REQUEST_DAY + timedelta(days=20)).isoformat(),
        "stages": [{"title": "Entry", "target": 3}, {"title": "Ceremony", "target": 10}],
        **changes,
    }


def make_team_challenge(team: str, today: date, **changes: Any) -> dict[str, Any]:
    """Make the request that launches a challenge of a team for two weeks, by figures if not said.

    `today` is the local day of the team.
    """
    return {
        "id": str(uuid4()),
        "team": team,
        "form": "team",
        "title": "Chase the award",
        "vision": "We stand on that stage in June.",
        "measure": "figure",
        "unit": "letters",
        "unit_type": "count",
        "target": 95,
        "first_day": (today + timedelta(days=1)).isoformat(),
        "last_day": (today + timedelta(days=14)).isoformat(),
        **changes,
    }


async def post_challenge(leader: AsyncClient, acme: Organisation, **changes: Any) -> dict[str, Any]:
    """Launch a challenge of `make_challenge_body`; return its view."""
    response = await leader.post("/api/challenges", json=make_challenge_body(acme, **changes))
    assert response.status_code == 201, response.text
    return dict(response.json())
