"""The jobs of the simulation: every scheduler with the same people, under every memory model."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from statistics import fmean

from simulate.baselines import BASELINES, SINGLE_PACE_BASELINES
from simulate.memory_models import MEMORY_MODELS
from simulate.schedulers import Herobreak, SharedWeights
from simulate.simulated_days import simulate_days
from simulate.simulated_pack import build_catalogue
from simulate.simulated_people import FINAL_DAY, PRACTICE_DAYS, draw_person

FITTED, PLAIN = "Herobreak", "Herobreak, never fitted"
PATIENT = ", patient"
"""Marks a baseline that takes a new lesson only if it fits together with all that is due."""


@dataclass(frozen=True, slots=True)
class SimulationJob:
    """One organisation under one model and scheduler."""

    seed: int
    people: int
    model: str
    scheduler: str


@dataclass(frozen=True, slots=True)
class SimulationResult:
    """Averages per person: minutes, concepts taught, and remembered on days 90 and 120."""

    minutes: float
    taught: float
    at_90: float
    at_120: float

    @property
    def per_minute(self) -> float:
        """The concepts remembered on day 120 per minute, lessons included."""
        return self.at_120 / self.minutes


def list_schedulers() -> list[str]:
    """List the names of all schedulers, with the variants of the baselines."""
    waits_for_room = [name + PATIENT for name in BASELINES if name not in SINGLE_PACE_BASELINES]
    return [FITTED, PLAIN, *BASELINES, *waits_for_room]


def list_jobs(seeds: Sequence[int], people: int) -> Iterator[SimulationJob]:
    """List all jobs."""
    for seed in seeds:
        for model in MEMORY_MODELS:
            yield from (SimulationJob(seed, people, model, name) for name in list_schedulers())


def run_jobs(
    jobs: Sequence[SimulationJob], processes: int
) -> Iterator[tuple[SimulationJob, SimulationResult]]:
    """Run the jobs in some processes. Give each result when it is ready."""
    if processes == 1:
        yield from ((job, simulate_job(job)) for job in jobs)
        return
    with get_context("spawn").Pool(processes) as pool:
        yield from pool.imap_unordered(_run_job, jobs)


def simulate_job(job: SimulationJob) -> SimulationResult:
    """Simulate one organisation."""
    people = [draw_person(job.seed, number) for number in range(job.people)]
    shared_weights = SharedWeights(fits=job.scheduler == FITTED)
    name, waits_for_room = job.scheduler.removesuffix(PATIENT), job.scheduler.endswith(PATIENT)
    if name in BASELINES:
        learners = simulate_days(
            people,
            job.model,
            partial(BASELINES[name], catalogue=build_catalogue(), waits_for_room=waits_for_room),
            shared_weights.run_night,
        )
    else:
        learners = simulate_days(
            people,
            job.model,
            partial(Herobreak, catalogue=build_catalogue(), shared_weights=shared_weights),
            shared_weights.run_night,
        )
    return SimulationResult(
        minutes=fmean(learner.seconds for learner in learners) / 60,
        taught=fmean(len(learner.learnt) for learner in learners),
        at_90=fmean(learner.count_remembered(PRACTICE_DAYS) for learner in learners),
        at_120=fmean(learner.count_remembered(FINAL_DAY) for learner in learners),
    )


def _run_job(job: SimulationJob) -> tuple[SimulationJob, SimulationResult]:
    return job, simulate_job(job)
