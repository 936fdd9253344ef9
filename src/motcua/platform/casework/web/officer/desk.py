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
from motcua.platform.casework.actions import forms
from motcua.platform.casework.contracts import (
    OpinionState,
    OpinionView,
    Relation,
    SideVerb,
    Verb,
)
from motcua.platform.casework.contracts.desk import NoteView
from motcua.platform.casework.web import changed, neighbours
from motcua.platform.casework.web.officer import shown, words
from motcua.platform.casework.web.officer.inbox import ROLES, name_of
from motcua.platform.casework.web.officer.panels import field_errors, panels, with_grounds


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
    read = casework.desk_page(code=code, actor=actor, now=now, language=language)
    found = read.page.dossier
    casework.note_reading(found=found, actor=actor, now=now)
    errors = field_errors(failed, errors or {})
    asks = any(a.verb in (Verb.REQUEST_SUPPLEMENT, Verb.EXTEND_SUPPLEMENT) for a in read.page.actions)
    days = int(registers.rule(code="casework.supplement_days", on=local_date(now)).value) if asks else 0
    forms = panels(
        actions=read.page.actions, dossier=found, language=language, now=now, default_days=days, typed=typed, errors=errors, failed=failed
    )
    context = {
        **_file(read, language, now),
        "panels": with_grounds(forms, grounds=read.grounds, failed=failed),
        "more_panels": neighbours.panels_of(request, found, audience="officer"),
        "problem": problem,
        "errors": {f"{failed}-{name}": text for name, text in errors.items()},
        "note": _note_form(read, actor, typed or {}, errors, failed),
    }
    if any(actor.subject_id == who for n in read.notes for who, _name in n.mentions):
        casework.see_mentions(actor=actor, now=now, code=found.code)
    return render(request, "casework/officer/desk.html", context, status=status)


def _file(read: casework.DeskPage, language: str, now: datetime) -> dict[str, Any]:
    """The dossier as the page shows it, whoever looks and whatever was typed."""
    found, due = read.page.dossier, read.page.due
    sheets, answers = shown.sheets(found, read), changed.answers(found, language)
    return {
        "dossier": found,
        "status_word": words.status_word(found.status, language),
        "status_tag": words.STATUS_TAGS[found.status],
        "step_word": found.step_name_en if language == "en" else found.step_name_vi,
        "short_name": forms.short_name(found.procedure_name),
        "papers": shown.papers(found),
        "papers_title": _("Giấy tờ (%(n)s)") % {"n": len(found.papers)},
        "sheets": sheets,
        "sheets_title": _("Biểu mẫu và kết quả (%(n)s)") % {"n": len(sheets)},
        "facts": shown.facts(found, language, now),
        "answers": answers,
        "answers_title": _("Tờ khai (%(n)s mục)") % {"n": len(answers)},
        **changed.table(found, language),
        "due": due,
        "due_tag": words.DUE_TAGS[due.state],
        "due_word": words.due_word(due.state),
        "due_text": _("hẹn trả %(at)s") % {"at": words.at(due.due_at)} if due.due_at else "",
        "clock_facts": shown.clock_facts(found, due, now, language),
        "steps": shown.steps(read.page.timeline, language),
        "history_title": _("Lịch sử (%(n)s việc)") % {"n": len(read.page.timeline)},
        "request_open": found.open_supplement,
        "open_deadline": words.at(found.open_supplement.deadline_at) if found.open_supplement else "",
        "lent": _lent(read, now),
        "beside": _beside(read, language),
        "opinions": _opinions(read),
        "related": _related(read, language),
        "notes": [_note(n) for n in read.notes],
        "may_copy": read.writes and found.result is not None,
        "officer": read.writes,
    }


def _lent(read: casework.DeskPage, now: datetime) -> str:
    """Whose work this is, when the officer has it by delegation alone."""
    held = read.lent
    if held is None:
        return ""
    facts = {"form": held.form, "title": held.title, "name": name_of(held.on_behalf_of, now=now), "basis": held.basis}
    return _("Bạn làm việc này thay %(name)s (%(form)s %(title)s), theo %(basis)s.") % facts


def _beside(read: casework.DeskPage, language: str) -> list[dict[str, str]]:
    """Side actions as links to their pages; what cannot be done says why."""
    found = [a for a in read.page.beside if a.verb not in (SideVerb.APPEAL, SideVerb.RATE, SideVerb.RECALL_OPINION, SideVerb.GIVE_OPINION)]
    return [
        {
            "text": a.label_en if language == "en" else a.label_vi,
            "href": reverse("casework_beside", args=[read.page.dossier.code, a.verb.value]) if a.enabled else "",
            "reason": a.reason_en if language == "en" else a.reason_vi,
        }
        for a in found
    ]


def _opinions(read: casework.DeskPage) -> list[dict[str, Any]]:
    code = read.page.dossier.code
    return [
        {
            "unit": o.unit_name or o.unit_code,
            "href": reverse("casework_opinion", args=[code, o.opinion_id]),
            "facts": opinion_facts(o),
            "tag": _OPINION_TAGS[o.state],
            "word": opinion_word(o),
            "text": words.shortened(o.text, 200),
            "mine": o.opinion_id in read.asked_of,
            "secret": o.confidential,
        }
        for o in read.page.dossier.opinions
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


def _related(read: casework.DeskPage, language: str) -> list[dict[str, str]]:
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
        for r in read.related
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
    read: casework.DeskPage, actor: Actor, typed: Mapping[str, str], errors: Mapping[str, str], failed: str
) -> dict[str, Any] | None:
    if not read.writes:
        return None
    back = failed == "note"
    people = [(str(who), name) for who, name in read.colleagues if who != actor.subject_id]
    return {
        "text": typed.get("note-text", "") if back else "",
        "error": errors.get("text", "") or errors.get("mentions", "") if back else "",
        "confidential": bool(typed.get("note-confidential")) if back else False,
        "secret": read.secret,
        "people": people,
        "key": str(uuid7()),
        "open": back,
    }


def _pick(language: str, vi: str, en: str) -> str:
    return en if language == "en" else vi
