"""An operation takes the fields that it names, each once and from its own place."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from support.visits import Visit

from .test_cross_origin import fill, list_operations

JSON_TYPE = {"Content-Type": "application/json"}


def list_json_operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """List method, filled path and example of the operations that take a JSON object."""
    for method, path, operation in list_operations():
        content: Mapping[str, Any] = operation.get("requestBody", {}).get("content", {})
        described = content.get("application/json", {})
        examples = [one["value"] for one in described.get("examples", {}).values()]
        example = examples[0] if examples else described.get("example")
        if isinstance(example, dict):
            yield method, fill(path), example


async def test_every_body_refuses_unknown_fields(visit: Visit) -> None:
    admin = await visit("ada-admin")
    operations = list(list_json_operations())
    assert len(operations) > 20
    for method, path, example in operations:
        sent = {**example, "role_of_the_sender": "admin"}
        answer = await admin.request(method, path, json=sent)
        assert answer.status_code == 422, (method, path, answer.text)
        codes = [problem["code"] for problem in answer.json()["problems"]]
        assert codes == ["request.unknown_field"], (method, path, answer.text)


async def test_a_parameter_that_is_sent_twice_is_read_once(visit: Visit) -> None:
    """The last of two equal keys of a body counts, at each place; of an address, one of them."""
    anna = await visit("anna-lee")
    twice = '{"minutes": 5, "minutes": 9}'
    answer = await anna.patch("/api/me", content=twice, headers=JSON_TYPE)
    assert (answer.status_code, answer.json()["minutes"]) == (200, 9)
    answer = await anna.patch("/api/me?minutes=3&minutes=4", content=json.dumps({}))
    assert (await anna.get("/api/me")).json()["minutes"] == 9
    both = await anna.get("/api/me/changes?before=1&before=9223372036854775808")
    assert both.status_code in (200, 422)
    assert (await anna.get("/api/me/changes?before=9223372036854775808")).status_code == 422
