"""A short run of `make audit` on real servers: nothing that is accepted holds the event loop."""

from pathlib import Path

from support.benches import run_bench


def test_no_input_holds_the_event_loop(
    postgres_server: str, clean_redis: str, tmp_path: Path
) -> None:
    out = tmp_path / "audit.json"
    rows = run_bench(
        "audit",
        "--stored",
        "400",
        "--parts",
        "inputs",
        out=out,
        database_url=postgres_server,
        redis_url=clean_redis,
    )
    loops = {name: row for name, row in rows.items() if name.endswith("event loop")}
    assert len(loops) > 20
    # A machine that is busy with other tests delays every loop. `make audit` has the target.
    assert {name for name, row in loops.items() if row["value"] > 2 * row["target"]} == set()
    assert rows["attack: rota CSV with 240,000 columns"]["floor"] == 60
