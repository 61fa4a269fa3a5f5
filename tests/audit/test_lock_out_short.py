"""A short lock-out attack by several processes on a real Herobreak."""

from pathlib import Path

from audit.lock_out_run import run_attack


def test_the_owner_signs_in_all_the_while_and_guessers_have_thirty_tries(tmp_path: Path) -> None:
    figures = run_attack(tmp_path, seconds=5, processes=3)
    assert figures.owner_tries >= 5
    assert figures.owner_signed_in == figures.owner_tries
    assert figures.colleague_signed_in
    assert 0 < figures.checked <= 30
    assert figures.blocked > 100
