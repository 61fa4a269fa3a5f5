"""Serve the phone app over a pack's folder.

Serves the built files, a small API with the same JSON as the real one, and an event for each save.
Listens only on the loopback address, stores nothing, and needs no database.
"""

import threading
from collections.abc import Callable
from pathlib import Path

from api.static_files import read_app_files
from ops.operator_errors import OperatorError
from ops.packs.preview import PreviewState
from ops.packs.preview_handler import PreviewServer
from ops.packs.preview_routes import find_route


def serve_preview(
    path: Path, port: int, build: Path, ready: Callable[[PreviewServer], None]
) -> None:
    """Serve the preview until interrupted. Calls `ready` once the server listens.

    Raises:
        OperatorError: the app is not built, or the port is in use.
    """
    files = read_app_files(build)
    if "index.html" not in files:
        raise OperatorError("operator.phone_app_not_built")
    try:
        server = PreviewServer(port, PreviewState(path), files, find_route)
    except OSError as error:
        raise OperatorError(
            "operator.preview_port_unusable", port=port, reason=error.strerror
        ) from error
    watcher = threading.Thread(target=server.watch_folder, daemon=True)
    watcher.start()
    ready(server)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass  # Ctrl-C ends a preview
    finally:
        server.stopping.set()
        server.state.reload_pack()  # wakes the pages that wait
        server.server_close()
        watcher.join(5)
