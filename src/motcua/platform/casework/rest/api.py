"""Machine-readable casework: everything that the screens do, by topic."""

from __future__ import annotations

from ninja import Router

from motcua.platform.casework.rest import beside, catalogue, definitions, desk, dossiers, forms, steps

router = Router()
for _topic in (catalogue, forms, dossiers, steps, beside, desk, definitions):
    router.add_router("", _topic.router)
