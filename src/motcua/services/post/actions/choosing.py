"""How the result is returned: chosen with the draft or on the dossier's page, until the post has it."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.units import api as units
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.kernel.errors import NamedError
from motcua.kernel.policy import require
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import Dossier, DossierStatus
from motcua.platform.eforms import api as eforms
from motcua.services.post import adapters, models, policies, queries, rules
from motcua.services.post.contracts import AddressIncomplete, ConsignmentState, ConsignmentView, NotOffered, PostAddress, TooLate

_ENDED = frozenset({DossierStatus.REFUSED, DossierStatus.WITHDRAWN, DossierStatus.STOPPED, DossierStatus.HANDED_BACK})
_KEPT = timedelta(days=30)
_UNLISTED = ("Chọn xã, phường, đặc khu trong danh sách.", "Choose a commune from the list.")


@transaction.atomic
def choose_for_draft(*, draft_id: UUID, address: PostAddress | None, actor: Actor, now: datetime) -> ConsignmentView | None:
    """Choose with a draft; None: at the desk. ``DraftUnknown``, ``AddressIncomplete``, ``NotOffered``."""
    eforms.draft(draft_id=draft_id, actor=actor)
    mine = models.Consignment.objects.select_for_update().filter(draft_id=draft_id, dossier_id=None)
    if address is None:
        mine.delete()
        return None
    facts = _facts(address, now=now) | {"owner_ref": actor.ref}
    row, _ = models.Consignment.objects.update_or_create(draft_id=draft_id, defaults=facts)
    return queries.view(row)


@transaction.atomic
def choose(*, code: str, address: PostAddress | None, actor: Actor, now: datetime) -> ConsignmentView | None:
    """Choose for a dossier, or change the address; None: collected at the desk.

    ``DossierUnknown``, ``Forbidden``, ``TooLate`` once the post has it or the dossier has ended, ``AddressIncomplete``, ``NotOffered``.
    """
    dossier = casework.dossier(code=code, actor=actor)
    require(policies.can_choose(actor=actor, dossier=dossier))
    row = models.Consignment.objects.select_for_update().filter(dossier_id=dossier.uuid).first()
    if dossier.status in _ENDED or (row is not None and row.state not in rules.CHANGEABLE):
        raise TooLate
    if address is None:
        if row is not None:
            row.state, row.changed_at = ConsignmentState.DROPPED, now
            row.save(update_fields=["state", "changed_at"])
        return None
    ready = now if dossier.status is DossierStatus.RESOLVED else None
    facts = _facts(address, now=now) | {
        "owner_ref": actor.ref, "dossier_code": dossier.code, "desk_code": _desk(dossier), "ready_at": ready,
    }  # fmt: skip
    row, _ = models.Consignment.objects.update_or_create(dossier_id=dossier.uuid, defaults=facts)
    audit.record(
        action="post.choose", object_ref=f"casework:{dossier.uuid}", actor=actor, now=now, details={"code": dossier.code, "fee": row.fee}
    )
    return queries.view(row)


def attach(*, draft_id: UUID, dossier_id: UUID, code: str, actor: Actor, now: datetime) -> None:
    """A draft became a dossier: what was chosen with it goes along, in the same transaction. Another's choice stays where it is."""
    row = models.Consignment.objects.select_for_update().filter(draft_id=draft_id, owner_ref=actor.ref, dossier_id=None).first()
    if row is None:
        return
    dossier = casework.dossier(code=code, actor=actor)
    row.dossier_id, row.dossier_code, row.desk_code, row.changed_at = dossier_id, code, _desk(dossier), now
    row.save(update_fields=["dossier_id", "dossier_code", "desk_code", "changed_at"])


def make_ready(*, dossier_id: UUID, now: datetime, ready: bool) -> int:
    """There is a result to send, or it was revoked."""
    return models.Consignment.objects.filter(dossier_id=dossier_id).update(ready_at=now if ready else None)


def end(*, dossier_id: UUID, now: datetime) -> int:
    """The dossier ended otherwise: handed back at the counter, withdrawn, stopped. What is under way stays under way."""
    open_ones = models.Consignment.objects.filter(dossier_id=dossier_id, state__in=rules.CHANGEABLE)
    return open_ones.update(state=ConsignmentState.DROPPED, changed_at=now)


def forget(*, now: datetime) -> int:
    """Remove choices of drafts that came to nothing; returns how many."""
    removed, _ = models.Consignment.objects.filter(dossier_id=None, changed_at__lt=now - _KEPT).delete()
    return removed


def _desk(dossier: Dossier) -> str:
    return dossier.intake_code or dossier.unit_code


def _facts(address: PostAddress, *, now: datetime) -> dict[str, Any]:
    if not adapters.offered():
        raise NotOffered
    today = local_date(now)
    placed = rules.checked(_placed(address, now=now))
    return {
        "state": ConsignmentState.CHOSEN, "address": asdict(placed), "fee": queries.fee(unit_code=placed.unit_code, on=today),
        "problem": "", "changed_at": now,
    }  # fmt: skip


def _placed(address: PostAddress, *, now: datetime) -> PostAddress:
    """The commune of today by name; from the old one alone when it went to a single new one."""
    code = address.unit_code or _of_today(address.old_unit_code)
    try:
        name = units.get(code=code, on=local_date(now)).full_name if code else ""
    except NamedError:
        raise AddressIncomplete(fields={"unit": _UNLISTED}) from None
    return replace(address, unit_code=code, unit_name=name)


def _of_today(old: str) -> str:
    """The commune that took over an old one; ``AddressIncomplete`` with their names when there are several."""
    try:
        links = units.successors(code=old, on=rules.LAST_OLD_DAY) if old else ()
    except NamedError:
        raise AddressIncomplete(fields={"unit": _UNLISTED}) from None
    found = {link.unit.code: link.unit.full_name for link in links}
    if len(found) > 1:
        names = ", ".join(sorted(found.values()))
        words = (f"Nơi cũ nay thuộc {names}. Chọn một nơi.", f"The old place now belongs to {names}. Choose one.")
        raise AddressIncomplete(fields={"unit": words})
    return next(iter(found), "")
