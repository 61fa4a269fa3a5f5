"""A challenge's certificate, as a PDF to print and to hang up."""

import asyncio
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

import msgspec
import typst
from litestar import Response, get

from api.field_types import PathRowId
from api.identity import Me, Now
from learning.queries.challenges.certificates import Certificate, load_certificate

CERTIFICATE_TEMPLATE = Path(__file__).with_suffix(".typ")
MAX_VISION_CHARACTERS = 360
"""Letters of the vision that fit under the title."""
MAX_CERTIFICATE_NAMES = 60
"""Names that fit on the page; of more people, it says how many more there are."""
MAX_CERTIFICATE_TEAMS = 8


@get("/challenges/{challenge:int}/certificate.pdf", media_type="application/pdf")
async def read_certificate(challenge: PathRowId, me: Me, now: Now) -> Response[bytes]:
    """Give the certificate of a settled challenge to whoever belongs to its teams."""
    certificate = await load_certificate(me, challenge, now)
    content = await asyncio.to_thread(render_certificate, certificate, me.language)
    name = f"challenge-{challenge}.pdf"
    return Response(
        content,
        media_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def render_certificate(certificate: Certificate, language: str) -> bytes:
    """Set the page: about a twentieth of a second. What people typed goes in as data, never as markup."""
    fields = msgspec.json.encode(make_certificate_fields(certificate, language)).decode()
    content = _get_typst_compiler().compile(format="pdf", sys_inputs={"said": fields})
    assert isinstance(content, bytes)  # noqa: S101 - a PDF is one file, however many pages
    return content


def make_certificate_fields(certificate: Certificate, language: str) -> dict[str, object]:
    """Return what is on the page, cut to what fits."""
    return {
        "heading": "Together we made it" if certificate.reached else "Together we came this far",
        "language": language[:2].lower(),
        "organisation": certificate.organisation,
        "title": certificate.title,
        "vision": _shorten_text(certificate.vision),
        "teams": _limit_names(certificate.teams, MAX_CERTIFICATE_TEAMS),
        "people": _limit_names(certificate.people, MAX_CERTIFICATE_NAMES),
        "days": f"{_format_date(certificate.first_day)} to {_format_date(certificate.last_day)}",
        "reached_line": f"{certificate.value:,.4g} {certificate.unit}".strip(),
    }


@cache
def _get_typst_compiler() -> typst.Compiler:
    return typst.Compiler(CERTIFICATE_TEMPLATE)


def _shorten_text(text: str) -> str:
    one_line = " ".join(text.split())
    return (
        one_line
        if len(one_line) <= MAX_VISION_CHARACTERS
        else one_line[:MAX_VISION_CHARACTERS].rsplit(" ", 1)[0] + " …"
    )


def _limit_names(names: Sequence[str], limit: int) -> list[str]:
    remaining = len(names) - limit
    return [*names[:limit], f"and {remaining} more"] if remaining > 0 else list(names)


def _format_date(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


handlers = [read_certificate]
