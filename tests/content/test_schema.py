"""The published schemas are sound, and say of whole packs what the checker says."""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from support.translations import read_translated_pack

from content import FORMS
from content.document import load
from content.front_matter import split

NAMES = ["pack-1", "lesson-1", "pack-translation-1", "lesson-translation-1"]


def schema(name: str) -> Any:
    return json.loads(files("content").joinpath(f"schema/{name}.schema.json").read_text())


@pytest.mark.parametrize("name", NAMES)
def test_schema_is_one(name: str) -> None:
    assert schema(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema(name))


def test_every_form_has_its_schema() -> None:
    lesson = schema("lesson-1")
    assert lesson["$defs"]["question"]["properties"]["form"]["enum"] == list(FORMS)
    assert [branch["then"]["$ref"] for branch in lesson["$defs"]["question"]["allOf"]] == [
        f"#/$defs/{f}" for f in FORMS
    ]


def objects(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if node.get("type") == "object" and "properties" in node and "allOf" not in node:
            yield node
        for value in node.values():
            yield from objects(value)
    elif isinstance(node, list):
        for value in node:
            yield from objects(value)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_unbounded(name: str) -> None:
    for one in objects(schema(name)):
        assert one["additionalProperties"] is False
        assert set(one["required"]) <= set(one["properties"])
        for key, value in one["properties"].items():
            if value.get("type") == "string":
                assert "maxLength" in value, key
                assert "description" in value, key
            if value.get("type") == "array":
                assert "maxItems" in value, key


@pytest.mark.parametrize(
    ("path", "text"), [(p, t) for p, t in read_translated_pack().items() if not p.endswith(".svg")]
)
def test_good_files_fit(path: str, text: str) -> None:
    name = ("pack" if path.endswith(".yaml") else "lesson") + (
        "-translation-1" if ".de." in path else "-1"
    )
    document = load(path, text)[0] if path.endswith(".yaml") else split(path, text).document
    assert list(Draft202012Validator(schema(name)).iter_errors(document.data)) == []


@pytest.mark.parametrize("form", FORMS)
def test_a_question_without_its_parts_is_told_which(form: str) -> None:
    question = {"id": "q", "concept": "c", "form": form, "stem": "?"}
    lesson = Draft202012Validator(
        {"$ref": "#/$defs/question", "$defs": schema("lesson-1")["$defs"]}
    )
    errors = list(lesson.iter_errors(question))
    assert all(error.validator == "required" for error in errors)
    assert bool(errors) == (form != "reflection")
