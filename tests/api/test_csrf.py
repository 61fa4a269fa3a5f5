"""Pages of other sites cannot act as the signed-in person."""

from uuid import UUID

import pytest
from litestar.openapi.spec import Operation, Parameter
from litestar.openapi.spec.enums import OpenAPIFormat
from support.organisation import PIN
from support.visits import Visit

from api.app import create_app

VALUE_BY_FORMAT: dict[object, str] = {
    OpenAPIFormat.UUID: str(UUID(int=1)),
    OpenAPIFormat.DATE: "2026-03-02",
}
HEADERS_OF_OTHER_SITES = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site", "origin": "http://hero.test"},
    {"origin": "http://evil.test"},
    {"origin": "http://hero.test.evil.test"},
    {"origin": "http://hero.test:81"},
    {"origin": "null"},
    {"origin": ""},
    {"origin": "http://["},
]
HEADERS_OF_OUR_PAGES = [
    {},  # no browser
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "none"},
    {"origin": "http://hero.test"},
    {"origin": "http://HERO.test"},
]


@pytest.mark.parametrize("headers", HEADERS_OF_OTHER_SITES, ids=str)
async def test_another_sites_page_changes_nothing(visit: Visit, headers: dict[str, str]) -> None:
    client = await visit("anna-lee")
    for answer in (
        await client.patch("/api/me", json={"minutes": 9}, headers=headers),
        await client.delete("/api/session", headers=headers),
        await client.post(
            "/api/session", json={"login": "sam-south", "secret": PIN}, headers=headers
        ),
        await client.post("/api/attempts", json={"attempts": []}, headers=headers),
    ):
        assert answer.status_code == 403
        assert answer.headers["content-type"] == "application/problem+json"
        assert "another site" in answer.json()["detail"]
    me = (await client.get("/api/me", headers=headers)).json()
    assert (me["login"], me["minutes"]) == ("anna-lee", 5)


@pytest.mark.parametrize("headers", HEADERS_OF_OUR_PAGES, ids=str)
async def test_our_own_pages_and_programs_are_accepted(
    visit: Visit, headers: dict[str, str]
) -> None:
    client = await visit("anna-lee")
    answer = await client.patch("/api/me", json={"minutes": 9}, headers=headers)
    assert answer.status_code == 200


async def test_every_operation_that_changes_something_refuses_other_sites(visit: Visit) -> None:
    client = await visit("anna-lee")
    for path, item in (create_app().openapi_schema.paths or {}).items():
        for method in ("post", "put", "patch", "delete"):
            if (operation := getattr(item, method)) is not None:
                answer = await client.request(
                    method, _fill_in_path(path, operation), headers={"sec-fetch-site": "cross-site"}
                )
                assert answer.status_code == 403, f"{method} {path}"


def _fill_in_path(path: str, operation: Operation) -> str:
    """Fill in every parameter of a path with a value of its type.

    Another value would lead to an unknown path, where no check runs.
    """
    for parameter in operation.parameters or []:
        if isinstance(parameter, Parameter) and parameter.param_in == "path":
            kind = getattr(parameter.schema, "format", None)
            path = path.replace(f"{{{parameter.name}}}", VALUE_BY_FORMAT.get(kind, "1"))
    return path
