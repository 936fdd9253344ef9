"""Machine-readable counter: what people book and officers call."""

from __future__ import annotations

from ninja import Router

from motcua.services.counter.rest import booking, desk

router = Router()
for _topic in (booking, desk):
    router.add_router("", _topic.router)
