"""When a sum over people is shown, so that none of them tells about one person.

People are put into groups that do not overlap, and nobody ever changes the group. What was shown of
a group is replaced only when at least `MIN_PEOPLE_SHOWN` of its people have changed. So a sum, and
the difference of any two, is about nobody or about that many people: of a team and those below it,
of today and yesterday, before and after one answer. docs/decisions/0015-sums-over-people.md lists
where this holds.
"""

from collections.abc import Collection, Mapping, Sequence

MIN_PEOPLE_SHOWN = 3
"""People that a sum, and a change of a sum, is about at least."""
MIN_NEW_GROUP_SIZE = 5
"""People that make a new group. Not all of them know every concept."""


def choose_groups(
    path_by_team: Mapping[int, Sequence[int]],
    waiting_by_team: Mapping[int, int],
    heads: Collection[int],
) -> dict[int, int]:
    """Return, by team, the team that heads the group of its people who have none yet.

    Paths go from the root to the team. `heads` have a group already. People join the group of their
    team; without one, they found it where they and those who wait below are enough; else they wait
    with the people of the team above. At the root they go on waiting.
    """
    carried: dict[int, list[int]] = {}
    head_by_team: dict[int, int] = {}
    for team in sorted(path_by_team, key=lambda one: -len(path_by_team[one])):
        together = [*carried.pop(team, ())]
        if waiting_by_team.get(team):
            together.append(team)
        number = sum(waiting_by_team[one] for one in together)
        if team in heads or number >= MIN_NEW_GROUP_SIZE:
            head_by_team.update(dict.fromkeys(together, team))
        elif len(path_by_team[team]) > 1:
            carried.setdefault(path_by_team[team][-2], []).extend(together)
    return head_by_team
