"""Request bodies of challenges, as a leader's phone sends them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from httpx import AsyncClient

from support.organisation import Organisation

REQUEST_DAY = datetime.now(UTC).date()


def make_challenge_body(acme: Organisation, **changes: Any) -> dict[str, Any]:
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


async def post_challenge(leader: AsyncClient, acme: Organisation, **changes: Any) -> dict[str, Any]:
    answer = await leader.post("/api/challenges", json=make_challenge_body(acme, **changes))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())
