"""People, sessions, displays and moments of the matrix."""

from datetime import timedelta
from secrets import token_urlsafe
from uuid import uuid4

from audit.matrix.world import UNKNOWN_ID, World, find_user
from support.api_client import create_session
from support.organisation import add_member
from support.people import find_person
from support.photos import make_picture

from learning.actions.recognition.record_moment import NewMoment, record_moment
from learning.queries.people.current_user import hash_token
from learning.tables.database import connection

OWNER_OF_STRANGERS = "anna-lee"
"""Whose objects are `own` where the caller is nobody."""
TRAIT = "pack.lesson-0"
NAME_LETTERS = "abcdefghijklmnopqrstuvwxyz"
UPDATE_MOMENT_STATUS = (
    "UPDATE moment SET status = $2, settled_by = NULL, settled_at = NULL WHERE key = $1"
)
INSERT_PHOTO = """
INSERT INTO moment_photo (moment, content_type, content)
SELECT id, 'image/webp', $2 FROM moment WHERE key = $1
"""
INSERT_DISPLAY = """
INSERT INTO display (token, team, created_at, paired_at) VALUES ($1, $2, now(), now()) RETURNING id
"""
SELECT_SESSION = "SELECT id FROM session WHERE token = $1"


async def make_person(world: World, place: str, login: str) -> str:
    """Add a person, and give the login. `login` is that of the caller."""
    fixed = {"own": login or OWNER_OF_STRANGERS, "above": "abe-admin", "unknown": "nobody-here"}
    if place in fixed:
        return fixed[place]
    role = "leader" if place == "peer" else "learner"
    return await add_member(world.find_team(place), f"{role.title()} {_spell(world)}", role)


async def make_session(place: str, login: str) -> str:
    """Sign a device in: of the caller, or of a colleague. Give the id of its session."""
    if place == "unknown":
        return UNKNOWN_ID
    owner = (login or OWNER_OF_STRANGERS) if place == "own" else "ben-ash"
    token = await create_session((await find_person(owner)).id)
    async with connection() as conn:
        return str(await conn.fetchval(SELECT_SESSION, hash_token(token)))


async def make_display(world: World, place: str) -> tuple[str, str]:
    """Pair a display with the team of a place. Give its id and its token."""
    token = token_urlsafe(32)
    if place == "unknown":
        return UNKNOWN_ID, token
    async with connection() as conn:
        made = await conn.fetchval(INSERT_DISPLAY, hash_token(token), world.find_team(place))
    return str(made), token


async def make_moment(
    world: World, place: str, login: str, status: str = "confirmed", *, photo: bool = False
) -> str:
    """Record a moment between two learners, or one that the caller gave. Give its key."""
    key = uuid4()
    if place == "unknown":
        return str(key)
    is_south = place == "elsewhere" or login == "sol-leader"
    giver = "sam-south" if place == "elsewhere" else "ben-ash"
    if place == "own":
        giver = login or OWNER_OF_STRANGERS
    receiver = "sue-south" if is_south and place != "colleague" else "cara-colleague"
    day = world.now - timedelta(days=world.numbers())  # a giver has few moments a day
    moment = NewMoment(key, "seen", receiver, TRAIT, "Stayed calm.")
    await record_moment(await find_user(giver), moment, day)
    async with connection() as conn:
        await conn.execute(UPDATE_MOMENT_STATUS, key, status)
        if photo:
            await conn.execute(INSERT_PHOTO, key, make_picture())
    return str(key)


def _spell(world: World) -> str:
    """Write the next number in letters: names with digits look alike."""
    number, letters = world.numbers(), ""
    while number:
        number, letter = divmod(number, len(NAME_LETTERS))
        letters += NAME_LETTERS[letter]
    return letters.title()
