"""What admins do with people."""

from litestar import delete
from litestar.params import FromPath

from api.identity import Admin, Now, RequestBoards
from api.refusal_docs import declare_refusals
from learning.actions.people.erase_person import erase_person
from learning.rules.people.authority import NOT_BELOW_CODE
from learning.rules.refusals import Conflict, Forbidden, NotFound


@delete(
    "/people/{login:str}",
    status_code=204,
    tags=["people"],
    opt=declare_refusals(
        (NotFound, "person.unknown_login"),
        (Forbidden, "person.cannot_erase_oneself"),
        (Forbidden, NOT_BELOW_CODE),
        (Conflict, "person.last_admin"),
    ),
)
async def erase_person_by_login(
    login: FromPath[str], admin: Admin, boards: RequestBoards, now: Now
) -> None:
    """Erase the personal data of a person. Attempts stay without a name. It cannot be undone."""
    await erase_person(login, now, boards, actor=admin)


handlers = [erase_person_by_login]
