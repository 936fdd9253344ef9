"""What a demonstration's exchange shows beyond the reference: described services, a city platform's path to one, a room for events."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.conf import settings

from motcua.gateway import protocol
from motcua.kernel.actors import SYSTEM
from motcua.platform.exchange.actions import configuring, describing, offering, versions
from motcua.platform.exchange.actions import settings as events
from motcua.platform.exchange.actions.prefilling import SERVICE
from motcua.platform.exchange.adapters import described
from motcua.platform.exchange.contracts import POPULATION
from motcua.platform.exchange.models import EventRoom, Service
from motcua.platform.exchange.queries.register import own_client, service_id

CONTEXT = "/dan-cu/1.0"
MOVED = {
    "type": "object",
    "required": ["personal_number", "unit_code", "moved_on"],
    "properties": {
        "personal_number": {"type": "string", "pattern": "^[0-9]{12}$"},
        "unit_code": {"type": "string"},
        "moved_on": {"type": "string", "format": "date"},
    },
    "additionalProperties": False,
}


def load_demo(*, now: datetime) -> None:
    """Once, and only in a demonstration: what an administrator changes afterwards stays."""
    if not settings.MOTCUA_DEMO:
        return
    _describe(now=now)
    if EventRoom.objects.filter(subsystem__code=POPULATION).exists():
        return
    city, register = str(own_client()), str(protocol.ServiceId.parse(SERVICE).provider)
    who: Any = {"actor": SYSTEM, "now": now}
    with versions.as_one(name="demo", why="demonstration", **who):
        offering.change_service(service=SERVICE, settings={"contexts": [CONTEXT]}, **who)
        events.set_event_room(
            client=register, name_vi="Biến động dân cư", name_en="Changes of residence", owners=[city], publishers=[register, city],
            subscribers=[city], **who,
        )  # fmt: skip
        events.set_event_type(
            room=register, name="residence.changed", schema=MOVED, key="/personal_number", name_vi="Thay đổi nơi thường trú",
            name_en="Residence changed", **who,
        )  # fmt: skip
    configuring.write_gateway_config(now=now)


def _describe(*, now: datetime) -> None:
    """A description for every service that has none: what the simulated systems answer."""
    with versions.as_one(name="descriptions", why="demonstration", actor=SYSTEM, now=now):
        _describe_each(now=now)


def _describe_each(*, now: datetime) -> None:
    for row in Service.objects.filter(descriptions=None).select_related("subsystem__member").order_by("id"):
        made = described.document(system=row.subsystem.code, service=row.code, vi=row.name_vi, en=row.name_en)
        if made is not None:
            describing.describe_service(service=str(service_id(row)), text=json.dumps(made, default=str), actor=SYSTEM, now=now)
