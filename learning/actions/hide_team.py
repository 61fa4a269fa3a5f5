"""Hide a team from the boards of others, or show it again."""

from datetime import datetime

from learning.actions.note_act import note_act
from learning.leaderboards import Boards
from learning.queries.who import Who
from learning.rules.problems import Unknown
from learning.tables.database import transaction

MOST_ID = 2**63 - 1
HIDE = "UPDATE team SET hidden = $3 WHERE id = $1 AND ($2 OR path @> ARRAY[$4::bigint]) RETURNING id"
MEMBERS = "SELECT p.id FROM person p JOIN team t ON t.id = p.team WHERE $1 = ANY(t.path)"


async def hide_team(leader: Who, team: int, hidden: bool, boards: Boards, now: datetime) -> None:
    """Let nobody outside a team, and the teams below it, see its people on boards; or let them be seen again.

    It holds at once: names are asked for when a board is read, and the boards are told of everybody.

    Raises:
        Unknown: there is no such team, or it is not the leader's.
    """
    async with transaction() as at:
        known = team <= MOST_ID and await at.fetchval(HIDE, team, leader.role == "admin", hidden, leader.team)
        if not known:
            raise Unknown("There is no such team among those that you lead.")
        await note_act(now, leader.id, "hide_team" if hidden else "show_team", str(team))
        people = [row["id"] for row in await at.fetch(MEMBERS, team)]
    boards.tell(*people)
    await boards.settle()
