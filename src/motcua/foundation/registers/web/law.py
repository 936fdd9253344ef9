"""Legal rules: list, search, history, what reads them, and amendment with a day and a source."""

from __future__ import annotations

import json
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.foundation.registers import api as registers
from motcua.foundation.registers.web import typed as t
from motcua.foundation.registers.web.year import ADMINS
from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.kit.ui.days import day_boxes, read_day
from motcua.kit.web import actor_of, audience, language_of


@audience("officer", roles=ADMINS)
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule in its latest version."""
    query = request.GET.get("tim", "").strip()[:80]
    english = language_of(request) == "en"
    found = registers.latest_rules(query=query)
    context = {
        "query": query,
        "columns": [_("Mã"), _("Quy định"), _("Giá trị"), _("Hiệu lực từ"), _("Nguồn"), _("Mức tin cậy")],
        "rows": [
            [
                {"text": r.code, "href": reverse("registers_rule", args=[r.code]), "breaks": True}, r.en if english else r.vi,
                {"text": _shown(r.value), "breaks": True}, f"{r.effective_from:%d/%m/%Y}", r.source, _trust(r.trust),
            ]
            for r in found
        ],
    }  # fmt: skip
    return render(request, "registers/rules.html", context)


@audience("officer", roles=ADMINS)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, code: str) -> HttpResponse:
    """The versions of a rule; the first press of the form shows the change, the second publishes it."""
    versions = registers.history(code=code)
    if not versions:
        raise registers.RuleUnknown(code=code, on=clock.today().isoformat())
    typed = t.collect(request, "gia_tri", "nguon", "tin_cay", dates=("tu",))
    if request.method == "GET":
        typed["gia_tri"] = json.dumps(versions[-1].value, ensure_ascii=False)
        return _page(request, versions, typed, {})
    errors: dict[str, str] = {}
    begins, value = read_day(typed, "tu", errors), _value(typed, errors)
    if not typed["nguon"]:
        errors["nguon"] = _("Nhập văn bản làm căn cứ.")
    if typed["tin_cay"] not in list(registers.Trust):
        errors["tin_cay"] = _("Chọn mức tin cậy.")
    if errors or begins is None:
        return _page(request, versions, typed, errors)
    if request.POST.get("buoc") != "ban_hanh":
        context = {"latest": versions[-1], "was": _shown(versions[-1].value), "will": _shown(value), "on": begins, "reader": _reader(code)}
        return render(request, "registers/rule_check.html", {**context, "typed": typed, "hidden": sorted(typed.items())})
    try:
        registers.amend_rule(
            code=code, value=value, effective_from=begins, source=typed["nguon"], trust=registers.Trust(typed["tin_cay"]),
            actor=actor_of(request), now=clock.now(),
        )  # fmt: skip
    except NamedError as problem:
        return _page(request, versions, typed, {"gia_tri": problem.sentence(language_of(request))})
    messages.success(request, _("Đã ban hành bản mới, hiệu lực từ %(on)s.") % {"on": f"{begins:%d/%m/%Y}"})
    return redirect("registers_rule", code=code)


def _page(request: HttpRequest, versions: tuple[registers.LegalRule, ...], typed: dict[str, str], errors: dict[str, str]) -> HttpResponse:
    latest = versions[-1]
    context = {
        "rule": latest,
        "name": latest.en if language_of(request) == "en" else latest.vi,
        "columns": [_("Hiệu lực từ"), _("Đến trước ngày"), _("Giá trị"), _("Nguồn"), _("Mức tin cậy")],
        "rows": [_version(v) for v in reversed(versions)],
        "reader": _reader(latest.code),
        "typed": typed,
        "errors": errors,
        "begins": day_boxes(typed, "tu"),
        "trusts": [(trust.value, _trust(trust)) for trust in registers.Trust],
    }
    return render(request, "registers/rule.html", context, status=422 if errors else 200)


def _version(version: registers.LegalRule) -> list[Any]:
    ends = f"{version.effective_to:%d/%m/%Y}" if version.effective_to else ""
    value = {"text": _shown(version.value), "breaks": True}
    return [f"{version.effective_from:%d/%m/%Y}", ends, value, version.source, _trust(version.trust)]


def _value(typed: dict[str, str], errors: dict[str, str]) -> Any:
    try:
        return json.loads(typed["gia_tri"])
    except ValueError:
        errors["gia_tri"] = _("Nhập giá trị như bản trước: số, chữ trong ngoặc kép, hoặc danh sách.")
        return None


def _reader(code: str) -> str:
    """Rule codes begin with the room that reads them; office hours are read by every due date."""
    prefix = code.partition(".")[0]
    if prefix == "office":
        return _("mọi hạn trả kết quả (lịch làm việc)")
    found = next((app for app in apps.get_app_configs() if app.label == prefix), None)
    return f"{found.verbose_name} ({prefix})" if found is not None else prefix


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _trust(trust: registers.Trust) -> str:
    return {
        registers.Trust.VERIFIED: _("V – đã đọc văn bản"),
        registers.Trust.PRACTICE: _("C – thấy trong hệ thống đang dùng"),
        registers.Trust.SECONDARY: _("S – bên thứ ba trích dẫn"),
        registers.Trust.BELIEVED: _("B – chưa kiểm chứng, là cấu hình"),
    }[trust]
