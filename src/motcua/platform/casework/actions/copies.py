"""Copies of results (NĐ 30/2020/NĐ-CP, Điều 25–27): sao y of the whole document, trích sao of parts, signed by the agency."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.files import api as files
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.clock import local
from motcua.kernel.errors import Forbidden, Invalid
from motcua.kernel.ids import public_code
from motcua.platform.casework import policies
from motcua.platform.casework.actions import numbering, results, sheets
from motcua.platform.casework.contracts import ResultNotReady
from motcua.platform.casework.contracts.issuing import IssuedDocument, ResultRevoked
from motcua.platform.casework.models import Dossier, Issued
from motcua.platform.casework.queries import issued
from motcua.platform.casework.queries.answers import answers_of
from motcua.platform.casework.queries.dossiers import row_of
from motcua.platform.casework.rules import issuing
from motcua.platform.documents import api as documents
from motcua.platform.signing import api as signing

_SERIES = {signing.CopyKind.FULL: "SY", signing.CopyKind.EXTRACT: "TrS"}
_WORDS = {signing.CopyKind.FULL: "Sao y", signing.CopyKind.EXTRACT: "Trích sao"}


def copies(
    *, code: str, kind: signing.CopyKind, actor: Actor, now: datetime, fields: Sequence[str] = (), idempotency_key: str = ""
) -> IssuedDocument:
    """Issue a copy of the dossier's result, signed by the agency at the top right of page 1, with a number of its own.

    ``FULL`` (sao y) carries the whole signed result inside, so that its signatures hold in the copy; ``EXTRACT`` (trích sao) shows only the
    answers named by ``fields``. For officers of the unit; the same key gives the same copy. Errors: ``DossierUnknown``, ``Forbidden``,
    ``ResultNotReady``, ``ResultRevoked``, ``Invalid`` (an extract without known fields, another kind).
    """
    wanted = signing.CopyKind(kind)
    if wanted not in _SERIES:
        raise Invalid(fields={"kind": ("Chọn sao y hoặc trích sao.", "Choose a full copy or an extract.")})
    with transaction.atomic():
        body = {"code": code, "kind": wanted.value, "fields": list(fields)}
        scope = f"casework.copies:{actor.ref}"
        claimed = outbox.once(scope=scope, key=idempotency_key, body=body, now=now) if idempotency_key else None
        if claimed is not None and not claimed.first and claimed.result is not None:
            return issued.view(Issued.objects.select_related("result", "replaces").get(code=claimed.result["code"]))
        row = row_of(code=code, actor=actor)
        _may_copy(row, actor)
        entry = _make(row, source=_source(row), kind=wanted, fields=fields, actor=actor, now=now)
        if claimed is not None:
            claimed.keep({"code": entry.code})
        return issued.view(entry)


def _may_copy(row: Dossier, actor: Actor) -> None:
    held = (p for p in actor.positions if p.role in policies.HANDLING and p.unit_code == row.unit_code)
    if actor.kind is not ActorKind.SYSTEM and not any(p.allows(procedure=row.procedure_code, field=row.field) for p in held):
        raise Forbidden(reason_vi="bản sao do cơ quan đã cấp kết quả cấp.", reason_en="copies come from the agency that issued the result.")


def _source(row: Dossier) -> Issued:
    found = Issued.objects.select_related("result").filter(dossier=row, copy_kind="").order_by("-issued_at").first()
    if found is None:
        raise ResultNotReady(dossier_code=row.code)
    if found.result.revoked_at is not None:
        raise ResultRevoked(symbol=found.symbol)
    return found


def _make(row: Dossier, *, source: Issued, kind: signing.CopyKind, fields: Sequence[str], actor: Actor, now: datetime) -> Issued:
    entry = Issued(
        code=public_code(length=results.CODE_LENGTH), dossier=row, result=source.result, copy_kind=kind.value, unit_code=row.unit_code,
        year=local(now).year, series=_SERIES[kind], title=f"{_WORDS[kind]}: {source.title}"[:300], issuer=source.issuer, issued_at=now,
        expires_at=source.expires_at,
    )
    numbering.give_number(entry, issuer=issuing.issuer_of(source.issuer))
    if kind is signing.CopyKind.FULL:
        pdf = files.read(file_id=source.file_id)
    else:
        pdf = _extract(row, entry=entry, source=source, fields=fields, now=now)
    sealed = signing.seal_pdf(
        pdf=pdf, unit_code=row.unit_code, unit_name=source.issuer, reason=f"{entry.symbol}, {entry.title}", idempotency_key=entry.code,
        now=now, purpose=signing.Purpose.COPY, copy=kind, actor=actor,
    )
    kept = files.put(
        content=sealed.pdf, name=f"{_WORDS[kind]} {source.title[:100]} {row.code}.pdf", purpose="casework.copy", actor=actor, now=now,
        allowed=frozenset({files.PDF}), owner_ref=f"casework:{row.uuid}",
    )
    entry.file_id, entry.sha256, entry.signature_id = kept.uuid, sealed.sha256, sealed.id
    entry.save(force_insert=True)
    audit.record(
        action="casework.copy_issued", object_ref=f"casework:{row.uuid}", actor=actor, now=now,
        details={"symbol": entry.symbol, "of": source.symbol, "kind": kind.value},
    )
    return entry


def _extract(row: Dossier, *, entry: Issued, source: Issued, fields: Sequence[str], now: datetime) -> bytes:
    chosen = [{"label": a.label_vi, "value": a.value} for a in answers_of(row) if a.name in set(fields)]
    if not chosen:
        raise Invalid(fields={"fields": ("Chọn ít nhất một nội dung để trích.", "Choose at least one entry for the extract.")})
    data = {
        **sheets.row_facts(row, now=now), "title": entry.title, "symbol": entry.symbol, "source": source.symbol, "answers": chosen,
        "source_title": source.title, "source_day": sheets.day(source.issued_at), "check_code": entry.code,
        "check_page": f"{settings.MOTCUA_BASE_URL}/kiem-tra-chu-ky/",
    }
    return documents.render_pdf(template="casework/extract-copy", data=data, now=now, qr={"check": results.check_url(entry.code)})
