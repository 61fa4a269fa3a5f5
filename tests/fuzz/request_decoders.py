"""Requests as bytes: addresses, query strings, headers, cookies, and multipart forms.

A small app with handlers of every kind of parameter answers them. It has the request class, the
checks and the answers to errors of the real one, and no database.
"""

import asyncio
import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import unquote_to_bytes
from uuid import UUID

from fuzz.decoder import MEGABYTE, Decoder
from litestar import Litestar, Router, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery

from api.app import MAX_REQUEST_BODY_BYTES
from api.cookies import RequestDevice, get_session_cookie_name, provide_device
from api.csrf import require_same_origin
from api.field_types import NameFilter, PathRowId
from api.http_middleware import add_middleware
from api.moments import BeforeMomentId
from api.operator_token import has_operator_token
from api.problem_responses import EXCEPTION_HANDLERS, answer_unknown_path
from api.rota import ColumnsText, RotaLogin, _parse_columns
from api.strict_requests import StrictRequest
from api.uploads import read_form_file, read_uploaded_file
from learning.actions.packs.receive_pack import clean_filename
from learning.rules.refusals import TooLarge
from learning.rules.rota.date_order import DateOrder
from learning.rules.rota.rota_template import TemplateFormat
from learning.settings import parse_settings

TOO_LARGE = TooLarge("rota.file_too_large", max_megabytes=1)
SETTINGS = parse_settings({"HEROBREAK_PROXIES": "1", "HEROBREAK_METRICS_TOKEN": "x" * 40})
SEPARATOR = b"\n\n"
"""Between the head of an input (method, address and headers by lines) and its body."""


@get("/query/{row:int}/{key:uuid}/{day:date}/{name:str}")
async def read_parameters(
    request: StrictRequest,
    row: PathRowId,
    key: FromPath[UUID],
    day: FromPath[date],
    name: FromPath[str],
    device: RequestDevice,
    login: RotaLogin = None,
    dates: FromQuery[DateOrder] = "auto",
    columns: ColumnsText = None,
    week: FromQuery[date | None] = None,
    dry_run: FromQuery[bool] = False,
    before: BeforeMomentId = 1,
    part: NameFilter = "",
    form: FromQuery[TemplateFormat] = "csv",
) -> dict[str, object]:
    """Give what was read of the address and of the headers."""
    return {
        "parameters": [row, key, day, name, login, dates, week, dry_run, before, part, form],
        "columns": _parse_columns(columns),
        "device": [device.old_token, device.mark, device.address, device.browser],
        "operator": has_operator_token(request),
    }


@post("/upload", request_max_body_size=MEGABYTE)
async def read_upload(request: StrictRequest) -> dict[str, object]:
    """Give what was read of a file."""
    content = await read_uploaded_file(request, "rota", TOO_LARGE)
    return {"bytes": len(content), "type": request.content_type[0]}


@post("/form", request_max_body_size=MEGABYTE)
async def read_form(request: StrictRequest) -> dict[str, object]:
    """Give what was read of a form, with the name of its file."""
    upload = await read_form_file(request, "pack", TOO_LARGE)
    return {"name": clean_filename(upload.filename), "bytes": len(await upload.read())}


@cache
def _make_app() -> Litestar:
    api = Router(
        path="/api",
        route_handlers=[read_parameters, read_upload, read_form, answer_unknown_path],
        dependencies={"device": provide_device(SETTINGS)},
        before_request=require_same_origin,
    )
    app = Litestar(
        route_handlers=[api],
        exception_handlers=EXCEPTION_HANDLERS,
        request_class=StrictRequest,
        request_max_body_size=MAX_REQUEST_BODY_BYTES,
        openapi_config=None,
        logging_config=None,
        state=State({"settings": SETTINGS}),
    )
    app.asgi_handler = add_middleware(app.asgi_handler, SETTINGS)
    return app


@cache
def _get_runner() -> asyncio.Runner:
    return asyncio.Runner()


def _decode_request(data: bytes) -> object:
    """Answer a request: its status and its JSON."""
    head, _, body = data.partition(SEPARATOR)
    first, *lines = head.split(b"\n")
    method, _, address = first.partition(b" ")
    path, _, query = address.partition(b"?")
    headers = [
        (name.strip().lower(), value.strip())
        for name, colon, value in (line.partition(b":") for line in lines)
        if colon and not {*value} & {0, 10, 13}  # the server refuses these
    ]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method.decode("ascii", "replace").upper() or "GET",
        "scheme": "http",
        "path": _unquote(path),
        "raw_path": path,
        "query_string": query,
        "root_path": "",
        "headers": headers,
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1234),
        "state": {},
    }
    return _get_runner().run(_answer(scope, body))


def _unquote(path: bytes) -> str:
    """Decode an address as the server does."""
    return "/" + unquote_to_bytes(path.lstrip(b"/")).decode("utf-8", "replace")


async def _answer(scope: dict[str, Any], body: bytes) -> object:
    sent: list[Any] = []
    parts = [body[start : start + 65_536] for start in range(0, len(body), 65_536)] or [b""]
    messages = [
        {"type": "http.request", "body": part, "more_body": number < len(parts) - 1}
        for number, part in enumerate(parts)
    ]

    async def receive() -> Any:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    untyped: Any = _make_app()
    await untyped(scope, receive, send)
    content = b"".join(message.get("body", b"") for message in sent)
    return sent[0]["status"], content


def _check_response(answer: object) -> None:
    assert isinstance(answer, tuple)
    status, content = answer
    assert status < 500, content[:300]
    if content:
        document = json.loads(content)
        if status >= 400:
            assert {"code", "detail"} <= set(document), document
        json.dumps(document, ensure_ascii=False).encode()


def _make_seed(line: str, *headers: str, body: bytes = b"") -> bytes:
    return "\n".join([line, *headers]).encode() + SEPARATOR + body


def _list_request_seeds() -> Sequence[bytes]:
    key, mark = "0198f2a4-7d1c-7c3a-9c55-0e6f0b1f4a11", "A" * 22
    path = f"/api/query/7/{key}/2026-12-07/Anna%20Lee"
    form = b'--b\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\n\r\nPK\r\n--b--\r\n'
    kind = "Content-Type: multipart/form-data; boundary=b"
    cookie = f"Cookie: a=b; {get_session_cookie_name(SETTINGS)}=abc; herobreak-device={mark}"
    return [
        _make_seed(f"GET {path}", "X-Forwarded-For: 2001:db8::1, 10.0.0.1", cookie),
        _make_seed(f"GET {path}?login=anna-lee&dates=dmy&columns=name,,date&week=2026-12-07"),
        _make_seed(f"GET {path}?dry_run=true&before=9&part=%C3%A9%00&form=xlsx", cookie),
        _make_seed(f"GET {path}", "Accept-Language: de-AT, en;q=0.5", "User-Agent: Firefox iPad"),
        _make_seed(f"GET {path}", "Authorization: Bearer " + "x" * 40, "If-None-Match: *"),
        _make_seed("POST /api/upload", "Content-Type: text/csv", "Origin: http://a", "Host: a"),
        _make_seed("POST /api/upload", kind, body=form % (b"rota", b"r.csv")),
        _make_seed("POST /api/form", kind, body=form % (b"pack", b"C:\\x\\p\xc3\xa9.zip")),
        _make_seed("POST /api/form", f'{kind}; charset="utf-7"', body=form % (b"pack", b"")),
    ]


REQUEST_DECODERS = (
    Decoder(
        "requests",
        _decode_request,
        _check_response,
        _list_request_seeds,
        (
            *("api/cookies.py", "api/uploads.py", "api/csrf.py", "api/strict_requests.py"),
            *("api/problem_responses.py", "api/decode_errors.py", "api/language.py"),
            *("api/request_bodies.py", "api/operator_token.py"),
        ),
        tokens=tuple(
            text.encode()
            for text in (
                *("%00", "%ff", "%ed%a0%80", "%F0%9F%98%80", "&", "=", "?", "/", "//", "..", ";"),
                *("Content-Type: ", "multipart/form-data; boundary=", "application/json", "--b"),
                *("\r\n", 'filename="', "filename*=utf-8''%e2", 'name="', "charset=utf-16", "+"),
                *("Content-Transfer-Encoding: base64", "Sec-Fetch-Site: same-origin", "[::1%a]"),
                *("::ffff:1.2.3.4", "2026-02-30", "0", "-1", "9223372036854775808", "true", "NaN"),
            )
        ),
        base_ms=200,
        ms_per_kb=3,
    ),
)
