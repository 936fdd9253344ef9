"""Form documents: mistakes are named with their place; the derived schema and our own reading agree on who is asked what."""

from __future__ import annotations

from datetime import date

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.platform.eforms.contracts import Facts, FormRefused
from motcua.platform.eforms.rules.answers import asked_fields, counted, errors_of
from motcua.platform.eforms.rules.documents import content_hash, parse
from motcua.platform.eforms.rules.generic import ListedPaper, generic_document
from motcua.platform.eforms.tests.documents import RELATION, document, field, words

FACTS = Facts(today=date(2026, 11, 22), units={"11329": "Phường Ngô Quyền"})
OTHER = {"==": [{"var": "relation"}, "other"]}
CHAIN = document(
    RELATION,
    field("proof", "text", visible_when=OTHER),
    field("copies", "integer", visible_when={"var": "wants"}, required=False) | {"visible_when": {"!=": [{"var": "proof"}, ""]}},
    field("number", "personal_number", agrees_born="born", agrees_sex="sex"),
    field("born", "date"),
    field("sex", "radios", options=[{"value": v, "vi": v, "en": v} for v in ("male", "female")]),
)


@pytest.mark.parametrize(
    ("doc", "where"),
    [
        ({"key": "x"}, "/"),
        (document(field("a", "text"), field("a", "text")), "a"),
        (document(field("a", "radios")), "a"),
        (document(field("a", "text", visible_when={"var": "later"}), field("later", "boolean")), "a"),
        (document(field("a", "text", pattern="(.*)+")), "a"),
        (document(field("a", "personal_number", agrees_born="nobody")), "a"),
        (document(field("a", "repeated", fields=[field("b", "file")])), "a/b"),
        (document(field("a", "text"), checks=[{"must": {"==": [{"var": "z"}, 1]}, "field": "a", "say": words("x")}]), "checks"),
    ],
)
def test_a_mistake_is_named_with_its_place(doc, where):
    with pytest.raises(FormRefused) as refusal:
        parse(doc)
    assert refusal.value.params["where"] == where


def test_the_same_content_has_the_same_hash_whatever_its_order():
    one = document(field("a", "text"))
    assert content_hash(one) == content_hash(dict(reversed(list(one.items()))))
    assert content_hash(one) != content_hash(document(field("b", "text")))


def test_an_answer_to_a_question_no_longer_asked_does_not_count():
    form = parse(CHAIN)
    values = {"relation": "mother", "proof": "giấy", "copies": 2}
    assert "proof" not in counted(form, values)
    assert [f.name for f in asked_fields(form, form.pages[0], values)] == ["relation", "copies", "number", "born", "sex"]


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "relation": st.sampled_from(["mother", "other"]),
        "proof": st.sampled_from(["giấy", "khác"]),
        "copies": st.integers(0, 3),
        "number": st.sampled_from(["031191900001"]),
        "born": st.sampled_from(["1991-04-12"]),
        "sex": st.sampled_from(["female"]),
    },
)


@given(ANSWERS)
def test_no_errors_exactly_when_the_schema_accepts_what_counts(values):
    form = parse(CHAIN)
    data = counted(form, values)
    accepted = jsonschema_rs.Draft202012Validator(dict(form.schema), validate_formats=True).is_valid(data)
    assert (not errors_of(form, values=values, raw={}, facts=FACTS)) is accepted


@pytest.mark.parametrize(
    ("born", "sex", "codes"),
    [
        ("1991-04-12", "female", []),
        ("1990-04-12", "female", ["eforms.number_and_birth"]),
        ("1991-04-12", "male", ["eforms.number_and_sex"]),
    ],
)
def test_a_personal_number_agrees_with_birth_and_sex(born, sex, codes):
    values = {"relation": "mother", "number": "031191900001", "born": born, "sex": sex}
    assert [e.code for e in errors_of(parse(CHAIN), values=values, raw={}, facts=FACTS)] == codes


def test_a_check_between_two_answers_speaks_in_its_own_words():
    rule = {"must": {"<": [{"var": "a"}, {"var": "b"}]}, "field": "b", "say": words("Ngày b phải sau ngày a.", "b must be after a.")}
    form = parse(document(field("a", "date"), field("b", "date"), checks=[rule]))
    errors = errors_of(form, values={"a": "2020-02-02", "b": "2020-01-01"}, raw={}, facts=FACTS)
    assert [(e.name, e.en) for e in errors] == [("b", "b must be after a.")]


def test_a_commune_that_has_gone_since_is_asked_again():
    form = parse(document(field("home", "address")))
    errors = errors_of(form, values={"home": {"unit": "00001", "line": "Số 1"}}, raw={}, facts=FACTS)
    assert [e.name for e in errors] == ["home-unit"]


@given(st.lists(st.tuples(st.text(max_size=300), st.text(max_size=50), st.booleans()), max_size=40))
def test_any_list_of_papers_gives_a_form_that_can_be_published(papers):
    listed = [ListedPaper(key=f"giay-{n}", name=name, case=case, required=must) for n, (name, case, must) in enumerate(papers)]
    form = parse(generic_document(key="chung.1.000001", title_vi="Thủ tục", papers=listed))
    asked = {f.requirement for page in form.pages for f in page.fields if f.requirement}
    assert asked == ({p.key for p in listed} or {"giay-to-kem-theo"})
