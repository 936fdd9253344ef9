"""Decision tables: hit policies, defaults, types, the linter against brute force, and DMN there and back.

The cases of hit policies and expressions cover, in our own words, what the models of the public DMN TCK exercise at level 2.
"""

from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
import SpiffWorkflow.dmn.parser
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from motcua.kernel import decisions, markup
from motcua.kernel.decisions import DecisionError, decide, from_dmn_xml, from_document, lint, to_dmn_xml, to_document

D = Decimal


def table(hit, rules, *, inputs=("x",), types=("number",), outputs=("y",), allowed=(), default="", out_types=()):
    return from_document({
        "name": "t", "hit": hit,
        "inputs": [{"expression": e, "type": t} for e, t in zip(inputs, types, strict=True)],
        "outputs": [
            {"name": n, "type": out_types[i] if out_types else "any", "allowed": list(allowed) if i == 0 else [], "default": default}
            for i, n in enumerate(outputs)
        ],
        "rules": [{"when": list(w), "then": list(t)} for w, t in rules],
    })


LOAN = [
    ((">=18", '"medium","low"', "true"), ('"approved"', '"best"')),
    (("<18", "-", "-"), ('"declined"', '"standard"')),
    (("-", '"high"', "-"), ('"declined"', '"standard"')),
    (("-", "-", "false"), ('"declined"', '"standard"')),
]
LOAN_COLUMNS = {"inputs": ("age", "risk", "affordable"), "types": ("number", "string", "boolean"), "outputs": ("verdict", "rate")}
APPLICANTS = [
    (18, "low", True, "approved"), (18, "medium", True, "approved"), (17, "low", True, "declined"), (40, "high", True, "declined"),
    (40, "low", False, "declined"), (17, "high", False, "declined"), (None, "high", True, "declined"), (None, "low", True, None),
]


@pytest.mark.parametrize("hit", ["A", "P", "F"])
@pytest.mark.parametrize(("age", "risk", "affordable", "verdict"), APPLICANTS)
def test_one_answer(hit, age, risk, affordable, verdict):
    loan = table(hit, LOAN, **LOAN_COLUMNS, allowed=('"approved"', '"declined"'))
    answer = decide(loan, {"age": age, "risk": risk, "affordable": affordable})
    assert answer["verdict"] == verdict
    assert answer["rate"] == {"approved": "best", "declined": "standard", None: None}[verdict]


def test_unique_answers_once_and_refuses_two():
    loan = table("U", LOAN, **LOAN_COLUMNS)
    assert decide(loan, {"age": 18, "risk": "low", "affordable": True}).matched == (1,)
    with pytest.raises(DecisionError) as refused:
        decide(loan, {"age": 17, "risk": "high", "affordable": True})
    assert "2, 3" in refused.value.vi
    assert "2, 3" in refused.value.en


def test_any_refuses_rules_that_disagree():
    loan = table("A", [*LOAN, (("-", '"low"', "-"), ('"approved"', '"best"'))], **LOAN_COLUMNS)
    with pytest.raises(DecisionError):
        decide(loan, {"age": 17, "risk": "low", "affordable": True})


BANDS = [(("<=10",), ('"a"', "1")), (("[5..20]",), ('"b"', "2")), ((">8",), ('"c"', "4")), (("9",), ('"a"', "8"))]


@pytest.mark.parametrize(("hit", "x", "names", "sizes"), [
    ("F", 9, "a", 1), ("F", 15, "b", 2), ("P", 9, "c", 4), ("P", 6, "b", 2), ("R", 9, ("a", "b", "c", "a"), (1, 2, 4, 8)),
    ("O", 9, ("c", "b", "a", "a"), (4, 2, 1, 8)), ("C", 9, ("a", "b", "c", "a"), (1, 2, 4, 8)), ("R", 21, ("c",), (4,)), ("O", 1, ("a",), (1,)),
    ("C#", 9, 4, 4), ("C#", 3, 1, 1),
])
def test_several_outputs(hit, x, names, sizes):
    allowed = () if hit == "C#" else ('"c"', '"b"', '"a"')
    bands = table(hit, BANDS, outputs=("name", "size"), allowed=allowed)
    assert decide(bands, {"x": x})["name"] == names
    assert decide(bands, {"x": x})["size"] == sizes


@pytest.mark.parametrize(("hit", "x", "value"), [
    ("C+", 9, 15), ("C<", 9, 1), ("C>", 9, 8), ("C#", 9, 4), ("C+", 15, 6), ("C<", 15, 2), ("C>", 15, 4), ("C#", 15, 2), ("C+", 30, 4), ("C#", None, 0),
    ("C+", None, None), ("C<", None, None), ("U", 30, 4), ("U", None, None), ("F", None, None), ("R", None, ()), ("O", None, ()), ("C", None, ()),
])
def test_single_output(hit, x, value):
    bands = table(hit, [(w, t[1:]) for w, t in BANDS], allowed=("1", "2", "4", "8") if hit == "O" else ())
    assert decide(bands, {"x": x})["y"] == value


@pytest.mark.parametrize("hit", ["U", "A", "P", "F", "C+", "C<"])
def test_the_default_answers_what_no_rule_does(hit):
    fees = table(hit, [((">0",), ("5",))], default="0", allowed=("5", "0"))
    assert decide(fees, {"x": -1})["y"] == 0
    assert decide(fees, {"x": 1})["y"] == 5


@pytest.mark.parametrize(("expression", "context", "value"), [
    ('"Xin chào " + full_name', {"full_name": "Bình"}, "Xin chào Bình"), ("monthly * 12", {"monthly": 10_000}, D(120_000)), ("monthly * 12", {}, None),
    ("(principal * rate / 12) / (1 - (1 + rate / 12) ** -term)", {"principal": 600_000, "rate": D("0.0375"), "term": 360}, D("2778.69")),
    ("if missing then 1 else 2", {}, D(2)), ("price.amount", {"price": {"amount": 3}}, D(3)), ("count(rows)", {"rows": [1, 2]}, D(2)),
])
def test_outputs_are_expressions(expression, context, value):
    answer = decide(table("U", [((), (expression,))], inputs=(), types=()), context)["y"]
    assert answer == value or abs(answer - value) < D("0.01")


@pytest.mark.parametrize(("change", "path"), [
    ({"hit": "X"}, "hit"), ({"outputs": []}, "rules"), ({"rules": []}, "rules"), ({"rules": [{"when": [], "then": ["1"]}]}, "rules[0]"),
    ({"rules": [{"when": ["<"], "then": ["1"]}]}, "rules[0].when[0]"), ({"rules": [{"when": ["1"], "then": ["1+"]}]}, "rules[0].then[0]"),
    ({"outputs": [{"name": "a"}, {"name": "a"}]}, "outputs"), ({"outputs": [{"name": ""}]}, "outputs"), ({"hit": "P"}, "outputs"), ({"rules": "x"}, "rules"),
    ({"hit": "C+", "outputs": [{"name": "a"}, {"name": "b"}]}, "hit"), ({"inputs": [{"expression": "a b c (", "type": "number"}]}, "inputs[0].expression"),
    ({"inputs": [{"expression": "a", "type": "money"}]}, "inputs[0].type"), ({"rules": [{"when": [{}], "then": ["1"]}]}, "rules[0].when[0]"),
    ({"inputs": ["x"]}, "inputs[0]"), ({"rules": [{"when": ["-"], "then": ["1"]}] * 501}, "rules"),
])
def test_a_wrong_document_is_refused_with_its_path(change, path):
    good = {"inputs": [{"expression": "x"}], "outputs": [{"name": "y"}], "rules": [{"when": ["-"], "then": ["1"]}]}
    from_document(good)
    with pytest.raises(DecisionError) as refused:
        from_document(good | change)
    assert refused.value.path == path
    assert refused.value.vi != refused.value.en


def test_wrong_values_are_refused_and_dates_may_be_text():
    days = from_document({
        "inputs": [{"expression": "born", "type": "date", "allowed": '> @"1900-01-01"'}], "outputs": [{"name": "y", "type": "number"}],
        "rules": [{"when": ['< @"2000-01-01"'], "then": [1]}, {"when": ['>= @"2000-01-01"'], "then": ['"x"']}],
    })
    assert decide(days, {"born": "1999-12-31"})["y"] == 1
    assert decide(days, {"born": date(1999, 12, 31)})["y"] == 1
    assert decide(days, {"born": None})["y"] is None
    for wrong in ("1800-01-01", "hôm qua", 5, True, "2001-01-01"):
        with pytest.raises(DecisionError):
            decide(days, {"born": wrong})


@pytest.mark.parametrize(("hit", "rules", "types", "found"), [
    ("U", [(("<5",), ("1",)), ((">=5",), ("2",))], ("number",), []),
    ("U", [(("<=5",), ("1",)), ((">=5",), ("2",))], ("number",), ["error rules[1]"]),
    ("U", [(("<5",), ("1",)), ((">5",), ("2",))], ("number",), ["warning rules"]),
    ("A", [(("<=5",), ("1",)), ((">=5",), ("1",))], ("number",), []),
    ("A", [(("<=5",), ("1",)), ((">=5",), ("2",))], ("number",), ["error rules[1]"]),
    ("F", [(("<=5",), ("1",)), (("-",), ("2",)), (("3",), ("3",))], ("number",), ["warning rules[2]"]),
    ("U", [(("true",), ("1",))], ("boolean",), ["warning rules"]),
    ("U", [(("true",), ("1",)), (("false",), ("1",))], ("boolean",), []),
    ("U", [(('"a"',), ("1",)), (('not("a")',), ("1",))], ("string",), []),
    ("U", [(('"a"',), ("1",)), (('"b"',), ("1",))], ("string",), ["warning rules"]),
    ("U", [(('"a"',), ("1",))], ("number",), ["error rules[0].when[0]"]),
    ("U", [(("limit",), ("1",))], ("number",), ["warning rules"]),
    ("U", [(('< @"2026-01-01"',), ("1",)), (('>= @"2026-01-01"',), ("1",))], ("date",), []),
    ("U", [(('<= @"2026-01-01"',), ("1",)), (('>= @"2026-01-02"',), ("1",))], ("date",), []),
    ("U", [(('<= @"2026-01-01"',), ("1",)), (('>= @"2026-01-03"',), ("1",))], ("date",), ["warning rules"]),
    ("U", [(('< @"P30D"',), ("1",)), (('> @"P30D"',), ("1",))], ("days and time duration",), ["warning rules"]),
    ("U", [(("]5..5]",), ("1",)), (("-",), ("1",))], ("number",), ["warning rules[0]"]),
    ("C", [(("<=5",), ("1",)), ((">=5",), ("2",))], ("number",), []),
])
def test_the_linter(hit, rules, types, found):
    assert [f"{p.severity} {p.path}" for p in lint(table(hit, rules, types=types))] == found


def test_the_linter_says_which_case():
    gap = lint(table("U", [(("<18", "-"), ("1",)), ((">=18", "true"), ("1",))], inputs=("tuổi", "có nhà"), types=("number", "boolean")))
    assert gap[0].vi == "Chưa có dòng nào cho: tuổi: 18 hoặc lớn hơn 18; có nhà: sai."
    assert gap[0].en == "No rule answers: tuổi: 18 or more than 18; có nhà: false."


def test_allowed_inputs_and_outputs_bound_the_linter():
    document = {
        "inputs": [{"expression": "k", "type": "string", "allowed": '"a","b"'}], "outputs": [{"name": "y", "type": "string", "allowed": ['"x"']}],
        "rules": [{"when": ['"a"'], "then": ['"x"']}, {"when": ['"b"'], "then": ['"x"']}],
    }
    assert lint(from_document(document)) == ()
    document["rules"][0]["then"] = ['"z"']
    assert [p.path for p in lint(from_document(document))] == ["rules[0].then[0]"]


def test_a_large_table_is_linted_in_time():
    rules = [(tuple(f"[{i + j}..{i + j + 3}]" for j in range(8)), ("1",)) for i in range(60)]
    wide = table("U", rules, inputs=tuple("abcdefgh"), types=("number",) * 8)
    assert any(p.severity == "error" for p in lint(wide))


CELLS = ["-", "1", "<2", ">=2", "[1..3]", "]1..3[", "not(2)", "1,3", "not(<1,>3)", "null"]
VALUES = [None, D("-1"), D(0), D("0.5"), D(1), D("1.5"), D(2), D("2.5"), D(3), D(4)]


@given(st.lists(st.tuples(st.sampled_from(CELLS), st.sampled_from(CELLS)), min_size=1, max_size=5))
def test_the_linter_agrees_with_trying_everything(rows):
    both = table("U", [(row, ("1",)) for row in rows], inputs=("a", "b"), types=("number", "number"))
    found = lint(both)
    tried = {}
    for a, b in product(VALUES, VALUES):
        try:
            tried[a, b] = len(decide(both, {"a": a, "b": b}).matched)
        except DecisionError:
            tried[a, b] = 2
    assert any(p.severity == "error" for p in found) == (2 in tried.values())
    gaps = any(n == 0 for (a, b), n in tried.items() if a is not None and b is not None)
    assert any(p.severity == "warning" and p.path == "rules" for p in found) == gaps


@st.composite
def documents(draw):
    line = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), max_size=12)
    inputs, outputs = draw(st.integers(0, 3)), draw(st.integers(1, 3))
    hits = ["U", "A", "P", "F", "R", "O", "C", "C#", *(["C+", "C<", "C>"] if outputs == 1 else [])]
    cell = st.sampled_from(["-", "<5", '"a","b"', "not([1..2])", '"<&>"', "? > limit", '@"2026-01-01"', "null", "x y"])
    answer = st.sampled_from(["1", '"a"', "a + 1", "null", '"\\"]]>"', "-"])
    typed = st.sampled_from([t.value for t in decisions.ValueType])
    return {
        "name": draw(line), "vi": draw(line), "en": draw(line), "hit": draw(st.sampled_from(hits)),
        "inputs": [
            {"expression": f"in{i}.a", "type": draw(typed), "allowed": draw(st.sampled_from(["", '"a","b"'])), "vi": draw(line), "en": draw(line)}
            for i in range(inputs)
        ],
        "outputs": [{"name": f"out {i}", "type": draw(typed), "allowed": draw(st.sampled_from([['"a"', '"b,c"', "-1"], ["1"]])), "default": draw(st.sampled_from(["", "1"])),
                     "vi": draw(line), "en": draw(line)} for i in range(outputs)],
        "rules": [{"when": [draw(cell) for _ in range(inputs)], "then": [draw(answer) for _ in range(outputs)], "note": draw(line)} for _ in range(draw(st.integers(1, 4)))],
    }


@given(documents())
def test_documents_and_dmn_lead_back_to_the_same_table(document):
    first = from_document(document)
    assert from_document(to_document(first)) == first
    assert from_dmn_xml(to_dmn_xml(first)) == first


SCHEMA = etree.XMLSchema(etree.parse(str(Path(SpiffWorkflow.dmn.parser.__file__).parent / "schema" / "DMN13.xsd")))


@given(documents())
def test_the_file_is_valid_by_the_schema_of_the_standard(document):
    SCHEMA.assertValid(etree.fromstring(to_dmn_xml(from_document(document))))


FOREIGN = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/DMN/20151101/dmn.xsd" name="other tool" namespace="urn:x" id="x">
  <itemDefinition name="tKind"><typeRef>feel:string</typeRef></itemDefinition>
  <decision name="Fee of the case" id="d"><decisionTable hitPolicy="RULE ORDER">
    <input label="Loại"><inputExpression typeRef="tKind"><text>Kind of case</text></inputExpression></input>
    <output typeRef="feel:number"/>
    <rule><inputEntry><text>"a"</text></inputEntry><outputEntry><text> 5 </text></outputEntry></rule>
  </decisionTable></decision>
</definitions>"""


def test_a_table_of_another_tool_and_an_older_standard_is_read():
    read = from_dmn_xml(FOREIGN.encode())
    assert decide(read, {"Kind of case": "a"})["Fee of the case"] == (5,)
    assert read.inputs[0].vi == "Loại"


@pytest.mark.parametrize("wrong", [
    b"", b"<a/>", b"\xff\xfe", FOREIGN.replace("RULE ORDER", "BEST").encode(), FOREIGN.replace("decisionTable", "literalExpression").encode(),
    FOREIGN.replace("<definitions", '<!DOCTYPE a [<!ENTITY b "c">]><definitions').encode(), FOREIGN.encode("utf-16"), b"<a>" * 300, FOREIGN.encode() + b" " * 3_000_000,
    FOREIGN.replace("Kind of case", "Kind of (").encode(), FOREIGN.replace("UTF-8", "UTF-16").encode("utf-16-le"),
])
def test_other_files_are_refused(wrong):
    with pytest.raises((DecisionError, markup.MarkupRefused)) as refused:
        from_dmn_xml(wrong)
    assert refused.value.sentence("vi") != refused.value.sentence("en")
