"""Changing services: their settings, switching them, their change log."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.outbox import api as outbox
from motcua.gateway import protocol
from motcua.gateway.protocol import secrets
from motcua.kernel import openapi
from motcua.kernel.actors import Actor
from motcua.kernel.policy import require
from motcua.platform.exchange import events, policies, queries
from motcua.platform.exchange.actions import versions
from motcua.platform.exchange.actions.rows import service_row, unchanged
from motcua.platform.exchange.contracts import FieldInfo, SettingWrong
from motcua.platform.exchange.contracts.systems import FILES
from motcua.platform.exchange.models import Service, ServiceChange
from motcua.platform.exchange.rules import history

OWNERS = frozenset({"name_vi", "name_en", "fields", "endpoints", "own_pace"})  # what the owning unit's leader may change alone


@transaction.atomic
def change_service(*, service: str, settings: Mapping[str, Any], expected: str = "", actor: Actor, now: datetime) -> None:
    """Change the named settings of a service; what is not named stays. ``expected``: the tag it had when it was read.

    Settings are those of ``_READERS``: texts, numbers, and mappings as ``gateway.protocol`` shapes them (``pace``, ``breaker``, ``canary``,
    ``adapter``, ``soap_offer``; None removes one). A secret of the adapter that is not given stays; ``adapter_secrets`` changes nothing
    but secrets, by their place in the settings (None: it goes, with what it is a part of). ``own_pace``: the bound of the unit that owns
    the service, not looser than ``pace`` (of both the tighter holds). ``fields`` as [{path, vi, en, personal}], None: nobody described it.
    Raises Forbidden, ServiceUnknown, SettingWrong, ChangedMeanwhile, RegistrationRefused.
    """
    row = service_row(service)
    if set(settings) <= OWNERS:
        require(policies.can_run_service(actor, unit_code=row.subsystem.member.unit_code))
    else:
        require(policies.can_manage(actor))
    if expected:
        unchanged(service, found=queries.service(id=service).tag, expected=expected)
    read = read_settings(settings, row=row)
    before = {name: getattr(row, name) for name in read}
    changed = sorted(name for name, value in read.items() if before[name] != value)
    for name in changed:
        setattr(row, name, read[name])
    if changed:
        if "adapter_secrets" in changed:
            row.secrets_since = since(before["adapter_secrets"], read["adapter_secrets"], held=row.secrets_since, now=now)
        row.save(update_fields=[*changed, "secrets_since"])
        versions.keep(service, actor=actor, now=now, why=f"service {service}: {', '.join(changed)}")
        audit.record(
            action="exchange.change_service", object_ref=f"exchange.service:{service}", actor=actor, now=now,
            details=history.change_details(before, read),
        )  # fmt: skip


@transaction.atomic
def set_service_enabled(*, service: str, enabled: bool, notice: str = "", actor: Actor, now: datetime) -> None:
    """Switch a service on or off; callers are told ``notice`` while it is off. Raises Forbidden, ServiceUnknown."""
    row = service_row(service)
    require(policies.can_run_service(actor, unit_code=row.subsystem.member.unit_code))
    if (row.enabled, row.notice) == (enabled, notice):
        return
    before = {"enabled": row.enabled, "notice": row.notice}
    row.enabled, row.notice = enabled, notice
    row.save(update_fields=["enabled", "notice"])
    versions.keep(service, actor=actor, now=now, why=f"service {service}: {'on' if enabled else 'off'}")
    told = history.change_details(before, {"enabled": enabled, "notice": notice})
    verb = "exchange.enable_service" if enabled else "exchange.disable_service"
    audit.record(action=verb, object_ref=f"exchange.service:{service}", actor=actor, now=now, details={"notice": notice, **told})
    outbox.publish(event=events.ServiceSwitched(service=service, enabled=enabled, notice=notice, at=now), now=now, actor=actor)


@transaction.atomic
def note_change(*, service: str, version: str, text_vi: str, text_en: str = "", actor: Actor, now: datetime) -> bool:
    """Write an entry into a service's change log and make it the service's version; False when that version is there already.

    Raises Forbidden, ServiceUnknown, SettingWrong.
    """
    row = service_row(service)
    require(policies.can_run_service(actor, unit_code=row.subsystem.member.unit_code))
    version, text_vi, text_en = version.strip(), text_vi.strip(), text_en.strip()
    wrong = {"version": version and len(version) <= 20, "text_vi": text_vi and len(text_vi) <= 1000, "text_en": len(text_en) <= 1000}  # noqa: PLR2004 - the columns
    faults = {name: ("Điền mục này, không quá dài.", "Fill this in, not too long.") for name, good in wrong.items() if not good}
    if faults:
        raise SettingWrong(fields=faults)
    _, made = ServiceChange.objects.get_or_create(
        service=row, version=version, defaults={"text_vi": text_vi, "text_en": text_en, "at": now, "by": actor.ref}
    )
    if made:
        row.version = version
        row.save(update_fields=["version"])
        audit.record(
            action="exchange.note_change", object_ref=f"exchange.service:{service}", actor=actor, now=now, details={"version": version}
        )
        outbox.publish(event=events.ServiceChanged(service=service, version=version, at=now), now=now, actor=actor)
    return made


def read_settings(given: Mapping[str, Any], *, row: Service | None = None) -> dict[str, Any]:
    """Settings as ``row`` (None: a new service) will keep them. Raises SettingWrong with every one that is unknown or cannot be read."""
    faults: dict[str, tuple[str, str]] = {}
    read: dict[str, Any] = {}
    for name, value in given.items():
        try:
            read[name] = _READERS[name](value)
        except KeyError:
            faults[name] = ("Không có thiết lập này.", "There is no such setting.")
        except (ValueError, TypeError, msgspec.ValidationError) as error:
            faults[name] = (f"Giá trị chưa hợp lệ: {error}", f"The value cannot be used: {error}")
    if faults:
        raise SettingWrong(fields=faults)
    if {"adapter", "adapter_secrets"} & set(read):
        adapter = read.get("adapter", row.adapter if row else None)
        held = row.adapter_secrets if row else None
        read["adapter"], read["adapter_secrets"] = apart(adapter, held=held, given=read.get("adapter_secrets"))
    if read.get("base_url") == "":
        _require_files(read.get("adapter", row.adapter if row else None))
    if read.get("own_pace"):
        _require_tighter(read["own_pace"], read.get("pace", row.pace if row else None))
    return read


def _require_files(adapter: Mapping[str, Any] | None) -> None:
    """Raises SettingWrong unless the provider is spoken to by files: only then it has no address."""
    if adapter is None or adapter.get("kind") != FILES:
        raise SettingWrong(fields={"base_url": (
            "Cần địa chỉ (http:// hoặc https://): chỉ dịch vụ trao đổi bằng tệp mới không có.",
            "An address (http:// or https://) is needed: only a service by files has none.",
        )})  # fmt: skip


def _require_tighter(own: Mapping[str, Any], bound: Mapping[str, Any] | None) -> None:
    """Raises SettingWrong where the owning unit's bound lets more through than that of those who manage the exchange."""
    said = {name: (own.get(name) or 0, (bound or {}).get(name) or 0) for name in ("per_second", "burst", "per_day")}
    looser = next((most for given, most in said.values() if most and given > most), None)
    if looser is not None:
        raise SettingWrong(fields={"own_pace": (
            f"Không được nới hơn mức quản trị trục đã đặt ({looser:g}).",
            f"It cannot be looser than what the exchange’s managers set ({looser:g}).",
        )})  # fmt: skip


def since(
    before: Mapping[str, str] | None, after: Mapping[str, str] | None, *, held: Mapping[str, str], now: datetime
) -> dict[str, str]:
    """Since when each secret is kept (ISO, by place): one that is the same as before since it was set, any other since now."""
    known = before or {}
    return {place: held.get(place, "") if known.get(place) == secret else now.isoformat() for place, secret in (after or {}).items()}


def apart(
    adapter: Mapping[str, Any] | None, *, held: Mapping[str, str] | None = None, given: Mapping[str, str | None] | None = None
) -> tuple[dict[str, Any] | None, dict[str, str] | None]:
    """An adapter without its secrets, and its secrets (None: it has none): those in it, else those ``given``, else those ``held``.

    A secret given as None goes, and with it what it is a part of: an adapter with half of a username token can do nothing.
    Raises SettingWrong for a given secret without a place.
    """
    given = given or {}
    kind, settings = (adapter["kind"], adapter["settings"]) if adapter else ("", {})
    bare, inside = secrets.taken_out(kind, settings)
    places = secrets.secret_places(kind, bare)
    if any(place not in places for place in given):
        raise SettingWrong(fields={"adapter_secrets": ("Cách nối không có mục bí mật này.", "The adapter has no such secret.")})
    for place in (place for place, secret in given.items() if secret is None):
        bare = secrets.without(kind, bare, place)
    places = secrets.secret_places(kind, bare)
    known = {**(held or {}), **{place: secret for place, secret in given.items() if secret is not None}, **inside}
    return {"kind": kind, "settings": bare} if adapter else None, {place: known[place] for place in places if place in known} or None


def plain(value: Any, kind: Any) -> dict[str, Any]:
    """A value in one of the configuration's shapes, as JSON keeps it. Raises msgspec.ValidationError."""
    return as_json(msgspec.convert(value, kind))


def as_json(shape: Any) -> dict[str, Any]:
    """One of the configuration's shapes as JSON keeps it."""
    kept: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(shape))
    return kept


def _text(most: int, *, needed: bool = False) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        text = str(value or "").strip()
        if len(text) > most or (needed and not text) or "\x00" in text:
            raise ValueError(f"1–{most}" if needed else f"≤ {most}")
        return text

    return read


def _one_of(kind: Any) -> Callable[[Any], str]:
    return lambda value: str(kind(value))


def _shape(kind: Any) -> Callable[[Any], dict[str, Any] | None]:
    def read(value: Any) -> dict[str, Any] | None:
        return None if value is None else plain(value, kind)

    return read


def _number(kind: Callable[[Any], Any], least: float, most: float) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        number = kind(value)
        if not least <= number <= most:
            raise ValueError(f"{least}–{most}")
        return number

    return read


def _endpoints(value: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    read = [msgspec.convert(dict(one), protocol.Endpoint) for one in value]
    return [{"method": one.method.upper(), "path": one.path} for one in read]


def _fields(value: Sequence[Mapping[str, Any]] | None) -> list[dict[str, Any]] | None:
    if value is None:
        return None
    kept = []
    for one in value:
        vi, en = str(one.get("vi") or "").strip(), str(one.get("en") or one.get("vi") or "").strip()
        told = FieldInfo(openapi.without_lists(str(one.get("path", "")).strip()), vi, en, bool(one.get("personal", True)))
        if not told.vi or max(map(len, (told.path, told.vi, told.en))) > 200:  # noqa: PLR2004 - a name, not a text
            raise ValueError(told.path or "?")
        kept.append({"path": told.path, "vi": told.vi, "en": told.en, "personal": told.personal})
    return kept


def _headers(value: Mapping[str, str]) -> dict[str, str]:
    return {str(name): str(content) for name, content in value.items()}


def _secrets(value: Mapping[str, str | None]) -> dict[str, str | None]:
    kept = {str(place): content for place, content in value.items()}
    told = [content for content in kept.values() if content is not None]
    if not all(isinstance(content, str) and content and content.isprintable() and len(content) <= 500 for content in told):  # noqa: PLR2004
        raise ValueError("1–500")
    return kept


def _offer(value: Any) -> dict[str, Any] | None:
    if value is not None and "security" in value:
        raise ValueError("security")  # callers bring their own credentials: an offer holds none
    return None if value is None else dict(value)


def _kind(value: Any) -> str:
    if value not in ("REST", "OPENAPI"):
        raise ValueError("REST, OPENAPI")
    return str(value)


_READERS: dict[str, Callable[[Any], Any]] = {
    "name_vi": _text(250, needed=True), "name_en": _text(250), "base_url": _text(500), "kind": _kind,
    "timeout_s": _number(float, 0.1, 600), "endpoints": _endpoints, "description_url": _text(500), "verify_tls": bool,
    "provider_headers": _headers, "keep_body": _one_of(protocol.KeepBody), "pace": _shape(protocol.Pace), "own_pace": _shape(protocol.Pace),
    "at_once": _number(int, 0, 1_000_000), "breaker": _shape(protocol.Breaker), "canary": _shape(protocol.Canary),
    "sandbox_url": _text(500), "adapter": _shape(protocol.Adapter), "adapter_secrets": _secrets, "fields": _fields,
    "soap_offer": _offer,
    "contexts": lambda value: [str(one) for one in value],
}  # fmt: skip
