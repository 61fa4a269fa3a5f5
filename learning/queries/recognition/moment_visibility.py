"""Who sees which moment, and whose name: SQL conditions over one set of parameters.

The parameters $1 to $5 describe the viewer, in the order of `ViewerParameters`. In the statements
`m` is the moment, `g` and `gt` are its giver and the giver's team, `r` and `rt` are its receiver
and the receiver's team.
"""

from collections.abc import Sequence
from typing import NamedTuple

from learning.queries.people.authority_sql import write_may_act_sql
from learning.queries.people.current_user import CurrentUser

IS_OWN_MOMENT_SQL = "$1 IN (m.giver, m.receiver)"
LEADS_RECEIVER_SQL = "(m.receiver <> $1 AND ($2 OR rt.path @> ARRAY[$3::bigint]))"
"""The viewer leads the receiver."""
CAN_SETTLE_SQL = f"""
($1 NOT IN (m.giver, m.receiver) AND (
  {write_may_act_sql("r", "rt")} OR ($2 AND r.role = 'admin')
  OR (m.kind = 'kudos' AND {write_may_act_sql("g", "gt")})
))
"""
"""The viewer may decide on the moment: `may_change_status` for all actions."""
IN_HIDDEN_TEAM_SQL = (
    "({team}.path && ARRAY(SELECT id FROM team WHERE hidden AND id <> ALL($4::bigint[])))"
)
"""A team is, or is below, a hidden team that the viewer is not in.

The hidden teams are looked up once for a statement, not once for a row.
"""
IN_FEED_SQL = f"""
({IS_OWN_MOMENT_SQL} OR (
  (m.team = $5 OR {LEADS_RECEIVER_SQL}) AND (r.on_boards OR {LEADS_RECEIVER_SQL})
  AND NOT {IN_HIDDEN_TEAM_SQL.format(team="rt")}
))
"""
"""A confirmed moment is in the viewer's feed."""
VISIBLE_NAME_SQL = f"""
CASE WHEN {{one}}.id = $1 OR $2 OR {{team}}.path @> ARRAY[$3::bigint]
  OR ({{one}}.on_boards AND NOT {IN_HIDDEN_TEAM_SQL.format(team="{team}")}) THEN {{name}} END
"""
"""A person's name, or NULL where the viewer may not see it."""


class ViewerParameters(NamedTuple):
    """The parameters $1 to $5 of the statements. `led_team` is 0, no team's id, for a learner."""

    person: int
    is_admin: bool
    led_team: int
    path: Sequence[int]
    team: int


def make_viewer_parameters(user: CurrentUser) -> ViewerParameters:
    """Describe the viewer to the statements."""
    return ViewerParameters(
        person=user.id,
        is_admin=user.role == "admin",
        led_team=user.team if user.role == "leader" else 0,
        path=user.path,
        team=user.team,
    )


def make_visible_name_sql(person: str, team: str, name_sql: str) -> str:
    """Return the SQL of a name that is NULL where the viewer may not see it.

    `person` and `team` are aliases of tables. `name_sql` has the placeholder `{one}` for the
    person.
    """
    return VISIBLE_NAME_SQL.format(one=person, team=team, name=name_sql.format(one=person))
