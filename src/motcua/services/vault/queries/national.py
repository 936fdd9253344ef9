"""How the stores here and the national one stand: for the person, for the operator."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from motcua.foundation.consent import api as consent
from motcua.foundation.identity import api as identity
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.kernel.policy import Allowed, require
from motcua.services.vault import policies
from motcua.services.vault.adapters.national.declaration import declaration
from motcua.services.vault.contracts.national import (
    ConsentNeeded,
    DeclarationNeeded,
    ItemFate,
    NationalState,
    RunState,
    RunView,
    SendCounts,
    SendState,
    SendView,
)
from motcua.services.vault.models import NationalChoice, NationalGate, NationalPaper, NationalRun, NationalSending

PURPOSE = "national-store"
CONTROLLER = ""  # every agency that the purpose is open to
_ANY = "*"
_MOST = 20


def may_bring(*, holder: str, person_id: UUID, now: datetime) -> bool:
    """Whether papers may be brought into a store now, because ``person_id`` asks for them.

    Her own: she agrees. An organisation's: the text in force was confirmed for it, and she still represents it or has the power
    over its papers.
    """
    if not policies.is_organisation(holder):
        return agreed(person_id=person_id, now=now)
    confirmed = NationalChoice.objects.filter(holder=holder, agreed_version=declaration().version).first()
    return confirmed is not None and all(_acts_for(one, holder, now) for one in {person_id, confirmed.person_id})


def require_bringing(*, holder: str, person_id: UUID, now: datetime) -> None:
    """``ConsentNeeded``, for an organisation ``DeclarationNeeded``, where papers may not be brought."""
    if not may_bring(holder=holder, person_id=person_id, now=now):
        raise DeclarationNeeded if policies.is_organisation(holder) else ConsentNeeded


def agreed(*, person_id: UUID, now: datetime) -> bool:
    """Whether the person agrees, now, that her papers are brought from the national store."""
    return isinstance(consent.decide(purpose=PURPOSE, subject_id=person_id, controller=_ANY, at=now), Allowed)


def agreed_among(*, person_ids: Collection[UUID], now: datetime) -> frozenset[UUID]:
    """Those among the persons who agree, now; for the night, which asks for many at once."""
    return consent.allowed_among(purpose=PURPOSE, person_ids=person_ids, controller=_ANY, at=now)


def _acts_for(person_id: UUID, holder: str, now: datetime) -> bool:
    ident = UUID(holder.partition(":")[2])
    body = next((one for one in identity.represented_by(person_id=person_id, now=now) if one.uuid == ident), None)
    return body is not None and (body.scope is None or body.scope.allows(verb=identity.ActFor.PAPERS))


def national_state(*, actor: Actor, language: str, now: datetime) -> NationalState:
    """How the store that she acts in stands: consent or confirmation, its text, the daily switch, what runs, ran, was not taken.

    ``PurposeUnknown``.
    """
    holder = policies.own_store(actor)
    body = identity.organisation(organisation_id=actor.organisation_id) if actor.organisation_id else None
    household = body is not None and not policies.has_own_code(body)
    text = declaration() if actor.organisation_id else consent.purpose(code=PURPOSE, on=local_date(now)).text
    runs = _run_views(NationalRun.objects.filter(holder=holder).order_by("-asked_at", "-id")[:_MOST])
    refused = NationalPaper.objects.filter(holder=holder, fate=ItemFate.REFUSED.value).order_by("-seen_at", "-id")[:_MOST]
    may = bool(holder) and actor.subject_id is not None and not household
    return NationalState(
        consented=may and actor.subject_id is not None and may_bring(holder=holder, person_id=actor.subject_id, now=now),
        text=text.words(language) if text else "", text_version=text.version if text else 0,
        daily=NationalChoice.objects.filter(holder=holder, daily=True).exists(),
        running=next((r for r in runs if r.state is RunState.WAITING), None), runs=runs,
        refused=tuple((p.title, (p.why_vi, p.why_en)) for p in refused),
        last_done=next((r.finished_at for r in runs if r.state is RunState.DONE), None),
        may=may, organisation=body.name if body else "", household=household,
    )  # fmt: skip


def sendings(
    *, actor: Actor, state: str = "", words: str = "", before: int | None = None, limit: int = 50
) -> tuple[SendView, ...]:  # fmt: skip
    """Results on their way, the newest first, by state and by the dossier's code or the document's id. ``Forbidden``."""
    require(policies.can_run_exchange(actor=actor))
    rows = NationalSending.objects.select_related("document").order_by("-id")
    rows = rows.filter(state=state) if state in set(SendState) else rows
    if words:
        rows = rows.filter(_meant(words))
    rows = rows.filter(pk__lt=before) if before is not None else rows
    return tuple(_send_view(row) for row in rows[:limit])


def failed_runs(*, actor: Actor, limit: int = 20) -> tuple[RunView, ...]:
    """Fetchings that came to nothing, the latest first; nothing that says whose. ``Forbidden``."""
    require(policies.can_run_exchange(actor=actor))
    rows = NationalRun.objects.filter(Q(state=RunState.FAILED.value) | Q(state=RunState.WAITING.value, attempts__gt=0))
    return _run_views(rows.order_by("-asked_at", "-id")[:limit])


def send_counts(*, actor: Actor, now: datetime) -> SendCounts:
    """How many wait, went, failed. ``Forbidden``."""
    require(policies.can_run_exchange(actor=actor))
    sent = _by("state", NationalSending.objects.values("state").annotate(n=Count("id")))
    runs = _by("state", NationalRun.objects.values("state").annotate(n=Count("id")))
    rests = NationalGate.objects.filter(rests_until__gt=now).values_list("rests_until", flat=True).first()
    return SendCounts(
        waiting=sent.get(SendState.WAITING, 0), sent=sent.get(SendState.SENT, 0), refused=sent.get(SendState.REFUSED, 0),
        withheld=sent.get(SendState.WITHHELD, 0), runs_waiting=runs.get(RunState.WAITING, 0), runs_failed=runs.get(RunState.FAILED, 0),
        rests_until=rests,
    )  # fmt: skip


def run_view(row: NationalRun) -> RunView:
    """A fetching as it crosses the door; what it brought is counted from the papers that it met."""
    return _run_views([row])[0]


def _run_views(found: Iterable[NationalRun]) -> tuple[RunView, ...]:
    """Several, counted in one statement."""
    rows = list(found)
    counted: dict[int, dict[str, int]] = {row.pk: {} for row in rows}
    for met in NationalPaper.objects.filter(run__in=rows).values("run_id", "fate").annotate(n=Count("id")):
        counted[met["run_id"]][str(met["fate"])] = int(met["n"])
    return tuple(_run_view(row, counted[row.pk]) for row in rows)


def _run_view(row: NationalRun, counts: dict[str, int]) -> RunView:
    if row.unfit:
        counts[ItemFate.REFUSED] = counts.get(ItemFate.REFUSED, 0) + row.unfit
    return RunView(
        uuid=row.uuid, state=RunState(row.state), daily=row.daily, asked_at=row.asked_at, finished_at=row.finished_at, next_at=row.next_at,
        attempts=row.attempts, pages=row.pages, counts=counts, code=row.code, why=(row.why_vi, row.why_en),
    )  # fmt: skip


def _by(name: str, rows: Iterable[Mapping[str, object]]) -> dict[str, int]:
    return {str(row[name]): int(str(row["n"])) for row in rows}


def _meant(words: str) -> Q:
    try:
        return Q(document__uuid=UUID(words))
    except ValueError:
        return Q(document__dossier_code__icontains=words) | Q(code=words)


def _send_view(row: NationalSending) -> SendView:
    return SendView(
        sending_id=row.pk, document_id=row.document.uuid, dossier_code=row.document.dossier_code, kind=row.document.kind,
        state=SendState(row.state), revision=row.revision, attempts=row.attempts, next_at=row.next_at, sent_at=row.sent_at, code=row.code,
        answer=row.answer,
    )  # fmt: skip
