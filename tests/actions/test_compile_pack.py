"""What a phone is told of a checkpoint does not give its key away."""

from collections.abc import AsyncIterator
from hashlib import sha256

import pytest
from support.packs import good_pack, good_zip, zipped
from support.pool import open_for_test
from support.translated import translated_pack

from content import read_pack
from learning.actions.compile_pack import compile_pack
from learning.actions.keep_installation import installation_secret
from learning.rules.catalogue import Document, Question
from learning.tables.installation import Installation

BLIND = ("order", "gap", "match")


def compiled(archive: bytes, secret: str) -> Document:
    report = read_pack(archive)
    assert report.pack is not None, report.errors
    return compile_pack(report.pack, report.digest, secret)


def blind(document: Document, language: str = "en") -> list[Question]:
    return [question for question in document.packs[language].questions if question.form in BLIND]


def ids(question: Question) -> set[str]:
    return {one.id for one in (question.targets if question.form == "match" else question.choices)}


def test_ids_are_an_installation_s_own() -> None:
    ours, theirs = (blind(compiled(good_zip(), secret)) for secret in ("ours", "theirs"))
    assert {question.form for question in ours} == set(BLIND)
    assert all(not ids(one) & ids(other) for one, other in zip(ours, theirs, strict=True))


def test_ids_are_the_same_in_every_version_and_language() -> None:
    first, later = (blind(compiled(zipped(good_pack(version=version)), "ours")) for version in (1, 2))
    assert [(one.id, ids(one), one.key) for one in first] == [(one.id, ids(one), one.key) for one in later]
    translated = compiled(zipped(translated_pack()), "ours")
    assert len(translated.packs) > 1
    for language in translated.packs:
        assert [(one.id, ids(one), one.key) for one in blind(translated, language)] == [
            (one.id, ids(one), one.key) for one in blind(translated)
        ]


def test_hashing_what_a_phone_sees_does_not_solve_a_checkpoint() -> None:
    [match] = [one for one in blind(compiled(good_zip(), "ours")) if one.form == "match" and one.checkpoint]
    for left in match.choices:
        for side in ("target", "choice"):
            assert sha256(f"{match.id}/{side}/{left.id}".encode()).hexdigest()[:12] not in ids(match)
        for secret in ("", "secret", "preview"):
            [guess] = [one for one in blind(compiled(good_zip(), secret)) if one.id == match.id]
            assert not ids(guess) & ids(match)


@pytest.fixture
async def pool(database: str) -> AsyncIterator[None]:
    async with open_for_test():
        yield


async def test_an_installation_has_one_secret_that_no_other_has(pool: None) -> None:
    ours = await installation_secret()
    assert len(ours) == 64
    assert await installation_secret() == ours
    assert await Installation.count() == 1
    await Installation.delete(force=True)
    assert await installation_secret() != ours
