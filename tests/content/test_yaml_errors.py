"""Text that is not YAML gets the advice that helps, on the line where the fault begins."""

import pytest

from content.document import load_yaml


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ('"Look" up', "yaml-behind-quote"),
        ("'It's up'", "yaml-behind-quote"),
        ('"You say "Hello""', "yaml-behind-quote"),
        ('"a" "b"', "yaml-behind-quote"),
        ("@look", "yaml-first-character"),
        ("`look`", "yaml-first-character"),
        ("%look", "yaml-first-character"),
        ("- look", "yaml-first-character"),
        ("? look", "yaml-first-character"),
        ("& look", "yaml-first-character"),
        ("* look", "yaml-first-character"),
        ("> 5 minutes", "yaml-first-character"),
        ("|x", "yaml-first-character"),
        (", look", "yaml-first-character"),
        ("\tLook", "yaml-tab"),
        (r'"C:\quick"', "yaml-escape-unknown"),
        (r'"C:\Users"', "yaml-escape-unknown"),
        ("'never closed", "yaml-open-quote"),
        ('"never closed', "yaml-open-quote"),
        ("Look: up", "yaml-syntax"),
        ("[Sam]: hello", "yaml-syntax"),
    ],
)
@pytest.mark.parametrize("rest", ["", "\nseconds: 60"])
def test_the_advice_is_that_for_the_text_in_its_line(written: str, code: str, rest: str) -> None:
    _, findings = load_yaml("x.md", f"id: x\ntitle: {written}{rest}")
    assert [(one.rule, one.line, one.code) for one in findings] == [("yaml-syntax", 2, code)]


@pytest.mark.parametrize(
    "written", ["'\"Look\" up'", '"It\'s up"', '"@look"', '"> 5 minutes"', r"'C:\quick'"]
)
def test_a_text_that_follows_the_advice_is_read(written: str) -> None:
    document, findings = load_yaml("x.md", f"title: {written}")
    assert (document.data["title"], findings) == (written[1:-1], [])


def test_an_open_quote_is_found_where_it_opens_though_an_apostrophe_ends_it() -> None:
    _, findings = load_yaml("x.md", "id: x\ntitle: 'Look up\nidea: It's up\n")
    assert [(one.line, one.code) for one in findings] == [(2, "yaml-open-quote")]
