"""Descriptions of services: read, compared, written, turned into samples."""

from __future__ import annotations

import ast
import json
import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import openapi

PERSON = {
    "type": "object",
    "required": ["personal_number"],
    "properties": {
        "personal_number": {"type": "string", "pattern": "[0-9]{12}", "description": "Số định danh"},
        "residence": {"$ref": "#/components/schemas/Residence"},
        "sex": {"type": "string", "enum": ["male", "female"]},
    },
}
DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Persons", "version": "1.2"},
    "paths": {
        "/persons/{number}": {
            "parameters": [{"name": "number", "in": "path", "schema": {"type": "string"}, "example": "031190000123"}],
            "get": {
                "summary": "One person",
                "parameters": [{"name": "fields", "in": "query", "schema": {"type": "string"}}],
                "responses": {"200": {"description": "Found", "content": {"application/json": {"schema": PERSON}}}, "404": {"description": "No"}},
            },
        }
    },
    "components": {"schemas": {"Residence": {"type": "object", "properties": {"unit_code": {"type": "string", "example": "11329"}}}}},
}


def changed(**places) -> dict:
    """The document with parts of its one operation replaced."""
    copy = json.loads(json.dumps(DOCUMENT))
    copy["paths"]["/persons/{number}"]["get"].update(places)
    return copy


def test_an_operation_is_read_with_its_fields_and_an_example():
    found = openapi.read(DOCUMENT)
    (operation,) = found.operations
    assert (operation.method, operation.path, operation.title) == ("GET", "/persons/{number}", "One person")
    assert [(p.place, p.name, p.required, p.example) for p in operation.parameters] == [
        ("path", "number", True, "031190000123"),
        ("query", "fields", False, None),
    ]
    assert [f.path for f in operation.answers[0].fields] == ["personal_number", "residence", "residence.unit_code", "sex"]
    assert operation.answers[0].example == {"personal_number": "", "residence": {"unit_code": "11329"}, "sex": "male"}
    assert found.fields == ("personal_number", "residence", "residence.unit_code", "sex")
    assert operation.answers[0].fields[3].kind == "string: male | female"


@pytest.mark.parametrize("document", [{}, {"openapi": "2.0"}, {"swagger": "2.0"}, {"openapi": "3.1.0", "paths": []}])
def test_anything_but_openapi_3_is_refused(document):
    with pytest.raises(openapi.DescriptionUnreadable):
        openapi.read(document)


def test_circles_and_wide_shapes_end():
    node = {"type": "object", "properties": {f"p{n}": {"$ref": "#/components/schemas/Node"} for n in range(20)}}
    document = {
        "openapi": "3.1.0",
        "paths": {"/": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Node"}}}}}}}},
        "components": {"schemas": {"Node": node, "Loop": {"$ref": "#/components/schemas/Loop"}}},
    }
    (operation,) = openapi.read(document).operations
    assert len(operation.answers[0].fields) == 400
    assert operation.answers[0].example is not None
    document["paths"]["/"]["get"]["responses"]["200"]["content"]["application/json"]["schema"] = {"$ref": "#/components/schemas/Loop"}
    assert openapi.read(document).operations[0].answers[0].fields == ()


def test_references_never_leave_the_document():
    outside = changed(responses={"200": {"content": {"application/json": {"schema": {"$ref": "file:///etc/passwd"}}}}})
    assert openapi.read(outside).fields == ()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)


@given(st.dictionaries(st.sampled_from(["info", "paths", "components", "x"]), json_values))
def test_odd_documents_are_read_or_refused_but_break_nothing(parts):
    document = {"openapi": "3.1.0", **parts}
    try:
        found = openapi.read(document)
    except openapi.DescriptionUnreadable:
        return
    assert isinstance(found.operations, tuple)


def test_changes_say_what_breaks_callers():
    old = openapi.read(DOCUMENT)
    gone = openapi.read({**DOCUMENT, "paths": {}})
    assert [(c.kind, c.breaking) for c in openapi.changes(old, gone)] == [("removed", True)]
    assert [(c.kind, c.breaking) for c in openapi.changes(gone, old)] == [("added", False)]
    duty = openapi.read(changed(parameters=[{"name": "fields", "in": "query", "required": True, "schema": {"type": "string"}}]))
    assert [(c.kind, c.what, c.breaking) for c in openapi.changes(old, duty)] == [("required", "GET /persons/{number} query:fields", True)]
    lost = json.loads(json.dumps(DOCUMENT))
    del lost["paths"]["/persons/{number}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]["properties"]["sex"]
    assert [(c.kind, c.what, c.breaking) for c in openapi.changes(old, openapi.read(lost))] == [
        ("removed", "GET /persons/{number} 200:sex", True)
    ]
    assert openapi.changes(old, openapi.read(DOCUMENT)) == ()


def test_a_service_without_a_description_gets_one_that_can_be_read():
    document = openapi.describe(
        title="Tra cứu", version="", endpoints=[("GET", "/*"), ("*", "jobs/**")], fields={"a.b": "Nghĩa của b", "c": "Nghĩa của c"}
    )
    found = openapi.read(document)
    assert [(o.method, o.path) for o in found.operations] == [("GET", "/{part1}"), ("GET", "/jobs/{rest1}"), ("POST", "/jobs/{rest1}")]
    assert found.fields == ("a", "a.b", "c")


@given(url=st.text(min_size=1), value=st.text(), body=json_values)
def test_samples_carry_every_text_unharmed(url, value, body):
    sent = openapi.Sent(method="POST", url=url, headers={"X-Road-Client": value}, body=body)
    words = shlex.split(openapi.sample(sent, language="curl"))
    assert words[3] == url
    assert f"X-Road-Client: {value}" in words
    if body is not None:
        assert json.loads(words[-1]) == body
    called = ast.parse(openapi.sample(sent, language="python")).body[1].value
    assert ast.literal_eval(called.args[1]) == url
    assert ast.literal_eval(called.keywords[0].value) == {"X-Road-Client": value}


@pytest.mark.parametrize("language", openapi.LANGUAGES)
def test_every_language_has_a_sample(language):
    text = openapi.sample(openapi.Sent(method="GET", url="http://127.0.0.1:8020/r1/a", headers={"X-Road-Client": "a/b"}), language=language)
    assert "http://127.0.0.1:8020/r1/a" in text
    assert "X-Road-Client" in text


def test_the_sandbox_answers_the_example_of_the_operation_that_is_meant():
    found = openapi.read(DOCUMENT)
    told = openapi.answer(found, method="GET", path="/persons/031190000123")
    assert (told.status, told.body["residence"]) == (200, {"unit_code": "11329"})
    assert openapi.answer(found, method="GET", path="/persons/031190000123", wanted="404").status == 404
    assert openapi.answer(found, method="GET", path="/persons/1", wanted="500").status == 400


@pytest.mark.parametrize(
    ("method", "path", "status"), [("POST", "/persons/1", 405), ("GET", "/persons", 404), ("GET", "/persons/1/2", 404), ("GET", "", 404)]
)
def test_the_sandbox_refuses_what_is_not_described(method, path, status):
    assert openapi.answer(openapi.read(DOCUMENT), method=method, path=path).status == status


def test_the_sandbox_names_every_missing_or_wrong_part():
    schema = {"type": "object", "required": ["full_name"], "properties": {"full_name": {"type": "string"}}}
    strict = openapi.read(
        changed(
            parameters=[
                {"name": "page", "in": "query", "required": True, "schema": {"type": "integer"}},
                {"name": "sort", "in": "query", "schema": {"type": "string", "enum": ["asc", "desc"]}},
                {"name": "X-Case", "in": "header", "required": True, "schema": {"type": "string"}},
            ],
            requestBody={"required": True, "content": {"application/json": {"schema": schema}}},
        )
    )
    told = openapi.answer(strict, method="GET", path="/persons/1", query="page=two&sort=up", body=b"{}")
    assert told.status == 400
    assert told.body["problems"] == [
        "query parameter page must be integer",
        "query parameter sort must be one of asc, desc",
        "header parameter X-Case is missing",
        "body field full_name is missing",
    ]
    good = openapi.answer(
        strict, method="GET", path="/persons/1", query="page=2&sort=asc", headers={"x-case": "1"}, body=b'{"full_name": "Vu Thi Hoa"}'
    )
    assert good.status == 200
    assert openapi.answer(strict, method="GET", path="/persons/1", query="page=2", headers={"x-case": "1"}, body=b"{").status == 400
