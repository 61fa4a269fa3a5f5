"""The result of a challenge, as it is stored once when the challenge is settled."""

import msgspec


class SettledTeam(msgspec.Struct, frozen=True):
    """How a team ended. `duty` is the sum of its people's days on duty."""

    team: int
    name: str
    value: float
    duty: int
    score: float
    place: int


class ChallengeResult(msgspec.Struct, frozen=True):
    """How a challenge ended. `stages` is the number of stages reached. Best team first."""

    value: float
    target: float
    reached: bool
    stages: int
    teams: list[SettledTeam]


def decode_challenge_result(text: str) -> ChallengeResult:
    """Read a stored result.

    Raises:
        msgspec.ValidationError: the text is not a result.
    """
    return msgspec.json.decode(text, type=ChallengeResult)
