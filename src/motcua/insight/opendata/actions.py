"""Writes of the open data portal: publish the definitions that come with the product."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from motcua.insight.opendata import models
from motcua.insight.opendata.contracts import DatasetsLoaded, DefinitionFaulty

_DATA = Path(__file__).parent / "data"
_TEXTS = ("title", "notes", "publisher", "licence", "legal_basis", "frequency", "privacy")
TYPES = frozenset({"text", "date", "int8", "numeric", "bool", "timestamp"})


@transaction.atomic
def load_reference(*, now: datetime) -> DatasetsLoaded:
    """Publish or update every definition in ``data/``; one that did not change keeps its time of change."""
    published: list[str] = []
    unchanged: list[str] = []
    for path in sorted(_DATA.glob("*.yaml")):
        definition = yaml.safe_load(path.read_text(encoding="utf-8"))
        slug, changed = publish(definition=definition, source=path.name, now=now)
        (published if changed else unchanged).append(slug)
    return DatasetsLoaded(published=tuple(published), unchanged=tuple(unchanged))


@transaction.atomic
def publish(*, definition: Mapping[str, Any], source: str, now: datetime) -> tuple[str, bool]:
    """Publish one definition; gives its name and whether anything changed. ``DefinitionFaulty`` names what is missing."""
    _check(definition, source)
    digest = hashlib.sha256(json.dumps(definition, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    slug = str(definition["slug"])
    held = models.Dataset.objects.select_for_update().filter(slug=slug).first()
    if held is not None and held.digest == digest and held.withdrawn_at is None:
        return slug, False
    values = {
        "texts": {name: definition[name] for name in _TEXTS},
        "columns": [{"name": name, **spec} for name, spec in definition["columns"].items()],
        "tags": list(definition.get("tags", ())),
        "sql": str(definition["sql"]).strip(),
        "order_by": list(definition["order"]),
        "digest": digest,
        "modified_at": now,
        "withdrawn_at": None,
    }
    if held is None:
        models.Dataset.objects.create(slug=slug, created_at=now, **values)
    else:
        models.Dataset.objects.filter(pk=held.pk).update(**values)
    return slug, True


def _check(definition: Mapping[str, Any], source: str) -> None:
    """Licence and legal basis are mandatory: no decree lays a default licence down, so each dataset says its own."""
    for name in (*_TEXTS, "slug", "columns", "order", "sql"):
        if not definition.get(name):
            raise DefinitionFaulty(source=source, reason=f"thiếu/lacks {name}")
    for name in _TEXTS:
        if not (definition[name].get("vi") and definition[name].get("en")):
            raise DefinitionFaulty(source=source, reason=f"{name}: vi, en")
    for name, spec in definition["columns"].items():
        if spec.get("type") not in TYPES or not (spec.get("vi") and spec.get("en")):
            raise DefinitionFaulty(source=source, reason=f"cột/column {name}")
    missing = [name for name in definition["order"] if name not in definition["columns"]]
    if missing:
        raise DefinitionFaulty(source=source, reason=f"order: {missing[0]}")
