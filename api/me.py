"""The profile of the person who asks: show it and change it."""

from datetime import date, datetime
from typing import Annotated

import msgspec
from litestar import get, patch
from litestar.params import JSONBody, QueryParameter
from msgspec import UNSET, Meta, UnsetType

from api.field_types import MAX_ROW_ID, IsoWeekdays
from api.identity import Me, Now, RequestBoards, read_session_token
from api.refusal_docs import declare_refusals
from api.shared_refusals import (
    GUESS_REFUSALS,
    LANGUAGE_REFUSALS,
    NAME_REFUSALS,
    NEW_SECRET_REFUSALS,
)
from api.strict_requests import StrictRequest
from learning.actions.people.change_profile import (
    ProfileChanges,
    SecretChange,
    change_profile,
)
from learning.queries.people.changes_of_person import ChangesPage, load_changes_of_person
from learning.queries.people.current_user import (
    CurrentUser,
    find_user_by_token,
    make_not_signed_in_error,
)
from learning.queries.people.progress_today import load_progress_today
from learning.rules.people.roles import Role
from learning.rules.recognition.levels import LevelCode
from learning.rules.refusals import Conflict, Forbidden, Invalid

BeforeChangeId = Annotated[int | None, QueryParameter(ge=1, le=MAX_ROW_ID)]
SecretText = Annotated[str, Meta(min_length=1, max_length=200)]


class NewSecretRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A new PIN or password, with the old one as the proof."""

    old: SecretText
    new: SecretText


class ProfileRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What to change. A field that is not sent stays.

    An alias of null shows the name again. `work_days` are ISO weekdays, 1 for Monday; null are
    those of the team. `minutes` is the length of a break.
    """

    alias: Annotated[str, Meta(max_length=200, examples=["Quick Silver"])] | UnsetType | None = (
        UNSET
    )
    on_boards: bool | UnsetType = UNSET
    minutes: Annotated[int, Meta(ge=2, le=15, examples=[5])] | UnsetType = UNSET
    language: Annotated[str, Meta(max_length=16, examples=["pt-BR"])] | UnsetType = UNSET
    work_days: IsoWeekdays | UnsetType | None = UNSET
    secret: NewSecretRequest | UnsetType = UNSET


class OwnTeam(msgspec.Struct):
    """The team of the person who asks."""

    id: str
    name: str
    zone: str


class OwnLevel(msgspec.Struct):
    """The level of the person.

    `remembered` are the concepts remembered today, to a tenth. `next_at` of them begin the next
    level; it is null at the last level.
    """

    number: int
    code: LevelCode
    remembered: float
    next_at: int | None


class OwnProfile(msgspec.Struct):
    """The person who asks.

    `work_days` are ISO weekdays, 1 for Monday, and null for a person who works on those of the
    team. `minutes` is the length of a break. The figures are those of the local day `day`, in the
    week from the Monday `week` on. `streak` is in working days, `streak_if_today` is the streak
    after practice today, which is there already if `practised_today`.
    """

    login: str
    name: str
    alias: str | None
    role: Role
    team: OwnTeam
    points: int
    day: date
    week: date
    week_points: int
    streak: int
    streak_if_today: int
    practised_today: bool
    minutes: int
    on_boards: bool
    language: str
    working_today: bool
    work_days: list[int] | None
    level: OwnLevel


@get("/me", tags=["me"])
async def read_own_profile(me: Me, now: Now) -> OwnProfile:
    """Show the profile of the person who is signed in."""
    return await build_profile(me, now)


@patch(
    "/me",
    tags=["me"],
    opt=declare_refusals(
        *NAME_REFUSALS,
        *LANGUAGE_REFUSALS,
        *NEW_SECRET_REFUSALS,
        *GUESS_REFUSALS,
        (Invalid, "secret.old_is_wrong"),
        (Conflict, "person.alias_taken"),
        (Forbidden, "person.alias_paused"),
    ),
)
async def change_own_profile(
    request: StrictRequest, data: JSONBody[ProfileRequest], me: Me, boards: RequestBoards, now: Now
) -> OwnProfile:
    """Change the fields that are sent. A new secret signs all other devices out."""
    token = read_session_token(request)
    await change_profile(me, _read_changes(data), token, now, boards)
    return await load_profile_of_token(token, now)


@get("/me/changes", tags=["me"])
async def list_changes_of_me(me: Me, before: BeforeChangeId = None) -> ChangesPage:
    """List what leaders, admins and the operator changed about the person, newest first."""
    return await load_changes_of_person(me, before)


async def load_profile_of_token(token: str, now: datetime) -> OwnProfile:
    """Load the profile of the person of a session token.

    Raises:
        Unauthenticated: there is no such session.
    """
    me = await find_user_by_token(token, now)
    if me is None:
        raise make_not_signed_in_error()
    return await build_profile(me, now)


async def build_profile(me: CurrentUser, now: datetime) -> OwnProfile:
    """Build the profile of a person as of now."""
    today = await load_progress_today(me, now)
    return OwnProfile(
        login=me.login,
        name=me.name,
        alias=me.alias,
        role=me.role,
        team=OwnTeam(str(me.team), me.team_name, me.zone),
        points=today.points,
        day=today.day,
        week=today.week,
        week_points=today.week_points,
        streak=today.streak,
        streak_if_today=today.streak_if_today,
        practised_today=today.practised_today,
        minutes=me.minutes,
        on_boards=me.on_boards,
        language=me.language,
        working_today=today.working_today,
        work_days=today.own_week,
        level=msgspec.convert(today.level, OwnLevel, from_attributes=True),
    )


def _read_changes(data: ProfileRequest) -> ProfileChanges:
    secret = data.secret
    return ProfileChanges(
        alias=data.alias,
        on_boards=data.on_boards,
        minutes=data.minutes,
        language=data.language,
        work_days=data.work_days,
        secret=UNSET if secret is UNSET else SecretChange(secret.old, secret.new),
    )


handlers = [read_own_profile, list_changes_of_me, change_own_profile]
