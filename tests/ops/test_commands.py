"""The `herobreak` command, as an operator types it."""

import json
import subprocess
from pathlib import Path

from support.served_processes import HEROBREAK_COMMAND, make_operator_environment, run_herobreak

from ops.embedded import ports


def herobreak(data: Path, *words: str, port: int = 0) -> subprocess.CompletedProcess[str]:
    variables = make_operator_environment(data, port or ports.find_free_port())
    return subprocess.run(
        [HEROBREAK_COMMAND, *words], env=variables, capture_output=True, text=True, timeout=120
    )


def test_it_lists_its_commands(tmp_path: Path) -> None:
    listed = herobreak(tmp_path, "--help").stdout
    assert all(
        command in listed
        for command in ("serve", "migrate", "doctor", "openapi", "pack", "person", "team")
    )


def test_the_contract_needs_no_server(tmp_path: Path) -> None:
    done = herobreak(tmp_path, "openapi")
    assert done.returncode == 0, done.stderr
    assert "/api/attempts" in json.loads(done.stdout)["paths"]


def test_migrate_starts_the_servers_it_needs_and_stops_them(tmp_path: Path) -> None:
    for expected in ("new migrations run", "nothing to do"):
        done = herobreak(tmp_path, "migrate")
        assert done.returncode == 0, done.stderr
        assert expected in done.stdout
    assert not (tmp_path / "postgres" / "postmaster.pid").exists()


def test_beside_a_running_herobreak_commands_use_its_servers(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with run_herobreak(data, tmp_path / "output") as running:
        assert "nothing to do" in herobreak(data, "migrate").stdout
        assert "Herobreak is running on port" in herobreak(data, "doctor", port=running.port).stdout
        assert running.get_status("/api/health/live") == 200


def test_doctor_names_the_trouble(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")
    done = herobreak(tmp_path / "data", "doctor")
    assert done.returncode == 1
    assert "trouble  data folder" in done.stdout
    assert "ok       PostgreSQL" in done.stdout
