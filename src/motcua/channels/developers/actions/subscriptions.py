"""Subscriptions: made and changed by administrators and by machines for themselves; secrets are renewed without a gap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from motcua.channels.developers import conf, policies, rules
from motcua.channels.developers.adapters import sending
from motcua.channels.developers.contracts import DeliveryUnknown, NewSecret, Sent, SettingWrong, SubscriptionUnknown
from motcua.channels.developers.models import Client, Delivery, Subscription
from motcua.channels.developers.queries import EVENTS, mine
from motcua.foundation.audit import api as audit
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.ids import uuid7
from motcua.kernel.policy import require

PING = "motcua.ping"
_MOST = 50


@transaction.atomic
def subscribe(
    *, url: str, events: Sequence[str], actor: Actor, now: datetime, unit_codes: Sequence[str] = (), procedures: Sequence[str] = (),
    idempotency_key: str = "",
) -> NewSecret:
    """Send these events to an address; the secret that signs them is in the answer.

    A machine hears of its own units only; the same key gives the same subscription. ``SettingWrong``, ``AddressRefused``, ``Forbidden``.
    """
    require(policies.can_subscribe(actor=actor))
    body: dict[str, object] = {"url": url, "events": sorted(events), "units": sorted(unit_codes), "procedures": sorted(procedures)}
    claimed = _claim("subscribe", idempotency_key, body, actor, now)
    if (known := _known(claimed, actor)) is not None:
        return known
    _check(url, events, unit_codes, actor)
    client = Client.objects.filter(uuid=str(actor.subject_id)).first() if actor.kind is ActorKind.MACHINE else None
    if Subscription.objects.filter(client=client, active=True).count() >= _MOST:
        raise SettingWrong(fields={"url": (f"Tối đa {_MOST} đăng ký.", f"At most {_MOST} subscriptions.")})
    secret = rules.new_webhook_secret()
    row = Subscription.objects.create(
        client=client, url=url, events=sorted(set(events)), units=sorted(set(unit_codes)), procedures=sorted(set(procedures)),
        secret=secret, created_at=now, created_by=actor.ref,
    )
    about = {"url": url, "events": row.events, "units": row.units}
    audit.record(action="developers.subscribed", object_ref=f"subscription:{row.uuid}", actor=actor, now=now, details=about)
    if claimed is not None:
        claimed.keep({"id": str(row.uuid)})
    return NewSecret(id=row.uuid, secret=secret)


@transaction.atomic
def rotate_secret(*, subscription_id: UUID, actor: Actor, now: datetime, idempotency_key: str = "") -> NewSecret:
    """A new secret; for some hours messages carry the signatures of both. The same key gives the same secret.

    ``SubscriptionUnknown``, ``Forbidden``.
    """
    row = _locked(subscription_id, actor)
    claimed = _claim("rotate", idempotency_key, {"id": str(subscription_id)}, actor, now)
    if (known := _known(claimed, actor)) is not None:
        return known
    secret = rules.new_webhook_secret()
    Subscription.objects.filter(pk=row.pk).update(
        secret=secret, old_secret=row.secret, old_until=now + timedelta(hours=conf.ROTATION_HOURS)
    )
    audit.record(action="developers.secret_rotated", object_ref=f"subscription:{row.uuid}", actor=actor, now=now)
    if claimed is not None:
        claimed.keep({"id": str(row.uuid)})
    return NewSecret(id=row.uuid, secret=secret)


@transaction.atomic
def unsubscribe(*, subscription_id: UUID, actor: Actor, now: datetime) -> None:
    """Send nothing more; what waits is given up. ``SubscriptionUnknown``, ``Forbidden``."""
    row = _locked(subscription_id, actor)
    Subscription.objects.filter(pk=row.pk).update(active=False)
    Delivery.objects.filter(subscription=row, state="waiting").update(state="dead", next_at=None)
    audit.record(action="developers.unsubscribed", object_ref=f"subscription:{row.uuid}", actor=actor, now=now)


def ping(*, subscription_id: UUID, actor: Actor, now: datetime) -> Sent:
    """Send a signed test message at once and tell what came back; nothing is kept. ``SubscriptionUnknown``, ``Forbidden``."""
    require(policies.can_subscribe(actor=actor))
    row = mine(actor=actor).filter(uuid=subscription_id).first()
    if row is None:
        raise SubscriptionUnknown
    return send(row, message_id=str(uuid7()), body=rules.body_of(event=PING, at=now, data={"subscription": str(row.uuid)}), now=now)


@transaction.atomic
def replay(*, actor: Actor, now: datetime, message_id: UUID | None = None, subscription_id: UUID | None = None) -> int:
    """Try messages that were given up again: one, those of a subscription, or all the actor may see. ``DeliveryUnknown``, ``Forbidden``."""
    require(policies.can_subscribe(actor=actor))
    rows = Delivery.objects.filter(subscription__in=mine(actor=actor).filter(active=True), state="dead")
    rows = rows.filter(message_id=message_id) if message_id else rows
    rows = rows.filter(subscription__uuid=subscription_id) if subscription_id else rows
    count = rows.update(state="waiting", attempts=0, next_at=now)
    if message_id and not count:
        raise DeliveryUnknown
    return count


def send(row: Subscription, *, message_id: str, body: bytes, now: datetime) -> Sent:
    """One signed request to the subscriber."""
    stamp = int(now.timestamp())
    keys = [row.secret, *([row.old_secret] if row.old_secret and row.old_until and row.old_until > now else [])]
    headers = {
        "Content-Type": "application/json", "User-Agent": "MotCua-Webhooks/1", "Webhook-Id": message_id, "Webhook-Timestamp": str(stamp),
        "Webhook-Signature": rules.signatures(keys=keys, message_id=message_id, timestamp=stamp, body=body),
    }
    return sending.post(url=row.url, body=body, headers=headers, demo=settings.MOTCUA_DEMO)


def _claim(what: str, key: str, body: dict[str, object], actor: Actor, now: datetime) -> outbox.Once | None:
    return outbox.once(scope=f"developers.{what}:{actor.ref}", key=key, body=body, now=now) if key else None


def _known(claimed: outbox.Once | None, actor: Actor) -> NewSecret | None:
    """What the command made the first time; secrets are kept only where they belong, so the present one is read there."""
    if claimed is None or claimed.first or claimed.result is None:
        return None
    row = mine(actor=actor).filter(uuid=claimed.result["id"]).first()
    if row is None:
        raise SubscriptionUnknown
    return NewSecret(id=row.uuid, secret=row.secret)


def _locked(subscription_id: UUID, actor: Actor) -> Subscription:
    require(policies.can_subscribe(actor=actor))
    row = mine(actor=actor).select_for_update(of=("self",)).filter(uuid=subscription_id).first()
    if row is None:
        raise SubscriptionUnknown
    return row


def _check(url: str, events: Sequence[str], unit_codes: Sequence[str], actor: Actor) -> None:
    wrong: dict[str, tuple[str, str]] = {}
    if not events or set(events) - set(EVENTS):
        wrong["events"] = ("Chọn sự kiện trong danh sách cho phép.", "Choose events of the list that may be told.")
    if actor.kind is ActorKind.MACHINE and set(unit_codes) - actor.units:
        wrong["units"] = ("Ứng dụng không được nghe các đơn vị này.", "The client may not hear of these units.")
    if wrong:
        raise SettingWrong(fields=wrong)
    sending.check(url, demo=settings.MOTCUA_DEMO)
