"""Every action either writes into the audit log or says here why it does not.

It follows the calls in the code. `tests/api/test_audited_acts.py` looks at what is written.
"""

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from types import CodeType, FunctionType
from typing import Any

import learning.actions
from learning.steps.people import write_audit_entry as writers

BY_ITSELF = "the server does it by itself, from what is stored; nobody decides it"
OWN_PRACTICE = "people practise for themselves; each attempt is kept with its person"
LIMITS = "it counts tries; what is refused is written by record_refusals"
READS = "it reads only, and what the person sees anyway"

NOT_AUDITED = {
    "boards.close_season.close_season": BY_ITSELF,
    "boards.form_leagues.form_leagues": BY_ITSELF,
    "boards.note_unwritten_boards.begin_comparing_boards": BY_ITSELF,
    "boards.note_unwritten_boards.forget_unwritten_boards": BY_ITSELF,
    "boards.note_unwritten_boards.note_unwritten_boards": BY_ITSELF,
    "boards.rank_teams.rank_teams": READS,
    "boards.repair_boards.repair_boards": BY_ITSELF,
    "boards.settle_leagues.settle_finished_leagues": BY_ITSELF,
    "boards.sweep_boards.sweep_boards": BY_ITSELF,
    "challenges.cheer_challenge.cheer_challenge": "a cheer needs no right and changes no figure",
    "challenges.measure_challenges.measure_challenges": BY_ITSELF,
    "challenges.measure_challenges.measure_challenges_if_free": BY_ITSELF,
    "challenges.post_challenge_points.post_challenge_points": BY_ITSELF,
    "challenges.record_figures.push_figures": "a figure keeps its instant; its token is audited",
    "challenges.record_figures.record_figures": "a figure keeps who entered it, and when; "
    "corrections and deletions are audited",
    "challenges.refresh_challenges.refresh_challenges": BY_ITSELF,
    "challenges.settle_challenges.settle_challenges": BY_ITSELF,
    "jobs.delete_done_rows.delete_done_rows": BY_ITSELF,
    "jobs.delete_expired_rows.delete_expired_rows": BY_ITSELF,
    "jobs.job_queue.claim_due_jobs": BY_ITSELF,
    "jobs.job_queue.extend_job_lease": BY_ITSELF,
    "jobs.job_queue.find_job": BY_ITSELF,
    "jobs.job_queue.postpone_job": BY_ITSELF,
    "jobs.job_queue.run_due_jobs": BY_ITSELF,
    "jobs.record_heartbeat.record_heartbeat": BY_ITSELF,
    "notices.deliver_notice.deliver_notice": BY_ITSELF,
    "notices.open_display.open_display": "a screen that nobody has paired shows nothing",
    "notices.open_display.record_display_seen": BY_ITSELF,
    "notices.send_notices.send_notices": BY_ITSELF,
    "packs.import_pack.import_pack": "the worker checks what was uploaded; receiving is audited",
    "people.add_passkey.begin_passkey": "nothing is changed before the passkey is added",
    "people.confirm_own_secret.is_own_secret": LIMITS,
    "people.end_session.record_session_seen": BY_ITSELF,
    "people.join_team.find_team_by_code": READS,
    "people.keep_erasures.keep_erasures": BY_ITSELF,
    "people.limit_guesses.choose_device_limits": READS,
    "people.limit_guesses.count_guess": LIMITS,
    "people.limit_guesses.forget_guesses": LIMITS,
    "people.limit_guesses.forgive_guess": LIMITS,
    "people.limit_newcomers.count_newcomer": LIMITS,
    "people.load_installation_secret.load_installation_secret": BY_ITSELF,
    "people.sign_in.choose_sign_in_limits": LIMITS,
    "people.sign_in_by_passkey.begin_passkey_sign_in": "it gives random bytes to anybody",
    "practice.note_issued_break.note_issued_break": OWN_PRACTICE,
    "practice.answer_questions.answer_questions": OWN_PRACTICE,
    "practice.fold_team_figures.fold_team_figures": BY_ITSELF,
    "practice.fold_team_figures.recount_team_figures": "it counts again what is stored",
    "practice.plan_breaks.plan_break": BY_ITSELF,
    "practice.plan_breaks.plan_team_breaks": BY_ITSELF,
    "recognition.store_moment_photo.may_send_photo": READS,
    "recognition.store_moment_photo.store_moment_photo": "a photo is part of a moment",
}


def list_actions() -> Iterator[tuple[str, FunctionType]]:
    """Every public coroutine or stream of the modules of actions, by its short name."""
    package = learning.actions
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        module = import_module(found.name)
        for name, value in vars(module).items():
            is_action = inspect.iscoroutinefunction(value) or inspect.isasyncgenfunction(value)
            if is_action and value.__module__ == found.name and not name.startswith("_"):
                yield f"{found.name}.{name}".removeprefix(f"{package.__name__}."), value


WRITERS = {value for value in vars(writers).values() if inspect.iscoroutinefunction(value)}


def writes_entry(function: Callable[..., Any], seen: set[Any] | None = None) -> bool:
    """Say whether a function calls a writer, itself or through functions of `learning`."""
    seen = set() if seen is None else seen
    function = inspect.unwrap(function)
    if function in WRITERS:
        return True
    if function in seen or not function.__module__.startswith("learning."):
        return False
    seen.add(function)
    named = (function.__globals__.get(name) for name in list_names(function.__code__))
    return any(writes_entry(one, seen) for one in named if inspect.isfunction(one))


def list_names(code: CodeType) -> Iterator[str]:
    """The global names in the code of a function, and of what is defined within it."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from list_names(constant)


def test_actions_are_found() -> None:
    names = dict(list_actions())
    assert len(names) > 60
    assert {"people.set_pin.set_pin", "people.read_audit_log.export_audit_log"} <= names.keys()


def test_every_action_writes_an_entry_or_states_why_not() -> None:
    silent = {name for name, action in list_actions() if not writes_entry(action)}
    assert silent == NOT_AUDITED.keys()


def test_a_call_of_a_step_that_writes_is_found_and_a_mention_of_none_is_not() -> None:
    from learning.actions.packs.publish_pack import publish_pack
    from learning.actions.practice.answer_questions import answer_questions

    assert writes_entry(publish_pack)
    assert not writes_entry(answer_questions)
