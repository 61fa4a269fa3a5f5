"""An upload becomes a version or a report, once, however often it is killed, repeated or raced."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from support.findings import render_text
from support.pack_imports import (
    IMPORT_TIME,
    count_rows,
    read_document,
    read_import,
    run_import,
    set_job_attempts,
    upload_pack,
)
from support.packs import Files, make_valid_pack, make_valid_zip, zip_files
from support.people import add_person, add_team
from support.pool import open_test_pool
from support.postgres_urls import connect_as_admin

from learning.actions.jobs.job_queue import find_job
from learning.actions.packs.import_pack import MAX_IMPORT_TRIES, import_pack
from learning.actions.packs.receive_pack import MAX_PACK_UPLOAD_BYTES, receive_pack
from learning.queries.packs.packs import load_picture
from learning.rules.packs.pack_contents import AnswerKey, Pack, Question
from learning.rules.refusals import Invalid, TooLarge
from learning.tables.jobs import DueJobTable
from learning.tables.packs import PackImportTable, PackVersionTable
from learning.tables.people import PersonTable


@pytest.fixture
async def admin(database: str) -> AsyncIterator[PersonTable]:
    async with open_test_pool():
        yield await add_person("boss", await add_team("Chain", IMPORT_TIME), IMPORT_TIME, "admin")


async def test_a_good_pack_becomes_a_version(admin: PersonTable) -> None:
    import_id, job = await upload_pack(admin, make_valid_zip(), "C:\\packs\\\x00wel\u202ecome.zip")
    waiting = await read_import(import_id)
    assert (waiting.status, waiting.progress, waiting.filename) == ("waiting", 0, "welcome.zip")
    await import_pack(job, IMPORT_TIME)
    done = await read_import(import_id)
    assert (done.status, done.progress, done.findings) == ("ready", 100, [])
    assert done.pack is not None
    assert (
        done.pack.id,
        done.pack.version,
        done.pack.lessons,
        done.pack.concepts,
        done.pack.questions,
    ) == (
        *("welcome", 1, 2, 3),
        9,
    )
    assert await find_job(job.id) is None
    assert await count_rows() == (1, 1, 0)
    assert await PackImportTable.select(PackImportTable.archive).output(as_list=True) == [None]


async def import_and_load(admin: PersonTable, files: Files) -> Pack:
    assert (await run_import(admin, zip_files(files))).status == "ready"
    document = await read_document()
    assert document.language == "en"
    return document.packs["en"]


def key_of(question: Question) -> AnswerKey:
    assert question.key is not None, f"{question.id} has no key"
    return question.key


async def test_ids_carry_the_pack_and_pictures_the_version(admin: PersonTable) -> None:
    pack = await import_and_load(admin, make_valid_pack())
    assert [lesson.id for lesson in pack.lessons] == ["welcome.look-up", "welcome.use-names"]
    assert [concept.id for concept in pack.concepts] == [
        "welcome.be-seen",
        "welcome.steps",
        "welcome.one-name",
    ]
    assert next((one.lesson, one.critical) for one in pack.concepts) == ("welcome.look-up", True)
    assert {one.id: one.concept for one in pack.questions}[
        "welcome.one-name-2"
    ] == "welcome.one-name"
    [digest] = await PackVersionTable.select(PackVersionTable.digest).output(as_list=True)
    assert f'src="/api/media/{digest}/cup.svg"' in pack.lessons[0].cards[0].html
    picture = await load_picture(digest, pack.badge.art)
    assert picture is not None
    assert picture.content_type == "image/svg+xml"
    assert pack.source == "A note, N. Body"


async def test_every_form_has_its_key(admin: PersonTable) -> None:
    questions = {
        one.id.partition(".")[2]: one
        for one in (await import_and_load(admin, make_valid_pack())).questions
    }
    assert key_of(questions["be-seen-1"]).choices == ("a",)
    assert key_of(questions["be-seen-2"]).choices == ("false",)
    assert [choice.id for choice in questions["be-seen-2"].choices] == ["true", "false"]
    assert key_of(questions["steps-2"]).pairs == {
        "nod": "helps",
        "frown": "harms",
        "smile": "helps",
    }
    assert key_of(questions["one-name-2"]).good == ("glad",)
    assert (questions["one-name-2"].start, questions["one-name-2"].nodes[0].choices[0].to) == (
        "hello",
        "glad",
    )
    assert key_of(questions["one-name-3"]).choices == ("order", "ask")
    assert questions["one-name-4"].key is None
    gap, order = questions["be-seen-3"], questions["steps-1"]
    texts = {choice.id: choice.text for question in (gap, order) for choice in question.choices}
    assert [texts[choice] for choice in key_of(gap).choices] == ["look up", "nod"]
    assert [texts[choice] for choice in key_of(order).choices] == [
        "Look up",
        "Nod",
        "Say when you will be there",
    ]
    assert (order.right, order.wrong) == ("A welcome in four seconds.", "Eyes first, words last.")


async def test_ids_do_not_give_a_checkpoint_away(admin: PersonTable) -> None:
    """The ids that a phone sees say nothing of the key.

    Authors often name the steps of an order a, b, c, and both sides of a pair the same.
    """
    questions = {one.id: one for one in (await import_and_load(admin, make_valid_pack())).questions}
    order, match = questions["welcome.steps-1"], questions["welcome.one-name-1"]
    assert not {"a", "b", "c"} & {choice.id for choice in order.choices}
    assert {choice.id for choice in match.choices} == key_of(match).pairs.keys()
    assert {target.id for target in match.targets} == set(key_of(match).pairs.values())
    assert not key_of(match).pairs.keys() & set(key_of(match).pairs.values())
    later = make_valid_pack(version=2) | {
        "lessons/look-up.md": make_valid_pack()["lessons/look-up.md"].replace(
            "text: Nod\n", "text: Smile\n"
        )
    }
    assert (await run_import(admin, zip_files(later))).status == "ready"
    [again] = [one for one in (await read_document(2)).packs["en"].questions if one.id == order.id]
    assert again.key == order.key, (
        "an answer given offline to the version before must still be understood"
    )


async def test_a_broken_pack_is_reported_by_file_and_line_and_changes_nothing(
    admin: PersonTable,
) -> None:
    files = make_valid_pack()
    files["lessons/look-up.md"] = files["lessons/look-up.md"].replace(
        "concept: steps", "concept: stairs"
    )
    files["lessons/use-names.md"] = files["lessons/use-names.md"].replace(
        "seconds: 60", "seconds: soon"
    )
    done = await run_import(admin, zip_files(files))
    assert (done.status, done.progress, done.pack) == ("refused", 100, None)
    assert {"lessons/look-up.md", "lessons/use-names.md"} <= {
        finding.file for finding in done.findings
    }
    [seconds] = [
        finding for finding in done.findings if render_text(finding).what and finding.line == 4
    ]
    assert (seconds.file, seconds.severity) == ("lessons/use-names.md", "error")
    assert all(all(render_text(finding)) for finding in done.findings)
    assert await count_rows() == (0, 0, 0)


@pytest.mark.parametrize(
    "archive", [b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 5000, make_valid_zip()[:-30], zip_files({})]
)
async def test_a_damaged_zip_is_refused(admin: PersonTable, archive: bytes) -> None:
    done = await run_import(admin, archive)
    assert done.status == "refused"
    assert done.findings
    assert await count_rows() == (0, 0, 0)


async def test_what_is_no_zip_or_too_much_is_not_taken_in(admin: PersonTable) -> None:
    with pytest.raises(Invalid):
        await receive_pack(admin.id, "pack.zip", b"%PDF-1.7", uuid4(), IMPORT_TIME)
    with pytest.raises(TooLarge):
        await receive_pack(
            admin.id,
            "pack.zip",
            b"PK\x03\x04" + b"\0" * MAX_PACK_UPLOAD_BYTES,
            uuid4(),
            IMPORT_TIME,
        )
    assert (await PackImportTable.count(), await DueJobTable.count()) == (0, 0)


async def test_the_same_again_is_the_same_version(admin: PersonTable) -> None:
    first, again = (
        await run_import(admin, make_valid_zip()),
        await run_import(admin, make_valid_zip()),
    )
    assert (first.status, again.status, again.pack) == ("ready", "ready", first.pack)
    await run_import(admin, make_valid_zip(version=2))
    assert (await run_import(admin, make_valid_zip())).pack == first.pack, (
        "an older version that is there already"
    )
    assert await count_rows() == (2, 2, 0)


@pytest.mark.parametrize(
    ("version", "taken"), [(2, "is taken by other content"), (1, "is not above the newest, 2")]
)
async def test_a_version_that_is_not_raised_is_refused_at_its_line(
    admin: PersonTable, version: int, taken: str
) -> None:
    await run_import(admin, make_valid_zip(version=2))
    done = await run_import(admin, make_valid_zip(version=version, title="Other words"))
    assert done.status == "refused"
    [finding] = done.findings
    assert (finding.file, finding.line, finding.severity) == ("pack.yaml", 3, "error")
    assert taken in render_text(finding).what
    assert render_text(finding).fix == "raise version to 3"
    assert await count_rows() == (1, 1, 0)


async def test_what_a_new_version_breaks_is_a_warning(admin: PersonTable) -> None:
    await run_import(admin, make_valid_zip())
    files = make_valid_pack(version=2)
    files["lessons/look-up.md"] = files["lessons/look-up.md"].replace(
        "id: be-seen-3\n    concept: be-seen", "id: be-seen-3\n    concept: steps"
    )
    files["lessons/names.md"] = files.pop("lessons/use-names.md").replace(
        "id: use-names", "id: names"
    )
    files["pack.yaml"] = files["pack.yaml"].replace("- use-names", "- names")
    done = await run_import(admin, zip_files(files))
    assert done.status == "ready"
    assert {(one.rule, one.severity, one.file) for one in done.findings} == {
        ("version-lesson-gone", "warning", "pack.yaml"),
        ("version-question-moved", "warning", "lessons/look-up.md"),
    }
    [moved] = [one for one in done.findings if one.rule == "version-question-moved"]
    lines = files["lessons/look-up.md"].splitlines()
    assert lines[moved.line - 2 : moved.line] == ["  - id: be-seen-3", "    concept: steps"]


async def test_one_job_in_many_hands_has_one_effect(admin: PersonTable) -> None:
    import_id, job = await upload_pack(admin, make_valid_zip())
    await asyncio.gather(*(import_pack(job, IMPORT_TIME) for _ in range(6)))
    await import_pack(job, IMPORT_TIME)
    assert (await read_import(import_id)).status == "ready"
    assert await count_rows() == (1, 1, 0)


async def test_different_uploads_of_one_version_at_once(admin: PersonTable) -> None:
    jobs = [
        await upload_pack(admin, make_valid_zip(title=f"Title {number}")) for number in range(5)
    ]
    await asyncio.gather(*(import_pack(job, IMPORT_TIME) for _, job in jobs))
    statuses = sorted([(await read_import(import_id)).status for import_id, _ in jobs])
    assert statuses == ["ready", *["refused"] * 4]
    assert await count_rows() == (1, 1, 0)


@pytest.mark.parametrize(
    ("lock", "status", "progress"),
    [
        ("SELECT 1 FROM pack_import FOR UPDATE", "waiting", 0),
        ("SELECT pg_advisory_xact_lock(hashtext('herobreak.packs'))", "checking", 90),
        ("LOCK TABLE pack_media IN EXCLUSIVE MODE", "checking", 90),
    ],
)
async def test_killed_between_steps_and_done_again(
    admin: PersonTable, lock: str, status: str, progress: int
) -> None:
    """A lock holds the import at a step, and there it is cancelled.

    A process that dies takes its connection along in the same way.
    """
    import_id, job = await upload_pack(admin, make_valid_zip())
    async with connect_as_admin() as conn, conn.transaction():
        await conn.execute(lock)
        running = asyncio.create_task(import_pack(job, IMPORT_TIME))
        for _ in range(600):
            if await read_step(import_id) == (status, progress):
                break
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.3)
        assert not running.done()
        running.cancel()
        await asyncio.wait([running])
        assert await read_step(import_id) == (status, progress)
    assert await count_rows() == (0, 0, 0)
    again = await find_job(job.id)
    assert again is not None, "the job is still to be done"
    await import_pack(again, IMPORT_TIME)
    assert (await read_import(import_id)).status == "ready"
    assert await count_rows() == (1, 1, 0)


async def read_step(import_id: UUID) -> tuple[str, int]:
    """Give status and progress of an import."""
    found = await read_import(import_id)
    return found.status, found.progress


async def test_what_kills_the_worker_again_and_again_has_failed(admin: PersonTable) -> None:
    import_id, job = await upload_pack(admin, make_valid_zip())
    await import_pack(set_job_attempts(job, MAX_IMPORT_TRIES + 1), IMPORT_TIME)
    done = await read_import(import_id)
    assert (done.status, done.progress, [one.rule for one in done.findings]) == (
        "failed",
        100,
        ["import-failed"],
    )
    assert await find_job(job.id) is None
    assert await count_rows() == (0, 0, 0)


async def test_a_fault_of_the_house_is_tried_again_and_then_said(admin: PersonTable) -> None:
    import_id, job = await upload_pack(admin, make_valid_zip())
    async with connect_as_admin() as conn:
        await conn.execute("ALTER TABLE pack_media ADD CONSTRAINT broken CHECK (name = '')")
        try:
            with pytest.raises(Exception, match="broken"):
                await import_pack(job, IMPORT_TIME)
            assert (await read_import(import_id)).status == "checking"
            await import_pack(set_job_attempts(job, MAX_IMPORT_TRIES), IMPORT_TIME)
        finally:
            await conn.execute("ALTER TABLE pack_media DROP CONSTRAINT broken")
    assert (await read_import(import_id)).status == "failed"
    assert await count_rows() == (0, 0, 0)
