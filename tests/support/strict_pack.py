"""A pack that passes the strict rules: the skeleton of `herobreak pack new`, completed."""

from pathlib import Path

import ops.packs
from support.packs import Files

SKELETON_FOLDER = Path(ops.packs.__file__).parent / "skeleton"
CHECKPOINT_QUESTIONS = ("be-seen-2", "be-seen-3", "say-when-1", "say-when-2", "say-when-3")


def read_skeleton() -> Files:
    """The skeleton's files by path, under the id `model`."""
    paths = sorted(path for path in SKELETON_FOLDER.rglob("*") if path.is_file())
    return {
        path.relative_to(SKELETON_FOLDER).as_posix(): path.read_text().replace("PACK-ID", "model")
        for path in paths
    }


def read_strict_pack() -> Files:
    """Its files by path."""
    files = read_skeleton()
    for question in CHECKPOINT_QUESTIONS:
        old = f"  - id: {question}\n"
        assert old in files[LESSON_PATH]
        files[LESSON_PATH] = files[LESSON_PATH].replace(old, f"{old}    checkpoint: true\n")
    return files


LESSON_PATH = "lessons/look-up-first.md"
