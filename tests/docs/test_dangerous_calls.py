"""The code makes no statement, program, page or pattern out of what people send."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from worker.app import app as worker_app

ROOT = Path(__file__).parents[2]
MAX_SHOWN_CHARS = 38
PACKAGES = ("api", "worker", "learning", "content", "ops")
DATABASE_CALLS = {"fetch", "fetchrow", "fetchval", "execute", "executemany", "cursor", "prepare"}
STATEMENTS_CHOSEN_AMONG_CONSTANTS = {
    "learning/actions/jobs/delete_done_rows.py: statement",
    "learning/actions/people/erase_person.py: statement",
    "learning/actions/people/manage_passkeys.py: statement",
    "learning/actions/people/moderate_person.py: statement",
    "learning/actions/practice/plan_breaks.py: f'DELETE FROM {table} USING person p W",
    "learning/queries/boards/board_scores.py: statement",
    "learning/queries/challenges/challenge_measures.py: sql.select_values",
    "learning/queries/challenges/practice_habits.py: statement",
    "learning/queries/notices/subscriptions.py: statement",
    "learning/queries/people/audit_log.py: sql",
    "learning/queries/people/team_members.py: statement",
    "learning/steps/practice/load_learner_state.py: statement",
    "learning/steps/practice/save_learner_state.py: _build_save_statement(tuple(parts), on",
    "ops/database_rights.py: statement",
    "ops/database_rights.py: writes_statements",
    "ops/database_roles.py: await conn.fetchval(WRITE_STATEMENT, s",
}
"""Statements that a reader has to look at. Each is one of several constants, or built of them."""
FILES_WITH_PATTERNS_OF_CONSTANTS = {
    "content/grave_scenes.py",
    "learning/rules/rota/grid_days.py",
}
"""Their parts are constants of the same file, and words of a shipped list that are escaped."""
MODULES_OF_PROGRAMS_AND_OBJECTS = {
    *("subprocess", "pickle", "marshal", "shelve", "dill", "jsonpickle", "code", "runpy", "pty"),
}
CALLS_THAT_RUN_TEXT = {"eval", "exec", "compile", "__import__"}
CALLS_ON_A_SHELL = {"system", "popen", "execv", "execve", "spawnv", "create_subprocess_shell"}
UNSAFE_ON_THE_PHONE = re.compile(
    r"\beval\(|new Function\(|\b(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write"
    r"|setTimeout\(\s*['\"`]|\{@html"
)

KEYS_CHOSEN_AT_RUN_TIME = re.compile(
    r"""[\w)\]]\[[^\]'"\d\n][^\]\n]*\]\s*(?:[-+*/|&?]{0,2})=(?![=>])|Object\.assign\("""
)
"""An assignment to a key of an object that is not known when the code is written."""
KEYS_THAT_CANNOT_BE_A_NAME = {
    "frontend/src/lib/api/download.ts: Object.assign(",
    "frontend/src/lib/challenges/PasteFigures.svelte: s[JSON.stringify(one)] ??=",
    "frontend/src/lib/store/uuid7.ts: s[i] =",
    "frontend/src/lib/team/rotaColumns.ts: n[column.index] =",
}
"""Places of lists, a text that begins with a brace, and keys that are written there."""


def list_trees(*packages: str) -> Iterator[tuple[str, ast.AST]]:
    """List the syntax trees of packages, with the names of their files."""
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8"))


def is_constant(node: ast.AST) -> bool:
    """Say whether an expression is a text, a constant, or built of constants alone."""
    match node:
        case ast.Constant():
            return True
        case ast.Name(name):
            return name.strip("_").isupper() or name.endswith("_SQL")
        case ast.JoinedStr(parts):
            return all(map(is_constant, parts))
        case ast.FormattedValue(value) | ast.Subscript(value) | ast.Attribute(value, "pattern"):
            return is_constant(value)
        case ast.BinOp(left, _, right):
            return is_constant(left) and is_constant(right)
        case ast.IfExp(_, chosen, other):
            return is_constant(chosen) and is_constant(other)
    return False


def list_calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """List the calls of a tree by the last part of the name that is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            yield getattr(called, "attr", getattr(called, "id", "")), node


def list_imports(tree: ast.AST) -> Iterator[str]:
    """List the first parts of the modules that a tree imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def list_built_statements(tree: ast.AST) -> list[str]:
    """List the statements for the database that are not constants."""
    return [
        ast.unparse(call.args[0])[:MAX_SHOWN_CHARS]
        for name, call in list_calls(tree)
        if name in DATABASE_CALLS and call.args and not is_constant(call.args[0])
    ]


def test_statements_are_constants_and_values_travel_beside_them() -> None:
    found = {
        f"{file}: {statement}"
        for file, tree in list_trees(*PACKAGES)
        for statement in list_built_statements(tree)
    }
    assert found == STATEMENTS_CHOSEN_AMONG_CONSTANTS


@pytest.mark.parametrize(
    "line",
    [
        "conn.fetch(f'SELECT 1 FROM {name}')",
        "conn.execute('SELECT ' + name)",
        "conn.fetchval(text)",
        "conn.fetchrow('SELECT {}'.format(name))",
    ],
)
def test_a_statement_that_is_built_of_a_value_is_found(line: str) -> None:
    assert len(list_built_statements(ast.parse(line))) == 1
    assert list_built_statements(ast.parse("conn.fetch(f'{SELECT_ALL} WHERE id = $1', name)")) == []


def test_nothing_that_serves_people_starts_programs_or_loads_objects() -> None:
    """The operator's command starts the embedded servers. It has no input of people."""
    found = [
        f"{file}: {module}"
        for file, tree in list_trees("api", "worker", "learning", "content")
        for module in list_imports(tree)
        if module in MODULES_OF_PROGRAMS_AND_OBJECTS
    ]
    assert found == []


def test_no_text_is_run_as_code_or_by_a_shell() -> None:
    found = [
        f"{file}:{call.lineno}: {name}"
        for file, tree in list_trees(*PACKAGES)
        for name, call in list_calls(tree)
        if (name in CALLS_THAT_RUN_TEXT and isinstance(call.func, ast.Name))
        or (name in CALLS_ON_A_SHELL and ast.unparse(call.func) != "platform.system")
        or any(keyword.arg == "shell" for keyword in call.keywords)
    ]
    assert found == []


def test_patterns_are_constants() -> None:
    """What people send is searched, and never part of a pattern."""
    found = {
        file
        for file, tree in list_trees(*PACKAGES)
        for name, call in list_calls(tree)
        if ast.unparse(call.func) == f"re.{name}"
        and name != "escape"
        and not is_constant(call.args[0])
        and "re.escape" not in ast.unparse(call.args[0])
    }
    assert found == FILES_WITH_PATTERNS_OF_CONSTANTS


def test_messages_to_workers_are_plain_json() -> None:
    assert worker_app.conf.accept_content == ["json"]
    assert worker_app.conf.task_serializer == "json"


def test_the_phone_runs_no_text_and_shows_markup_of_checked_cards_alone() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for pattern in ("*.ts", "*.svelte", "*.js")
        for path in sorted((ROOT / "frontend/src").rglob(pattern))
        for match in UNSAFE_ON_THE_PHONE.finditer(path.read_text("utf-8"))
    ]
    assert found == ["frontend/src/lib/break/LessonStep.svelte: {@html"]


def test_no_key_of_an_object_is_chosen_at_run_time() -> None:
    """Else a value called `__proto__` could change all objects. Maps have no such keys."""
    found = {
        f"{path.relative_to(ROOT)}: {match[0]}"
        for pattern in ("*.ts", "*.svelte")
        for path in sorted((ROOT / "frontend/src").rglob(pattern))
        if not path.name.endswith(".test.ts")
        for match in KEYS_CHOSEN_AT_RUN_TIME.finditer(path.read_text("utf-8"))
    }
    assert found == KEYS_THAT_CANNOT_BE_A_NAME


@pytest.mark.parametrize("line", ["a[key] = 1", "a.b[c.d] ??= 1", "a()[key]=1"])
def test_an_assignment_to_a_chosen_key_is_found(line: str) -> None:
    assert KEYS_CHOSEN_AT_RUN_TIME.search(line)
    assert not KEYS_CHOSEN_AT_RUN_TIME.search("if (a[key] === 1) b = { [key]: 1 }")
