"""How a team has practised of late, and when its people will be on duty: what a forecast rests on."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from learning.rules.challenges.challenge_forecast import PracticeHabit
from learning.tables.database import connection

HABIT_HISTORY = timedelta(days=28)
"""How far a habit looks back."""
UNITS_SQL_BY_MEASURE = {
    "breaks": "1.0::float8",
    "streak_days": "1.0::float8",
    "checkpoints": "(SELECT count(*) FROM ledger_entry WHERE person = p.id AND cause LIKE 'checkpoint:%')::float8",
    "moments": "(SELECT count(*) FROM moment WHERE receiver = p.id AND kind = 'seen' AND status = 'confirmed')::float8",
    "remembered": "(SELECT count(*) FROM memory WHERE person = p.id)::float8",
}
"""What a day of practice has brought; all but the days themselves are divided by the days that it took."""

SELECT_HABITS = """
SELECT within.above AS team, p.id, p.name, p.minutes, known.duty, known.worked, known.practised, {units} AS units,
  (SELECT count(DISTINCT day) FROM ledger_entry WHERE person = p.id) AS ever
FROM (SELECT id AS team, work_days, unnest(path) AS above FROM team) AS within
JOIN person p ON p.team = within.team AND p.erased_at IS NULL AND p.role <> 'admin'
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE d.day >= $2 AND rota.duty) AS duty,
         count(*) FILTER (WHERE d.day < $4 AND rota.duty) AS worked,
         count(*) FILTER (WHERE d.day < $4 AND rota.duty AND EXISTS (
           SELECT FROM ledger_entry l WHERE l.person = p.id AND l.day = d.day AND l.earned_at > $5::date - interval '3 days')) AS practised
  FROM (SELECT day::date AS day FROM generate_series($5::date, $3::date, interval '1 day') AS day) AS d
  LEFT JOIN rota_day r ON r.person = p.id AND r.day = d.day
  CROSS JOIN LATERAL (
    SELECT COALESCE(r.works, extract(isodow FROM d.day) = ANY(COALESCE(p.work_days, within.work_days))) AS duty
  ) AS rota
) AS known
WHERE within.above = ANY($1) ORDER BY p.id
"""


@dataclass(frozen=True, slots=True)
class TeamHabits:
    """The people of a team that would take part. `away` are the names of those who are not on duty on any of its days."""

    habits: list[PracticeHabit]
    mean_break_minutes: float
    names_off_duty: list[str]


async def load_team_habits(
    teams: Collection[int], measure: str, first: date, last: date, today: date
) -> dict[int, TeamHabits]:
    """Read the habits of teams, each with the teams below it, for a challenge from `first` to `last`."""
    statement = SELECT_HABITS.format(units=UNITS_SQL_BY_MEASURE.get(measure, "0.0::float8"))
    async with connection() as conn:
        rows = await conn.fetch(statement, sorted(teams), first, last, today, today - HABIT_HISTORY)
    habits_by_team: dict[int, TeamHabits] = defaultdict(lambda: TeamHabits([], 0.0, []))
    for row in rows:
        team_habits = habits_by_team[row["team"]]
        if not row["duty"]:
            team_habits.names_off_duty.append(row["name"])
            continue
        days = 1 if measure in ("breaks", "streak_days") else max(1, row["ever"])
        team_habits.habits.append(
            PracticeHabit(
                row["id"], row["duty"], row["practised"], row["worked"], row["units"] / days
            )
        )
    minutes: defaultdict[int, list[int]] = defaultdict(list)
    for row in rows:
        minutes[row["team"]].append(row["minutes"])
    return {
        team: TeamHabits(
            staff.habits, sum(minutes[team]) / len(minutes[team]), staff.names_off_duty
        )
        for team, staff in habits_by_team.items()
    }
