"""That officers read who pays, noted for the payers themselves (Luật 91/2025/QH15 Điều 4; NĐ 278/2025/NĐ-CP Điều 13)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from motcua.foundation.consent import api as consent
from motcua.kernel.actors import Actor, ActorKind
from motcua.platform.payments.models import Request
from motcua.platform.payments.queries.receipts import issued_rows

_PURPOSE, _LAW = "fees", "Luật Phí và lệ phí 97/2015/QH13; Luật 91/2025/QH15 Điều 19"


def note_payers(*, payment_ids: Collection[UUID | None], actor: Actor, now: datetime, source: str, money: bool = False) -> None:
    """Note that a page showed the payers of these requests: one row for each, with its dossier. ``money``: their account as well."""
    wanted = {payment_id for payment_id in payment_ids if payment_id is not None}
    if actor.kind is not ActorKind.OFFICER or not wanted:
        return
    rows = Request.objects.filter(uuid__in=wanted).order_by("id").values_list("payer_ref", "payer_number", "dossier_code")
    seen = [_payer(ref, number, code) for ref, number, code in rows]
    fields = ("identity", "account") if money else ("identity",)
    consent.note_seen(seen=seen, reader=actor, purpose=_PURPOSE, ground=_LAW, fields=fields, source=source, now=now)


def note_payers_taken(*, since: datetime, until: datetime, unit_code: str, actor: Actor, now: datetime, source: str) -> None:
    """Note that the receipts of a half-open period were taken as a file, for each payer in it; before the file is made."""
    if actor.kind is not ActorKind.OFFICER:
        return
    rows = issued_rows(since=since, until=until, unit_code=unit_code).order_by()
    lines = rows.values_list("request__payer_ref", "payer_number").iterator(chunk_size=1_000)
    consent.note_taken(
        seen=(_payer(ref, number, "") for ref, number in lines), reader=actor, purpose=_PURPOSE, ground=_LAW, fields=("identity",),
        source=source, part=f"{unit_code} {since:%Y-%m-%d} {until:%Y-%m-%d}", now=now,
    )  # fmt: skip


def _payer(ref: str, number: str, code: str) -> consent.Seen:
    """The payer by reference; where the reference names no person, by the number that stands on the receipt."""
    known = consent.Seen.of_ref(ref, dossier=code)
    return known if known.person_id is not None else consent.Seen(number=number, dossier=code)
