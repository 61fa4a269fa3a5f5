"""The seconds that today's break announces hold all that it gives to read."""

import html
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from support.catalogues import publish_to_team
from support.organisation import Organisation
from support.visits import Visit

from content import read_pack
from learning.rules.practice.item_time import USUAL_PACE
from learning.steps.packs.compile_pack import compile_pack
from learning.tables.database import connection

PACKS = Path(__file__).parents[2] / "content" / "packs"
SHIPPED = sorted(path.parent for path in PACKS.glob("*/pack.yaml"))
WORDS_A_SECOND = 3
"""180 a minute."""


def count_item_words(item: Mapping[str, Any]) -> int:
    """Count what is certainly read of an item: of a scenario only the shortest turn."""
    texts = [item.get("try_it", ""), item.get("stem", "")]
    for card in item.get("cards", ()):
        texts += [card["title"] or "", html.unescape(re.sub("<[^>]*>", " ", card["html"]))]
    texts += [one["text"] for key in ("choices", "targets") for one in item.get(key, ())]
    return sum(len(re.findall(r"\w[\w’'-]*", text)) for text in texts)


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
async def test_a_break_takes_at_least_as_long_as_its_words(
    visit: Visit, acme: Organisation, folder: Path
) -> None:
    report = read_pack(folder)
    assert report.pack
    document = compile_pack(report.pack, report.digest, "secret")
    for language, pack in document.packs.items():
        await publish_to_team(pack, acme.root, datetime.now(UTC))
        async with connection() as conn:
            await conn.execute("UPDATE person SET language = $1, minutes = 3", language)
        today = (await (await visit("anna-lee")).get("/api/today")).json()
        assert {item["kind"] for item in today["items"]} == {"lesson", "question"}
        assert today["goal"]["seconds"] == sum(item["seconds"] for item in today["items"])
        assert (
            sum(map(count_item_words, today["items"])) / WORDS_A_SECOND
            <= (today["goal"]["seconds"])
        )
        assert today["goal"]["seconds"] <= 3 * 60
        for item in today["items"]:
            assert count_item_words(item) / WORDS_A_SECOND <= item["seconds"]


async def test_a_person_who_takes_longer_is_told_so(visit: Visit, acme: Organisation) -> None:
    report = read_pack(SHIPPED[0])
    assert report.pack
    pack = compile_pack(report.pack, report.digest, "secret").packs["en"]
    await publish_to_team(pack, acme.root, datetime.now(UTC))
    anna = await visit("anna-lee")
    usual = (await anna.get("/api/today")).json()
    async with connection() as conn:
        await conn.execute("UPDATE progress SET pace = $1", 2 * USUAL_PACE)
    slow = (await anna.get("/api/today")).json()
    assert len(slow["items"]) == len(usual["items"])
    for before, after in zip(usual["items"], slow["items"], strict=True):
        assert after["seconds"] == pytest.approx(2 * before["seconds"], abs=1)
