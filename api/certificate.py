"""The certificate of a challenge, as a PDF to print."""

import threading
from collections.abc import Sequence
from pathlib import Path

import msgspec
import typst
from babel import Locale, negotiate_locale
from babel.dates import format_date
from babel.numbers import format_decimal
from litestar import Response, get

from api.field_types import PathRowId
from api.identity import Me, Now
from api.refusal_docs import declare_refusals
from api.request_clocks import SLOW_ROUTE
from learning.heavy_work import run_heavy_work
from learning.messages import REFERENCE_LANGUAGE, list_languages, render_message
from learning.queries.challenges.certificates import Certificate, load_certificate
from learning.rules.refusals import Conflict, NotFound

CERTIFICATE_TEMPLATE = Path(__file__).with_suffix(".typ")
MAX_VISION_CHARACTERS = 360
"""Characters of the vision that fit under the title."""
MAX_CERTIFICATE_NAMES = 60
"""Names that fit on the page. The page says how many more people there are."""
MAX_CERTIFICATE_TEAMS = 8
PDF_POLICY = "; ".join(("base-uri 'none'", "frame-ancestors 'none'"))
"""A browser shows a PDF by a page of its own, which a stricter policy would break."""
VALUE_PATTERN = "#,##0.##"
"""The CLDR pattern of the value that was reached."""
LOCALE_BY_LANGUAGE = {"en": "en_GB"}
"""The locale of days and numbers, where a language alone does not say enough."""


@get(
    "/challenges/{challenge:int}/certificate.pdf",
    media_type="application/pdf",
    tags=["challenges"],
    opt=SLOW_ROUTE
    | declare_refusals((NotFound, "challenge.unknown"), (Conflict, "certificate.not_settled")),
)
async def read_certificate(challenge: PathRowId, me: Me, now: Now) -> Response[bytes]:
    """Give the certificate of a settled challenge, in the language of the person."""
    certificate = await load_certificate(me, challenge, now)
    content = await run_heavy_work(render_certificate, certificate, me.language)
    name = f"challenge-{challenge}.pdf"
    return Response(
        content,
        media_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{name}"',
            "Content-Security-Policy": PDF_POLICY,
        },
    )


def render_certificate(certificate: Certificate, language: str) -> bytes:
    """Render the page; it takes about 50 ms. Texts of people are data, never Typst markup."""
    fields = msgspec.json.encode(make_certificate_fields(certificate, language)).decode()
    content = _compilers.load_compiler().compile(format="pdf", sys_inputs={"certificate": fields})
    assert isinstance(content, bytes)  # noqa: S101 - a PDF is one file, with any number of pages
    return content


def make_certificate_fields(certificate: Certificate, language: str) -> dict[str, object]:
    """Return what is on the page, shortened to what fits."""
    locale = _find_certificate_locale(language)
    code = "certificate.reached" if certificate.reached else "certificate.not_reached"
    days = {
        "first": format_date(certificate.first_day, "long", locale),
        "last": format_date(certificate.last_day, "long", locale),
    }
    teams = _limit_names(certificate.teams, MAX_CERTIFICATE_TEAMS, language)
    return {
        "heading": render_message(code, {}, language),
        "language": locale.language,
        "organisation": certificate.organisation,
        "title": certificate.title,
        "vision": _shorten_text(certificate.vision),
        "teams": render_message("certificate.teams", {"teams": teams}, language),
        "people": _limit_names(certificate.people, MAX_CERTIFICATE_NAMES, language),
        "days": render_message("certificate.days", days, language),
        "value": _describe_value(certificate, locale, language),
    }


def _describe_value(certificate: Certificate, locale: Locale, language: str) -> str:
    """Say what was reached, and that it is an average. Without any figure it is empty."""
    if certificate.value is None:
        return ""
    code = "certificate.average" if certificate.is_average else "certificate.value"
    value = format_decimal(certificate.value, VALUE_PATTERN, locale)
    return render_message(code, {"value": value, "unit": certificate.unit}, language).strip()


def _find_certificate_locale(language: str) -> Locale:
    """Find the locale of days and numbers: that of the catalogue from which the texts come."""
    chosen = negotiate_locale([language], list_languages(), sep="-") or REFERENCE_LANGUAGE
    return Locale.parse(LOCALE_BY_LANGUAGE.get(chosen, chosen))


class _ThreadCompilers(threading.local):
    """The compiler of each thread. Two threads cannot use one at the same time."""

    compiler: typst.Compiler | None = None

    def load_compiler(self) -> typst.Compiler:
        """Give the compiler of the current thread. Making it reads the template and the fonts."""
        if self.compiler is None:
            self.compiler = typst.Compiler(CERTIFICATE_TEMPLATE)
        return self.compiler


_compilers = _ThreadCompilers()


def _shorten_text(text: str) -> str:
    one_line = " ".join(text.split())
    if len(one_line) <= MAX_VISION_CHARACTERS:
        return one_line
    return one_line[:MAX_VISION_CHARACTERS].rsplit(" ", 1)[0] + " …"


def _limit_names(names: Sequence[str], limit: int, language: str) -> list[str]:
    more = len(names) - limit
    if more <= 0:
        return list(names)
    return [*names[:limit], render_message("certificate.more_names", {"count": more}, language)]


handlers = [read_certificate]
