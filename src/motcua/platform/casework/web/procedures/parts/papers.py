"""Papers: one page a paper, and one for a new one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from motcua.platform.casework.web.procedures.parts.boxes import Box, Errors, Part, Values, number, put

NEW = "giay-to-moi"
_KEY = re.compile(r"^giay-to-(\d{1,3})$")
_PATH = re.compile(r"^papers\[(\d+)\]")


def find(document: Mapping[str, Any], key: str) -> Part | None:
    """The paper of that number, counted from 1, or the page of a new one."""
    listed = document.get("papers", [])
    if key == NEW:
        return _part(key, len(listed), {})
    found = _KEY.match(key)
    at = int(found[1]) - 1 if found else -1
    return _part(key, at, listed[at], known=True) if 0 <= at < len(listed) else None


def part_of(path: str) -> str:
    """The page of the paper that a finding is about."""
    found = _PATH.match(path)
    return f"giay-to-{int(found[1]) + 1}" if found else ""


def _part(key: str, at: int, paper: Mapping[str, Any], *, known: bool = False) -> Part:
    boxes = [
        Box("vi", _("Tên giấy tờ"), "textarea", rows=2), Box("en", _("Tên tiếng Anh"), "textarea", rows=2, required=False),
        Box("key", _("Khoá"), hint=_("Chữ thường, số và gạch nối; giữ nguyên qua các phiên bản.")),
        Box("case", _("Trường hợp áp dụng"), required=False), Box("originals", _("Số bản chính"), "number"),
        Box("copies", _("Số bản sao"), "number"),
        Box("required", _("Luôn bắt buộc"), "boolean", required=False),
        Box(
            "required_when", _("Bắt buộc khi"),
            hint=_("Biểu thức trên câu trả lời, ví dụ floors >= 7. Cùng với “luôn bắt buộc”: bắt buộc trừ khi sai."), required=False,
        ),
        Box("electronic", _("Nhận bản điện tử"), "boolean", required=False),
        Box("register", _("Nguồn dữ liệu thay thế giấy tờ"), hint="vault.document:land_certificate", required=False),
    ]
    texts = ("vi", "en", "key", "case", "required_when", "register")
    values = {
        **{name: paper.get(name, "") for name in texts}, "originals": str(paper.get("originals", 1)), "copies": str(paper.get("copies", 0)),
        "required": bool(paper.get("required", True)), "electronic": bool(paper.get("electronic", True)),
    }

    def apply(document: dict[str, Any], typed: Values, errors: Errors) -> None:
        made: dict[str, Any] = {k: typed[k] for k in ("key", "vi")}
        for name in ("en", "case", "required_when", "register"):
            put(made, name, typed[name])
        made |= {name: number(typed, name, errors) for name in ("originals", "copies")}
        made["required"] = bool(typed["required"])
        put(made, "electronic", bool(typed["electronic"]), empty=(True,))
        listed = document.setdefault("papers", [])
        listed[at : at + 1] = [made]

    def remove(document: dict[str, Any]) -> None:
        del document["papers"][at]

    def move(document: dict[str, Any], by: int) -> None:
        listed = document["papers"]
        to = min(max(at + by, 0), len(listed) - 1)
        listed.insert(to, listed.pop(at))

    title = _("Giấy tờ %(number)s") % {"number": at + 1} if known else _("Thêm giấy tờ")
    return Part(key, title, boxes, values, apply, f"papers[{at}]", remove=remove if known else None, move=move if known else None)
