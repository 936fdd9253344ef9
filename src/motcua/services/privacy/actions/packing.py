"""The copy of a person's data: JSON for machines, a sealed PDF to read that carries the JSON's checksum."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from motcua.foundation.consent.contracts import personal_sources
from motcua.foundation.files import api as files
from motcua.kernel.actors import SYSTEM
from motcua.kernel.clock import local_date
from motcua.kernel.dates_vi import place_and_date
from motcua.platform.documents import api as documents
from motcua.platform.signing import api as signing
from motcua.services.privacy import models
from motcua.services.privacy.adapters.printed import COPY
from motcua.services.privacy.queries import officers
from motcua.services.privacy.rules import requests as rules

_MOST_LINES = 4000


def pack(row: models.Run, found: Mapping[str, Mapping[str, Any]], *, now: datetime) -> None:
    """Make the package of a run, in its transaction; the caller saves the row."""
    content = rules.as_json(found)
    row.package, row.package_sha256 = content.decode(), hashlib.sha256(content).hexdigest()
    unit = officers.unit_name(code=row.unit_code, on=local_date(now))
    data = {
        "city_committee": f"UBND {settings.MOTCUA_CITY}", "unit": unit, "code": row.dossier_code, "sha256": row.package_sha256,
        "place_and_date": place_and_date(settings.MOTCUA_CITY, local_date(now)), "rooms": [_room(k, held) for k, held in found.items()],
    }  # fmt: skip
    pdf = documents.render_pdf(template=COPY, data=data, now=now)
    sealed = signing.seal_pdf(
        pdf=pdf, unit_code=row.unit_code, unit_name=unit, reason=f"Bản sao dữ liệu cá nhân, hồ sơ {row.dossier_code}",
        idempotency_key=f"privacy:{row.uuid}", now=now,
    )  # fmt: skip
    kept = files.put(
        content=sealed.pdf, name=f"du-lieu-{row.dossier_code}.pdf", purpose="privacy.copy", actor=SYSTEM, now=now,
        allowed=frozenset({files.PDF}), owner_ref=f"privacy.run:{row.uuid}",
    )  # fmt: skip
    row.sealed_file_id = kept.uuid


def _room(key: str, held: Mapping[str, Any]) -> dict[str, Any]:
    source = personal_sources.get(key)
    lines = rules.rows(held)
    return {
        "label": source.label_vi if source else key, "count": rules.count(held), "more": max(0, len(lines) - _MOST_LINES),
        "lines": [{"name": name, "value": value[:2000]} for name, value in lines[:_MOST_LINES]],
    }  # fmt: skip
