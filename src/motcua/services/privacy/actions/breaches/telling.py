"""Telling the authority, the people concerned, and those who must act before the time runs out (Luật 91/2025/QH15 Điều 23)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.foundation.identity import api as identity
from motcua.foundation.outbox import api as outbox
from motcua.foundation.registers import api as registers
from motcua.kernel.actors import SYSTEM, Actor, Role
from motcua.kernel.clock import local_date
from motcua.kernel.dates_vi import show_instant
from motcua.kernel.errors import NamedError
from motcua.platform.casework import api as casework
from motcua.platform.messaging import api as messaging
from motcua.services.privacy import models
from motcua.services.privacy.actions.breaches import core
from motcua.services.privacy.adapters import messages
from motcua.services.privacy.contracts import Breach, LateReasonMissing, ReportIncomplete, StepRefused, Told
from motcua.services.privacy.events import AuthorityNotified
from motcua.services.privacy.queries import breaches as reads
from motcua.services.privacy.queries import officers
from motcua.services.privacy.rules import breaches as rules

_NUMBER_LONG = 12
# From these marks on, whoever leads is told as well: the unit's leaders first, then the administrators of the city.
_LEADERS_FROM, _ALL_FROM = 1, 2


@transaction.atomic
def notify_authority(*, code: str, notified_at: datetime, number: str, late_reason: str, actor: Actor, now: datetime) -> Breach:
    """Record the notice that was sent to the authority; the first counts.

    ``ReportIncomplete`` (no number, an instant in the future), ``LateReasonMissing`` after the time of the law, ``StepRefused`` when
    nothing was assessed yet or the authority need not be told.
    """
    row = core.handled(code=code, actor=actor, now=now)
    if row.notified_at is not None:
        return reads.view(row, now=now, whole=True)
    if row.authority_needed is False:
        raise StepRefused(reason_vi="đánh giá ghi không cần thông báo; sửa đánh giá trước.", reason_en="the assessment says otherwise.")
    if not number.strip() or not row.discovered_at <= notified_at <= now:
        raise ReportIncomplete(fields={"number": ("Ghi số văn bản và thời điểm đã gửi.", "Give the notice's number and when it was sent.")})
    late = notified_at > row.due_at
    if late and not late_reason.strip():
        raise LateReasonMissing(fields={"late_reason": ("Ghi lý do chậm.", "Give the reason for the delay.")})
    row.notified_at, row.notice_number = notified_at, number.strip()[:60]
    row.late_reason = late_reason.strip()[:1000] if late else ""
    row.authority_needed = True
    row.save(update_fields=["notified_at", "notice_number", "late_reason", "authority_needed"])
    core.note(row, "notified", actor=actor, now=now, text=" ".join(part for part in (row.notice_number, row.late_reason) if part))
    fact = AuthorityNotified(breach_id=row.uuid, code=row.code, notified_at=notified_at, late=late)
    outbox.publish(event=fact, now=now, actor=actor)
    return reads.view(row, now=now, whole=True)


@transaction.atomic
def tell_people(*, code: str, lines: Iterable[str], advice: str, actor: Actor, now: datetime, finished: bool = False) -> Told:
    """Write to the people concerned, each named by her personal number or by the code of her dossier, once per breach.

    ``finished``: everybody was told (also by other ways), the step is done. ``ReportIncomplete`` without lines, or without advice.
    """
    row = core.changed(code=code, actor=actor, now=now)
    wanted = [line.strip() for line in lines if line.strip()]
    if wanted and not advice.strip():
        raise ReportIncomplete(fields={"advice": ("Ghi điều người nhận nên làm.", "Say what they should do.")})
    if not wanted and not finished:
        raise ReportIncomplete(fields={"lines": ("Nhập ít nhất một người.", "Name at least one person.")})
    written, before, unknown = 0, 0, []
    for line in wanted:
        person = _person_of(line)
        if person is None:
            unknown.append(line)
            continue
        _, new = models.BreachTold.objects.get_or_create(breach=row, person_id=person, defaults={"told_at": now})
        written, before = written + new, before + (not new)
        if new:
            _write(row, person, advice=advice.strip(), now=now)
    if finished and not unknown and row.people_told_at is None:
        row.people_told_at = now
        row.save(update_fields=["people_told_at"])
    core.note(row, "people_told", actor=actor, now=now, text=f"+{written}")
    return Told(written=written, before=before, unknown=tuple(unknown))


def _person_of(line: str) -> UUID | None:
    try:
        if line.isdecimal() and len(line) == _NUMBER_LONG:
            found = identity.person_by_number(number=line)
            return None if found is None else found.uuid
        return casework.dossier(code=line, actor=SYSTEM).party.person_id
    except NamedError:
        return None


def _write(row: models.Breach, person: UUID, *, advice: str, now: datetime) -> None:
    unit = officers.unit_name(code=row.unit_code, on=local_date(row.discovered_at))
    params = {"unit": unit, "found": show_instant(row.discovered_at), "advice": advice, "code": row.code}
    key = f"privacy.breach:{row.uuid}:{person}"
    messaging.send(to_person_id=person, template=messages.BREACH_PEOPLE.key, params=params, dedupe_key=key, now=now)


def tell_dpo(row: models.Breach, *, now: datetime) -> None:
    """Tell the data protection officers of a new breach, in the transaction of its report."""
    params = {"code": row.code, "due": show_instant(row.due_at)}
    for officer_id in responsible(now):
        key = f"privacy.breach_new:{row.uuid}:{officer_id}"
        messaging.send_to_officer(officer_id=officer_id, template=messages.BREACH_NEW.key, params=params, dedupe_key=key, now=now)


@transaction.atomic
def warn_due(*, now: datetime) -> int:
    """Warn at the hours of the rule while the authority was not told: the data protection officers, then leaders too; how many warnings."""
    marks = [int(m) for m in registers.rule(code="privacy.breach_warning_hours", on=local_date(now)).value]
    rows = models.Breach.objects.select_for_update(skip_locked=True).filter(closed_at=None, notified_at=None)
    done = 0
    for row in rows.exclude(authority_needed=False).order_by("pk"):
        sent = {int(m) for m in row.events.values_list("mark", flat=True) if m is not None}
        due = rules.warnings(reads.facts(row), marks=marks, now=now, sent=sent)
        for mark in due:
            core.note(row, "warned", actor=SYSTEM, now=now, mark=mark)
        if due:
            _warn(row, level=sorted(marks).index(due[-1]), mark=due[-1], now=now)
            done += 1
    return done


def _warn(row: models.Breach, *, level: int, mark: int, now: datetime) -> None:
    """One message for the latest mark reached, to wider circles the less time is left."""
    receivers = set(responsible(now))
    if level >= _LEADERS_FROM:
        receivers |= {o.uuid for o in identity.officers_in(unit_code=row.unit_code, role=Role.LEADER, now=now)}
    if level >= _ALL_FROM:
        receivers |= set(_administrators(now))
    params = {"code": row.code, "hours": str(mark), "due": show_instant(row.due_at)}
    for officer_id in sorted(receivers):
        key = f"privacy.breach_warned:{row.uuid}:{mark}:{officer_id}"
        messaging.send_to_officer(officer_id=officer_id, template=messages.BREACH_WARNING.key, params=params, dedupe_key=key, now=now)


def responsible(now: datetime) -> tuple[UUID, ...]:
    """Who is told first: those named to look after personal data, and administrators while nobody is."""
    return officers.named_ids(on=local_date(now)) or _administrators(now)


def _administrators(now: datetime) -> tuple[UUID, ...]:
    found = identity.find_officers(now=now, limit=2000)
    return tuple(o.uuid for o in found if any(p.role is Role.ADMIN for p in o.positions))
