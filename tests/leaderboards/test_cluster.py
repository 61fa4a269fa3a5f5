"""A node of a real cluster is killed, and comes back without data."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from support.cluster import Cluster, ClusterNode
from support.company import COMPANY_TIME, Company, open_company

from learning.actions.boards.open_boards import open_boards
from learning.actions.boards.repair_boards import repair_boards
from learning.actions.boards.sweep_boards import sweep_boards
from learning.leaderboards import make_board_key
from learning.leaderboards.redis_nodes import create_redis_client
from learning.queries.boards.boards import BoardScope
from learning.rules.boards.periods import PERIOD_RULES, find_period_start


@pytest.fixture
async def cluster_company(database: str, three_nodes: Cluster) -> AsyncIterator[Company]:
    """A company whose boards are on the cluster."""
    three_nodes.delete_all_keys()
    async with open_company(three_nodes.url) as made:
        yield made


def find_nodes_of_teams(company: Company, cluster: Cluster) -> dict[str, ClusterNode]:
    """Return the node that has the boards of each team."""
    teams = (company.root, company.north, company.shop, company.depot, company.south)
    return {
        team.name: cluster.find_node(make_board_key("team", team.id, "week", COMPANY_TIME.date()))
        for team in teams
    }


async def test_all_boards_of_one_subject_are_on_one_node(
    cluster_company: Company, three_nodes: Cluster
) -> None:
    found = find_nodes_of_teams(cluster_company, three_nodes)
    for team in (cluster_company.root, cluster_company.north, cluster_company.shop):
        boards = [
            make_board_key("team", team.id, period, rule.find_start(COMPANY_TIME.date()))
            for period, rule in PERIOD_RULES.items()
        ]
        ports = {
            three_nodes.find_node(name).port
            for board in boards
            for name in (board, f"{board}:whole")
        }
        assert ports == {found[team.name].port}
    assert len({node.port for node in found.values()}) > 1


async def test_a_killed_node_disturbs_nobody_and_is_filled_again(
    cluster_company: Company, three_nodes: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_company.boards.nodes.breaker, "pause_seconds", 0.2)
    people = await cluster_company.add_members(6)
    me = people[2]
    await sweep_boards(cluster_company.boards, COMPANY_TIME)
    before = [
        await cluster_company.read_entries(me, team)
        for team in (cluster_company.shop, cluster_company.north, cluster_company.root)
    ]
    stopped_node = find_nodes_of_teams(cluster_company, three_nodes)["Shop"]
    stopped_node.kill_node()
    try:
        begun = asyncio.get_running_loop().time()
        assert [
            await cluster_company.read_entries(me, team)
            for team in (cluster_company.shop, cluster_company.north, cluster_company.root)
        ] == before
        await cluster_company.earn_points(me, 100)
        for team in (cluster_company.shop, cluster_company.north, cluster_company.root):
            assert (await cluster_company.read_entries(me, team))[0].me
        assert asyncio.get_running_loop().time() - begun < 5
        await sweep_boards(cluster_company.boards, COMPANY_TIME)
    finally:
        stopped_node.start_node()
        three_nodes.wait_until_formed()
    await asyncio.sleep(0.3)
    assert (await cluster_company.read_entries(me, cluster_company.shop))[0].points == 130
    assert len(await cluster_company.read_team_points(cluster_company.shop)) < 6
    await sweep_boards(cluster_company.boards, COMPANY_TIME)
    board = make_board_key(
        "team", cluster_company.shop.id, "week", find_period_start("week", COMPANY_TIME.date())
    )
    assert (await cluster_company.boards.read_complete_marks([board]))[board]
    assert len(await cluster_company.read_team_points(cluster_company.shop)) == 6
    assert await repair_boards(cluster_company.boards, COMPANY_TIME) == 0
    assert (
        (await cluster_company.read_board(me, BoardScope("team", cluster_company.shop.id)))
        .entries[0]
        .me
    )


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


async def test_without_any_node_boards_are_read_from_postgresql(cluster_company: Company) -> None:
    people = await cluster_company.add_members(3)
    scope = BoardScope("team", cluster_company.shop.id)
    unreachable = open_boards("redis+cluster://:password@127.0.0.1:1,127.0.0.1:2")
    unreachable.enqueue(people[0].id)
    assert await cluster_company.read_board(
        people[0], scope, boards=unreachable
    ) == await cluster_company.read_board(people[0], scope)
    assert await repair_boards(unreachable, COMPANY_TIME) == 0
    await unreachable.close()
