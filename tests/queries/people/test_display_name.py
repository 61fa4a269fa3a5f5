"""Other people see the alias, or else the name."""

import pytest
from support.people import find_person
from support.shop import Shop

from learning.queries.people.display_name import DISPLAY_NAME_SQL
from learning.tables.database import connection
from learning.tables.people import PersonTable


@pytest.mark.parametrize(
    ("alias", "shown"), [(None, "Amira"), ("", "Amira"), ("Quick Silver", "Quick Silver")]
)
async def test_an_alias_replaces_the_name(shop: Shop, alias: str | None, shown: str) -> None:
    await shop.add_member("Amira")
    amira = await find_person("amira")
    await PersonTable.update({PersonTable.alias: alias}).where(PersonTable.id == amira.id)
    select = f"SELECT {DISPLAY_NAME_SQL.format(one='p')} FROM person p WHERE p.id = $1"  # noqa: S608 - a constant
    async with connection() as conn:
        assert await conn.fetchval(select, amira.id) == shown
