"""The trial: every scheduler with the same people, under every model, seed by seed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from statistics import fmean

from simulate.baselines import BASELINES, ONE_PACE
from simulate.course import course
from simulate.heads import HEADS
from simulate.schedulers import Herobreak, Office
from simulate.staff import DAYS, LATER, staff
from simulate.world import live

FITTED, PLAIN = "Herobreak", "Herobreak, never fitted"
PATIENT = ", patient"
"""Marks a baseline that takes a new lesson only when all that is due leaves room for it."""


@dataclass(frozen=True, slots=True)
class Job:
    """One organisation under one model and scheduler."""

    seed: int
    people: int
    model: str
    scheduler: str


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it, a person on average: minutes, ideas taught, and ideas remembered on days 90 and 120."""

    minutes: float
    taught: float
    at_90: float
    at_120: float

    @property
    def per_minute(self) -> float:
        """Ideas remembered on day 120 for each minute spent, lessons included."""
        return self.at_120 / self.minutes


def schedulers() -> list[str]:
    """Name all schedulers: ours, and each baseline at one pace of lessons or at both."""
    patient = [name + PATIENT for name in BASELINES if name not in ONE_PACE]
    return [FITTED, PLAIN, *BASELINES, *patient]


def jobs(seeds: Sequence[int], people: int) -> Iterator[Job]:
    """List everything there is to do."""
    for seed in seeds:
        for model in HEADS:
            yield from (Job(seed, people, model, name) for name in schedulers())


def run(todo: Sequence[Job], processes: int) -> Iterator[tuple[Job, Result]]:
    """Do it, as it gets done, in so many processes."""
    if processes == 1:
        yield from ((job, result(job)) for job in todo)
        return
    with get_context("spawn").Pool(processes) as pool:
        yield from pool.imap_unordered(_both, todo)


def result(job: Job) -> Result:
    """Let one organisation live."""
    people = [staff(job.seed, number) for number in range(job.people)]
    office = Office(fits=job.scheduler == FITTED)
    name, patient = job.scheduler.removesuffix(PATIENT), job.scheduler.endswith(PATIENT)
    if name in BASELINES:
        lives = live(
            people,
            job.model,
            partial(BASELINES[name], shelf=course(), patient=patient),
            office.night,
        )
    else:
        lives = live(
            people, job.model, partial(Herobreak, shelf=course(), office=office), office.night
        )
    return Result(
        minutes=fmean(life.seconds for life in lives) / 60,
        taught=fmean(len(life.learnt) for life in lives),
        at_90=fmean(life.remembered(DAYS) for life in lives),
        at_120=fmean(life.remembered(LATER) for life in lives),
    )


def _both(job: Job) -> tuple[Job, Result]:
    return job, result(job)
