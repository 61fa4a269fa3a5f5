"""Insert teams and people into the tables, and read rows about them."""

from datetime import datetime

from learning.tables.audit import AuditEntryTable
from learning.tables.people import PersonTable, TeamTable


async def add_team(
    name: str, now: datetime, above: TeamTable | None = None, zone: str = "Europe/London"
) -> TeamTable:
    """Insert a team below `above`, or the root."""
    team = TeamTable(
        name=name,
        zone=zone,
        path=[],
        parent=above,
        work_days=[1, 2, 3, 4, 5],
        join_code=name[:12],
        created_at=now,
    )
    await team.save()
    team.path = [*(above.path if above else []), team.id]
    await team.save()
    return team


async def add_person(
    login: str, team: TeamTable, now: datetime, role: str = "learner"
) -> PersonTable:
    """Insert a person who has no secret to sign in with."""
    person = PersonTable(
        login=login, name=login.title(), role=role, team=team, secret="", created_at=now
    )
    await person.save()
    return person


async def find_person(login: str) -> PersonTable:
    """Find a person by login. It is a failure if there is none."""
    person = await PersonTable.objects().get(PersonTable.login == login)
    assert person is not None, f"nobody has the login {login}"
    return person


async def find_audit_entry(verb: str) -> AuditEntryTable:
    """Find the newest audit entry of a verb. It is a failure if there is none."""
    entry = (
        await AuditEntryTable.objects()
        .where(AuditEntryTable.verb == verb)
        .order_by(AuditEntryTable.id, ascending=False)
        .first()
    )
    assert entry is not None, f"no {verb} was written down"
    return entry
