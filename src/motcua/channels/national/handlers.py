"""Every fact of a dossier that the national portal is told."""

from __future__ import annotations

from typing import Any

from motcua.channels.national import api
from motcua.channels.national.rules.codes import TOLD
from motcua.foundation.outbox import api as outbox
from motcua.kernel.events import REGISTRY
from motcua.platform.casework import events as casework_events


def _tell(name: str) -> None:
    """Line the fact up; facts that casework does not know (yet) are passed over."""
    kind = REGISTRY.get(name)
    if kind is None or not kind.cls.__module__.startswith(casework_events.__name__):
        return

    @outbox.handles(kind.cls, name=f"national.tell_{name.split('.')[2]}")
    def told(*, event: Any, meta: outbox.EventMeta) -> None:
        api.line_up(
            event_id=meta.event_id, event_name=name, order=meta.seq, dossier_id=event.dossier_id, dossier_code=event.dossier_code,
            procedure_code=event.procedure_code, at=meta.occurred_at, status=getattr(event, "status", None), now=meta.occurred_at,
        )  # fmt: skip


for _name in TOLD:
    _tell(_name)
