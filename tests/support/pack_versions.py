"""Versions of packs, straight into the table, for tests of something else than importing."""

from datetime import datetime
from hashlib import sha256

import msgspec

from learning.rules.packs.pack_contents import Pack, PackBadge, PackDocument
from learning.tables.packs import PackVersionTable


async def add_version(pack: str, version: int, now: datetime) -> int:
    """An empty version; its row's id."""
    badge = PackBadge("badge", "Badge", "Story", "badge.svg")
    content = Pack(pack, version, "en", pack.title(), "", "", "CC0-1.0", badge, (), (), ())
    document = msgspec.json.encode(PackDocument("en", {"en": content})).decode()
    digest = sha256(f"{pack}@{version}".encode()).hexdigest()
    row = PackVersionTable(
        pack=pack,
        version=version,
        digest=digest,
        title=content.title,
        document=document,
        created_at=now,
    )
    await row.save()
    return row.id
