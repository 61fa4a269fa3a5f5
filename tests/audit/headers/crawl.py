"""Walk through all screens as everybody who uses them, and send what no screen sends."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from audit.headers.probes import (
    JSON_TYPE,
    PROBES_OF_A_LEARNER,
    PROBES_OF_ANYBODY,
    Probe,
    read_json,
    send_probe,
    send_probes,
)
from audit.headers.recording import Recording
from playwright.sync_api import Page
from support.running_herobreak import RunningHerobreak
from support.screens import Screens, see_admin, see_leader, see_learner, see_newcomer, see_wall

PHONE_APP = Path(__file__).parents[3] / "frontend" / "build"
ANYBODYS_PATHS = ("/sign-in", "/join", "/wall", "/nowhere")
FETCH_FILES = """
(paths) => Promise.all(paths.map((path) => fetch(path).then((answer) => answer.arrayBuffer())))
"""
SEND_PHOTO = """
async (path) => {
  const canvas = new OffscreenCanvas(60, 40);
  canvas.getContext('2d').fillRect(0, 0, 30, 20);
  const body = await canvas.convertToBlob({ type: 'image/png' });
  const answer = await fetch(path, { method: 'PUT', headers: { 'Content-Type': body.type }, body });
  return answer.status;
}
"""
END_CHALLENGE = (
    "UPDATE challenge SET ends_at = now() WHERE id = $1",
    "UPDATE challenge_team SET ends_at = now() WHERE challenge = $1",
)
SETTLE_SOON = """
UPDATE due_job SET due_at = now() WHERE kind = 'challenge_settle' AND subject = $1
"""
MAX_SETTLE_SECONDS = 90


def crawl_all_screens(
    recording: Recording, herobreak: RunningHerobreak, people: Mapping[str, Any]
) -> None:
    """Visit all screens of a demo. `people` are the sign-ins of `demo.json`."""
    crawl_as_anybody(recording)
    with recording.open_screens() as learner:
        learner.sign_in(**people["learner"])
        see_learner(learner)
        read_certificate(learner.page, herobreak)
        crawl_as_learner(recording, learner, herobreak)
    with recording.open_screens() as newcomer:
        see_newcomer(newcomer, herobreak.join_code, "Nora Header")
    with recording.open_screens() as leader, recording.open_screens() as wall:
        leader.sign_in(**people["leader"])
        see_leader(leader)
        see_wall(wall, leader)
    with recording.open_screens() as admin:
        admin.sign_in(**people["admin"])
        see_admin(admin)


def crawl_as_anybody(recording: Recording) -> None:
    """Visit what is open to everybody, and fetch every file of the app."""
    with recording.open_screens() as anybody:
        anybody.visit(*ANYBODYS_PATHS)
        files = [path for path in PHONE_APP.rglob("*") if path.is_file()]
        addresses = [f"/{path.relative_to(PHONE_APP).as_posix()}" for path in files]
        anybody.page.evaluate(FETCH_FILES, addresses)
        recording.faults += send_probes(anybody.page, PROBES_OF_ANYBODY)


def crawl_as_learner(recording: Recording, learner: Screens, herobreak: RunningHerobreak) -> None:
    """Send what screens of a learner do not send, and sign out."""
    learner.open("/")
    recording.faults += send_probes(learner.page, PROBES_OF_A_LEARNER)
    give_moment_with_photo(learner.page)
    fetch_badge_pictures(learner.page)
    with broken_notices(herobreak):
        recording.faults += send_probes(learner.page, [Probe("/api/notices", 500)])
    recording.faults += send_probes(learner.page, [Probe("/api/session", 204, "DELETE")])


def give_moment_with_photo(page: Page) -> None:
    """Give a moment to a colleague with a photo, and look at the photo."""
    choices = read_json(page, "/api/moments/choices")
    key = str(uuid4())
    trait, receiver = choices["traits"][0]["id"], choices["people"][0]["login"]
    body = f'{{"id":"{key}","kind":"seen","to":"{receiver}","trait":"{trait}","sentence":"Calm."}}'
    made = send_probe(page, Probe("/api/moments", 201, "POST", body, headers=JSON_TYPE))
    assert made[0] == 201, made
    assert page.evaluate(SEND_PHOTO, f"/api/moments/{key}/photo") == 204
    assert send_probe(page, Probe(f"/api/moments/{key}/photo", 200))[0] == 200


def fetch_badge_pictures(page: Page) -> None:
    """Fetch the pictures of the packs' badges."""
    badges = read_json(page, "/api/badges")["badges"]
    pictures = [badge["art"] for badge in badges if (badge["art"] or "").startswith("/api/media/")]
    page.evaluate(FETCH_FILES, pictures)


def read_certificate(page: Page, herobreak: RunningHerobreak) -> None:
    """End a challenge, and read its certificate as soon as a worker has settled it."""
    challenge = int(read_json(page, "/api/challenges")["challenges"][0]["id"])
    for statement in END_CHALLENGE:
        herobreak.query_database(statement, challenge)
    herobreak.query_database(SETTLE_SOON, str(challenge))
    deadline = time.monotonic() + MAX_SETTLE_SECONDS
    probe = Probe(f"/api/challenges/{challenge}/certificate.pdf", 200)
    while send_probe(page, probe)[0] != probe.status:
        assert time.monotonic() < deadline, "no certificate"
        time.sleep(1)


@contextmanager
def broken_notices(herobreak: RunningHerobreak) -> Iterator[None]:
    """Take the table of notices away, so that the server has a real fault."""
    herobreak.query_database("ALTER TABLE notice RENAME TO notice_taken_away")
    try:
        yield
    finally:
        herobreak.query_database("ALTER TABLE notice_taken_away RENAME TO notice")
