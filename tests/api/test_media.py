"""Pictures of packs: for people who are signed in, kept for good, unable to do anything."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from httpx import AsyncClient
from support.api_client import open_api_client
from support.pack_versions import add_version
from support.packs import CUP_SVG
from support.people import add_person, add_team
from support.pool import open_test_pool

from learning.tables.packs import PackMediaTable

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DIGEST = sha256(b"welcome@1").hexdigest()


@pytest.fixture
async def client(database: str) -> AsyncIterator[AsyncClient]:
    async with open_test_pool():
        version = await add_version("welcome", 1, NOW)
        await PackMediaTable(
            pack_version=version,
            name="cup.svg",
            content_type="image/svg+xml",
            content=CUP_SVG.encode(),
        ).save()
        person = await add_person("ada", await add_team("Shop", NOW), NOW)
        async with open_api_client(person) as client:
            yield client


async def test_a_picture_can_be_kept_for_good_and_do_nothing(client: AsyncClient) -> None:
    answer = await client.get(f"/api/media/{DIGEST}/cup.svg")
    assert (answer.status_code, answer.content) == (200, CUP_SVG.encode())
    assert answer.headers["content-type"] == "image/svg+xml; charset=utf-8"
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert (
        answer.headers["content-security-policy"]
        == "sandbox; default-src 'none'; style-src 'unsafe-inline';"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"] == 'inline; filename="picture.svg"'


async def test_what_a_phone_has_already_is_not_sent_again(client: AsyncClient) -> None:
    mark = (await client.get(f"/api/media/{DIGEST}/cup.svg")).headers["etag"]
    again = await client.get(
        f"/api/media/{DIGEST}/cup.svg", headers={"If-None-Match": f'"old", W/{mark}'}
    )
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == mark


@pytest.mark.parametrize(
    "path",
    [
        f"{DIGEST}/other.svg",
        f"{DIGEST[:-1]}/cup.svg",
        f"{DIGEST}/../cup.svg",
        f"{DIGEST}/%2e%2e/%2e%2e/etc/passwd",
        f"{DIGEST}/cup.svg%00.png",
        f"{DIGEST}/%ff%fe",
        f"{DIGEST}/{'x' * 3000}",
        "%00/cup.svg",
    ],
)
async def test_anything_else_is_not_there(client: AsyncClient, path: str) -> None:
    answer = await client.get(f"/api/media/{path}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_only_for_people_who_are_signed_in(client: AsyncClient) -> None:
    client.cookies.clear()
    assert (await client.get(f"/api/media/{DIGEST}/cup.svg")).status_code == 401
