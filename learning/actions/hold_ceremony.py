"""After a challenge: everybody who took part gets their share, each once, whatever is repeated or killed."""

from datetime import date, datetime

import msgspec
from asyncpg import Record

from learning.actions.due_jobs import Job, extend_lease, finish_job
from learning.actions.pay import Paid, pay
from learning.rules.days import local_day
from learning.rules.points import Entry, challenge_cause
from learning.tables.database import connection, transaction

CHUNK = 100
REACHED, TOOK_PART = 50, 20
"""Points for everybody who took part; nobody gets more for having done more."""

CHALLENGE = "SELECT id, form, template, result FROM challenge WHERE id = $1 AND status = 'settled'"
TOOK = """
SELECT DISTINCT p.id, t.zone FROM challenge_team ct
JOIN (SELECT id AS team, zone, unnest(path) AS above FROM team) AS t ON t.above = ct.team
JOIN person p ON p.team = t.team AND p.erased_at IS NULL AND p.id > $2
WHERE ct.challenge = $1 AND (
  EXISTS (SELECT FROM ledger_entry l WHERE l.person = p.id AND l.earned_at >= ct.starts_at AND l.earned_at < ct.ends_at
          AND l.cause NOT LIKE 'challenge:%' AND l.cause NOT LIKE 'correction:%')
  OR EXISTS (SELECT FROM moment m WHERE m.receiver = p.id AND m.status = 'confirmed' AND m.at >= ct.starts_at AND m.at < ct.ends_at)
) ORDER BY p.id LIMIT $3
"""


async def hold_ceremony(job: Job, now: datetime) -> list[Paid]:
    """Pay and count for everybody who took part; awards follow from what is counted. Returns what is new, for the boards.

    People are paid in the order of their ids, some hundred a transaction; a second go finds them paid.
    """
    async with connection() as at:
        challenge = await at.fetchrow(CHALLENGE, int(job.subject))
    paid: list[Paid] = []
    last = 0
    while challenge:
        async with transaction() as at:
            people = await at.fetch(TOOK, challenge["id"], last, CHUNK)
            for row in people:
                day = local_day(now, row["zone"])
                paid.append(await pay(at, row["id"], [_entry(challenge, day, now)], _counters(challenge), now))
        if len(people) < CHUNK:
            break
        last = people[-1]["id"]
        await extend_lease(job)
    async with transaction() as at:
        await finish_job(at, job, now)
    return [one for one in paid if one.entries]


def _entry(challenge: Record, day: date, now: datetime) -> Entry:
    reached = msgspec.json.decode(challenge["result"])["reached"]
    return Entry(challenge_cause(challenge["id"]), REACHED if reached else TOOK_PART, day, now)


def _counters(challenge: Record) -> dict[str, int]:
    """Name what a badge can ask for: having been part of one that was won, of its form, of its template."""
    if not msgspec.json.decode(challenge["result"])["reached"]:
        return {"challenge.joined": 1}
    kinds = [f"challenge.won.{kind}" for kind in (challenge["form"], challenge["template"]) if kind]
    return dict.fromkeys(["challenge.joined", "challenge.won", *kinds], 1)
