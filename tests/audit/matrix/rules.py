"""The one table of ownership rules: who reaches whose objects, and how others are refused.

A rule has a line for each caller and a column for each place where an object can be. `ok` stands
for success, a number for the status of the refusal. A caller without a line is refused by the role
of the operation. Places of people and of what they own:

`own`        of the caller.
`colleague`  of a learner of the shop, or of the shop itself.
`peer`       of another leader of the shop.
`above`      of another admin, or of the root team.
`elsewhere`  of a learner or a leader of another team, or of that team.
`mixed`      a part of an object elsewhere, under the address of an object of the shop.
`missing`    nowhere, under the address of an object of the shop.
`known`      of the whole organisation.
`unknown`    nowhere.

Callers are a learner and a leader of the shop, the leader of the team above, the leader of another
team, and an admin. There is one organisation: `create_team` refuses a second root.
"""

from collections.abc import Mapping
from typing import Final

Rule = Mapping[str, Mapping[str, str]]
"""The outcome by caller and place: `ok`, or the status of a refusal."""

MEMBERS: Final = ("learner", "leader", "leader_above", "leader_elsewhere", "admin")
NO_OBJECT: Final = "own"

TABLES: Final = """
see_person         own colleague peer above elsewhere unknown
  leader           ok  ok        ok   404   404       404
  leader_above     ok  ok        ok   404   404       404
  leader_elsewhere ok  404       404  404   ok        404
  admin            ok  ok        ok   ok    ok        404

act_on_person      own colleague peer above elsewhere unknown
  leader           403 ok        403  404   404       404
  leader_above     403 ok        ok   404   404       404
  leader_elsewhere 403 404       404  404   ok        404
  admin            403 ok        ok   403   ok        404

plan_days          own colleague peer above elsewhere unknown
  leader           ok  ok        403  404   404       404
  leader_above     ok  ok        ok   404   404       404
  leader_elsewhere ok  404       404  404   ok        404
  admin            ok  ok        ok   403   ok        404

name_in_rota       own colleague peer above elsewhere unknown
  leader           ok  ok        422  422   422       422
  leader_above     ok  ok        ok   422   422       422
  leader_elsewhere ok  422       422  422   ok        422
  admin            ok  ok        ok   422   ok        422

erase_person       own colleague peer above elsewhere unknown
  admin            403 ok        ok   403   ok        404

praise_person      own colleague peer above elsewhere unknown
  learner          403 ok        ok   404   404       404
  leader           403 ok        ok   404   404       404
  leader_above     403 ok        ok   404   404       404
  leader_elsewhere 403 404       404  404   ok        404
  admin            403 ok        ok   ok    ok        404

lead_team          colleague above elsewhere unknown
  leader           ok        404   404       404
  leader_above     ok        404   404       404
  leader_elsewhere 404       404   ok        404
  admin            ok        ok    ok        404

name_led_team      colleague above elsewhere unknown
  leader           ok        422   422       422
  leader_above     ok        422   422       422
  leader_elsewhere 422       422   ok        422
  admin            ok        ok    ok        422

own_team           colleague elsewhere unknown
  leader           ok        404       404
  leader_above     ok        404       404
  leader_elsewhere 404       ok        404
  admin            ok        ok        404

see_challenge      colleague elsewhere unknown
  learner          ok        404       404
  leader           ok        404       404
  leader_above     ok        404       404
  leader_elsewhere 404       ok        404
  admin            ok        ok        404

cheer_challenge    colleague elsewhere unknown
  learner          ok        404       404
  leader           ok        404       404
  leader_above     404       404       404
  leader_elsewhere 404       ok        404
  admin            404       404       404

part_of_challenge  colleague mixed missing elsewhere unknown
  leader           ok        404   404     404       404
  leader_above     ok        404   404     404       404
  leader_elsewhere 404       404   404     ok        404
  admin            ok        404   404     ok        404

see_moment         own colleague elsewhere unknown
  learner          ok  ok        404       404
  leader           ok  ok        404       404
  leader_above     ok  ok        404       404
  leader_elsewhere ok  404       ok        404
  admin            ok  ok        ok        404

decide_on_waiting  own colleague elsewhere unknown
  learner          403 404       404       404
  leader           403 ok        404       404
  leader_above     403 ok        404       404
  leader_elsewhere 403 404       ok        404
  admin            403 ok        ok        404

decide_on_reported own colleague elsewhere unknown
  learner          403 403       404       404
  leader           403 ok        404       404
  leader_above     403 ok        404       404
  leader_elsewhere 403 404       ok        404
  admin            403 ok        ok        404

remove_moment      own colleague elsewhere unknown
  learner          ok  403       404       404
  leader           ok  ok        404       404
  leader_above     ok  ok        404       404
  leader_elsewhere ok  404       ok        404
  admin            ok  ok        ok        404

giver_alone        own colleague elsewhere unknown
  learner          ok  404       404       404
  leader           ok  404       404       404
  leader_above     ok  404       404       404
  leader_elsewhere ok  404       404       404
  admin            ok  404       404       404

own_session        own colleague unknown
  learner          ok  404       404
  leader           ok  404       404
  leader_above     ok  404       404
  leader_elsewhere ok  404       404
  admin            ok  404       404

own_passkey        own peer unknown
  leader           ok  404  404
  leader_above     ok  404  404
  leader_elsewhere ok  404  404
  admin            ok  404  404

of_everybody       known unknown
  learner          ok    404
  leader           ok    404
  leader_above     ok    404
  leader_elsewhere ok    404
  admin            ok    404

own_alone          own
  learner          ok
  leader           ok
  leader_above     ok
  leader_elsewhere ok
  admin            ok
"""


def parse_rules(text: str) -> Mapping[str, Rule]:
    """Read rules by name. A block begins with the name and the places; callers are indented."""
    rules: dict[str, Rule] = {}
    for block in text.strip().split("\n\n"):
        (name, *places), *lines = (line.split() for line in block.splitlines())
        rules[name] = {
            caller: dict(zip(places, outcomes, strict=True)) for caller, *outcomes in lines
        }
    return rules


RULES: Final = parse_rules(TABLES)
