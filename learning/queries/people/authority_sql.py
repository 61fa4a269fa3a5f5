"""The rule of `learning.rules.people.authority` as an SQL condition.

A test compares both for every pair of people.
"""


def write_may_act_sql(
    person: str, team: str, *, actor: str = "$1", admin: str = "$2", led_team: str = "$3"
) -> str:
    """Return the condition that the actor may act on a person.

    `person` and `team` are aliases of the person and the person's team. The others are expressions
    of the actor: the id, whether an admin, and the led team, which is 0 for a learner.
    """
    return f"""
({person}.id <> {actor} AND {person}.role <> 'admin' AND ({admin} OR (
  {team}.path @> ARRAY[{led_team}::bigint]
  AND ({person}.role <> 'leader' OR {person}.team <> {led_team}))))
"""
