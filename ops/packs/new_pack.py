"""Create a pack from the skeleton beside this file."""

import re
import shutil
from pathlib import Path

from content.paths import KEBAB_PATTERN
from ops.operator_errors import OperatorError

SKELETON_FOLDER = Path(__file__).parent / "skeleton"
MAX_PACK_ID_CHARS = 58  # the badge's id is the pack's with a suffix, 64 characters at most
PACK_ID_MARK = "PACK-ID"  # stands for the pack's id in the skeleton


def create_pack(pack: str, parent: Path) -> Path:
    """Create the folder `pack` in `parent`, and return its path.

    Raises:
        OperatorError: `pack` is not a valid id, or the folder exists.
    """
    if not re.fullmatch(KEBAB_PATTERN, pack) or len(pack) > MAX_PACK_ID_CHARS:
        raise OperatorError("operator.pack_id_invalid", pack=pack, limit=MAX_PACK_ID_CHARS)
    folder = parent / pack
    try:
        shutil.copytree(SKELETON_FOLDER, folder)
        file = folder / "pack.yaml"
        file.write_text(file.read_text("utf-8").replace(PACK_ID_MARK, pack), "utf-8")
    except FileExistsError as error:
        raise OperatorError("operator.pack_folder_exists", folder=folder) from error
    except OSError as error:
        raise OperatorError(
            "operator.pack_folder_failed", folder=folder, reason=error.strerror
        ) from error
    return folder
