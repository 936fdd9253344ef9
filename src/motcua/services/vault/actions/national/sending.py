"""The city's results go to the national store: each exactly once in effect, its latest state, again until it is heard."""

from __future__ import annotations

import logging
from base64 import b64encode
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from motcua.foundation.audit import api as audit
from motcua.foundation.consent import api as consent
from motcua.foundation.files import api as files
from motcua.foundation.identity import api as identity
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.clock import local_date
from motcua.kernel.errors import NamedError
from motcua.kernel.policy import require
from motcua.kit.apart import apart
from motcua.services.vault import conf, policies
from motcua.services.vault.actions.national import gate
from motcua.services.vault.adapters import national as adapters
from motcua.services.vault.adapters.national.kinds import code_there
from motcua.services.vault.contracts.national import AnswerUnbelieved, SendingUnknown, SendState, StoreRefused, StoreUnavailable
from motcua.services.vault.contracts.papers import Origin
from motcua.services.vault.models import HeldDocumentRow, NationalSending
from motcua.services.vault.rules import national as rules

_LEASE, _SERVER = timedelta(minutes=2), 500
_PAGE = 500  # withheld results whose holders are asked for in one question
_PURPOSE = "national-sync"
_AGENCY = "Kho kết quả điện tử quốc gia"
_LAW = "NĐ 118/2025/NĐ-CP; NĐ 278/2025/NĐ-CP"
OURS = (Origin.RESULT.value, Origin.OLD_RESULT.value)
log = logging.getLogger(__name__)


def line_up(*, document_id: UUID, now: datetime) -> bool:
    """Line the present state of one of the city's results up; nothing for other papers, or when that state was lined up before."""
    with transaction.atomic():
        row = HeldDocumentRow.objects.filter(uuid=document_id, origin__in=OURS).first()
        if row is None:
            return False
        sending, made = NationalSending.objects.get_or_create(
            document=row, defaults={"next_at": now, "revoked": row.revoked_at is not None}
        )  # fmt: skip
        if made:
            return True
        changed = NationalSending.objects.filter(pk=sending.pk).exclude(revoked=row.revoked_at is not None)
        return bool(
            changed.update(
                revoked=row.revoked_at is not None, revision=F("revision") + 1, state=SendState.WAITING.value, attempts=0, next_at=now,
                code="",
            )
        )


def line_up_missed(*, now: datetime, limit: int = 200) -> int:
    """Line up what no event told: results and revocations from before the store was joined; how many."""
    ours = HeldDocumentRow.objects.filter(origin__in=OURS, purged_at=None)
    revoked = Q(national_sending__revoked=False, revoked_at__isnull=False)
    missed = ours.filter(Q(national_sending=None) | revoked).order_by("id").values_list("uuid", flat=True)[:limit]
    return sum(line_up(document_id=one, now=now) for one in missed)


def lift_withheld(*, now: datetime) -> int:
    """What was withheld because its holder restricted its processing waits again once she lifted that; how many.

    What comes of a dossier of her own is never withheld, so whether she still restricts is all that is asked, of many holders at once.
    """
    held = NationalSending.objects.filter(state=SendState.WITHHELD.value)
    count, last = 0, 0
    while page := list(held.filter(pk__gt=last).order_by("id").values_list("pk", "document__person_id")[:_PAGE]):
        last = page[-1][0]
        stopped = consent.stopped_among(person_ids={who for _, who in page if who is not None}, purpose=_PURPOSE, at=now)
        free = [pk for pk, who in page if who not in stopped]
        count += held.filter(pk__in=free).update(state=SendState.WAITING.value, next_at=now) if free else 0
    return count


def _may_tell(paper: HeldDocumentRow, now: datetime) -> bool:
    """Whether the person's restriction lets the result be told; for her own dossier a law demands it all the same."""
    if paper.person_id is None:
        return True
    return bool(consent.allows_use(person_id=paper.person_id, purpose=_PURPOSE, dossier=paper.dossier_code, at=now))


def send_due(*, now: datetime, limit: int = 20) -> dict[str, int]:
    """Send what is due, the longest waiting first; stops when the store is away. How many were sent, wait, were refused, withheld.

    A result is leased while it is under way; if this process dies, the next one sends it again under the same identifier.
    """
    counted = {"sent": 0, "waiting": 0, "refused": 0, "withheld": 0}
    for _ in range(limit):
        row = None if gate.closed(now) else _lease(now)
        if row is None:
            break
        with apart(log, "telling the national store", row.pk):  # an error of ours leaves it leased a while and stops no other
            try:
                counted[_send(row, now)] += 1
                gate.heard()
            except (StoreUnavailable, AnswerUnbelieved) as away:
                _again(row, away, now)
                gate.silent(now)
                counted["waiting"] += 1
                break
            except StoreRefused as refusal:
                gate.heard()
                _refuse(row, code=str(refusal.params["error_code"]), words=str(refusal.params["message"]))
                counted["refused"] += 1
            except NamedError as ours:
                counted[_ours(row, ours, now)] += 1
    return counted


def send_again(*, actor: Actor, now: datetime, sending_id: int | None = None) -> int:
    """An operator lets one result be sent again, or (without an id) everything that was refused. ``SendingUnknown``, ``Forbidden``.

    Identifiers stay, so that the store changes nothing that it has. Returns how many wait now.
    """
    require(policies.can_run_exchange(actor=actor))
    rows = NationalSending.objects.exclude(state=SendState.WITHHELD.value)
    rows = rows.filter(state=SendState.REFUSED.value) if sending_id is None else rows.filter(pk=sending_id)
    with transaction.atomic():
        count = rows.update(state=SendState.WAITING.value, attempts=0, next_at=now, leased_until=None)
        if sending_id is not None and not count:
            raise SendingUnknown
        audit.record(
            action="vault.national_again", object_ref=f"vault.national:{sending_id or 'refused'}", actor=actor, now=now,
            ground="role:operator", details={"count": count},
        )  # fmt: skip
    return count


def _lease(now: datetime) -> NationalSending | None:
    with transaction.atomic():
        due = NationalSending.objects.filter(state=SendState.WAITING.value, next_at__lte=now)
        free = due.filter(Q(leased_until=None) | Q(leased_until__lte=now))
        row = free.select_for_update(skip_locked=True, of=("self",)).select_related("document").order_by("next_at", "id").first()
        if row is not None:
            NationalSending.objects.filter(pk=row.pk).update(leased_until=now + _LEASE)
        return row


def _send(row: NationalSending, now: datetime) -> str:
    """Tell the paper as it is now. A change that is lined up meanwhile keeps it waiting: only the revision that was told is settled."""
    paper = row.document
    if not _may_tell(paper, now):
        NationalSending.objects.filter(pk=row.pk).update(state=SendState.WITHHELD.value, leased_until=None)
        return "withheld"
    number, name = _owner(paper)
    if paper.person_id is not None:
        consent.note_access(
            subject_id=paper.person_id, reader=SYSTEM, purpose=_PURPOSE, ground=_LAW, agency=_AGENCY, dossier=paper.dossier_code,
            fields=("identity", "results"), source="vault.national", now=now,
        )  # fmt: skip
    answer = adapters.store().push(message_id=f"{paper.uuid}:{row.revision}", body=_body(row, number=number, name=name))
    with transaction.atomic():
        NationalSending.objects.filter(pk=row.pk, sent_revision__lt=row.revision).update(sent_revision=row.revision, sent_at=now)
        settled = NationalSending.objects.filter(pk=row.pk, revision=row.revision)
        settled.update(state=SendState.SENT.value, code=rules.OK, answer=answer)
        NationalSending.objects.filter(pk=row.pk).update(leased_until=None, attempts=0)
        audit.record(
            action="vault.national_sent", object_ref=f"vault.document:{paper.uuid}", actor=SYSTEM, now=now, ground=_LAW,
            dossier=paper.dossier_code, person=f"person:{paper.person_id}" if paper.person_id else "",
            details={"revision": row.revision, "revoked": row.revoked, "sha256": paper.sha256},
        )  # fmt: skip
    return "sent"


def _owner(paper: HeldDocumentRow) -> tuple[str, str]:
    """The number and name under which the store knows the holder. ``StoreRefused`` when there is none."""
    store, _, ident = paper.holder.partition(":")
    if store == policies.ORGANISATION:
        body = identity.organisation(organisation_id=UUID(ident))
        found = (body.tax_code, body.name) if body else ("", "")
    else:
        person = identity.people(person_ids=[UUID(ident)]).get(UUID(ident)) if store == policies.PERSON else None
        found = (person.personal_number, person.full_name) if person else ("", "")
    if not found[0]:
        raise StoreRefused(error_code="no-number", message="Chưa biết số định danh của chủ sở hữu")
    return found


def _body(row: NationalSending, *, number: str, name: str) -> dict[str, Any]:
    """The message of the published format; a revoked result is told without its file."""
    paper = row.document
    facts: dict[str, dict[str, str]] = paper.facts or {}
    told = {
        "SoDinhDanhChuSoHuu": number, "HoTenChuSoHuu": name, "MaThuTuc": paper.kind if paper.kind[:1].isdigit() else "",
        "MaKetQua": code_there(paper.kind, agency=conf.NATIONAL_AGENCY), "TenGiayTo": paper.title,
        "SoKyHieu": facts.get("number", {}).get("value") or paper.dossier_code or str(paper.uuid), "CoQuanChuQuan": paper.issuer,
        "MaDinhDanhKetQua": str(paper.uuid), "PhienBan": row.revision, "TrangThai": "0" if row.revoked else "1",
        "NgayCap": f"{local_date(paper.issued_at):%Y%m%d}", "NgayHetHan": f"{paper.expires_on:%Y%m%d}" if paper.expires_on else "",
    }  # fmt: skip
    if row.revoked:
        return told | {"DanhSachTepDinhKem": []}
    content = b64encode(files.read(file_id=paper.file_id)).decode()
    name_of = files.get(file_id=paper.file_id).name
    return told | {"DanhSachTepDinhKem": [{"TenTep": name_of, "MaBam": paper.sha256, "NoiDung": content}]}


def _again(row: NationalSending, away: NamedError, now: datetime) -> None:
    attempts = row.attempts + 1
    NationalSending.objects.filter(pk=row.pk).update(
        attempts=attempts, leased_until=None, next_at=now + rules.pause_after(attempts), code=away.code[:40],
        answer=away.sentence("vi")[:500],
    )


def _ours(row: NationalSending, ours: NamedError, now: datetime) -> str:
    """What fails on our side: a store of files that is away is asked again, a file that is gone is for the operator."""
    if ours.status >= _SERVER:
        _again(row, ours, now)
        return "waiting"
    _refuse(row, code=ours.code, words=ours.sentence("vi"))
    return "refused"


def _refuse(row: NationalSending, *, code: str, words: str) -> None:
    """Refused as it stood; a change that came meanwhile is sent all the same."""
    NationalSending.objects.filter(pk=row.pk).update(leased_until=None)
    NationalSending.objects.filter(pk=row.pk, revision=row.revision).update(
        state=SendState.REFUSED.value, attempts=row.attempts + 1, code=code[:40], answer=words[:500]
    )
