"""The installation's secret: made once, by whoever needs it first, and then the same for good."""

from secrets import token_hex

from learning.tables.database import connection

INSERT_INSTALLATION_SECRET = (
    "INSERT INTO installation (id, secret) VALUES (1, $1) ON CONFLICT (id) DO NOTHING"
)


async def load_installation_secret() -> str:
    """Return the secret, 64 hex digits. Many who ask at once for the first time are told the same one."""
    async with connection() as conn:
        await conn.execute(INSERT_INSTALLATION_SECRET, token_hex(32))
        return str(await conn.fetchval("SELECT secret FROM installation WHERE id = 1"))
