"""Piccolo's engine. It has no address of its own: `open_pool` in `tables/database.py` is given one."""

from piccolo.conf.apps import AppRegistry
from piccolo.engine.postgres import PostgresEngine


class _OfflinePostgresEngine(PostgresEngine):
    """Piccolo's engine, without its question for the server's version on import: a module asks nobody anything."""

    async def check_version(self) -> None:
        """Leave the version to `ops`, which asks when it connects."""


DB = _OfflinePostgresEngine(config={}, extensions=())
APP_REGISTRY = AppRegistry(apps=["learning.piccolo_app"])
