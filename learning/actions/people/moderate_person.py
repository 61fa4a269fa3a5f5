"""Moderate what a person shows of themselves: the name, the alias, and the moments they give."""

from dataclasses import dataclass
from datetime import datetime

from asyncpg import Connection
from msgspec import UNSET, UnsetType

from learning.queries.people.current_user import CurrentUser
from learning.queries.people.leader_scope import find_subordinate
from learning.rules.people.audit_verbs import AuditVerb
from learning.rules.people.name_keys import make_name_key
from learning.rules.people.text_input import normalise_name
from learning.steps.people.insert_person import check_name_is_distinct
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.tables.database import transaction

LOCK_TEAM_NAMES = "SELECT id FROM team WHERE id = $1 FOR NO KEY UPDATE"
UPDATE_NAME = "UPDATE person SET name = $2, name_key = $3 WHERE id = $1"
DELETE_ALIAS = """
UPDATE person SET alias = NULL, alias_key = NULL WHERE id = $1 AND alias IS NOT NULL RETURNING id
"""
UPDATE_MOMENTS_PAUSED = """
UPDATE person SET moments_paused_at = $2
WHERE id = $1 AND (moments_paused_at IS NULL) <> ($2::timestamptz IS NULL) RETURNING id
"""
UPDATE_NAMES_PAUSED = """
UPDATE person SET names_paused_at = $2
WHERE id = $1 AND (names_paused_at IS NULL) <> ($2::timestamptz IS NULL) RETURNING id
"""
MOMENTS_VERBS: tuple[AuditVerb, AuditVerb] = ("pause_moments", "resume_moments")
NAMES_VERBS: tuple[AuditVerb, AuditVerb] = ("pause_names", "resume_names")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moderation:
    """What to change about a person. What is UNSET stays. An alias can only be removed."""

    name: str | UnsetType = UNSET
    alias: UnsetType | None = UNSET
    moments_paused: bool | UnsetType = UNSET
    names_paused: bool | UnsetType = UNSET


async def moderate_person(
    leader: CurrentUser, login: str, change: Moderation, now: datetime
) -> None:
    """Make all changes or none. The person reads them among what others changed.

    Raises:
        NotFound: the leader leads nobody with this login.
        Forbidden: the person is the leader's equal or superior, or the leader.
        Invalid: the name cannot be used.
        Conflict: a colleague has this name, or one that looks like it.
    """
    person = await find_subordinate(leader, login, own_code="person.change_own_in_profile")
    name = change.name if change.name is UNSET else normalise_name(change.name)
    verbs: list[AuditVerb] = []
    async with transaction() as conn:
        if name is not UNSET and name != person.name:
            await _rename(conn, person, name)
            verbs.append("rename_person")
        if change.alias is None and await conn.fetchval(DELETE_ALIAS, person.id):
            verbs.append("remove_alias")
        for paused, statement, (pause, resume) in (
            (change.moments_paused, UPDATE_MOMENTS_PAUSED, MOMENTS_VERBS),
            (change.names_paused, UPDATE_NAMES_PAUSED, NAMES_VERBS),
        ):
            paused_at = now if paused is True else None
            if paused is not UNSET and await conn.fetchval(statement, person.id, paused_at):
                verbs.append(pause if paused else resume)
        for verb in verbs:
            await write_audit_entry(now, leader.id, verb, person.login)


async def _rename(conn: Connection, person: CurrentUser, name: str) -> None:
    """Change the name. The lock keeps new members out meanwhile. The login stays."""
    await conn.execute(LOCK_TEAM_NAMES, person.team)
    await check_name_is_distinct(conn, person.team, name, own_id=person.id)
    await conn.execute(UPDATE_NAME, person.id, name, make_name_key(name))
