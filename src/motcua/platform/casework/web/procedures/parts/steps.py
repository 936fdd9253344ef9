"""Steps and their actions: one page a step, one a way out of it, and pages for new ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from motcua.platform.casework.contracts import DossierStatus, Verb
from motcua.platform.casework.rules.definitions import EFFECTS, REQUIRES
from motcua.platform.casework.web.procedures import words
from motcua.platform.casework.web.procedures.parts.boxes import Box, Errors, Part, Values, as_yaml, number, put, structure
from motcua.platform.casework.web.procedures.parts.general import units

NEW = "buoc-moi"
_STEP = re.compile(r"^buoc-(\d{1,2})$")
_ACTION = re.compile(r"^viec-(\d{1,2})-(\d{1,2}|moi)$")
_PATH = re.compile(r"^steps\[(\d+)\](?:\.actions\[(\d+)\])?")


def find(document: Mapping[str, Any], key: str) -> Part | None:
    """A step (``buoc-2``), an action of it (``viec-2-1``), or the page of a new one; all are counted from 1."""
    listed = document.get("steps", [])
    if not isinstance(listed, list):
        return None
    if key == NEW:
        return _step(key, len(listed), {}, [])
    if (step := _STEP.match(key)) and 0 < int(step[1]) <= len(listed):
        at = int(step[1]) - 1
        return _step(key, at, listed[at], listed[at].get("actions", []), known=True)
    if (action := _ACTION.match(key)) and 0 < int(action[1]) <= len(listed):
        return _find_action(document, key, int(action[1]) - 1, action[2])
    return None


def _find_action(document: Mapping[str, Any], key: str, at: int, number_text: str) -> Part | None:
    actions = document["steps"][at].get("actions", [])
    if number_text == "moi":
        return _action(document, key, at, len(actions), {})
    place = int(number_text) - 1
    return _action(document, key, at, place, actions[place], known=True) if 0 <= place < len(actions) else None


def part_of(path: str, document: Mapping[str, Any]) -> str:
    """The page of the step or action that a finding is about."""
    found = _PATH.match(path)
    if not found or int(found[1]) >= len(document.get("steps", [])):
        return ""
    step = int(found[1]) + 1
    return f"viec-{step}-{int(found[2]) + 1}" if found[2] else f"buoc-{step}"


def _step(key: str, at: int, step: Mapping[str, Any], actions: list[dict[str, Any]], *, known: bool = False) -> Part:
    clock = step.get("clock") or {}
    boxes = [
        Box("vi", _("Tên bước")), Box("en", _("Tên tiếng Anh")),
        Box("key", _("Khoá"), hint=_("Chữ thường, số và gạch nối; các đường đi dẫn tới khoá này.")),
        Box("role", _("Vai trò"), "radios", options=words.roles()),
        Box(
            "unit", _("Đơn vị thực hiện"),
            hint=_("receiving, authority, parent, agency:MÃ hoặc field:tên_trường. Để trống: nơi tiếp nhận."), required=False,
        ),
        Box("amount", _("Thời hạn của bước"), "number", hint=_("Để trống: chỉ theo thời hạn chung."), required=False),
        Box("clock_unit", _("Đơn vị tính"), "select", options=units(), required=False),
        Box(
            "opinions", _("Ý kiến hỏi song song"), "yaml", rows=8, required=False,
            hint=_("Danh sách: key, unit, role, vi, en, clock. Đường đi tiếp cần điều kiện opinions.open = 0."),
        ),
    ]
    unit = step.get("unit", "")
    values = {
        **{name: step.get(name, "") for name in ("vi", "en", "key", "role")}, "unit": unit if isinstance(unit, str) else as_yaml(unit),
        "amount": str(clock.get("amount", "")), "clock_unit": clock.get("unit", ""), "opinions": as_yaml(step.get("opinions")),
    }

    def apply(document: dict[str, Any], typed: Values, errors: Errors) -> None:
        made: dict[str, Any] = {name: typed[name] for name in ("key", "role", "vi", "en")}
        put(made, "unit", typed["unit"])
        amount = number(typed, "amount", errors, needed=False)
        put(made, "clock", None if amount is None else {"amount": amount, "unit": typed["clock_unit"] or "working_days"})
        put(made, "opinions", structure(typed, "opinions", errors))
        _rename(document, old=str(step.get("key", "")), new=made["key"])
        steps = document.setdefault("steps", [])
        put(made, "actions", steps[at].get("actions") if known else None)
        steps[at : at + 1] = [made]

    def remove(document: dict[str, Any]) -> None:
        del document["steps"][at]

    def move(document: dict[str, Any], by: int) -> None:
        steps = document["steps"]
        steps.insert(min(max(at + by, 0), len(steps) - 1), steps.pop(at))

    more = [(f"viec-{at + 1}-{i}", f"{words.pair(a.get('vi', '?'), a.get('en', '?'))} → {a.get('to', '?')}")
            for i, a in enumerate(actions, start=1)] if known else []
    more += [(f"viec-{at + 1}-moi", _("Thêm đường đi"))] if known else []
    title = _("Bước %(number)s") % {"number": at + 1} if known else _("Thêm bước")
    return Part(
        key, title, boxes, values, apply, f"steps[{at}]", remove=remove if known else None, move=move if known else None, more=more
    )


def _rename(document: dict[str, Any], *, old: str, new: str) -> None:
    """Ways that led to a step go on leading to it under its new key."""
    if not old or old == new:
        return
    for step in document.get("steps", []):
        for action in step.get("actions", []):
            if action.get("to") == old:
                action["to"] = new


def _action(document: Mapping[str, Any], key: str, at: int, place: int, action: Mapping[str, Any], *, known: bool = False) -> Part:
    steps = [(s["key"], words.pair(s.get("vi", s["key"]), s.get("en", s["key"]))) for s in document["steps"]]
    statuses = [(str(int(s)), f"{int(s)} – {words.pair(s.vi, s.en)}") for s in DossierStatus]
    boxes = [
        Box("verb", _("Thao tác"), "select", options=words.verbs()), Box("to", _("Dẫn tới bước"), "select", options=steps),
        Box("status", _("Trạng thái sau đó"), "select", options=statuses), Box("vi", _("Nhãn nút")), Box("en", _("Nhãn tiếng Anh")),
        Box("explain_vi", _("Điều sẽ xảy ra"), "textarea"), Box("explain_en", _("Điều sẽ xảy ra, tiếng Anh"), "textarea"),
        Box("requires", _("Phải có"), "checkboxes", options=words.requirements(REQUIRES), required=False),
        Box("effects", _("Hệ quả"), "checkboxes", options=words.effects(EFFECTS), required=False),
        Box("guard", _("Điều kiện"), hint=_("Biểu thức phải đúng mới đi được, ví dụ opinions.open = 0."), required=False),
        Box("guard_vi", _("Lý do khi chưa đạt"), required=False), Box("guard_en", _("Lý do khi chưa đạt, tiếng Anh"), required=False),
    ]
    texts = ("verb", "to", "vi", "en", "explain_vi", "explain_en", "guard", "guard_vi", "guard_en")
    values = {
        **{name: action.get(name, "") for name in texts}, "status": str(action.get("status", "")),
        "requires": list(action.get("requires", [])),
        "effects": list(action.get("effects", [])),
    }

    def apply(changed: dict[str, Any], typed: Values, errors: Errors) -> None:
        made: dict[str, Any] = {name: typed[name] for name in ("verb", "to")}
        made["status"] = number(typed, "status", errors)
        made |= {name: typed[name] for name in ("vi", "en", "explain_vi", "explain_en")}
        for name in ("requires", "effects", "guard", "guard_vi", "guard_en"):
            put(made, name, typed[name])
        if made["verb"] not in list(Verb):
            errors["verb"] = _("Chọn một thao tác.")
        actions = changed["steps"][at].setdefault("actions", [])
        actions[place : place + 1] = [made]

    def remove(changed: dict[str, Any]) -> None:
        del changed["steps"][at]["actions"][place]

    def move(changed: dict[str, Any], by: int) -> None:
        actions = changed["steps"][at]["actions"]
        actions.insert(min(max(place + by, 0), len(actions) - 1), actions.pop(place))

    step = document["steps"][at]
    names = {"step": words.pair(step.get("vi", "?"), step.get("en", "?")), "number": place + 1}
    title = _("%(step)s: đường đi %(number)s") % names if known else _("%(step)s: thêm đường đi") % names
    back = [(f"buoc-{at + 1}", _("Về bước"))]
    return Part(
        key, title, boxes, values, apply, f"steps[{at}].actions[{place}]", remove=remove if known else None,
        move=move if known else None, more=back,
    )
