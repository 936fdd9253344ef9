"""What the store holds about a person, for her request under the Personal Data Law: all of it, its removal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from motcua.foundation.consent.contracts import CorrectableFact, Corrected, CorrectionRefused, Erasure
from motcua.kernel.actors import SYSTEM
from motcua.kernel.errors import Invalid
from motcua.services.vault import policies
from motcua.services.vault.actions.papers import correct_field
from motcua.services.vault.actions.removing import purge
from motcua.services.vault.actions.sharing import end_share
from motcua.services.vault.adapters.kinds import by_key
from motcua.services.vault.contracts import DocumentUnknown, HeldDocument, NotYours
from motcua.services.vault.models import (
    HeldDocumentRow,
    NationalChoice,
    NationalLookup,
    NationalPaper,
    NationalRun,
    NationalSending,
    PaperRequestRow,
    ShareOpening,
    ShareRow,
)
from motcua.services.vault.queries.papers import OWN, contract
from motcua.services.vault.queries.sharing import PURPOSE


class VaultSource:
    """The store as a source of personal data (Luật 91/2025/QH15: view, receive, delete)."""

    key = "vault"
    label_vi = "Kho giấy tờ"
    label_en = "Document store"

    def export(self, *, person_id: UUID, now: datetime) -> Mapping[str, Any]:
        """Papers with their fields, shares with every opening, and requests; files are named by their digests."""
        holder = f"{policies.PERSON}:{person_id}"
        rows = HeldDocumentRow.objects.filter(holder=holder, purged_at=None).order_by("id")
        shares = ShareRow.objects.filter(holder=holder).select_related("document").order_by("id")
        asked = PaperRequestRow.objects.filter(holder=holder).order_by("id")
        return {
            "papers": [_paper(contract(row, now=now)) for row in rows],
            "shares": [_share(row) for row in shares],
            "national": _national(person_id),
            "requests": [
                {"unit": r.unit_code, "dossier": r.dossier_code, "kind": r.kind, "purpose": r.purpose, "state": r.state, "reason": r.reason}
                for r in asked
            ],
        }

    def erase(self, *, person_id: UUID, now: datetime) -> Erasure:
        """Own papers go for good, all live shares end; what an agency issued is a record that law keeps, without note and tags."""
        holder = f"{policies.PERSON}:{person_id}"
        with transaction.atomic():
            rows = list(HeldDocumentRow.objects.select_for_update().filter(holder=holder, purged_at=None))
            going = [row for row in rows if row.origin in OWN]
            ShareRow.objects.filter(holder=holder, revoked_at=None).update(revoked_at=now)
            HeldDocumentRow.objects.filter(pk__in=[row.pk for row in rows]).update(note="", tags=[])
            for row in going:
                purge(row, now=now)
            NationalChoice.objects.filter(holder=holder).delete()
            NationalPaper.objects.filter(holder=holder, document=None).delete()
            NationalLookup.objects.filter(person_id=person_id).update(found=None)
            ShareRow.objects.filter(document__in=going).update(purpose="")
        kept = len(rows) - len(going)
        if not kept:
            return Erasure(removed=len(going), kept=0)
        return Erasure(
            removed=len(going), kept=kept,
            reason_vi="Kết quả do cơ quan nhà nước cấp là hồ sơ phải lưu trữ (Luật Lưu trữ 33/2024/QH15).",
            reason_en="Results that agencies issued are records that must be kept (Luật Lưu trữ 33/2024/QH15).",
        )


    def correctable(self, *, person_id: UUID, now: datetime) -> Sequence[CorrectableFact]:
        """The fields of papers that she put in herself; what was issued is corrected by whoever issued it, and comes as a new paper."""
        found = []
        rows = HeldDocumentRow.objects.filter(holder=f"{policies.PERSON}:{person_id}", purged_at=None, removed_at=None).order_by("id")
        for row in rows:
            kind = by_key().get(row.kind)
            for field in kind.fields if kind is not None and row.origin in OWN else ():
                value = (row.facts or {}).get(field.name, {}).get("value", "")
                found.append(CorrectableFact(
                    key=f"{row.uuid}:{field.name}", label_vi=f"{row.title} › {field.label_vi}", label_en=f"{row.title} › {field.label_en}",
                    value=value,
                ))  # fmt: skip
        return found

    def correct(self, *, person_id: UUID, field: str, value: str, ground: str, now: datetime) -> Corrected:
        """One field of one paper."""
        ident, _, name = field.partition(":")
        try:
            before, after = correct_field(
                document_id=_uuid(ident), person_id=person_id, field=name, value=value, ground=ground, now=now
            )
        except Invalid as wrong:
            raise CorrectionRefused.of(wrong) from wrong
        except NotYours as other:
            raise CorrectionRefused(reason_vi=other.sentence("vi"), reason_en=other.sentence("en")) from other
        except DocumentUnknown as gone:
            vi, en = "giấy tờ này không còn trong kho.", "the paper is no longer in the store."
            raise CorrectionRefused(reason_vi=vi, reason_en=en) from gone
        return Corrected(before=before, after=after)


class SharesConsent:
    """Shares of her papers: each rests on what she agreed to when she shared."""

    key = "vault"
    label_vi = "Giấy tờ đang chia sẻ"
    label_en = "Papers that are shared"

    def resting(self, *, person_id: UUID, purpose: str, now: datetime) -> int:
        """Shares that can still be opened."""
        return _live_shares(person_id, now).count() if purpose == PURPOSE else 0

    @transaction.atomic
    def stop(self, *, person_id: UUID, purpose: str, now: datetime) -> int:
        """They are taken back."""
        if purpose != PURPOSE:
            return 0
        rows = list(_live_shares(person_id, now).select_related("document").select_for_update(of=("self",)))
        for row in rows:
            end_share(row, actor=SYSTEM, now=now, ground="consent withdrawn")
        return len(rows)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise DocumentUnknown from error


def _live_shares(person_id: UUID, now: datetime) -> QuerySet[ShareRow]:
    return ShareRow.objects.filter(holder=f"{policies.PERSON}:{person_id}", revoked_at=None, expires_at__gt=now).order_by("id")


def _national(person_id: UUID) -> dict[str, Any]:
    """Both ways with the national store: what was brought, what was told, what officers looked up."""
    holder = f"{policies.PERSON}:{person_id}"
    return {
        "daily": NationalChoice.objects.filter(holder=holder, daily=True).exists(),
        "confirmed_for": [
            {"organisation": c.holder.partition(":")[2], "version": c.agreed_version, "at": f"{c.agreed_at:%Y-%m-%dT%H:%M:%SZ}"}
            for c in NationalChoice.objects.filter(person_id=person_id, agreed_version__gt=0).order_by("id")
        ],
        "fetchings": [
            {"at": r.asked_at.isoformat(), "daily": r.daily, "state": r.state}
            for r in NationalRun.objects.filter(holder=holder).order_by("id")
        ],
        "found": [
            {"title": p.title, "number": p.number, "issuer": p.agency, "kind": p.kind_code, "became": p.fate, "seen": p.seen_at.isoformat()}
            for p in NationalPaper.objects.filter(holder=holder).order_by("id")
        ],
        "told": [
            {"paper": str(s.document.uuid), "state": s.state, "sent_at": s.sent_at.isoformat() if s.sent_at else None}
            for s in NationalSending.objects.filter(document__holder=holder).select_related("document").order_by("id")
        ],
        "looked_up": [
            {"at": one.asked_at.isoformat(), "dossier": one.dossier_code, "unit": one.unit_code, "kind": one.kind, "count": one.count}
            for one in NationalLookup.objects.filter(person_id=person_id).order_by("id")
        ],
    }  # fmt: skip


def _paper(paper: HeldDocument) -> dict[str, Any]:
    return {
        "id": str(paper.uuid), "title": paper.title, "kind": paper.kind, "origin": paper.origin.value, "issuer": paper.issuer,
        "issued_at": paper.issued_at.isoformat(), "kept_at": paper.kept_at.isoformat(), "dossier": paper.dossier_code,
        "expires_on": paper.expires_on.isoformat() if paper.expires_on else None, "standing": paper.standing.value,
        "version": paper.version, "sha256": paper.sha256, "size": paper.size, "note": paper.note, "tags": list(paper.tags),
        "fields": {n: {"value": f.value, "trust": f.trust.value, "read": f.read} for n, f in paper.facts.items()},
    }  # fmt: skip


def _share(row: ShareRow) -> dict[str, Any]:
    uses = ShareOpening.objects.filter(share=row).order_by("at", "id")
    return {
        "paper": str(row.document.uuid), "unit": row.unit_code, "purpose": row.purpose, "fields": row.fields, "file": row.with_file,
        "from": row.created_at.isoformat(), "until": row.expires_at.isoformat(),
        "revoked_at": row.revoked_at.isoformat() if row.revoked_at else None,
        "openings": [{"at": o.at.isoformat(), "act": o.act, "unit": o.unit_code, "post": o.post} for o in uses],
    }  # fmt: skip
