"""Decision tables of a definition: fees and eligibility, their names, gaps and overlaps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from motcua.kernel import decisions
from motcua.platform.casework.contracts import DefinitionProblem
from motcua.platform.casework.rules.lint.conditions import fields_of, unknown_names
from motcua.platform.casework.rules.lint.findings import error
from motcua.platform.casework.rules.lint.world import World

_OUTPUTS = {"fee_table": "amount", "eligibility": "eligible"}
_REASONS = ("vi", "en")
_NOTHING = "-"  # a cell without an answer


def tables(document: Mapping[str, Any], world: World | None) -> Iterator[DefinitionProblem]:
    """Problems of the fee table and of the eligibility table."""
    for key, output in _OUTPUTS.items():
        if not document.get(key):
            continue
        try:
            table = decisions.from_document(document[key])
        except decisions.DecisionError as wrong:
            place = getattr(wrong, "path", "")
            yield error(f"{key}.{place}" if place else key, wrong.sentence("vi"), wrong.sentence("en"))
            continue
        for found in decisions.lint(table):
            yield DefinitionProblem(path=f"{key}.{found.path}", severity=found.severity, vi=found.vi, en=found.en)
        if output not in {o.name for o in table.outputs}:
            yield error(f"{key}.outputs", f"Bảng cần cột kết quả “{output}”.", f"The table needs an output “{output}”.")
        yield from unknown_names(f"{key}.inputs", table.names, fields_of(document, world))
        if key == "fee_table":
            yield from _codes(document, table)
        elif not set(_REASONS) <= {o.name for o in table.outputs}:
            vi = "Bảng điều kiện cần cột lý do “vi” và “en”."
            yield error("eligibility.outputs", vi, "The eligibility table needs its reasons in “vi” and “en”.")


def _codes(document: Mapping[str, Any], table: decisions.DecisionTable) -> Iterator[DefinitionProblem]:
    """A fee that the table names must be listed, so that people see what it is."""
    listed = {fee["code"] for fee in document.get("fees", [])}
    places = [i for i, o in enumerate(table.outputs) if o.name == "code"]
    for r, rule in enumerate(table.rules):
        for i in places:
            code = rule.then[i].strip('"')
            if code != _NOTHING and code not in listed:
                vi, en = f"Phí “{code}” không có trong danh sách phí.", f"The fee “{code}” is not among the listed fees."
                yield error(f"fee_table.rules[{r}].then[{i}]", vi, en)
    if not places and not listed:
        yield error("fees", "Bảng phí cần ít nhất một khoản phí có tên.", "A fee table needs at least one fee with a name.")
