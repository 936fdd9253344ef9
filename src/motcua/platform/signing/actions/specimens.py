"""Pictures of hand signatures and seals."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.files import api as files
from motcua.kernel.actors import Actor
from motcua.kernel.policy import require
from motcua.platform.signing import policies
from motcua.platform.signing.adapters import pictures
from motcua.platform.signing.contracts import SpecimenKind
from motcua.platform.signing.models import Specimen


def set_specimen(*, holder_ref: str, kind: SpecimenKind, content: bytes, actor: Actor, now: datetime) -> UUID:
    """Take a picture (PNG) as the one that the holder's signatures show from now on; returns the file's id.

    ``holder_ref``: ``officer:<uuid>`` with ``HAND``, ``unit:<code>`` with ``SEAL``. An officer brings his own, an administrator any.
    The same picture again changes nothing. Errors: ``SpecimenRefused`` (no PNG, no transparent ground, hand not blue, seal not red),
    ``Forbidden``.
    """
    require(policies.can_set_specimen(actor=actor, holder_ref=holder_ref))
    picture = pictures.specimen(content=content, kind=SpecimenKind(kind))
    with transaction.atomic():
        in_use = Specimen.objects.select_for_update().filter(holder_ref=holder_ref, kind=kind, to_at=None).first()
        kept = files.put(
            content=picture, name=f"{kind}.png", purpose="signing.specimen", actor=actor, now=now, allowed=frozenset({files.PNG}),
            owner_ref=holder_ref,
        )
        if in_use is not None:
            if in_use.sha256 == kept.sha256:
                return in_use.file_id
            in_use.to_at = now
            in_use.save(update_fields=["to_at"])
        Specimen.objects.create(holder_ref=holder_ref, kind=kind, file_id=kept.uuid, sha256=kept.sha256, from_at=now)
        audit.record(
            action="signing.specimen_set", object_ref=f"signing.specimen:{holder_ref}", actor=actor, now=now,
            details={"kind": str(kind), "sha256": kept.sha256},
        )
    return kept.uuid
