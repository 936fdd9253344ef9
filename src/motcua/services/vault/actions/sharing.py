"""The holder shows one paper, or fields of it, to one unit or by a link, for one purpose and period, and takes that back at once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.outbox import api as outbox
from motcua.foundation.units import api as units
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.kernel.errors import Invalid
from motcua.kernel.text import squeeze
from motcua.services.vault import conf, policies, rules
from motcua.services.vault.adapters.kinds import kind_of
from motcua.services.vault.contracts import CannotShare, KeyReused, Sensitivity, Share, ShareMade
from motcua.services.vault.events import PaperShared, ShareRevoked
from motcua.services.vault.models import HeldDocumentRow, ShareRow
from motcua.services.vault.queries.papers import row_of
from motcua.services.vault.queries.sharing import restricting, share_row, to_share

_SECRET_BYTES, _LONGEST, _SHORTEST = 32, 300, 5
_PIN_LENGTH = range(4, 9)
_MOST_VIEWS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareTerms:
    """What is shown, to whom, for what and how long. ``unit_code`` empty: to whoever has the link; ``most_views`` 0: without limit."""

    purpose: str
    days: int
    unit_code: str = ""
    fields: tuple[str, ...] = ()
    with_file: bool = True
    may_download: bool = False
    pin: str = ""
    most_views: int = 0
    dossier_code: str = ""


def share(*, document_id: UUID, terms: ShareTerms, actor: Actor, now: datetime, idempotency_key: str) -> ShareMade:
    """Share a paper; the secret of its link is in the answer and nowhere else. The same key again gives the share without its secret.

    A paper of a sensitive kind goes by a link only with a PIN; one of a unit's store to another unit, never to whoever has a link.
    Errors: ``DocumentUnknown``, ``CannotShare``, ``Invalid``, ``KeyReused`` (the key came with another paper or other terms).
    """
    with transaction.atomic():
        row = row_of(document_id=document_id, actor=actor, lock=True, change=True)
        before = ShareRow.objects.select_related("document").filter(made_by=actor.ref, idempotency_key=idempotency_key).first()
        if before is not None:
            if before.document_id != row.pk or not _same(before, terms):
                raise KeyReused
            return ShareMade(to_share(before, now=now), "")
        return make_share(row, terms, actor=actor, now=now, idempotency_key=idempotency_key)


def make_share(
    row: HeldDocumentRow, terms: ShareTerms, *, actor: Actor, now: datetime, idempotency_key: str, request_id: UUID | None = None
) -> ShareMade:
    """Within a transaction, of a locked paper that the actor may share."""
    if row.removed_at is not None or restricting([row.holder], now=now):
        raise CannotShare
    _judge(row, terms, now)
    token = secrets.token_urlsafe(_SECRET_BYTES)
    made = ShareRow.objects.create(
        document=row, holder=row.holder, made_by=actor.ref, idempotency_key=idempotency_key, unit_code=terms.unit_code,
        dossier_code=terms.dossier_code[:60], purpose=squeeze(terms.purpose), fields=sorted(set(terms.fields)), with_file=terms.with_file,
        may_download=terms.with_file and terms.may_download, token_digest=rules.token_digest(token), most_views=terms.most_views,
        pin_digest=make_password(terms.pin) if terms.pin else "", created_at=now, expires_at=now + timedelta(days=terms.days),
        request_id=request_id,
    )  # fmt: skip
    told = PaperShared(
        share_id=made.uuid, document_id=row.uuid, kind=row.kind, unit_code=made.unit_code, dossier_code=made.dossier_code,
        with_file=made.with_file, shared_at=now, expires_at=made.expires_at,
    )  # fmt: skip
    outbox.publish(event=told, now=now)
    _record("vault.shared", made, row, actor=actor, now=now)
    return ShareMade(to_share(made, now=now), token)


def revoke_share(*, share_id: UUID, actor: Actor, now: datetime) -> Share:
    """Take a share back: whoever opens it after this was committed gets nothing. Twice changes nothing. ``ShareUnknown``."""
    with transaction.atomic():
        row = share_row(share_id=share_id, actor=actor, lock=True)
        if row.revoked_at is None:
            end_share(row, actor=actor, now=now)
    return to_share(row, now=now)


def end_share(row: ShareRow, *, actor: Actor, now: datetime, ground: str = "") -> None:
    """Within a transaction, of a locked share: nothing is opened by it any more."""
    row.revoked_at = now
    row.save(update_fields=["revoked_at"])
    outbox.publish(event=ShareRevoked(share_id=row.uuid, document_id=row.document.uuid, revoked_at=now), now=now)
    _record("vault.share_revoked", row, row.document, actor=actor, now=now, ground=ground)


def renew_link(*, share_id: UUID, actor: Actor, now: datetime) -> ShareMade:
    """Give a live share another secret link; the one before is dead from now on, and with it whatever it had opened.

    ``ShareUnknown``; ``CannotShare`` when it has ended.
    """
    with transaction.atomic():
        row = share_row(share_id=share_id, actor=actor, lock=True)
        if to_share(row, now=now).state != "live":
            raise CannotShare
        token = secrets.token_urlsafe(_SECRET_BYTES)
        row.token_digest, row.pin_wrong, row.pin_rests_until = rules.token_digest(token), 0, None
        row.link_renewed_at = now
        row.save(update_fields=["token_digest", "pin_wrong", "pin_rests_until", "link_renewed_at"])
        _record("vault.link_renewed", row, row.document, actor=actor, now=now)
    return ShareMade(to_share(row, now=now), token)


def _same(row: ShareRow, terms: ShareTerms) -> bool:
    kept = (row.purpose, row.expires_at - row.created_at, row.unit_code, row.dossier_code, row.fields, row.with_file, row.may_download)
    told = (
        squeeze(terms.purpose), timedelta(days=terms.days), terms.unit_code, terms.dossier_code[:60], sorted(set(terms.fields)),
        terms.with_file, terms.with_file and terms.may_download,
    )  # fmt: skip
    pin = check_password(terms.pin, row.pin_digest) if row.pin_digest else not terms.pin
    return kept == told and row.most_views == terms.most_views and pin


def _judge(row: HeldDocumentRow, terms: ShareTerms, now: datetime) -> None:
    wrong: dict[str, tuple[str, str]] = {}
    if not _SHORTEST <= len(squeeze(terms.purpose)) <= _LONGEST:
        wrong["purpose"] = ("Ghi mục đích, từ 5 đến 300 ký tự.", "Say what for, in 5 to 300 characters.")
    if not 1 <= terms.days <= conf.SHARE_DAYS_MOST:
        most = conf.SHARE_DAYS_MOST
        wrong["days"] = (f"Chọn từ 1 đến {most} ngày.", f"Choose 1 to {most} days.")
    if not terms.with_file and not terms.fields:
        wrong["fields"] = ("Chọn tệp hoặc ít nhất một thông tin để chia sẻ.", "Choose the file or at least one field to share.")
    if not set(terms.fields) <= set(row.facts or {}):
        wrong["fields"] = ("Chỉ chia sẻ được thông tin có trên giấy tờ này.", "Only fields of this paper can be shared.")
    if not 0 <= terms.most_views <= _MOST_VIEWS:
        wrong["most_views"] = (f"Nhập từ 1 đến {_MOST_VIEWS} lượt, hoặc để trống.", f"Give 1 to {_MOST_VIEWS} openings, or leave it empty.")
    if row.holder.startswith(f"{policies.UNIT}:") and (not terms.unit_code or row.holder == f"{policies.UNIT}:{terms.unit_code}"):
        wrong["unit_code"] = ("Chọn một cơ quan khác nhận giấy tờ này.", "Choose another agency to receive this paper.")
    elif terms.unit_code and terms.unit_code not in units.codes(on=local_date(now)):
        wrong["unit_code"] = ("Chọn cơ quan trong danh sách.", "Choose an agency of the list.")
    wrong |= _pin(row, terms)
    if wrong:
        raise Invalid(fields=wrong)


def _pin(row: HeldDocumentRow, terms: ShareTerms) -> dict[str, tuple[str, str]]:
    if terms.pin and not (terms.pin.isascii() and terms.pin.isdigit() and len(terms.pin) in _PIN_LENGTH):
        return {"pin": ("Mã PIN gồm 4 đến 8 chữ số.", "A PIN has 4 to 8 digits.")}
    kind = kind_of(key=row.kind)
    if not terms.pin and not terms.unit_code and kind is not None and kind.sensitivity is Sensitivity.SENSITIVE:
        return {"pin": ("Giấy tờ nhạy cảm chỉ chia sẻ bằng liên kết khi có mã PIN.", "A sensitive paper goes by a link only with a PIN.")}
    return {}


def _record(
    action: str, row: ShareRow, paper: HeldDocumentRow, *, actor: Actor, now: datetime, ground: str = ""
) -> None:  # fmt: skip
    audit.record(
        action=action, object_ref=f"vault.document:{paper.uuid}", actor=actor, now=now,
        ground=ground or policies.ground_of(row.holder), dossier=row.dossier_code,
        details={"share": str(row.uuid), "unit": row.unit_code, "fields": list(row.fields), "file": row.with_file},
    )
