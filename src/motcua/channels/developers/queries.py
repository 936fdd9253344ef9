"""Reads: clients, subscriptions, messages, counts."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery, Sum

from motcua.channels.developers import policies
from motcua.channels.developers.contracts import ClientView, DeliveryState, DeliveryView, SubscriptionView, Tallied
from motcua.channels.developers.models import Attempt, Client, Delivery, Subscription, Tally
from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.policy import require

# Events that may leave the house: about dossiers, without personal data. Anything new is added on purpose.
EVENTS: dict[str, tuple[str, str]] = {
    "casework.dossier.submitted.v1": ("Hồ sơ được nộp", "A dossier was submitted"),
    "casework.dossier.fee_paid.v1": ("Lệ phí đã nộp", "Its fee was paid"),
    "casework.dossier.received.v1": ("Hồ sơ được tiếp nhận", "It was taken in"),
    "casework.dossier.refused.v1": ("Hồ sơ không được tiếp nhận", "It was refused at intake"),
    "casework.dossier.supplement_requested.v1": ("Yêu cầu bổ sung giấy tờ", "Papers were asked for"),
    "casework.dossier.supplemented.v1": ("Giấy tờ đã được bổ sung", "Papers were supplied"),
    "casework.dossier.moved.v1": ("Hồ sơ chuyển bước", "It moved to another step"),
    "casework.dossier.resolved.v1": ("Đã có kết quả", "Its result is ready"),
    "casework.dossier.handed_back.v1": ("Đã trả kết quả", "The result was handed back"),
    "casework.dossier.withdrawn.v1": ("Người nộp rút hồ sơ", "It was withdrawn"),
    "casework.dossier.stopped.v1": ("Dừng giải quyết", "Processing was stopped"),
    "casework.dossier.extended.v1": ("Gia hạn, xin lỗi", "Its due date was moved"),
    "casework.dossier.due_warned.v1": ("Cảnh báo sắp đến hạn", "Its due date is near"),
    "casework.dossier.revoked.v1": ("Kết quả bị thu hồi", "Its result was revoked"),
}


def mine(*, actor: Actor) -> QuerySet[Subscription]:
    """Subscriptions that the actor looks after: a machine its own, an administrator all."""
    rows = Subscription.objects.all()
    return rows.filter(client__uuid=str(actor.subject_id)) if actor.kind is ActorKind.MACHINE else rows


def clients(*, actor: Actor) -> tuple[ClientView, ...]:
    """All clients, those in use first. ``Forbidden``."""
    require(policies.can_run(actor=actor))
    rows = Client.objects.annotate(last=Max("usage__minute")).order_by("revoked_at", "name", "id")
    return tuple(
        ClientView(
            client_id=r.uuid, name=r.name, contact=r.contact, scopes=tuple(r.scopes), units=tuple(r.units), per_minute=r.per_minute,
            created_at=r.created_at, revoked_at=r.revoked_at, last_used_at=r.last,
        )
        for r in rows
    )


def subscriptions(*, actor: Actor, subscription_id: UUID | None = None) -> tuple[SubscriptionView, ...]:
    """Active subscriptions with what waits and what was given up, newest first. ``Forbidden``."""
    require(policies.can_subscribe(actor=actor))
    rows = mine(actor=actor).filter(active=True).select_related("client")
    rows = rows.filter(uuid=subscription_id) if subscription_id else rows
    counted = rows.annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state="waiting")), dead=Count("deliveries", filter=Q(deliveries__state="dead"))
    )
    return tuple(
        SubscriptionView(
            subscription_id=r.uuid, client_id=r.client.uuid if r.client else None, url=r.url, events=tuple(r.events), units=tuple(r.units),
            procedures=tuple(r.procedures), active=r.active, created_at=r.created_at, rotating_until=r.old_until, waiting=r.waiting,
            dead=r.dead,
        )
        for r in counted.order_by("-id")
    )


def deliveries(
    *, actor: Actor, subscription_id: UUID | None = None, state: str = "", before: int | None = None, limit: int = 50
) -> tuple[tuple[DeliveryView, ...], int | None]:
    """Messages, newest first, and the key of the next page (None at the end). ``Forbidden``."""
    require(policies.can_subscribe(actor=actor))
    last = Attempt.objects.filter(delivery=OuterRef("pk")).order_by("-id")
    rows = Delivery.objects.filter(subscription__in=mine(actor=actor)).select_related("subscription")
    rows = rows.filter(subscription__uuid=subscription_id) if subscription_id else rows
    rows = rows.filter(state=state) if state in set(DeliveryState) else rows
    rows = rows.filter(pk__lt=before) if before is not None else rows
    told = rows.annotate(last_status=Subquery(last.values("status")[:1]), last_error=Subquery(last.values("error")[:1]))
    found = list(told.order_by("-id")[: limit + 1])
    views = tuple(
        DeliveryView(
            message_id=d.message_id, subscription_id=d.subscription.uuid, event=d.event, stream=d.stream, state=DeliveryState(d.state),
            attempts=d.attempts, created_at=d.created_at, next_at=d.next_at, last_status=d.last_status, last_error=d.last_error or "",
        )
        for d in found[:limit]
    )
    return views, found[limit - 1].pk if len(found) > limit else None


def tallied(*, from_on: date, to_on: date, procedures: tuple[str, ...] | None = None) -> Tallied:
    """What was decided in the days ``[from_on, to_on)``, of these procedures (None: all)."""
    rows = Tally.objects.filter(day__gte=from_on, day__lt=to_on)
    rows = rows if procedures is None else rows.filter(procedure_code__in=procedures)
    found = rows.aggregate(a=Sum("approved"), r=Sum("rejected"), s=Sum("sent_back"))
    approved, rejected, sent_back = (int(found[k] or 0) for k in ("a", "r", "s"))
    return Tallied(processed=approved + rejected, approved=approved, sent_back=sent_back, rejected=rejected)
