"""A setting that can't be used is refused with a sentence that names it."""

import pytest

from learning.messages import render_message
from learning.settings import InvalidSetting, parse_settings
from ops.prepare import run_prepare

BAD_VALUES = [
    ("PORT", "many"),
    ("PORT", "-1"),
    ("PORT", "65536"),
    ("HEROBREAK_IDLE_HOURS", "0"),
    ("HEROBREAK_IDLE_HOURS", "4321"),
    ("HEROBREAK_PHONE_PERCENT", "0"),
    ("HEROBREAK_PHONE_PERCENT", "101"),
    ("HEROBREAK_BACKUP_HOURS", "daily"),
    ("HEROBREAK_BACKUP_HOURS", "8761"),
    ("HEROBREAK_BACKUPS_KEPT", "0"),
    ("HEROBREAK_BACKUPS_KEPT", "1001"),
    ("HEROBREAK_PROXIES", "many"),
    ("HEROBREAK_PROXIES", "-1"),
    ("HEROBREAK_PROXIES", "10"),
]


@pytest.mark.parametrize(("name", "value"), BAD_VALUES)
def test_a_bad_value_has_a_sentence_that_names_the_setting(name: str, value: str) -> None:
    with pytest.raises(InvalidSetting, match=name) as raised:
        parse_settings({name: value})
    text = render_message(raised.value.code, {"value": raised.value.value})
    assert f"{name} is '{value}'" in text


def test_the_preparation_of_a_start_prints_the_sentence_and_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HEROBREAK_PROXIES", "many")
    with pytest.raises(SystemExit) as ended:
        run_prepare()
    assert ended.value.code == 1
    assert "herobreak: HEROBREAK_PROXIES is 'many'" in capsys.readouterr().err
