"""PostgreSQL refuses to be root; both ways around that, where the tests run as root."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest

from ops.embedded import account, ports, postgres, run_server
from ops.operator_errors import OperatorError

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0, reason="these tests are about root, and this is an ordinary user"
)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other accounts can come into, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="herobreak-root-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def _no_namespaces(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A kernel that forbids user namespaces, as many containers do."""

    def forbidden() -> None:
        raise PermissionError(1, "unshare")

    monkeypatch.setattr(account, "_make_namespace_switch", lambda _: forbidden)
    account.find_unprivileged_account.cache_clear()
    yield
    account.find_unprivileged_account.cache_clear()


async def answers(folder: Path) -> tuple[int, int]:
    """Start the cluster; its answer, and the user number of its process as the machine sees it."""
    port = ports.find_free_port()
    with run_server(
        postgres.prepare_postgres(folder, folder.parent / "log", port, unsafe_fast=True)
    ):
        connection = await asyncpg.connect(postgres.read_postgres_url(folder, port))
        answer = await connection.fetchval("SELECT 42")
        await connection.close()
        pid = int((folder / "postmaster.pid").read_text().split()[0])
        return answer, psutil.Process(pid).uids().real


async def test_in_a_namespace_files_stay_roots(tmp_path: Path) -> None:
    assert await answers(tmp_path / "postgres") == (42, 0)
    assert (tmp_path / "postgres").stat().st_uid == 0


@pytest.mark.skipif(
    not all(folder.stat().st_mode & 0o001 for folder in Path(__file__).parents),
    reason="this checkout lies in a folder that only its owner can enter, so no other account can run its PostgreSQL",
)
@pytest.mark.usefixtures("_no_namespaces")
async def test_without_namespaces_it_becomes_an_ordinary_account(open_folder: Path) -> None:
    answer, uid = await answers(open_folder / "data" / "postgres")
    assert answer == 42
    assert uid > 0
    assert (open_folder / "data" / "postgres").stat().st_uid == uid


@pytest.mark.usefixtures("_no_namespaces")
def test_without_namespaces_a_folder_out_of_reach_is_a_sentence(open_folder: Path) -> None:
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(OperatorError, match="start Herobreak as an ordinary user"):
        postgres.prepare_postgres(
            closed / "data" / "postgres", open_folder / "log", ports.find_free_port()
        )
    assert list((closed / "data").iterdir()) == []
