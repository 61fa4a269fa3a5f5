"""A pack from an admin's upload to its publication, over HTTP."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from httpx import AsyncClient
from support.api_client import open_api_client
from support.packs import make_valid_pack, make_valid_zip, zip_files
from support.people import add_person, add_team
from support.pool import open_test_pool

from learning.actions.jobs.job_queue import claim_due_jobs, find_job
from learning.actions.packs.import_pack import import_pack
from learning.actions.packs.receive_pack import MAX_PACK_UPLOAD_BYTES
from learning.tables.jobs import DueJobTable
from learning.tables.packs import PackImportTable, PublicationTable
from learning.tables.people import PersonTable, TeamTable

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
async def team(database: str) -> AsyncIterator[TeamTable]:
    async with open_test_pool():
        yield await add_team("Chain", NOW)


@pytest.fixture
async def admin(team: TeamTable) -> PersonTable:
    return await add_person("boss", team, NOW, "admin")


@pytest.fixture
async def client(admin: PersonTable) -> AsyncIterator[AsyncClient]:
    async with open_api_client(admin) as client:
        yield client


async def run_jobs() -> None:
    """Do what the worker would."""
    now = datetime.now(UTC)
    for claimed in await claim_due_jobs(now):
        job = await find_job(claimed)
        assert job is not None
        await import_pack(job, now)


async def upload_archive(client: AsyncClient, archive: bytes) -> str:
    answer = await client.post(
        "/api/packs", files={"pack": ("welcome.zip", archive, "application/zip")}
    )
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == f"/api/packs/imports/{answer.json()['import_id']}"
    return answer.headers["location"]


async def test_from_upload_to_publication_and_back(client: AsyncClient, team: TeamTable) -> None:
    where = await upload_archive(client, make_valid_zip())
    waiting = (await client.get(where)).json()
    assert waiting == {
        "import_id": where.rpartition("/")[2],
        "filename": "welcome.zip",
        "status": "waiting",
        "progress": 0,
        "pack": None,
        "findings": [],
    }
    await run_jobs()
    done = (await client.get(where)).json()
    assert (done["status"], done["progress"], done["findings"]) == ("ready", 100, [])
    assert done["pack"] == {
        "id": "welcome",
        "version": 1,
        "title": "Warm welcomes",
        "language": "en",
        "lessons": 2,
        "concepts": 3,
        "questions": 9,
    }
    [pack] = (await client.get("/api/packs")).json()["packs"]
    assert (pack["id"], pack["title"], pack["published"]) == ("welcome", "Warm welcomes", [])
    [version] = pack["versions"]
    assert (version["version"], version["lessons"], version["questions"]) == (1, 2, 9)
    assert (await client.get(f"/api/media/{version['digest']}/cup.svg")).status_code == 200

    wish = {"version": 1, "teams": [str(team.id)]}
    answer = await client.post("/api/packs/welcome/publications", json=wish)
    assert (answer.status_code, answer.json()) == (201, wish)
    [published] = (await client.get("/api/packs")).json()["packs"][0]["published"]
    assert (published["team_id"], published["team"], published["version"]) == (
        str(team.id),
        "Chain",
        1,
    )
    answer = await client.post(
        "/api/packs/welcome/publications", json={"version": None, "teams": [str(team.id)]}
    )
    assert answer.status_code == 201
    assert (await client.get("/api/packs")).json()["packs"][0]["published"] == []


async def test_a_broken_pack_is_reported(client: AsyncClient) -> None:
    broken = make_valid_pack() | {
        "lessons/use-names.md": make_valid_pack()["lessons/use-names.md"].replace(
            "to: cool", "to: nowhere"
        )
    }
    where = await upload_archive(client, zip_files(broken))
    await run_jobs()
    done = (await client.get(where)).json()
    assert (done["status"], done["pack"]) == ("refused", None)
    assert {"file", "line", "severity", "what", "fix"} <= done["findings"][0].keys()
    assert {finding["file"] for finding in done["findings"]} == {"lessons/use-names.md"}
    assert (await client.get("/api/packs")).json() == {"packs": []}


@pytest.mark.parametrize(
    ("body", "status", "word"),
    [
        ({"files": {"other": ("a.zip", b"PK\x03\x04")}}, 422, "pack"),
        ({"data": {"pack": "text"}, "files": {"x": ("y", b"z")}}, 422, "pack"),
        ({"files": {"pack": ("a.pdf", b"%PDF-1.7")}}, 422, "zip"),
        ({"files": {"pack": ("a.zip", b"")}}, 422, "zip"),
        (
            {
                "files": [
                    ("pack", ("a.zip", make_valid_zip())),
                    ("pack", ("b.zip", make_valid_zip())),
                ]
            },
            202,
            "",
        ),
        ({"json": {"pack": "x"}}, 422, "pack"),
        (
            {"content": b"", "headers": {"content-type": "multipart/form-data; boundary=x"}},
            422,
            "pack",
        ),
        (
            {"content": b"junk", "headers": {"content-type": "multipart/form-data; boundary=x"}},
            422,
            "form",
        ),
        ({"content": b"junk", "headers": {"content-type": "multipart/form-data"}}, 422, "form"),
        (
            {
                "content": b"junk",
                "headers": {"content-type": "multipart/form-data; boundary=\u00e4".encode()},
            },
            422,
            "form",
        ),
        (
            {
                "content": b'--x\r\nContent-Disposition: form-data; name="pack"\r\n'
                b"\r\n\xff\xfe\r\n--x--\r\n",
                "headers": {"content-type": "multipart/form-data; boundary=x"},
            },
            422,
            "text",
        ),
        (
            {
                "content": b'--x\r\nContent-Disposition: form-data; name="pack"\r\n'
                b"Content-Type: text/plain; charset=no"
                b"\r\n\r\na\r\n--x--\r\n",
                "headers": {"content-type": "multipart/form-data; boundary=x"},
            },
            422,
            "text",
        ),
        (
            {"files": {"pack": ("a.zip", b"PK\x03\x04" + b"\0" * MAX_PACK_UPLOAD_BYTES)}},
            413,
            "20 MB",
        ),
        (
            {"files": {"pack": ("a.zip", b"PK\x03\x04" + b"\0" * MAX_PACK_UPLOAD_BYTES * 2)}},
            413,
            "20 MB",
        ),
    ],
)
async def test_bad_uploads_get_a_sentence(
    client: AsyncClient, body: dict[str, Any], status: int, word: str
) -> None:
    answer = await client.post("/api/packs", **body)
    assert answer.status_code == status, answer.text
    if status != 202:
        assert answer.headers["content-type"] == "application/problem+json"
        assert word in answer.text
        assert (await PackImportTable.count(), await DueJobTable.count()) == (0, 0)


@pytest.mark.parametrize(
    ("pack", "wish", "status"),
    [
        ("welcome", {"version": 1, "teams": ["1"]}, 404),
        ("welcome", {"version": 1, "teams": ["x"]}, 404),
        ("welcome", {"version": 1, "teams": ["1" * 40]}, 404),
        ("welcome", {"version": 1, "teams": []}, 422),
        ("welcome", {"version": "1", "teams": ["1"]}, 422),
        ("welcome", {"version": 10**30, "teams": ["1"]}, 422),
        ("welcome", {"version": 10**9, "teams": ["1"]}, 404),
        ("welcome", {"teams": ["1"]}, 422),
        ("welcome", {"version": 10**4000, "teams": ["1"]}, 422),
        ("welcome", {"version": 0, "teams": ["1"]}, 422),
        ("x" * 5000, {"version": 1, "teams": ["1"]}, 404),
        ("welcome", {"version": 1, "teams": ["1"], "now": True}, 422),
        ("wel%00come", {"version": None, "teams": ["1"]}, 404),
    ],
)
async def test_bad_publications_get_a_sentence(
    client: AsyncClient, pack: str, wish: dict[str, object], status: int
) -> None:
    answer = await client.post(f"/api/packs/{pack}/publications", json=wish)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert await PublicationTable.count() == 0


@pytest.mark.parametrize("role", ["learner", "leader", None])
async def test_packs_are_for_admins_alone(team: TeamTable, role: str | None) -> None:
    person = await add_person("ada", team, NOW, role) if role else None
    async with open_api_client(person) as client:
        answers = [
            await client.post("/api/packs", files={"pack": ("a.zip", make_valid_zip())}),
            await client.get("/api/packs"),
            await client.get("/api/packs/imports/00000000-0000-7000-8000-000000000000"),
            await client.post(
                "/api/packs/welcome/publications", json={"version": 1, "teams": ["1"]}
            ),
        ]
    assert {answer.status_code for answer in answers} == {403 if role else 401}
    assert await PackImportTable.count() == 0


@pytest.mark.parametrize("name", ["00000000-0000-7000-8000-000000000000", "x", "%00"])
async def test_an_unknown_import_is_not_there(client: AsyncClient, name: str) -> None:
    assert (await client.get(f"/api/packs/imports/{name}")).status_code == 404


async def test_another_sites_page_cannot_send_a_pack(client: AsyncClient) -> None:
    answer = await client.post(
        "/api/packs",
        files={"pack": ("a.zip", make_valid_zip())},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 403


async def test_the_upload_is_described(client: AsyncClient) -> None:
    paths = (await client.get("/schema/openapi.json")).json()["paths"]
    form = paths["/api/packs"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert form["properties"]["pack"]["format"] == "binary"
