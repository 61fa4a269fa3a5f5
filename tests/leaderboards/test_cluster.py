"""A node of a real cluster dies, and comes back with nothing."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from support.cluster import Cluster, ClusterNode
from support.company import COMPANY_TIME, Company, open_company

from learning.actions.boards.repair_boards import repair_boards
from learning.actions.boards.sweep_boards import sweep_boards
from learning.leaderboards import make_board_key, redis_nodes
from learning.leaderboards.redis_nodes import create_redis_client
from learning.queries.boards.board_scores import open_boards
from learning.queries.boards.boards import BoardScope
from learning.rules.boards.periods import START_FUNCTION_BY_PERIOD


@pytest.fixture
async def spread(database: str, three_nodes: Cluster) -> AsyncIterator[Company]:
    """A company whose boards are on the cluster."""
    three_nodes.delete_all_keys()
    async with open_company(three_nodes.url) as made:
        yield made


def nodes(company: Company, cluster: Cluster) -> dict[str, ClusterNode]:
    """Which node has the boards of a team."""
    teams = (company.root, company.north, company.shop, company.depot, company.south)
    return {
        team.name: cluster.find_node(make_board_key("team", team.id, "week", COMPANY_TIME.date()))
        for team in teams
    }


async def test_all_boards_of_one_subject_are_on_one_node(
    spread: Company, three_nodes: Cluster
) -> None:
    found = nodes(spread, three_nodes)
    for team in (spread.root, spread.north, spread.shop):
        boards = [
            make_board_key("team", team.id, period, start(COMPANY_TIME.date()))
            for period, start in START_FUNCTION_BY_PERIOD.items()
        ]
        homes = {
            three_nodes.find_node(name).port
            for board in boards
            for name in (board, f"{board}:whole")
        }
        assert homes == {found[team.name].port}
    assert len({node.port for node in found.values()}) > 1


async def test_a_dead_node_is_felt_by_nobody_and_recovers_by_itself(
    spread: Company, three_nodes: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_nodes, "REDIS_PAUSE_SECONDS", 0.2)
    people = await spread.add_members(6)
    me = people[2]
    await sweep_boards(spread.boards, COMPANY_TIME)
    before = [
        await spread.read_entries(me, team) for team in (spread.shop, spread.north, spread.root)
    ]
    lost = nodes(spread, three_nodes)["Shop"]
    lost.kill_node()
    try:
        begun = asyncio.get_running_loop().time()
        assert [
            await spread.read_entries(me, team) for team in (spread.shop, spread.north, spread.root)
        ] == before
        await spread.earn_points(me, 100)
        for team in (spread.shop, spread.north, spread.root):
            assert (await spread.read_entries(me, team))[0].me
        assert asyncio.get_running_loop().time() - begun < 5
        await sweep_boards(spread.boards, COMPANY_TIME)
    finally:
        lost.start_node()
        three_nodes.wait_until_formed()
    await asyncio.sleep(0.3)
    assert (await spread.read_entries(me, spread.shop))[0].points == 130
    assert len(await spread.read_team_points(spread.shop)) < 6
    await sweep_boards(spread.boards, COMPANY_TIME)
    board = make_board_key(
        "team", spread.shop.id, "week", START_FUNCTION_BY_PERIOD["week"](COMPANY_TIME.date())
    )
    assert (await spread.boards.read_complete_marks([board]))[board]
    assert len(await spread.read_team_points(spread.shop)) == 6
    assert await repair_boards(spread.boards, COMPANY_TIME) == 0
    assert (await spread.read_board(me, BoardScope("team", spread.shop.id))).entries[0].me


@pytest.mark.parametrize("url", ["redis+cluster://", "redis+cluster://:password@"])
async def test_an_address_without_hosts_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="is no host of a cluster"):
        create_redis_client(url)


async def test_the_address_of_a_cluster_names_its_hosts_and_who_asks() -> None:
    client: Any = create_redis_client("rediss+cluster://ann:p%40ss@[::1]:7000,redis.example")
    assert [(node.host, node.port) for node in client.startup_nodes] == [
        ("::1", 7000),
        ("redis.example", 6379),
    ]
    assert client.connection_kwargs["username"] == "ann"
    assert client.connection_kwargs["password"] == "p@ss"


async def test_a_cluster_that_cannot_be_reached_at_all_is_done_without(spread: Company) -> None:
    people = await spread.add_members(3)
    scope = BoardScope("team", spread.shop.id)
    away = open_boards("redis+cluster://:password@127.0.0.1:1,127.0.0.1:2")
    away.enqueue(people[0].id)
    assert await spread.read_board(people[0], scope, boards=away) == await spread.read_board(
        people[0], scope
    )
    assert await repair_boards(away, COMPANY_TIME) == 0
    await away.close()
