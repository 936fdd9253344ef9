"""The whole API under generated requests: nobody gets a 5xx, and what is answered fits what is declared.

Every operation is called by a visitor, a citizen, officers of each role and a machine, half of the time with codes that exist. Each
call is undone, so that the next finds the same town.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import response_schema_conformance

from motcua.channels.developers import testing as machines
from motcua.config.wsgi import application
from motcua.foundation.identity.testing import sign_in
from motcua.platform.casework import testing as t

pytestmark = pytest.mark.django_db
DOCUMENTS = ("/api/v1/openapi.json", "/api/govstack/registration/openapi.json", "/api/govstack/information-mediator/openapi.json")
ROLES = ("citizen", "reception", "appraiser", "leader", "operator", "admin")
EXAMPLES = 2
COOKIE = "motcua_session"


@dataclass
class World:
    """Who calls, by name of the caller; and values that exist, by name of the parameter."""

    callers: dict[str, dict[str, Any]]
    known: dict[str, str]


@pytest.fixture
def world(monkeypatch):
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: t.NOW)
    for signal in (request_started, request_finished):  # the test's connection outlives the requests
        signal.disconnect(close_old_connections)
    with t.quick_papers():
        town = t.make_town()
        ref = t.submit(town.citizen, code=t.GENERIC)
        scopes = ["dossiers:read", "dossiers:submit", "statistics:read", "webhooks"]
        _, token = machines.make_machine(town.admin, scopes=scopes, units=[t.UNIT], now=t.NOW, per_minute=6000)
        callers: dict[str, dict[str, Any]] = {"visitor": {}, "machine": {"headers": {"Authorization": f"Bearer {token}"}}}
        for role in ROLES:
            session = sign_in(Client(), getattr(town, role)).cookies[COOKIE].value
            callers[role] = {"cookies": {COOKIE: session}}
        yield World(callers=callers, known={"code": ref.code, "fileId": ref.code, "taskId": str(ref.uuid), "eFormId": t.GENERIC})
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def operations():
    for document in DOCUMENTS:
        schema = schemathesis.openapi.from_wsgi(document, application)
        for found in schema.get_all_operations():
            yield found.ok()


def placed(case, known: dict[str, str], turn: int):
    """Every other request asks for things that exist."""
    if turn % 2 and case.path_parameters:
        about_procedures = "/procedures/" in case.operation.path or "/definitions/" in case.operation.path
        for name in case.path_parameters:
            if name in known:
                case.path_parameters[name] = t.GENERIC if name == "code" and about_procedures else known[name]
    return case


def fault(case, caller: dict[str, Any]) -> str:
    """What is wrong with the answer to one call; the call is undone."""
    with transaction.atomic():
        answer = case.call(**caller)
        transaction.set_rollback(True)
    assert connection.connection is not None
    assert not connection.connection.closed
    if answer.status_code == 503 and answer.headers["content-type"][0].startswith("application/problem+json"):
        return ""  # refused by name: an outside system that nobody has set up here
    if answer.status_code >= 500:
        return f"{answer.status_code}"
    try:
        case.validate_response(answer, checks=[response_schema_conformance])
    except (Exception, BaseExceptionGroup) as wrong:
        return f"{answer.status_code}: {str(wrong)[:400]}"
    return ""


def faults_of(operation, world: World) -> dict[str, str]:
    """What is wrong with an operation, by caller, over a few generated requests."""
    found: dict[str, str] = {}
    turn = count()

    @settings(
        max_examples=EXAMPLES, database=None, derandomize=True, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def calls(case):
        placed(case, world.known, next(turn))
        for name, caller in world.callers.items():
            wrong = fault(case, caller)
            if wrong:
                found.setdefault(f"{operation.method.upper()} {operation.path} as {name}", wrong)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        calls()
    return found


@pytest.mark.timeout(600)  # a minute of one processor
def test_no_operation_fails_for_anybody(world):
    faults: dict[str, str] = {}
    seen = 0
    for operation in operations():
        faults |= faults_of(operation, world)
        seen += 1
    assert not faults, "\n".join(f"{k}: {v}" for k, v in faults.items())
    assert seen > 80  # the documents are whole
