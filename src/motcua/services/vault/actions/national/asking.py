"""A person asks for her papers of the national store, once or every day; her consent is the ground, and can be taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.consent import api as consent
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.clock import local, local_date
from motcua.kernel.errors import Forbidden
from motcua.services.vault import policies
from motcua.services.vault.contracts.national import ConsentNeeded, RunState, RunView
from motcua.services.vault.models import NationalChoice, NationalRun
from motcua.services.vault.queries.national import CONTROLLER, PURPOSE, agreed, agreed_among, run_view

_LEVEL = 2
_NIGHT, _APART = 3, timedelta(hours=20)  # o'clock in Vietnam; never twice in one night
_ASKED = 500  # people whose consent is asked in one question


def agree_to_national(*, version: int, language: str, actor: Actor, now: datetime) -> None:
    """Agree to the text of ``version``. ``Forbidden`` below level 2 or for an organisation, ``TextChanged``."""
    consent.give(
        subject_id=_person(actor), purpose=PURPOSE, version=version, language=language, way=consent.Way.WEB, actor=actor, now=now,
        controller=CONTROLLER,
    )  # fmt: skip


def bring_papers(*, actor: Actor, now: datetime) -> RunView:
    """Fetch the papers of the national store into the person's own store, soon; while one fetching waits, it is that one.

    Errors: ``ConsentNeeded``; ``Forbidden`` below level 2, or while she acts for an organisation.
    """
    person_id = _person(actor)
    if not agreed(person_id=person_id, now=now):
        raise ConsentNeeded
    with transaction.atomic():
        row = _line_up(person_id, daily=False, now=now)
        audit.record(
            action="vault.national_asked", object_ref=f"vault.run:{row.uuid}", actor=actor, now=now, ground="consent",
            person=f"person:{person_id}",
        )
    return run_view(row)


def set_daily(*, on: bool, actor: Actor, now: datetime) -> bool:
    """Switch the daily fetching on or off; off needs no consent. ``ConsentNeeded``, ``Forbidden``."""
    person_id = _person(actor)
    if on and not agreed(person_id=person_id, now=now):
        raise ConsentNeeded
    with transaction.atomic():
        _choose(person_id, on=on, now=now)
        audit.record(
            action="vault.national_daily", object_ref=f"vault.store:{person_id}", actor=actor, now=now, ground="consent",
            details={"on": on}, person=f"person:{person_id}",
        )  # fmt: skip
    return on


def stop_national(*, person_id: UUID, now: datetime) -> None:
    """Consent is gone: nothing is fetched any more, by the day or by what waits."""
    with transaction.atomic():
        NationalChoice.objects.filter(person_id=person_id, daily=True).update(daily=False, changed_at=now)
        NationalRun.objects.filter(person_id=person_id, state=RunState.WAITING.value).update(
            state=RunState.FAILED.value, finished_at=now, code=ConsentNeeded.code, why_vi="Bạn đã rút đồng ý.", why_en="You withdrew.",
        )  # fmt: skip


def line_up_daily(*, now: datetime, limit: int = 5_000) -> int:
    """At three in the night: a fetching for everybody who switched it on and still agrees; how many."""
    if local(now).hour != _NIGHT:
        return 0
    recent = NationalRun.objects.filter(asked_at__gt=now - _APART, daily=True).values("holder")
    wanted = NationalChoice.objects.filter(daily=True).exclude(holder__in=recent).order_by("id")
    people, count = list(wanted.values_list("person_id", flat=True)[:limit]), 0
    for begin in range(0, len(people), _ASKED):
        count += _line_up_those(people[begin : begin + _ASKED], now)
    return count


def _line_up_those(people: list[UUID], now: datetime) -> int:
    """A fetching for those who still agree; the others' switch is turned off. How many."""
    agree = agreed_among(person_ids=people, now=now)
    for person_id in people:
        if person_id not in agree:
            stop_national(person_id=person_id, now=now)
            continue
        with transaction.atomic():
            row = _line_up(person_id, daily=True, now=now)
            audit.record(
                action="vault.national_asked", object_ref=f"vault.run:{row.uuid}", actor=SYSTEM, now=now, ground="consent, daily",
                person=f"person:{person_id}", details={"day": local_date(now).isoformat()},
            )  # fmt: skip
    return len(agree)


def _person(actor: Actor) -> UUID:
    own = policies.own_store(actor)
    if not own.startswith(f"{policies.PERSON}:") or actor.subject_id is None:
        raise Forbidden(
            reason_vi="chỉ lấy được giấy tờ của chính bạn. Chuyển về tài khoản cá nhân rồi thử lại.",
            reason_en="only your own papers can be brought. Switch back to yourself and try again.",
        )
    if actor.level < _LEVEL:
        raise Forbidden(reason_vi="cần đăng nhập bằng định danh mức 2.", reason_en="a log-in at e-identity level 2 is needed.")
    return actor.subject_id


def _line_up(person_id: UUID, *, daily: bool, now: datetime) -> NationalRun:
    holder = f"{policies.PERSON}:{person_id}"
    row, _ = NationalRun.objects.get_or_create(
        holder=holder, state=RunState.WAITING.value,
        defaults={"person_id": person_id, "daily": daily, "asked_at": now, "next_at": now},
    )
    return row


def _choose(person_id: UUID, *, on: bool, now: datetime) -> None:
    NationalChoice.objects.update_or_create(
        person_id=person_id, defaults={"holder": f"{policies.PERSON}:{person_id}", "daily": on, "changed_at": now}
    )
