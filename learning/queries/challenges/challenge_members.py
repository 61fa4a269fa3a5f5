"""The members of challenges, in pages of a limited size, and which of them took part."""

from collections.abc import Sequence
from typing import NamedTuple

from asyncpg import Connection, Record

COUNT_MEMBERS = """
WITH within AS (
  SELECT ct.challenge, t.id AS team FROM challenge_team ct
  JOIN (SELECT id, unnest(path) AS above FROM team) AS t ON t.above = ct.team
  WHERE ct.challenge = ANY($1)
), size AS (
  SELECT team, count(*) AS people FROM person
  WHERE team IN (SELECT team FROM within) AND erased_at IS NULL GROUP BY team
)
SELECT challenge, sum(people)::bigint FROM within JOIN size USING (team) GROUP BY challenge
"""
"""Somebody in two teams of a challenge counts twice: the number is an upper limit."""
SELECT_MEMBERS = """
SELECT DISTINCT ct.challenge, p.id FROM challenge_team ct
JOIN (SELECT id, unnest(path) AS above FROM team) AS t ON t.above = ct.team
JOIN person p ON p.team = t.id AND p.erased_at IS NULL
WHERE ct.challenge = ANY($1) ORDER BY ct.challenge, p.id
"""
SELECT_PARTICIPANTS = """
SELECT member.challenge, p.id AS person, t.zone
FROM unnest($1::bigint[], $2::bigint[]) AS member (challenge, person)
JOIN person p ON p.id = member.person AND p.erased_at IS NULL
JOIN team t ON t.id = p.team
WHERE EXISTS (
  SELECT FROM challenge_team ct
  WHERE ct.challenge = member.challenge AND ct.team = ANY(t.path) AND (
    EXISTS (SELECT FROM ledger_entry l WHERE l.person = p.id
            AND l.day >= (ct.starts_at AT TIME ZONE 'UTC')::date - 1
            AND l.day <= (ct.ends_at AT TIME ZONE 'UTC')::date + 1
            AND l.earned_at >= ct.starts_at AND l.earned_at < ct.ends_at
            AND l.cause NOT LIKE 'challenge:%' AND l.cause NOT LIKE 'correction:%')
    OR EXISTS (SELECT FROM moment m WHERE m.receiver = p.id AND m.status = 'confirmed'
               AND m.at >= ct.starts_at AND m.at < ct.ends_at)
    OR EXISTS (SELECT FROM ledger_entry l WHERE l.person = p.id
               AND l.cause LIKE 'moment-removed:%'
               AND l.earned_at >= ct.starts_at AND l.earned_at < ct.ends_at)
  )
)
ORDER BY member.challenge, p.id
"""
"""The people of $2 who took part in the challenges of $1, as long as they are members.

A local day differs by at most one from the UTC day of the same instant, so the index of a person's
days finds the entries. The removal of a moment has the day of the moment that it removes."""


class MembersLeft(NamedTuple):
    """The members of one large challenge, by id. The next page begins at `start`."""

    challenge: int
    people: Sequence[int]
    start: int = 0


class MembersPage(NamedTuple):
    """Some members as (challenge, person), and the challenges of which they are the last.

    `left` is what comes after the page, if a challenge does not fit in one.
    """

    members: Sequence[tuple[int, int]]
    finished: frozenset[int]
    left: MembersLeft | None


async def load_members_page(
    conn: Connection, challenges: Sequence[int], left: MembersLeft | None, max_members: int
) -> MembersPage:
    """Return the next members of some challenges, at most `max_members`.

    Small challenges share a page. The members of a large one are read once: give `left` of the page
    before, and the next page is cut from it.
    """
    if left is None or left.challenge not in challenges:
        chosen = await _choose_challenges(conn, challenges, max_members)
        rows = await conn.fetch(SELECT_MEMBERS, chosen)
        if len(rows) <= max_members:
            return MembersPage([tuple(row) for row in rows], frozenset(chosen), None)
        left = MembersLeft(chosen[0], [row["id"] for row in rows])
    end = left.start + max_members
    members = [(left.challenge, person) for person in left.people[left.start : end]]
    if end < len(left.people):
        return MembersPage(members, frozenset(), left._replace(start=end))
    return MembersPage(members, frozenset([left.challenge]), None)


async def _choose_challenges(
    conn: Connection, challenges: Sequence[int], max_members: int
) -> list[int]:
    """Return the first challenge, and as many of the next ones as fit in one page with it."""
    sizes = dict(await conn.fetch(COUNT_MEMBERS, challenges))
    chosen: list[int] = []
    members = 0
    for challenge in sorted(challenges):
        members += sizes.get(challenge, 0)
        if chosen and members > max_members:
            break
        chosen.append(challenge)
    return chosen


async def select_participants(
    conn: Connection, members: Sequence[tuple[int, int]]
) -> Sequence[Record]:
    """Return challenge, person and time zone of those of the members who took part."""
    rows: Sequence[Record] = await conn.fetch(
        SELECT_PARTICIPANTS,
        [challenge for challenge, _ in members],
        [person for _, person in members],
    )
    return rows
