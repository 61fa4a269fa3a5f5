"""Findings are rendered from their rule, their code and their values."""

from learning.messages.findings import render_finding


def test_a_finding_has_three_texts() -> None:
    text = render_finding("card-words", "card-words", {"count": 75, "most": 60})
    assert text.what == "the card has 75 words, 60 at most"
    assert text.why == "More than sixty words on a screen are skipped, not read."
    assert text.fix == "cut it, or make two cards"


def test_a_suggestion_replaces_the_fix() -> None:
    values: dict[str, object] = {"node": "end", "suggestion": "ending"}
    assert render_finding("scenario-start", "scenario-start", values).fix == (
        "did you mean `ending`?"
    )
    values = {"node": "end", "suggestion": None}
    assert render_finding("scenario-start", "scenario-start", values).fix == (
        "name the node where it starts"
    )


def test_values_may_be_messages() -> None:
    inner = {"code": "place.key", "values": {"key": "choices"}}
    where = {"code": "place.item", "values": {"number": 2, "list": inner}}
    advice = {"code": "advice.see-example", "values": {}}
    text = render_finding("value-repeated", "value-repeated", {"where": where, "advice": advice})
    assert text.what == "item 2 of `choices` has an item twice"
    assert text.fix == "see the format's example"
