"""The browser's evaluator gives what the server's gives, whatever expression and answers: a differential test run in Node."""

from __future__ import annotations

import json
import subprocess
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright._impl._driver import compute_driver_executable

from motcua.platform.eforms.rules.expressions import check, evaluate

SCRIPT = Path(__file__).parents[1] / "static" / "eforms" / "expressions.js"
LISTEN = """
require(process.argv[1]);
require("readline").createInterface({input: process.stdin}).on("line", (line) => {
  const [expression, values, today] = JSON.parse(line);
  let answer;
  try { answer = globalThis.motcuaExpressions.evaluate(expression, values, today); } catch (error) { answer = {thrown: String(error)}; }
  process.stdout.write(JSON.stringify(answer === undefined ? {thrown: "undefined"} : answer) + "\\n");
});
"""
TODAY = "2026-11-22"
DATES = st.one_of(st.dates().map(str), st.sampled_from(["2024-02-29", "2023-02-29", "0000-01-01", "2026-13-01", "22/11/2026", TODAY]))
NUMBERS = st.one_of(st.integers(-1000, 1000), st.floats(-1e6, 1e6, allow_nan=False), st.sampled_from([0, 0.1, 0.2, 1e15, -1e15, 2.5, -0.5]))
SCALARS = st.one_of(NUMBERS, DATES, st.booleans(), st.text(max_size=3), st.sampled_from(["x", "𐐷", "ﬁ", "Đ"]))
ROWS = st.lists(st.fixed_dictionaries({}, optional={"n": NUMBERS, "t": st.text(max_size=2)}), max_size=4)
VALUES = st.fixed_dictionaries(
    {}, optional={name: st.one_of(SCALARS, st.none(), st.lists(SCALARS, max_size=3)) for name in "abc"} | {"rows": ROWS}
)
VAR = st.sampled_from(["a", "b", "c", "rows", "rows.n", "rows.t"]).map(lambda name: {"var": name})
LEAVES = st.one_of(VAR, VAR, NUMBERS, DATES, st.booleans(), st.just({"today": []}))


def _nodes(inner):
    pair = st.tuples(inner, inner).map(list)
    some = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        st.tuples(st.sampled_from(["+", "-", "*", "/", "min", "max", "sum"]), some).map(lambda t: {t[0]: t[1]}),
        st.tuples(st.sampled_from(["==", "!=", ">", "<", ">=", "<=", "days", "years"]), pair).map(lambda t: {t[0]: t[1]}),
        st.tuples(inner, st.lists(SCALARS, min_size=1, max_size=3)).map(lambda t: {"in": list(t)}),
        st.tuples(inner, st.integers(0, 4)).map(lambda t: {"round": list(t)}),
        VAR.map(lambda v: {"count": v}),
        st.tuples(st.sampled_from(["and", "or"]), some).map(lambda t: {t[0]: t[1]}),
        inner.map(lambda e: {"not": e}),
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: {"if": parts}),
    )


EXPRESSIONS = st.recursive(LEAVES, _nodes, max_leaves=8)


@pytest.fixture(scope="module")
def browser():
    node = compute_driver_executable()[0]
    with subprocess.Popen([node, "-e", LISTEN, str(SCRIPT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

        def ask(expression, values):
            process.stdin.write(json.dumps([expression, values, TODAY]) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield ask
        process.stdin.close()


def same(one, other):
    """Equal as JSON: true is not 1."""
    return isinstance(one, bool) is isinstance(other, bool) and one == other


@settings(max_examples=400, deadline=None)
@given(expression=EXPRESSIONS, values=VALUES)
def test_browser_and_server_agree(browser, expression, values):
    here = evaluate(expression, values, today=date.fromisoformat(TODAY))
    assert same(json.loads(json.dumps(here)), browser(expression, values))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ({"+": [0.1, {"var": "a"}]}, 2.1),
        ({"*": [{"var": "a"}, {"var": "missing"}]}, None),
        ({"/": [{"var": "a"}, 0]}, None),
        ({"round": [{"/": [{"var": "a"}, 3]}, 2]}, 0.67),
        ({"round": [-2.5]}, -3),
        ({"sum": [{"var": "rows.n"}]}, 1_500_000),
        ({"count": {"var": "rows"}}, 3),
        ({"max": [{"var": "rows.n"}, 5]}, 1_000_000),
        ({"years": [{"var": "born"}, {"today": []}]}, 34),
        ({"days": [{"var": "born"}, "1992-02-28"]}, -1),
        ({"if": [{">": [{"var": "a"}, 1]}, "many", "one"]}, "many"),
        ({">=": [{"years": [{"var": "born"}, {"today": []}]}, 18]}, True),
    ],
)
def test_what_expressions_give(browser, expression, expected):
    values = {"a": 2, "born": "1992-02-29", "rows": [{"n": 500_000}, {}, {"n": 1_000_000}]}
    check(expression, names=frozenset({"a", "born", "rows", "missing"}))
    assert same(evaluate(expression, values, today=date.fromisoformat(TODAY)), expected)
    assert same(browser(expression, values), expected)
