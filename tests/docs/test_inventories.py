"""The tables of `docs/inventories.md` say what the code says."""

import ast
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from functools import reduce
from importlib import import_module
from inspect import unwrap
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from api.app import create_app
from learning import piccolo_app
from learning.actions.people import limit_guesses
from learning.settings import parse_settings
from learning.steps.people.create_session import Device
from learning.steps.people.hash_secret import SECRET_HASHER

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/inventories.md").read_text("utf-8")
CODE = re.compile(r"`([^`]+)`")
SIZE_BY_UNIT = {"KiB": 1024, "MiB": 1024**2, "seconds": 1, "hours": 3600, "days": 86_400}
SECONDS_BY_ENDING = {"_HOURS": 3600, "_DAYS": 86_400}
PACKAGES = ("api", "worker", "learning", "content", "ops")
MODULES_OF_CRYPTOGRAPHY = {
    *("argon2", "cryptography", "hashlib", "hmac", "nacl", "secrets", "ssl", "webauthn"),
}


def read_rows(section: str, table: int = 0) -> list[list[str]]:
    """Read the rows of a table of a section, without its header."""
    body = PAGE.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    assert body, section
    tables = re.findall(r"(?:^\|.*\n)+", body, re.MULTILINE)
    lines = tables[table].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def read_codes(section: str, column: int, table: int = 0) -> list[str]:
    """Read the words in code marks of a column."""
    return [code for row in read_rows(section, table) for code in CODE.findall(row[column])]


def list_sources() -> Iterator[tuple[str, str]]:
    """List the modules of the application with their source."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), path.read_text("utf-8")


def measure(text: str) -> float:
    """Measure a limit as it is written: a number, with a unit of size or time."""
    number, _, unit = text.partition(" ")
    return float(number.replace(",", "")) * SIZE_BY_UNIT.get(unit, 1)


def measure_constant(place: str) -> float:
    """Measure a constant of the code, which is named `module:NAME`."""
    module, _, name = place.partition(":")
    value = reduce(getattr, name.split("."), import_module(module))
    if isinstance(value, timedelta):
        return value.total_seconds()
    assert isinstance(value, int | float), place
    factor = next((by for ending, by in SECONDS_BY_ENDING.items() if name.endswith(ending)), 1)
    return float(value * factor)


@pytest.mark.parametrize("row", read_rows("Limits"), ids=lambda row: row[0])
def test_each_limit_has_the_value_of_the_code(row: list[str]) -> None:
    (place,) = CODE.findall(row[2])
    assert measure(row[1]) == measure_constant(place)


def test_each_budget_of_guesses_is_that_of_the_code() -> None:
    device = Device("token", None, "mark", "192.0.2.1")
    limits = {
        "make_account_limit": limit_guesses.make_account_limit("anna"),
        "make_known_device_limit": limit_guesses.make_known_device_limit("anna", "mark"),
        "make_own_secret_limit": limit_guesses.make_own_secret_limit("anna"),
        "make_mark_limits": limit_guesses.make_mark_limits(device)[0],
        "make_device_limits": limit_guesses.make_device_limits(device)[0],
    }
    written = {CODE.findall(row[3])[0]: (row[1], row[2]) for row in read_rows("Guesses")}
    assert written == {
        name: (str(limit.at_once), str(limit.a_day)) for name, limit in limits.items()
    }


def list_sign_ins() -> set[str]:
    """List the operations whose handler gives out a cookie that opens something."""
    found = set()
    for route in create_app(parse_settings({})).routes:
        for handler in getattr(route, "route_handlers", ()):
            source = Path(unwrap(handler.fn).__code__.co_filename).read_text("utf-8")
            functions = (
                node
                for node in ast.walk(ast.parse(source))
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
                and node.name == handler.fn.__name__
            )
            body = "".join(map(ast.unparse, functions))
            if "answer_sign_in(" in body or "make_device_cookies(" in body:
                found |= {f"{method} {route.path}" for method in handler.http_methods}
    return found


def test_every_way_to_sign_in_is_listed() -> None:
    assert list_sign_ins() == set(read_codes("Ways to sign in", 0))


def test_every_table_has_its_class() -> None:
    listed = read_codes("Data", 2)
    tables = [table._meta.tablename for table in piccolo_app.APP_CONFIG.table_classes]
    assert len(listed) == len(set(listed)), "a table has one class"
    assert set(listed) == set(tables)


def test_every_class_of_data_has_its_protection() -> None:
    assert [row[0] for row in read_rows("Data")] == [row[0] for row in read_rows("Data", 1)]
    assert all(all(row) for row in read_rows("Data", 1))


def test_every_logger_is_listed() -> None:
    loggers = set()
    for file, source in list_sources():
        loggers |= set(re.findall(r"get_logger\(\"([\w.]+)\"\)", source))
        if re.search(r"\bgetLogger\(__name__\)", source):
            loggers.add(file.removesuffix(".py").replace("/", "."))
        assert not re.search(r"(?:get_logger|getLogger)\((?!\"[\w.]+\"\)|__name__\))", source), file
    assert loggers == set(read_codes("Logs", 0))


def test_every_service_has_its_connections() -> None:
    compose = YAML(typ="safe").load((ROOT / "docker-compose.yml").read_text("utf-8"))
    assert set(compose["services"]) == set(read_codes("Connections", 0))


def imports_cryptography(source: str) -> bool:
    """Say whether a module imports something of cryptography."""
    for node in ast.walk(ast.parse(source)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        if any(name.partition(".")[0] in MODULES_OF_CRYPTOGRAPHY for name in names):
            return True
    return False


def test_every_use_of_cryptography_is_listed() -> None:
    used = {file for file, source in list_sources() if imports_cryptography(source)}
    listed = read_codes("Cryptography", 2)
    assert used == set(listed)


def test_the_costs_of_a_password_hash_are_at_least_the_advised_ones() -> None:
    """19 MiB and two passes, as the OWASP Password Storage Cheat Sheet advises for argon2id."""
    assert SECRET_HASHER.type.name == "ID"
    assert SECRET_HASHER.memory_cost >= 19 * 1024
    assert SECRET_HASHER.time_cost >= 2
    assert SECRET_HASHER.salt_len >= 16


def test_updates_have_their_times() -> None:
    days = [int(re.findall(r"(\d+) days", row[1])[0]) for row in read_rows("Updates")]
    assert days == sorted(days)
    assert max(days) <= 90
    renovate = json.loads((ROOT / "renovate.json").read_text("utf-8"))
    assert renovate["schedule"] == ["before 6am on monday"]
    assert "every Monday" in PAGE


def test_every_locked_package_has_hashes() -> None:
    locks = [*(ROOT / "requirements").glob("*.lock*")]
    assert len(locks) >= 3
    for lock in locks:
        entries = re.split(r"^(?=[a-z0-9])", lock.read_text("utf-8"), flags=re.MULTILINE)
        packages = [entry for entry in entries if "==" in entry.partition("\n")[0]]
        assert packages, lock
        assert [entry for entry in packages if "--hash=sha256:" not in entry] == []
    for name in ("frontend", "tests/browser"):
        written = json.loads((ROOT / name / "package-lock.json").read_text("utf-8"))
        entries_by_place = {place: entry for place, entry in written["packages"].items() if place}
        bare = [place for place, entry in entries_by_place.items() if "integrity" not in entry]
        assert bare == [], name


def test_a_limit_is_measured_with_its_unit() -> None:
    written = ("1 MiB", "3,000", "6 days", "60 days")
    assert [measure(text) for text in written] == [1024**2, 3000, 518_400, 5_184_000]
