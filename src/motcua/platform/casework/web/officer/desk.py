"""The dossier desk: papers left, facts centre, clock and actions right, history below."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.foundation.registers import api as registers
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.kernel.ids import uuid7
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import (
    Dossier,
    DossierStatus,
    Due,
    EventKind,
    FilingKind,
    OpinionState,
    OpinionView,
    Relation,
    SideVerb,
    TimelineItem,
    Verb,
)
from motcua.platform.casework.contracts.desk import NoteView
from motcua.platform.casework.web.officer import words
from motcua.platform.casework.web.officer.inbox import ROLES, name_of
from motcua.platform.casework.web.officer.panels import panels

_SHEETS = {"mau-01": "Mẫu 01", "mau-02": "Mẫu 02", "mau-03": "Mẫu 03", "mau-04": "Mẫu 04", "mau-05": "Mẫu 05"}


@audience("officer", roles=ROLES)
@require_GET
def dossier(request: HttpRequest, code: str) -> HttpResponse:
    """One dossier as its officer works on it."""
    return page(request, code)


def page(
    request: HttpRequest,
    code: str,
    *,
    failed: str = "",
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The desk page; after a refused action with what was typed, and the refusal on top."""
    actor = actor_of(request)
    language, now = language_of(request), clock.now()
    shown = casework.desk_page(code=code, actor=actor, now=now, language=language)
    found = shown.page.dossier
    asks = any(a.verb in (Verb.REQUEST_SUPPLEMENT, Verb.EXTEND_SUPPLEMENT) for a in shown.page.actions)
    days = int(registers.rule(code="casework.supplement_days", on=local_date(now)).value) if asks else 0
    forms = panels(
        actions=shown.page.actions, dossier=found, language=language, now=now, default_days=days, typed=typed, errors=errors, failed=failed
    )
    context = {
        **_file(shown, language, now),
        "panels": forms,
        "problem": problem,
        "errors": {f"{failed}-{name}": text for name, text in (errors or {}).items()},
        "note": _note_form(shown, actor, typed or {}, errors or {}, failed),
    }
    if any(actor.subject_id == who for n in shown.notes for who, _name in n.mentions):
        casework.see_mentions(actor=actor, now=now, code=found.code)
    return render(request, "casework/officer/desk.html", context, status=status)


def _file(shown: casework.DeskPage, language: str, now: datetime) -> dict[str, Any]:
    """The dossier as the page shows it, whoever looks and whatever was typed."""
    found, due = shown.page.dossier, shown.page.due
    return {
        "dossier": found,
        "status_word": words.status_word(found.status, language),
        "status_tag": words.STATUS_TAGS[found.status],
        "step_word": found.step_name_en if language == "en" else found.step_name_vi,
        "papers": _papers(found),
        "sheets": _sheets(found, shown),
        "facts": _facts(found, language, now),
        "answers": [
            {"name": _pick(language, a.label_vi, a.label_en), "value": a.value, "source": _pick(language, a.source_vi, a.source_en)}
            for a in found.answers
        ],
        "due": due,
        "due_tag": words.DUE_TAGS[due.state],
        "due_word": words.due_word(due.state),
        "clock_facts": _clock_facts(found, due, now),
        "steps": [_step(item, language) for item in shown.page.timeline],
        "request_open": found.open_supplement,
        "open_deadline": words.at(found.open_supplement.deadline_at) if found.open_supplement else "",
        "lent": _lent(shown, now),
        "beside": _beside(shown, language),
        "opinions": _opinions(shown),
        "related": _related(shown, language),
        "notes": [_note(n) for n in shown.notes],
        "may_copy": shown.writes and found.result is not None,
        "officer": shown.writes,
    }


def _lent(shown: casework.DeskPage, now: datetime) -> str:
    """Whose work this is, when the officer has it by delegation alone."""
    held = shown.lent
    if held is None:
        return ""
    facts = {"form": held.form, "title": held.title, "name": name_of(held.on_behalf_of, now=now), "basis": held.basis}
    return _("Bạn làm việc này thay %(name)s (%(form)s %(title)s), theo %(basis)s.") % facts


def _beside(shown: casework.DeskPage, language: str) -> list[dict[str, str]]:
    """Side actions as links to their pages; what cannot be done says why."""
    found = [a for a in shown.page.beside if a.verb not in (SideVerb.APPEAL, SideVerb.RATE, SideVerb.RECALL_OPINION, SideVerb.GIVE_OPINION)]
    return [
        {
            "text": a.label_en if language == "en" else a.label_vi,
            "href": reverse("casework_beside", args=[shown.page.dossier.code, a.verb.value]) if a.enabled else "",
            "reason": a.reason_en if language == "en" else a.reason_vi,
        }
        for a in found
    ]


def _opinions(shown: casework.DeskPage) -> list[dict[str, Any]]:
    code = shown.page.dossier.code
    return [
        {
            "unit": o.unit_name or o.unit_code,
            "href": reverse("casework_opinion", args=[code, o.opinion_id]),
            "facts": opinion_facts(o),
            "tag": _OPINION_TAGS[o.state],
            "word": opinion_word(o),
            "text": words.shortened(o.text, 200),
            "mine": o.opinion_id in shown.asked_of,
            "secret": o.confidential,
        }
        for o in shown.page.dossier.opinions
    ]


_OPINION_TAGS = {
    OpinionState.OPEN: "moving",
    OpinionState.LATE: "late",
    OpinionState.GIVEN: "done",
    OpinionState.GIVEN_LATE: "waiting",
    OpinionState.RECALLED: "stopped",
}


def opinion_word(opinion: OpinionView) -> str:
    """Where an opinion stands, with its stance once it is given."""
    word = {
        OpinionState.OPEN: _("đang chờ ý kiến"),
        OpinionState.LATE: _("quá hạn trả lời"),
        OpinionState.GIVEN: _("đã cho ý kiến"),
        OpinionState.GIVEN_LATE: _("đã cho ý kiến, trễ hạn"),
        OpinionState.RECALLED: _("đã thu hồi"),
    }[opinion.state]
    return f"{word}: {opinion.stance.en if get_language() == 'en' else opinion.stance.vi}" if opinion.stance else word


def opinion_facts(opinion: OpinionView) -> list[dict[str, Any]]:
    """The question, its clock and the answer of an opinion, as facts."""
    facts = [
        {"name": _("Nội dung xin ý kiến"), "value": opinion.question},
        {"name": _("Người hỏi"), "value": opinion.asked_by},
        {"name": _("Hỏi lúc"), "value": words.at(opinion.asked_at)},
        {"name": _("Hạn trả lời"), "value": words.at(opinion.due_at)},
    ]
    if opinion.given_at:
        facts += [
            {"name": _("Ý kiến"), "value": opinion.text or opinion_word(opinion)},
            {"name": _("Người trả lời"), "value": opinion.given_by},
            {"name": _("Trả lời lúc"), "value": words.at(opinion.given_at)},
        ]
    return facts


def _related(shown: casework.DeskPage, language: str) -> list[dict[str, str]]:
    kinds = {
        Relation.PARENT: _("Là một phần của hồ sơ"),
        Relation.CHILD: _("Hồ sơ thành phần"),
        Relation.APPEAL: _("Khiếu nại quyết định này"),
        Relation.APPEALED: _("Khiếu nại quyết định của hồ sơ"),
    }
    return [
        {
            "title": f"{kinds[r.relation]}: {r.code}",
            "href": reverse("casework_desk", args=[r.code]),
            "note": f"{words.shortened(r.procedure_name, 80)} · {words.status_word(r.status, language)}",
        }
        for r in shown.related
    ]


def _note(note: NoteView) -> dict[str, Any]:
    return {
        "text": note.text,
        "author": note.author,
        "at": words.at(note.written_at),
        "secret": note.confidential,
        "names": ", ".join(name for _who_, name in note.mentions),
    }


def _note_form(
    shown: casework.DeskPage, actor: Actor, typed: Mapping[str, str], errors: Mapping[str, str], failed: str
) -> dict[str, Any] | None:
    if not shown.writes:
        return None
    back = failed == "note"
    people = [(str(who), name) for who, name in shown.colleagues if who != actor.subject_id]
    return {
        "text": typed.get("note-text", "") if back else "",
        "error": errors.get("text", "") or errors.get("mentions", "") if back else "",
        "confidential": bool(typed.get("note-confidential")) if back else False,
        "secret": shown.secret,
        "people": people,
        "key": str(uuid7()),
        "open": back,
    }


def _pick(language: str, vi: str, en: str) -> str:
    return en if language == "en" else vi


def _papers(found: Dossier) -> list[dict[str, str]]:
    return [
        {
            "title": words.shortened(p.name, 160),
            "href": reverse("casework_desk_paper", args=[found.code, p.paper_id]) if p.file_id else "",
            "about": f"{p.file_name}, {words.size(p.size)}" if p.file_id else "",
            "note": words.at(p.added_at),
            "state": "" if p.file_id else "waiting",
            "state_text": "" if p.file_id else _("bản giấy, chưa số hóa"),
        }
        for p in found.papers
    ]


def _sheets(found: Dossier, shown: casework.DeskPage) -> list[dict[str, Any]]:
    """Every sheet as PDF and Word, the control slip, and what was issued; revoked results say so."""
    made: list[dict[str, Any]] = []
    for seq, form in sorted(shown.page.sheets.items()):
        made.append({"title": _SHEETS.get(form, form), "href": reverse("casework_desk_sheet", args=[found.code, seq]), "about": "PDF"})
        made.append(
            {
                "title": _("%(form)s, bản Word") % {"form": _SHEETS.get(form, form)},
                "about": "DOCX",
                "href": reverse("casework_desk_sheet_word", args=[found.code, seq]),
            }
        )
    if shown.writes:
        made.append(
            {"title": _("Phiếu kiểm soát (Mẫu 06)"), "href": reverse("casework_desk_slip", args=[found.code, "pdf"]), "about": "PDF"}
        )
    if found.result is not None:
        made.append(
            {
                "title": _("Kết quả: %(title)s") % {"title": found.result.title},
                "href": reverse("casework_desk_result", args=[found.code]),
                "about": "PDF",
                "state": "done",
                "state_text": _("đã ký số"),
                "note": f"{found.result.signed_by}, {words.at(found.result.signed_at)}",
            }
        )
    made += [
        {
            "title": f"{entry.symbol} {words.shortened(entry.title, 80)}",
            "about": "PDF",
            "href": reverse("casework_desk_issued", args=[found.code, entry.code]),
            "note": words.at(entry.issued_at),
            "state": "stopped" if entry.revoked_at else "done",
            "state_text": _("đã thu hồi") if entry.revoked_at else _("bản sao") if entry.copy_kind else _("đang có hiệu lực"),
        }
        for entry in shown.issued
        if entry.copy_kind or entry.revoked_at
    ]
    return made


def _facts(found: Dossier, language: str, now: datetime) -> list[dict[str, Any]]:
    party = found.party
    facts: list[dict[str, Any]] = [
        {"name": _("Thủ tục"), "value": f"{found.procedure_name} ({found.procedure_code})"},
        {"name": _("Người nộp"), "value": party.name},
        {"name": _("Số định danh"), "value": party.number},
        {"name": _("Điện thoại"), "value": party.phone},
        {"name": _("Hình thức nộp"), "value": found.channel.en if language == "en" else found.channel.vi},
        {"name": _("Đơn vị giải quyết"), "value": found.unit_name},
        *_places(found),
        *_filed(found, language),
        *_holder(found, now),
        {"name": _("Phiên bản quy trình"), "value": str(found.definition_version)},
    ]
    if found.fee_amount:
        owing = found.waiting_for_fee or found.status is DossierStatus.FINANCIAL_DUTY
        state = _("chờ nộp") if owing else _("đã nộp")
        facts.append({"name": _("Phí, lệ phí"), "value": f"{found.fee_amount:,} đồng ({state})".replace(",", ".")})
    return facts


def _places(found: Dossier) -> list[dict[str, Any]]:
    """Where it lies now, where it was taken in, who is competent, when these are not the unit in whose name it runs."""
    named = [
        (_("Đang ở"), found.handler_code, found.handler_name),
        (_("Nơi tiếp nhận"), found.intake_code, found.intake_name),
        (_("Cơ quan có thẩm quyền"), found.authority_code, found.authority_name),
    ]
    return [{"name": label, "value": name or code} for label, code, name in named if code and code != found.unit_code]


def _filed(found: Dossier, language: str) -> list[dict[str, Any]]:
    if found.filing is FilingKind.SELF:
        return []
    how = found.filing.en if language == "en" else found.filing.vi
    who = f", {found.submitter.name} {found.submitter.number}".rstrip() if found.submitter else ""
    return [{"name": _("Cách nộp"), "value": f"{how}{who}"}]


def _holder(found: Dossier, now: datetime) -> list[dict[str, Any]]:
    if found.assigned_to is None:
        return []
    return [{"name": _("Người thụ lý"), "value": name_of(f"officer:{found.assigned_to}", now=now) or _("không rõ")}]


def _clock_facts(found: Dossier, due: Due, now: datetime) -> list[dict[str, str]]:
    facts = [{"name": _("Nộp lúc"), "value": words.at(found.submitted_at)}]
    if found.received_at:
        facts.append({"name": _("Tiếp nhận lúc"), "value": words.at(found.received_at)})
    if due.due_at:
        facts.append({"name": _("Hẹn trả"), "value": words.at(due.due_at)})
    ended = found.resolved_at is not None or found.status in (DossierStatus.WITHDRAWN, DossierStatus.STOPPED)
    if due.remaining_minutes is not None and not ended:
        facts.append({"name": _("Thời gian"), "value": words.remaining(due)})
    if due.step_due_at and not ended:
        late = " (" + _("đã quá") + ")" if due.step_due_at < now else ""
        facts.append({"name": _("Hạn của bước này"), "value": f"{words.at(due.step_due_at)}{late}"})
    if found.extensions:
        facts.append({"name": _("Đã hẹn lại"), "value": _("%(n)s lần") % {"n": found.extensions}})
    if due.net_minutes is not None and due.gross_minutes is not None:
        facts.append({"name": _("Thời gian giải quyết"), "value": words.minutes_word(due.net_minutes)})
    if due.paused_minutes:
        facts.append({"name": _("Đã tạm dừng"), "value": words.minutes_word(due.paused_minutes)})
    return facts


_WAITING = frozenset({EventKind.SUPPLEMENT_REQUESTED, EventKind.PAYMENT_REQUESTED})
_ENDED = frozenset({EventKind.REFUSED, EventKind.WITHDRAWN, EventKind.STOPPED})


def _who(label: str) -> str:
    """Who acted; what is not a person's name is said in the reader's language."""
    return {"Người nộp hồ sơ": _("Người nộp hồ sơ"), "Hệ thống": _("Hệ thống")}.get(label, label)


def _step(item: TimelineItem, language: str) -> dict[str, str]:
    moved = ""
    if item.due_before and item.due_after:
        moved = _("Ngày hẹn trả từ %(before)s thành %(after)s.") % {"before": words.at(item.due_before), "after": words.at(item.due_after)}
    return {
        "title": item.title_en if language == "en" else item.title_vi,
        "state": "waiting" if item.kind in _WAITING else "stopped" if item.kind in _ENDED else "done",
        "at": words.at(item.at),
        "who": _who(item.actor_label),
        "text": " ".join(t for t in (item.note, moved) if t),
    }
