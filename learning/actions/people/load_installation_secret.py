"""The installation's secret. It is made when it is first needed and never changes."""

from secrets import token_hex

from learning.tables.database import connection

INSERT_INSTALLATION_SECRET = (
    "INSERT INTO installation (id, secret) VALUES (1, $1) ON CONFLICT (id) DO NOTHING"
)
SELECT_INSTALLATION_SECRET = "SELECT secret FROM installation WHERE id = 1"


async def load_installation_secret() -> str:
    """Return the secret: 64 hex digits. First calls at the same time get the same one."""
    async with connection() as conn:
        await conn.execute(INSERT_INSTALLATION_SECRET, token_hex(32))
        return str(await conn.fetchval(SELECT_INSTALLATION_SECRET))
