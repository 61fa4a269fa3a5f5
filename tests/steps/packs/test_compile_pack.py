"""A phone gets no answer key of a checkpoint, and every badge that the checker allows compiles."""

from collections.abc import AsyncIterator
from hashlib import sha256
from importlib.resources import files
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.packs import make_valid_pack, make_valid_zip, zip_files
from support.pool import open_test_pool
from support.postgres_urls import connect_as_admin
from support.translations import read_translated_pack

from content import read_pack
from learning.actions.people.load_installation_secret import load_installation_secret
from learning.rules.packs.pack_contents import PackDocument, Question
from learning.rules.recognition.badge_rules import CounterRule, iterate_leaf_rules
from learning.rules.recognition.badges import Badge, make_pack_badges
from learning.steps.packs.compile_pack import compile_pack
from learning.tables.installation import InstallationTable

BLIND = ("order", "gap", "match")


def compiled(archive: bytes, secret: str) -> PackDocument:
    report = read_pack(archive)
    assert report.pack is not None, report.errors
    return compile_pack(report.pack, report.digest, secret)


def blind(document: PackDocument, language: str = "en") -> list[Question]:
    return [question for question in document.packs[language].questions if question.form in BLIND]


def ids(question: Question) -> set[str]:
    return {one.id for one in (question.targets if question.form == "match" else question.choices)}


def test_ids_are_an_installation_s_own() -> None:
    ours, theirs = (blind(compiled(make_valid_zip(), secret)) for secret in ("ours", "theirs"))
    assert {question.form for question in ours} == set(BLIND)
    assert all(not ids(one) & ids(other) for one, other in zip(ours, theirs, strict=True))


def test_ids_are_the_same_in_every_version_and_language() -> None:
    first, later = (
        blind(compiled(zip_files(make_valid_pack(version=version)), "ours")) for version in (1, 2)
    )
    assert [(one.id, ids(one), one.key) for one in first] == [
        (one.id, ids(one), one.key) for one in later
    ]
    translated = compiled(zip_files(read_translated_pack()), "ours")
    assert len(translated.packs) > 1
    for language in translated.packs:
        assert [(one.id, ids(one), one.key) for one in blind(translated, language)] == [
            (one.id, ids(one), one.key) for one in blind(translated)
        ]


def test_every_text_has_its_language() -> None:
    """A lesson without a translation is in the language of the original."""
    document = compiled(zip_files(read_translated_pack()), "ours")
    german = document.packs["de"]
    languages = {lesson.id: german.language_of(lesson) for lesson in german.lessons}
    assert languages == {"welcome.look-up": "de", "welcome.use-names": "en"}
    assert {badge.language for badge in make_pack_badges(german, "digest")} == {"de"}
    assert {badge.alt for badge in make_pack_badges(document.packs["en"], "digest")} == {"A cup"}


def test_a_version_that_was_stored_without_languages_is_read() -> None:
    """What is new in a stored version has a default, so versions of older servers are read."""
    stored = msgspec.to_builtins(compiled(make_valid_zip(), "ours"))
    for lesson in stored["packs"]["en"]["lessons"]:
        del lesson["language"]
    for question in stored["packs"]["en"]["questions"]:
        del question["mood_words"]
    del stored["packs"]["en"]["badge"]["alt"]
    (pack,) = msgspec.convert(stored, PackDocument).packs.values()
    assert {pack.language_of(lesson) for lesson in pack.lessons} == {"en"}
    assert {question.mood_words for question in pack.questions} == {()}


def test_hashing_what_a_phone_sees_does_not_solve_a_checkpoint() -> None:
    [match] = [
        one
        for one in blind(compiled(make_valid_zip(), "ours"))
        if one.form == "match" and one.checkpoint
    ]
    for left in match.choices:
        for side in ("target", "choice"):
            assert sha256(f"{match.id}/{side}/{left.id}".encode()).hexdigest()[:12] not in ids(
                match
            )
        for secret in ("", "secret", "preview"):
            [guess] = [
                one for one in blind(compiled(make_valid_zip(), secret)) if one.id == match.id
            ]
            assert not ids(guess) & ids(match)


SCHEMA: dict[str, Any] = msgspec.json.decode(
    files("content").joinpath("schema/pack-1.schema.json").read_bytes()
)
NAMES: list[str] = SCHEMA["$defs"]["count"]["properties"]["count"]["enum"]
SOME = st.sampled_from([0, 1, 2, 3, 2.0, 10_000, 10_001])
LEAVES = (
    st.builds(
        lambda name, some: {"count": name, "at_least": some},
        st.sampled_from([*NAMES, "logins"]),
        SOME,
    )
    | st.builds(
        lambda of, share: {"remembered": {**of, "share": share}},
        st.sampled_from([{"lesson": "look-up"}, {"lesson": "nowhere"}, {"pack": "welcome"}]),
        st.sampled_from([0, 0.1, 1, 0.66, 1.5]),
    )
    | st.builds(lambda some: {"moments": {"trait": "use-names", "at_least": some}}, SOME)
    | st.builds(lambda some: {"moments": {"at_least": some}}, SOME)
    | st.builds(lambda some: {"challenges": {"kind": "race", "at_least": some}}, SOME)
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        lambda kind, parts: {kind: parts},
        st.sampled_from(["all", "any"]),
        st.lists(inner, max_size=9),
    ),
    max_leaves=50,
)


def with_badge(rule: Any) -> dict[str, str]:
    badge = {
        "id": "own",
        "title": "T",
        "story": "S",
        "art": "media/cup.svg",
        "alt": "A cup",
        "rule": rule,
    }
    badges = msgspec.json.encode([badge]).decode()
    return {
        path: text.replace("lessons:\n", f"badges: {badges}\nlessons:\n", 1)
        for path, text in make_valid_pack().items()
    }


def own_badge(rule: Any) -> Badge | None:
    """The badge with this rule in the catalogue; None if the checker refuses it."""
    report = read_pack(zip_files(with_badge(rule)))
    if report.pack is None:
        return None
    return make_pack_badges(
        compile_pack(report.pack, report.digest, "ours").packs["en"], report.digest
    )[1]


@settings(max_examples=60, deadline=None)
@given(TREES)
def test_a_rule_that_the_checker_lets_pass_is_one(tree: Any) -> None:
    badge = own_badge(tree)
    assert badge is None or badge.rule.need >= 1


def test_rules_ask_for_what_is_counted_under_the_pack_s_own_ids() -> None:
    badge = own_badge(
        {
            "any": [
                {"count": "pack_lessons", "at_least": 2},
                {"count": "pack_checkpoint", "at_least": 2.0},
                {"count": "streak", "at_least": 5},
                {"moments": {"trait": "use-names", "at_least": 1}},
                {"remembered": {"lesson": "look-up", "share": 1}},
                {"challenges": {"kind": "race", "at_least": 1}},
            ]
        }
    )
    assert badge
    assert badge.id == "welcome.own"
    assert badge.concept_ids == ("welcome.be-seen", "welcome.steps")
    assert [
        (leaf.counter, leaf.need)
        for leaf in iterate_leaf_rules(badge.rule)
        if isinstance(leaf, CounterRule)
    ] == [
        ("lessons.welcome", 2),
        ("checkpoint.welcome", 2),
        ("streak", 5),
        ("moment.welcome.use-names", 1),
        ("challenge.won.race", 1),
    ]


@pytest.fixture
async def pool(database: str) -> AsyncIterator[None]:
    async with open_test_pool():
        yield


async def test_an_installation_has_one_secret_that_no_other_has(pool: None) -> None:
    ours = await load_installation_secret()
    assert len(ours) == 64
    assert await load_installation_secret() == ours
    assert await InstallationTable.count() == 1
    async with connect_as_admin() as conn:
        await conn.execute("DELETE FROM installation")
    assert await load_installation_secret() != ours
