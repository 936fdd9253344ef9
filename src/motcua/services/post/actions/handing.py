"""The desk hands a result to the post: ordered in one transaction, told to the post outside of any, its tracking code recorded after."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.errors import NamedError
from motcua.kernel.policy import Denied, require
from motcua.kit.turns import each_due
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import Verb
from motcua.platform.messaging import api as messaging
from motcua.services.post import adapters, conf, models, queries, rules
from motcua.services.post.adapters import messages
from motcua.services.post.contracts import (
    ConsignmentState,
    ConsignmentView,
    NotChosen,
    NotOffered,
    PostAddress,
    PostRefused,
    PostUnavailable,
    TooLate,
)
from motcua.services.post.events import HandedOver

logger = logging.getLogger(__name__)
_NOT_YET = Denied(
    "chỉ cán bộ trả kết quả, khi đã có kết quả, mới giao bưu điện.", "only who hands back results sends them, once there is one."
)


def hand_over(*, code: str, actor: Actor, now: datetime) -> ConsignmentView:
    """The officer who may hand back the result gives it to the post; pressing again changes nothing.

    ``DossierUnknown``, ``NotChosen``, ``Forbidden``, ``TooLate``, ``NotOffered``.
    """
    if not adapters.offered():
        raise NotOffered
    dossier = casework.dossier(code=code, actor=actor)
    with transaction.atomic():
        row = models.Consignment.objects.select_for_update().filter(dossier_id=dossier.uuid).first()
        if row is None:
            raise NotChosen
        if row.state in {ConsignmentState.ORDERED, ConsignmentState.HANDED_OVER}:
            return queries.view(row)
        offered = casework.available_actions(code=dossier.code, actor=actor, now=now)
        if not any(a.verb is Verb.HAND_BACK and a.enabled for a in offered):
            require(_NOT_YET)
        if row.state not in rules.SENDABLE:
            raise TooLate
        row.attempt += 1
        row.state, row.client_ref, row.tracking_code = ConsignmentState.ORDERED, f"{dossier.code}-{row.attempt}", ""
        row.tries, row.next_try_at, row.problem, row.changed_at, row.returned_at = 0, now, "", now, None
        row.save()
        audit.record(
            action="post.hand_over", object_ref=f"casework:{dossier.uuid}", actor=actor, now=now, details={"ref": row.client_ref}
        )
    return queries.view(row)


def order_due(*, now: datetime, code: str = "", limit: int = 20) -> int:
    """Tell the post of what was handed over and has no tracking code yet (of one dossier, or of all); returns how many it took."""
    due = models.Consignment.objects.filter(state=ConsignmentState.ORDERED)
    due = due.filter(dossier_code=code) if code else due
    return sum(_order(row, now=now) for row in each_due(due, now=now, pause=rules.pause_after, limit=limit))


def _order(row: models.Consignment, *, now: datetime) -> bool:
    """One call to the post, no lock held: under the same reference it is taken once, however often it is asked."""
    try:
        dossier = casework.by_id(dossier_id=row.dossier_id, actor=SYSTEM)  # type: ignore[arg-type]
        letter = adapters.Letter(
            client_ref=row.client_ref, sender=dossier.intake_name or dossier.unit_name, province=conf.PROVINCE, collect=row.fee,
            receiver=PostAddress(**dict(row.address)),  # type: ignore[call-overload]
            content=f"Kết quả hồ sơ {row.dossier_code}",
        )
        tracking = adapters.post().consign(letter)
    except PostRefused as refused:
        return _refused(row, str(refused), now=now)
    except (PostUnavailable, NamedError) as unavailable:
        logger.warning("consignment %s: the post did not answer (%s)", row.client_ref, type(unavailable).__name__)
        return False
    with transaction.atomic():
        locked = models.Consignment.objects.select_for_update().get(pk=row.pk)
        return locked.client_ref == row.client_ref and taken(locked, tracking=tracking, now=now)


def taken(row: models.Consignment, *, tracking: str, now: datetime) -> bool:
    """The post has it: recorded and told once, in the caller's transaction, on a locked row."""
    if row.state != ConsignmentState.ORDERED:
        return False
    row.state, row.tracking_code, row.handed_over_at = ConsignmentState.HANDED_OVER, tracking, now
    row.asked_at, row.changed_at, row.next_try_at = now, now, None
    row.save()
    assert row.dossier_id is not None
    fact = HandedOver(
        dossier_id=row.dossier_id, dossier_code=row.dossier_code, tracking_code=tracking, fee=row.fee, handed_over_at=now
    )
    outbox.publish(event=fact, now=now, actor=SYSTEM)
    params = {"dossier_code": row.dossier_code, "tracking_code": tracking, "fee": f"{row.fee:,}".replace(",", ".")}
    tell(row, template=messages.HANDED_OVER, params=params, now=now)
    return True


def tell(row: models.Consignment, *, template: messaging.MessageTemplate, params: dict[str, str], now: datetime) -> None:
    """Write to the owner, once for each attempt; nothing for a dossier without a person."""
    assert row.dossier_id is not None
    person = casework.by_id(dossier_id=row.dossier_id, actor=SYSTEM).party.person_id
    if person is not None:
        messaging.send(to_person_id=person, template=template.key, params=params, dedupe_key=f"{template.key}:{row.client_ref}", now=now)


@transaction.atomic
def _refused(row: models.Consignment, reason: str, *, now: datetime) -> bool:
    open_one = models.Consignment.objects.filter(pk=row.pk, state=ConsignmentState.ORDERED, client_ref=row.client_ref)
    open_one.update(state=ConsignmentState.REFUSED, problem=reason[:300], next_try_at=None, changed_at=now)
    return False
