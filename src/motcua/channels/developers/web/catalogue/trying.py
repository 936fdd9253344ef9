"""Trying a service out: a form made from its description, a real call through the gateway to its sandbox, the answer as it came."""

from __future__ import annotations

import json
from contextlib import suppress
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.channels.developers.web.catalogue.service import code_of, found_or_404, frame
from motcua.kernel import openapi
from motcua.kernel.errors import NamedError
from motcua.kit.web import audience, language_of
from motcua.platform.exchange import api as exchange
from motcua.platform.exchange.contracts import SandboxAnswer, ServiceInfo

_LONGEST = 20_000
_SHOWN = 50_000
_VALUE = 500


@never_cache
@audience("public")
@require_http_methods(["GET", "HEAD", "POST"])
def attempt(request: HttpRequest, service: str) -> HttpResponse:
    """Choose an operation, fill its parameters, send it to the sandbox, read the answer."""
    info = found_or_404(service)
    operations = openapi.read(exchange.description(service=service).document, language=language_of(request)).operations
    context: dict[str, Any] = {**frame(request, info, "developers_service_try"), "operations": [], "chosen": None}
    if operations:
        context |= _form(request, info, operations)
    return render(request, "developers/catalogue/try.html", context)


def _form(request: HttpRequest, info: ServiceInfo, operations: tuple[openapi.Operation, ...]) -> dict[str, Any]:
    asked = request.POST if request.method == "POST" else request.GET
    number = asked.get("op", "0")
    chosen = operations[int(number)] if number.isascii() and number.isdigit() and int(number) < len(operations) else operations[0]
    typed = {name: asked.get(name, "").replace("\x00", "")[:_VALUE] for name in (_name(p) for p in chosen.parameters)}
    body = asked.get("body", "").replace("\x00", "") if request.method == "POST" else _pretty(chosen.body_example)
    context: dict[str, Any] = {
        "operations": [(str(n), f"{op.method} {op.path}") for n, op in enumerate(operations)],
        "number": str(operations.index(chosen)), "chosen": chosen, "body": body, "has_body": bool(chosen.body_media or chosen.body),
        "fields": [_field(p, typed[_name(p)] if request.method == "POST" else str(p.example or "")) for p in chosen.parameters],
        "wanted": asked.get("wanted", ""), "statuses": [("", _("Trả lời thường")), *((a.status, a.status) for a in chosen.answers)],
    }  # fmt: skip
    if request.method == "POST":
        context |= _send(info, chosen, typed=typed, body=body, wanted=asked.get("wanted", "")[:7], language=language_of(request))
    wrong = context.get("errors", {})
    for field in context["fields"]:
        field["error"] = wrong.get(field["name"], "")
    return context


def _send(
    info: ServiceInfo, op: openapi.Operation, *, typed: dict[str, str], body: str, wanted: str, language: str
) -> dict[str, Any]:
    errors = {_name(p): _("Nhập {name}.").format(name=p.name) for p in op.parameters if p.required and not typed[_name(p)].strip()}
    value: Any = None
    if body.strip():
        try:
            value = json.loads(body)
        except ValueError as wrong:
            errors["body"] = _("Nội dung phải là JSON: {why}").format(why=str(wrong))
    if len(body) > _LONGEST:
        errors["body"] = _("Nội dung dài quá {most} ký tự.").format(most=_LONGEST)
    if errors:
        return {"errors": errors}
    path = op.path
    for p in op.parameters:
        if p.place == "path":
            path = path.replace(f"{{{p.name}}}", quote(typed[_name(p)], safe=""))
    query = {p.name: typed[_name(p)] for p in op.parameters if p.place == "query" and typed[_name(p)]}
    headers = {p.name: typed[_name(p)] for p in op.parameters if p.place == "header" and typed[_name(p)]}
    try:
        answer = exchange.try_in_sandbox(
            service=info.id, method=op.method, path=path, query=query, headers=headers, wanted=wanted,
            body=json.dumps(value, ensure_ascii=False).encode() if value is not None else None,
        )  # fmt: skip
    except NamedError as refused:
        return {"refused": refused.sentence(language)}
    return {"answer": _shown(answer), "code": code_of(info, op, path=path, query=urlencode(query), body=value)}


def _shown(answer: SandboxAnswer) -> dict[str, Any]:
    text = answer.body.decode(errors="replace")
    with suppress(ValueError):
        text = _pretty(json.loads(text))
    good = answer.status < HTTPStatus.BAD_REQUEST
    return {
        "status": answer.status, "state": "done" if good else "late", "took_ms": answer.took_ms, "text": text[:_SHOWN],
        "cut": len(text) > _SHOWN, "headers": [{"name": n, "value": v} for n, v in answer.headers],
    }  # fmt: skip


def _field(parameter: openapi.Parameter, value: str) -> dict[str, Any]:
    label = f"{parameter.name} ({parameter.place})"
    return {"name": _name(parameter), "label": label, "hint": parameter.text, "value": value, "required": parameter.required}


def _name(parameter: openapi.Parameter) -> str:
    return f"{parameter.place}-{parameter.name}"


def _pretty(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, indent=2)
