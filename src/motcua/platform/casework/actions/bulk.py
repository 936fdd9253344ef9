"""One verb for many dossiers: each item its own transaction and its own result; begun once, gone on with after any stop."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction

from motcua.foundation.identity import api as identity
from motcua.foundation.outbox.contracts import KeyReused
from motcua.foundation.registers import api as registers
from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.clock import local_date
from motcua.kernel.errors import Forbidden, Invalid, NamedError
from motcua.kernel.ids import uuid7
from motcua.platform.casework.actions import assigning, core, intake, processing, results, scan_rows, timing
from motcua.platform.casework.contracts import Change, SideVerb, Verb
from motcua.platform.casework.contracts.desk import BulkEmpty, BulkReport, BulkTooMany, BulkUnknown, BulkVerbWrong
from motcua.platform.casework.contracts.scanning import ScanVerb
from motcua.platform.casework.models import BulkItem, BulkRun
from motcua.platform.casework.queries.desk import report_of
from motcua.platform.casework.rules.codes import normal_dossier_code

_KEPT = timedelta(days=90)
_OURS = (
    "Hệ thống gặp lỗi khi xử lý hồ sơ này; hồ sơ giữ nguyên. Thử lại trên trang hồ sơ, hoặc báo quản trị viên.",
    "The system failed on this dossier, which stands as it was. Try again on its page, or tell an administrator.",
)
log = logging.getLogger(__name__)
Do = Callable[..., Change]


def bulk(
    *, verb: str, codes: Sequence[str], actor: Actor, now: datetime, idempotency_key: str = "", arguments: Mapping[str, Any] | None = None
) -> BulkReport:
    """Do one thing to at most ``casework.bulk_most`` dossiers; what fails is named, the rest is done.

    ``verb``: receive, forward, hand_back, assign, transfer, extend_due; ``arguments`` are those of the verb's own door. The same key goes
    on with what is left and repeats nothing. ``BulkTooMany``, ``BulkEmpty``, ``BulkVerbWrong``.
    """
    run = begin_bulk(verb=verb, codes=codes, actor=actor, now=now, idempotency_key=idempotency_key, arguments=arguments)
    return continue_bulk(run_id=run, actor=actor, now=now)


@transaction.atomic
def begin_bulk(
    *, verb: str, codes: Sequence[str], actor: Actor, now: datetime, idempotency_key: str = "", arguments: Mapping[str, Any] | None = None
) -> UUID:
    """Write down what is to be done to which dossiers; nothing is done yet. The same key gives the same run.

    ``KeyReused`` for a key that stands for another run, and as ``bulk``.
    """
    if actor.kind is not ActorKind.OFFICER or actor.subject_id is None:
        raise Forbidden(reason_vi="xử lý hàng loạt dành cho cán bộ.", reason_en="bulk actions are for officers.")
    if verb not in _DOES:
        raise BulkVerbWrong
    wanted = list(dict.fromkeys(normal_dossier_code(c) for c in codes if c.strip()))
    most = int(registers.rule(code="casework.bulk_most", on=local_date(now)).value)
    if not wanted:
        raise BulkEmpty
    if len(wanted) > most:
        raise BulkTooMany(most=most, given=len(wanted))
    plain = _plain(arguments or {})
    defaults: dict[str, Any] = {"verb": verb, "arguments": plain, "begun_at": now}
    key = (idempotency_key or str(uuid7()))[:120]
    run, made = BulkRun.objects.get_or_create(officer_id=actor.subject_id, key=key, defaults=defaults)
    if made:
        BulkItem.objects.bulk_create(BulkItem(run=run, place=n, code=code) for n, code in enumerate(wanted))
    elif (run.verb, run.arguments, list(run.items.order_by("place").values_list("code", flat=True))) != (verb, plain, wanted):
        raise KeyReused
    return run.uuid


def continue_bulk(
    *, run_id: UUID, actor: Actor, now: datetime, going_on: Callable[[], bool] = lambda: True
) -> BulkReport:
    """Do what is left while ``going_on`` says so. Two at once share the items: each is done once. ``BulkUnknown``."""
    mine = BulkRun.objects.filter(verb__in=BULK_VERBS)
    run = mine.filter(uuid=run_id, officer_id=actor.subject_id).first() if actor.subject_id else None
    if run is None:
        raise BulkUnknown
    go_on(run, actor=actor, now=now, going_on=going_on)
    return report_of(run)


def go_on(run: BulkRun, *, actor: Actor, now: datetime, going_on: Callable[[], bool]) -> None:
    """Do what is left of any kind of run while ``going_on`` says so; whoever finds nothing waiting ends it."""
    if run.finished_at is not None:
        return
    while going_on() and _next(run, actor=actor, now=now):
        pass
    if not run.items.filter(state="waiting").exists():
        ended = BulkRun.objects.filter(pk=run.pk, finished_at=None).update(finished_at=now)
        run.refresh_from_db()
        if ended and run.verb == ScanVerb.DIGITISE:
            scan_rows.discard_scans(run, now=now)


def continue_open_bulks(*, now: datetime, going_on: Callable[[], bool] = lambda: True) -> int:
    """Go on with runs that nobody's page drives any more, each as its officer may act now. Returns how many runs it took up."""
    taken = 0
    for run in BulkRun.objects.filter(finished_at=None).order_by("begun_at")[:20]:
        if not going_on():
            break
        try:
            code = identity.officer(officer_id=run.officer_id, now=now).code
            go_on(run, actor=identity.officer_actor(code=code, now=now), now=now, going_on=going_on)
        except NamedError as error:
            run.items.filter(state="waiting").update(state="refused", error_vi=error.sentence("vi"), error_en=error.sentence("en"))
            BulkRun.objects.filter(pk=run.pk).update(finished_at=now)
        taken += 1
    return taken


def forget_bulks(*, now: datetime) -> int:
    """Remove runs that finished 90 days ago."""
    old = BulkRun.objects.filter(finished_at__lt=now - _KEPT)
    for run in old.filter(verb__in=list(ScanVerb)):
        scan_rows.discard_scans(run, now=now)
    return old.delete()[0]


def _next(run: BulkRun, *, actor: Actor, now: datetime) -> bool:
    """The next waiting item that nobody else works on, with its result, in one transaction; False when there is none."""
    with transaction.atomic():
        waiting = run.items.filter(state="waiting").order_by("place")
        item = waiting.select_for_update(skip_locked=True).first()
        if item is None:
            return False
        try:
            with transaction.atomic():
                change = _done(run, item, actor=actor, now=now)
            item.state, item.change = "done", change
        except NamedError as error:
            item.state, item.error_vi, item.error_en = "refused", _said(error, "vi"), _said(error, "en")
        except (OperationalError, InterfaceError):  # the database, not the dossier
            raise
        except Exception:  # an error of ours: the dossier stands as it was, and the run goes on with the next
            log.exception("%s failed on an item of run %s", run.verb, run.uuid)
            item.state, item.error_vi, item.error_en = "refused", *(_OURS if item.given is None else scan_rows.OURS)
        item.save(update_fields=["state", "change", "error_vi", "error_en"])
        return True


def _done(run: BulkRun, item: BulkItem, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """Do it to one item; what is kept of the change."""
    if run.verb in set(ScanVerb):
        return scan_rows.do(run, item, actor=actor, now=now)
    return core.as_json(_DOES[run.verb](code=item.code, actor=actor, now=now, arguments=run.arguments))


def _said(error: NamedError, language: str) -> str:
    """The refusal with what it says of single fields: there is no form beside a line of a list."""
    fields: Mapping[str, tuple[str, str]] = getattr(error, "fields", {})
    return " ".join(dict.fromkeys([error.sentence(language), *(pair[language == "en"] for pair in fields.values())]))


def _plain(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {k: str(v) if isinstance(v, UUID) else v for k, v in arguments.items()}


def _uuid(text: Any) -> UUID | None:
    try:
        return UUID(str(text)) if text else None
    except ValueError:
        raise Invalid(fields={"officer_id": ("Chọn cán bộ nhận hồ sơ.", "Choose the officer.")}) from None


def _days(text: Any) -> int:
    try:
        return int(text or 0)
    except (TypeError, ValueError):
        raise Invalid(fields={"days": ("Ghi số ngày làm việc.", "Write the number of working days.")}) from None


def _receive(*, arguments: Mapping[str, Any], **given: Any) -> Change:
    return intake.receive(assigned_to=_uuid(arguments.get("officer_id")), **given)


def _forward(*, arguments: Mapping[str, Any], **given: Any) -> Change:
    return processing.forward(note=str(arguments.get("note", "")), assigned_to=_uuid(arguments.get("officer_id")), **given)


def _hand_back(*, arguments: Mapping[str, Any], **given: Any) -> Change:
    return results.hand_back(note=str(arguments.get("note", "")), **given)


def _assign(*, arguments: Mapping[str, Any], **given: Any) -> Change:
    return assigning.assign(officer_id=_uuid(arguments.get("officer_id")), note=str(arguments.get("note", "")), **given)


def _transfer(*, arguments: Mapping[str, Any], **given: Any) -> Change:
    return assigning.transfer(unit_code=str(arguments.get("unit_code", "")), reason=str(arguments.get("reason", "")), **given)


def _extend(*, arguments: Mapping[str, Any], **given: Any) -> Change:
    return timing.extend_due(days=_days(arguments.get("days")), reason=str(arguments.get("reason", "")), **given)


_DOES: dict[str, Do] = {
    Verb.RECEIVE: _receive, Verb.FORWARD: _forward, Verb.HAND_BACK: _hand_back, SideVerb.ASSIGN: _assign, SideVerb.TRANSFER: _transfer,
    SideVerb.EXTEND_DUE: _extend,
}
BULK_VERBS = tuple(_DOES)
