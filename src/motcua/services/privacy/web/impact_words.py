"""Words and rows of the pages of impact assessments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.kernel.actors import Actor
from motcua.kernel.dates_vi import show_date, show_instant
from motcua.services.privacy import api, policies
from motcua.services.privacy.contracts import Impact, ImpactClock, ImpactGap, ImpactState, Risk, Way
from motcua.services.privacy.rules import impacts as rules
from motcua.services.privacy.web import edge

_TAGS = {
    ImpactState.DRAFT: "moving", ImpactState.PROPOSED: "waiting", ImpactState.APPROVED: "moving", ImpactState.SENT: "waiting",
    ImpactState.RETURNED: "late", ImpactState.ACCEPTED: "done", ImpactState.ENDED: "stopped",
}  # fmt: skip


def word(thing: Any, language: str) -> str:
    """The word of a state, a way or a form's part."""
    return str(thing.en if language == "en" else thing.vi)


def clock_word(clock: ImpactClock) -> tuple[str, str]:
    """The countdown in words, and the state of its tag."""
    if clock.settled:
        return (_("Đã gửi, chậm %(n)s ngày") % {"n": -clock.left}, "late") if clock.late else (_("Xong phần gửi"), "done")
    if clock.late:
        return _("Quá hạn gửi %(n)s ngày") % {"n": -clock.left}, "late"
    return _("Còn %(n)s ngày để gửi") % {"n": clock.left}, "waiting"


def columns() -> list[dict[str, Any]]:
    """Columns of the list."""
    return [{"text": t} for t in (_("Hồ sơ"), _("Đơn vị"), _("Trạng thái"), _("Hạn gửi"), _("Theo sổ đăng ký"))]


def row(found: Impact, *, language: str) -> dict[str, Any]:
    """One line of the list."""
    said, state = clock_word(found.clock)
    update = {"text": _("Cần cập nhật"), "state": "late"} if found.needs_update else {"text": _("Khớp"), "state": "done"}
    return {
        "cells": [
            {"text": found.code, "href": reverse("privacy_impact", args=[found.code]), "hint": found.title}, found.unit_name,
            {"text": word(found.state, language), "state": _TAGS[found.state]},
            {"text": said, "state": state, "hint": show_date(found.clock.due_on, language)}, update,
        ],
        "key": found.code, "name": found.code, "tone": "late" if found.clock.late and not found.clock.settled else "",
    }  # fmt: skip


def gap(found: ImpactGap, *, language: str) -> dict[str, Any]:
    """An activity that has no dossier, with the way to begin one."""
    said, state = clock_word(found.clock)
    return {
        "name": found.name_en if language == "en" else found.name_vi, "due": show_date(found.clock.due_on, language), "clock": said,
        "state": state, "href": f"{reverse('privacy_impact_begin')}?hoat-dong={found.activity}",
    }  # fmt: skip


def forms(language: str) -> list[tuple[str, str]]:
    """Forms to choose from."""
    english = language == "en"
    return [(f.key, f"{f.number_en}: {f.name_en}" if english else f"{f.number_vi}: {f.name_vi}") for f in api.impact_forms()]


def ways(language: str) -> list[tuple[str, str]]:
    """Ways of sending to choose from."""
    return [(w.value, word(w, language)) for w in Way]


def states(language: str) -> list[tuple[str, str]]:
    """States to narrow a list by."""
    return [("", _("Mọi trạng thái")), *((s.value, word(s, language)) for s in ImpactState)]


def dues() -> list[tuple[str, str]]:
    """What to narrow a list by besides."""
    return [("", _("Mọi hạn")), ("late", _("Quá hạn")), ("soon", _("Sắp đến hạn (30 ngày)")), ("update", _("Cần cập nhật"))]


def levels() -> list[tuple[str, str]]:
    """Levels of likelihood and impact."""
    told = (_("1 – rất thấp"), _("2 – thấp"), _("3 – vừa"), _("4 – cao"), _("5 – rất cao"))
    return [(str(n), text) for n, text in enumerate(told, 1)]


def page(found: Impact, *, actor: Actor, now: datetime, language: str) -> dict[str, Any]:
    """All that the page of one dossier shows."""
    said, clock_state = clock_word(found.clock)
    is_dpo = api.is_dpo(actor=actor, on=edge.today_of(now))
    writes = bool(policies.can_write_impact(actor=actor, is_dpo=is_dpo, unit_code=found.unit_code))
    allowed = {name: found.state in of for name, of in rules.STEPS.items()}
    return {
        "found": found, "tag": {"text": word(found.state, language), "state": _TAGS[found.state]}, "clock": said,
        "clock_state": clock_state, "due": show_date(found.clock.due_on, language), "facts": _facts(found, language),
        "may": {
            "write": writes and allowed["write"], "propose": writes and allowed["propose"], "approve": is_dpo and allowed["approve"],
            "send": is_dpo and allowed["send"], "answer": is_dpo and allowed["accept"], "renew": writes and allowed["renew"],
            "end": is_dpo and allowed["end"], "add": writes,
        },
        "lacking": [en if language == "en" else vi for vi, en in found.lacking] if allowed["propose"] else [],
        "outdated": [_stale(o, language) for o in found.outdated] if found.needs_update else [],
        "sections": [
            {"title": word(s, language), "facts": [{"name": word(f, language), "value": _lines(found, f.key)} for f in s.fields]}
            for s in found.form.sections
        ],
        "risks": [risk(r, n) for n, r in enumerate(found.risks, 1)], "history": [_step(e, language) for e in found.events],
        "versions": [
            [str(v.version), show_instant(v.at, language), v.written_by, v.approved_by, {"text": v.digest[:16] + "…", "breaks": True}]
            for v in found.versions
        ],
        "version_columns": [{"text": t} for t in (_("Phiên bản"), _("Duyệt lúc"), _("Người trình"), _("Người duyệt"), "SHA-256")],
        "files": [
            {"title": f.name, "href": reverse("privacy_impact_evidence", args=[found.code, f.file_id]),
             "about": f"{max(1, f.size // 1000)} kB", "note": f"SHA-256 {f.sha256[:16]}…"}
            for f in found.files
        ],
        "ways": ways(language), "outcomes": [("accepted", _("Được chấp nhận")), ("returned", _("Bị trả lại để hoàn thiện"))],
        "today": edge.today_of(now),
    }  # fmt: skip


def risk(found: Risk, number: int) -> dict[str, Any]:
    """One risk with its levels in words and shapes."""
    return {"number": number, "risk": found, "before": _level(found.level), "after": _level(found.level_after)}


def _level(level: int) -> dict[str, str]:
    said, state = {
        "low": (_("thấp"), "done"), "middling": (_("vừa"), "waiting"), "high": (_("cao"), "late"),
    }[rules.grade(level)]  # fmt: skip
    return {"text": f"{level} – {said}", "state": state}


def _lines(found: Impact, key: str) -> list[str]:
    return found.answers.get(key, "").splitlines()


def _stale(found: Any, language: str) -> str:
    english = language == "en"
    parts = ", ".join(en if english else vi for vi, en in found.parts)
    return f"{found.name_en if english else found.name_vi}: {parts}"


def _facts(found: Impact, language: str) -> list[dict[str, Any]]:
    english = language == "en"

    def on(value: Any) -> str:
        return show_date(value, language) if value else ""

    pairs: list[tuple[str, Any]] = [
        (_("Mẫu"), f"{found.form.number_en}: {found.form.name_en}" if english else f"{found.form.number_vi}: {found.form.name_vi}"),
        (_("Đơn vị"), found.unit_name), (_("Hoạt động xử lý"), [en if english else vi for vi, en in found.activity_names]),
        (_("Ngày đầu tiên xử lý"), on(found.clock.first_on)), (_("Phiên bản"), str(found.version)), (_("Người lập"), found.written_by),
    ]  # fmt: skip
    later = [
        (_("Người trình"), found.proposed_by), (_("Người duyệt"), found.approved_by), (_("Gửi ngày"), on(found.sent_on)),
        (_("Số văn bản"), found.sent_number), (_("Cách gửi"), word(found.sent_way, language) if found.sent_way else ""),
        (_("Bị trả lại ngày"), on(found.returned_on)), (_("Phải hoàn thiện"), found.returned_why),
        (_("Được chấp nhận ngày"), on(found.accepted_on)), (_("Số văn bản chấp nhận"), found.accepted_number),
        (_("Hết hiệu lực ngày"), on(found.ended_on)), (_("Lý do"), found.ended_why),
    ]  # fmt: skip
    return [{"name": name, "value": value} for name, value in [*pairs, *(p for p in later if p[1])]]


def _step(event: Any, language: str) -> dict[str, str]:
    kinds = {
        "begun": _("Lập hồ sơ mới"), "written": _("Sửa nội dung"), "refilled": _("Cập nhật theo sổ đăng ký"), "risk_put": _("Ghi rủi ro"),
        "risk_dropped": _("Bỏ rủi ro"), "proposed": _("Trình duyệt"), "approved": _("Duyệt"), "refused": _("Chưa duyệt"),
        "sent": _("Gửi cơ quan chuyên trách"), "returned": _("Bị trả lại"), "accepted": _("Được chấp nhận"),
        "renewed": _("Lập phiên bản mới"), "ended": _("Hết hiệu lực"), "evidence": _("Thêm tài liệu"), "evidence_read": _("Mở tài liệu"),
        "warned": _("Nhắc hạn"),
    }  # fmt: skip
    return {
        "title": kinds[event.kind], "state": "late" if event.kind in ("warned", "returned") else "done",
        "at": show_instant(event.at, language), "who": event.who, "text": event.text,
    }  # fmt: skip


def export_heads() -> list[str]:
    """Columns of the exported list."""
    return [
        _("Mã"), _("Mẫu"), _("Tên hồ sơ"), _("Đơn vị"), _("Hoạt động xử lý"), _("Ngày đầu tiên xử lý"), _("Hạn gửi"), _("Trạng thái"),
        _("Phiên bản"), _("Người lập"), _("Người duyệt"), _("Gửi ngày"), _("Số văn bản"), _("Cách gửi"), _("Số rủi ro"),
        _("Mức cao nhất sau biện pháp"), _("Cần cập nhật"),
    ]  # fmt: skip


def export_rows(found: Iterable[Impact], language: str) -> Iterator[list[str]]:
    """The list row by row."""
    english = language == "en"
    for i in found:
        yield [
            i.code, i.form.number_en if english else i.form.number_vi, i.title, i.unit_name,
            "; ".join(en if english else vi for vi, en in i.activity_names), show_date(i.clock.first_on, language),
            show_date(i.clock.due_on, language), word(i.state, language), str(i.version), i.written_by, i.approved_by,
            show_date(i.sent_on, language) if i.sent_on else "", i.sent_number, word(i.sent_way, language) if i.sent_way else "",
            str(len(i.risks)), str(max((r.level_after for r in i.risks), default="")), "; ".join(_stale(o, language) for o in i.outdated),
        ]  # fmt: skip
