"""What the operator sees when everything is up."""

import io
import json
from pathlib import Path

import segno

from learning.settings import Settings


def make_welcome_text(settings: Settings) -> str:
    """The address, its QR code, where the demo's sign-ins are, and how to stop."""
    lines = ["", f"  Herobreak is open at  {settings.url}", "", draw_qr_code(settings.url)]
    if (demo := settings.data / "demo.json").exists():
        lines += [f"  Sign-ins of the demo: {demo}{_make_join_code_note(demo)}"]
    if settings.url.startswith("http://") and "localhost" not in settings.url:
        lines += ["  Over plain http phones keep no offline copy: docs/deploying.md shows TLS."]
    return "\n".join([*lines, f"  Logs: {settings.data / 'logs'}   Stop: Ctrl-C", ""])


def draw_qr_code(text: str) -> str:
    """A QR code in half-block characters."""
    picture = io.StringIO()
    segno.make(text, error="l").terminal(picture, compact=True, border=2)
    return picture.getvalue()


def _make_join_code_note(demo: Path) -> str:
    try:
        return f"   (join code {json.loads(demo.read_text())['join_code']})"
    except (ValueError, KeyError, OSError):
        return ""
