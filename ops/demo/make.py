"""The whole demo, from the founding to this morning."""

from datetime import datetime, timedelta

from rich.progress import BarColumn, Progress, TextColumn

from learning.leaderboards import BoardPublisher
from learning.queries.who import find_user_by_login
from learning.rules.names import format_join_code
from ops.demo.history import Sitting, sit, sittings
from ops.demo.moments import Sight, see, sights
from ops.demo.people import ORGANISATION
from ops.demo.staff import OPENED, Staff, found, hire_admin, staff_up, there
from ops.demo.together import together
from ops.shipped import load_newer
from ops.sign_ins import SignIn, SignIns


async def make_demo(boards: BoardPublisher, url: str, now: datetime) -> SignIns:
    """Make the demo inside the caller's transaction, so that there is all of it or nothing; give its sign-ins."""
    with Progress(TextColumn("  {task.description}"), BarColumn(24), TextColumn("{task.percentage:>3.0f} %")) as bar:
        task = bar.add_task(f"demo: {ORGANISATION} takes on its people", total=None)
        root = await found(now)
        await load_newer(now - timedelta(days=OPENED))
        admin, staff = await hire_admin(root, now), await staff_up(root, now)
        boss = there(await find_user_by_login(admin.login))
        month: list[Sitting | Sight] = [*sittings(staff, now), *sights(staff, now)]
        bar.update(task, description=f"demo: a month at {ORGANISATION}", total=len(month))
        answers = 0
        for one in sorted(month, key=lambda one: one.start):
            if isinstance(one, Sitting):
                answers += await sit(one, boards, now)
            else:
                await see(one, boss)
            bar.update(task, advance=1, description=f"demo: a month at {ORGANISATION}, {answers} answers")
        bar.update(task, description=f"demo: {ORGANISATION} chases an award")
        await together(staff, now)
    return _sign_ins(url, staff, admin)


def _sign_ins(url: str, staff: list[Staff], admin: SignIn) -> SignIns:
    """Show the demo through the eyes of the starter, of who leads the starter's team, and of the admin."""
    learner = next(person for person in staff if person.member.starter)
    leader = next(person for person in staff if person.member.leads and person.who.team == learner.who.team)
    return SignIns(url, format_join_code(learner.code), learner.sign_in, leader.sign_in, admin)
