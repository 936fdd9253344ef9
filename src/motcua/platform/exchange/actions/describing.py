"""Descriptions of services: fetched from providers, or given by operators; a new version is kept when something changed."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import astuple
from datetime import datetime
from typing import Any

import yaml
from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.kernel import openapi, typed_yaml
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.policy import require
from motcua.platform.exchange import policies
from motcua.platform.exchange.actions import versions
from motcua.platform.exchange.actions.rows import service_row
from motcua.platform.exchange.adapters import gateway
from motcua.platform.exchange.contracts import (
    DescriptionRefused,
    GatewayUnreachable,
    ServiceRefused,
    Source,
)
from motcua.platform.exchange.models import Service, ServiceDescription
from motcua.platform.exchange.queries.register import own_client, service_id

logger = logging.getLogger(__name__)
_CHANGES = 200


def describe_service(*, service: str, text: str, actor: Actor, now: datetime) -> int:
    """Keep an OpenAPI 3 description (JSON or YAML) that an operator gives; returns its number, that of the last when nothing changed.

    Raises Forbidden, ServiceUnknown, DescriptionRefused.
    """
    require(policies.can_manage(actor))
    number, _ = _keep(service_row(service), text, source=Source.GIVEN, actor=actor, now=now)
    return number


def fetch_descriptions(*, now: datetime) -> int:
    """Ask every provider that describes its service; returns how many new versions came. A provider that is away is asked again later."""
    count = 0
    for row in Service.objects.filter(kind="OPENAPI").exclude(description_url="").select_related("subsystem__member"):
        identifier = service_id(row)
        try:
            text = gateway.description(client=own_client(), service=identifier)
            _, made = _keep(row, text, source=Source.PROVIDER, actor=SYSTEM, now=now)
            count += made
        except (GatewayUnreachable, ServiceRefused, DescriptionRefused) as problem:
            logger.warning("description of %s: %s", identifier, problem)
    return count


@transaction.atomic
def _keep(row: Service, text: str, *, source: Source, actor: Actor, now: datetime) -> tuple[int, bool]:
    """The number of the description in force, and whether it is new."""
    name = str(service_id(row))
    document = _document(text, name)
    try:
        found = openapi.read(document)
    except openapi.DescriptionUnreadable as wrong:
        raise DescriptionRefused(service=name, why=wrong.params["why"]) from None
    digest = hashlib.sha256(json.dumps(document, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    Service.objects.select_for_update().get(pk=row.pk)
    last = row.descriptions.order_by("-number").first()
    if last is not None and last.digest == digest:
        return last.number, False
    changed = openapi.changes(openapi.read(last.document), found) if last is not None else ()
    made = ServiceDescription.objects.create(
        service=row, number=last.number + 1 if last else 1, version=found.version[:60], source=source, digest=digest, document=document,
        told=list(found.fields),
        changes=[astuple(c) for c in changed[:_CHANGES]], breaking=any(c.breaking for c in changed), made_at=now,
        made_by=str(actor.subject_id)[:80],
    )  # fmt: skip
    audit.record(
        action="exchange.describe_service", object_ref=f"exchange.service:{name}", actor=actor, now=now,
        details={"number": made.number, "version": made.version, "source": str(source), "breaking": made.breaking},
    )  # fmt: skip
    if made.number == 1:  # gateways are told where it is; what it says they ask each time
        versions.keep(name, actor=actor, now=now, why=f"service {name}: description")
    return made.number, True


def _document(text: str, name: str) -> Mapping[str, Any]:
    """JSON, or the YAML that people type; dates become text, because JSON knows none."""
    if len(text) > typed_yaml.MAX_CHARACTERS:
        raise DescriptionRefused(service=name, why=f"> {typed_yaml.MAX_CHARACTERS}")
    try:
        try:
            document = json.loads(text)
        except ValueError:
            document = json.loads(json.dumps(typed_yaml.read(text), default=str))
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        raise DescriptionRefused(service=name, why="JSON, YAML") from None
    if not isinstance(document, dict):
        raise DescriptionRefused(service=name, why="openapi: 3.x")
    return document
