"""Assign processor cores and measure their use. The API has one core for itself."""

import os
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field

import psutil


@dataclass(frozen=True, slots=True)
class Cores:
    """The core of the API, and those of everything else. Both are empty if none can be chosen."""

    api: frozenset[int] = frozenset()
    others: frozenset[int] = frozenset()


@dataclass(slots=True)
class BenchProcesses:
    """The processes of a benchmark, by role."""

    roles: dict[str, list[psutil.Process]] = field(default_factory=dict)

    def get_processor_seconds(self, role: str) -> float:
        """Give the processor seconds that a role has used so far."""
        return sum(_read_processor_seconds(process) for process in self.roles.get(role, []))


@dataclass(slots=True)
class OtherPrograms:
    """Measures how much other programs use the processor from now on. They disturb the figures."""

    started_at: float = field(default_factory=time.monotonic)
    before: float = field(default_factory=lambda: _used_by_others())

    def count_busy_cores(self) -> float:
        """Give the average number of cores that other programs have kept busy."""
        return max(0.0, (_used_by_others() - self.before) / (time.monotonic() - self.started_at))


def reserve_api_core() -> Cores:
    """Reserve one core for the API, and move this process to the others."""
    if not sys.platform.startswith("linux") or len(found := sorted(os.sched_getaffinity(0))) < 2:
        return Cores()
    cores = Cores(frozenset(found[:1]), frozenset(found[1:]))
    os.sched_setaffinity(0, cores.others)
    return cores


def place_processes(cores: Cores) -> BenchProcesses:
    """Find all processes that we have started, and move the API to its core."""
    processes = BenchProcesses()
    for process in psutil.Process().children(recursive=True):
        with suppress(
            psutil.NoSuchProcess, ProcessLookupError
        ):  # helpers of PostgreSQL come and go
            role = _name_role(process.name())
            processes.roles.setdefault(role, []).append(process)
            if role == "api" and cores.api:
                for thread in process.threads():
                    os.sched_setaffinity(thread.id, cores.api)
    return processes


def _name_role(name: str) -> str:
    if "postgres" in name:
        return "postgres"
    return "valkey" if "valkey" in name else "api"


def _read_processor_seconds(process: psutil.Process, *, ended: bool = False) -> float:
    """Read the processor seconds of a process, with those of its ended children if `ended`."""
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    used = times.user + times.system
    return float(used + times.children_user + times.children_system if ended else used)


def _used_by_others() -> float:
    all_programs, this_process = psutil.cpu_times(), psutil.Process()
    busy = all_programs.user + all_programs.nice + all_programs.system
    return float(busy) - sum(
        _read_processor_seconds(process, ended=True)
        for process in (this_process, *this_process.children(recursive=True))
    )
