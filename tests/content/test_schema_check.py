"""The published schemas are sound, and say of whole packs what the checker says."""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from support.translations import read_translated_pack

from content import QUESTION_FORMS
from content.document import load_yaml
from content.front_matter import split_lesson_file
from content.schema_check import check_schema

NAMES = ["pack-1", "lesson-1", "pack-translation-1", "lesson-translation-1"]


def load_schema(name: str) -> Any:
    return json.loads(files("content").joinpath(f"schema/{name}.schema.json").read_text())


@pytest.mark.parametrize("name", NAMES)
def test_each_schema_is_valid(name: str) -> None:
    assert load_schema(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(load_schema(name))


def test_every_form_has_its_schema() -> None:
    lesson = load_schema("lesson-1")
    assert lesson["$defs"]["question"]["properties"]["form"]["enum"] == list(QUESTION_FORMS)
    assert [branch["then"]["$ref"] for branch in lesson["$defs"]["question"]["allOf"]] == [
        f"#/$defs/{f}" for f in QUESTION_FORMS
    ]


def list_objects(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if node.get("type") == "object" and "properties" in node and "allOf" not in node:
            yield node
        for value in node.values():
            yield from list_objects(value)
    elif isinstance(node, list):
        for value in node:
            yield from list_objects(value)


@pytest.mark.parametrize("name", NAMES)
def test_all_texts_and_lists_are_bounded(name: str) -> None:
    for one in list_objects(load_schema(name)):
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
def test_good_files_fit_the_schema(path: str, text: str) -> None:
    name = ("pack" if path.endswith(".yaml") else "lesson") + (
        "-translation-1" if ".de." in path else "-1"
    )
    document = (
        load_yaml(path, text)[0]
        if path.endswith(".yaml")
        else split_lesson_file(path, text).document
    )
    assert list(Draft202012Validator(load_schema(name)).iter_errors(document.data)) == []


@pytest.mark.parametrize("form", QUESTION_FORMS)
def test_missing_parts_of_a_question_are_named(form: str) -> None:
    question = {"id": "q", "concept": "c", "form": form, "stem": "?"}
    lesson = Draft202012Validator(
        {"$ref": "#/$defs/question", "$defs": load_schema("lesson-1")["$defs"]}
    )
    errors = list(lesson.iter_errors(question))
    assert all(error.validator == "required" for error in errors)
    assert bool(errors) == (form != "reflection")


@pytest.mark.parametrize("written", ["1.10", "007", "+5", "1.", "True", "NULL", "~"])
def test_the_advice_to_quote_a_value_keeps_it_as_it_is_written(written: str) -> None:
    files = read_translated_pack()
    lesson = files["lessons/look-up.md"].replace("title: Look up", f"title: {written}", 1)
    document = split_lesson_file("lessons/look-up.md", lesson).document
    (finding,) = check_schema(document, "lesson-1").findings
    assert (finding.code, finding.values["value"]) == ("value-unquoted", written)


@pytest.mark.parametrize("written", ["[Sam]", "{name}", "\n  Note: this"])
def test_a_text_that_yaml_takes_for_something_else_is_to_be_quoted(written: str) -> None:
    files = read_translated_pack()
    lesson = files["lessons/look-up.md"].replace("title: Look up", f"title: {written}", 1)
    document = split_lesson_file("lessons/look-up.md", lesson).document
    (finding,) = check_schema(document, "lesson-1").findings
    assert (finding.code, finding.line) == ("value-structure", 3)
