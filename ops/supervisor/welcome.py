"""What the operator sees when Herobreak serves."""

import io
import json
import sys
from pathlib import Path

import segno

from learning.settings import Settings
from ops.sign_ins import DEMO_FILE
from ops.terminal_messages import render_for_terminal


def make_welcome_text(settings: Settings) -> str:
    """Make the text with the address, its QR code, the demo's sign-ins, and how to stop."""
    address = render_for_terminal("operator.welcome_address", url=settings.url)
    notes = []
    if (demo := settings.data / DEMO_FILE).exists():
        notes.append(_make_demo_note(demo))
    if settings.url.startswith("http://") and "localhost" not in settings.url:
        notes.append(render_for_terminal("operator.welcome_plain_http"))
    notes.append(render_for_terminal("operator.welcome_logs", folder=settings.data / "logs"))
    lines = ["", f"  {address}", "", draw_qr_code(settings.url)]
    return "\n".join([*lines, *(f"  {note}" for note in notes), ""])


def draw_qr_code(text: str) -> str:
    """Draw a QR code with half-block characters."""
    picture = io.StringIO()
    segno.make(text, error="l").terminal(picture, compact=True, border=2)
    return picture.getvalue()


def _make_demo_note(demo: Path) -> str:
    """Say where the demo's sign-ins are, with the join code if the file can be read.

    The join code is shown on a terminal only: what is printed elsewhere can be kept in a log.
    """
    if not sys.stdout.isatty():
        return render_for_terminal("operator.welcome_demo", file=demo)
    try:
        join_code = json.loads(demo.read_text())["join_code"]
    except (ValueError, KeyError, OSError):
        return render_for_terminal("operator.welcome_demo", file=demo)
    return render_for_terminal("operator.welcome_demo_join_code", file=demo, join_code=join_code)
