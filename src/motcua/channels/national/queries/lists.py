"""What the operator's pages show: queues, parked messages, differences, mirrored statuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Max, Q

from motcua.channels.national import policies
from motcua.channels.national.contracts import (
    ComparisonView,
    DifferenceKind,
    DifferenceView,
    IntakeState,
    IntakeView,
    ItemUnknown,
    MirrorView,
    Problem,
    Queues,
    TellingState,
    TellingView,
    Told,
)
from motcua.channels.national.models import Comparison, Difference, Intake, Mirror, PullMark, Telling
from motcua.channels.national.rules.codes import value_at
from motcua.kernel.actors import Actor
from motcua.kernel.policy import require

MENDABLE = ("MaHoSo", "MaTTHC", "DonViXuLy")


def queues(*, actor: Actor) -> Queues:
    """How much waits, is parked or differs. ``Forbidden``."""
    require(policies.can_run(actor=actor))
    states = {s: Count("pk", filter=Q(state=s)) for s in ("waiting", "parked")}
    inbound: Mapping[str, int] = Intake.objects.aggregate(**states)
    outbound: Mapping[str, Any] = Telling.objects.aggregate(**states, last=Max("sent_at"))
    mark = PullMark.objects.first()
    return Queues(
        inbound_waiting=inbound["waiting"], inbound_parked=inbound["parked"], outbound_waiting=outbound["waiting"],
        outbound_parked=outbound["parked"], differences=Difference.objects.filter(settled_at=None).count(),
        last_pulled_at=mark.pulled_at if mark else None, last_sent_at=outbound["last"],
    )  # fmt: skip


def intakes(*, actor: Actor, state: str = "", before: int | None = None, limit: int = 25) -> tuple[IntakeView, ...]:
    """Messages from the portal, newest first, narrowed by state. ``Forbidden``."""
    require(policies.can_run(actor=actor))
    rows = Intake.objects.select_related("message").defer("message__body", "mended").order_by("-id")
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(id__lt=before) if before else rows
    return tuple(_intake(row) for row in rows[:limit])


def intake(*, intake_id: int, actor: Actor) -> IntakeView:
    """One message with what is wrong and the values at those places alone (data minimisation). ``ItemUnknown``, ``Forbidden``."""
    require(policies.can_run(actor=actor))
    row = Intake.objects.select_related("message").filter(pk=intake_id).first()
    if row is None:
        raise ItemUnknown
    body: Any = row.mended if row.mended is not None else row.message.body
    body = body if isinstance(body, dict) else {}
    paths = dict.fromkeys([*(p["path"] for p in row.problems), *(m for m in MENDABLE if m in body)])
    return _intake(row, values={path: value_at(body, path) for path in paths if path != "."})


def tellings(*, actor: Actor, state: str = "", code: str = "", before: int | None = None, limit: int = 25) -> tuple[TellingView, ...]:
    """Messages to the portal, newest first, narrowed by state or dossier. ``Forbidden``."""
    require(policies.can_run(actor=actor))
    rows = Telling.objects.defer("body").order_by("-id")
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(Q(dossier_code=code) | Q(portal_code=code)) if code else rows
    rows = rows.filter(id__lt=before) if before else rows
    return tuple(_telling(row) for row in rows[:limit])


def differences(*, actor: Actor, limit: int = 200) -> tuple[DifferenceView, ...]:
    """What the last comparisons found and nobody settled yet. ``Forbidden``."""
    require(policies.can_run(actor=actor))
    rows = Difference.objects.filter(settled_at=None).order_by("kind", "portal_code")[:limit]
    return tuple(
        DifferenceView(
            difference_id=r.pk, kind=DifferenceKind(r.kind), portal_code=r.portal_code, dossier_code=r.dossier_code, ours=r.ours,
            theirs=r.theirs, found_at=r.found_at, settled_at=r.settled_at,
        )
        for r in rows
    )  # fmt: skip


def last_comparison(*, actor: Actor) -> ComparisonView | None:
    """The latest comparison, if there was one. ``Forbidden``."""
    require(policies.can_run(actor=actor))
    row = Comparison.objects.order_by("-id").first()
    return None if row is None else ComparisonView(at=row.at, compared=row.compared, differences=row.differences, error=row.error)


def mirrors(*, actor: Actor, limit: int = 100) -> tuple[MirrorView, ...]:
    """Dossiers whose status a ministry's system says, latest change first. ``Forbidden``."""
    require(policies.can_run(actor=actor))
    rows = Mirror.objects.order_by("-changed_at", "-id")[:limit]
    return tuple(
        MirrorView(
            portal_code=r.portal_code, dossier_code=r.dossier_code, procedure_code=r.procedure_code, status=r.status, word=r.word,
            told_at=r.told_at,
        )
        for r in rows
    )  # fmt: skip


def mirrored_status(*, dossier_code: str) -> MirrorView | None:
    """What the ministry's system says of a dossier of ours, if it is the master of its status."""
    r = Mirror.objects.filter(dossier_code=dossier_code).first() if dossier_code else None
    if r is None:
        return None
    return MirrorView(
        portal_code=r.portal_code, dossier_code=r.dossier_code, procedure_code=r.procedure_code, status=r.status, word=r.word,
        told_at=r.told_at,
    )  # fmt: skip


def _intake(row: Intake, values: Mapping[str, str] | None = None) -> IntakeView:
    return IntakeView(
        intake_id=row.pk, message_id=row.message.message_id, kind=row.kind, portal_code=row.portal_code, told_at=row.told_at,
        received_at=row.message.received_at, state=IntakeState(row.state), attempts=row.attempts, next_at=row.next_at,
        reason_vi=row.reason_vi, reason_en=row.reason_en, dossier_code=row.dossier_code,
        problems=tuple(Problem(**p) for p in row.problems), values=values or {},
    )  # fmt: skip


def _telling(row: Telling) -> TellingView:
    return TellingView(
        telling_id=row.pk, uuid=row.uuid, dossier_code=row.dossier_code, portal_code=row.portal_code, what=Told(row.what),
        status=row.status, state=TellingState(row.state), attempts=row.attempts, next_at=row.next_at, sent_at=row.sent_at,
        answer=row.answer, at=row.at,
    )  # fmt: skip
