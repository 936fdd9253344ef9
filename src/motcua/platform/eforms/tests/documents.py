"""Small form documents that several tests use."""

from __future__ import annotations

from typing import Any


def words(vi: str, en: str = "") -> dict[str, str]:
    return {"vi": vi, "en": en or vi}


def field(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "kind": kind, "label": words(f"Câu hỏi {name}", f"Question {name}"), **more}


def document(*fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    page = {"key": "mot", "title": words("Trang một", "Page one"), "fields": list(fields)}
    return {"key": "thu", "title": words("Biểu mẫu thử", "Test form"), "pages": [page], **more}


RELATION = field(
    "relation",
    "radios",
    options=[{"value": v, "vi": v, "en": v} for v in ("mother", "father", "other")],
)
