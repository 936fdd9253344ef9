"""Still-valid results of old procedures digitised in bulk: uploaded, checked row by row, digitised, and what was refused to correct."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.foundation.files.contracts import XLSX
from motcua.foundation.outbox.contracts import KeyReused
from motcua.foundation.registers import api as registers
from motcua.kernel.actors import Role
from motcua.kernel.clock import local_date
from motcua.kernel.errors import NamedError, NotFound
from motcua.kernel.ids import uuid7
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, file_response, language_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts.issuing import IndexUnreadable
from motcua.platform.casework.contracts.scanning import ScanOutcome, ScanRow, ScanRun, ScansEmpty, ScansTooMany, ScanTotals, ScanVerb
from motcua.platform.casework.web.officer import words
from motcua.platform.casework.web.officer.bulking import within
from motcua.platform.casework.web.officer.places import named

ROLES = (Role.RECEPTION, Role.APPRAISER, Role.LEADER)
_SECONDS = 3.0  # that a page may take; the rest is done while its progress is shown
_LARGEST_INDEX, _LARGEST_SCANS = 30_000_000, 500_000_000
_ROWS = 20
_FORBIDDEN = 403


@audience("officer", roles=ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def scans(request: HttpRequest) -> HttpResponse:
    """Upload an index and the scans, to be checked; and the earlier runs."""
    actor, now = actor_of(request), clock.now()
    errors: dict[str, str] = {}
    units = named(casework.handled_units(actor=actor), local_date(now))
    unit = request.POST.get("unit", units[0][0] if units else "")
    if request.method == "POST":
        run, errors = _begun(request, unit)
        if run is not None:
            casework.continue_scans(run_id=run, actor=actor, now=now, going_on=within(_SECONDS))
            return redirect("casework_scans_run", run_id=run)
    page = casework.scan_runs(actor=actor, cursor=request.GET.get("sau", ""), limit=_ROWS)
    context = {
        "errors": errors,
        "index_hint": _("XLSX hoặc CSV (UTF-8), mỗi dòng một giấy tờ, tối đa %(most)s dòng.") % {"most": _most()},
        "units": units,
        "unit": unit,
        "key": str(uuid7()),
        "columns": [_("Lượt"), _("Bảng kê"), _("Đơn vị"), _("Kết quả")],
        "rows": [_total_row(one, dict(units)) for one in page.rows],
        "next_href": f"?{urlencode({'sau': page.next_cursor})}" if page.next_cursor else "",
        "first_href": "?" if request.GET.get("sau") else "",
    }
    return render(request, "casework/officer/scans.html", context, status=422 if errors else 200)


def _most() -> int:
    return int(registers.rule(code="casework.bulk_most", on=clock.today()).value)


def _begun(request: HttpRequest, unit: str) -> tuple[UUID | None, dict[str, str]]:
    """The run that was begun, or what is wrong with what was sent."""
    index, archive = request.FILES.get("index"), request.FILES.get("scans")
    errors: dict[str, str] = {}
    if not isinstance(index, UploadedFile) or (index.size or 0) > _LARGEST_INDEX:
        errors["index"] = _("Chọn bảng kê XLSX hoặc CSV, nhiều nhất 30 MB.")
    if not isinstance(archive, UploadedFile) or (archive.size or 0) > _LARGEST_SCANS:
        errors["scans"] = _("Chọn tệp nén ZIP chứa các bản quét, nhiều nhất 500 MB.")
    if errors or not isinstance(index, UploadedFile) or not isinstance(archive, UploadedFile):
        return None, errors
    assert archive.file is not None
    try:
        return casework.begin_scans(
            index=index.read(), index_name=index.name or "", scans_from=archive.file, unit_code=unit, actor=actor_of(request),
            now=clock.now(), idempotency_key=request.POST.get("key", "")[:80],
        ), {}  # fmt: skip
    except NotFound:
        raise
    except NamedError as refusal:
        about_index = isinstance(refusal, IndexUnreadable | ScansEmpty | ScansTooMany)
        place = "index" if about_index else "unit" if refusal.status == _FORBIDDEN else "scans"
        if isinstance(refusal, KeyReused):
            return None, {"index": _("Trang này đã gửi rồi. Mở lại trang để tải bảng kê khác.")}
        return None, {place: refusal.sentence(language_of(request))}


@audience("officer", roles=ROLES)
@require_GET
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """How far a run is, with the result of each row; while it runs the page renews itself."""
    found = casework.scan_run(run_id=run_id, actor=actor_of(request))
    totals, language = found.totals, language_of(request)
    is_check, running = totals.verb is ScanVerb.CHECK, totals.finished_at is None
    counts = totals.counts
    unit = named([totals.unit_code], local_date(totals.begun_at))[0][1]
    context: dict[str, Any] = {
        "run_id": run_id,
        "title": _title(totals),
        "caption": f"{totals.index_name} · {unit}",
        "running": running,
        "is_check": is_check,
        "totals": totals,
        "progress_text": _("Đã xong %(n)s trên %(all)s dòng") % {"n": totals.handled, "all": totals.total},
        "summary": _summary(totals),
        "tone": "warn" if counts[ScanOutcome.REFUSED] else "success",
        "refused": counts[ScanOutcome.REFUSED],
        "can_digitise": is_check and not running and counts[ScanOutcome.NEW] and found.digitised_by is None,
        "digitise_text": _("Số hóa %(n)s dòng") % {"n": counts[ScanOutcome.NEW]},
        "digitised_by": found.digitised_by,
        "columns": [_("Dòng"), _("Giấy tờ"), _("Người đứng tên"), _("Tình trạng"), _("Ghi chú")],
        "rows": [_row(row, is_check=is_check, language=language) for row in _sorted(found)],
    }
    return render(request, "casework/officer/scans_run.html", context)


@audience("officer", roles=ROLES)
@require_POST
def go_on(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Go on with what is left."""
    casework.continue_scans(run_id=run_id, actor=actor_of(request), now=clock.now(), going_on=within(_SECONDS))
    return redirect("casework_scans_run", run_id=run_id)


@audience("officer", roles=ROLES)
@require_POST
def digitise(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Digitise what was checked; pressed twice it is the same run."""
    actor = actor_of(request)
    begun = casework.digitise_checked(run_id=run_id, actor=actor, now=clock.now())
    casework.continue_scans(run_id=begun, actor=actor, now=clock.now(), going_on=within(_SECONDS))
    return redirect("casework_scans_run", run_id=begun)


@audience("officer", roles=ROLES)
@require_GET
def blank(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The index to fill in."""
    return file_response(name="bang-ke-so-hoa.xlsx", mime=XLSX, content=casework.blank_index(), download=True)


@audience("officer", roles=ROLES)
@require_GET
def refused(request: HttpRequest, run_id: UUID) -> HttpResponse | StreamingHttpResponse:
    """The refused rows as an index to correct and upload again."""
    content = casework.refused_scans(run_id=run_id, actor=actor_of(request), now=clock.now())
    return file_response(name=f"dong-chua-duoc-{str(run_id)[-6:]}.xlsx", mime=XLSX, content=content, download=True)


def _title(totals: ScanTotals) -> str:
    return _("Kiểm tra bảng kê") if totals.verb is ScanVerb.CHECK else _("Số hóa kết quả cũ")


def _summary(totals: ScanTotals) -> str:
    """How many rows became what, without those of which there is none."""
    is_check, counts = totals.verb is ScanVerb.CHECK, totals.counts
    sentences = {
        ScanOutcome.NEW: _("%(n)s dòng số hóa được.") if is_check else _("Đã số hóa %(n)s kết quả, có chữ ký số của cơ quan."),
        ScanOutcome.KNOWN: _("%(n)s kết quả đã có từ trước."),
        ScanOutcome.REFUSED: _("%(n)s dòng chưa được. Lý do ghi bên từng dòng."),
    }
    return " ".join(sentence % {"n": counts[outcome]} for outcome, sentence in sentences.items() if counts[outcome])


def _sorted(found: ScanRun) -> list[ScanRow]:
    order = {ScanOutcome.REFUSED: 0, ScanOutcome.WAITING: 1, ScanOutcome.NEW: 2, ScanOutcome.KNOWN: 3}
    return sorted(found.rows, key=lambda row: (order[row.outcome], row.line))


def _row(row: ScanRow, *, is_check: bool, language: str) -> dict[str, Any]:
    text, state = {
        ScanOutcome.NEW: (_("số hóa được"), "moving") if is_check else (_("đã số hóa"), "done"),
        ScanOutcome.KNOWN: (_("đã có từ trước"), "done"),
        ScanOutcome.REFUSED: (_("chưa được"), "late"),
        ScanOutcome.WAITING: (_("đang chờ"), "waiting"),
    }[row.outcome]
    what = {"text": words.shortened(row.title, 80) or "–", "hint": " · ".join(part for part in (row.symbol, row.file) if part)}
    note = row.error_en if language == "en" else row.error_vi
    return {"cells": [str(row.line), what, row.holder_name or "–", {"text": text, "state": state}, note or "–"]}


def _total_row(totals: ScanTotals, names: dict[str, str]) -> dict[str, Any]:
    begun = {"text": f"{_title(totals)} · {words.at(totals.begun_at)}", "href": reverse("casework_scans_run", args=[totals.run_id])}
    going = _("Đã xong %(n)s trên %(all)s dòng") % {"n": totals.handled, "all": totals.total}
    told = _summary(totals) if totals.finished_at is not None else going
    return {"cells": [begun, totals.index_name or "–", names.get(totals.unit_code, totals.unit_code), told]}
