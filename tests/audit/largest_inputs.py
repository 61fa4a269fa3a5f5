"""The largest inputs that the API accepts, and inputs that were made to take long."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from support.photos import make_picture, make_pixel_bomb
from support.rota_tables import make_workbook

from api.app import MAX_REQUEST_BODY_BYTES
from api.breaks import MAX_ENTRIES_PER_BATCH
from learning.actions.recognition.store_moment_photo import MAX_PHOTO_BYTES
from learning.actions.rota.import_rota import MAX_ROTA_BYTES

CALENDAR = "?login=anna-lee&dry_run=true"
EVENT = b"BEGIN:VEVENT\r\nUID:%d\r\nDTSTART:20261201T090000Z\r\nDURATION:PT1H\r\n%sEND:VEVENT\r\n"


@dataclass(frozen=True, slots=True)
class LargeInput:
    """One request with a body of bytes, and who sends it."""

    name: str
    login: str
    path: str
    body: bytes
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/csv"})


JSON_HEADERS = {"Content-Type": "application/json"}


def list_large_inputs(moment: UUID) -> Iterator[LargeInput]:
    """List all. `moment` was given by anna-lee."""
    yield from _list_batches()
    yield from _list_tables()
    yield from _list_calendars()
    yield from _list_photos(moment)
    yield from _list_json_bodies()
    archive = b"PK\x03\x04" + bytes(20 * 1024 * 1024 - 4)
    head = b'--b\r\nContent-Disposition: form-data; name="pack"; filename="p.zip"\r\n\r\n'
    form = {"Content-Type": "multipart/form-data; boundary=b"}
    yield LargeInput(
        "pack of 20 MB", "ada-admin", "/api/packs", head + archive + b"\r\n--b--\r\n", headers=form
    )


def make_attempts(number: int, days_ago: float, question: str = "pack.q0-0") -> list[object]:
    """Make attempts at one question, a second apart."""
    begin = datetime.now(UTC) - timedelta(days=days_ago)
    return [
        {
            "id": str(uuid4()),
            "question_id": question,
            "response": {"choices": ["a"]},
            "confidence": "sure",
            "answered_at": (begin + timedelta(seconds=place)).isoformat(),
            "seconds": 9,
        }
        for place in range(number)
    ]


def make_batch_body(attempts: list[object]) -> bytes:
    return json.dumps({"attempts": attempts}).encode()


def _list_batches() -> Iterator[LargeInput]:
    size, path = MAX_ENTRIES_PER_BATCH, "/api/attempts"
    for name, body in (
        ("200 late answers to one concept", make_batch_body(make_attempts(size, 5))),
        ("200 answers of today", make_batch_body(make_attempts(size, 0.01))),
        ("200 answers that cannot be read", make_batch_body([{"id": "x"}] * size)),
        ("1 MB of empty answers", make_batch_body([{}] * 250_000)),
        ("1 MB of nested JSON", b'{"attempts":[' + b"[" * 1_000_000 + b"]}"),
    ):
        yield LargeInput(name, "anna-lee", path, body, headers=JSON_HEADERS)


def _list_tables() -> Iterator[LargeInput]:
    size, path = MAX_ROTA_BYTES, "/api/team/rota?dry_run=true"
    days = [date(2026, 12, 1) + timedelta(days=ahead) for ahead in range(360)]
    head = b"name," + b",".join(day.isoformat().encode() for day in days) + b"\n"
    for name, body in (
        ("CSV of one line with 240,000 columns", b"name" + b",1.1." * 240_000),
        ("CSV of a million empty cells", b"," * size),
        ("CSV of a million empty lines", b"\n" * size),
        ("CSV of quotation marks that stay open", b'a,"\n' * (size // 4)),
        ("CSV of 20,000 lines", b"login,date\n" + b"anna-lee,2026-12-05\n" * 19_990),
        ("CSV of 1,400 people and 360 days", head + (b"Anna Lee" + b",x" * 360 + b"\n") * 1400),
        (
            "XLSX of 360,000 cells",
            make_workbook([["name", *days], *[["Anna", *["x"] * 360]] * 999]),
        ),
    ):
        yield LargeInput(name, "lea-leader", path, body[:size])


def _list_calendars() -> Iterator[LargeInput]:
    path, end = f"/api/team/rota{CALENDAR}", b"END:VCALENDAR\r\n"
    dates = b",".join([b"20261201T090000Z"] * 9_990)
    opened = b"BEGIN:A\r\n" * 50_000 + b"END:B\r\n" * 60_000
    daily = [EVENT % (number, b"RRULE:FREQ=DAILY\r\n") for number in range(4990)]
    for name, events in (
        ("calendar with 10,000 RDATEs", EVENT % (1, b"RDATE:" + dates + b"\r\n")),
        ("calendar with 60,000 RDATEs", EVENT % (1, b"RDATE:" + dates * 6 + b"\r\n")),
        ("calendar of 4,990 events", b"".join(EVENT % (number, b"") for number in range(4990))),
        ("calendar of 4,990 endless series", b"".join(daily)),
        ("calendar of 50,000 open components", opened),
    ):
        body = (b"BEGIN:VCALENDAR\r\n" + events + end)[:MAX_ROTA_BYTES]
        yield LargeInput(name, "lea-leader", path, body, headers={"Content-Type": "text/calendar"})


def _list_photos(moment: UUID) -> Iterator[LargeInput]:
    headers = {"Content-Type": "image/jpeg"}
    photo = make_picture(6000, 5990)
    for name, login, body in (
        ("photo of 36 megapixels, of somebody else", "lea-leader", photo),
        ("photo of 4 MB of zeros", "anna-lee", bytes(MAX_PHOTO_BYTES)),
        ("photo with too many pixels", "anna-lee", make_pixel_bomb()),
        ("photo of 36 megapixels", "anna-lee", photo),
    ):
        yield LargeInput(name, login, f"/api/moments/{moment}/photo", body, "PUT", headers)


def _list_json_bodies() -> Iterator[LargeInput]:
    long = "x" * (MAX_REQUEST_BODY_BYTES - 100)
    for name, login, path, value in (
        ("sign-in with a secret of 1 MB", "", "/api/session", {"login": "anna", "secret": long}),
        ("join with a name of 1 MB", "", "/api/join", {"code": "A", "name": long, "pin": "8402"}),
        ("moment with a sentence of 1 MB", "anna-lee", "/api/moments", {"sentence": long}),
        ("challenge with a title of 1 MB", "lea-leader", "/api/challenges", {"title": long}),
    ):
        yield LargeInput(name, login, path, json.dumps(value).encode(), headers=JSON_HEADERS)
