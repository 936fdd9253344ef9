"""Papers of the national store come into that of their person or organisation; what was removed there stays out."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from motcua.foundation.audit import api as audit
from motcua.foundation.consent import api as consent
from motcua.foundation.identity import api as identity
from motcua.kernel.actors import SYSTEM
from motcua.kernel.errors import NamedError
from motcua.kit.apart import apart
from motcua.services.vault import conf, policies
from motcua.services.vault.actions.national import gate, landing
from motcua.services.vault.adapters import national as adapters
from motcua.services.vault.contracts.national import (
    AnswerUnbelieved,
    Asking,
    ConsentNeeded,
    DeclarationNeeded,
    ItemFate,
    NationalResult,
    ResultFile,
    ResultUnfit,
    RunState,
    StoreRefused,
    StoreUnavailable,
)
from motcua.services.vault.models import NationalRun
from motcua.services.vault.queries.national import PURPOSE, require_bringing
from motcua.services.vault.rules import national as rules

_LEASE = timedelta(minutes=10)
_AGENCY = "Kho kết quả điện tử quốc gia"
_MOST_PAGES, _TRIES_OF_A_FILE = 200, 3
_ONLINE = "2"  # KenhThucHien
log = logging.getLogger(__name__)


def fetch_due(*, now: datetime, limit: int = 20) -> int:
    """Work off the fetchings that are due; how many ended. Stops when the store is away; one that was cut off goes on at its page."""
    ended = 0
    for _ in range(limit):
        row = None if gate.closed(now) else _lease(now)
        if row is None:
            break
        with apart(log, "fetching from the national store", row.pk):
            try:
                _fetch(row, now)
                gate.heard()
                ended += 1
            except (StoreUnavailable, AnswerUnbelieved) as away:
                ended += _again(row, away, now)
                gate.silent(now)
                if isinstance(away, StoreUnavailable):
                    break
            except (StoreRefused, ConsentNeeded, DeclarationNeeded) as refusal:
                _end(row, RunState.FAILED, refusal, now)
                ended += 1
    return ended


def _lease(now: datetime) -> NationalRun | None:
    with transaction.atomic():
        free = NationalRun.objects.filter(Q(leased_until=None) | Q(leased_until__lte=now), state=RunState.WAITING.value, next_at__lte=now)
        row = free.select_for_update(skip_locked=True).order_by("daily", "next_at", "id").first()
        if row is not None:
            NationalRun.objects.filter(pk=row.pk).update(leased_until=now + _LEASE)
        return row


def _fetch(row: NationalRun, now: datetime) -> None:
    asking = _asking(row)
    for _ in range(_MOST_PAGES):
        require_bringing(holder=row.holder, person_id=row.person_id, now=now)
        _note(row, now)
        page = adapters.store().look_up(asking, cursor=row.cursor)
        for result in page.results:
            for place, file in enumerate(result.files):
                _one(row, result, file, place, now=now)
        done = not page.next or page.next == row.cursor
        NationalRun.objects.filter(pk=row.pk).update(cursor=page.next, pages=F("pages") + 1, unfit=F("unfit") + page.unfit)
        row.cursor = page.next
        if done:
            break
    _end(row, RunState.DONE, None, now)


def _asking(row: NationalRun) -> Asking:
    """By the person's number, or the organisation's tax code with the person who asks for it. ``StoreRefused`` when there is none."""
    person = identity.person(person_id=row.person_id)
    owner = person.personal_number
    if policies.is_organisation(row.holder):
        body = identity.organisation(organisation_id=UUID(row.holder.partition(":")[2]))
        if body is None or not policies.has_own_code(body):
            raise StoreRefused(error_code="no-number", message="Tổ chức không có mã số thuế riêng")
        owner = body.tax_code
    return Asking(owner=owner, asker_name=person.full_name, asker_number=person.personal_number, channel=_ONLINE)


def _one(row: NationalRun, result: NationalResult, file: ResultFile, place: int, *, now: datetime) -> None:
    """One file of one result. What cannot be taken is kept with its reason; the others go on."""
    found = landing.known(row, result, file, place)
    if found.settled is not None:
        landing.keep_fate(row, result, found, found.settled, now=now)
        return
    try:
        content = adapters.store().download(agency=result.agency, path=file.path, sha256=file.sha256, most=conf.MAX_MB * 1_000_000)
        landing.land(row, result, file, found, content, now=now)
    except (StoreRefused, ResultUnfit) as refusal:
        landing.keep_fate(row, result, found, ItemFate.REFUSED, now=now, why=refusal)
    except StoreUnavailable as cut:
        if cut.params.get("reason") != "sha256" or row.attempts < _TRIES_OF_A_FILE:
            raise
        landing.keep_fate(row, result, found, ItemFate.REFUSED, now=now, why=cut)  # broken there: it does not hold up the others


def _note(row: NationalRun, now: datetime) -> None:
    """A person sees that her papers were read; an organisation's are nobody's personal data, the log has who asked."""
    if policies.is_organisation(row.holder):
        return
    consent.note_access(
        subject_id=row.person_id, reader=SYSTEM, purpose=PURPOSE, ground="Luật 91/2025/QH15 Điều 9 (đồng ý)", agency=_AGENCY,
        fields=("identity", "results"), source="vault.national", now=now,
    )


def _again(row: NationalRun, away: NamedError, now: datetime) -> int:
    """Later, from the same page; after ``MOST_ATTEMPTS`` the person is told that it came to nothing."""
    attempts = row.attempts + 1
    if isinstance(away, AnswerUnbelieved):
        with transaction.atomic():
            audit.record(
                action="vault.national_unbelieved", object_ref=f"vault.run:{row.uuid}", actor=SYSTEM, now=now,
                details={"reason": str(away.params.get("reason", ""))[:60]}, person=f"person:{row.person_id}",
            )  # fmt: skip
    if attempts >= rules.MOST_ATTEMPTS:
        _end(row, RunState.FAILED, away, now)
        return 1
    NationalRun.objects.filter(pk=row.pk).update(
        attempts=attempts, leased_until=None, next_at=now + rules.pause_after(attempts), code=away.code[:60],
        why_vi=away.sentence("vi")[:600], why_en=away.sentence("en")[:600],
    )  # fmt: skip
    return 0


def _end(row: NationalRun, state: RunState, why: NamedError | None, now: datetime) -> None:
    told = {"code": why.code[:60], "why_vi": why.sentence("vi")[:600], "why_en": why.sentence("en")[:600]} if why else dict.fromkeys(
        ("code", "why_vi", "why_en"), ""
    )  # fmt: skip
    with transaction.atomic():
        waiting = NationalRun.objects.filter(pk=row.pk, state=RunState.WAITING.value)
        if waiting.update(state=state.value, finished_at=now, leased_until=None, **told):
            audit.record(
                action="vault.national_fetched", object_ref=f"vault.run:{row.uuid}", actor=SYSTEM, now=now,
                ground=policies.ground_of_bringing(row.holder), details={"state": state.value}, person=f"person:{row.person_id}",
            )  # fmt: skip
