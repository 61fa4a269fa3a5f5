"""A short run of `make bench` on real servers. Its figures are not checked against targets."""

import json
import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from bench.load import LoadError, generate_load

ROOT = Path(__file__).parents[2]
SHORT = ("--people", "20", "--rounds", "1", "--seconds", "0.1", "--clients", "1,4")


def test_a_short_bench_writes_all_figures(
    postgres_server: str, clean_redis: str, tmp_path: Path
) -> None:
    out = tmp_path / "bench.json"
    environment = {
        **os.environ,
        "DATABASE_URL": postgres_server,
        "REDIS_URL": clean_redis,
        "PYTHONPATH": "tests",
    }
    done = subprocess.run(
        [sys.executable, "-m", "bench", *SHORT, "--out", out],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(out.read_text())
    assert found["machine"]["cores"] == os.cpu_count()
    rows = {row["name"]: row for row in found["rows"]}
    assert all(
        row.keys() == {"name", "value", "unit", "floor", "ratio", "target", "holds"}
        for row in rows.values()
    )
    assert all(
        row["value"] > 0
        for name, row in rows.items()
        if name.endswith((": rate", ": p50", "clients"))
    )
    assert {
        "record one answer, 4 clients",
        "open today, 4 clients",
        "open today, 1 clients: p99",
    } <= rows.keys()
    assert rows["batch of 50: statements"]["holds"]
    assert "What was to be reached" in done.stdout


def test_a_wrong_response_ends_the_load() -> None:
    class Refuses(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send_response(503)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"no")

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Refuses) as server:
        Thread(target=server.handle_request, daemon=True).start()
        with pytest.raises(LoadError, match="503"):
            generate_load(
                ("127.0.0.1", server.server_port),
                [iter([b"GET / HTTP/1.1\r\n\r\n"] * 9)],
                lambda answer: True,
                5,
            )
