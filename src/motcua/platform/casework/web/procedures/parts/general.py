"""Parts that are one for the whole procedure: basics, clock, fees, eligibility, result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from motcua.platform.casework.web.procedures.parts.boxes import Box, Errors, Part, Values, as_yaml, lines, number, put, structure

_GENERAL_FORM = "chung"


def find(document: Mapping[str, Any], key: str) -> Part | None:
    """The general part of that name."""
    made = _PARTS.get(key)
    return made(document) if made else None


def part_of(path: str) -> str:
    """Which general part a path of the linter belongs to."""
    root = path.partition(".")[0].partition("[")[0]
    return {
        "clock": "thoi-han", "fees": "phi", "fee_table": "phi", "eligibility": "dieu-kien", "result": "ket-qua", "outcomes": "ket-qua",
        "retention_years": "ket-qua", "appeal_procedure": "ket-qua", "supplement_days": "thoi-han", "resume": "thoi-han",
        "form": "co-ban", "level": "co-ban", "receiving": "co-ban", "legal_basis": "co-ban", "min_level": "co-ban",
    }.get(root, "")


def units() -> list[tuple[str, str]]:
    """Units of a clock."""
    return [("working_days", _("ngày làm việc")), ("working_hours", _("giờ làm việc")), ("calendar_days", _("ngày"))]


def _basics(document: Mapping[str, Any]) -> Part:
    boxes = [
        Box("form", _("Khoá biểu mẫu"), hint=_("“chung”: biểu mẫu chung hỏi các giấy tờ của thủ tục."), required=False),
        Box("open_online", _("Nhận hồ sơ trực tuyến"), "boolean", required=False),
        Box("min_level", _("Mức định danh điện tử tối thiểu"), "radios", options=[("0", "0"), ("1", "1"), ("2", "2")]),
        Box("level", _("Cấp giải quyết"), "select", options=_levels(), required=False),
        Box(
            "receiving", _("Nơi tiếp nhận"), "lines", required=False, rows=3,
            hint=_("Mỗi dòng một mục: communes (mọi xã, phường), agencies (mọi sở), hoặc mã đơn vị. Để trống: theo danh mục quốc gia."),
        ),
        Box("legal_basis", _("Căn cứ pháp lý"), "lines", hint=_("Mỗi dòng một văn bản, ví dụ 175/2024/NĐ-CP."), required=False, rows=6),
    ]
    values = {
        "form": document.get("form", ""), "open_online": bool(document.get("open_online")), "min_level": str(document.get("min_level", 1)),
        "level": document.get("level", ""), "receiving": "\n".join(document.get("receiving", [])),
        "legal_basis": "\n".join(document.get("legal_basis", [])),
    }
    return Part("co-ban", _("Thông tin cơ bản"), boxes, values, _apply_basics, "form")


def _levels() -> list[tuple[str, str]]:
    return [("commune", _("Cấp xã")), ("city", _("Cấp thành phố")), ("ministry", _("Bộ, ngành"))]


def _apply_basics(document: dict[str, Any], values: Values, errors: Errors) -> None:
    document["form"] = values["form"] or _GENERAL_FORM
    document["open_online"] = bool(values["open_online"])
    level = number(values, "min_level", errors)
    if level is not None:
        put(document, "min_level", level, empty=(1,))
    put(document, "level", values["level"])
    put(document, "receiving", lines(values, "receiving"))
    put(document, "legal_basis", lines(values, "legal_basis"))


def _clock(document: Mapping[str, Any]) -> Part:
    clock = document.get("clock", {})
    boxes = [
        Box("amount", _("Thời hạn giải quyết"), "number"), Box("unit", _("Đơn vị tính"), "radios", options=units()),
        Box("same_day", _("Trả kết quả trong ngày"), "boolean", required=False),
        Box("supplement_days", _("Số ngày làm việc tối đa để bổ sung giấy tờ"), "number"),
        Box(
            "resume", _("Khi hết tạm dừng"), "radios",
            options=[("continue", _("tính tiếp phần còn lại")), ("reset", _("tính lại từ đầu"))],
        ),
    ]
    values = {
        "amount": str(clock.get("amount", "")), "unit": clock.get("unit", ""), "same_day": bool(document.get("same_day")),
        "supplement_days": str(document.get("supplement_days", "")), "resume": document.get("resume", "continue"),
    }
    lead = _("Thời hạn từng bước sửa ở trang của bước; tổng các bước không được dài hơn thời hạn này.")
    return Part("thoi-han", _("Thời hạn"), boxes, values, _apply_clock, "clock", lead=lead)


def _apply_clock(document: dict[str, Any], values: Values, errors: Errors) -> None:
    amount, supplement = number(values, "amount", errors), number(values, "supplement_days", errors)
    document["clock"] = {"amount": amount, "unit": values["unit"]}
    document["supplement_days"], document["same_day"] = supplement, bool(values["same_day"])
    document.pop("clock_assumed", None)  # somebody has decided it
    put(document, "resume", values["resume"], empty=("", "continue"))


def _fees(document: Mapping[str, Any]) -> Part:
    boxes = [
        Box(
            "fees", _("Các khoản phí, lệ phí"), "yaml",
            hint=_("Danh sách: code, vi, en, amount (đồng), sample (true: mức mẫu)."), rows=10, required=False,
        ),
        Box(
            "fee_table", _("Bảng tính phí"), "yaml", rows=18, required=False,
            hint=_("Bảng quyết định: hit, inputs, outputs (amount, code), rules. Để trống: thu đúng các khoản ở trên."),
        ),
    ]
    values = {"fees": as_yaml(document.get("fees")), "fee_table": as_yaml(document.get("fee_table"))}
    return Part("phi", _("Phí, lệ phí"), boxes, values, _apply_fees, "fee")


def _apply_fees(document: dict[str, Any], values: Values, errors: Errors) -> None:
    fees, table = structure(values, "fees", errors), structure(values, "fee_table", errors)
    document["fees"] = fees or []
    put(document, "fee_table", table)


def _eligibility(document: Mapping[str, Any]) -> Part:
    boxes = [
        Box(
            "eligibility", _("Bảng điều kiện"), "yaml", rows=24, required=False,
            hint=_("Bảng quyết định với các cột kết quả eligible, vi, en. Dòng cho eligible = false từ chối và nêu lý do."),
        ),
    ]
    return Part(
        "dieu-kien", _("Điều kiện được giải quyết"), boxes, {"eligibility": as_yaml(document.get("eligibility"))}, _apply_eligibility,
        "eligibility"
    )


def _apply_eligibility(document: dict[str, Any], values: Values, errors: Errors) -> None:
    put(document, "eligibility", structure(values, "eligibility", errors))


def _result(document: Mapping[str, Any]) -> Part:
    result = document.get("result", {})
    boxes = [
        Box("vi", _("Tên kết quả")), Box("en", _("Tên kết quả bằng tiếng Anh")), Box("template", _("Mẫu in"), hint="casework/result"),
        Box("months", _("Hiệu lực của kết quả (tháng)"), "number", hint=_("Để trống: không có thời hạn."), required=False),
        Box(
            "outcomes", _("Văn bản cho từng quyết định"), "yaml", rows=6, required=False,
            hint="outcome: granted, denied; template; vi; en",
        ),
        Box("retention_years", _("Số năm lưu hồ sơ"), "number", hint=_("Để trống: lưu vĩnh viễn."), required=False),
        Box("appeal_procedure", _("Mã thủ tục khiếu nại"), required=False),
    ]
    values = {
        **{k: result.get(k, "") for k in ("vi", "en", "template")}, "months": str(result.get("months") or ""),
        "outcomes": as_yaml(document.get("outcomes")), "retention_years": str(document.get("retention_years") or ""),
        "appeal_procedure": document.get("appeal_procedure", ""),
    }
    return Part("ket-qua", _("Kết quả"), boxes, values, _apply_result, "result")


def _apply_result(document: dict[str, Any], values: Values, errors: Errors) -> None:
    result = {k: values[k] for k in ("template", "vi", "en")}
    put(result, "months", number(values, "months", errors, needed=False))
    document["result"] = result
    put(document, "outcomes", structure(values, "outcomes", errors))
    put(document, "retention_years", number(values, "retention_years", errors, needed=False))
    put(document, "appeal_procedure", values["appeal_procedure"])


_PARTS: dict[str, Callable[[Mapping[str, Any]], Part]] = {
    "co-ban": _basics, "thoi-han": _clock, "phi": _fees, "dieu-kien": _eligibility, "ket-qua": _result,
}
