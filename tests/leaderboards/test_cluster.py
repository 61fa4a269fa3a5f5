"""A node of a real cluster dies, and comes back with nothing."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from support.cluster import Cluster, Node
from support.company import NOW, Company, company_at

from learning.actions.repair_boards import repair_boards
from learning.actions.sweep_boards import sweep_boards
from learning.leaderboards import make_board_key, wire
from learning.leaderboards.wire import create_redis_client
from learning.queries.boards import BoardScope
from learning.queries.scores import open_boards
from learning.rules.periods import START_FUNCTION_BY_PERIOD


@pytest.fixture
async def spread(database: str, three_nodes: Cluster) -> AsyncIterator[Company]:
    """A company whose boards are on the cluster."""
    three_nodes.empty()
    async with company_at(three_nodes.url) as made:
        yield made


def nodes(company: Company, cluster: Cluster) -> dict[str, Node]:
    """Which node has the boards of a team."""
    teams = (company.root, company.north, company.shop, company.depot, company.south)
    return {team.name: cluster.node_of(make_board_key("team", team.id, "week", NOW.date())) for team in teams}


async def test_all_boards_of_one_subject_are_on_one_node(spread: Company, three_nodes: Cluster) -> None:
    found = nodes(spread, three_nodes)
    for team in (spread.root, spread.north, spread.shop):
        boards = [make_board_key("team", team.id, period, start(NOW.date())) for period, start in START_FUNCTION_BY_PERIOD.items()]
        homes = {three_nodes.node_of(name).port for board in boards for name in (board, f"{board}:whole")}
        assert homes == {found[team.name].port}
    assert len({node.port for node in found.values()}) > 1


async def test_a_dead_node_is_felt_by_nobody_and_recovers_by_itself(
    spread: Company, three_nodes: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "AWAY", 0.2)
    people = await spread.crowd(6)
    me = people[2]
    await sweep_boards(spread.boards, NOW)
    before = [await spread.look(me, team) for team in (spread.shop, spread.north, spread.root)]
    lost = nodes(spread, three_nodes)["Shop"]
    lost.kill()
    try:
        begun = asyncio.get_running_loop().time()
        assert [await spread.look(me, team) for team in (spread.shop, spread.north, spread.root)] == before
        await spread.earn(me, 100)
        for team in (spread.shop, spread.north, spread.root):
            assert (await spread.look(me, team))[0].me
        assert asyncio.get_running_loop().time() - begun < 5
        await sweep_boards(spread.boards, NOW)
    finally:
        lost.start()
        three_nodes.wait()
    await asyncio.sleep(0.3)
    assert (await spread.look(me, spread.shop))[0].points == 130
    assert len(await spread.points(spread.shop)) < 6
    await sweep_boards(spread.boards, NOW)
    board = make_board_key("team", spread.shop.id, "week", START_FUNCTION_BY_PERIOD["week"](NOW.date()))
    assert (await spread.boards.read_complete_marks([board]))[board]
    assert len(await spread.points(spread.shop)) == 6
    assert await repair_boards(spread.boards, NOW) == 0
    assert (await spread.seen(me, BoardScope("team", spread.shop.id))).entries[0].me


@pytest.mark.parametrize("url", ["redis+cluster://", "redis+cluster://:password@"])
async def test_an_address_without_hosts_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="is no host of a cluster"):
        create_redis_client(url)


async def test_the_address_of_a_cluster_names_its_hosts_and_who_asks() -> None:
    client: Any = create_redis_client("rediss+cluster://ann:p%40ss@[::1]:7000,redis.example")
    assert [(node.host, node.port) for node in client.startup_nodes] == [("::1", 7000), ("redis.example", 6379)]
    assert client.connection_kwargs["username"] == "ann"
    assert client.connection_kwargs["password"] == "p@ss"


async def test_a_cluster_that_cannot_be_reached_at_all_is_done_without(spread: Company) -> None:
    people = await spread.crowd(3)
    scope = BoardScope("team", spread.shop.id)
    away = open_boards("redis+cluster://:password@127.0.0.1:1,127.0.0.1:2")
    away.enqueue(people[0].id)
    assert await spread.seen(people[0], scope, boards=away) == await spread.seen(people[0], scope)
    assert await repair_boards(away, NOW) == 0
    await away.close()
