"""Who may act on whom: the one rule of all actions that change something of another person.

People act on those below them, never on equals or superiors. What an admin cannot do to another
admin, the operator does. The operator is None: nobody in the tree of teams.
`learning.queries.people.authority_sql` states the same rule for statements.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from learning.rules.refusals import Forbidden

NOT_BELOW_CODE = "person.not_below_you"


class Party(Protocol):
    """A person with role and place in the tree. `path` holds team ids from the root to `team`."""

    @property
    def id(self) -> int:
        """The row id."""

    @property
    def role(self) -> str:
        """The role."""

    @property
    def team(self) -> int:
        """The own team."""

    @property
    def path(self) -> Sequence[int]:
        """The teams from the root to the own team."""


@dataclass(frozen=True, slots=True)
class PersonParty:
    """A person as the rule sees them, for callers without a `CurrentUser`."""

    id: int
    role: str
    team: int
    path: Sequence[int]


def is_leader_of(leader: Party, person: Party) -> bool:
    """Say whether a person leads another one's team or a team above it.

    An admin leads everybody. Nobody leads themself. It says who is seen, not who may be acted on.
    """
    if leader.id == person.id:
        return False
    return leader.role == "admin" or (leader.role == "leader" and leader.team in person.path)


def may_act_on(actor: Party | None, person: Party) -> bool:
    """Say whether one person may act on another one: they lead them and are not their equal.

    Two admins are equal, and so are two leaders of the same team. `actor` None is the operator.
    """
    if actor is None:
        return True
    equal = person.role == "admin" or (person.role == actor.role and person.team == actor.team)
    return is_leader_of(actor, person) and not equal


def require_authority(actor: Party | None, person: Party, own_code: str | None) -> None:
    """Refuse an act on an equal or a superior.

    `own_code` refuses an act on oneself. None allows it.

    Raises:
        Forbidden: the actor may not act on this person.
    """
    if actor is not None and actor.id == person.id:
        if own_code is not None:
            raise Forbidden(own_code)
    elif not may_act_on(actor, person):
        raise Forbidden(NOT_BELOW_CODE)
