"""Writing a dossier: begun from the register, its questions answered, its risks listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.foundation.units import api as units
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local, local_date
from motcua.kernel.errors import NamedError
from motcua.kernel.policy import require
from motcua.kit.turns import take_turns
from motcua.services.privacy import models, policies
from motcua.services.privacy.actions.impacts import core
from motcua.services.privacy.contracts import Activity
from motcua.services.privacy.contracts.impacts import Impact, ImpactWrong, Risk
from motcua.services.privacy.queries import impacts as reads
from motcua.services.privacy.queries import prefill
from motcua.services.privacy.rules import impacts as rules

_LONGEST, _MOST_RISKS = 20_000, 60


@transaction.atomic
def begin_impact(
    *, form: str, title: str, unit_code: str, activities: Sequence[str], idempotency_key: str, actor: Actor, now: datetime
) -> Impact:
    """Open a dossier on one or more activities of the register, with what the register answers; the same key again returns the first.

    The time to send it runs from the first day of processing of the earliest of them. ``Forbidden``, ``ImpactWrong``.
    """
    require(policies.can_write_impact(actor=actor, is_dpo=core.is_dpo(actor=actor, now=now), unit_code=unit_code))
    key = f"{actor.ref}:{idempotency_key or now.timestamp()}"[:64]
    take_turns("privacy.impact")  # numbers follow each other without a gap
    if (before := models.Impact.objects.filter(key=key).first()) is not None:
        return reads.view(before, now=now, whole=True)
    chosen = _checked(form=form, title=title, unit_code=unit_code, activities=activities, now=now)
    first, today = min(a.since for a in chosen), local_date(now)
    told: Any = prefill.answers(reads.form_of(form), activities=chosen, unit_code=unit_code, on=today)
    row = models.Impact.objects.create(
        key=key, code=_next_code(now), form=form, title=title.strip()[:200], unit_code=unit_code, activities=[a.key for a in chosen],
        answers=told, prefilled=told, fingerprint={a.key: rules.fingerprint(a) for a in chosen}, writers=[actor.ref],
        author_name=actor.name[:120], created_at=now, first_on=first,
        due_on=rules.due_on(first_on=first, days=reads.days(first_on=first, today=today)),
    )  # fmt: skip
    core.note(row, "begun", actor=actor, now=now, text=", ".join(a.name_vi for a in chosen))
    return reads.view(row, now=now, whole=True)


@transaction.atomic
def write_impact(*, code: str, answers: Mapping[str, str], actor: Actor, now: datetime, seq: int | None = None) -> Impact:
    """Answer questions of the form; those not named stay as they are. The same answers again change nothing.

    ``ImpactUnknown``, ``Forbidden``, ``StepRefused`` after approval, ``ImpactChanged``, ``ImpactWrong``.
    """
    row = core.by_writer(code=code, actor=actor, now=now)
    form = reads.form_of(row.form)
    told = {f.key: answers[f.key].replace("\r\n", "\n").strip() for f in form.fields if f.key in answers}
    long = {k: (f"Tối đa {_LONGEST} ký tự.", f"At most {_LONGEST} characters.") for k, text in told.items() if len(text) > _LONGEST}
    if long:
        raise ImpactWrong(fields=long)
    changed = [f for f in form.fields if f.key in told and told[f.key] != row.answers.get(f.key, "")]
    if not changed:
        core.step(row, "write")
        return reads.view(row, now=now, whole=True)
    core.touch(row, seq=seq, actor=actor)
    row.answers = {**row.answers, **told}
    row.save()
    core.note(row, "written", actor=actor, now=now, text="; ".join(f.vi for f in changed))
    return reads.view(row, now=now, whole=True)


@transaction.atomic
def refill_impact(*, code: str, actor: Actor, now: datetime) -> Impact:
    """Take over what the register says now: answers that nobody had changed follow it, those that people wrote stay. Again: nothing."""
    row = core.by_writer(code=code, actor=actor, now=now)
    known = reads.activities_now(now)
    chosen = [known[k] for k in row.activities if k in known]
    told = prefill.answers(reads.form_of(row.form), activities=chosen, unit_code=row.unit_code, on=local_date(now))
    fingerprint = {a.key: rules.fingerprint(a) for a in chosen}
    if told == row.prefilled and fingerprint == row.fingerprint and len(chosen) == len(row.activities):
        core.step(row, "write")
        return reads.view(row, now=now, whole=True)
    core.touch(row, seq=None, actor=actor)
    stale = reads.outdated(row, known)
    row.answers = rules.refilled(answers=row.answers, before=row.prefilled, after=told)
    row.prefilled, row.fingerprint, row.activities = told, fingerprint, [a.key for a in chosen] or row.activities
    row.save()
    said = "; ".join(f"{o.name_vi}: {', '.join(vi for vi, _ in o.parts)}" for o in stale)
    core.note(row, "refilled", actor=actor, now=now, text=said)
    return reads.view(row, now=now, whole=True)


@transaction.atomic
def put_risk(*, code: str, risk: Risk, actor: Actor, now: datetime, number: int | None = None, seq: int | None = None) -> Impact:
    """Add a risk, or change the one of that number (from 1). ``ImpactWrong``, and the errors of ``write_impact``."""
    wrong = _wrong_risk(risk)
    if wrong:
        raise ImpactWrong(fields=wrong)
    row = core.by_writer(code=code, actor=actor, now=now)
    told = asdict(risk)
    if told in row.risks and (number is None or row.risks[number - 1 : number] == [told]):
        core.step(row, "write")
        return reads.view(row, now=now, whole=True)
    core.touch(row, seq=seq, actor=actor)
    if len(row.risks) >= _MOST_RISKS or (number is not None and not 1 <= number <= len(row.risks)):
        raise ImpactWrong(fields={"what": (f"Rủi ro số 1 đến {_MOST_RISKS}.", f"Risks are numbered 1 to {_MOST_RISKS}.")})
    row.risks = [*row.risks, told] if number is None else [told if n == number else r for n, r in enumerate(row.risks, 1)]
    row.save()
    core.note(row, "risk_put", actor=actor, now=now, text=f"{number or len(row.risks)}. {risk.what}")
    return reads.view(row, now=now, whole=True)


@transaction.atomic
def drop_risk(*, code: str, number: int, actor: Actor, now: datetime, seq: int | None = None) -> Impact:
    """Take the risk of that number out. ``ImpactWrong`` where there is none."""
    row = core.by_writer(code=code, actor=actor, now=now)
    core.touch(row, seq=seq, actor=actor)
    if not 1 <= number <= len(row.risks):
        raise ImpactWrong(fields={"": ("Không còn rủi ro này.", "This risk is no longer there.")})
    gone = row.risks[number - 1]
    row.risks = [r for n, r in enumerate(row.risks, 1) if n != number]
    row.save()
    core.note(row, "risk_dropped", actor=actor, now=now, text=gone["what"])
    return reads.view(row, now=now, whole=True)


def _wrong_risk(risk: Risk) -> dict[str, tuple[str, str]]:
    wrong: dict[str, tuple[str, str]] = {}
    if not risk.what.strip():
        wrong["what"] = ("Ghi điều có thể xảy ra với người có dữ liệu.", "Say what may happen to the people concerned.")
    for name in ("likelihood", "impact", "likelihood_after", "impact_after"):
        if not rules.LOW <= getattr(risk, name) <= rules.HIGH:
            wrong[name] = ("Chọn một mức từ 1 đến 5.", "Choose a level from 1 to 5.")
    if not wrong and risk.level_after > risk.level:
        wrong["likelihood_after"] = ("Sau biện pháp, mức rủi ro không thể cao hơn trước.", "Measures cannot make the risk greater.")
    return wrong


def _checked(*, form: str, title: str, unit_code: str, activities: Sequence[str], now: datetime) -> list[Activity]:
    wrong: dict[str, tuple[str, str]] = {}
    if form not in {f.key for f in reads.forms()}:
        wrong["form"] = ("Chọn mẫu hồ sơ.", "Choose the form.")
    if not title.strip():
        wrong["title"] = ("Ghi tên hồ sơ.", "Give the dossier a name.")
    known = reads.activities_now(now)
    chosen = [known[k] for k in dict.fromkeys(activities) if k in known]
    if not chosen or len(chosen) != len(set(activities)):
        wrong["activities"] = ("Chọn ít nhất một hoạt động trong sổ đăng ký.", "Choose at least one activity of the register.")
    try:
        units.get(code=unit_code, on=local_date(now))
    except NamedError:
        wrong["unit"] = ("Chọn đơn vị lập hồ sơ.", "Choose the unit whose dossier it is.")
    if wrong:
        raise ImpactWrong(fields=wrong)
    return chosen


def _next_code(now: datetime) -> str:
    start = f"DG-{local(now):%Y}-"
    return f"{start}{models.Impact.objects.filter(code__startswith=start).count() + 1:04d}"
