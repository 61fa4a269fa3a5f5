"""Messages are rendered from code and values, in the language of the reader."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from learning.messages import UnknownMessageWarning, render, render_message

HEADER = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {rule}\\n"\n'
)
ENGLISH = (
    HEADER.format(rule="nplurals=2; plural=(n != 1);")
    + r"""
msgid "size"
msgstr "{size:#,##0} bytes, {share:0%} of it for {whom}"

msgid "only_english"
msgstr "English alone"

msgid "files"
msgid_plural "files"
msgstr[0] "{count} file"
msgstr[1] "{count} files"

msgid "choose"
msgstr "choose {names:or} of {all}"

msgid "outer"
msgstr "{inner}, in {{braces}}"
"""
)
POLISH = (
    HEADER.format(
        rule="nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"
    )
    + """
msgid "size"
msgstr "{size:#,##0} bajtów dla {whom} ({share:0%})"

msgid "files"
msgid_plural "files"
msgstr[0] "{count} plik"
msgstr[1] "{count} pliki"
msgstr[2] "{count} plików"

msgid "choose"
msgstr "wybierz {names:or} z {all}"
"""
)


@pytest.fixture(autouse=True)
def two_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """English and Polish catalogues in a folder of the test."""
    (tmp_path / "en.po").write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "pl.po").write_text(POLISH, encoding="utf-8")
    monkeypatch.setattr(render, "files", lambda _: tmp_path)
    caches = (render.list_languages, render._load_message_catalogue, render.negotiate_language)
    for function in caches:
        function.cache_clear()
    yield
    for function in caches:
        function.cache_clear()


def test_numbers_are_written_by_the_rules_of_the_language() -> None:
    values = {"size": 2048000, "share": 0.42, "whom": "Ann {size}"}
    assert render_message("size", values) == "2,048,000 bytes, 42% of it for Ann {size}"
    assert render_message("size", values, "pl") == "2\xa0048\xa0000 bajtów dla Ann {size} (42%)"


def test_the_count_chooses_the_plural_form() -> None:
    assert [render_message("files", {"count": n}) for n in (1, 2)] == ["1 file", "2 files"]
    polish = [render_message("files", {"count": n}, "pl-PL") for n in (1, 3, 5)]
    assert polish == ["1 plik", "3 pliki", "5 plików"]


def test_a_list_is_joined_by_the_rules_of_the_language() -> None:
    values = {"names": ["a", "b", "c"], "all": ["a", "b", "c", "d"]}
    assert render_message("choose", values) == "choose a, b, or c of a, b, c, d"
    assert render_message("choose", values, "pl") == "wybierz a, b lub c z a, b, c i d"


def test_a_value_can_be_a_message() -> None:
    values = {"inner": {"code": "files", "values": {"count": 2}}}
    assert render_message("outer", values) == "2 files, in {braces}"
    assert render_message("choose", {"names": [values["inner"]], "all": []}) == "choose 2 files of "


@pytest.mark.parametrize("language", ["pl", "pl-PL", "fr", "", "en-GB", "../pl"])
def test_what_is_not_translated_is_shown_in_english(language: str) -> None:
    assert render_message("only_english", {}, language) == "English alone"


def test_an_unknown_code_warns_and_is_returned() -> None:
    with pytest.warns(UnknownMessageWarning, match="no message for the code nothing"):
        assert render_message("nothing", {}) == "nothing"


def test_a_missing_value_warns_and_leaves_its_placeholder() -> None:
    with pytest.warns(UnknownMessageWarning, match="no value for"):
        assert render_message("files", {}) == "{count} files"


def test_a_placeholder_reaches_no_attribute_of_a_value(tmp_path: Path) -> None:
    (tmp_path / "en.po").write_text(
        ENGLISH + '\nmsgid "probe"\nmsgstr "{whom.__class__}"\n', encoding="utf-8"
    )
    with pytest.warns(UnknownMessageWarning):
        assert render_message("probe", {"whom": "Ann"}) == "{whom.__class__}"
