"""Rules at work: a tree of our side into one of the partner's, and back."""

from __future__ import annotations

import re
from typing import Any

from motcua.gateway.translate import values
from motcua.gateway.translate.errors import Untranslatable
from motcua.gateway.translate.paths import ATTRIBUTE, NIL, TEXT, Target, join, sole, split, take
from motcua.gateway.translate.rules import Kind, NameParts, Rule, Vocabulary, paths_of
from motcua.kernel.text import squeeze


class Side:
    """How one side of a mapping is written: JSON values, XML (text and elements) or rows of cells (text)."""

    def __init__(self, *, marked_up: bool = False, flat: bool = False) -> None:
        self.marked_up, self.flat, self.as_text = marked_up, flat, marked_up or flat

    def steps(self, path: str) -> list[str]:
        """The steps of a path on this side; a cell's name is one step, whatever signs it holds."""
        return [path] if self.flat and path else split(path)

    def value(self, raw: Any, place: str) -> Any:
        """A single value as it stands here; None for nothing."""
        if self.marked_up:
            raw = sole(raw, place) if isinstance(raw, list) else raw
            if isinstance(raw, dict):
                if any(not key.startswith((ATTRIBUTE, TEXT)) for key in raw):
                    raise Untranslatable(place, "chứa phần tử con", "holds inner elements")
                raw = raw.get(TEXT)
        return None if self.as_text and raw == "" else raw

    def nothing(self, rule: Rule) -> Any:
        """What is written for what is missing."""
        return dict(NIL) if self.marked_up and rule.empty == "nil" else "" if self.as_text else None


JSON, XML, CELLS = Side(), Side(marked_up=True), Side(flat=True)


class Mapping:
    """A checked list of rules between two sides."""

    def __init__(self, rules: tuple[Rule, ...], words: Vocabulary, *, theirs: Side, ours: Side = JSON) -> None:
        self.rules, self.words, self.theirs, self.ours = rules, words, theirs, ours

    def out(self, tree: Any, *, place: str = "") -> Any:
        """Our tree as the partner's; Untranslatable names the place on our side."""
        return self._run(self.rules, tree, out=True, place=place)

    def inward(self, tree: Any, *, place: str = "") -> Any:
        """The partner's tree as ours; Untranslatable names the place on the partner's side."""
        return self._run(self.rules, tree, out=False, place=place)

    def _run(self, rules: tuple[Rule, ...], tree: Any, *, out: bool, place: str) -> Any:
        target = Target()
        source_side, target_side = (self.ours, self.theirs) if out else (self.theirs, self.ours)
        for rule in rules:
            if rule.only not in {None, "out" if out else "in"}:
                continue
            source, goal = (rule.ours, rule.theirs) if out else (rule.theirs, rule.ours)
            if rule.const is not None:
                if isinstance(goal, str):
                    target.put(target_side.steps(goal), values.text_of(rule.const) if target_side.as_text else rule.const)
                continue
            if rule.fields is not None or rule.each is not None:
                value = self._inner(rule, tree, str(source), out=out, place=place)
                if value is not None or rule.empty == "nil":
                    target.put(target_side.steps(str(goal)), target_side.nothing(rule) if value is None else value)
            elif isinstance(goal, NameParts):
                full = self._value(rule, tree, str(source), out=out, place=place)
                for path, part in zip(paths_of(goal), values.split_name(full) if full else (), strict=False):
                    if part or rule.empty:
                        target.put(target_side.steps(path), part)
            else:
                value = self._joined(rule, tree, source, place, source_side) if isinstance(source, NameParts) else \
                    self._value(rule, tree, source or "", out=out, place=place)  # fmt: skip
                if value is not None or rule.empty:
                    target.put(target_side.steps(str(goal)), target_side.nothing(rule) if value is None else value)
        return {} if target.value is None else target.value

    def _inner(self, rule: Rule, tree: Any, path: str, *, out: bool, place: str) -> Any:
        side = self.ours if out else self.theirs
        here = join(place, path)
        raw = take(tree, side.steps(path), place=place, marked_up=side.marked_up)
        if raw is None or (side.marked_up and raw == ""):
            if rule.required:
                raise _missing(here)
            return [] if rule.each is not None and side.marked_up else None
        inner = self.words.rules(rule.fields if rule.fields is not None else rule.each)
        if rule.fields is not None:
            raw = sole(raw, here) if isinstance(raw, list) and side.marked_up else raw
            if not isinstance(raw, dict) and path and not (side.marked_up and isinstance(raw, str)):
                raise Untranslatable(here, "không phải là một đối tượng", "is no object")
            return self._run(inner, raw, out=out, place=here)
        if not isinstance(raw, list):
            if not side.marked_up:
                raise Untranslatable(here, "không phải là một danh sách", "is no list")
            raw = [raw]
        if rule.required and not raw:
            raise _missing(here)
        return [self._run(inner, item, out=out, place=f"{here}[{number}]") for number, item in enumerate(raw)]

    def _value(self, rule: Rule, tree: Any, path: str, *, out: bool, place: str) -> Any:
        """One value read on one side and written for the other; None when there is none."""
        source, goal = (self.ours, self.theirs) if out else (self.theirs, self.ours)
        here = join(place, path)
        raw = source.value(take(tree, source.steps(path), place=place, marked_up=source.marked_up), here)
        if isinstance(raw, str):
            raw = values.cleaned(raw, rule.clean)
            raw = None if raw == "" and source.as_text else raw
        if raw is None:
            if rule.default is None:
                if rule.required:
                    raise _missing(here)
                return None
            if not out:  # a default is in our words: on the way in it is the answer itself
                return rule.default
            raw = rule.default
        if isinstance(raw, str) and rule.pattern and not re.fullmatch(rule.pattern, raw):
            raise Untranslatable(here, "không đúng dạng đã khai báo", "does not have the declared form")
        table = self.words.table(rule.values)
        if table is not None:
            return self._coded(rule, raw, table, out=out, place=here)
        forms = (rule.ours_format, rule.theirs_format)
        if source.marked_up and rule.type is Kind.DATE and not forms[not out]:
            raw = values.without_zone(raw)
        meaning = values.read(raw, rule.type, forms[not out], place=here)
        return values.write(meaning, rule.type, forms[out], as_text=goal.as_text)

    def _coded(self, rule: Rule, raw: Any, table: Any, *, out: bool, place: str) -> Any:
        """A code of one list as that of the other; ``type`` says what our side writes, the partner writes text."""
        if out:
            return values.looked_up(values.read(raw, rule.type, rule.ours_format, place=place), table, others=rule.others, place=place)
        back = {theirs: ours for ours, theirs in reversed(table.items())}
        code = values.looked_up(values.read(raw, Kind.TEXT, "", place=place), back, others=rule.others, place=place)
        return values.write(values.read(code, rule.type, "", place=place), rule.type, rule.ours_format, as_text=self.ours.as_text)

    def _joined(self, rule: Rule, tree: Any, parts: NameParts, place: str, side: Side) -> str | None:
        found = []
        for path in paths_of(parts):
            here = join(place, path)
            raw = side.value(take(tree, side.steps(path), place=place, marked_up=side.marked_up), here)
            found.append(values.cleaned(values.read(raw, Kind.TEXT, "", place=here), rule.clean) if raw is not None else "")
        full = squeeze(" ".join(found))
        if not full and rule.required:
            raise _missing(join(place, parts.given))
        return full or None


def _missing(place: str) -> Untranslatable:
    return Untranslatable(place, "thiếu thông tin bắt buộc", "is required and missing")
