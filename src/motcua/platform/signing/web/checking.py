"""The public check: who signed a document, when, and whether it still counts. An uploaded file is read and forgotten."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from motcua.kernel.dates_vi import show_instant
from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.kit.web import audience, language_of
from motcua.platform.signing import api, conf

_MEGABYTE = 1_000_000
_LONGEST_CODE = 40
_FIELD = "tep"


@never_cache
@audience("public")
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """The form, and the answer for an uploaded PDF or for a code typed from the paper."""
    context: dict[str, Any] = {"errors": {}, "page_title": _("Kiểm tra chữ ký số"), "most": conf.CHECK_MAX_MB, "code": ""}
    if request.method != "POST":
        return render(request, "signing/check.html", context)
    code, given = request.POST.get("ma", "").strip()[:_LONGEST_CODE], request.FILES.get(_FIELD)
    if given is None:
        if code:
            return redirect("signing_check_code", code=code)
        context["errors"][_FIELD] = _("Chọn một tệp PDF, hoặc nhập mã kiểm tra in cạnh mã QR.")
        return render(request, "signing/check.html", context, status=422)
    if given.size is None or given.size > conf.CHECK_MAX_MB * _MEGABYTE:
        context["errors"][_FIELD] = _("Tệp lớn quá mức kiểm tra được trên trang này.")
        return render(request, "signing/check.html", context, status=413)
    try:
        found = api.check_upload(pdf=given.read(), now=clock.now())
    except NamedError as refusal:
        context["errors"][_FIELD] = refusal.sentence(language_of(request))
        return render(request, "signing/check.html", context, status=refusal.status)
    return render(request, "signing/checked.html", _answer(request, found, uploaded=True))


@never_cache
@audience("public")
@require_GET
def by_code(request: HttpRequest, code: str) -> HttpResponse:
    """Where the QR code of a result leads."""
    found = api.check_code(code=code[:_LONGEST_CODE], now=clock.now())
    if found is None:
        context = {
            "errors": {"ma": _("Không có giấy tờ nào mang mã này. Kiểm tra lại từng ký tự.")}, "most": conf.CHECK_MAX_MB,
            "code": code[:_LONGEST_CODE], "page_title": _("Kiểm tra chữ ký số"), "form_action": reverse("signing_check"),
        }
        return render(request, "signing/check.html", context, status=404)
    return render(request, "signing/checked.html", _answer(request, found, uploaded=False))


def _answer(request: HttpRequest, found: api.DocumentCheck, *, uploaded: bool) -> dict[str, Any]:
    verdict, kind = _verdict(found, uploaded=uploaded)
    return {
        "verdict": verdict,
        "kind": kind,
        "standing": found.standing,
        "facts": _facts(request, found.standing),
        "signatures": [_signature(request, s) for s in found.report.signatures] if found.report else [],
        "archived_until": _at(request, found.report.archived_until_stamp) if found.report else "",
        "sha256": found.report.sha256 if found.report and uploaded else "",
        "uploaded": uploaded,
    }


def _verdict(found: api.DocumentCheck, *, uploaded: bool) -> tuple[str, str]:
    """One sentence and its colour; what is worst is said first."""
    report, standing = found.report, found.standing
    if report is not None and not report.signed:
        return _("Tệp này không có chữ ký số nào."), "warn"
    if report is not None and any(not s.intact or s.altered_later for s in report.signatures):
        return _("Nội dung đã bị thay đổi sau khi ký. Không sử dụng tệp này."), "urgent"
    if standing is not None and standing.state is api.StandingState.REVOKED:
        return _("Giấy tờ này đã bị cơ quan cấp thu hồi, không còn giá trị sử dụng."), "urgent"
    if report is not None and not report.valid:
        return _("Chữ ký còn nguyên nhưng chưa xác minh được chứng thư của người ký."), "warn"
    if standing is not None and standing.state is api.StandingState.EXPIRED:
        return _("Chữ ký hợp lệ. Giấy tờ đã hết thời hạn sử dụng."), "warn"
    if standing is None and uploaded:
        return _("Chữ ký hợp lệ. Hệ thống này không có thông tin phát hành của giấy tờ."), "success"
    return _("Chữ ký hợp lệ, giấy tờ đang có giá trị."), "success"


def _facts(request: HttpRequest, standing: api.Standing | None) -> list[dict[str, str]]:
    if standing is None:
        return []
    rows = [
        (_("Tên giấy tờ"), standing.title),
        (_("Số, ký hiệu"), standing.symbol),
        (_("Cơ quan phát hành"), standing.issuer),
        (_("Phát hành lúc"), _at(request, standing.issued_at)),
        (_("Có giá trị đến"), _at(request, standing.expires_at)),
        (_("Thu hồi lúc"), _at(request, standing.revoked_at)),
        (_("Thay bằng"), standing.replaced_by),
        (_("Thay cho"), standing.replaces),
        (_("Loại bản"), _("Bản sao do cơ quan cấp") if standing.copy else ""),
    ]
    return [{"name": name, "value": value} for name, value in rows if value]


def _signature(request: HttpRequest, signature: api.SignatureReport) -> dict[str, Any]:
    trusts = {
        api.Trust.TRUSTED: _("Chứng thư hợp lệ khi ký"),
        api.Trust.UNKNOWN_ISSUER: _("Không rõ nơi cấp chứng thư"),
        api.Trust.EXPIRED: _("Chứng thư hết hạn, không còn bằng chứng thời điểm ký"),
        api.Trust.NOT_YET_VALID: _("Chứng thư chưa có hiệu lực khi ký"),
        api.Trust.REVOKED: _("Chứng thư đã bị thu hồi khi ký"),
        api.Trust.UNPROVEN: _("Chưa đủ bằng chứng về chứng thư"),
    }
    rows = [
        (_("Chức vụ"), signature.title),
        (_("Cơ quan, tổ chức"), signature.organisation),
        (_("Thời điểm ký"), _at(request, signature.signed_at) or _at(request, signature.claimed_at)),
        (_("Bằng chứng thời gian"), _("Có dấu thời gian tin cậy") if signature.signed_at else _("Chỉ theo máy của người ký")),
        (_("Toàn vẹn"), _("Nguyên vẹn") if signature.intact and not signature.altered_later else _("Đã bị thay đổi")),
        (_("Chứng thư"), trusts[signature.trust]),
        (_("Nơi cấp chứng thư"), signature.issuer),
        (_("Mức chữ ký"), f"PAdES {signature.level}"),
    ]
    return {
        "signer": signature.signer,
        "valid": signature.valid,
        "dev": signature.dev,
        "facts": [{"name": name, "value": value} for name, value in rows if value],
    }


def _at(request: HttpRequest, at: datetime | None) -> str:
    return show_instant(at, language_of(request)) if at else ""
