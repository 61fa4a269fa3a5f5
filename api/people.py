"""What admins do with people."""

from litestar import delete
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.identity import Admin, Now
from learning.actions.people.erase_person import erase_person
from learning.leaderboards import BoardPublisher


@delete("/people/{login:str}", status_code=204)
async def erase_person_by_login(
    login: FromPath[str], admin: Admin, boards: NamedDependency[BoardPublisher], now: Now
) -> None:
    """Erase who somebody was. Their answers stay without a name; it cannot be undone."""
    await erase_person(login, now, boards, actor=admin)


handlers = [erase_person_by_login]
