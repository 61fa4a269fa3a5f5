"""YAML: what a value is, which line it is on, and that no input takes long."""

import time

import pytest

from content.document import load_yaml


def test_values_have_types_and_lines() -> None:
    text = (
        "a: 1\nb:\n  - {c: yes, d: 'true'}\n  - true\n  - 1.5\ntrue: |\n  one\n  two\n"
        "e:\nf: 2026-11-22\n"
    )
    document, findings = load_yaml("x.yaml", text, offset=10)
    assert findings == []
    assert document.data == {
        "a": 1,
        "b": [{"c": "yes", "d": "true"}, True, 1.5],
        "true": "one\ntwo",
        "e": None,
        "f": "2026-11-22",
    }
    assert document.line_of(("b", 0, "d")) == 13
    assert document.line_of(("b", 1)) == 14
    assert document.line_of(("b", 0, "d", "nothing", 3)) == 13
    assert document.line_of(("nothing",)) == 11


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ("", "yaml-syntax", 1),
        ("- a\n- b", "yaml-syntax", 1),
        ("a: 1\n b: 2", "yaml-syntax", 2),
        ("a: 1\n---\nb: 2", "yaml-syntax", 2),
        ('a: "never closed', "yaml-syntax", 1),
        ("a: 1\n\tb: 2", "yaml-syntax", 2),
        ("a: 1\nb: 2\na: 3", "yaml-duplicate-key", 3),
        ("a: 1\nb: {c: 1, c: 2}", "yaml-duplicate-key", 2),
        ("a: &x [1]\nb: *x", "yaml-feature", 1),
        ("a: 1\nb: *x", "yaml-feature", 2),
        ("a: !!python/object/apply:os.system [ls]", "yaml-feature", 1),
        ("? [a, b]\n: 1", "yaml-feature", 1),
        ("%YAML 1.1\n---\na: 1", "yaml-feature", 2),
        ('a: "\\0"', "yaml-feature", 1),
        ('a: "\\ud800"', "yaml-feature", 1),
        ('a: "\\U00110000"', "yaml-syntax", 1),
        ("a: " + "[" * 13 + "]" * 13, "yaml-depth", 1),
    ],
)
def test_unsupported_yaml_is_refused(text: str, rule: str, line: int) -> None:
    _, findings = load_yaml("x.yaml", text)
    assert [(finding.rule, finding.line) for finding in findings] == [(rule, line)]


@pytest.mark.parametrize(
    "unit",
    [
        "[",
        "{a: ",
        "[a,",
        "- ",
        "? ",
        "a: ",
        "&a ",
        "!a ",
        "a #",
        "'",
        "a\n",
        " a:\n",
        "%a\n",
        "a: |\n",
        '"\\u0041',
        "{a,",
    ],
)
def test_hostile_yaml_is_read_quickly(unit: str) -> None:
    started = time.perf_counter()
    load_yaml("x.yaml", (unit * 65536)[:65536])
    load_yaml("x.yaml", ("a: " + unit * 65536)[:65536])
    assert time.perf_counter() - started < 15  # a second or so; minutes where the parser runs ahead
