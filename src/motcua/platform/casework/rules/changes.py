"""What differs between two definitions, by stable keys: steps, actions, papers, fees, opinions, clocks, texts, tables."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from motcua.platform.casework.contracts import DifferenceKind, FieldDifference

# Top keys that are lists of keyed things: the key inside, and how the parts are called.
_KEYED = {"papers": ("key", "paper"), "fees": ("code", "fee"), "outcomes": ("outcome", "outcome")}
_PARTS: dict[str, tuple[str, str]] = {
    "template": ("Mẫu quy trình", "Template"), "form": ("Biểu mẫu", "Form"), "clock": ("Thời hạn", "Clock"),
    "clock_assumed": ("Thời hạn tạm tính", "Assumed clock"), "same_day": ("Trả trong ngày", "Same day"),
    "supplement_days": ("Hạn bổ sung", "Time for supplements"), "open_online": ("Nộp trực tuyến", "Open online"),
    "result": ("Kết quả", "Result"), "level": ("Cấp thực hiện", "Level"), "receiving": ("Nơi tiếp nhận", "Receiving units"),
    "legal_basis": ("Căn cứ pháp lý", "Legal basis"), "retention_years": ("Thời hạn lưu", "Retention"),
    "resume": ("Sau tạm dừng", "After a pause"),
    "submission": ("Nơi nộp", "Submission"), "min_level": ("Mức định danh", "Identity level"), "fee_table": ("Bảng phí", "Fee table"),
    "eligibility": ("Điều kiện hưởng", "Eligibility"), "appeal_procedure": ("Thủ tục khiếu nại", "Appeal procedure"),
    "shown_papers": ("Giấy tờ do cơ quan lập mà người nộp đọc được", "Papers of the office that the owner may read"),
    "chosen": ("Lý do chọn mẫu", "Why this template"),
}
_LONGEST = 400


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[FieldDifference, ...]:
    """Every difference, part by part. The same key before and after is a change; the order of papers and fees does not count."""
    found = [d for key, (inner, part) in _KEYED.items() for d in _lists(before, after, key=key, inner=inner, part=part)]
    found += [d for key in _PARTS for d in _scalar(before, after, key)]
    found += list(_steps(_by(before.get("steps", []), "key"), _by(after.get("steps", []), "key")))
    return tuple(found)


def _scalar(before: Mapping[str, Any], after: Mapping[str, Any], key: str) -> Iterator[FieldDifference]:
    part = "clock" if key == "clock" else key
    vi, en = _PARTS[key]
    yield from _one(part=part, key=key, vi=vi, en=en, before=before.get(key), after=after.get(key))


def _lists(before: Mapping[str, Any], after: Mapping[str, Any], *, key: str, inner: str, part: str) -> Iterator[FieldDifference]:
    old, new = _by(before.get(key, []), inner), _by(after.get(key, []), inner)
    for name in dict.fromkeys((*old, *new)):
        shown = new.get(name) or old[name]
        vi, en = shown.get("vi", name), shown.get("en") or shown.get("vi", name)
        yield from _one(part=part, key=name, vi=vi, en=en, before=old.get(name), after=new.get(name))


def _steps(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[FieldDifference]:
    for name in dict.fromkeys((*old, *new)):
        shown = new.get(name) or old[name]
        vi, en = shown["vi"], shown["en"]
        if name not in old or name not in new:
            yield from _one(part="step", key=name, vi=vi, en=en, before=_named(old.get(name)), after=_named(new.get(name)))
            continue
        nested = ("actions", "opinions")
        plain_old, plain_new = ({k: v for k, v in s[name].items() if k not in nested} for s in (old, new))
        yield from _one(part="step", key=name, vi=vi, en=en, before=plain_old, after=plain_new)
        yield from _inside(old[name], new[name], step=name, vi=vi, en=en)
    shared = [k for k in old if k in new], [k for k in new if k in old]
    if shared[0] != shared[1]:
        yield from _one(part="step", key="", vi="Thứ tự các bước", en="Order of the steps", before=shared[0], after=shared[1])


def _inside(old: Mapping[str, Any], new: Mapping[str, Any], *, step: str, vi: str, en: str) -> Iterator[FieldDifference]:
    """Actions (by verb and target) and opinions (by key) of a step that both versions have."""
    for word, part, name in (("actions", "action", _action_key), ("opinions", "opinion", _opinion_key)):
        a = {name(x): x for x in old.get(word, [])}
        b = {name(x): x for x in new.get(word, [])}
        for key in dict.fromkeys((*a, *b)):
            shown = b.get(key) or a[key]
            labels = f"{vi}: {shown['vi']}", f"{en}: {shown['en']}"
            yield from _one(part=part, key=f"{step}.{key}", vi=labels[0], en=labels[1], before=a.get(key), after=b.get(key))


def _action_key(action: Mapping[str, Any]) -> str:
    return f"{action['verb']}>{action['to']}"


def _opinion_key(opinion: Mapping[str, Any]) -> str:
    return str(opinion["key"])


def _named(step: Mapping[str, Any] | None) -> str | None:
    return None if step is None else f"{step['vi']} / {step['en']}"


def _by(items: Any, key: str) -> dict[str, Any]:
    return {str(item[key]): item for item in items}


def _one(*, part: str, key: str, vi: str, en: str, before: Any, after: Any) -> Iterator[FieldDifference]:
    if before in (None, "", [], {}) and after in (None, "", [], {}):
        return
    if before == after:
        return
    kind = DifferenceKind.ADDED if before is None else DifferenceKind.REMOVED if after is None else DifferenceKind.CHANGED
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        before, after = _only_changed(before, after), _only_changed(after, before)
    yield FieldDifference(part=part, key=key, kind=kind, label_vi=vi, label_en=en, before=_text(before), after=_text(after))


def _only_changed(this: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in this.items() if other.get(k) != v}


def _text(value: Any) -> str:
    """A value as people read it beside another; long ones are cut."""
    if value is None:
        return ""
    if isinstance(value, Mapping) and set(value) == {"amount", "unit"}:
        return f"{value['amount']} {value['unit']}"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
