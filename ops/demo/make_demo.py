"""Make the whole demo: organisation, teams, people, and a month of breaks and moments."""

from datetime import datetime, timedelta

from rich.progress import BarColumn, Progress, TextColumn

from learning.leaderboards import BoardPublisher
from learning.queries.people.current_user import find_user_by_login
from learning.rules.people.join_codes import format_join_code
from ops.demo.challenge import launch_demo_challenges
from ops.demo.moments import DemoMoment, list_demo_moments, record_demo_moment
from ops.demo.people import DEMO_ORGANISATION
from ops.demo.practice_history import DemoBreak, list_demo_breaks, take_break
from ops.demo.staff import (
    ORGANISATION_AGE_DAYS,
    DemoEmployee,
    add_demo_admin,
    create_demo_organisation,
    create_demo_teams,
    require_user,
)
from ops.shipped_packs import load_newer_packs
from ops.sign_ins import DemoSignIns, SignInDetails
from ops.terminal_messages import render_for_terminal


async def make_demo(boards: BoardPublisher, url: str, now: datetime) -> DemoSignIns:
    """Make the demo in the caller's transaction, so that it is complete or absent.

    Returns:
        The sign-ins of one person per role.
    """
    with Progress(
        TextColumn("  {task.description}"), BarColumn(24), TextColumn("{task.percentage:>3.0f} %")
    ) as bar:
        task = bar.add_task(_describe_progress("operator.demo_people"), total=None)
        root = await create_demo_organisation(now)
        await load_newer_packs(now - timedelta(days=ORGANISATION_AGE_DAYS))
        admin, employees = await add_demo_admin(root, now), await create_demo_teams(root, now)
        admin_user = require_user(await find_user_by_login(admin.login))
        events: list[DemoBreak | DemoMoment] = [
            *list_demo_breaks(employees, now),
            *list_demo_moments(employees, now),
        ]
        bar.update(task, description=_describe_progress("operator.demo_month"), total=len(events))
        answers = 0
        for event in sorted(events, key=lambda one: one.start):
            if isinstance(event, DemoBreak):
                answers += await take_break(event, boards, now)
            else:
                await record_demo_moment(event, admin_user)
            bar.update(
                task,
                advance=1,
                description=_describe_progress("operator.demo_month_answers", count=answers),
            )
        bar.update(task, description=_describe_progress("operator.demo_challenges"))
        await launch_demo_challenges(employees, now)
    return _choose_sign_ins(url, employees, admin)


def _describe_progress(code: str, **values: object) -> str:
    return render_for_terminal(code, organisation=DEMO_ORGANISATION, **values)


def _choose_sign_ins(url: str, employees: list[DemoEmployee], admin: SignInDetails) -> DemoSignIns:
    """Choose the starter as the learner, the leader of the starter's team, and the admin."""
    learner = next(person for person in employees if person.profile.is_starter)
    leader = next(
        person
        for person in employees
        if person.profile.is_leader and person.user.team == learner.user.team
    )
    return DemoSignIns(
        url, format_join_code(learner.join_code), learner.sign_in, leader.sign_in, admin
    )
