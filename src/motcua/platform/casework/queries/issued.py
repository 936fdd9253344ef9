"""Issued documents: for officers and owners, and for anybody who checks one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import models

from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.platform.casework import policies
from motcua.platform.casework.contracts import DossierUnknown
from motcua.platform.casework.contracts.issuing import IssuedDocument, IssuedUnknown, ResultRevoked
from motcua.platform.casework.models import Issued, OldResult
from motcua.platform.casework.queries.dossiers import row_of
from motcua.platform.signing import api as signing


def issued_of(*, code: str, actor: Actor) -> tuple[IssuedDocument, ...]:
    """Results and copies that the dossier led to, the newest first; revoked ones say so. ``DossierUnknown``."""
    row = row_of(code=code, actor=actor)
    if not policies.sees_personal(actor=actor, row=row):
        raise DossierUnknown(dossier_code=code)
    rows = Issued.objects.select_related("result", "replaces").prefetch_related("replaced_by").filter(dossier=row)
    return tuple(view(entry) for entry in rows.order_by("-issued_at", "-id"))


def issued_file(*, check_code: str, actor: Actor) -> IssuedDocument:
    """An issued document to hand out. ``IssuedUnknown`` for strangers, ``ResultRevoked`` when it no longer counts."""
    entry = _rows().filter(code=check_code.strip().upper()).first()
    if entry is None or not policies.sees_personal(actor=actor, row=entry.dossier):
        raise IssuedUnknown
    if entry.result.revoked_at is not None:
        raise ResultRevoked(symbol=entry.symbol)
    return view(entry)


def view(entry: Issued) -> IssuedDocument:
    """The contract of a row."""
    later = list(entry.replaced_by.all())
    return IssuedDocument(
        code=entry.code, symbol=entry.symbol, title=entry.title, issuer=entry.issuer, copy_kind=entry.copy_kind, file_id=entry.file_id,
        issued_at=entry.issued_at, revoked_at=entry.result.revoked_at, replaces=entry.replaces.symbol if entry.replaces else "",
        replaced_by=later[0].symbol if later else "", expires_at=entry.expires_at,
    )


class Standings:
    """What casework says of its documents to whoever checks one: nothing personal."""

    key = "casework"

    def by_code(self, *, code: str, now: datetime) -> signing.Standing | None:
        """The document behind the code of a QR."""
        entry = _rows().filter(code=code.strip().upper()).first()
        return None if entry is None else _standing(entry, now=now)

    def by_digest(self, *, digests: Sequence[str], now: datetime) -> signing.Standing | None:
        """The document that a file is or carries; a copy carries its original and is found first, being the newer revision."""
        found = {entry.sha256: entry for entry in _rows().filter(sha256__in=list(digests))}
        entry = next((found[d] for d in digests if d in found), None)
        if entry is not None:
            return _standing(entry, now=now)
        old = OldResult.objects.filter(sha256__in=list(digests)).first()
        return None if old is None else _old_standing(old, now=now)


def _rows() -> models.QuerySet[Issued]:
    return Issued.objects.select_related("result", "replaces", "dossier").prefetch_related("replaced_by")


def _standing(entry: Issued, *, now: datetime) -> signing.Standing:
    shown = view(entry)
    state = signing.StandingState.IN_FORCE
    if shown.revoked_at is not None:
        state = signing.StandingState.REVOKED
    elif entry.expires_at is not None and entry.expires_at <= now:
        state = signing.StandingState.EXPIRED
    return signing.Standing(
        code=entry.code, title=entry.title, symbol=entry.symbol, issuer=entry.issuer, issued_at=entry.issued_at, state=state,
        sha256=entry.sha256, signature_id=entry.signature_id, revoked_at=shown.revoked_at, expires_at=entry.expires_at,
        replaced_by=shown.replaced_by, replaces=shown.replaces, copy=bool(entry.copy_kind),
    )


def _old_standing(old: OldResult, *, now: datetime) -> signing.Standing:
    ended = old.expires_on is not None and old.expires_on <= local_date(now)
    return signing.Standing(
        code="", title=old.title, symbol=old.symbol, issuer=old.issuer, issued_at=old.digitised_at,
        state=signing.StandingState.EXPIRED if ended else signing.StandingState.IN_FORCE, sha256=old.sha256, signature_id=old.signature_id,
        copy=True,
    )
