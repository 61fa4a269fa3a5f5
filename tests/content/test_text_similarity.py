"""The similarity of texts."""

from content.text_similarity import find_content_words, measure_similarity, normalise_words


def test_similarity_ignores_endings_and_stop_words() -> None:
    one = find_content_words("A man brings back a kettle on Monday. What do you say first?")
    assert (
        measure_similarity(
            one, find_content_words("A man bringing back kettles on Monday! What is said first?")
        )
        >= 0.5
    )
    assert (
        measure_similarity(one, find_content_words("The guest in room nine asks for a pillow."))
        == 0
    )
    assert measure_similarity(frozenset(), frozenset()) == 0
    assert normalise_words("“No — way!”") == normalise_words("no WAY")
