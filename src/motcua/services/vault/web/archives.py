"""Taking the store out as one sealed archive, and an archive in."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.foundation.identity import api as identity
from motcua.kernel.dates_vi import show_instant
from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, file_response, language_of
from motcua.services.vault import api as vault

_MB = 1_000_000


@never_cache
@audience("citizen", min_level=1)
@require_http_methods(["GET", "HEAD", "POST"])
@identity.confirmed(act=gettext_lazy("xuất toàn bộ kho giấy tờ"), sending=True)
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """What an archive is, and the archive itself: it goes out part by part with its exact size, so that the browser shows how far it is."""
    if request.method != "POST":
        return render(request, "vault/archive_export.html", {"papers": len(vault.documents(actor=actor_of(request), now=clock.now()))})
    made = vault.export_archive(actor=actor_of(request), now=clock.now())
    answer = file_response(name=made.name, mime="application/zip", content=made.parts)
    answer["Content-Length"] = str(made.size)
    return answer


@never_cache
@audience("citizen", min_level=1)
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """The form, and what became of each paper."""
    context: dict[str, Any] = {
        "errors": {}, "page_title": _("Nhập gói giấy tờ"), "back_url": reverse("vault_list"), "most": vault.import_limit() // _MB,
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "vault/archive_import.html", context)
    given = request.FILES.get("goi")
    if given is None or given.size is None or given.size > vault.import_limit():
        missing = _("Chọn tệp .zip đã xuất từ một kho giấy tờ.")
        context["errors"] = {"goi": missing if given is None else _("Gói lớn quá mức nhận được ở đây.")}
        return render(request, "vault/archive_import.html", context, status=422 if given is None else 413)
    try:
        report = vault.import_archive(file=cast("BinaryIO", given.file), actor=actor_of(request), now=clock.now())
    except NamedError as refusal:
        context["errors"] = {"goi": refusal.sentence(language_of(request))}
        return render(request, "vault/archive_import.html", context, status=refusal.status)
    return render(request, "vault/archive_report.html", _told(request, report))


def _told(request: HttpRequest, report: vault.ImportReport) -> dict[str, Any]:
    language = language_of(request)
    words = {
        vault.Fate.NEW: (_("đã thêm"), "done"), vault.Fate.NEWER: (_("đã thêm bản mới hơn"), "done"),
        vault.Fate.SAME: (_("đã có sẵn"), ""), vault.Fate.REFUSED: (_("không nhận"), "stopped"),
    }  # fmt: skip
    papers = [
        {
            "title": paper.title or _("Giấy tờ không tên"), "state_text": words[paper.fate][0], "state": words[paper.fate][1] or "waiting",
            "note": paper.reason_en if language == "en" else paper.reason_vi,
            "href": reverse("vault_document", args=[paper.document_id]) if paper.document_id else "",
        }
        for paper in report.papers
    ]  # fmt: skip
    sealed = show_instant(report.sealed_at, language) if report.sealed_at else _("không có dấu thời gian tin cậy")
    known = _("hệ thống này nhận biết") if report.trusted else _("nguyên vẹn, nhưng hệ thống này không biết nơi ký")
    facts = [
        {"name": _("Gói do ai niêm phong"), "value": report.sealed_by},
        {"name": _("Niêm phong lúc"), "value": sealed},
        {"name": _("Dấu niêm phong"), "value": known},
    ]
    added = report.count(vault.Fate.NEW) + report.count(vault.Fate.NEWER)
    return {"files": papers, "facts": facts, "added": added, "refused": report.count(vault.Fate.REFUSED), "trusted": report.trusted}
