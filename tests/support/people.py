"""Teams and people, straight into the tables, and what is written there, for tests of something else."""

from datetime import datetime

from learning.tables.audit import AuditEntry
from learning.tables.people import Person, Team


async def add_team(name: str, now: datetime, above: Team | None = None, zone: str = "Europe/London") -> Team:
    """A team below another, or the root."""
    team = Team(
        name=name, zone=zone, path=[], parent=above, work_days=[1, 2, 3, 4, 5], join_code=name[:12], created_at=now
    )
    await team.save()
    team.path = [*(above.path if above else []), team.id]
    await team.save()
    return team


async def add_person(login: str, team: Team, now: datetime, role: str = "learner") -> Person:
    """Somebody in a team, whom no secret signs in."""
    person = Person(login=login, name=login.title(), role=role, team=team, secret="", created_at=now)
    await person.save()
    return person


async def person_of(login: str) -> Person:
    """Somebody who is there."""
    person = await Person.objects().get(Person.login == login)
    assert person is not None, f"nobody has the login {login}"
    return person


async def audited(verb: str) -> AuditEntry:
    """The newest entry of the audit trail about such an act."""
    entry = await AuditEntry.objects().where(AuditEntry.verb == verb).order_by(AuditEntry.id, ascending=False).first()
    assert entry is not None, f"no {verb} was written down"
    return entry
