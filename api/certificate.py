"""A challenge's certificate, as a PDF to print and to hang up."""

import asyncio
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

import msgspec
import typst
from litestar import Response, get

from api.fields import RowId
from api.identity import Me, Now
from learning.queries.certificates import Certificate, load_certificate

TEMPLATE = Path(__file__).with_suffix(".typ")
LONGEST_VISION = 360
"""Letters of the vision that fit under the title."""
MOST_NAMES = 60
"""Names that fit on the page; of more people, it says how many more there are."""
MOST_TEAMS = 8


@get("/challenges/{challenge:int}/certificate.pdf", media_type="application/pdf")
async def read_certificate(challenge: RowId, me: Me, now: Now) -> Response[bytes]:
    """Give the certificate of a settled challenge to whoever belongs to its teams."""
    said = await load_certificate(me, challenge, now)
    content = await asyncio.to_thread(printed, said, me.language)
    name = f"challenge-{challenge}.pdf"
    return Response(
        content, media_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


def printed(said: Certificate, language: str) -> bytes:
    """Set the page: about a twentieth of a second. What people typed goes in as data, never as markup."""
    words = msgspec.json.encode(words_of(said, language)).decode()
    content = _compiler().compile(format="pdf", sys_inputs={"said": words})
    assert isinstance(content, bytes)  # noqa: S101 - a PDF is one file, however many pages
    return content


def words_of(said: Certificate, language: str) -> dict[str, object]:
    """Return what is on the page, cut to what fits."""
    return {
        "heading": "Together we made it" if said.reached else "Together we came this far",
        "language": language[:2].lower(),
        "organisation": said.organisation,
        "title": said.title,
        "vision": _shortened(said.vision),
        "teams": _first(said.teams, MOST_TEAMS),
        "people": _first(said.people, MOST_NAMES),
        "days": f"{_day(said.first_day)} to {_day(said.last_day)}",
        "reached_line": f"{said.value:,.4g} {said.unit}".strip(),
    }


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(TEMPLATE)


def _shortened(text: str) -> str:
    whole = " ".join(text.split())
    return whole if len(whole) <= LONGEST_VISION else whole[:LONGEST_VISION].rsplit(" ", 1)[0] + " …"


def _first(names: Sequence[str], most: int) -> list[str]:
    more = len(names) - most
    return [*names[:most], f"and {more} more"] if more > 0 else list(names)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


handlers = [read_certificate]
