"""A short run of `make audit` on real servers: nothing that is accepted holds the event loop."""

import json
from pathlib import Path

from audit.check_names import CHECKS
from audit.parts import PARTS
from support.benches import run_bench


def test_no_input_holds_the_event_loop(
    postgres_server: str, clean_redis: str, tmp_path: Path
) -> None:
    out = tmp_path / "audit.json"
    # A machine that is busy with other tests delays every loop. `make audit` has the target.
    options = ("--part", "inputs", "--stored", "400", "--loop-seconds", "0.5")
    rows = run_bench(
        "audit", *options, out=out, database_url=postgres_server, redis_url=clean_redis
    )
    assert len([name for name in rows if name.endswith("event loop")]) > 20
    assert rows["attack: rota CSV with 240,000 columns"]["floor"] == 60
    checks = json.loads(out.read_text())["parts"]["inputs"]["checks"]
    assert checks == {"inputs.event_loop": {"result": "passed", "details": []}}


def test_every_part_has_names() -> None:
    assert {*PARTS, "asvs"} == set(CHECKS)
