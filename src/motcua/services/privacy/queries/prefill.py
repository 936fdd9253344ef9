"""What the register of processing already answers of an impact assessment, in Vietnamese as the form is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from django.conf import settings

from motcua.kernel.dates_vi import show_date
from motcua.services.privacy.contracts import Activity
from motcua.services.privacy.contracts.impacts import ImpactForm
from motcua.services.privacy.queries import officers


def answers(form: ImpactForm, *, activities: Sequence[Activity], unit_code: str, on: date) -> dict[str, str]:
    """Texts for the questions that the register answers, by the keys of the questions."""
    found: dict[str, str] = {}
    for question in form.fields:
        if question.fill == "controller":
            found[question.key] = f"UBND {settings.MOTCUA_CITY}\nĐơn vị lập hồ sơ: {officers.unit_name(code=unit_code, on=on)}"
        elif question.fill == "dpo":
            found[question.key] = _lines(f"{t.officer_name}, {t.unit_name} (Quyết định {t.basis})" for t in officers.terms(on=on))
        elif question.fill:
            found[question.key] = _lines(line for a in activities for line in _FILL[question.fill](a))
    return found


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(lines))  # what several activities share is said once


def _purposes(a: Activity) -> list[str]:
    return [f"– {p.name_vi}: {p.citation}" for p in a.purposes]


def _subjects(a: Activity) -> list[str]:
    return [f"– {a.name_vi}: {a.subjects_vi}"]


def _data(a: Activity) -> list[str]:
    return [f"– {t.name}: {', '.join(t.personal)}" for t in a.personal]


def _recipients(a: Activity) -> list[str]:
    told = [f"– {a.name_vi}: {a.recipients_vi}"]
    for r in a.receivers:
        fields = ", ".join(vi for vi, _ in r.fields) if r.fields is not None else "chưa mô tả trên trục"
        told.append(f"– {r.name_vi} ({r.what_vi}): {fields}")
    return told


def _period(a: Activity) -> list[str]:
    begun = f"– {a.name_vi}: từ ngày {show_date(a.since, 'vi')}"
    return [begun, *(f"– {t.name}: lưu {t.retention}" for t in a.personal)]


def _measures(a: Activity) -> list[str]:
    """What is ciphertext, what is a keyed digest (the columns of blind indexes), and what is neither."""
    lines = []
    for t in a.personal:
        digests = {name for name in t.personal if name.endswith("_index")}
        told = (
            ("mã hoá khi lưu (AES-256-GCM)", t.encrypted), ("chỉ giữ chuỗi băm có khoá", sorted(digests)),
            ("không mã hoá", sorted(set(t.personal) - set(t.encrypted) - digests)),
        )  # fmt: skip
        lines += [f"– {t.name}: {how} {', '.join(names)}" for how, names in told if names]
    return lines


_FILL: dict[str, Callable[[Activity], list[str]]] = {
    "purposes": _purposes, "subjects": _subjects, "data": _data, "recipients": _recipients, "period": _period, "measures": _measures,
}  # fmt: skip
