"""Rights: who may call what, given and taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.outbox import api as outbox
from motcua.gateway import protocol
from motcua.kernel import openapi
from motcua.kernel.actors import Actor
from motcua.kernel.policy import require
from motcua.platform.exchange import events, policies
from motcua.platform.exchange.actions import versions
from motcua.platform.exchange.actions.offering import plain
from motcua.platform.exchange.actions.rows import group_row, service_row, subsystem_row
from motcua.platform.exchange.contracts import SettingWrong
from motcua.platform.exchange.models import AccessRight
from motcua.platform.exchange.rules import history


@transaction.atomic
def register_right(
    *, service: str, client: str, purpose: str, method: str = "*", path: str = "**", fields: Sequence[str] = (),
    valid_from: datetime | None = None, valid_until: datetime | None = None, pace: Mapping[str, Any] | None = None, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """Let a client, or a group (``group:<name>``), call a service for a purpose; of JSON answers only ``fields`` pass (none: all).

    It holds from ``valid_from`` until before ``valid_until``.
    Raises Forbidden, ServiceUnknown, ThingUnknown, SettingWrong, RegistrationRefused.
    """
    require(policies.can_manage(actor))
    give(
        service=service, client=client, purpose=purpose, endpoints=[(method, path)], fields=fields, valid_from=valid_from,
        valid_until=valid_until, pace=pace, agreement="", actor=actor, now=now,
    )  # fmt: skip


def give(
    *, service: str, client: str, purpose: str, endpoints: Sequence[tuple[str, str]], fields: Sequence[str], valid_from: datetime | None,
    valid_until: datetime | None, pace: Mapping[str, Any] | None, agreement: str, actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Give rights within the caller's transaction, whose policy was asked; new ones are told, changed ones kept as they are said now."""
    row, subject = service_row(service), _subject(client)
    if valid_from and valid_until and valid_until <= valid_from:
        raise SettingWrong(fields={"valid_until": ("Ngày hết hạn phải sau ngày bắt đầu.", "The end must be after the beginning.")})
    try:
        bound = None if pace is None else plain(dict(pace), protocol.Pace)
    except msgspec.ValidationError as error:
        raise SettingWrong(fields={"pace": (f"Giới hạn chưa hợp lệ: {error}", f"The bound cannot be used: {error}")}) from None
    named = list(dict.fromkeys(map(openapi.without_lists, fields)))
    terms = {"purpose": purpose, "fields": named, "valid_from": valid_from, "valid_until": valid_until, "pace": bound}
    fresh, changed = [], []
    for method, path in endpoints:
        found, made = AccessRight.objects.get_or_create(
            service=row, **subject, method=method, path=path, agreement=agreement, defaults={"created_at": now, **terms}
        )
        if made:
            fresh.append((method, path))
        elif any(getattr(found, name) != value for name, value in terms.items()):
            changed.append((method, path, {name: getattr(found, name) for name in terms}))
            AccessRight.objects.filter(pk=found.pk).update(**terms)
    versions.keep(service, actor=actor, now=now, why=f"right {client} → {service} {agreement}".strip())
    for method, path in fresh:
        fact = events.RightGranted(service=service, client=client, method=method, path=path, purpose=purpose, at=now)
        outbox.publish(event=fact, now=now, actor=actor)
        _note("grant_right", service, _Named(client, method, path, agreement), {}, terms, ground=purpose, actor=actor, now=now)
    for method, path, before in changed:
        _note("grant_right", service, _Named(client, method, path, agreement), before, terms, ground=purpose, actor=actor, now=now)


@transaction.atomic
def revoke_right(
    *, service: str, client: str, method: str = "*", path: str = "**", agreement: str = "", reason: str = "", actor: Actor, now: datetime
) -> bool:
    """Take a right back; False when there was none. The leader of the owning unit may. Raises Forbidden, ServiceUnknown, ThingUnknown.

    A right that a data-sharing request gave (``agreement``) is taken back with the request: see ``move_request``.
    """
    row = service_row(service)
    require(policies.can_run_service(actor, unit_code=row.subsystem.member.unit_code))
    rights = AccessRight.objects.filter(service=row, **_subject(client), method=method, path=path, agreement=agreement)
    return take_back(rights, service=service, client=client, reason=reason, actor=actor, now=now) > 0


@transaction.atomic
def give_back(
    *, service: str, client: str, method: str, path: str, terms: Mapping[str, Any], actor: Actor, now: datetime
) -> None:
    """A right stands again on the terms it had (those that are not named stay). Whoever may take it back may.

    Raises Forbidden, ServiceUnknown, ThingUnknown, SettingWrong.
    """
    row = service_row(service)
    require(policies.can_run_service(actor, unit_code=row.subsystem.member.unit_code))
    held = AccessRight.objects.filter(service=row, **_subject(client), method=method, path=path, agreement="")
    whole = {**(held.values(*history.RIGHT_TERMS).first() or {}), **terms}
    give(
        service=service, client=client, endpoints=[(method, path)], agreement="", purpose=whole["purpose"], fields=whole["fields"],
        valid_from=whole["valid_from"], valid_until=whole["valid_until"], pace=whole["pace"], actor=actor, now=now,
    )  # fmt: skip


def take_back(rights: Any, *, service: str, client: str, reason: str = "", actor: Actor, now: datetime) -> int:
    """Delete these rights within the caller's transaction and tell of each, with its terms; how many they were."""
    gone = list(rights.values("method", "path", "agreement", *history.RIGHT_TERMS))
    rights.delete()
    if gone:
        versions.keep(service, actor=actor, now=now, why=f"right {client} → {service} revoked")
    for one in gone:
        named = _Named(client, one.pop("method"), one.pop("path"), one.pop("agreement"))
        fact = events.RightRevoked(service=service, client=client, method=named.method, path=named.path, at=now)
        outbox.publish(event=fact, now=now, actor=actor)
        _note("revoke_right", service, named, one, {}, ground=reason.strip()[:250], actor=actor, now=now)
    return len(gone)


class _Named(NamedTuple):
    """Which right of a service is meant."""

    client: str
    method: str
    path: str
    agreement: str


def _note(
    verb: str, service: str, named: _Named, before: Mapping[str, Any], after: Mapping[str, Any], *, ground: str, actor: Actor, now: datetime
) -> None:
    details = {"client": named.client, "method": named.method, "path": named.path, **history.change_details(before, after)}
    if named.agreement:
        details["agreement"] = named.agreement
    ref = f"exchange.service:{service}"
    audit.record(action=f"exchange.{verb}", object_ref=ref, actor=actor, now=now, ground=ground, details=details)


def _subject(client: str) -> dict[str, Any]:
    name = client.removeprefix(protocol.GROUP)
    return {"client": None, "group": group_row(name)} if name != client else {"client": subsystem_row(client), "group": None}
