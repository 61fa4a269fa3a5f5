"""Reading changes nothing that matters: a page of another site can make a browser read."""

import ast
from collections.abc import Iterator
from pathlib import Path

API = Path(__file__).parents[2] / "api"
NOTES_OF_READING = {
    "audit.py download_audit_entries: export_audit_log",
    "audit.py list_audit_entries: read_audit_log",
    "breaks.py read_today: note_issued_break",
    "breaks.py read_today: plan_break",
    "displays.py read_display: record_display_seen",
    "join.py read_join_invitation: find_team_by_code",
}
"""What a read writes down: the break that it fetched, that a screen is alive, one guess at a code,
figures of a group, and that somebody read the audit log. None of them is the act of a person."""


def list_actions_of_reads(source: str) -> Iterator[str]:
    """List the actions that handlers of GET reach within their module, as `handler: action`."""
    tree = ast.parse(source)
    actions = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith(("learning.actions", "learning.steps"))
        for alias in node.names
    }
    functions = {
        node.name: node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    for handler in functions.values():
        if any(ast.unparse(one).startswith("get(") for one in handler.decorator_list):
            for name in sorted(_list_reached_names(handler, functions) & actions):
                yield f"{handler.name}: {name}"


def _list_reached_names(
    handler: ast.FunctionDef | ast.AsyncFunctionDef,
    functions: dict[str, ast.FunctionDef | ast.AsyncFunctionDef],
) -> set[str]:
    names: set[str] = set()
    waiting = [handler]
    while waiting:
        found = {node.id for node in ast.walk(waiting.pop()) if isinstance(node, ast.Name)} - names
        names |= found
        waiting += [functions[name] for name in found if name in functions]
    return names


def test_reading_takes_no_action() -> None:
    found = {
        f"{path.name} {line}"
        for path in sorted(API.glob("*.py"))
        for line in list_actions_of_reads(path.read_text("utf-8"))
    }
    assert found == NOTES_OF_READING


def test_an_action_behind_a_helper_of_a_read_is_found() -> None:
    source = (
        "from learning.actions.people.set_pin import set_pin\n"
        "async def help(): await set_pin()\n"
        "@get('/x')\nasync def read(): await help()\n"
        "@post('/x')\nasync def write(): await set_pin()\n"
    )
    assert list(list_actions_of_reads(source)) == ["read: set_pin"]
