"""Decision tables as grids: what is typed and what is shown give each other back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import decisions
from motcua.platform.casework.adapters import carried
from motcua.platform.casework.rules import grid

TABLES = [
    (document["procedure"], key, document[key])
    for document in carried.definition_documents() for key in ("fee_table", "eligibility") if document.get(key)
]  # fmt: skip
KINDS = st.sampled_from(["string", "number", "boolean", "any"])


@pytest.mark.parametrize(("code", "key", "table"), TABLES, ids=lambda v: v if isinstance(v, str) else "")
def test_a_table_saved_unchanged_is_the_same_to_the_letter(code, key, table):
    assert grid.document_of(grid.grid_of(table), table) == table


@pytest.mark.parametrize(("box", "kind", "answer", "cell"), [
    ("", "string", False, "-"), ("poor, merit", "string", False, '"poor","merit"'), ("LP-HKD", "string", True, '"LP-HKD"'),
    ("Nhà ở, đất ở", "string", True, '"Nhà ở, đất ở"'), ("75.000", "number", True, "75000"), ("75.000", "number", False, "75.000"),
    ("2000 * pages", "number", True, "2000 * pages"), ("(2..198]", "number", False, "(2..198]"), ("có", "boolean", False, "true"),
    ("Không", "boolean", True, "false"), ('not("a")', "string", False, 'not("a")'),
])  # fmt: skip
def test_what_is_typed_becomes_s_feel(box, kind, answer, cell):
    assert grid.typed(box, kind, answer=answer) == cell


@given(cell=st.one_of(st.text(max_size=20), st.integers(0, 10**9), st.booleans()), kind=KINDS, answer=st.booleans())
def test_any_cell_comes_back_as_it_was(cell, kind, answer):
    text = " ".join(grid.text_of(cell).split()) or "-"
    assert grid.typed(grid.shown(text, kind, answer=answer), kind, answer=answer) == text


def test_rows_are_added_and_columns_removed():
    table = grid.new_table("fee_table")
    opened = grid.grid_of(table)
    rows = (*opened.rows, grid.Row("", (">= 2",), ("50.000", "LP"), "97/2015/QH13"))
    made = grid.document_of(grid.Grid(opened.hit, opened.asks, opened.answers, rows), table)
    assert made["rules"][1] == {"when": [">= 2"], "then": ["50000", '"LP"'], "note": "97/2015/QH13"}
    fewer = grid.Grid(opened.hit, (), opened.answers, tuple(grid.Row(r.was, (), r.then) for r in opened.rows))
    assert grid.document_of(fewer, table)["inputs"] == []


@pytest.mark.parametrize("kind", ["fee_table", "eligibility"])
def test_a_new_table_can_be_read(kind):
    assert not [p for p in decisions.lint(decisions.from_document(grid.new_table(kind))) if p.severity == "error"]
