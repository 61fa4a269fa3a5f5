"""The plain text of lessons and its reading grade."""

from content.prose import count_words, join_sentences, measure_reading_grade


def test_long_words_and_sentences_raise_the_grade() -> None:
    easy = measure_reading_grade("The cup is hot. She sits down. He nods at her.")
    hard = measure_reading_grade(
        "Considerable organisational difficulties necessitate immediate"
        " managerial intervention today."
    )
    assert easy < 2 < 12 < hard
    assert measure_reading_grade("") == measure_reading_grade("— … “”") == 0


def test_joined_sentences_end_with_a_full_stop() -> None:
    assert (
        join_sentences(["One two", "Three four?", "", "“Five six.”"])
        == "One two. Three four? “Five six.”"
    )
    assert count_words("Mr O’Neil’s 3 well-known cats, all told: 1.5") == 8
