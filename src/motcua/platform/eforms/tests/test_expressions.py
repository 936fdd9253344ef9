"""The bounded expression language, against JSON Schema as a second reader of the same condition."""

from __future__ import annotations

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.platform.eforms.rules.expressions import BadExpression, check, holds, to_schema

NAMES = st.sampled_from(["a", "b", "c"])
TEXTS = st.sampled_from(["x", "y"])
WHOLE = st.integers(-3, 3)
LITERALS = st.one_of(TEXTS, WHOLE, st.booleans())
VAR = NAMES.map(lambda n: {"var": n})
LEAVES = st.one_of(
    VAR,
    st.tuples(st.sampled_from(["==", "!="]), VAR, LITERALS).map(lambda t: {t[0]: [t[1], t[2]]}),
    st.tuples(st.sampled_from([">", "<"]), VAR, WHOLE).map(lambda t: {t[0]: [t[1], t[2]]}),
    st.tuples(VAR, st.lists(LITERALS, min_size=1, max_size=3)).map(lambda t: {"in": list(t)}),
    st.tuples(LITERALS, VAR).map(lambda t: {"in": list(t)}),
)
EXPRESSIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(lambda e: {"not": e}),
        st.tuples(st.sampled_from(["and", "or"]), st.lists(inner, min_size=1, max_size=3)).map(lambda t: {t[0]: t[1]}),
    ),
    max_leaves=4,
).filter(lambda e: str(e).count("{") <= 12)  # well inside the bounds of depth and length
VALUES = st.dictionaries(NAMES, st.one_of(LITERALS, st.lists(TEXTS, max_size=2)))


@given(EXPRESSIONS, VALUES)
def test_our_reading_and_json_schema_agree(expression, values):
    assert holds(expression, values) is jsonschema_rs.is_valid(to_schema(expression), values)


@pytest.mark.parametrize("rich", [{"==": [{"var": "a"}, {"var": "b"}]}, {"<": [1, {"var": "a"}]}, {">": [{"+": [{"var": "a"}, 1]}, 3]}])
def test_what_json_schema_cannot_say_is_told_apart(rich):
    check(rich, names=frozenset("ab"))
    with pytest.raises(BadExpression):
        check(rich, names=frozenset("ab"), two_answers=False)


@given(EXPRESSIONS)
def test_every_generated_expression_is_in_the_language(expression):
    check(expression, names=frozenset("abc"))


@pytest.mark.parametrize(
    "bad",
    [
        {"__import__": ["os"]},
        {"==": [{"var": "a"}]},
        {"var": "z"},
        {"==": ["x", "y"]},
        {"+": []},
        {"+": [{"var": "a"}, None]},
        {"*": [{"var": "a"}, 1e18]},
        {"round": [{"var": "a"}, 9]},
        {"days": [{"var": "a"}]},
        {"today": ["UTC"]},
        {"if": [{"var": "a"}]},
        {"sum": [{"var": "z.amount"}]},
        {"in": [{"var": "a"}, "text"]},
        {"and": []},
        "a == b",
    ],
)
def test_what_is_outside_the_language_is_refused(bad):
    with pytest.raises(BadExpression):
        check(bad, names=frozenset("ab"))


def test_depth_is_bounded():
    deep = {"var": "a"}
    for _ in range(12):
        deep = {"not": deep}
    with pytest.raises(BadExpression, match="deeper"):
        check(deep, names=frozenset("a"))


def test_true_is_not_one_and_missing_equals_nothing():
    assert not holds({"==": [{"var": "a"}, 1]}, {"a": True})
    assert not holds({"==": [{"var": "a"}, "x"]}, {})
    assert holds({"!=": [{"var": "a"}, "x"]}, {})


def test_two_dates_compare_where_a_check_allows_it():
    rule = {"<": [{"var": "a"}, {"var": "b"}]}
    check(rule, names=frozenset("ab"), two_answers=True)
    assert holds(rule, {"a": "1990-01-02", "b": "2026-09-01"})
