"""Machine-readable casework: everything that the screens do, by topic."""

from __future__ import annotations

from ninja import Router

from motcua.platform.casework.rest import (
    asked,
    beside,
    bulk,
    catalogue,
    counter,
    definitions,
    desk,
    dossiers,
    forms,
    papers,
    previewing,
    scanning,
    settings,
    steps,
    views,
    watching,
)

router = Router()
for _topic in (
    catalogue, asked, forms, counter, dossiers, papers, scanning, previewing, steps, beside, desk, views, bulk, watching, definitions,
    settings,
):  # fmt: skip
    router.add_router("", _topic.router)
