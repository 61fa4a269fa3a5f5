"""The part `secrets` of the audit: use marked secrets, then search them everywhere."""

import asyncio
import json
import secrets
from collections.abc import Sequence
from pathlib import Path

from audit.checks import Check, Part, judge
from audit.secret_search.needles import KINDS, Needle, Secret, list_needles
from audit.secret_search.places import DATABASE_FILES, Find, describe_faults
from audit.secret_search.search import (
    find_in_database,
    find_in_file,
    find_in_files,
    find_in_valkey,
)
from audit.secret_search.use_secrets import use_all_secrets
from support.running_herobreak import open_herobreak

OPTIONAL_KINDS = {"passkey challenge"}
"""Kinds that only releases with passkeys have."""


def audit_secrets(folder: Path) -> Part:
    """Run a Herobreak in a folder, use secrets of all kinds on it, stop it, and search."""
    token = secrets.token_hex(24)
    data = folder / "data"
    with open_herobreak(folder, metrics_token=token) as herobreak:
        used = use_all_secrets(herobreak, token)
        needles = [needle for secret in used for needle in list_needles(secret)]
        finds = search_servers(data, needles)
    finds += find_in_files(data, needles, "data folder")
    finds += find_in_file(folder / "output.log", needles, "output")
    return judge_finds(used, finds)


def search_servers(data: Path, needles: Sequence[Needle]) -> list[Find]:
    """Search the database and the Valkey of a running Herobreak."""
    addresses = json.loads((data / "run" / "servers.json").read_text())
    found = asyncio.run(find_in_database(addresses["database_url"], needles))
    return [*found, *find_in_valkey(addresses["redis_url"], needles)]


def judge_finds(used: Sequence[Secret], finds: Sequence[Find]) -> Part:
    """Judge what was found, place by place."""
    faults = describe_faults(finds)
    missing = KINDS.keys() - {secret.kind for secret in used} - OPTIONAL_KINDS
    logs = [fault for fault in faults if " in output" in fault or " in data folder: logs/" in fault]
    checks: list[Check] = [
        judge("secrets.used", [f"no {kind} was used" for kind in sorted(missing)]),
        judge("secrets.logs", logs),
        judge("secrets.database", [fault for fault in faults if " in database: " in fault]),
        judge("secrets.valkey", [fault for fault in faults if " in valkey: " in fault]),
        judge(
            "secrets.data_folder",
            [fault for fault in faults if " in data folder: " in fault and fault not in logs],
        ),
    ]
    known = sorted(
        {
            find.describe()
            for find in finds
            if find.is_known and not find.place.startswith(DATABASE_FILES)
        }
    )
    return Part("secrets", checks, {"used": len(used), "known_places": known})
