"""Packs and team catalogues made in memory."""

import hashlib
from datetime import datetime

import msgspec

from learning.rules.packs.pack_contents import (
    AnswerKey,
    Card,
    Concept,
    Lesson,
    Pack,
    PackBadge,
    PackDocument,
    Question,
    QuestionChoice,
)
from learning.rules.packs.team_catalogue import PackVersion, TeamCatalogue
from learning.tables.packs import PackVersionTable, PublicationTable


def make_question(pack: str, concept: int, variant: int, *, checkpoint: bool = False) -> Question:
    """Make a question with two choices. "a" is the correct one."""
    kind = "c" if checkpoint else "q"
    return Question(
        id=f"{pack}.{kind}{concept}-{variant}",
        concept=f"{pack}.idea-{concept}",
        lesson=f"{pack}.lesson-{concept // 2}",
        form="single",
        stem=f"What about {concept}, variant {variant}?",
        choices=(
            QuestionChoice("a", "This", "Yes, because."),
            QuestionChoice("b", "That", "No, because."),
        ),
        checkpoint=checkpoint,
        key=AnswerKey(choices=("a",)),
    )


def make_pack(name: str = "pack", lessons: int = 3, version: int = 1, checkpoints: int = 2) -> Pack:
    """Make a pack. Each lesson has two concepts, and each concept three practice questions."""
    concepts = tuple(
        Concept(
            f"{name}.idea-{number}",
            f"{name}.lesson-{number // 2}",
            f"Idea {number}.",
            critical=number == 1,
        )
        for number in range(lessons * 2)
    )
    practice = [
        make_question(name, number, variant)
        for number in range(lessons * 2)
        for variant in range(3)
    ]
    checkpoint = [make_question(name, number, 0, checkpoint=True) for number in range(checkpoints)]
    return Pack(
        id=name,
        version=version,
        language="en",
        title=name.title(),
        summary="For tests.",
        source="A note, N. Body",
        licence="CC0-1.0",
        badge=PackBadge("done", "Done", "All of it.", "media/badge.svg"),
        lessons=tuple(
            Lesson(
                id=f"{name}.lesson-{number}",
                title=f"Lesson {number}",
                idea="One idea.",
                try_it="Try it.",
                seconds=90,
                cards=(Card(None, "<p>Read me.</p>"),),
                concepts=(f"{name}.idea-{2 * number}", f"{name}.idea-{2 * number + 1}"),
            )
            for number in range(lessons)
        ),
        concepts=concepts,
        questions=tuple(practice + checkpoint),
    )


def make_hero_badge(name: str = "pack", lesson: int = 1) -> PackBadge:
    """Make a badge that needs a remembered lesson and a confirmed moment of its trait."""
    lesson_id = f"{name}.lesson-{lesson}"
    rule = {
        "all": [
            {"remembered": {"lesson": lesson_id, "share": 1.0}},
            {"moments": {"trait": lesson_id, "at_least": 1}},
        ]
    }
    return PackBadge(f"hero-{lesson}", "Hero", "You know it, and you do it.", "hero.svg", rule)


def make_pack_version(content: Pack, row: int = 1, *translations: Pack) -> PackVersion:
    """Make a pack version with its translations."""
    document = PackDocument("en", {one.language: one for one in (content, *translations)})
    return PackVersion(row, hashlib.sha256(msgspec.json.encode(document)).hexdigest(), document)


def make_catalogue(*packs: Pack, revision: int = 1) -> TeamCatalogue:
    """Make a catalogue of the packs. Without packs it has one pack of three lessons."""
    return TeamCatalogue(
        revision,
        tuple(
            make_pack_version(content, row)
            for row, content in enumerate(packs or (make_pack(),), start=1)
        ),
    )


async def publish_to_team(content: Pack, team: int, now: datetime, *translations: Pack) -> int:
    """Publish a pack to a team of the test database. Give the id of the version's row."""
    version = make_pack_version(content, 1, *translations)
    row = PackVersionTable(
        pack=content.id,
        version=content.version,
        digest=version.digest,
        title=content.title,
        document=msgspec.json.encode(version.document).decode(),
        created_at=now,
    )
    await row.save()
    await PublicationTable(
        pack=content.id, pack_version=row.id, team=team, person=None, at=now
    ).save()
    return int(row.id)
