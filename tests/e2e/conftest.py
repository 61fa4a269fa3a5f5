"""One running Herobreak for all browser tests, and a team for a test that needs its own."""

import re
from dataclasses import dataclass
from uuid import uuid4

import pytest
from support.running_herobreak import RunningHerobreak, herobreak

__all__ = ["RunningHerobreak", "TeamAccess", "herobreak", "site"]


@dataclass
class TeamAccess:
    """A team for one test: its join code and the sign-in of its leader."""

    join_code: str
    login: str
    secret: str


@pytest.fixture
def site(herobreak: RunningHerobreak) -> TeamAccess:
    """Add a team and its leader."""
    code = herobreak.run_command(
        r"join code: (\S+)",
        "team",
        "add",
        f"Harbour {uuid4().hex[:6]}",
        "--zone",
        "UTC",
        "--work-days",
        "mon-sun",
    )
    sign_in = herobreak.run_command(
        r"login: (\S+\s+password: \S+)",
        "person",
        "add",
        "Lea Leader",
        "--team",
        code,
        "--role",
        "leader",
    )
    login, _, secret = re.split(r"\s+", sign_in)
    return TeamAccess(code, login, secret)
