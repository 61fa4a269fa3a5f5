"""What each operation of the API is expected to need: its least role and its ownership rule.

`role` repeats what the OpenAPI document declares, so that a change of it is seen here. An operation
that is not in this table fails the audit.
"""

from typing import Final, Literal, NamedTuple

Needs = Literal["nothing", "learner", "leader", "admin", "display", "figure token", "operator"]


class Expectation(NamedTuple):
    """The least role of a session, or the cookie or token that is needed, and a rule's name.

    With `open_before_change` also people are answered whose secret somebody else has set.
    """

    needs: Needs
    rule: str = "own_alone"
    open_before_change: bool = False


LEARNER, LEADER, ADMIN = Expectation("learner"), Expectation("leader"), Expectation("admin")
OPEN = Expectation("nothing")

EXPECTATIONS: Final[dict[str, Expectation]] = {
    # open to everybody
    "GET /api/health/live": OPEN,
    "GET /api/health/ready": OPEN,
    "POST /api/displays": OPEN,
    "POST /api/join": OPEN,
    "GET /api/join/{code}": OPEN,
    "POST /api/session": OPEN,
    "DELETE /api/session": OPEN,
    "POST /api/session/passkey": OPEN,
    "POST /api/session/passkey/begin": OPEN,
    # not of people
    "GET /api/displays/me": Expectation("display"),
    "GET /api/displays/live": Expectation("display"),
    "POST /api/challenges/{challenge}/figures/push": Expectation("figure token"),
    "GET /metrics": Expectation("operator"),
    # what people do for themselves
    "GET /api/me": Expectation("learner", open_before_change=True),
    "PATCH /api/me": Expectation("learner", open_before_change=True),
    "GET /api/me/changes": LEARNER,
    "GET /api/me/days-off": LEARNER,
    "POST /api/me/days-off": LEARNER,
    "DELETE /api/me/days-off/{day}": LEARNER,
    "GET /api/today": LEARNER,
    "POST /api/attempts": LEARNER,
    "POST /api/lessons/{lesson_id}/read": LEARNER,
    "GET /api/practice": LEARNER,
    "GET /api/badges": LEARNER,
    "GET /api/points": LEARNER,
    "GET /api/streak": LEARNER,
    "GET /api/notices": LEARNER,
    "GET /api/live": LEARNER,
    "GET /api/leaderboards/{name}": LEARNER,
    "GET /api/sessions": LEARNER,
    "DELETE /api/sessions": LEARNER,
    "DELETE /api/sessions/{session_id}": Expectation("learner", "own_session"),
    "GET /api/media/{digest}/{name}": Expectation("learner", "of_everybody"),
    # moments
    "GET /api/moments": LEARNER,
    "GET /api/moments/choices": LEARNER,
    "GET /api/moments/waiting": LEADER,
    "POST /api/moments": Expectation("learner", "praise_person"),
    "POST /api/moments/{moment}/report": Expectation("learner", "see_moment"),
    "GET /api/moments/{moment}/photo": Expectation("learner", "see_moment"),
    "PUT /api/moments/{moment}/photo": Expectation("learner", "giver_alone"),
    "POST /api/moments/{moment}/confirm": Expectation("learner", "decide_on_waiting"),
    "POST /api/moments/{moment}/decline": Expectation("learner", "decide_on_waiting"),
    "POST /api/moments/{moment}/restore": Expectation("learner", "decide_on_reported"),
    "POST /api/moments/{moment}/remove": Expectation("learner", "remove_moment"),
    # challenges
    "GET /api/challenges": LEARNER,
    "POST /api/challenges": Expectation("leader", "name_led_team"),
    "GET /api/challenges/leaders": LEADER,
    "GET /api/challenges/templates": LEADER,
    "POST /api/challenges/preview": LEADER,
    "POST /api/challenges/vision": LEADER,
    "GET /api/challenges/{challenge}": Expectation("learner", "see_challenge"),
    "GET /api/challenges/{challenge}/certificate.pdf": Expectation("learner", "see_challenge"),
    "POST /api/challenges/{challenge}/cheer": Expectation("learner", "cheer_challenge"),
    "PATCH /api/challenges/{challenge}": Expectation("leader", "own_team"),
    "POST /api/challenges/{challenge}/cancel": Expectation("leader", "own_team"),
    "GET /api/challenges/{challenge}/figures": Expectation("leader", "own_team"),
    "POST /api/challenges/{challenge}/figures": Expectation("leader", "own_team"),
    "PATCH /api/challenges/{challenge}/figures/{figure}": Expectation(
        "leader", "part_of_challenge"
    ),
    "DELETE /api/challenges/{challenge}/figures/{figure}": Expectation(
        "leader", "part_of_challenge"
    ),
    "GET /api/challenges/{challenge}/tokens": Expectation("leader", "own_team"),
    "POST /api/challenges/{challenge}/tokens": Expectation("leader", "own_team"),
    "DELETE /api/challenges/{challenge}/tokens/{number}": Expectation(
        "leader", "part_of_challenge"
    ),
    "POST /api/challenges/{challenge}/tokens/{number}/replace": Expectation(
        "leader", "part_of_challenge"
    ),
    # what leaders do
    "GET /api/passkeys": LEADER,
    "POST /api/passkeys": LEADER,
    "POST /api/passkeys/begin": LEADER,
    "PATCH /api/passkeys/{passkey}": Expectation("leader", "own_passkey"),
    "DELETE /api/passkeys/{passkey}": Expectation("leader", "own_passkey"),
    "GET /api/displays": LEADER,
    "POST /api/displays/pair": Expectation("leader", "name_led_team"),
    "DELETE /api/displays/{display}": Expectation("leader", "own_team"),
    "GET /api/team": LEADER,
    "GET /api/team/members": LEADER,
    "GET /api/readiness": Expectation("leader", "lead_team"),
    "PATCH /api/teams/{team}": Expectation("leader", "lead_team"),
    "GET /api/teams/{team}/join-code": Expectation("leader", "lead_team"),
    "POST /api/teams/{team}/join-code": Expectation("leader", "lead_team"),
    "PATCH /api/team/members/{login}": Expectation("leader", "act_on_person"),
    "POST /api/team/members/{login}/pin": Expectation("leader", "act_on_person"),
    "GET /api/team/members/{login}/days-off": Expectation("leader", "see_person"),
    "POST /api/team/members/{login}/days-off": Expectation("leader", "plan_days"),
    "DELETE /api/team/members/{login}/days-off/{day}": Expectation("leader", "plan_days"),
    "POST /api/people/{login}/corrections": Expectation("leader", "act_on_person"),
    "POST /api/team/rota": Expectation("leader", "name_in_rota"),
    "POST /api/team/rota/columns": LEADER,
    "GET /api/team/rota/template": LEADER,
    # what admins do
    "GET /api/audit": ADMIN,
    "GET /api/audit/export": ADMIN,
    "GET /api/teams": LEADER,
    "GET /api/packs": ADMIN,
    "POST /api/packs": ADMIN,
    "GET /api/packs/imports/{import_id}": Expectation("admin", "of_everybody"),
    "POST /api/packs/{pack}/publications": Expectation("admin", "of_everybody"),
    "DELETE /api/people/{login}": Expectation("admin", "erase_person"),
}
