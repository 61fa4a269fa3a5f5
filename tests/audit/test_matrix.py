"""The matrix of authorisation: it holds, and it sees a check that was weakened."""

import copy
from typing import Any

import pytest
from audit.check_names import CHECKS
from audit.checks import Part, find_misnamed
from audit.matrix import cells
from audit.matrix.part import audit_authorisation
from support.pool import open_test_pool

from api.app import create_app
from learning.actions.notices import close_display
from learning.queries.notices import subscriptions
from learning.queries.recognition import moments
from learning.settings import parse_settings

DOCUMENT: dict[str, Any] = create_app(parse_settings({})).openapi_schema.to_schema()
SELECT_ANY_PHOTO = """
SELECT f.content_type, f.content FROM moment_photo f JOIN moment m ON m.id = f.moment
WHERE m.key = $6 AND $1::bigint + $3::bigint + $5::bigint > 0
  AND ($2::boolean OR $4::bigint[] IS NOT NULL)
"""


async def run_audit(document: dict[str, Any] = DOCUMENT) -> Part:
    async with open_test_pool():
        return await audit_authorisation(document)


def select_operations(*names: str) -> dict[str, Any]:
    """Give a document of these operations alone."""
    chosen = {**DOCUMENT, "paths": {}}
    for name in names:
        method, _, path = name.partition(" ")
        operation = DOCUMENT["paths"][path][method.lower()]
        chosen["paths"].setdefault(path, {})[method.lower()] = copy.deepcopy(operation)
    return chosen


def list_failed(part: Part) -> dict[str, list[str]]:
    """Give the faults of the failed checks, but not that a document was cut."""
    return {
        check.name.partition(".")[2]: list(check.details)
        for check in part.checks
        if check.result == "failed" and check.name != "authorisation.expectations_complete"
    }


async def test_everybody_reaches_what_the_rules_give_and_nothing_else(
    database: str, clean_redis: str
) -> None:
    part = await run_audit()
    assert {check.name: check.details for check in part.checks if check.details} == {}
    assert find_misnamed([part]) == []
    assert {check.name for check in part.checks} == set(CHECKS["authorisation"])
    assert sum(part.figures["requests"].values()) > 1500
    assert len(part.figures["matrix"]) == sum(map(len, DOCUMENT["paths"].values())) + 1


async def test_a_display_of_another_team_that_can_be_closed_is_found(
    database: str, clean_redis: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    weak = "DELETE FROM display WHERE id = $1 AND ($2 OR $3::bigint > 0) RETURNING team"
    monkeypatch.setattr(close_display, "DELETE_LED_DISPLAY", weak)
    name = "DELETE /api/displays/{display}"
    failed = list_failed(await run_audit(select_operations(name)))
    assert failed.keys() == {"foreign_objects", "colleagues_objects", "refusals_change_nothing"}
    assert failed["foreign_objects"] == [
        f"{name} by {caller} on elsewhere: 204, expected 404"
        for caller in ("leader", "leader_above")
    ]


async def test_a_photo_that_everybody_can_read_is_found(
    database: str, clean_redis: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moments, "SELECT_MOMENT_PHOTO", SELECT_ANY_PHOTO)
    name = "GET /api/moments/{moment}/photo"
    failed = list_failed(await run_audit(select_operations(name)))
    assert failed.keys() == {"colleagues_objects", "foreign_objects"}


async def test_a_wrong_role_in_the_document_is_found(database: str, clean_redis: str) -> None:
    document = select_operations("GET /api/packs")
    document["paths"]["/api/packs"]["get"]["security"] = [{"session": ["leader"]}]
    part = await run_audit(document)
    assert list_failed(part)["own_objects"] == [
        f"GET /api/packs by {caller} on own: 403 role.admin_required, expected ok"
        for caller in ("leader", "leader_above", "leader_elsewhere")
    ]
    incomplete = part.checks[0]
    assert any("declares 'leader', expected is 'admin'" in fault for fault in incomplete.details)


async def test_a_session_that_needs_another_secret_first_is_found(
    database: str, clean_redis: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    blind = subscriptions.SELECT_PERSON_SCOPE.replace("p.secret_from_other", "false")
    monkeypatch.setattr(subscriptions, "SELECT_PERSON_SCOPE", blind)
    failed = list_failed(await run_audit(select_operations("GET /api/live")))
    assert list(failed) == ["secret_of_others"]


def test_a_new_operation_fails_until_it_has_an_expectation() -> None:
    document = {**DOCUMENT, "paths": {**DOCUMENT["paths"], "/api/new": {"get": {"responses": {}}}}}
    assert cells.find_incomplete(document) == ["GET /api/new: no expectation"]
    assert cells.find_incomplete(DOCUMENT) == []
