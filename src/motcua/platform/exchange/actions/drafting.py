"""Writing a data-sharing request over days: answers are kept as they come, and handed in as one request."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.kernel.actors import Actor
from motcua.platform.exchange.actions.sharing import ask_sharing
from motcua.platform.exchange.contracts import SettingWrong, SharingAsk, ThingUnknown
from motcua.platform.exchange.models import SharingDraft

KEPT_FOR = timedelta(days=60)
ANSWERS = ("client", "purpose", "ground", "service", "endpoints", "fields", "from_on", "until_on", "per_day", "renews")
_NEEDED = ("client", "purpose", "service", "from_on", "until_on", "per_day")
_MOST = 20


@transaction.atomic
def begin_draft(*, answers: Mapping[str, Any], actor: Actor, now: datetime) -> UUID:
    """Begin a request with what is known already. Raises SettingWrong when the actor has twenty drafts."""
    if SharingDraft.objects.filter(asker=actor.ref).count() >= _MOST:
        raise SettingWrong(fields={"draft": ("Bạn có hai mươi bản nháp; xoá bớt.", "You have twenty drafts; delete some.")})
    return SharingDraft.objects.create(asker=actor.ref, answers=_known(answers), begun_at=now, changed_at=now).uuid


@transaction.atomic
def keep_answers(*, draft: UUID, answers: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    """Keep further answers; another service takes back what was chosen of the one before. Raises ThingUnknown."""
    row = _own(draft, actor)
    given = _known(answers)
    kept = dict(row.answers)
    if "service" in given and given["service"] != kept.get("service"):
        kept.pop("endpoints", None)
        kept.pop("fields", None)
    row.answers, row.changed_at = {**kept, **given}, now
    row.save(update_fields=["answers", "changed_at"])


@transaction.atomic
def drop_draft(*, draft: UUID, actor: Actor) -> None:
    """Throw a draft away. Raises ThingUnknown."""
    _own(draft, actor).delete()


@transaction.atomic
def hand_in(*, draft: UUID, actor: Actor, now: datetime) -> str:
    """Hand the request in; its code. Raises ThingUnknown, Forbidden, ServiceUnknown, SettingWrong (each answer missing or wrong)."""
    row = _own(draft, actor)
    said = row.answers
    missing = {name: ("Chưa trả lời câu này.", "Not answered yet.") for name in _NEEDED if not said.get(name)}
    if missing:
        raise SettingWrong(fields=missing)
    ask = SharingAsk(
        service=said["service"], client=said["client"], purpose=said["purpose"], ground=said.get("ground", ""),
        endpoints=tuple((method, path) for method, path in said.get("endpoints", [])), fields=tuple(said.get("fields", [])),
        from_on=date.fromisoformat(said["from_on"]), until_on=date.fromisoformat(said["until_on"]), per_day=said["per_day"],
        renews=said.get("renews", ""),
    )  # fmt: skip
    code = ask_sharing(ask=ask, actor=actor, now=now)
    row.delete()
    return code


def forget_drafts(*, now: datetime) -> int:
    """Delete drafts that nobody went on with for sixty days; how many."""
    return SharingDraft.objects.filter(changed_at__lt=now - KEPT_FOR).delete()[0]


def _known(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {name: answers[name] for name in ANSWERS if name in answers}


def _own(draft: UUID, actor: Actor) -> SharingDraft:
    row = SharingDraft.objects.select_for_update().filter(uuid=draft, asker=actor.ref).first()
    if row is None:
        raise ThingUnknown(name=str(draft))
    return row
