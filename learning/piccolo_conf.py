"""Piccolo's engine. It has no address: `open_pool` in `tables/database.py` takes the address."""

from piccolo.conf.apps import AppRegistry
from piccolo.engine.postgres import PostgresEngine


class _OfflinePostgresEngine(PostgresEngine):
    """Piccolo's engine without the query for the server's version that Piccolo makes on import."""

    async def check_version(self) -> None:
        """Do nothing. `ops` checks the version when it connects."""


DB = _OfflinePostgresEngine(config={}, extensions=())
APP_REGISTRY = AppRegistry(apps=["learning.piccolo_app"])
