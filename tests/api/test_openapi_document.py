"""The contract in the repository is that of the API, and the phone app's types are made from it."""

import subprocess
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from litestar.routes import HTTPRoute
from litestar.types import Method

from api.app import create_app
from api.outbox import AttemptSubmission, OutboxBatch, ReadingSubmission
from learning.settings import parse_settings
from ops.cli import main

ROOT = Path(__file__).parents[2]
CONTRACT = "frontend/openapi.json"
TYPES = "frontend/src/lib/api/schema.d.ts"


def test_the_contract_is_that_of_the_api() -> None:
    printed = CliRunner().invoke(main, ["openapi"])
    assert printed.exit_code == 0, printed.output
    if printed.stdout != (ROOT / CONTRACT).read_text():
        pytest.fail(
            "the API has changed: write the contract with"
            f" `.venv/bin/herobreak openapi > {CONTRACT}`"
        )


def test_the_types_of_the_phone_app_are_made_from_it(tmp_path: Path) -> None:
    made = tmp_path / "schema.d.ts"
    command = [
        "ops/npm.sh",
        "frontend",
        "exec",
        "--no",
        "--",
        "openapi-typescript",
        "openapi.json",
        "-o",
        str(made),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    if made.read_text() != (ROOT / TYPES).read_text():
        pytest.fail(f"the contract has changed: write {TYPES} with `ops/npm.sh frontend run types`")


APP = create_app(parse_settings({}))
DOCUMENT = APP.openapi_schema.to_schema()
METHODS_WITH_BODY: tuple[Method, ...] = ("POST", "PUT", "PATCH")


def list_operations() -> Iterator[tuple[str, dict[str, Any]]]:
    """All operations, each with a name such as `GET /api/me`."""
    for path, operations in DOCUMENT["paths"].items():
        for method, operation in operations.items():
            yield f"{method.upper()} {path}", operation


def list_json_bodies() -> Iterator[tuple[str, Any, Any]]:
    """All JSON bodies: name of the operation, type that the handler takes, and example."""
    for route in APP.routes:
        if not isinstance(route, HTTPRoute):
            continue
        for method, (handler, _) in route.route_handler_map.items():
            field = handler.parsed_data_field
            operation = DOCUMENT["paths"].get(route.path_format, {}).get(method.lower())
            if field is None or operation is None:
                continue
            media_type = operation["requestBody"]["content"]["application/json"]
            yield f"{method} {route.path_format}", field.annotation, media_type.get("example")


def test_the_document_has_the_version_of_the_package() -> None:
    assert DOCUMENT["info"]["version"] == version("herobreak")


def test_every_operation_has_a_tag_and_a_description() -> None:
    incomplete = [
        name
        for name, operation in list_operations()
        if not operation.get("tags") or not operation.get("description", "").strip()
    ]
    assert not incomplete


def test_every_operation_describes_its_errors_as_problem_documents() -> None:
    for name, operation in list_operations():
        errors = {
            status: response
            for status, response in operation["responses"].items()
            if status >= "400" and "application/json" not in response["content"]
        }
        assert "500" in errors, name
        for response in errors.values():
            (content,) = response["content"].values()
            assert content["schema"] == {"$ref": "#/components/schemas/ProblemDocument"}, name
            assert content["examples"], name


def test_every_json_body_has_an_example_that_its_handler_can_read() -> None:
    bodies = list(list_json_bodies())
    assert len(bodies) > 20
    for name, body_type, example in bodies:
        assert example, f"{name} has no example"
        msgspec.json.decode(msgspec.json.encode(example), type=body_type)


def test_every_operation_with_a_body_is_checked_for_an_example() -> None:
    with_json = {
        name
        for name, operation in list_operations()
        if "application/json" in operation.get("requestBody", {"content": {}})["content"]
    }
    assert with_json == {name for name, _, _ in list_json_bodies()}


def test_entries_of_the_outbox_are_documented_as_what_they_are_decoded_to() -> None:
    properties = DOCUMENT["components"]["schemas"][OutboxBatch.__name__]["properties"]
    for field, entry_type in (("attempts", AttemptSubmission), ("reads", ReadingSubmission)):
        reference = f"#/components/schemas/{entry_type.__name__}"
        assert properties[field]["items"] == {"$ref": reference}
    example = next(
        example for _, body_type, example in list_json_bodies() if body_type is OutboxBatch
    )
    msgspec.convert(example["attempts"], list[AttemptSubmission])
    msgspec.convert(example["reads"], list[ReadingSubmission])


def test_every_operation_that_a_session_opens_says_so() -> None:
    for name, operation in list_operations():
        refusals = operation["responses"].get("401", {}).get("content", {}).values()
        codes = {code for content in refusals for code in content["examples"]}
        if "session.not_signed_in" in codes and "display.closed" not in codes:
            assert [list(needs) for needs in operation["security"]] == [["session"]], name
    schemes = DOCUMENT["components"]["securitySchemes"]
    needed = {
        scheme
        for _, one in list_operations()
        for need in one.get("security", [])
        for scheme in need
    }
    assert needed == schemes.keys()
    assert schemes["session"]["in"] == "cookie"


def test_bodies_that_refuse_unknown_fields_say_so() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    for name, body_type, _ in list_json_bodies():
        strict = body_type.__struct_config__.forbid_unknown_fields
        described = schemas[body_type.__name__].get("additionalProperties", True)
        assert described is not strict, name


def test_an_address_that_is_none_is_among_the_answers() -> None:
    for name, operation in list_operations():
        assert ("{" not in name) or "404" in operation["responses"], name


def test_an_answer_without_content_has_no_media_type() -> None:
    for name, operation in list_operations():
        assert "content" not in operation["responses"].get("204", {}), name
