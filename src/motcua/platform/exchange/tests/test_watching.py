"""Counts, descriptions and the sandbox: added up once, versions kept when something changed, examples instead of people."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.identity.testing import make_officer
from motcua.kernel.actors import SYSTEM, Role
from motcua.kernel.errors import Forbidden
from motcua.platform.exchange import api, tasks
from motcua.platform.exchange.adapters import gateway
from motcua.platform.exchange.contracts import Count, DescriptionRefused, SandboxAnswer, ServiceUnknown, Source, State
from motcua.platform.exchange.models import HourCount, ServiceDescription
from motcua.platform.exchange.rules.watching import Sort, sort_of
from motcua.platform.exchange.testing import FakeGateway, usual_record

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
SERVICE = api.POPULATION_SERVICE
HOUR_MS = 3_600_000
START_MS = usual_record().response_out_ms
AT = datetime.fromtimestamp(START_MS / 1000, tz=UTC)
pytestmark = pytest.mark.django_db


def document(**properties) -> dict:
    schema = {"type": "object", "properties": {"full_name": {"type": "string", "example": "VU THI HOA"}, **properties}}
    answer = {"200": {"description": "Found", "content": {"application/json": {"schema": schema}}}}
    return {"openapi": "3.1.0", "info": {"title": "Persons", "version": "2"}, "paths": {"/{number}": {"get": {"responses": answer}}}}


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeGateway:
    return FakeGateway(monkeypatch)


def all_hours() -> dict:
    return {"since": AT - timedelta(days=1), "until": AT + timedelta(days=1)}


@pytest.mark.parametrize(
    ("status", "fault", "sort"),
    [
        (200, "", Sort.OK),
        (404, "", Sort.REFUSED),
        (503, "", Sort.FAILED),
        (403, "", Sort.FAILED),
        (500, "Server.ServerProxy.AccessDenied", Sort.REFUSED),
        (500, "server.serverproxy.service_failed.timeout", Sort.FAILED),
        (500, "Server.ServerProxy.NetworkError", Sort.FAILED),
        (500, "Server.ServerProxy.UnknownService", None),
        (400, "Client.BadRequest", Sort.REFUSED),
    ],
)
def test_what_a_call_says_of_its_service(status, fault, sort):
    assert sort_of(status=status, fault=fault) == sort


def test_calls_are_added_up_by_hour_and_never_twice(fake):
    fake.log({}, {"status": 503}, {"status": 404, "response_out_ms": START_MS + HOUR_MS, "request_in_ms": START_MS + HOUR_MS - 500})
    api.collect(now=NOW)
    api.collect(now=NOW)
    fake.log({"response_size": 80})
    api.collect(now=NOW)
    count = api.health(**all_hours())["VN-HP/GOV/C06-sim/population/persons"]
    assert (count.calls, count.failed, count.refused, count.longest_ms, count.shortest_ms) == (4, 1, 1, 500, 21)
    assert count.bytes_out == 120 * 3 + 80
    assert count.last_ok_at == AT + timedelta(hours=1)
    assert count.last_failed_at == AT
    assert HourCount.objects.count() == 2


def test_a_batch_under_a_broken_seal_counts_nowhere(fake):
    fake.log({})
    fake.batches[0]["records"][0] = fake.batches[0]["records"][0].replace('"status":200', '"status":201')
    api.collect(now=NOW)
    assert not HourCount.objects.exists()


def test_calls_of_services_that_do_not_exist_count_nowhere(fake):
    fake.log({"status": 500, "fault": "Server.ServerProxy.UnknownService", "service": "VN-HP/GOV/X/y/z"})
    api.collect(now=NOW)
    assert api.health(**all_hours()) == {}


def test_days_are_those_of_the_city(fake):
    late = int(datetime(2026, 11, 22, 16, 59, tzinfo=UTC).timestamp() * 1000)
    fake.log(*({"request_in_ms": at, "response_out_ms": at} for at in (late, late + 2 * 60_000)))
    api.collect(now=NOW)
    found = api.days(service="VN-HP/GOV/C06-sim/population/persons", since=NOW - timedelta(days=2), until=NOW + timedelta(days=2))
    assert [(d.day.isoformat(), d.count.calls) for d in found] == [("2026-11-22", 1), ("2026-11-23", 1)]


@pytest.mark.parametrize(
    ("count", "state"),
    [
        (Count(), State.NONE),
        (Count(calls=1000, failed=10), State.GOOD),
        (Count(calls=1000, failed=11), State.TROUBLED),
        (Count(calls=3, failed=2), State.DOWN),
        (Count(calls=5, refused=5), State.GOOD),
    ],
)
def test_states(count, state):
    assert api.state_of(count=count) is state


@given(st.integers(1, 10_000), st.integers(0, 10_000))
def test_a_flow_is_judged_by_its_failures(messages, failed):
    state = api.state_of(count=Count(calls=messages, failed=min(failed, messages)))
    share = min(failed, messages) / messages
    assert state == ("good" if share <= 0.01 else "troubled" if share <= 0.5 else "down")


def test_flows_are_for_those_who_run_the_exchange(fake):
    fake.log({}, {"client": "VN-HP/GOV/H24/health"}, {})
    api.collect(now=NOW)
    assert [(f.client.rpartition("/")[2], f.count.calls) for f in api.flows(**all_hours(), actor=SYSTEM)] == [("one-stop", 2), ("health", 1)]
    with pytest.raises(Forbidden):
        api.flows(**all_hours(), actor=make_officer(Role.RECEPTION))


def test_old_counts_are_forgotten(fake):
    fake.log({})
    api.collect(now=NOW)
    assert api.sweep_counts(now=AT + timedelta(days=700)) == 0
    assert api.sweep_counts(now=AT + timedelta(days=732)) == 1


@pytest.fixture
def registered():
    api.load_reference(now=NOW)


@pytest.mark.usefixtures("registered")
def test_a_new_version_is_kept_when_something_changed():
    assert api.describe_service(service=SERVICE, text=json.dumps(document()), actor=SYSTEM, now=NOW) == 1
    assert api.describe_service(service=SERVICE, text=json.dumps(document()), actor=SYSTEM, now=NOW) == 1
    assert api.describe_service(service=SERVICE, text=json.dumps(document(sex={"type": "string"})), actor=SYSTEM, now=NOW) == 2
    assert api.describe_service(service=SERVICE, text=json.dumps(document()), actor=SYSTEM, now=NOW) == 3
    third, second, first = api.descriptions(service=SERVICE)
    assert (first.changes, second.breaking, third.breaking) == ((), False, True)
    assert third.changes == (("removed", "GET /{number} 200:sex", True),)
    assert api.description(service=SERVICE).number == 3


@pytest.mark.usefixtures("registered")
@pytest.mark.parametrize("text", ["", "[]", "{", "a: &x 1\nb: *x", '{"openapi": "2.0"}', "openapi: 3.1.0\npaths: []", '{"swagger": "2.0"}'])
def test_what_is_no_description_is_refused(text):
    with pytest.raises(DescriptionRefused):
        api.describe_service(service=SERVICE, text=text, actor=SYSTEM, now=NOW)


@pytest.mark.usefixtures("registered")
def test_only_administrators_describe():
    with pytest.raises(Forbidden):
        api.describe_service(service=SERVICE, text=json.dumps(document()), actor=make_officer(Role.OPERATOR), now=NOW)


@pytest.mark.usefixtures("registered")
def test_providers_that_are_away_are_asked_again_later(monkeypatch, fake):
    api.change_service(
        service=SERVICE, settings={"kind": "OPENAPI", "description_url": "http://127.0.0.1:9/openapi.json"}, actor=SYSTEM, now=NOW
    )
    monkeypatch.setattr(gateway, "description", lambda **_: "<html>503</html>")
    assert api.fetch_descriptions(now=NOW) == 0
    monkeypatch.setattr(gateway, "description", lambda **_: "openapi: 3.0.0\ninfo: {version: 2026-11-01, title: P}\npaths: {}\n")
    tasks.describe(now=NOW)
    assert api.description(service=SERVICE).source is Source.PROVIDER
    assert api.description(service=SERVICE).version == "2026-11-01"


@pytest.mark.usefixtures("registered")
def test_a_service_without_a_description_is_described_by_its_declarations():
    described = api.description(service=SERVICE)
    assert (described.number, described.source) == (0, Source.DECLARED)
    with pytest.raises(ServiceUnknown):
        api.description(service="VN-HP/GOV/C06-sim/population/nothing")


@pytest.mark.usefixtures("registered")
def test_every_service_can_be_tried_out_and_nobody_receives_anything_by_it(client):
    api.describe_service(service=SERVICE, text=json.dumps(document()), actor=SYSTEM, now=NOW)
    assert api.open_sandbox(now=NOW) == 0
    answer = client.get(f"/api/v1/exchange/sandbox/{SERVICE}/031190000123")
    assert (answer.status_code, answer.json()) == (200, {"full_name": "VU THI HOA"})
    assert client.post(f"/api/v1/exchange/sandbox/{SERVICE}/031190000123").status_code == 405
    assert client.get(f"/api/v1/exchange/sandbox/{SERVICE}").status_code == 404
    assert client.get("/api/v1/exchange/sandbox/a/b").status_code == 404
    receivers = [r.client for s in api.services() for r in s.rights]
    assert not [r for r in receivers if r.endswith("/sandbox")]


@pytest.mark.usefixtures("registered")
def test_who_uses_a_field():
    api.describe_service(service=SERVICE, text=json.dumps(document()), actor=SYSTEM, now=NOW)
    (use,) = [u for u in api.field_uses(now=NOW) if u.path == "full_name" and u.service == SERVICE]
    assert [r.client.rpartition("/")[2] for r in use.receivers] == ["one-stop"]


@pytest.mark.usefixtures("registered")
def test_trying_out_carries_no_credentials_and_asks_for_the_wanted_answer(monkeypatch):
    sent = {}

    def answer(**message) -> SandboxAnswer:
        sent.update(message)
        return SandboxAnswer(status=404, headers=(), body=b"{}", took_ms=3)

    monkeypatch.setattr(gateway, "try_out", answer)
    headers = {
        "X-Case": "1", "X-Road-UserId": "VN031190000123", "Authorization": "Bearer x", "Cookie": "a=b", "X-Bad": "a\r\nb",
        "X-GovStack-Client": "VN-HP/GOV/H24/one-stop", "information-mediator-client": "VN-HP/GOV/H24/one-stop", "lgspaccesstoken": "x",
    }  # fmt: skip
    told = api.try_in_sandbox(service=SERVICE, method="GET", path="/1", query={}, headers=headers, wanted="404")
    assert told.status == 404
    assert sent["headers"] == {"X-Case": "1", "Prefer": "status=404"}
    assert str(sent["client"]).endswith("/sandbox")


@pytest.mark.usefixtures("registered")
def test_who_uses_a_field_asks_a_bounded_number_of_questions_and_reads_no_description(monkeypatch, django_assert_num_queries):
    for code in "abc":
        named = api.register_service(
            subsystem=SERVICE.rpartition("/")[0], code=code, base_url="http://10.0.0.1/", name_vi=code, actor=SYSTEM, now=NOW
        )
        api.describe_service(service=named, text=json.dumps(document(**{code: {"type": "string"}})), actor=SYSTEM, now=NOW)
    api.describe_service(service=SERVICE, text=json.dumps(document(later={"type": "string"})), actor=SYSTEM, now=NOW)
    monkeypatch.setattr("motcua.kernel.openapi.read", lambda *_: pytest.fail("a page reads a description"))
    with django_assert_num_queries(4):  # services, rights, their systems, these systems' owners
        found = {(use.service.rpartition("/")[2], use.path) for use in api.field_uses(now=NOW)}
    assert {("a", "a"), ("b", "b"), ("c", "c"), ("persons", "later")} <= found


@pytest.mark.usefixtures("registered")
def test_fields_of_descriptions_from_before_are_read_once():
    api.describe_service(service=SERVICE, text=json.dumps(document()), actor=SYSTEM, now=NOW)
    ServiceDescription.objects.update(told=[])
    bad = ServiceDescription.objects.get()
    bad.pk, bad.number, bad.document = None, 0, {"swagger": "2.0"}
    bad.save()
    import_module("motcua.platform.exchange.migrations.0009_read_once_rows").read_fields(apps, None)
    assert ServiceDescription.objects.get(number=1).told == ["full_name"]
    assert ServiceDescription.objects.get(number=0).told == []
