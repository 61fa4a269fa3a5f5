"""Both ways to run PostgreSQL without root. The tests need root."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest

from ops.embedded import account, ports, postgres, postgres_addresses, run_server
from ops.operator_errors import OperatorError

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0, reason="these tests are about root, and this is an ordinary user"
)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Make a folder that other accounts can enter, unlike the folders of pytest."""
    folder = Path(tempfile.mkdtemp(prefix="herobreak-root-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def _no_namespaces(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Forbid user namespaces, as many containers do."""

    def refuse_namespace() -> None:
        raise PermissionError(1, "unshare")

    monkeypatch.setattr(account, "_make_namespace_switch", lambda _: refuse_namespace)
    account.find_unprivileged_account.cache_clear()
    yield
    account.find_unprivileged_account.cache_clear()


async def query_cluster(folder: Path) -> tuple[int, int]:
    """Start the cluster. Give the result of a query, and the user id of its process."""
    port = ports.find_free_port()
    with run_server(
        postgres.prepare_postgres(folder, folder.parent / "log", port, unsafe_fast=True)
    ):
        connection = await asyncpg.connect(postgres_addresses.read_admin_url(folder, port))
        answer = await connection.fetchval("SELECT 42")
        await connection.close()
        pid = int((folder / "postmaster.pid").read_text().split()[0])
        return answer, psutil.Process(pid).uids().real


async def test_in_a_namespace_root_stays_the_owner_of_the_files(tmp_path: Path) -> None:
    assert await query_cluster(tmp_path / "postgres") == (42, 0)
    assert (tmp_path / "postgres").stat().st_uid == 0


@pytest.mark.skipif(
    not all(folder.stat().st_mode & 0o001 for folder in Path(__file__).parents),
    reason="only its owner can enter the folder of this checkout, so no other account can run it",
)
@pytest.mark.usefixtures("_no_namespaces")
async def test_without_namespaces_postgres_runs_as_an_ordinary_account(open_folder: Path) -> None:
    answer, uid = await query_cluster(open_folder / "data" / "postgres")
    assert answer == 42
    assert uid > 0
    assert (open_folder / "data" / "postgres").stat().st_uid == uid


@pytest.mark.usefixtures("_no_namespaces")
def test_without_namespaces_an_unreachable_folder_is_reported(open_folder: Path) -> None:
    closed_folder = open_folder / "closed"
    closed_folder.mkdir(mode=0o700)
    with pytest.raises(OperatorError, match="start Herobreak as an ordinary user"):
        postgres.prepare_postgres(
            closed_folder / "data" / "postgres", open_folder / "log", ports.find_free_port()
        )
    assert list((closed_folder / "data").iterdir()) == []
