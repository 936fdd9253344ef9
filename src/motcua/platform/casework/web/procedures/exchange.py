"""Files in and out: all definitions as JSON or a workbook, one as JSON, BPMN or DMN."""

from __future__ import annotations

import json
from typing import Any

import yaml
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.foundation.files import api as files
from motcua.kernel import decisions, typed_yaml
from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts.lifecycle import DefinitionImportReport, ImportedRow
from motcua.platform.casework.rules import bpmn, definitions
from motcua.platform.casework.web.procedures import words
from motcua.platform.casework.web.procedures.opened import Opened, frame, keep, opened
from motcua.platform.casework.web.procedures.shell import ADMINS

_TYPES = {
    "json": "application/json", "xlsx": files.XLSX, "bpmn": "application/xml",
    "dmn": "application/xml",
}
_MOST = 30_000_000
_TABLES = {"phi.dmn": "fee_table", "dieu-kien.dmn": "eligibility"}


def _file(content: bytes, name: str) -> HttpResponse:
    kind = _TYPES[name.rpartition(".")[2]]
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@audience("officer", roles=ADMINS)
@require_GET
def save(request: HttpRequest) -> HttpResponse:
    """All definitions that rule today, as JSON or as a workbook."""
    kind = "xlsx" if request.GET.get("dang") == "xlsx" else "json"
    return _file(casework.export_definitions(fmt=kind, on=clock.today()), f"dinh-nghia-thu-tuc.{kind}")


@audience("officer", roles=ADMINS)
@require_GET
def blank(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in."""
    return _file(casework.definition_workbook(), "mau-dinh-nghia-thu-tuc.xlsx")


@audience("officer", roles=ADMINS)
@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Import a file: first what would happen, then for good; every row with its findings."""
    context: dict[str, Any] = {"errors": {}, "report": None, "dry": True}
    if request.method == "POST":
        given = request.FILES.get("tep")
        context["dry"] = "ghi" not in request.POST
        if not isinstance(given, UploadedFile) or (given.size or 0) > _MOST:
            context["errors"] = {"tep": _("Chọn một tệp .json hoặc .xlsx, nhiều nhất 30 MB.")}
        else:
            kind = "xlsx" if str(given.name).lower().endswith(".xlsx") else "json"
            try:
                report = casework.import_definitions(
                    rows=given.read(), fmt=kind, actor=actor_of(request), now=clock.now(), dry_run=context["dry"],
                    note=str(given.name)[:200],
                )
                context |= {"report": report, "rows": [_row(r) for r in report.rows], "summary": _summary(report)}
            except NamedError as problem:
                context["errors"] = {"tep": problem.sentence(language_of(request))}
    context["columns"] = [_("Dòng"), _("Mã"), _("Kết quả"), _("Mẫu quy trình"), _("Phát hiện")]
    return render(request, "casework/procedures/import.html", context, status=422 if context["errors"] else 200)


def _row(row: ImportedRow) -> list[Any]:
    text, state = words.outcome(row.outcome)
    findings = " · ".join(f"{p.path}: {words.pair(p.vi, p.en)}" for p in row.problems)
    return [row.line, row.code or "?", {"text": text, "state": state}, row.template, {"text": findings, "breaks": True}]


def _summary(report: DefinitionImportReport) -> str:
    counts = {outcome.value: report.count(outcome) for outcome in type(report.rows[0].outcome)} if report.rows else {}
    told = {"rows": len(report.rows), "new": 0, "changed": 0, "same": 0, "refused": 0} | counts
    return _("%(rows)s dòng: %(new)s mới, %(changed)s thay đổi, %(same)s không đổi, %(refused)s không nhận.") % told


@audience("officer", roles=ADMINS)
@require_GET
def one(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """One definition: ``quy-trinh.json``, ``quy-trinh.bpmn``, ``phi.dmn`` or ``dieu-kien.dmn``."""
    found = opened(code)
    if name == "quy-trinh.json":
        return _file(json.dumps(found.document, ensure_ascii=False, indent=1).encode(), f"{code}.json")
    if found.errors:
        raise Http404
    if name == "quy-trinh.bpmn":
        return _file(bpmn.to_bpmn(definitions.build(found.document, version=0)), f"{code}.bpmn")
    key = _TABLES.get(name, "")
    if not key or not found.document.get(key):
        raise Http404
    return _file(decisions.to_dmn_xml(decisions.from_document(found.document[key])), f"{code}-{name}")


@audience("officer", roles=ADMINS)
@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, code: str) -> HttpResponse:
    """A file becomes the draft: a whole definition as JSON, YAML or BPMN, or one decision table as DMN."""
    found, errors = opened(code), dict[str, str]()
    target = request.POST.get("cho", "fee_table")
    if request.method == "POST":
        given = request.FILES.get("tep")
        if not isinstance(given, UploadedFile) or (given.size or 0) > _MOST:
            errors["tep"] = _("Chọn một tệp .json, .yaml, .bpmn hoặc .dmn.")
        else:
            try:
                keep(found, _document(found, str(given.name).lower(), given.read(), target), request)
            except NamedError as problem:
                errors["tep"] = problem.sentence(language_of(request))
            except (ValueError, yaml.YAMLError, TypeError):
                errors["tep"] = _("Tệp không đọc được hoặc không phải định nghĩa của thủ tục này.")
            else:
                messages.success(request, _("Đã đưa tệp vào bản nháp."))
                return redirect("casework_definition", code=code)
    context = {
        **frame(found, "casework_definition"), "errors": errors, "target": target,
        "targets": [("fee_table", _("Bảng tính phí")), ("eligibility", _("Bảng điều kiện"))],
    }
    return render(request, "casework/procedures/upload.html", context, status=422 if errors else 200)


def _document(found: Opened, name: str, raw: bytes, target: str) -> dict[str, Any]:
    """The draft after a file came in. ``ValueError`` for a definition of another procedure."""
    if name.endswith(".dmn"):
        key = target if target in _TABLES.values() else "fee_table"
        return {**found.document, key: decisions.to_document(decisions.from_dmn_xml(raw))}
    loaded = bpmn.from_bpmn(raw) if name.endswith((".bpmn", ".xml")) else typed_yaml.read(raw.decode("utf-8"))
    if not isinstance(loaded, dict) or str(loaded.get("procedure", found.code)) != found.code:
        raise ValueError(name)
    return {**dict(loaded), "procedure": found.code}
