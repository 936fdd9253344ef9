"""How two versions of a form differ, question by question, by stable name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields as attributes
from typing import Any, Final

from motcua.platform.eforms.contracts import FieldChange, FormDefinition, UiField
from motcua.platform.eforms.rules.schema import field_schema

_WORDS: Final = frozenset({"label_vi", "label_en", "hint_vi", "hint_en"})
_SAID: Final[dict[str, tuple[str, str]]] = {
    "added": ("Thêm câu hỏi “{vi}”", "Added the question “{en}”"),
    "removed": ("Bỏ câu hỏi “{vi}”", "Removed the question “{en}”"),
    "moved": ("Chuyển “{vi}” sang trang “{page_vi}”", "Moved “{en}” to the page “{page_en}”"),
    "kind": ("“{vi}” đổi loại từ {before} sang {after}", "“{en}” changed its kind from {before} to {after}"),
    "options": ("“{vi}” đổi các lựa chọn", "“{en}” has other options"),
    "required": ("“{vi}” nay bắt buộc", "“{en}” is now required"),
    "optional": ("“{vi}” nay không bắt buộc", "“{en}” is now optional"),
    "words": ("“{vi}” đổi lời", "“{en}” is worded otherwise"),
    "rules": ("“{vi}” đổi điều kiện hoặc giới hạn", "“{en}” has other conditions or limits"),
}


def changes(a: FormDefinition, b: FormDefinition) -> Iterator[FieldChange]:
    """Every difference, in the order of ``b``, then what it no longer asks."""
    before = {f.name: (page, f) for page in a.pages for f in page.fields}
    after = {f.name: (page, f) for page in b.pages for f in page.fields}
    for name, (page, field) in after.items():
        if name not in before:
            yield _change("added", field, keeps=True)
            continue
        old_page, old = before[name]
        keeps = _keeps(old, field)
        if old_page.key != page.key:
            yield _change("moved", field, keeps=keeps, page_vi=page.title_vi, page_en=page.title_en)
        yield from _field_changes(old, field, keeps)
    for name, (_, field) in before.items():
        if name not in after:
            yield _change("removed", field, keeps=False)


def _field_changes(old: UiField, new: UiField, keeps: bool) -> Iterator[FieldChange]:
    if old.kind != new.kind:
        yield _change("kind", new, keeps=keeps, before=old.kind, after=new.kind)
        return
    other = {attribute.name for attribute in attributes(UiField) if getattr(old, attribute.name) != getattr(new, attribute.name)}
    if {o.value for o in old.options} != {o.value for o in new.options}:
        yield _change("options", new, keeps=keeps)
    if "required" in other:
        yield _change("required" if new.required else "optional", new, keeps=keeps)
    if other & _WORDS:
        yield _change("words", new, keeps=keeps)
    if other - _WORDS - {"required", "options", "section"}:
        yield _change("rules", new, keeps=keeps)


def _keeps(old: UiField, new: UiField) -> bool:
    """Whether an answer to the old question certainly answers the new one: the same contract, or one that has only grown."""
    if old.kind != new.kind:
        return False
    was, now = ({k: v for k, v in field_schema(f).items() if not k.startswith(("title", "x-"))} for f in (old, new))
    if was == now:
        return True
    grown = {o.value for o in old.options} <= {o.value for o in new.options} and old.fields == new.fields and old.lines == new.lines
    return grown and all(_wider(key, was.get(key), now.get(key)) for key in ("minimum", "maximum", "maxLength", "pattern", "maxItems"))


def _wider(key: str, was: Any, now: Any) -> bool:
    if now is None or was == now:
        return True
    if was is None or key == "pattern":
        return False
    return bool(now <= was) if key == "minimum" else bool(now >= was)


def _change(change: str, field: UiField, *, keeps: bool, **facts: object) -> FieldChange:
    vi, en = _SAID[change]
    told = {"vi": field.label_vi, "en": field.label_en, **facts}
    return FieldChange(field.name, change, vi.format(**told), en.format(**told), keeps)
