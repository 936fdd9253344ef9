"""Advice on a form document: what keeps it from being published, and what people would stumble over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from motcua.platform.eforms.contracts import SENSITIVE, FieldKind, FormFault
from motcua.platform.eforms.rules import documents
from motcua.platform.eforms.rules.expressions import names_in

LONG_PAGE: Final = 12
LONG_LABEL: Final = 120
_SAID: Final[dict[str, tuple[str, str]]] = {
    "long_page": (
        "Trang này có {count} câu hỏi; chia thành nhiều trang hoặc mục.",
        "This page asks {count} questions; split it into pages or sections.",
    ),
    "long_label": (
        "Câu hỏi dài {count} ký tự; chuyển phần giải thích xuống lời gợi ý.",
        "{count} characters are long for a question; use the hint.",
    ),
    "same_words": ("Hai câu hỏi cùng lời “{label}”; đặt lời khác nhau.", "Two questions read “{label}”; word them differently."),
    "no_english": ("Lời tiếng Anh giống hệt lời tiếng Việt; cần dịch.", "The English words are the Vietnamese ones; translate them."),
    "unlimited_file": ("Đặt dung lượng tối đa cho tệp (max_mb).", "Give files a largest size (max_mb)."),
    "many_options": (
        "Danh sách có {count} lựa chọn; dùng select hoặc multi_select để tìm được.",
        "{count} options are many for this kind; use select or multi_select.",
    ),
    "sensitive": (
        "Đây là dữ liệu cá nhân nhạy cảm (Luật 91/2025/QH15); nêu lý do cần hỏi trong lời gợi ý.",
        "This is sensitive personal data (Law 91/2025/QH15); say in the hint why it is asked.",
    ),
    "never_filled": (
        "Nguồn điền sẵn “{source}” là câu hỏi không có trong biểu mẫu.",
        "The prefill source “{source}” is a question the form does not have.",
    ),
    "unused_calculation": (
        "Giá trị tính được này không hiện cho ai; bỏ nếu không dùng.",
        "Nothing uses this hidden value; remove it if it has no purpose.",
    ),
}


def faults(document: Mapping[str, Any]) -> Iterator[FormFault]:
    """Errors first; without errors, what is better done otherwise."""
    broken = list(_broken(document))
    yield from broken
    if not broken:
        yield from _warnings(document)


def _broken(document: Mapping[str, Any]) -> Iterator[FormFault]:
    shape = list(documents.shape_errors(document))
    for path, why in shape:
        yield FormFault(path, "error", "shape", f"Sai cấu trúc: {why}", f"Wrong shape: {why}")
    if shape:
        return
    paths = _paths(document)
    for where, why in documents.mistakes(document):
        yield FormFault(paths.get(where, where), "error", "mistake", f"Chưa dùng được: {why}", f"Cannot be used: {why}")


def _paths(document: Mapping[str, Any]) -> dict[str, str]:
    """Where each page, field and column stands in the document."""
    found: dict[str, str] = {}
    for path, field in _fields(document):
        found.setdefault(field["name"], path)
        for at, sub in enumerate(field.get("fields", ())):
            found.setdefault(f"{field['name']}/{sub['name']}", f"{path}/fields/{at}")
    for at, page in enumerate(document["pages"]):
        found.setdefault(page["key"], f"pages/{at}")
    return found


def _fields(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for at, page in enumerate(document["pages"]):
        for place, field in enumerate(page.get("fields", ())):
            yield f"pages/{at}/fields/{place}", field
        for number, section in enumerate(page.get("sections", ())):
            for place, field in enumerate(section["fields"]):
                yield f"pages/{at}/sections/{number}/fields/{place}", field


def _warnings(document: Mapping[str, Any]) -> Iterator[FormFault]:
    for at, page in enumerate(document["pages"]):
        if len(page.get("fields", ())) > LONG_PAGE:
            yield _warning(f"pages/{at}", "long_page", count=len(page["fields"]))
    listed = list(_fields(document))
    names, seen = {field["name"] for _, field in listed}, set()
    used = _used(document)
    for path, field in listed:
        label, kind = field["label"]["vi"], FieldKind(field["kind"])
        if label in seen:
            yield _warning(path, "same_words", label=label)
        seen.add(label)
        yield from _field_warnings(path, field, kind)
        for way in field.get("prefill", ()):
            if way.startswith("answers.") and way.split(".", 1)[1] not in names:
                yield _warning(path, "never_filled", source=way)
        if kind == FieldKind.HIDDEN and field["name"] not in used:
            yield _warning(path, "unused_calculation")


def _field_warnings(path: str, field: Mapping[str, Any], kind: FieldKind) -> Iterator[FormFault]:
    label = field["label"]
    if len(label["vi"]) > LONG_LABEL:
        yield _warning(path, "long_label", count=len(label["vi"]))
    if label["vi"] == label["en"] and not label["vi"].isascii():
        yield _warning(path, "no_english")
    if kind in (FieldKind.FILE, FieldKind.PHOTO) and "max_mb" not in field:
        yield _warning(path, "unlimited_file")
    if kind in (FieldKind.RADIOS, FieldKind.CHECKBOXES) and len(field["options"]) > LONG_PAGE:
        yield _warning(path, "many_options", count=len(field["options"]))
    if (kind in SENSITIVE or field.get("sensitive")) and "hint" not in field:
        yield _warning(path, "sensitive")


def _used(document: Mapping[str, Any]) -> frozenset[str]:
    """Names that any expression of the form looks at."""
    expressions = [page.get("visible_when") for page in document["pages"]]
    expressions += [section.get("visible_when") for page in document["pages"] for section in page.get("sections", ())]
    expressions += [field.get(key) for _, field in _fields(document) for key in ("visible_when", "prefill_when", "expression")]
    expressions += [rule["must"] for rule in document.get("checks", ())]
    return frozenset().union(*(names_in(expression) for expression in expressions))


def _warning(path: str, code: str, **facts: object) -> FormFault:
    vi, en = _SAID[code]
    return FormFault(path, "warning", code, vi.format(**facts), en.format(**facts))
