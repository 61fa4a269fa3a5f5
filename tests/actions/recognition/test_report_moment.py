"""Reporting moments."""

import pytest
from support.moments import (
    Crew,
    gather_errors,
    give_moment,
    read_status,
    read_totals,
)
from support.shop import SHOP_TIME

from learning.actions.recognition.report_moment import report_moment
from learning.actions.recognition.settle_moment import settle_moment
from learning.rules.refusals import Conflict


async def test_a_report_hides_a_moment_until_a_leader_restores_it(crew: Crew) -> None:
    key = await give_moment(crew.lea, crew.anna)
    await gather_errors(
        report_moment(one, key, "Unkind", SHOP_TIME) for one in (crew.ben, crew.anna, crew.ben)
    )
    assert await read_status(key) == "reported"
    with pytest.raises(Conflict, match=r"moment\.is_reported"):
        await settle_moment(crew.nora, key, "confirm", SHOP_TIME)
    await settle_moment(crew.nora, key, "restore", SHOP_TIME)
    await report_moment(crew.ben, key, "Still", SHOP_TIME)
    assert (await read_status(key), (await read_totals(crew.anna))[0]) == ("confirmed", 20)
