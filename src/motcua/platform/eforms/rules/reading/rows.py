"""Answers made of others: linked lists, references, a matrix. Rows of questions are read in the package itself."""

from __future__ import annotations

import re

from motcua.kernel import text as texts
from motcua.platform.eforms.contracts import Facts, UiField
from motcua.platform.eforms.rules import lists
from motcua.platform.eforms.rules.problems import problem
from motcua.platform.eforms.rules.reading.base import TEXT_LIMIT, Posted, Read, one, wrong

BY_HAND = "-"


def linked(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """A way down a list of lists: each choice must lie under the one before, down to an entry with nothing below."""
    listed = lists.entries(field, facts)
    way: list[str] = []
    for depth, level in enumerate(field.levels):
        here = {entry.code for entry in lists.below(listed, way[-1] if way else "")}
        typed = one(posted, f"{name}-{depth}").strip()
        if not here or (not typed and not way):
            break
        if typed not in here:
            return Read(errors=(problem(field, "linked_level", name=f"{name}-{depth}", level_vi=level.vi, level_en=level.en),))
        way.append(typed)
    return Read(way or None)


def reference(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """An entry of a register that a search of this draft has found, or, when none fits, what was typed, marked as such."""
    chosen, typed = one(posted, f"{name}-choice").strip(), texts.squeeze(one(posted, f"{name}-query"))
    if chosen == BY_HAND:
        if not typed or len(typed) > TEXT_LIMIT:
            return wrong(field, "reference_query", f"{name}-query")
        return Read({"source": field.source, "id": "", "label": typed, "facts": {}, "at": ""})
    found = facts.found.get(field.name, ())
    if chosen:
        entry = next((dict(one_found) for one_found in found if one_found["id"] == chosen), None)
        return Read(entry) if entry else wrong(field, "reference_choose", f"{name}-query")
    return wrong(field, "reference_choose", f"{name}-query") if typed else Read()


def matrix(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """One option for each line."""
    known = {option.value for option in field.options}
    given = {line.value: one(posted, f"{name}-{line.value}").strip() for line in field.lines}
    if not any(given.values()):
        return Read()
    errors = []
    for line in field.lines:
        if given[line.value] not in known and (given[line.value] or field.required):
            errors.append(problem(field, "matrix_line", name=f"{name}-{line.value}", line_vi=line.vi, line_en=line.en))
    return Read(errors=tuple(errors)) if errors else Read({key: answer for key, answer in given.items() if answer})


def row_numbers(field: UiField, posted: Posted, name: str = "") -> list[int]:
    """The row numbers that were sent for a repeated field, in order."""
    own = re.compile(rf"{re.escape(name or field.name)}-(\d{{1,3}})-.+")
    return sorted({int(found[1]) for key in posted if (found := own.fullmatch(key))})
