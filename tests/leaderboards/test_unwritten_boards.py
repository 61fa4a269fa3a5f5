"""A board that could not be written is not called complete, whatever Redis says of it."""

from collections.abc import AsyncIterator, Iterator

import pytest
import redis
from support.company import COMPANY_TIME, COMPANY_WEEK, Company, open_company

from learning.actions.boards import rank_teams as rank_teams_module
from learning.actions.boards.open_boards import open_boards
from learning.actions.boards.rank_teams import rank_teams
from learning.actions.boards.repair_boards import repair_boards
from learning.actions.boards.sweep_boards import sweep_boards
from learning.leaderboards import make_board_key
from learning.queries.boards.boards import BoardScope
from learning.queries.boards.unwritten_boards import is_any_board_unwritten
from learning.rules.boards.boards import BoardWindow
from learning.rules.boards.periods import PERIOD_RULES
from ops.embedded import ports, run_server, valkey

SMALL_MEMORY = "8mb"


@pytest.fixture(scope="module")
def small_valkey_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a Valkey with little memory, which a test fills."""
    folder, port = tmp_path_factory.mktemp("small"), ports.find_free_port()
    launch = valkey.prepare_valkey(
        folder, folder / "valkey.log", port, extra_lines=(f"maxmemory {SMALL_MEMORY}",)
    )
    with run_server(launch):
        yield valkey.read_valkey_url(folder, port)


@pytest.fixture
async def chain(database: str, small_valkey_url: str) -> AsyncIterator[Company]:
    """The company with its boards on the small Valkey, which is empty."""
    with redis.Redis.from_url(small_valkey_url) as client:
        client.config_set("maxmemory", SMALL_MEMORY)
        client.flushall()
    async with open_company(small_valkey_url) as made:
        made.boards.nodes.breaker.pause_seconds = 0.05
        yield made


def fill(url: str) -> None:
    """Let Valkey have more than it may: it refuses every write that needs memory."""
    with redis.Redis.from_url(url) as client:
        client.config_set("maxmemory", client.info("memory")["used_memory"] // 2)
        with pytest.raises(redis.exceptions.OutOfMemoryError):
            client.set("one", "more")


def empty(url: str) -> None:
    with redis.Redis.from_url(url) as client:
        client.config_set("maxmemory", SMALL_MEMORY)


async def test_a_full_valkey_does_not_show_an_old_board(
    chain: Company, small_valkey_url: str
) -> None:
    anna, ben = await chain.add_members(2)
    scope, board = (
        BoardScope("team", chain.shop.id),
        make_board_key("team", chain.shop.id, "week", COMPANY_WEEK),
    )
    await repair_boards(chain.boards, COMPANY_TIME)
    fill(small_valkey_url)
    await chain.earn_points(anna, 90)
    await chain.boards.flush()
    old = await chain.boards.read_view(board, ben.id, BoardWindow())
    assert old is not None, "Valkey still says that the board is complete"
    assert old.rows[0].points == 20
    assert await is_any_board_unwritten([board])
    for user in (anna, ben):
        shown = (await chain.read_board(user, scope)).entries
        assert shown[0].points == 100

    assert await repair_boards(chain.boards, COMPANY_TIME) == 0, "nothing could be repaired"
    assert await is_any_board_unwritten([board]), "a repair that failed does not end the note"
    empty(small_valkey_url)
    await sweep_boards(chain.boards, COMPANY_TIME)
    assert not await is_any_board_unwritten([board])
    new = await chain.boards.read_view(board, ben.id, BoardWindow())
    assert new is not None
    assert new.rows[0].points == 100


async def test_what_one_process_could_not_write_is_right_for_all_others(chain: Company) -> None:
    anna, ben = await chain.add_members(2)
    await repair_boards(chain.boards, COMPANY_TIME)
    cut_off = open_boards("redis://127.0.0.1:1/0")
    await chain.earn_points(anna, 90, publish=False)
    cut_off.enqueue(anna.id)
    await cut_off.flush(anna.id)
    await cut_off.close()
    shown = (await chain.read_board(ben, BoardScope("team", chain.shop.id))).entries
    assert shown[0].points == 100
    assert await repair_boards(chain.boards, COMPANY_TIME) == 3 * len(PERIOD_RULES)
    assert not await is_any_board_unwritten(
        [make_board_key("team", chain.shop.id, "week", COMPANY_WEEK)]
    )


async def test_a_note_ends_the_rest_of_the_sweep(
    chain: Company, small_valkey_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (anna,) = await chain.add_members(1)
    await sweep_boards(chain.boards, COMPANY_TIME)
    await chain.boards.pause_sweep(600)
    fill(small_valkey_url)
    await chain.earn_points(anna, 90)
    await chain.boards.flush()
    empty(small_valkey_url)
    await sweep_boards(chain.boards, COMPANY_TIME)
    assert await chain.read_team_points(chain.shop) == {anna.id: 100}


async def test_a_ranking_of_teams_that_is_not_written_is_not_complete(
    chain: Company, small_valkey_url: str
) -> None:
    board = make_board_key("teams", chain.north.id, "week", COMPANY_WEEK)
    await rank_teams(chain.boards, COMPANY_TIME)
    assert await chain.boards.read_complete_marks([board]) == {board: True}
    assert not await is_any_board_unwritten([board])
    with redis.Redis.from_url(small_valkey_url) as client:
        lifetime = client.ttl(f"{board}:whole")
    assert 0 < lifetime <= rank_teams_module.TEAM_RANKING_LIFETIME.total_seconds()
    await chain.add_members(4)
    fill(small_valkey_url)
    await rank_teams(chain.boards, COMPANY_TIME)
    assert await is_any_board_unwritten([board])
    empty(small_valkey_url)
    await rank_teams(chain.boards, COMPANY_TIME)
    assert not await is_any_board_unwritten([board])
