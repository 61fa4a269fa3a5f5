"""The alarms, the dashboard and the runbook that we ship agree with what `/metrics` answers."""

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from support.promql import Labels, Series, parse_query

from api.metrics import StateCollector
from api.redis_state import RedisState
from learning import metrics
from learning.queries.jobs.system_state import SystemState

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "monitoring"
GROUPS = YAML(typ="safe").load((FOLDER / "alerts.yml").read_text("utf-8"))["groups"]
RULES: dict[str, dict[str, Any]] = {rule["alert"]: rule for rule in GROUPS[0]["rules"]}
PANELS = json.loads((FOLDER / "dashboard.json").read_text("utf-8"))["panels"]
OF_PROMETHEUS = {"up": {"job", "instance"}}
STATE = SystemState(1, 1.0, 0, 0, 1.0, 0, 1, 1, 100, {"worker": 1.0})


def list_metrics() -> dict[str, set[str]]:
    """List every name of a sample in the answer of `/metrics`, with its labels."""
    found: dict[str, set[str]] = dict(OF_PROMETHEUS)
    for metric in StateCollector(STATE, RedisState(0, 0, 1, 1), ROOT).collect():
        for sample in metric.samples:
            found[sample.name] = set(sample.labels)
    for counted in vars(metrics).values():
        labels, name = getattr(counted, "_labelnames", None), getattr(counted, "_name", "")
        if labels is not None and name.startswith("herobreak_"):
            for suffix in ("_bucket", "_count", "_sum") if has_buckets(counted) else ("_total",):
                found[name + suffix] = {*labels, *({"le"} if suffix == "_bucket" else ())}
    return found


def has_buckets(counted: object) -> bool:
    return hasattr(counted, "_upper_bounds")


def list_queries() -> Iterator[tuple[str, str]]:
    for name, rule in RULES.items():
        yield name, rule["expr"]
    for panel in PANELS:
        for target in panel["targets"]:
            yield panel["title"], target["expr"]


@pytest.mark.parametrize(("where", "query"), list(list_queries()))
def test_every_metric_and_label_of_a_query_exists(where: str, query: str) -> None:
    found, known = parse_query(query), list_metrics()
    for selector in found.selectors:
        assert selector.name in known, where
        assert {label for label, _, _ in selector.matchers} <= known[selector.name], where
    assert found.grouped_labels <= {label for labels in known.values() for label in labels}


def make_buckets(name: str, seconds: float, labels: Labels = ()) -> list[Series]:
    """Make the buckets of a histogram: each request of the last minutes took `seconds`."""
    bounds = {0.1: "0.1", 0.5: "0.5", 1.0: "1.0", 2.0: "2.0", math.inf: "+Inf"}
    return [
        Series(
            f"{name}_bucket", 0, 10.0 if bound >= seconds else 0.0, (*labels, ("le", str(bound)))
        )
        for bound in bounds
    ] + [Series(f"{name}_bucket", 0, 10.0, (*labels, ("le", "+Inf")))]


def gauge(name: str, value: float, *labels: tuple[str, str]) -> list[Series]:
    return [Series(f"herobreak_{name}", value, 0.0, labels)]


def counter(name: str, per_second: float, *labels: tuple[str, str]) -> list[Series]:
    return [Series(f"herobreak_{name}", 1e6, per_second, labels)]


ANSWERS: Labels = (("route", "/api/attempts"),)
SAMPLES: dict[str, tuple[list[Series], list[Series]]] = {
    "ApiDown": (
        [Series("up", 0, 0, (("job", "herobreak"),))],
        [Series("up", 1, 0, (("job", "herobreak"),)), Series("up", 0, 0, (("job", "other"),))],
    ),
    "DatabaseDown": (gauge("database_up", 0), gauge("database_up", 1)),
    "RequestsFailing": (
        counter("request_seconds_count", 97, ("status", "200"))
        + counter("request_seconds_count", 3, ("status", "503")),
        counter("request_seconds_count", 99, ("status", "200"))
        + counter("request_seconds_count", 1, ("status", "500"))
        + counter("request_seconds_count", 50, ("status", "404")),
    ),
    "RequestsSlow": (
        make_buckets("herobreak_request_seconds", 1.5, ANSWERS),
        make_buckets("herobreak_request_seconds", 0.4, ANSWERS)
        + make_buckets("herobreak_request_seconds", 4.0, (("route", "/api/teams"),)),
    ),
    "Overloaded": (
        counter("refusals_total", 2, ("code", "server.busy")),
        counter("refusals_total", 50, ("code", "request.invalid")),
    ),
    "JobsLate": (gauge("oldest_due_job_seconds", 901), gauge("oldest_due_job_seconds", 899)),
    "JobsFailing": (gauge("failing_jobs", 1), gauge("failing_jobs", 0)),
    "HeartbeatMissing": (
        gauge("heartbeat_age_seconds", 200, ("part", "worker")),
        gauge("heartbeat_age_seconds", 170, ("part", "worker")),
    ),
    "QueueLate": (gauge("queue_messages", 201), gauge("queue_messages", 200)),
    "MessagesSetAside": (gauge("messages_set_aside", 1), gauge("messages_set_aside", 0)),
    "RedisDown": (gauge("redis_up", 0), gauge("redis_up", 1)),
    "RedisFull": (
        gauge("redis_memory_bytes", 95) + gauge("redis_memory_limit_bytes", 100),
        gauge("redis_memory_bytes", 95) + gauge("redis_memory_limit_bytes", 0),
    ),
    "BoardsUnwritten": (gauge("unwritten_boards", 1), gauge("unwritten_boards", 0)),
    "BoardsDrifting": (
        counter("board_rows_repaired_total", 0.5),
        counter("board_rows_repaired_total", 0.01),
    ),
    "BoardSweepLate": (
        gauge("board_sweep_age_seconds", 1801),
        gauge("board_sweep_age_seconds", 60),
    ),
    "DiskFilling": (
        gauge("disk_free_bytes", 9) + gauge("disk_bytes", 100),
        gauge("disk_free_bytes", 11) + gauge("disk_bytes", 100),
    ),
    "ConnectionsExhausted": (
        gauge("database_connections", 90) + gauge("max_database_connections", 100),
        gauge("database_connections", 80) + gauge("max_database_connections", 100),
    ),
    "SignInsRefused": (
        counter("sign_ins_total", 1, ("result", "refused")),
        counter("sign_ins_total", 9, ("result", "accepted")),
    ),
    "RateLimited": (
        counter("refusals_total", 1, ("code", "session.too_many_guesses")),
        counter("refusals_total", 9, ("code", "session.not_signed_in")),
    ),
}
"""For each alarm: samples for which it fires, and samples for which it does not."""


def test_every_alarm_has_its_samples() -> None:
    assert set(RULES) == set(SAMPLES)


@pytest.mark.parametrize("alarm", SAMPLES)
def test_an_alarm_fires_when_it_must_and_only_then(alarm: str) -> None:
    firing, quiet = SAMPLES[alarm]
    query = parse_query(RULES[alarm]["expr"])
    assert query.evaluate(firing), "it does not fire"
    assert not query.evaluate(quiet), "it fires without need"
    assert not query.evaluate([]), "it fires without any sample"


@pytest.mark.parametrize("alarm", RULES)
def test_every_alarm_has_its_page_and_says_how_bad_it_is(alarm: str) -> None:
    rule = RULES[alarm]
    page = ROOT / rule["annotations"]["runbook"]
    text = page.read_text("utf-8")
    assert text.startswith(f"# {alarm}\n")
    assert rule["annotations"]["summary"] in text.replace("\n", " ")
    assert rule["labels"]["severity"] in {"warning", "critical"}
    assert re.fullmatch(r"\d+[smh]", rule["for"])
    assert f"[{alarm}]({page.name})" in (page.parent / "README.md").read_text("utf-8")


def test_every_page_has_its_alarm() -> None:
    pages = {page.name for page in (ROOT / "docs" / "runbook").glob("*.md")} - {"README.md"}
    assert pages == {Path(rule["annotations"]["runbook"]).name for rule in RULES.values()}


@pytest.mark.parametrize(
    "wrong", ["rate(up)", "sum(up", "up >", "up{job=}", "foo(up)", "up == 0 or vector(1)"]
)
def test_a_query_that_is_none_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_query(wrong)


def test_a_quantile_is_that_of_prometheus() -> None:
    """1 of 10 requests took under 0.1 s, 9 between 1 and 2 s: the middle lies 4/9 into these."""
    buckets = [("0.1", 1), ("1.0", 1), ("2.0", 10), ("+Inf", 10)]
    samples = [Series("t_bucket", 0, float(count), (("le", bound),)) for bound, count in buckets]
    query = parse_query("histogram_quantile(0.5, sum by (le) (rate(t_bucket[5m])))")
    assert query.evaluate(samples) == {(): pytest.approx(1 + 4 / 9)}
