"""The management API of the exchange: everything that its pages do, for programs and officers."""

from __future__ import annotations

from ninja import Router

from motcua.platform.exchange.rest import running, servers, settings, sharing, taking_part

router = Router(tags=["exchange"])
for _topic in (taking_part, sharing, servers, settings, running):
    router.add_router("", _topic.router)
