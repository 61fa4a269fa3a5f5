"""The SQL condition and the rule say the same of every pair of people."""

from itertools import product

from support.organisation import Organisation, add_member, create_organisation
from support.pool import open_test_pool

from learning.queries.people.authority_sql import write_may_act_sql
from learning.rules.people.authority import PersonParty, may_act_on
from learning.tables.database import connection

SELECT_PEOPLE = "SELECT p.id, p.role, p.team, t.path FROM person p JOIN team t ON t.id = p.team"
SELECT_BELOW = " WHERE ".join((SELECT_PEOPLE, write_may_act_sql("p", "t")))


async def add_people(acme: Organisation) -> None:
    places = product((acme.root, acme.north, acme.shop, acme.south), "12")
    for team, number in places:
        for role in ("learner", "leader", "admin"):
            await add_member(team, f"{role} {team} {number}", role)


async def test_the_condition_agrees_with_the_rule(database: str) -> None:
    async with open_test_pool():
        await add_people(await create_organisation())
        async with connection() as conn:
            people = [PersonParty(*row) for row in await conn.fetch(SELECT_PEOPLE)]
            for actor in people:
                led_team = actor.team if actor.role == "leader" else 0
                rows = await conn.fetch(SELECT_BELOW, actor.id, actor.role == "admin", led_team)
                below = {person.id for person in people if may_act_on(actor, person)}
                assert {row["id"] for row in rows} == below, actor
    assert len(people) > 24
