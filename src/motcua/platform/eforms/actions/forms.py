"""Publishing form documents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.db.models import Max

from motcua.kit.turns import take_turns
from motcua.platform.eforms.contracts import FormRef, FormRefused
from motcua.platform.eforms.models import Form
from motcua.platform.eforms.rules import documents


@transaction.atomic
def publish_form(*, definition: Mapping[str, Any], now: datetime) -> FormRef:
    """Publish a form document; the same content again is the same version. Raises ``FormRefused`` naming the mistake."""
    parsed = documents.parse(definition)
    found = Form.objects.filter(key=parsed.key, content_hash=parsed.content_hash).first()
    if found is None:
        take_turns(f"eforms.form:{parsed.key}")  # one version after another
        last = Form.objects.filter(key=parsed.key).aggregate(last=Max("version"))["last"] or 0
        found, _ = Form.objects.get_or_create(
            key=parsed.key,
            content_hash=parsed.content_hash,
            defaults={"version": last + 1, "document": dict(definition), "published_at": now},
        )
    return FormRef(found.key, found.version, found.content_hash)


def publish_file(*, path: Path, now: datetime) -> FormRef:
    """Publish a form document from a YAML file; ``FormRefused`` when it cannot be read or used."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise FormRefused(key=path.stem, where=path.name, why=str(error)) from error
    if not isinstance(document, dict):
        raise FormRefused(key=path.stem, where=path.name, why="the file holds no object")
    return publish_form(definition=document, now=now)
