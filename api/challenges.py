"""Challenges: leaders compose, launch and change them; people who take part see them."""

from datetime import timedelta

import msgspec
from litestar import get, patch, post
from litestar.params import JSONBody

from api.challenge_requests import (
    CancellationReason,
    ChallengeChanges,
    ChallengeRequest,
    VisionRequest,
)
from api.field_types import PathRowId
from api.identity import Leader, Me, Now
from api.live import RequestListeners
from api.refusal_docs import Refusal, declare_refusals
from api.request_clocks import SLOW_ROUTE
from api.shared_refusals import TEXT_REFUSALS
from learning.actions.challenges.cancel_challenge import cancel_challenge
from learning.actions.challenges.change_challenge import edit_challenge
from learning.actions.challenges.cheer_challenge import cheer_challenge
from learning.actions.challenges.launch_challenge import launch_challenge
from learning.events import ChallengeChanged
from learning.queries.challenges.challenge_preview import (
    ChallengePreview,
    VisionCheck,
    check_vision,
    preview_challenge,
)
from learning.queries.challenges.challenges import ChallengeView, load_challenge, load_challenges
from learning.queries.challenges.co_leaders import CoLeaderChoice, list_co_leader_choices
from learning.rules.challenges.challenge_templates import CHALLENGE_TEMPLATES, ChallengeTemplate
from learning.rules.refusals import Conflict, Forbidden, Invalid, NotFound

SETTLED_CHALLENGE_LISTING_PERIOD = timedelta(days=30)
"""How long a settled challenge stays in the list."""

CHALLENGE_UNKNOWN: Refusal = (NotFound, "challenge.unknown")
REFUSALS_OF_TEXTS: tuple[Refusal, ...] = (*TEXT_REFUSALS,)
REFUSALS_OF_CHANGES: tuple[Refusal, ...] = (
    CHALLENGE_UNKNOWN,
    (Forbidden, "role.leader_required"),
    (Conflict, "challenge.over"),
)


class VisionReview(msgspec.Struct, frozen=True):
    """Hints that would make a vision stronger. The leader may ignore them."""

    checks: list[VisionCheck]


class CoLeaderList(msgspec.Struct, frozen=True):
    """The people whom the leader can name as co-leaders."""

    leaders: list[CoLeaderChoice]


class ChallengeList(msgspec.Struct, frozen=True):
    """Running challenges first, then scheduled ones, then those that ended lately."""

    challenges: list[ChallengeView]


class ChallengeTemplateList(msgspec.Struct, frozen=True):
    """The templates of challenges. The app holds their sentences, by id and code."""

    templates: tuple[ChallengeTemplate, ...]


@get("/challenges", tags=["challenges"], opt=SLOW_ROUTE)
async def list_my_challenges(me: Me, now: Now) -> ChallengeList:
    """List the challenges of the person's teams.

    A leader also sees those of the teams below.
    """
    return ChallengeList(await load_challenges(me, now, now - SETTLED_CHALLENGE_LISTING_PERIOD))


@get("/challenges/templates", tags=["challenges"])
async def list_challenge_templates(leader: Leader) -> ChallengeTemplateList:
    """List the templates that a challenge can start from."""
    return ChallengeTemplateList(CHALLENGE_TEMPLATES)


@post(
    "/challenges",
    tags=["challenges"],
    opt=declare_refusals(
        (Invalid, "challenge.plan_invalid"),
        (Invalid, "challenge.teams_not_led"),
        (Invalid, "challenge.team_counted_twice"),
        (Invalid, "challenge.co_leaders_not_allowed"),
        (Invalid, "challenge.trait_unknown"),
        (Invalid, "challenge.id_taken"),
        *REFUSALS_OF_TEXTS,
    ),
)
async def create_challenge(
    data: JSONBody[ChallengeRequest], leader: Leader, listeners: RequestListeners, now: Now
) -> ChallengeView:
    """Launch a challenge.

    The same id again gives the same challenge.
    """
    challenge = await launch_challenge(leader, data.to_plan(), now)
    listeners.publish(ChallengeChanged(challenge))
    return await load_challenge(leader, challenge, now)


@post("/challenges/preview", status_code=200, tags=["challenges"], opt=SLOW_ROUTE)
async def preview_challenge_draft(
    data: JSONBody[ChallengeRequest], leader: Leader, now: Now
) -> ChallengePreview:
    """Simulate a challenge before its launch, from the habits of its teams.

    Nothing is stored.
    """
    return await preview_challenge(leader, data.to_plan(), now)


@post("/challenges/vision", status_code=200, tags=["challenges"])
async def review_vision(data: JSONBody[VisionRequest], leader: Leader) -> VisionReview:
    """Give hints for a vision while it is written.

    Nothing is stored.
    """
    return VisionReview(check_vision(data.vision))


@get("/challenges/leaders", tags=["challenges"])
async def list_co_leaders(leader: Leader) -> CoLeaderList:
    """List the people whom the leader can name as co-leaders."""
    return CoLeaderList(await list_co_leader_choices(leader))


@get(
    "/challenges/{challenge:int}",
    tags=["challenges"],
    opt=declare_refusals(CHALLENGE_UNKNOWN),
)
async def read_challenge(challenge: PathRowId, me: Me, now: Now) -> ChallengeView:
    """Show one challenge."""
    return await load_challenge(me, challenge, now)


@patch(
    "/challenges/{challenge:int}",
    tags=["challenges"],
    opt=declare_refusals(
        *REFUSALS_OF_CHANGES,
        (Invalid, "challenge.edit_unfair"),
        (Invalid, "challenge.co_leaders_not_allowed"),
        (Invalid, "challenge.title_empty"),
        (Invalid, "challenge.vision_empty"),
        *REFUSALS_OF_TEXTS,
    ),
)
async def edit_challenge_plan(
    challenge: PathRowId,
    data: JSONBody[ChallengeChanges],
    leader: Leader,
    listeners: RequestListeners,
    now: Now,
) -> ChallengeView:
    """Change a challenge.

    A running one may become easier or longer, never harder or shorter. If its target is lowered to
    what is reached, it ends at once, provided that `settle` confirms this.
    """
    await edit_challenge(leader, challenge, data.to_edit(), now)
    listeners.publish(ChallengeChanged(challenge))
    return await load_challenge(leader, challenge, now)


@post(
    "/challenges/{challenge:int}/cancel",
    status_code=204,
    tags=["challenges"],
    opt=declare_refusals(
        *REFUSALS_OF_CHANGES,
        (Invalid, "challenge.cancel_reason_missing"),
        *REFUSALS_OF_TEXTS,
    ),
)
async def cancel_challenge_plan(
    challenge: PathRowId,
    data: JSONBody[CancellationReason],
    leader: Leader,
    listeners: RequestListeners,
    now: Now,
) -> None:
    """Cancel a challenge and send the reason to everybody in it.

    Points that were earned stay.
    """
    await cancel_challenge(leader, challenge, data.reason, now)
    listeners.publish(ChallengeChanged(challenge))


@post(
    "/challenges/{challenge:int}/cheer",
    status_code=204,
    tags=["challenges"],
    opt=declare_refusals((NotFound, "challenge.not_running")),
)
async def cheer_challenge_once(
    challenge: PathRowId, me: Me, listeners: RequestListeners, now: Now
) -> None:
    """Cheer for a challenge, once a day."""
    await cheer_challenge(me, challenge, now)
    listeners.publish(ChallengeChanged(challenge))


handlers = [
    list_my_challenges,
    list_challenge_templates,
    create_challenge,
    preview_challenge_draft,
    review_vision,
    list_co_leaders,
    read_challenge,
    edit_challenge_plan,
    cancel_challenge_plan,
    cheer_challenge_once,
]
