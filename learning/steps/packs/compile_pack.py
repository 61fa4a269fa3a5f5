"""Compile a checked pack into what is stored.

Every language is complete, and ids begin with the id of the pack.
"""

import hmac
import re
from dataclasses import fields

from content import values
from content.authoring_rules import AUTHORING_RULES
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
    ScenarioMove,
    ScenarioNode,
)
from learning.rules.recognition.badge_grammar import compile_badge_rule
from learning.rules.recognition.badges import make_pack_badges

_MEDIA_IMAGE_TAG = re.compile(r'(<img (?:[a-z-]+="[^"]*" )*src=")media/')


def compile_pack(pack: values.LessonPack, digest: str, secret: str) -> PackDocument:
    """Compile all languages. `digest` is the version's, and part of the addresses of its pictures.

    `secret` is that of the installation. Without it, nobody can compute the answer ids of a
    checkpoint.

    Raises:
        BadgeRuleError: a badge has a rule that the checker should have refused.
    """
    packs = {
        language: _compile_language(pack, local, digest, secret)
        for language, local in pack.languages.items()
    }
    make_pack_badges(packs[pack.language], digest)
    return PackDocument(language=pack.language, packs=packs)


def make_global_id(pack: str, local: str) -> str:
    """Return the pack's id, a dot, and the author's id.

    It is the same in every version, and no other pack has it.
    """
    return f"{pack}.{local}"


def _compile_language(
    pack: values.LessonPack, local: values.LocalPack, digest: str, secret: str
) -> Pack:
    return Pack(
        id=pack.id,
        version=pack.version,
        language=local.language,
        title=local.title,
        summary=local.summary,
        source=f"{pack.source.title}, {pack.source.author}",
        licence=pack.licence,
        badge=_compile_badge(pack.id, local.badge),
        badges=tuple(_compile_badge(pack.id, badge) for badge in local.badges),
        lessons=tuple(_compile_lesson(pack.id, lesson, digest) for lesson in local.lessons),
        concepts=tuple(
            _compile_concept(pack.id, lesson, of)
            for lesson in local.lessons
            for of in lesson.concepts
        ),
        questions=tuple(
            _compile_question(pack.id, lesson, of, secret)
            for lesson in local.lessons
            for of in lesson.questions
        ),
    )


def _compile_badge(pack: str, badge: values.BadgeDefinition) -> PackBadge:
    rule = compile_badge_rule(pack, badge.rule) if badge.rule else None
    return PackBadge(
        badge.id, badge.title, badge.story, badge.art.removeprefix("media/"), rule, badge.alt
    )


def _compile_lesson(pack: str, lesson: values.PackLesson, digest: str) -> Lesson:
    return Lesson(
        id=make_global_id(pack, lesson.id),
        title=lesson.title,
        idea=lesson.idea,
        try_it=lesson.try_it,
        seconds=lesson.seconds,
        cards=tuple(
            Card(card.title, _rewrite_image_urls(card.html, digest)) for card in lesson.cards
        ),
        concepts=tuple(make_global_id(pack, concept.id) for concept in lesson.concepts),
        language=lesson.language,
    )


def _rewrite_image_urls(html: str, digest: str) -> str:
    """Point pictures at this version's. A `<` in a text is escaped, so only real tags match."""
    return _MEDIA_IMAGE_TAG.sub(rf"\g<1>/api/media/{digest}/", html)


def _compile_concept(pack: str, lesson: values.PackLesson, concept: values.PackConcept) -> Concept:
    return Concept(
        make_global_id(pack, concept.id),
        make_global_id(pack, lesson.id),
        concept.statement,
        concept.critical,
    )


def _compile_question(
    pack: str, lesson: values.PackLesson, question: values.PackQuestion, secret: str
) -> Question:
    choices, targets = _map_answer_ids(make_global_id(pack, question.id), question, secret)
    feedback = question.feedback
    return Question(
        id=make_global_id(pack, question.id),
        concept=make_global_id(pack, question.concept),
        lesson=make_global_id(pack, lesson.id),
        form=question.form,
        stem=f"{question.stem}\n{question.prompt}" if question.prompt else question.stem,
        choices=tuple(
            QuestionChoice(choices[choice.id], choice.text, choice.feedback)
            for choice in question.choices
        ),
        targets=tuple(
            QuestionChoice(targets[target.id], target.text) for target in question.targets
        ),
        start=question.start,
        nodes=tuple(map(_compile_scenario_node, question.nodes)),
        checkpoint=question.checkpoint,
        key=_compile_answer_key(question.key, choices, targets) if question.key else None,
        right=feedback.right if feedback else None,
        wrong=feedback.wrong if feedback else None,
        mood_words=question.mood_words,
    )


def _map_answer_ids(
    question_id: str, question: values.PackQuestion, secret: str
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the compiled ids of choices and of targets, by the author's.

    Ids that show what is right are replaced by hashes, because the key of a checkpoint never leaves
    the server. `question_id` is the compiled id.
    """
    choices = {choice.id: choice.id for choice in question.choices}
    targets = {target.id: target.id for target in question.targets}
    revealing_ids = AUTHORING_RULES[question.form].revealing_ids
    if revealing_ids == "choices":
        choices = {
            choice: _hash_answer_id(secret, question_id, "choice", choice) for choice in choices
        }
    if revealing_ids == "targets":
        targets = {
            target: _hash_answer_id(secret, question_id, "target", target) for target in targets
        }
    return choices, targets


def _hash_answer_id(secret: str, question: str, side: str, name: str) -> str:
    """Return a keyed hash of stable ids: the same in every version and language.

    The hash has a key because there are few possible ids. Without it, somebody could hash them all
    and find the answer key of the question.
    """
    return hmac.digest(secret.encode(), f"{question}/{side}/{name}".encode(), "sha256").hex()[:12]


def _compile_answer_key(
    key: values.PackAnswerKey, choices: dict[str, str], targets: dict[str, str]
) -> AnswerKey:
    """Copy the key by the names of its fields, with the compiled ids of choices and targets."""
    copied = {field.name: getattr(key, field.name) for field in fields(AnswerKey)}
    compiled = {
        "choices": tuple(choices[choice] for choice in key.choices),
        "pairs": {choices[choice]: targets[target] for choice, target in key.pairs.items()},
    }
    return AnswerKey(**copied | compiled)


def _compile_scenario_node(node: values.PackNode) -> ScenarioNode:
    moves = tuple(
        ScenarioMove(move.id, move.text, move.feedback or "", move.to or "")
        for move in node.choices
    )
    return ScenarioNode(node.id, node.says, node.mood, moves, node.ending)
