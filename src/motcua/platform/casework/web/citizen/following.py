"""What belongs to a dossier on its page: papers, printed forms, results with copies, other dossiers of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.kit.web import actor_of, language_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.actions import forms
from motcua.platform.casework.contracts import Dossier, PaperItem, Relation
from motcua.platform.casework.contracts.issuing import IssuedDocument
from motcua.platform.casework.web.citizen.edge import day, moment, status_tag
from motcua.platform.casework.web.found import found_words


def papers(request: HttpRequest, found: Dossier) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What the person gave, and the papers of the office that the procedure lets her read, each with when."""
    own: list[dict[str, Any]] = []
    if found.answers:
        own.append({"title": _("Tờ khai điện tử"), "about": "PDF", "href": reverse("casework_form", args=[found.code])})
    own += [_paper(request, found, p, _("Gửi lúc %(at)s")) for p in found.papers if not p.working]
    return own, [_paper(request, found, p, _("Lập lúc %(at)s")) for p in found.papers if p.working]


def _paper(request: HttpRequest, found: Dossier, paper: PaperItem, note: str) -> dict[str, Any]:
    listed = {"title": paper.name, "note": note % {"at": moment(request, paper.added_at)}}
    found_in = found_words(paper, language_of(request))
    if not paper.file_id:
        return {**listed, "about": found_in or _("bản giấy, chưa số hóa"), "href": ""}
    about = ", ".join(filter(None, (paper.file_name, f"{max(1, round(paper.size / 1000))} kB", found_in)))
    return {**listed, "about": about, "href": reverse("casework_paper", args=[found.code, paper.paper_id])}


def sheets(request: HttpRequest, found: Dossier) -> list[dict[str, Any]]:
    """The printed forms that the agency made, as PDF and to edit."""
    names = {
        "mau-01": _("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"), "mau-02": _("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
        "mau-03": _("Phiếu từ chối tiếp nhận hồ sơ"), "mau-04": _("Phiếu xin lỗi và hẹn lại ngày trả kết quả"),
        "mau-05": _("Thông báo dừng giải quyết hồ sơ"),
    }
    return [
        {
            "title": names[sheet.form],
            "at": moment(request, sheet.made_at),
            "pdf": reverse("casework_sheet", args=[found.code, sheet.seq]),
            "docx": reverse("casework_sheet_docx", args=[found.code, sheet.seq]),
        }
        for sheet in casework.sheets_made(code=found.code, actor=actor_of(request)) if sheet.form in names
    ]


def results(request: HttpRequest, found: Dossier) -> list[dict[str, Any]]:
    """Results and copies with their numbers; a revoked one says so and cannot be downloaded."""
    return [_issued(request, found, one) for one in casework.issued_of(code=found.code, actor=actor_of(request))]


def _issued(request: HttpRequest, found: Dossier, one: IssuedDocument) -> dict[str, Any]:
    kinds = {"full": _("Bản sao y"), "record": _("Bản sao lục"), "extract": _("Bản trích sao")}
    title = f"{kinds[one.copy_kind]}: {one.title}" if one.copy_kind in kinds else one.title
    notes = [_("%(issuer)s, ngày %(day)s") % {"issuer": one.issuer, "day": day(request, one.issued_at)}]
    if one.replaces:
        notes.append(_("Thay cho %(symbol)s") % {"symbol": one.replaces})
    if one.revoked_at:
        notes.append(_("Đã thu hồi ngày %(day)s, không còn giá trị") % {"day": day(request, one.revoked_at)})
    shown = {"title": title, "about": one.symbol, "note": ". ".join(notes) + ".", "href": ""}
    if one.revoked_at:
        return {**shown, "state": "stopped", "state_text": _("Đã thu hồi")}
    return {**shown, "href": reverse("casework_issued", args=[found.code, one.code])}


def related(request: HttpRequest, found: Dossier) -> list[dict[str, Any]]:
    """The dossiers that belong to this one."""
    words = {
        Relation.PARENT: _("Hồ sơ chính"), Relation.CHILD: _("Hồ sơ thành phần"), Relation.APPEAL: _("Hồ sơ khiếu nại"),
        Relation.APPEALED: _("Hồ sơ bị khiếu nại"),
    }
    return [
        {
            "title": f"{words[one.relation]} {one.code}",
            "href": reverse("casework_status", args=[one.code]),
            "text": forms.short_name(one.procedure_name),
            "tag": status_tag(request, one.status),
        }
        for one in casework.related(code=found.code, actor=actor_of(request))
    ]
