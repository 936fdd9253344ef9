"""An action on the version that its caller saw, and commands whose own action has no key: for callers that are programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Actor
from motcua.kernel.errors import NamedError
from motcua.platform.casework import policies
from motcua.platform.casework.actions import rows
from motcua.platform.casework.contracts import Change, DossierUnknown
from motcua.platform.casework.models import Dossier
from motcua.platform.casework.rules.codes import normal_dossier_code


class DossierMoved(NamedError):
    """Somebody acted on the dossier after the caller read it."""

    code = "casework.dossier_moved"
    vi = "Hồ sơ {dossier_code} vừa có thay đổi khác. Tải lại hồ sơ rồi thực hiện tiếp."
    en = "Dossier {dossier_code} was changed meanwhile. Read it again, then go on."
    status = 412


def expecting(*, code: str, seq: int, actor: Actor, act: Callable[[], Change]) -> Change:
    """Do ``act`` if the last fact of the dossier is number ``seq``; a repetition of a command that was done is answered again.

    ``DossierMoved`` when the dossier went on, ``DossierUnknown``, and what the action refuses; nothing is written then.
    """
    with transaction.atomic():
        found = rows.lock(value=normal_dossier_code(code))
        if found is None or not policies.may_know(actor=actor, row=found.row):
            raise DossierUnknown(dossier_code=code)
        before = found.row.last_seq
        change = act()
        after = Dossier.objects.filter(pk=found.row.pk).values_list("last_seq", flat=True).get()
        if after != before != seq:
            raise DossierMoved(dossier_code=code)
        return change


def do_once(
    *, what: str, key: str, body: Mapping[str, Any], actor: Actor, now: datetime, act: Callable[[], dict[str, Any] | None]
) -> dict[str, Any]:
    """Do ``act`` once per key of the actor, in one transaction; a repetition gets the first answer (JSON). ``KeyReused``."""
    return outbox.do_once(scope=f"casework.{what}:{actor.ref}", key=key, body=body, now=now, act=act)
