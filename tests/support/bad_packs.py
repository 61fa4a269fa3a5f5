"""For each rule of the checker: a small change that breaks it, and the line of the finding."""

from collections.abc import Callable
from io import BytesIO
from typing import NamedTuple
from zipfile import ZIP_BZIP2, ZipFile, ZipInfo

from support.packs import make_valid_pack, zip_files
from support.translations import read_translated_pack

PACK, CUP = "pack.yaml", "media/cup.svg"
UP, NAMES, DE = "lessons/look-up.md", "lessons/use-names.md", "lessons/look-up.de.md"


class BadPack(NamedTuple):
    """A broken pack as a zip, and the place of the finding: the line with the text `marker`.

    Without a marker, the finding is about a whole file.
    """

    archive: bytes
    file: str
    marker: str | None


def change_file(path: str, old: str, new: str, marker: str | None = None) -> Callable[[], BadPack]:
    """The good pack with the first `old` in a file replaced by `new`."""

    def build_pack() -> BadPack:
        files = read_translated_pack()
        assert old in files[path], f"{path} has no {old!r}"
        files[path] = files[path].replace(old, new, 1)
        return BadPack(zip_files(files), path, marker or new.split("\n")[0])

    return build_pack


def add_file(
    path: str, content: str | bytes, file: str | None = None, marker: str | None = None
) -> Callable[[], BadPack]:
    """The good pack and one file more."""

    def build_pack() -> BadPack:
        return BadPack(
            _zip_entries([*read_translated_pack().items(), (path, content)]), file or path, marker
        )

    return build_pack


def remove_file(path: str, file: str, marker: str | None = None) -> Callable[[], BadPack]:
    """The good pack without one of its files."""

    def build_pack() -> BadPack:
        files = read_translated_pack()
        del files[path]
        return BadPack(zip_files(files), file, marker)

    return build_pack


def add_entry(
    mark: Callable[[ZipInfo], None], name: str = "media/x.png", data: bytes = b"x"
) -> Callable[[], BadPack]:
    """The good pack and one zip entry of a strange kind."""

    def build_pack() -> BadPack:
        info = ZipInfo(name)
        mark(info)
        return BadPack(_zip_entries([*read_translated_pack().items(), (info, data)]), name, None)

    return build_pack


def _zip_entries(entries: list[tuple[str | ZipInfo, str | bytes]]) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return target.getvalue()


def many_entries(count: int) -> bytes:
    """A zip of so many empty files."""
    return _zip_entries([(f"media/{i}.png", b"") for i in range(count)])


def encrypt_entry() -> BadPack:
    """The good pack with the flag of encryption on one entry, in both of its headers."""
    archive = bytearray(_zip_entries([("media/x.png", b"x")]))
    archive[6] |= 1
    archive[archive.index(b"PK\x01\x02") + 8] |= 1
    return BadPack(bytes(archive), "media/x.png", None)


def overlap_entries() -> BadPack:
    """A zip whose two entries are one stretch of bytes."""
    archive = bytearray(_zip_entries([("media/x.png", b"x"), ("media/y.png", b"x")]))
    second = archive.rindex(b"PK\x01\x02")
    archive[second + 42 : second + 46] = bytes(4)  # its header is now the first one's
    return BadPack(bytes(archive), "media/y.png", None)


def make_many_findings() -> BadPack:
    """The good pack and six lessons of two hundred unknown keys each."""
    keys = "\n".join(f"k{i}: 1" for i in range(200))
    lessons = {f"lessons/x{i}.md": f"---\nid: x{i}\n{keys}\n---\n" for i in range(6)}
    return BadPack(zip_files(read_translated_pack() | lessons), "pack.zip", None)


def _mark_as_symlink(info: ZipInfo) -> None:
    info.external_attr = 0o120777 << 16


def _mark_as_bzip2(info: ZipInfo) -> None:
    info.compress_type = ZIP_BZIP2


SCENARIO = """\
  - id: one-name-5
    concept: one-name
    form: scenario
    stem: Mr Bo waits.
    start: {start}
    nodes:
      - {{id: a, says: Hello., mood: 0, choices: [{{id: x, text: Hi., feedback: Fine., to: {to}}}]}}
      - {{id: b, says: Bye., mood: 0, {b}}}
      - {{id: c, says: Thanks., mood: 1, ending: {end}}}
"""
SINGLE = "choices: [{id: y, text: Yes., feedback: Good., to: %s}]"
BEFORE = "  - id: one-name-4\n"


def add_scenario(
    marker: str, start: str = "a", to: str = "b", b: str = SINGLE % "c", end: str = "good"
) -> Callable[[], BadPack]:
    """The good pack and a scenario: a leads to b, b to c, and c ends well, unless changed."""
    return change_file(
        NAMES, BEFORE, SCENARIO.format(start=start, to=to, b=b, end=end) + BEFORE, marker
    )


def add_badges(*rules: str, marker: str, id_: str = "seen") -> Callable[[], BadPack]:
    """The good pack and a badge for each rule; the pack's translation has their words."""

    def build_pack() -> BadPack:
        files = read_translated_pack()
        names = [f"{id_}{number or ''}" for number in range(len(rules))]
        more = [BADGE.format(id=name, rule=rule) for name, rule in zip(names, rules, strict=True)]
        files[PACK] = files[PACK].replace("lessons:\n", f"badges:\n{''.join(more)}lessons:\n")
        files["pack.de.yaml"] += "badges:\n" + "".join(BADGE_DE.format(id=name) for name in names)
        return BadPack(zip_files(files), PACK, marker)

    return build_pack


BADGE = """\
  - id: {id}
    title: Seen
    story: Somebody saw you look up.
    art: media/cup.svg
    alt: A cup with a nod
    rule: {rule}
"""
BADGE_DE = "  - {{id: {id}, title: Gesehen, story: Man hat es gesehen., alt: Eine Tasse}}\n"
LEAF = "{count: lessons, at_least: 1}"
LONE_LESSON = (
    make_valid_pack()["lessons/use-names.md"]
    .replace("one-name", "one-more")
    .replace("use-names", "x")
)
DEEP = "x: " + "[" * 20 + "]" * 20
BAD_PACKS: dict[str, Callable[[], BadPack]] = {
    "zip-unreadable": lambda: BadPack(b"no zip at all", "pack.zip", None),
    "zip-encrypted": encrypt_entry,
    "zip-method": add_entry(_mark_as_bzip2),
    "zip-overlap": overlap_entries,
    "too-big": add_file("media/x.png", bytes(3 * 1024 * 1024)),
    "too-many-files": lambda: BadPack(many_entries(1001), "pack.zip", None),
    "too-many-findings": make_many_findings,
    "path-unsafe": add_file("../../etc/x.png", b"x"),
    "path-name": add_file("media/caf\u00e9.png", b"x"),
    "path-duplicate": add_file("media/Cup.svg", "<svg/>"),
    "path-link": add_entry(_mark_as_symlink),
    "file-kind": add_file("lessons/run.sh", "echo"),
    "pack-file-missing": remove_file(PACK, PACK),
    "text-encoding": add_file("lessons/x.md", b"---\nid: x\n\xff\n", marker="\ufffd"),
    "text-control": change_file(UP, "People who", "People \u2028who", "People \u2028who"),
    "front-matter": add_file("lessons/x.md", "# A lesson without\n", marker="without"),
    "yaml-syntax": change_file(PACK, "title: Warm", "title: [Warm"),
    "yaml-cut": change_file(UP, "text: Finish the call", "text: Finish call #three"),
    "yaml-duplicate-key": change_file(
        PACK, "version: 1", "version: 1\nlicence: MIT", "licence: CC0"
    ),
    "yaml-feature": change_file(PACK, "version: 1", "version: &v 1"),
    "yaml-depth": change_file(PACK, "version: 1", DEEP),
    "key-missing": change_file(PACK, "licence: CC0-1.0\n", "", "format"),
    "key-unknown": change_file(UP, "    critical: true", "    critcal: true"),
    "value-type": change_file(UP, "seconds: 60", "seconds: sixty"),
    "value-length": change_file(UP, "title: Look up", "title: " + "Look " * 30),
    "value-choice": change_file(UP, "form: single", "form: singel"),
    "value-pattern": change_file(PACK, "licence: CC0-1.0", "licence: CC BY 4.0"),
    "value-count": change_file(PACK, "authors:\n  - The Herobreak authors", "authors: []"),
    "value-range": change_file(UP, "seconds: 60", "seconds: 600"),
    "value-repeated": change_file(UP, "answer: [look, nod]", "answer: [look, look]"),
    "lesson-file-missing": change_file(PACK, "- use-names", "- use-name", "- use-name"),
    "lesson-not-listed": add_file("lessons/x.md", LONE_LESSON),
    "lesson-id-differs": change_file(UP, "id: look-up", "id: look-down"),
    "lesson-repeated": change_file(
        PACK, "  - use-names", "  - use-names\n  - look-up", "  - look-up#2"
    ),
    "concept-id-repeated": change_file(NAMES, "id: one-name\n", "id: steps\n", "id: steps"),
    "question-id-repeated": change_file(NAMES, "id: one-name-1", "id: steps-1"),
    "inner-id-repeated": change_file(NAMES, "      - id: guess", "      - id: ask # again"),
    "concept-unknown": change_file(UP, "concept: steps", "concept: step"),
    "concept-variants": change_file(
        NAMES,
        "  - id: one-name\n",
        "  - id: lonely\n    statement: Nobody asks.\n  - id: one-name\n",
        "id: lonely",
    ),
    "checkpoint-form": change_file(
        NAMES, "form: reflection", "form: reflection\n    checkpoint: true", "checkpoint: true#2"
    ),
    "single-one-right": change_file(UP, "        correct: true\n", "", "    choices:"),
    "multiple-mixed": change_file(
        NAMES, "text: By guessing", "text: By guessing\n        correct: true", "id: order|-1"
    ),
    "sort-bucket-unknown": change_file(UP, "bucket: harms", "bucket: harm"),
    "sort-bucket-empty": change_file(UP, "bucket: harms", "bucket: helps", "id: harms"),
    "gap-count": change_file(UP, "First ___, then ___.", "First ___, then nod."),
    "gap-answer-unknown": change_file(UP, "answer: [look, nod]", "answer: [look, not]"),
    "choice-text-repeated": change_file(UP, "text: Finish the call", "text: look UP and  nod"),
    "scenario-start": add_scenario("start: aa", start="aa"),
    "scenario-node-unknown": add_scenario("to: bb", to="bb"),
    "scenario-mood-words": change_file(
        NAMES,
        BEFORE,
        SCENARIO.format(start="a", to="b", b=SINGLE % "c", end="good").replace(
            "Mr Bo waits", "Mr Bo comes from a funeral"
        )
        + BEFORE,
        "funeral",
    ),
    "scenario-unreachable": add_scenario("id: b, says: Bye", to="c"),
    "scenario-endless": add_scenario("id: b, says: Bye", b=SINGLE % "a"),
    "scenario-no-good-ending": add_scenario("    nodes:#2", end="fair"),
    "card-count": change_file(NAMES, "---\nAsk when you do not know.\n", "", "## Use names"),
    "card-words": change_file(
        NAMES, "More sounds", "word " * 60 + "More sounds", "Once is enough. word"
    ),
    "card-title": change_file(NAMES, "## Use names", "## Use names " + "and names " * 6),
    "card-empty": change_file(
        NAMES, "Ask when you do not know.", "\n---\nAsk when you do not know.", "---#4|1"
    ),
    "card-markdown": change_file(UP, "Ten seconds is", "[Ten](https://example.org) seconds is"),
    "card-changed": change_file(UP, "Ten seconds is", "Press 5*3*2. Ten seconds is"),
    "text-marks": change_file(UP, "text: Finish the call", "text: Finish the *call*"),
    "alt-missing": change_file(UP, "![A cup]", "![]"),
    "media-missing": change_file(UP, "media/cup.svg", "media/cop.svg", "![A cup]"),
    "media-unused": add_file("media/dot.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>'),
    "media-broken": add_file("media/x.png", b"\x89PNG\r\n\x1a\n"),
    "media-kind": change_file(CUP, "<svg", "GIF89a <sv", None),
    "svg-unsafe": change_file(CUP, "<circle", "<script>alert(1)</script><circle", "<script>"),
    "key-choice": add_badges("{counts: lessons}", marker="rule: {counts"),
    "badge-id-repeated": add_badges(LEAF, id_="warm-welcome", marker="id: warm-welcome#2"),
    "badge-rule-large": add_badges(
        "{any: [{any: [{any: [{any: [" + LEAF + "]}]}]}]}", marker="rule: {any"
    ),
    "badge-lesson-unknown": add_badges(
        "{moments: {trait: look-down, at_least: 1}}", marker="look-down"
    ),
    "badge-out-of-reach": add_badges("{count: pack_lessons, at_least: 3}", marker="at_least: 3"),
    "translation-structure": change_file(
        DE, "  - id: steps\n    statement: Aufschauen", "  - id: step\n    statement: Aufschauen"
    ),
    "translation-cards": change_file(DE, "---\nNach etwa", "\nNach etwa", "id: look-up"),
    "translation-without-original": remove_file("pack.de.yaml", DE),
    "translation-id-differs": change_file(
        "pack.de.yaml", "title: Herz", "id: other\ntitle: Herz", "id: other"
    ),
    "translation-missing": change_file("pack.de.yaml", "title: Herz", "title: Ganz herz"),
}
