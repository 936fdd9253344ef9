"""A person asks for the papers of her store, or of the organisation for which she acts, once or every day.

Of a person the ground is her consent; of an organisation the law that gives it a store (NĐ 118/2025/NĐ-CP) and the confirmation of somebody
who may act for it. Either can be taken back.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.consent import api as consent
from motcua.foundation.identity import api as identity
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.clock import local, local_date
from motcua.kernel.errors import Forbidden
from motcua.services.vault import policies
from motcua.services.vault.adapters.national.declaration import declaration
from motcua.services.vault.contracts.national import ConsentNeeded, DeclarationNeeded, RunState, RunView
from motcua.services.vault.models import NationalChoice, NationalRun
from motcua.services.vault.queries.national import CONTROLLER, PURPOSE, agreed_among, may_bring, require_bringing, run_view

_LEVEL = 2
_NIGHT, _APART = 3, timedelta(hours=20)  # o'clock in Vietnam; never twice in one night
_ASKED = 500  # people whose consent is asked in one question


def agree_to_national(*, version: int, language: str, actor: Actor, now: datetime) -> None:
    """Agree to the text of ``version``; for an organisation, confirm it. ``Forbidden`` below level 2, ``TextChanged``."""
    holder, person_id = _asker(actor)
    if policies.is_organisation(holder):
        _confirm(holder, person_id, version=version, actor=actor, now=now)
        return
    consent.give(
        subject_id=person_id, purpose=PURPOSE, version=version, language=language, way=consent.Way.WEB, actor=actor, now=now,
        controller=CONTROLLER,
    )  # fmt: skip


def _confirm(holder: str, person_id: UUID, *, version: int, actor: Actor, now: datetime) -> None:
    if version != declaration().version:
        raise consent.TextChanged
    with transaction.atomic():
        facts = {"person_id": person_id, "agreed_version": version, "agreed_at": now, "changed_at": now}
        NationalChoice.objects.update_or_create(holder=holder, defaults=facts)
        audit.record(
            action="vault.national_confirmed", object_ref=f"vault.store:{holder}", actor=actor, now=now, ground=policies.STORE_LAW,
            person=f"person:{person_id}", details={"version": version},
        )  # fmt: skip


def withdraw_national(*, actor: Actor, now: datetime) -> None:
    """A person takes her consent back; whoever may act for an organisation, its confirmation: nothing more is brought. ``Forbidden``."""
    holder, person_id = _asker(actor)
    if not policies.is_organisation(holder):
        consent.withdraw(subject_id=person_id, purpose=PURPOSE, way=consent.Way.WEB, actor=actor, now=now)
        return
    with transaction.atomic():
        if NationalChoice.objects.filter(holder=holder, agreed_version__gt=0).update(agreed_version=0, daily=False, changed_at=now):
            audit.record(
                action="vault.national_withdrawn", object_ref=f"vault.store:{holder}", actor=actor, now=now, ground=policies.STORE_LAW,
                person=f"person:{person_id}",
            )  # fmt: skip
        _stop_waiting(holder, ("Người đại diện đã rút xác nhận.", "The confirmation was taken back."), code=DeclarationNeeded.code, now=now)


def bring_papers(*, actor: Actor, now: datetime) -> RunView:
    """Fetch the papers of the national store into the store that she acts in, soon; while one fetching waits, it is that one.

    Errors: ``ConsentNeeded``, of an organisation ``DeclarationNeeded``; ``Forbidden`` below level 2, for an organisation without the power
    over its papers, and for a household business.
    """
    holder, person_id = _asker(actor)
    require_bringing(holder=holder, person_id=person_id, now=now)
    with transaction.atomic():
        row = _line_up(holder, person_id, daily=False, now=now)
        audit.record(
            action="vault.national_asked", object_ref=f"vault.run:{row.uuid}", actor=actor, now=now,
            ground=policies.ground_of_bringing(holder), person=f"person:{person_id}",
        )
    return run_view(row)


def set_daily(*, on: bool, actor: Actor, now: datetime) -> bool:
    """Switch the daily fetching on or off; off needs no consent. ``ConsentNeeded``, ``DeclarationNeeded``, ``Forbidden``."""
    holder, person_id = _asker(actor)
    if on:
        require_bringing(holder=holder, person_id=person_id, now=now)
    with transaction.atomic():
        _choose(holder, person_id, on=on, now=now)
        audit.record(
            action="vault.national_daily", object_ref=f"vault.store:{holder}", actor=actor, now=now,
            ground=policies.ground_of_bringing(holder), details={"on": on}, person=f"person:{person_id}",
        )  # fmt: skip
    return on


def stop_national(*, person_id: UUID, now: datetime) -> None:
    """Her consent is gone: nothing is fetched for her any more, by the day or by what waits."""
    holder = f"{policies.PERSON}:{person_id}"
    with transaction.atomic():
        NationalChoice.objects.filter(holder=holder, daily=True).update(daily=False, changed_at=now)
        _stop_waiting(holder, ("Bạn đã rút đồng ý.", "You withdrew."), code=ConsentNeeded.code, now=now)


def line_up_daily(*, now: datetime, limit: int = 5_000) -> int:
    """At three in the night: a fetching for every store that switched it on and whose ground still holds; how many.

    Asked for page by page, so that those for whom nothing is fetched now take no place of the others.
    """
    if local(now).hour != _NIGHT:
        return 0
    recent = NationalRun.objects.filter(asked_at__gt=now - _APART, daily=True).values("holder")
    wanted = NationalChoice.objects.filter(daily=True).exclude(holder__in=recent).order_by("id")
    last, count = 0, 0
    while count < limit and (page := list(wanted.filter(pk__gt=last).values_list("pk", "holder", "person_id")[:_ASKED])):
        last = page[-1][0]
        count += _line_up_those([(holder, who) for _, holder, who in page], now)
    return count


def _line_up_those(chosen: list[tuple[str, UUID]], now: datetime) -> int:
    """A fetching for those whose ground still holds; how many. The others' switch is turned off.

    Of whoever restricts the use of her data nothing is fetched and the switch stays: it goes on once she lifts that.
    """
    people = {who for holder, who in chosen if not policies.is_organisation(holder)}
    agree, count = agreed_among(person_ids=people, now=now), 0
    resting = consent.stopped_among(person_ids=people - agree, purpose=PURPOSE, at=now)
    for holder, who in chosen:
        may = may_bring(holder=holder, person_id=who, now=now) if policies.is_organisation(holder) else who in agree
        if not may:
            if policies.is_organisation(holder) or who not in resting:
                NationalChoice.objects.filter(holder=holder).update(daily=False, changed_at=now)
            continue
        with transaction.atomic():
            row = _line_up(holder, who, daily=True, now=now)
            audit.record(
                action="vault.national_asked", object_ref=f"vault.run:{row.uuid}", actor=SYSTEM, now=now,
                ground=f"{policies.ground_of_bringing(holder)}, daily", person=f"person:{who}",
                details={"day": local_date(now).isoformat()},
            )  # fmt: skip
        count += 1
    return count


def _asker(actor: Actor) -> tuple[str, UUID]:
    """The store that she acts in and who she is.

    The owner of a household business (``policies.has_own_code``) brings her papers into her own store.
    """
    holder = policies.own_store(actor)
    if not holder or actor.subject_id is None:
        raise Forbidden(
            reason_vi="bạn chưa được uỷ quyền dùng kho giấy tờ của tổ chức này.",
            reason_en="you are not authorised to use this organisation's store of papers.",
        )
    if policies.is_organisation(holder) and actor.organisation_id is not None:
        body = identity.organisation(organisation_id=actor.organisation_id)
        if body is None or not policies.has_own_code(body):
            raise Forbidden(
                reason_vi="hộ kinh doanh dùng số định danh của chủ hộ; chủ hộ lấy giấy tờ về kho cá nhân của mình.",
                reason_en="a household business goes by its owner's personal number; the owner brings the papers into her own store.",
            )
    if actor.level < _LEVEL:
        raise Forbidden(reason_vi="cần đăng nhập bằng định danh mức 2.", reason_en="a log-in at e-identity level 2 is needed.")
    return holder, actor.subject_id


def _stop_waiting(holder: str, why: tuple[str, str], *, code: str, now: datetime) -> None:
    NationalRun.objects.filter(holder=holder, state=RunState.WAITING.value).update(
        state=RunState.FAILED.value, finished_at=now, code=code, why_vi=why[0], why_en=why[1]
    )


def _line_up(holder: str, person_id: UUID, *, daily: bool, now: datetime) -> NationalRun:
    row, _ = NationalRun.objects.get_or_create(
        holder=holder, state=RunState.WAITING.value,
        defaults={"person_id": person_id, "daily": daily, "asked_at": now, "next_at": now},
    )
    return row


def _choose(holder: str, person_id: UUID, *, on: bool, now: datetime) -> None:
    """A switch of whoever confirmed stays hers: it goes on for as long as she may act."""
    NationalChoice.objects.update_or_create(
        holder=holder, defaults={"daily": on, "changed_at": now},
        create_defaults={"holder": holder, "person_id": person_id, "daily": on, "changed_at": now},
    )  # fmt: skip
