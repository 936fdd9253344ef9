"""Numbered versions of the configuration: every change makes one, refused before commit where the gateway would refuse it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict
from datetime import datetime

import msgspec
from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.outbox import api as outbox
from motcua.gateway import protocol
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kit.turns import take_turns
from motcua.platform.exchange import events
from motcua.platform.exchange.actions import configuring
from motcua.platform.exchange.adapters import gateway
from motcua.platform.exchange.contracts import RegistrationRefused
from motcua.platform.exchange.models import ConfigVersion
from motcua.platform.exchange.rules import changes

_waiting: ContextVar[bool] = ContextVar("exchange_one_version", default=False)


def keep(name: str, *, actor: Actor, now: datetime, why: str = "", restores: int | None = None) -> int | None:
    """Keep what the tables say now as the next version; its number, None when nothing changed or a larger act keeps it.

    ``name`` is what was changed, for the refusal. Raises RegistrationRefused: the caller's transaction rolls back.
    """
    if _waiting.get():
        return None
    take_turns("exchange.config")
    config = configuring.build_config(token="", now=now)
    try:
        protocol.check_config(config)
    except protocol.ConfigError as error:
        raise RegistrationRefused(name=name, why=str(error)) from None
    content = msgspec.json.encode(config)
    digest = hashlib.sha256(content).hexdigest()
    last = ConfigVersion.objects.order_by("-number").first()
    if last is not None and last.digest == digest:
        return None
    number = last.number + 1 if last else 1
    differing = changes.differences(read(last) if last else None, config)
    ConfigVersion.objects.create(
        number=number, digest=digest, content=content.decode(), changes=[asdict(d) for d in differing], why=(why or name)[:250],
        restores=restores, made_at=now, made_by=actor.ref,
    )  # fmt: skip
    audit.record(
        action="exchange.change_config", object_ref=f"exchange.config:{number}", actor=actor, now=now,
        details={"number": number, "changes": len(differing), **({"restores": restores} if restores else {})},
    )  # fmt: skip
    outbox.publish(event=events.ConfigChanged(number=number, digest=digest, at=now), now=now, actor=actor)
    transaction.on_commit(lambda: _write(now), robust=True)
    return number


@contextmanager
def held() -> Iterator[None]:
    """No version is made of what is registered inside: the caller makes one, or takes everything back."""
    waiting = _waiting.set(True)
    try:
        yield
    finally:
        _waiting.reset(waiting)


@contextmanager
def as_one(*, name: str, actor: Actor, now: datetime, why: str = "", restores: int | None = None) -> Iterator[None]:
    """All registrations inside make one version together; one transaction."""
    with transaction.atomic():
        if _waiting.get():
            yield
            return
        with held():
            yield
        keep(name, actor=actor, now=now, why=why, restores=restores)


def read(row: ConfigVersion) -> protocol.Config:
    """The configuration of a version, as it was checked then."""
    return msgspec.json.decode(row.content.encode(), type=protocol.Config)


@transaction.atomic
def follow(*, now: datetime) -> int | None:
    """Keep a version when settings or the passing of time (an ended certificate) changed what the gateway should know; None: nothing."""
    return keep("settings", actor=SYSTEM, now=now, why="settings of the installation, or the end of a period")


def _write(now: datetime) -> None:
    if gateway.config_path().parent.is_dir():
        configuring.write_gateway_config(now=now)
