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
    ("text", "line"),
    [
        ("text: 'Tis fine\nb: 1\nc: it's\nd: 2", 1),
        ("b: 1\ntext: 'Tis fine\nc: the boys'\nd: 2", 2),
        ('b: 1\ntext: "Hi\nc: "ok"\n', 2),
        ("b: 1\nl:\n  - id: x\n    text: 'Tis fine\n  - id: y\n    text: it's", 4),
        ("b: 1\nl: {t: 'Tis fine, c: 1}\nd: it's\ne: 2", 2),
        ("b: 1\n'c: 2\nd: 3", 2),
        ("b: 1\ntext: [Sam\nc: 2", 2),
        ("b: 1\ntext:Look up\nc: 2", 2),
        ("b: 1\ntext: Note: this\nc: 2", 2),
        ("b: 1\ntext: %5 off\nc: 2", 2),
        ("b: 1\ntext: @you\nc: 2", 2),
        ("b: 1\ntext: {name}, hello\nc: 2", 2),
    ],
)
def test_a_fault_is_found_where_it_begins(text: str, line: int) -> None:
    _, findings = load_yaml("x.yaml", text)
    assert [(finding.rule, finding.line) for finding in findings] == [("yaml-syntax", line)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("id: 1\ntext: Press key #3 and nod", 2),
        ("id: 1\ntext: #3 is ready", 2),
        ("id: 1\ntext: Press key\n  #3 and nod\nc: 1", 2),
        ("id: 1\ntext: |\n    Hello\n  # 3\nc: 1", 2),
        ("id: 1\ntext: > # 3\n  Hello\nc: 1", 2),
        ("id: 1\nauthors:\n  - Sam #3\n  - Lee", 3),
        ('id: 1\ntext: "C:\\new"', 2),
    ],
)
def test_a_part_of_a_text_that_is_lost_is_found(text: str, line: int) -> None:
    _, findings = load_yaml("x.yaml", text)
    assert [(finding.rule, finding.line) for finding in findings] == [("yaml-cut", line)]


@pytest.mark.parametrize(
    "text",
    [
        "id: here   # a name for machines",
        "text: 'Press' # a comment",
        "text: Key#3",
        "l:\n  - text: Look up\n    # the right one\n    correct: true",
        "text: 'one\n  two: three\n  four'\nc: 1",
        'text: "say \\"hi\\" and \\\\new"',
    ],
)
def test_comments_and_quotes_that_are_meant_have_no_finding(text: str) -> None:
    assert load_yaml("x.yaml", text)[1] == []


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
