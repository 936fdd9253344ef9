"""Words and rows of the breach register's pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.kernel.actors import Actor, Role
from motcua.kernel.dates_vi import show_instant, show_span
from motcua.services.privacy import api
from motcua.services.privacy.contracts import Breach, BreachClock, BreachKind, BreachState, Harm
from motcua.services.privacy.web import edge

# Instants that the steps ask for, and the step of each.
INSTANTS = {"notified": "co-quan", "repaired": "khac-phuc"}
_TAGS = {
    BreachState.REPORTED: "waiting", BreachState.CONTAINED: "moving", BreachState.ASSESSED: "moving", BreachState.NOTIFIED: "moving",
    BreachState.CLOSING: "waiting", BreachState.CLOSED: "done",
}  # fmt: skip


def kinds(language: str) -> list[tuple[str, str]]:
    """Kinds of breaches to choose from."""
    return [(k.value, k.en if language == "en" else k.vi) for k in BreachKind]


def data_kinds(language: str) -> list[tuple[str, str]]:
    """Kinds of data to choose from; sensitive ones say so."""
    star = _("nhạy cảm")
    return [(k, f"{row[language]} ({star})" if row["sensitive"] else row[language]) for k, row in api.data_kinds().items()]


def tag(state: BreachState, language: str) -> dict[str, str]:
    """The word and the shape of a state."""
    return {"text": state.en if language == "en" else state.vi, "state": _TAGS[state]}


def clock_word(clock: BreachClock, language: str) -> tuple[str, str]:
    """The countdown in words, and the state of its tag."""
    span = show_span(abs(clock.left), language)
    if clock.settled:
        return (_("Đã thông báo, chậm %(span)s") % {"span": span}, "late") if clock.late else (_("Đã xong phần thông báo"), "done")
    if clock.late:
        return _("Quá hạn thông báo %(span)s") % {"span": span}, "late"
    return _("Còn %(span)s để thông báo") % {"span": span}, "waiting"


def columns() -> list[dict[str, Any]]:
    """Columns of the list."""
    return [{"text": t} for t in (_("Vụ việc"), _("Đơn vị"), _("Phát hiện lúc"), _("Trạng thái"), _("Hạn 72 giờ"))]


def row(found: Breach, *, language: str) -> dict[str, Any]:
    """One line of the list."""
    word, state = clock_word(found.clock, language)
    shown = tag(found.state, language)
    return {
        "cells": [
            {"text": found.code, "href": reverse("privacy_breach", args=[found.code]), "hint": found.title},
            found.unit_name, show_instant(found.discovered_at, language), {"text": shown["text"], "state": shown["state"]},
            {"text": word, "state": state},
        ],
        "key": found.code, "name": found.code, "tone": "late" if found.clock.late and not found.clock.settled else "",
    }  # fmt: skip


def page(found: Breach, *, actor: Actor, now: datetime, language: str) -> dict[str, Any]:
    """All that the page of one breach shows."""
    word, state = clock_word(found.clock, language)
    is_dpo = api.is_dpo(actor=actor, on=edge.today_of(now))
    approves = is_dpo or actor.has(role=Role.LEADER, unit_code=found.unit_code)
    closed = found.state is BreachState.CLOSED
    return {
        "found": found, "tag": tag(found.state, language), "clock": word, "clock_state": state, "facts": _facts(found, language),
        "due": show_instant(found.clock.due_at, language), "handles": is_dpo and not closed, "closed": closed,
        "may_approve": approves and found.state is BreachState.CLOSING, "key": uuid4().hex,
        "history": [_step(e, language) for e in found.events],
        "files": [
            {"title": f.name, "href": reverse("privacy_breach_evidence", args=[found.code, f.file_id]),
             "about": f"{max(1, f.size // 1000)} kB", "note": f"SHA-256 {f.sha256[:16]}…"}
            for f in found.files
        ],
        "harms": [(h.value, h.en if language == "en" else h.vi) for h in Harm], "boxes": {n: edge.instant_boxes(now) for n in INSTANTS},
        "yes_no": [("yes", _("Có")), ("no", _("Không"))],
    }  # fmt: skip


def _facts(found: Breach, language: str) -> list[dict[str, Any]]:
    kinds_vi = [api.data_kinds()[k][language] for k in found.data_kinds]
    unknown = _("Chưa xác định")
    people = unknown if found.people_count is None else str(found.people_count)

    def at(value: datetime | None) -> str:
        return show_instant(value, language) if value else ""

    pairs: list[tuple[str, Any]] = [
        (_("Loại vi phạm"), found.kind.en if language == "en" else found.kind.vi), (_("Đơn vị"), found.unit_name),
        (_("Mô tả"), found.what), (_("Phát hiện lúc"), at(found.discovered_at)), (_("Xảy ra lúc"), at(found.happened_at) or unknown),
        (_("Loại dữ liệu"), kinds_vi or unknown), (_("Số người bị ảnh hưởng"), people),
        (_("Nguyên nhân"), found.cause or unknown), (_("Người báo"), f"{found.reported_by}, {at(found.reported_at)}"),
    ]  # fmt: skip
    later = [
        (_("Biện pháp"), found.measures), (_("Mức độ"), (found.harm.en if language == "en" else found.harm.vi) if found.harm else ""),
        (_("Căn cứ đánh giá"), found.assessment), (_("Thông báo cơ quan chuyên trách"), at(found.notified_at)),
        (_("Số văn bản"), found.notice_number), (_("Lý do chậm"), found.late_reason),
        (_("Đã báo người bị ảnh hưởng"), str(found.people_told) if found.people_told else ""), (_("Khắc phục xong"), at(found.repaired_at)),
        (_("Bài học"), found.lessons), (_("Đề nghị đóng"), found.closing_by), (_("Duyệt đóng"), found.closed_by),
        (_("Giữ hồ sơ ít nhất đến"), at(found.keep_until)),
    ]  # fmt: skip
    return [{"name": name, "value": value} for name, value in [*pairs, *(p for p in later if p[1])]]


def _step(event: Any, language: str) -> dict[str, str]:
    kinds_of = {
        "reported": _("Báo vi phạm"), "contained": _("Ngăn chặn"), "assessed": _("Đánh giá mức độ"), "repaired": _("Khắc phục"),
        "note": _("Ghi chú"), "evidence": _("Thêm chứng cứ"), "evidence_read": _("Mở chứng cứ"),
        "notified": _("Thông báo cơ quan chuyên trách"), "people_told": _("Báo người bị ảnh hưởng"), "warned": _("Nhắc hạn"),
        "closing": _("Đề nghị đóng"), "closing_refused": _("Chưa duyệt đóng"), "closed": _("Đóng vụ việc"),
    }  # fmt: skip
    return {
        "title": kinds_of[event.kind], "state": "late" if event.kind == "warned" else "done", "at": show_instant(event.at, language),
        "who": event.who, "text": event.text,
    }  # fmt: skip


def export_heads() -> list[str]:
    """Columns of the exported register."""
    return [
        _("Mã"), _("Sự việc"), _("Loại"), _("Đơn vị"), _("Phát hiện lúc"), _("Xảy ra lúc"), _("Loại dữ liệu"), _("Số người"),
        _("Nguyên nhân"),
        _("Mức độ"), _("Biện pháp"), _("Hạn thông báo"), _("Đã thông báo"), _("Số văn bản"), _("Lý do chậm"), _("Khắc phục"),
        _("Trạng thái"),
    ]  # fmt: skip


def export_rows(found: Iterable[Breach], language: str) -> Iterator[list[str]]:
    """The register row by row."""
    english = language == "en"
    for b in found:
        moments = [show_instant(v, language) if v else "" for v in (b.discovered_at, b.happened_at, b.clock.due_at, b.notified_at)]
        yield [
            b.code, b.title, b.kind.en if english else b.kind.vi, b.unit_name, moments[0], moments[1],
            ", ".join(api.data_kinds()[k][language] for k in b.data_kinds), "" if b.people_count is None else str(b.people_count), b.cause,
            (b.harm.en if english else b.harm.vi) if b.harm else "", b.measures, moments[2], moments[3], b.notice_number, b.late_reason,
            show_instant(b.repaired_at, language) if b.repaired_at else "", b.state.en if english else b.state.vi,
        ]  # fmt: skip
