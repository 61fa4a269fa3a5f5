"""The phone takes every card that the server renders, and nothing else, as HTML."""

import json
import subprocess
from pathlib import Path

from content import read_pack
from content.front_matter import CardBlock
from content.markdown import render_card
from learning.steps.packs.compile_pack import compile_pack
from ops.shipped_packs import SHIPPED_PACKS_FOLDER

ROOT = Path(__file__).parents[2]


def check_cards(cards: list[str]) -> list[bool]:
    """Ask the code of the phone."""
    done = subprocess.run(
        ["ops/npm.sh", ".", "node", "tests/phone/check_cards.js"],
        cwd=ROOT,
        input=json.dumps(cards),
        capture_output=True,
        text=True,
        check=True,
    )
    return list(json.loads(done.stdout))


def test_every_card_of_the_shipped_packs_is_shown_with_its_elements() -> None:
    cards = []
    for file in SHIPPED_PACKS_FOLDER.glob("*/pack.yaml"):
        report = read_pack(file.parent)
        assert report.pack
        compiled = compile_pack(report.pack, report.digest, secret="any")
        cards += [
            card.html
            for pack in compiled.packs.values()
            for lesson in pack.lessons
            for card in lesson.cards
        ]
    assert len(cards) > 100
    assert any("<img" in card for card in cards)
    refused = [card for card, taken in zip(cards, check_cards(cards), strict=True) if not taken]
    assert refused == []


def test_whatever_an_author_writes_is_taken_as_the_server_renders_it() -> None:
    written = (
        '2. Two & three < four\n3. *Three* > __two__ "quoted"\n\n> A quote\n> goes on  \n> here',
        "- one\n  - two\n\n`code` <b>bold</b> &lt;script&gt; <!-- note -->",
        '![A "door" > and <b>](media/two-doors.svg)\n\n<script>alert(1)</script>',
        "[link](javascript:alert(1)) <img src=x onerror=alert(1)>",
    )
    cards = [render_card(CardBlock(1, text), "lesson.md").card.html for text in written]
    cards = [card.replace('src="media/', 'src="/api/media/0a/media/') for card in cards]
    assert check_cards(cards) == [True] * len(cards)
