"""Show challenges to people: values of teams, never of single persons."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from asyncpg import Connection, Record

from learning.queries.challenges.challenge_days import count_working_days
from learning.queries.challenges.challenge_measures import calculate_row_value, read_scoring
from learning.queries.challenges.challenge_results import (
    ChallengeResult,
    decode_challenge_result,
)
from learning.queries.challenges.co_leaders import write_co_leader_source
from learning.queries.people.current_user import CurrentUser
from learning.queries.people.display_name import DISPLAY_NAME_SQL
from learning.rules.challenges.challenge_pace import (
    ChallengeDays,
    ChallengePace,
    calculate_pace,
)
from learning.rules.challenges.challenge_scores import (
    ParticipatingTeam,
    calculate_share,
    is_challenge_measured,
    rank_teams_by_score,
)
from learning.rules.challenges.challenge_templates import ChallengeForm, StoredTemplateId
from learning.rules.challenges.challenges import ChallengeStatus
from learning.rules.challenges.figure_units import UnitType, find_highest_amount
from learning.rules.challenges.measures import Measure
from learning.rules.refusals import NotFound
from learning.rules.rota.days import to_local_day
from learning.tables.database import connection

MAX_CHALLENGES_LISTED = 50
MAX_TEAMS_LISTED = 20
"""Teams of a challenge in a list. One challenge alone has all of them."""

VISIBLE_CHALLENGE_SQL = """
($1 OR $2 = ANY(c.leaders) OR c.owner = $2 OR EXISTS (
  SELECT FROM challenge_team ct WHERE ct.challenge = c.id AND ct.team = ANY($3)
) OR ($4 AND EXISTS (SELECT FROM team t WHERE t.id = c.team AND $5::bigint = ANY(t.path))))
"""
CHALLENGE_VIEW_COLUMNS = f"""
c.*, {DISPLAY_NAME_SQL.format(one="o")} AS owner_name,
ARRAY(
  SELECT {DISPLAY_NAME_SQL.format(one="l")} FROM person l
  WHERE l.id = ANY(c.leaders) AND l.erased_at IS NULL ORDER BY 1
) AS leader_names,
ARRAY(
  SELECT p.login {write_co_leader_source("$1", "$5", "$3")} AND p.id = ANY(c.leaders) ORDER BY 1
) AS leader_logins,
(SELECT count(*) FROM challenge_cheer WHERE challenge = c.id) AS cheers,
EXISTS (
  SELECT FROM challenge_cheer WHERE challenge = c.id AND person = $2 AND day = $6
) AS cheered,
EXISTS (SELECT FROM team t WHERE t.id = c.team AND $5::bigint = ANY(t.path)) AS within
"""
SELECT_CHALLENGE_VIEWS = f"""
SELECT {CHALLENGE_VIEW_COLUMNS}
FROM challenge c LEFT JOIN person o ON o.id = c.owner AND o.erased_at IS NULL
WHERE {VISIBLE_CHALLENGE_SQL}
"""
SELECT_VISIBLE_CHALLENGES = f"""
{SELECT_CHALLENGE_VIEWS} AND (c.status IN ('running', 'scheduled') OR c.settled_at > $7)
ORDER BY array_position(
  ARRAY['running', 'scheduled', 'settled', 'cancelled']::varchar[], c.status
), c.ends_at LIMIT $8
"""
SELECT_VISIBLE_CHALLENGE = f"{SELECT_CHALLENGE_VIEWS} AND c.id = $7"
SELECT_STAGE_VIEWS = """
SELECT challenge, number, title, story, target, reached_at FROM challenge_stage
WHERE challenge = ANY($1) ORDER BY number
"""
SELECT_PARTICIPATING_TEAMS = """
SELECT ct.challenge, ct.team, t.name, ct.duty, ct.value, ct.weight
FROM challenge_team ct JOIN team t ON t.id = ct.team
WHERE ct.challenge = ANY($1) ORDER BY ct.team
"""


class MeasureView(msgspec.Struct, frozen=True):
    """What is counted, and in which unit. `score_max` is the highest score, for scores."""

    name: Measure
    trait: str | None
    unit: str
    per_person: bool
    unit_type: UnitType
    lower_is_better: bool
    score_max: float | None


class StageView(msgspec.Struct, frozen=True):
    """A milestone, or a stage of a quest."""

    number: int
    title: str
    story: str
    target: float
    reached_at: datetime | None


class ChallengeTeamView(msgspec.Struct, frozen=True):
    """A team that takes part. `value` is its score; `share` is the part of the goal, 0 to 1."""

    id: str
    name: str
    value: float
    share: float
    place: int
    mine: bool


class ChallengeView(msgspec.Struct, frozen=True):
    """A challenge and how far it has come.

    `counting`: its days are over, and late attempts still count. `result` is null until it is
    settled. `measured` is false while nobody has entered a figure: the value says nothing then.
    `co_leader_logins` and `pace` are for people who lead it. The logins are those of the co-leaders
    whom the reader can name. `pace` is null unless it is running. `team_count` teams take part; a
    list of challenges has the first of them in `teams`, and the reader's own.
    """

    id: str
    title: str
    form: ChallengeForm
    template: StoredTemplateId
    status: ChallengeStatus
    vision: str
    message: str
    reward: str
    measure: MeasureView
    target: float
    value: float
    measured: bool
    share: float
    first_day: date
    last_day: date
    days_left: int
    stages: list[StageView]
    teams: list[ChallengeTeamView]
    team_count: int
    cheers: int
    cheered_today: bool
    owner: str | None
    co_leaders: list[str]
    co_leader_logins: list[str]
    can_lead: bool
    counting: bool
    pace: ChallengePace | None
    version: int
    result: ChallengeResult | None


async def load_challenges(user: CurrentUser, now: datetime, since: datetime) -> list[ChallengeView]:
    """List the challenges that a user can see, the running ones first.

    They are running, scheduled, or were settled or cancelled after `since`.
    """
    async with connection() as conn:
        rows = await conn.fetch(
            SELECT_VISIBLE_CHALLENGES, *_viewer_parameters(user, now), since, MAX_CHALLENGES_LISTED
        )
        views = await _make_challenge_views(conn, user, rows, now)
    return [_shorten(view) for view in views]


async def load_challenge(user: CurrentUser, challenge: int, now: datetime) -> ChallengeView:
    """Show one challenge.

    Raises:
        NotFound: the user can see no such challenge.
    """
    async with connection() as conn:
        rows = await conn.fetch(SELECT_VISIBLE_CHALLENGE, *_viewer_parameters(user, now), challenge)
        if not rows:
            raise NotFound("challenge.unknown")
        return (await _make_challenge_views(conn, user, rows, now))[0]


def _viewer_parameters(user: CurrentUser, now: datetime) -> tuple[Any, ...]:
    """Give $1 to $6 of the statements: admin?, person, teams above, leader?, team, local day."""
    return (
        user.role == "admin",
        user.id,
        list(user.path),
        user.role == "leader",
        user.team,
        to_local_day(now, user.zone),
    )


async def _make_challenge_views(
    conn: Connection, user: CurrentUser, rows: Sequence[Record], now: datetime
) -> list[ChallengeView]:
    ids = [row["id"] for row in rows]
    stages, team_rows = (
        _group_by_challenge(await conn.fetch(SELECT_STAGE_VIEWS, ids)),
        _group_by_challenge(await conn.fetch(SELECT_PARTICIPATING_TEAMS, ids)),
    )
    led = [row["id"] for row in rows if _can_lead(user, row) and _is_on_its_way(row, now)]
    days = await count_working_days(conn, led, user.zone, now)
    return [
        _make_challenge_view(
            user, row, stages[row["id"]], team_rows[row["id"]], days.get(row["id"]), now
        )
        for row in rows
    ]


def _can_lead(user: CurrentUser, row: Record) -> bool:
    return user.role == "admin" or (
        user.role == "leader" and (row["within"] or user.id in (row["owner"], *row["leaders"]))
    )


def _is_on_its_way(row: Record, now: datetime) -> bool:
    """Say whether a challenge is running and its days are not over."""
    return bool(row["status"] == "running" and row["ends_at"] > now)


def _group_by_challenge(rows: Iterable[Record]) -> Mapping[int, list[Record]]:
    rows_by_challenge: defaultdict[int, list[Record]] = defaultdict(list)
    for row in rows:
        rows_by_challenge[row["challenge"]].append(row)
    return rows_by_challenge


def _make_challenge_view(
    user: CurrentUser,
    row: Record,
    stages: Sequence[Record],
    team_rows: Sequence[Record],
    days: ChallengeDays | None,
    now: datetime,
) -> ChallengeView:
    teams = [
        ParticipatingTeam(
            team_row["team"],
            team_row["name"],
            team_row["duty"],
            team_row["value"],
            team_row["weight"],
        )
        for team_row in team_rows
    ]
    result = decode_challenge_result(row["result"]) if row["result"] else None
    value = result.value if result else calculate_row_value(row, teams)
    is_measured, today = is_challenge_measured(teams), to_local_day(now, user.zone)
    return ChallengeView(
        id=str(row["id"]),
        title=row["title"],
        form=row["form"],
        template=row["template"],
        status=row["status"],
        vision=row["vision"],
        message=row["message"],
        reward=row["reward"],
        measure=MeasureView(
            row["measure"],
            row["trait"],
            row["unit"],
            row["per_person"],
            row["unit_type"],
            row["lower_is_better"],
            row["score_max"],
        ),
        target=row["target"],
        value=value,
        measured=is_measured,
        share=calculate_share(
            value,
            row["target"],
            lower_is_better=row["lower_is_better"],
            is_measured=is_measured,
        ),
        first_day=row["first_day"],
        last_day=row["last_day"],
        days_left=max(0, (row["last_day"] - max(today, row["first_day"])).days + 1),
        stages=[_make_stage_view(stage) for stage in stages],
        teams=_make_team_views(user, row, teams),
        team_count=len(teams),
        cheers=row["cheers"],
        cheered_today=row["cheered"],
        owner=row["owner_name"],
        co_leaders=list(row["leader_names"]),
        co_leader_logins=list(row["leader_logins"]) if _can_lead(user, row) else [],
        can_lead=_can_lead(user, row),
        counting=row["status"] == "running" and row["ends_at"] <= now,
        pace=calculate_pace(
            value if is_measured else None,
            row["target"],
            days,
            read_scoring(row),
            find_highest_amount(row["unit_type"], row["score_max"]),
        )
        if days
        else None,
        version=row["version"],
        result=result,
    )


def _make_stage_view(row: Record) -> StageView:
    return StageView(row["number"], row["title"], row["story"], row["target"], row["reached_at"])


def _shorten(view: ChallengeView) -> ChallengeView:
    """Keep the first teams of a challenge, and the reader's own."""
    result = view.result
    return msgspec.structs.replace(
        view,
        teams=[one for at, one in enumerate(view.teams) if at < MAX_TEAMS_LISTED or one.mine],
        result=result and msgspec.structs.replace(result, teams=result.teams[:MAX_TEAMS_LISTED]),
    )


def _make_team_views(
    user: CurrentUser, row: Record, teams: Sequence[ParticipatingTeam]
) -> list[ChallengeTeamView]:
    """Show the teams: best first in a race, else by name."""
    ranked = rank_teams_by_score(teams, read_scoring(row))
    goal = ranked[0].score if row["form"] == "race" and ranked else row["target"]
    if row["form"] != "race":
        ranked.sort(key=lambda one: one.team.name)
    return [
        ChallengeTeamView(
            str(ranked_team.team.team),
            ranked_team.team.name,
            ranked_team.score,
            calculate_share(
                ranked_team.score,
                goal,
                lower_is_better=row["lower_is_better"],
                is_measured=ranked_team.team.is_measured,
            ),
            ranked_team.place,
            ranked_team.team.team in user.path,
        )
        for ranked_team in ranked
    ]
