"""A paper is taken out of its store, taken back within 30 days, and then goes for good."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from motcua.foundation.audit import api as audit
from motcua.foundation.files import api as files
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kit.turns import take_turns
from motcua.services.vault import conf, policies
from motcua.services.vault.contracts import AlreadyHeld, DocumentUnknown, HeldDocument, Origin, RecordKept
from motcua.services.vault.events import PaperRemoved, PaperRestored
from motcua.services.vault.models import HeldDocumentRow
from motcua.services.vault.queries.papers import OWN, contract, row_of, same_content


def remove_paper(*, document_id: UUID, actor: Actor, now: datetime) -> HeldDocument:
    """Take a paper out of the store: it is offered and shown to nobody, and can be taken back for 30 days. Twice changes nothing.

    What it replaced counts again, or is replaced by what replaced it.
    What an agency issued leaves this list only: the issued record is kept by law (Luật Lưu trữ 33/2024). The issuer's own
    record is never taken out: ``RecordKept``. ``DocumentUnknown``.
    """
    with transaction.atomic():
        take_turns(f"vault.store:{row_of(document_id=document_id, actor=actor, change=True).holder}")
        row = row_of(document_id=document_id, actor=actor, lock=True, change=True)
        if row.origin == Origin.ISSUED.value:
            raise RecordKept
        ground = policies.ground_of(row.holder)
        if row.removed_at is None:
            row.removed_at = now
            row.save(update_fields=["removed_at"])
            HeldDocumentRow.objects.filter(replaced_by=row.uuid).update(replaced_by=row.replaced_by)
            outbox.publish(event=PaperRemoved(document_id=row.uuid, removed_at=now), now=now)
            audit.record(action="vault.removed", object_ref=f"vault.document:{row.uuid}", actor=actor, now=now, ground=ground)
    return contract(row, now=now)


def restore_paper(*, document_id: UUID, actor: Actor, now: datetime) -> HeldDocument:
    """Take a removed paper back. ``DocumentUnknown`` when it has gone for good, ``AlreadyHeld`` when the same file is there again."""
    with transaction.atomic():
        take_turns(f"vault.store:{row_of(document_id=document_id, actor=actor, change=True).holder}")
        row = row_of(document_id=document_id, actor=actor, lock=True, change=True)
        if row.purged_at is not None:
            raise DocumentUnknown
        same = same_content(holder=row.holder, sha256=row.source_sha256 or row.sha256).filter(origin__in=OWN)
        if row.origin in OWN and (again := same.exclude(pk=row.pk).first()) is not None:
            raise AlreadyHeld(title=again.title)
        ground = policies.ground_of(row.holder)
        if row.removed_at is not None:
            row.removed_at = None
            _back_in_line(row)
            row.save(update_fields=["removed_at", "replaced_by"])
            outbox.publish(event=PaperRestored(document_id=row.uuid, restored_at=now), now=now)
            audit.record(action="vault.restored", object_ref=f"vault.document:{row.uuid}", actor=actor, now=now, ground=ground)
    return contract(row, now=now)


def _back_in_line(row: HeldDocumentRow) -> None:
    """A version that is taken back replaces the one before it, and is replaced by the one after it."""
    others = HeldDocumentRow.objects.filter(series=row.series, holder=row.holder, removed_at=None).exclude(pk=row.pk)
    after = others.filter(version__gt=row.version).order_by("version").first()
    before = others.filter(version__lt=row.version).order_by("-version").first()
    row.replaced_by = after.uuid if after else None
    if before is not None and before.replaced_by is None:
        before.replaced_by = row.uuid
        before.save(update_fields=["replaced_by"])


def purge_removed(*, now: datetime) -> int:
    """Let papers of people's own go whose 30 days are over; returns how many. What an agency issued stays removed, for the record."""
    over = now - timedelta(days=conf.REMOVED_DAYS)
    with transaction.atomic():
        rows = list(HeldDocumentRow.objects.select_for_update(skip_locked=True).filter(_GOING, removed_at__lt=over)[:500])
        for row in rows:
            purge(row, now=now)
    return len(rows)


def purge(row: HeldDocumentRow, *, now: datetime) -> None:
    """Within a transaction: the content and everything personal of a paper goes; the bare row stays for the shares that name it.

    A file that was taken into a form belongs to the dossier from then on, and stays with it.
    """
    if row.lent_at is None:
        files.discard(file_id=row.file_id, now=now)
    row.title, row.facts, row.note, row.tags, row.purged_at = "", {}, "", [], now
    row.removed_at = row.removed_at or now
    row.save()
    audit.record(action="vault.purged", object_ref=f"vault.document:{row.uuid}", actor=SYSTEM, now=now, ground="30 days after removal")


_GOING = Q(origin__in=OWN, purged_at=None)
