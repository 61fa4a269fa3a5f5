"""The phone app as files: addresses, caching, compression and the content security policy."""

import gzip
import hashlib
from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import AsyncClient
from litestar import Litestar
from support import transport

from api import static_files
from api.problem_responses import EXCEPTION_HANDLERS

SCRIPT = "start({ base: '' });"
PAGE = (
    "<!doctype html><script src='/x.js'></script>"
    f"<script type='module'>{SCRIPT}</script><p style=\"display: contents\">Hero</p>"
)
LONG = "const word = 'hero';\n" * 200


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[AsyncClient]:
    build = tmp_path / "build"
    (build / "_app/immutable").mkdir(parents=True)
    (build / "index.html").write_text(PAGE)
    (build / "manifest.webmanifest").write_text("{}")
    (build / "icon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (build / "service-worker.js").write_text("self;")
    (build / "_app/immutable/start.js").write_text(LONG)
    (tmp_path / "secret.txt").write_text("not for you")
    app = Litestar(
        static_files.make_static_handlers(build),
        exception_handlers=EXCEPTION_HANDLERS,
        logging_config=None,
        openapi_config=None,
    )
    async with AsyncClient(
        transport=transport.make_transport(app), base_url="http://hero.test"
    ) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/sign-in", "/join?code=AAAA", "/me/deep"])
async def test_every_route_of_the_app_gets_the_front_page(client: AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert (answer.status_code, answer.text) == (200, PAGE)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"


async def test_the_policy_lets_our_scripts_run_and_nothing_else(client: AsyncClient) -> None:
    policy = dict(
        directive.strip().split(" ", 1)
        for directive in (await client.get("/")).headers["content-security-policy"].split(";")
    )
    digest = b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    assert policy["script-src"] == f"'self' 'sha256-{digest}'"
    assert policy["default-src"] == policy["style-src"] == "'self'"
    style = b64encode(hashlib.sha256(b"display: contents").digest()).decode()
    assert policy["style-src-attr"] == f"'unsafe-hashes' 'sha256-{style}'"
    assert policy["base-uri"] == "'none'"
    assert policy["frame-ancestors"] == policy["object-src"] == "'none'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert policy["trusted-types"] == "svelte-trusted-html herobreak"


async def test_hashed_files_stay_and_the_service_worker_is_asked_for_again(
    client: AsyncClient,
) -> None:
    start, worker = (
        await client.get("/_app/immutable/start.js"),
        await client.get("/service-worker.js"),
    )
    assert start.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert worker.headers["cache-control"] == "no-cache"
    assert (
        start.headers["content-type"]
        == worker.headers["content-type"]
        == "text/javascript; charset=utf-8"
    )
    manifest = await client.get("/manifest.webmanifest")
    assert manifest.headers["content-type"] == "application/manifest+json"


async def test_files_of_text_name_their_encoding(client: AsyncClient) -> None:
    kinds = {
        path: (await client.get(path)).headers["content-type"]
        for path in ("/", "/_app/immutable/start.js", "/icon.svg", "/nothing.js")
    }
    assert kinds == {
        "/": "text/html; charset=utf-8",
        "/_app/immutable/start.js": "text/javascript; charset=utf-8",
        "/icon.svg": "image/svg+xml; charset=utf-8",
        "/nothing.js": "application/problem+json",
    }


async def test_long_text_is_sent_compressed_to_those_who_take_it(client: AsyncClient) -> None:
    plain = await client.get("/_app/immutable/start.js", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    zipped = await client.get("/_app/immutable/start.js", headers={"accept-encoding": "br, gzip"})
    assert zipped.headers["content-encoding"] == "gzip"
    assert zipped.text == plain.text == LONG
    assert (
        int(zipped.headers["content-length"]) == len(gzip.compress(LONG.encode(), 6, mtime=0)) < 300
    )


async def test_what_the_phone_has_is_not_sent_again(client: AsyncClient) -> None:
    first = await client.get("/")
    again = await client.get("/", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_head_answers_without_a_body(client: AsyncClient) -> None:
    answer = await client.head("/")
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    "path", ["/nothing.js", "/../secret.txt", "/%2e%2e/secret.txt", "/_app/../../secret.txt"]
)
async def test_no_file_outside_the_build_is_ever_found(client: AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_missing_build_says_what_to_do(tmp_path: Path) -> None:
    app = Litestar(
        static_files.make_static_handlers(tmp_path / "none"),
        logging_config=None,
        openapi_config=None,
    )
    async with AsyncClient(
        transport=transport.make_transport(app), base_url="http://hero.test"
    ) as client:
        assert "not built yet" in (await client.get("/")).text
