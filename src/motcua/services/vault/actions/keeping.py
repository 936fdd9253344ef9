"""A unit keeps its own copy of what was shared with it, when the sharer lets the file be taken."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.foundation.files import api as files
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Actor
from motcua.kernel.ids import uuid7
from motcua.kernel.policy import require
from motcua.kit.turns import take_turns
from motcua.services.vault import conf, policies, rules
from motcua.services.vault.actions.receiving import note_use, opened_share
from motcua.services.vault.contracts import Act, HeldDocument, LinkDead, Origin, QuotaFull
from motcua.services.vault.events import PaperKept
from motcua.services.vault.models import HeldDocumentRow, ShareRow
from motcua.services.vault.queries.papers import contract, same_content, use_of_store

_MB = 1_000_000


def keep_shared(*, share_id: UUID, opening_id: UUID, actor: Actor, now: datetime) -> HeldDocument:
    """Keep the shared file and fields in the store of the unit that it was shared with; the sharer sees that it was. Once, however often.

    Only of a share with the officer's unit that he has open and whose file may be taken away. The copy is the file as its issuer made it,
    without the line that shown ones bear. ``LinkDead`` otherwise; ``Forbidden`` by another's post; ``QuotaFull``.
    """
    with transaction.atomic():
        share = opened_share(share_id=share_id, opening_id=opening_id, actor=actor, now=now)
        if not (share.unit_code and share.with_file and share.may_download):
            raise LinkDead
        holder = f"{policies.UNIT}:{share.unit_code}"
        require(policies.can_change(actor=actor, holder=holder))
        take_turns(f"vault.store:{holder}")
        known = _known(share, holder)
        if known is not None:
            return contract(known, now=now)
        use = use_of_store(actor=actor, unit_code=share.unit_code)
        if use.used + share.document.size > use.most:
            raise QuotaFull(most_mb=use.most // _MB)
        row = _copied(share, holder, actor=actor, now=now)
        note_use(share, Act.KEPT, actor=actor, now=now)
        kept = PaperKept(document_id=row.uuid, store=policies.UNIT, origin=row.origin, kind=row.kind, version=1, kept_at=now)
        outbox.publish(event=kept, now=now)
        return contract(row, now=now)


def _known(share: ShareRow, holder: str) -> HeldDocumentRow | None:
    """What the unit has of it already: this copy, its own record of what it issued, or the same file."""
    if share.document.source_file_id is not None:
        issued = HeldDocumentRow.objects.filter(holder=holder, source_file_id=share.document.source_file_id).first()
        if issued is not None:
            return issued
    return same_content(holder=holder, sha256=share.document.sha256).first()


def _copied(share: ShareRow, holder: str, *, actor: Actor, now: datetime) -> HeldDocumentRow:
    paper, uuid = share.document, uuid7()
    stored = files.get(file_id=paper.file_id)
    with files.open(file_id=paper.file_id) as content:
        own = files.put(
            content=content, name=stored.name, purpose="vault.document", actor=actor, now=now, allowed=frozenset({stored.mime}),
            max_bytes=max(conf.MAX_MB * _MB, stored.size), owner_ref=holder,
        )  # fmt: skip
    facts: Any = rules.hidden(paper.facts or {}, share.fields)
    return HeldDocumentRow.objects.create(
        uuid=uuid, series=uuid, holder=holder, origin=Origin.RECEIVED.value, dossier_id=paper.dossier_id,
        dossier_code=share.dossier_code, source_file_id=paper.source_file_id, from_share_id=share.uuid, revoked_at=paper.revoked_at,
        expires_on=paper.expires_on, kind=paper.kind, title=paper.title, issuer=paper.issuer, issuer_unit=paper.issuer_unit,
        issued_at=paper.issued_at, kept_at=now, file_id=own.uuid, sha256=own.sha256, source_sha256=own.sha256, size=own.size,
        mime=own.mime, signature_report=paper.signature_report, checked_at=paper.checked_at,
        facts=facts, confirmed_at=paper.confirmed_at,
    )  # fmt: skip
