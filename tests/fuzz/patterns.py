"""All regular expressions of the server, and texts that make a bad one take long."""

import ast
import importlib
import itertools
import pkgutil
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import api
import content
import learning

PACKAGES: tuple[ModuleType, ...] = (api, content, learning)
CLASSES = {"d": "0", "w": "a", "s": " ", "b": "", "W": "-", "D": "a", "S": "a", "Z": "", "A": ""}
ESCAPES = re.compile(r"\\(.)|\(\?[^)]{0,3}|\{\d*,?\d*\}", re.DOTALL)
WORDS = re.compile(r"[A-Za-z]{2,}")
END = "\x07"
"""It ends each text, so that most patterns do not match it as a whole and try everything."""
MOST_CHARACTERS, MOST_WORDS = 14, 8
STEPS = (24, 100, 600)
"""Lengths that are tried before the longest one, so that nothing takes for ever."""


AnyPattern = re.Pattern[str] | re.Pattern[bytes]
ALL_METHODS = frozenset(("search", "fullmatch", "finditer"))
MANY_METHODS = ("sub", "subn", "findall", "finditer", "split")


class ServerPattern(NamedTuple):
    """A regular expression, where it is (`content.markdown._CARD_WORD`), and how it is used."""

    name: str
    pattern: AnyPattern
    methods: frozenset[str] = ALL_METHODS


class SlowMatch(NamedTuple):
    """A text for which a pattern took long."""

    name: str
    text: str
    length: int
    milliseconds: float


def list_patterns() -> list[ServerPattern]:
    """List the patterns of all modules: their values, and constants in calls of `re`."""
    found: dict[int, ServerPattern] = {}
    modules = [
        importlib.import_module(info.name)
        for package in PACKAGES
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if "migrations" not in info.name
    ]
    trees = {module.__name__: _parse_module(module) for module in modules}
    used: defaultdict[str, set[str]] = defaultdict(set)
    for name, method in itertools.chain.from_iterable(map(_list_calls, trees.values())):
        used[name].add("finditer" if method in MANY_METHODS else method)
    for module in modules:
        for name, value in vars(module).items():
            methods = frozenset(used[name] & {*ALL_METHODS, "match"}) or ALL_METHODS
            for pattern in _list_inside(value):
                place = f"{module.__name__}.{name}"
                found.setdefault(id(pattern), ServerPattern(place, pattern, methods))
        for pattern in _list_inline(trees[module.__name__]):
            found.setdefault(id(pattern), ServerPattern(f"{module.__name__}: inline", pattern))
    return list(found.values())


def _parse_module(module: ModuleType) -> ast.Module:
    return ast.parse(Path(str(module.__file__)).read_text())


def _list_calls(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Give the calls of methods: the name of the value, and that of the method."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield node.value.id, node.attr


def _list_inside(value: object) -> Iterator[AnyPattern]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _list_inside(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _list_inside(item)


def _list_inline(tree: ast.Module) -> Iterator[AnyPattern]:
    """Give the constant patterns of `re.sub(...)` and the like."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name, first = ast.unparse(node.func), node.args[0]
        is_text = isinstance(first, ast.Constant) and isinstance(first.value, str | bytes)
        if is_text and name.startswith("re.") and name != "re.compile":
            yield re.compile(ast.literal_eval(first))


def find_slow_match(
    server: ServerPattern, length: int, most_ms: float, *, pairs: bool
) -> SlowMatch | None:
    """Find a text of at most `length` characters that takes longer than `most_ms`.

    The texts repeat characters and words that the pattern names, and with `pairs` two of them.
    """
    text = server.pattern.pattern
    plain = text.decode("latin-1") if isinstance(text, bytes) else text
    parts = _list_parts(plain)
    pumps = [*parts, *("".join(pair) for pair in product(parts, repeat=2) if pairs)]
    for pump, prefix in product(dict.fromkeys(pumps), ("", *parts[:2])):
        if slow := _try_pump(server, prefix, pump, length, most_ms):
            return slow
    return None


def _list_parts(plain: str) -> list[str]:
    """List what a pattern can match: characters, one of each class, and words."""
    classes = [CLASSES.get(one, one) for one in re.findall(r"\\(.)", plain)]
    literal = ESCAPES.sub("", plain)
    words = WORDS.findall(literal)[:MOST_WORDS]
    characters = [one for one in literal if not one.isalpha() and one not in "^$?+*|()"]
    listed = [*classes, *characters, "a", "0", " ", *words]
    return [part for part in dict.fromkeys(listed) if part][: MOST_CHARACTERS + MOST_WORDS]


def _try_pump(
    server: ServerPattern, prefix: str, pump: str, length: int, most_ms: float
) -> SlowMatch | None:
    for size in (*(step for step in STEPS if step < length), length):
        text = prefix + pump * max(1, (size - len(prefix)) // len(pump)) + END
        took = _time_match(server, text)
        if took > most_ms and min(_time_match(server, text) for _ in range(2)) > most_ms:
            return SlowMatch(server.name, prefix + pump + END, size, took)
    return None


def _time_match(server: ServerPattern, text: str) -> float:
    is_bytes = isinstance(server.pattern.pattern, bytes)
    value = text.encode("utf-8", "replace") if is_bytes else text
    started = time.thread_time()
    for method in server.methods:
        found = getattr(server.pattern, method)(value)
        if method == "finditer":
            _consume(found)
    return 1000 * (time.thread_time() - started)


def _consume(found: Iterable[object]) -> None:
    for _ in found:
        pass
