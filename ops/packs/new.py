"""Start a pack from the skeleton that is kept beside this file."""

import re
import shutil
from pathlib import Path

from content.paths import KEBAB
from ops.operator_errors import OperatorError

SKELETON = Path(__file__).parent / "skeleton"
LONGEST = 58  # characters: the badge is named after the pack, and has 64
ID = "PACK-ID"  # stands in the skeleton where the pack's id goes


def start(pack: str, parent: Path) -> Path:
    """Make the folder `pack` in `parent`, and return its path.

    Raises:
        Problem: the id is not one, or there is something of that name.
    """
    if not re.fullmatch(KEBAB, pack) or len(pack) > LONGEST:
        raise OperatorError(
            f"{pack!r} cannot be a pack's id: use up to {LONGEST} small letters and digits, with single dashes between."
        )
    folder = parent / pack
    try:
        shutil.copytree(SKELETON, folder)
        file = folder / "pack.yaml"
        file.write_text(file.read_text("utf-8").replace(ID, pack), "utf-8")
    except FileExistsError as error:
        raise OperatorError(f"{folder} is there already.") from error
    except OSError as error:
        raise OperatorError(f"{folder} cannot be made: {error.strerror}.") from error
    return folder
