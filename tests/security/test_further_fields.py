"""Fields that nobody asked for (mass assignment): nothing takes a request as a whole, so a further field of a form or a body reaches no column.

Three ways lead there, and each place that goes one is looked at: a view that reads all fields of a form at once, a body of the API whose
object may hold any name, and a column that is named by a value.
"""

from __future__ import annotations

import ast

import pytest

from tests.architecture import house
from tests.security import bodies

WHOLE = frozenset({"items", "dict", "lists", "values", "copy"})
# Module that reads every field of a form at once → what becomes of them.
READS_ALL = {
    "foundation/identity/actions/confirming.py": "sent on as they came, as hidden fields of the page that asks who it is again",
    "platform/casework/web/officer/panels.py": "what was typed, shown again beside what is to be mended",
    "platform/eforms/web/keeping.py": "kept over the sign-in, then judged as what the page sends: by the form's definition",
    "platform/eforms/web/views.py": "which button was pressed, by its name; only those of the form's definition do something",
    "platform/signon/web/answers.py": "parameters of OAuth: a repeated one is refused, the named ones are read",
}
# Operation and place in its body whose object may hold any name → who judges the names.
ANY_NAME = {
    "POST /api/govstack/registration/services/{serviceId}/applications formData.data": "the fields of the form's definition",
    "PUT /api/govstack/registration/applications/{fileId} formData.data": "the fields of the form's definition",
    "POST /api/govstack/registration/tasks/{taskId}/complete data": "the named ones are read",
    "POST /api/v1/casework/definitions/import []": "the schema of definitions refuses unknown names",
    "POST /api/v1/casework/definitions/lint .": "the schema of definitions refuses unknown names; nothing is kept",
    "POST /api/v1/casework/definitions/{code}/trial answers": "the fields of the form's definition; nothing is kept",
    "POST /api/v1/casework/definitions/{code}/trial document": "the schema of definitions refuses unknown names; nothing is kept",
    "PUT /api/v1/casework/definitions/{code}/draft .": "the schema of definitions refuses unknown names",
    "PUT /api/v1/casework/forms/{draft_id}/pages/{page} answers": "the fields of the page",
    "PUT /api/v1/casework/forms/{draft_id}/pages/{page} files": "the fields of the page that take files",
    "PUT /api/v1/exchange/rooms/{member_class}/{member_code}/{client}/types/{event_type} payload": "a JSON Schema; the gateway's own judges it",
    "PUT /api/v1/exchange/services/{member_class}/{member_code}/{client}/{service} adapter.settings": "declarations refuse unknown names",
    "PUT /api/v1/exchange/services/{member_class}/{member_code}/{client}/{service} soap_offer": "declarations refuse unknown names",
    "PUT /api/v1/exchange/services/{member_class}/{member_code}/{client}/{service} adapter_secrets": "declared places of secrets only",
    "PUT /api/v1/exchange/services/{member_class}/{member_code}/{client}/{service} provider_headers": "names of headers; each is checked",
    "POST /api/v1/payments/cash/sessions/{session_id}/close notes": "the notes and coins of the bank",
    "PUT /api/v1/vault/papers/{document_id} fields": "the fields of the kind of paper",
}


def of_form(node):
    """Whether this is ``….POST``."""
    return isinstance(node, ast.Attribute) and node.attr == "POST"


def reads_all(text):
    """Whether code reads every field of a form at once."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute) and node.func.attr in WHOLE and of_form(node.func.value):
                return True
            if any(keyword.arg is None and of_form(keyword.value) for keyword in node.keywords):
                return True
            if isinstance(node.func, ast.Name) and node.func.id in {"dict", "list"} and any(of_form(one) for one in node.args):
                return True
        if isinstance(node, (ast.For, ast.comprehension)) and of_form(node.iter):
            return True
        if isinstance(node, ast.Dict) and any(key is None and of_form(value) for key, value in zip(node.keys, node.values, strict=True)):
            return True
    return False


def names_columns(text):
    """Whether code at the edge lets a value name the column that is written."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called == "setattr" and not ast.unparse(node.args[1]).strip("_").isupper() and not isinstance(node.args[1], ast.Constant):
                return True
            if called in {"create", "update", "update_or_create", "get_or_create", "filter"} and any(keyword.arg is None for keyword in node.keywords):
                return True
        if isinstance(node, ast.ClassDef) and any("ModelForm" in ast.unparse(base) or "ModelSchema" in ast.unparse(base) for base in node.bases):
            return True
    return False


def edges():
    """Modules of pages and of the API, and of whatever else reads requests."""
    for path in house.room_files(".py"):
        if {"web", "rest"} & set(path.parts) or "request.POST" in path.read_text():
            yield str(path.relative_to(house.SRC)), path.read_text()


def any_names(schema, document, place="", depth=0):
    """Places of a body whose object may hold any name."""
    schema = bodies.resolved(schema, document)
    inner = schema.get("properties", {})
    if depth > 8 or not schema or schema.get("type") == "array":
        if schema.get("items") and depth <= 8:
            yield from any_names(schema["items"], document, f"{place}[]", depth + 1)
        return
    if schema.get("type") == "object" and (schema.get("additionalProperties") or not inner):
        yield place or "."
    for name, one in inner.items():
        yield from any_names(one, document, f"{place}.{name}".removeprefix("."), depth + 1)


def test_no_view_takes_a_form_as_a_whole():
    assert {name for name, text in edges() if reads_all(text)} == set(READS_ALL)


def test_no_value_of_a_request_names_a_column():
    assert not [name for name, text in edges() if names_columns(text)]


@pytest.mark.django_db
def test_bodies_of_the_api_name_what_they_take(client):
    found = {
        f"{method} {path} {place}"
        for (method, path), (operation, document) in bodies.Api(client).operations.items()
        for content in (operation.get("requestBody") or {}).get("content", {}).values()
        for place in any_names(content["schema"], document)
    }
    assert found == set(ANY_NAME)


@pytest.mark.parametrize(
    "planted",
    ["Row(**request.POST.dict())", "Row(**request.POST)", "for name in request.POST: pass", "x = {**request.POST}", "dict(request.POST.lists())", "dict(request.POST)"],
)
def test_a_planted_view_that_takes_all_is_found(planted):
    assert reads_all(planted)


@pytest.mark.parametrize(
    "planted",
    ["setattr(row, name, value)", "Row.objects.create(**body.dict())", "Row.objects.filter(id=1).update(**given)", "class F(forms.ModelForm): pass"],
)
def test_a_planted_write_of_any_column_is_found(planted):
    assert names_columns(planted)


def test_a_planted_body_of_any_name_is_found():
    assert list(any_names({"type": "object", "properties": {"a": {"type": "object", "additionalProperties": True}}}, {})) == ["a"]
