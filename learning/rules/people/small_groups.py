"""When a sum over people is shown, so that none of them tells about one person.

It is a sum over the groups of `group_teams`, which do not overlap. What was shown of a group is
replaced only when at least `MIN_PEOPLE_SHOWN` of its people have changed. So a sum, and the
difference of any two, is about nobody or about that many people: of a team and those below it, of
today and yesterday, before and after one answer. docs/decisions/0015-sums-over-people.md lists
where this holds.
"""

from collections.abc import Mapping, Sequence

MIN_PEOPLE_SHOWN = 3
"""People that a sum, and a change of a sum, is about at least."""
MIN_GROUP_SIZE = 5
"""People of a team from which on it is a group of its own. Not all of them know every concept."""


def group_teams(
    path_by_team: Mapping[int, Sequence[int]], people_by_team: Mapping[int, int]
) -> dict[int, int]:
    """Return the team that heads the group of each team. Paths go from the root to the team.

    A team heads a group with its own people and those of the teams below that are too small. A
    team that is too small with them is counted with the team above; at the root, nowhere.
    """
    waiting: dict[int, list[int]] = {}
    head_by_team: dict[int, int] = {}
    for team in sorted(path_by_team, key=lambda one: -len(path_by_team[one])):
        together = [team, *waiting.pop(team, ())]
        if sum(people_by_team.get(one, 0) for one in together) >= MIN_GROUP_SIZE:
            head_by_team.update(dict.fromkeys(together, team))
        elif len(path_by_team[team]) > 1:
            waiting.setdefault(path_by_team[team][-2], []).extend(together)
    return head_by_team
