"""How a provider that does not speak our REST is spoken to: a declaration tried before it is kept, and an example to begin with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from motcua.gateway import protocol
from motcua.kernel.actors import Actor
from motcua.kernel.policy import require
from motcua.kit import clock
from motcua.platform.exchange import policies
from motcua.platform.exchange.actions import configuring, offering, versions
from motcua.platform.exchange.adapters import examples
from motcua.platform.exchange.contracts import RegistrationRefused


def adapter_example(*, kind: str) -> str:
    """A whole, valid declaration of that kind (``mapping``, ``soap``, ``files``) as JSON; empty for another."""
    return examples.example(kind)


def try_settings(*, service: str, settings: Mapping[str, Any], actor: Actor) -> None:
    """Whether the gateway would take these settings of a service; nothing is kept. Raises as ``change_service`` does."""
    require(policies.can_manage(actor))
    now = clock.now()
    with transaction.atomic():
        with versions.held():
            offering.change_service(service=service, settings=settings, actor=actor, now=now)
        try:
            protocol.check_config(configuring.build_config(token="", now=now))
        except protocol.ConfigError as error:
            raise RegistrationRefused(name=service, why=str(error)) from None
        finally:
            transaction.set_rollback(True)
