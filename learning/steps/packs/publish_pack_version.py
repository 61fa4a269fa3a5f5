"""Publish a pack version to teams: one row per team."""

from collections.abc import Sequence
from datetime import datetime

from asyncpg import Connection

from learning.rules.people.audit_verbs import AuditVerb
from learning.rules.refusals import MAX_QUOTED_CHARACTERS, InputProblem, NotFound
from learning.steps.packs.store_pack import lock_pack_versions
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.tables.packs import PackVersionTable, PublicationTable
from learning.tables.people import TeamTable

SELECT_NEWEST_PUBLISHED = """
SELECT max(v.version) FROM unnest($2::bigint[]) AS at_team CROSS JOIN LATERAL (
  SELECT pack_version FROM publication WHERE pack = $1 AND team = at_team ORDER BY id DESC LIMIT 1
) AS newest JOIN pack_version v ON v.id = newest.pack_version
"""


async def publish_pack_version(
    conn: Connection,
    person: int | None,
    pack: str,
    version: int | None,
    teams: Sequence[int],
    now: datetime,
) -> None:
    """Publish in the caller's transaction; `teams` are distinct, `version` None withdraws the pack.

    Raises:
        NotFound: there is no such pack, version or team.
    """
    await lock_pack_versions(conn)
    found = await _find_pack_version(pack, version)
    await _check_teams_exist(teams)
    before = await conn.fetchval(SELECT_NEWEST_PUBLISHED, pack, teams)
    await PublicationTable.insert(
        *(
            PublicationTable(pack=pack, pack_version=found, team=team, person=person, at=now)
            for team in teams
        )
    )
    await _write_publication_audit(person, pack, version, before, teams, now)


async def _find_pack_version(pack: str, version: int | None) -> int | None:
    if not pack.isprintable():  # what PostgreSQL would not take as text at all
        raise NotFound("pack.unknown", pack="")
    known: list[dict[str, int]] = await PackVersionTable.select(
        PackVersionTable.id, PackVersionTable.version
    ).where(PackVersionTable.pack == pack)
    if not known:
        raise NotFound("pack.unknown", pack=pack[:MAX_QUOTED_CHARACTERS])
    if version is None:
        return None
    for row in known:
        if row["version"] == version:
            return row["id"]
    versions = sorted(row["version"] for row in known)
    problem = InputProblem("version", "pack.versions_known", {"versions": versions})
    raise NotFound("pack.version_unknown", [problem], version=version, pack=pack)


async def _check_teams_exist(teams: Sequence[int]) -> None:
    """Refuse the whole publication when one team is unknown."""
    known: list[int] = (
        await TeamTable.select(TeamTable.id)
        .where(TeamTable.id.is_in(list(teams)))
        .output(as_list=True)
    )
    if missing := sorted(set(teams) - set(known)):
        raise NotFound(
            "pack.teams_unknown",
            [InputProblem("teams", "pack.no_such_team", {"team": team}) for team in missing],
        )


async def _write_publication_audit(
    person: int | None,
    pack: str,
    version: int | None,
    before: int | None,
    teams: Sequence[int],
    now: datetime,
) -> None:
    """Write the entry. `before` is the highest version that one of the teams had."""
    verb: AuditVerb = "withdraw_pack" if version is None else "publish_pack"
    if version is not None and before is not None and version < before:
        verb = "roll_back_pack"
    detail: dict[str, object] = {"version": version, "teams": list(teams)}
    if before is not None:
        detail["version_before"] = before
    await write_audit_entry(now, person, verb, pack, detail)
