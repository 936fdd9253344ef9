"""The rows of posts: written, ended and checked for the commands over them; each caller holds the officer's lock."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from motcua.foundation.files import api as files
from motcua.foundation.identity import contracts, events, models, queries, rules
from motcua.foundation.identity.actions.delegations import end_given, settle_service
from motcua.foundation.identity.actions.sessions import end_sessions
from motcua.foundation.identity.contracts import Basis, Manner
from motcua.foundation.outbox import api as outbox
from motcua.foundation.units import api as units
from motcua.kernel.actors import SYSTEM, Actor, Role
from motcua.kernel.text import squeeze

_MAIN = [manner.value for manner in Manner if manner not in contracts.BESIDE]


def officer_row(officer_id: UUID, *, lock: bool = False) -> models.Officer:
    """The row of an officer, locked so that two changes of his posts do not miss each other. ``OfficerUnknown``."""
    rows = models.Officer.objects.select_related("account").filter(uuid=officer_id)
    row = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if row is None:
        raise contracts.OfficerUnknown
    return row


def give(
    row: models.Officer, *, unit: units.Unit, role: Role, title: str, manner: Manner | None, valid_from: datetime,
    valid_to: datetime | None, basis: Basis | None, now: datetime, actor: Actor,
) -> models.Position:  # fmt: skip
    """The row of a new post, checked against the officer's others, and its events. The errors of ``appoint``."""
    main = _main_at(row, valid_from)
    manner = manner or (Manner.REGULAR if main is None else Manner.JOINT)
    rules.check_appointment(manner=manner, valid_from=valid_from, valid_to=valid_to, basis=basis, now=now)
    if manner not in contracts.BESIDE:
        refuse_two_mains(row, valid_from=valid_from, valid_to=valid_to)
        main = None
    elif main is None:
        raise contracts.JointWrong
    _refuse_same(row, unit_id=unit.id, role=role, valid_from=valid_from, valid_to=valid_to)
    made = models.Position.objects.create(
        officer=row, unit_id=unit.id, unit_code=unit.code, role=role.value, title=squeeze(title), valid_from=valid_from, valid_to=valid_to,
        manner=manner.value, main=main, to_tell=valid_to is not None, **basis_columns(basis),
    )  # fmt: skip
    told = events.OfficerAppointed(officer_id=row.uuid, unit_code=unit.code, role=role.value, appointed_at=valid_from)
    outbox.publish(event=told, now=now, actor=actor)
    tell_decided(made, "appointed", basis=made.basis_number, now=now, actor=actor)
    return made


def end_rows(rows: list[models.Position], *, at: datetime, basis: Basis | None, now: datetime, actor: Actor) -> None:
    """End posts at an instant, now or later; one that is over by then is left as it is. AppointmentWrong."""
    for row in rows:
        if row.valid_to is not None and row.valid_to <= at:
            continue
        if row.valid_from == at:
            raise contracts.AppointmentWrong(
                reason_vi="chức vụ bắt đầu đúng lúc đó; hãy huỷ bổ nhiệm.", reason_en="the post begins at that instant; cancel it instead."
            )
        row.valid_to, row.to_tell = at, True
        note_release(row, basis)
        row.save()
        tell_decided(row, "ended", basis=row.release_number, now=now, actor=actor)
        if at <= now:
            tell_end(row, at=at, now=now, actor=actor)


def tell_decided(row: models.Position, what: str, *, basis: str, now: datetime, actor: Actor) -> None:
    """The decision about a post as a fact, for the log."""
    fact = events.PostDecided(
        officer_id=row.officer.uuid, position_id=row.pk, what=what, unit_code=row.unit_code, role=row.role, manner=row.manner, basis=basis,
        changed=[], valid_from=row.valid_from, valid_to=row.valid_to, at=now,
    )  # fmt: skip
    outbox.publish(event=fact, now=now, actor=actor)


def tell_end(row: models.Position, *, at: datetime, now: datetime, actor: Actor) -> None:
    """A post is over: what was given from it ends, and the other rooms hear of it."""
    row.to_tell = False
    row.save(update_fields=["to_tell"])
    end_given(position_ids=[row.pk], at=at, actor=actor)
    fact = events.OfficerReleased(officer_id=row.officer.uuid, unit_code=row.unit_code, role=row.role, released_at=at)
    outbox.publish(event=fact, now=now, actor=actor)


def correct_row(position: models.Position, facts: dict[str, Any], *, reason: str, now: datetime, actor: Actor) -> None:
    """Change facts of a row and tell which, why, and how it stood; nothing when all stand so already."""
    changed = sorted(name for name, value in facts.items() if getattr(position, name) != value)
    if not changed:
        return
    title, number, begins, ends, scan = (
        position.title, position.basis_number, position.valid_from, position.valid_to, position.basis_file,
    )  # fmt: skip
    for name in changed:
        setattr(position, name, facts[name])
    if "valid_to" in changed:
        position.to_tell = position.valid_to is not None
        position.release_number, position.release_on, position.release_file = "", None, None
    position.save()
    fact = events.PostCorrected(
        officer_id=position.officer.uuid, position_id=position.pk, unit_code=position.unit_code, role=position.role, changed=changed,
        reason=reason, title_before=title, title=position.title, basis_before=number, basis=position.basis_number, valid_from_before=begins,
        valid_from=position.valid_from, valid_to_before=ends, valid_to=position.valid_to, at=now,
    )  # fmt: skip
    outbox.publish(event=fact, now=now, actor=actor)
    if scan is not None and scan != position.basis_file and not _scan_in_use(scan):
        files.discard(file_id=scan, now=now)


def _scan_in_use(scan: UUID) -> bool:
    """Whether a post still rests on this scan: the document of a move stands at two."""
    return models.Position.objects.filter(Q(basis_file=scan) | Q(release_file=scan)).exists()


def refuse_backwards(position: models.Position, *, begins: datetime, ends: datetime | None, now: datetime) -> None:
    """What has been stays: a day that has passed is not changed, and none is moved into the past."""
    began, ended = position.valid_from, position.valid_to
    if ended is not None and ended <= max(now, began):
        if (begins, ends) != (began, ended):
            raise contracts.AppointmentWrong(
                reason_vi="chức vụ này đã thôi; hãy bổ nhiệm lại.", reason_en="this post is over; appoint anew."
            )
        return
    if begins != began and min(begins, began) <= now:
        raise contracts.AppointmentWrong(
            reason_vi="chức vụ đã có hiệu lực, không đổi được ngày bắt đầu.", reason_en="the post is in force; its first day stays."
        )
    if ends != ended and ends is not None and ends <= max(now, begins):
        raise contracts.AppointmentWrong(
            reason_vi="ngày thôi giữ phải nằm sau bây giờ và sau ngày bắt đầu.", reason_en="it must end after now and after it begins."
        )


def _main_at(row: models.Officer, at: datetime) -> models.Position | None:
    """The officer's main post at an instant; of several from before this was asked for, the first."""
    return models.Position.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=at), officer=row, manner__in=_MAIN, valid_from__lte=at
    ).order_by("valid_from", "pk").first()  # fmt: skip


def refuse_two_mains(row: models.Officer, *, valid_from: datetime, valid_to: datetime | None, but: int = 0) -> None:
    """An officer has one main post at any instant. MainPostOverlaps."""
    for other in models.Position.objects.filter(officer=row, manner__in=_MAIN).exclude(pk=but).order_by("pk"):
        if rules.overlap((valid_from, valid_to), (other.valid_from, other.valid_to)):
            raise contracts.MainPostOverlaps(title=other.title or other.role, unit=other.unit_code)


def same_post(row: models.Officer, *, unit_id: int, role: Role, valid_from: datetime, valid_to: datetime | None) -> models.Position | None:
    """The post that this very appointment made before."""
    held = models.Position.objects.filter(officer=row, unit_id=unit_id, role=role.value, valid_to=valid_to)
    return held.filter(valid_from__lte=valid_from).select_related("officer").first()


def _refuse_same(row: models.Officer, *, unit_id: int, role: Role, valid_from: datetime, valid_to: datetime | None) -> None:
    """The same role twice in one unit at one time is one post."""
    for other in models.Position.objects.filter(officer=row, unit_id=unit_id, role=role.value):
        if rules.overlap((valid_from, valid_to), (other.valid_from, other.valid_to)):
            raise contracts.AppointmentWrong(
                reason_vi="trong thời gian đó cán bộ đã có vai trò này ở đơn vị này.",
                reason_en="in that time the officer has this role in this unit already.",
            )


def posts_beside(position: models.Position, *, at: datetime) -> list[models.Position]:
    """Joint posts and secondments that stand beside a main post at an instant."""
    rows = models.Position.objects.select_for_update(of=("self",)).select_related("officer").filter(main=position, valid_from__lt=at)
    return list(rows.filter(Q(valid_to=None) | Q(valid_to__gt=at)).order_by("pk"))


def locked_post(position_id: int) -> models.Position:
    """The post with its officer locked: every change of his posts goes through that lock."""
    found = models.Position.objects.filter(pk=position_id).values_list("officer__uuid", flat=True).first()
    if found is None:
        raise contracts.PostUnknown
    officer_row(found, lock=True)
    return models.Position.objects.select_for_update(of=("self",)).select_related("officer").get(pk=position_id)


def basis_columns(basis: Basis | None) -> dict[str, Any]:
    """The document of an appointment as columns."""
    return {} if basis is None else {"basis_number": squeeze(basis.number), "basis_on": basis.on, "basis_file": basis.file_id}


def note_release(row: models.Position, basis: Basis | None) -> None:
    """The document of an ending as columns."""
    if basis is not None:
        row.release_number, row.release_on, row.release_file = squeeze(basis.number), basis.on, basis.file_id


def basis_said(basis: Basis | None) -> dict[str, Any]:
    """The document, as a key is bound to it."""
    return {"basis": [basis.number, basis.on, basis.file_id] if basis else []}


def settle(row: models.Officer, *, served: bool, now: datetime, actor: Actor) -> None:
    """After his posts changed: what he received follows them, and who served and serves no more is signed out."""
    settle_service(row, actor=actor, now=now)
    if served and not queries.current(now).filter(officer=row).exists():
        end_sessions(subject_ref=f"officer:{row.uuid}", actor=SYSTEM, now=now)
