"""The time, the steps and the duty to update of impact assessments (Luật 91/2025/QH15 Điều 21, 22; NĐ 356/2025/NĐ-CP)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

from motcua.services.privacy.contracts.impacts import ImpactClock, ImpactForm, ImpactState, Risk
from motcua.services.privacy.contracts.register import Activity

LOW, HIGH = 1, 5  # of likelihood and impact
# From which product on a risk is called middling or high: a convention of the city, as the scale itself.
MIDDLING, GRAVE = 5, 12
SOON_DAYS = 30
# What of the register's entry a dossier rests on.
PARTS = {
    "subjects": ("chủ thể dữ liệu", "whose data they are"),
    "purposes": ("mục đích, căn cứ", "purposes and grounds"),
    "recipients": ("bên nhận", "recipients"),
    "data": ("trường dữ liệu cá nhân", "personal fields"),
    "period": ("thời gian, thời hạn lưu", "times of processing and keeping"),
    "measures": ("mã hoá", "encryption"),
}  # fmt: skip
_WRITABLE = (ImpactState.DRAFT, ImpactState.PROPOSED)
# From which states each step may be taken.
STEPS: Mapping[str, tuple[ImpactState, ...]] = {
    "write": _WRITABLE,
    "propose": (ImpactState.DRAFT,),
    "approve": (ImpactState.PROPOSED,),
    "refuse": (ImpactState.PROPOSED,),
    "send": (ImpactState.APPROVED,),
    "return": (ImpactState.SENT,),
    "accept": (ImpactState.SENT,),
    "renew": (ImpactState.APPROVED, ImpactState.SENT, ImpactState.RETURNED, ImpactState.ACCEPTED),
    "end": tuple(s for s in ImpactState if s is not ImpactState.ENDED),
}


def due_on(*, first_on: date, days: int) -> date:
    """The last day for sending: calendar days after the first day of processing, which itself does not count."""
    return first_on + timedelta(days=days)


def clock(*, first_on: date, due: date, sent_on: date | None, ended: bool, today: date) -> ImpactClock:
    """The countdown in days. It stands where the first sending stopped it; a dossier that ended unsent is settled and never late."""
    until = sent_on or today
    return ImpactClock(
        first_on=first_on, due_on=due, left=(due - until).days, settled=sent_on is not None or ended,
        late=until > due and (sent_on is not None or not ended),
    )  # fmt: skip


def warnings(*, due: date, marks: Sequence[int], today: date, sent: Collection[int]) -> tuple[int, ...]:
    """Days before the last day at which a warning is due and was not sent yet, the widest first."""
    left = (due - today).days
    return tuple(mark for mark in sorted(marks, reverse=True) if mark not in sent and left <= mark)


def fingerprint(activity: Activity) -> dict[str, str]:
    """SHA-256 of each part of the register's entry that a dossier rests on; the order in which rooms tell things does not matter."""
    receivers = sorted(f"{r.kind}|{r.name_vi}|{r.what_vi}|{r.purpose_vi}|{r.fields}" for r in activity.receivers)
    personal = activity.personal
    told: dict[str, object] = {
        "subjects": activity.subjects_vi,
        "purposes": sorted(f"{p.code}|{p.name_vi}|{p.ground}|{p.citation}" for p in activity.purposes),
        "recipients": [activity.recipients_vi, *receivers],
        "data": sorted(f"{t.table}|{','.join(sorted(t.personal))}" for t in personal),
        "period": [activity.since.isoformat(), *sorted(f"{t.table}|{t.retention}" for t in personal)],
        "measures": sorted(f"{t.table}|{','.join(sorted(t.encrypted))}" for t in personal),
    }
    return {part: _digest(value) for part, value in told.items()}


def changed_parts(*, kept: Mapping[str, str], now: Mapping[str, str] | None) -> tuple[str, ...]:
    """Keys of the parts that differ; all of them for an activity that the register does not name any more."""
    return tuple(part for part in PARTS if now is None or kept.get(part) != now.get(part))


def lacking(form: ImpactForm, *, answers: Mapping[str, str], risks: Sequence[Risk], outdated: bool) -> tuple[tuple[str, str], ...]:
    """What a dossier still needs before it is proposed, in both languages; empty when it is whole."""
    missing = [(f"“{f.vi}”", f"“{f.en}”") for f in form.fields if f.needed and not answers.get(f.key, "").strip()]
    if not risks:
        missing.append(("ít nhất một rủi ro", "at least one risk"))
    missing += [(f"biện pháp cho rủi ro {n}", f"measures against risk {n}") for n, r in enumerate(risks, 1) if not r.measures.strip()]
    if outdated:
        missing.append(("nội dung mới của sổ đăng ký", "what changed in the register"))
    return tuple(missing)


def grade(level: int) -> str:
    """low, middling or high."""
    return "high" if level >= GRAVE else "middling" if level >= MIDDLING else "low"


def refilled(
    *, answers: Mapping[str, str], before: Mapping[str, str], after: Mapping[str, str]
) -> dict[str, str]:  # fmt: skip
    """Answers with what the register says now, where nobody had changed what it said before; what people wrote stays."""
    return {**answers, **{k: text for k, text in after.items() if answers.get(k, "") in ("", before.get(k, ""))}}


def content_digest(content: Mapping[str, object]) -> str:
    """SHA-256 of what was approved."""
    return _digest(content)


def words(pairs: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """Pairs as two lists for people."""
    told = list(pairs)
    return ", ".join(vi for vi, _ in told), ", ".join(en for _, en in told)


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()
