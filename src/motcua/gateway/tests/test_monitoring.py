"""What the gateway tells of its work: X-Road's operational data and health, metrics that a Prometheus reads, the state of circuits."""

from __future__ import annotations

import json
import statistics
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from motcua.gateway import protocol as gw
from motcua.gateway.core.meters import CELLS, DURATIONS_S, Histogram, ServiceMeter, Spread
from motcua.gateway.core.operational import FIELDS, Wanted, page

from .conftest import CLIENT, OTHER, SERVICE, Rig, service
from .scripted import Scripted
from .test_two_servers import HERE, THERE, running
from .wire import send

R1, PROVIDER = f"/r1/{SERVICE}", SERVICE.provider
TOKEN = ("Authorization", "Bearer secret")


def speaker(client: object) -> tuple[str, str]:
    return "X-Road-Client", str(client)


@pytest.fixture
def rig(own_rig: Rig, main: Scripted) -> Rig:
    """A gateway of one's own, so that all of its numbers are of this test."""
    rights = (gw.Right(subject=str(CLIENT)), gw.Right(subject=str(OTHER)))
    own_rig.config = replace(own_rig.config, services=(service(main.url, rights=rights, breaker=gw.Breaker(failures=1, open_s=60)),))
    gw.write_config(own_rig.config_path, own_rig.config)
    own_rig.start()
    return own_rig


def ask(rig: Rig, target: str, *headers: tuple[str, str]) -> dict[str, object]:
    status, _, body = send(rig.url, "GET", target, list(headers))
    assert status == 200, body
    return json.loads(body)


def test_rows_have_x_roads_fields(rig: Rig, main: Scripted) -> None:
    main.say({"a": 1})
    before = int(time.time() * 1000)
    headers = [speaker(CLIENT), ("X-Road-Id", "m-1"), ("X-Road-UserId", "VN031123456789"), ("X-Road-Issue", "H24.7"), ("X-Road-Represented-Party", "COM/0201")]
    _, answered, body = send(rig.url, "POST", f"{R1}/persons/1?q=VU+THI+HOA", headers, b"12345")
    page = ask(rig, "/_operational", TOKEN)
    row = page["records"][0]
    record = rig.records()[0]
    assert page["recordsCount"] == 1
    assert set(row) <= FIELDS
    assert before <= row["requestInTs"] <= row["requestOutTs"] <= row["responseInTs"] <= row["responseOutTs"]
    assert row["monitoringDataTs"] == row["responseOutTs"] // 1000
    assert {k: row[k] for k in ("clientXRoadInstance", "clientMemberClass", "clientMemberCode", "clientSubsystemCode")} == {
        "clientXRoadInstance": "VN-HP", "clientMemberClass": "GOV", "clientMemberCode": "H24", "clientSubsystemCode": "onestop",
    }  # fmt: skip
    assert (row["serviceSubsystemCode"], row["serviceCode"], row["serviceType"]) == ("population", "persons", "REST")
    assert (row["restMethod"], row["restPath"], row["statusCode"], row["succeeded"]) == ("POST", "/persons/1", 200, True)
    assert (row["messageId"], row["messageUserId"], row["messageIssue"]) == ("m-1", "VN031123456789", "H24.7")
    assert (row["representedPartyClass"], row["representedPartyCode"]) == ("COM", "0201")
    assert row["requestSize"] == len(record.request_head) + 5
    assert row["responseSize"] == len(record.response_head) + len(body)
    assert row["xRequestId"] == dict(answered)["x-road-request-id"]
    assert "VU+THI+HOA" not in json.dumps(page)
    assert "faultCode" not in row


def test_a_refused_call_is_a_row_with_its_fault(rig: Rig) -> None:
    send(rig.url, "GET", f"/r1/{PROVIDER}/unknown", [speaker(CLIENT)])
    row = ask(rig, "/_operational?fields=faultCode,faultString,succeeded,serviceCode", TOKEN)["records"][0]
    assert row == {
        "serviceCode": "unknown", "succeeded": False, "faultCode": "Server.ServerProxy.UnknownService",
        "faultString": f"Unknown service: {PROVIDER}/unknown",
    }  # fmt: skip


def test_a_client_sees_calls_that_it_made_or_answered(rig: Rig) -> None:
    for who in (CLIENT, OTHER, CLIENT):
        ask(rig, f"{R1}/x", speaker(who))
    target = f"/r1/{PROVIDER}/getSecurityServerOperationalData?outputField=clientSubsystemCode&outputField=messageId"
    seen = {str(who): ask(rig, target, speaker(who)) for who in (CLIENT, OTHER, PROVIDER)}
    codes = {who: [r["clientSubsystemCode"] for r in page["records"]] for who, page in seen.items()}
    assert codes[str(CLIENT)] == ["onestop", "onestop"]
    assert codes[str(OTHER)] == ["other"]
    assert codes[str(PROVIDER)][:3] == ["onestop", "other", "onestop"]
    assert all(set(r) == {"clientSubsystemCode", "messageId"} for r in seen[str(CLIENT)]["records"])
    owner = ask(rig, f"{target}&client={OTHER}", speaker("VN-HP/GOV/H24"))
    assert {r["clientSubsystemCode"] for r in owner["records"]} == {"other"}
    assert [r.service for r in rig.records()][-1].endswith("/getSecurityServerOperationalData")  # asking is a message too


def test_rows_by_time_and_service(rig: Rig) -> None:
    ask(rig, f"{R1}/x", speaker(CLIENT))
    now = int(time.time())
    assert ask(rig, f"/_operational?from={now - 5}&to={now + 5}&service={SERVICE}", TOKEN)["recordsCount"] == 1
    assert ask(rig, f"/_operational?from={now + 3}&to={now + 5}", TOKEN)["recordsCount"] == 0
    assert ask(rig, f"/_operational?from=0&to={now - 100}", TOKEN)["recordsCount"] == 0
    assert ask(rig, f"/_operational?service={PROVIDER}/person", TOKEN)["recordsCount"] == 0


def test_a_long_page_ends_with_a_whole_second(tmp_path, rig: Rig) -> None:
    from motcua.gateway.core.operational import Wanted, page

    sent = 0
    until = time.monotonic() + 1.3  # so that the calls lie in two seconds at least
    while time.monotonic() < until:
        ask(rig, f"{R1}/x", speaker(CLIENT))
        sent += 1
    found, begins, now = [], 0, int(time.time())
    while True:
        answer = page(rig.data, rig.config, Wanted(begins_s=begins, ends_s=now + 1, fields=("xRequestId",)), version="", address="", most=3)
        found += [r["xRequestId"] for r in answer["records"]]
        if "nextRecordsFrom" not in answer:
            break
        assert answer["nextRecordsFrom"] > begins
        begins = answer["nextRecordsFrom"]
    assert sorted(found) == sorted(r.request_id for r in rig.records())
    assert len(found) == sent


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/_operational?from=x", 400),
        ("/_operational?from=9&to=8", 400),
        ("/_operational?from=-1", 400),
        ("/_operational?fields=passwords", 400),
        ("/_health?client=x", 400),
    ],
)
def test_questions_that_cannot_be_answered(rig: Rig, target: str, status: int) -> None:
    assert send(rig.url, "GET", target, [TOKEN])[0] == status
    assert send(rig.url, "GET", target, [])[0] == 401


def test_a_wrong_question_of_a_client_is_a_fault(rig: Rig) -> None:
    base = f"/r1/{PROVIDER}/getSecurityServerOperationalData"
    for method, target in (("GET", f"{base}?recordsFrom=x"), ("GET", f"{base}/x"), ("POST", base), ("GET", f"{base}?outputField=x")):
        _, headers, _ = send(rig.url, method, target, [speaker(CLIENT)])
        assert dict(headers)["X-Road-Error"] == "Server.ServerProxy.InvalidRequest"


def test_health_by_service(rig: Rig, main: Scripted) -> None:
    for size in (10, 20, 60):
        main.say(b"x" * size, kind="text/plain")
        send(rig.url, "GET", f"{R1}/x", [speaker(CLIENT)])
    good = time.time() * 1000
    rig.configure(services=(replace(rig.config.services[0], base_url="http://127.0.0.1:9/"),))
    send(rig.url, "GET", f"{R1}/x", [speaker(CLIENT)])
    told = ask(rig, f"/r1/{PROVIDER}/getSecurityServerHealthData", speaker(CLIENT))
    event = told["servicesEvents"][0]
    lately = event["lastPeriodStatistics"]
    assert told["statisticsPeriodSeconds"] == 600
    assert event["service"]["serviceCode"] == "persons"
    assert event["lastSuccessfulRequestTimestamp"] <= good <= event["lastUnsuccessfulRequestTimestamp"]
    assert (lately["successfulRequestCount"], lately["unsuccessfulRequestCount"]) == (3, 1)
    assert (lately["responseMinSize"], lately["responseAverageSize"], lately["responseMaxSize"]) == (10, 30, 60)
    assert lately["responseSizeStdDev"] == round(statistics.pstdev([10, 20, 60]), 3)
    assert lately["requestMinDuration"] <= lately["requestAverageDuration"] <= lately["requestMaxDuration"]
    rig.configure(services=(replace(rig.config.services[0], rights=(gw.Right(subject=str(OTHER)),)),))
    assert ask(rig, f"/r1/{PROVIDER}/getSecurityServerHealthData", speaker(CLIENT))["servicesEvents"] == []
    assert len(ask(rig, f"/_health?client={PROVIDER}", TOKEN)["servicesEvents"]) == 1
    assert ask(rig, f"/_health?client={CLIENT}", TOKEN)["servicesEvents"] == []


def samples(rig: Rig) -> dict[str, list[tuple[dict[str, str], float]]]:
    found: dict[str, list[tuple[dict[str, str], float]]] = {}
    for family in text_string_to_metric_families(send(rig.url, "GET", "/metrics", [])[2].decode()):
        for sample in family.samples:
            found.setdefault(sample.name.removeprefix("motcua_gateway_"), []).append((sample.labels, sample.value))
    return found


def test_prometheus_reads_the_metrics(rig: Rig, main: Scripted) -> None:
    main.say({}, status=404)
    send(rig.url, "GET", f"{R1}/x", [speaker(CLIENT)])
    main.say({}, status=503)
    send(rig.url, "POST", f"{R1}/x", [speaker(OTHER)], b"123")
    send(rig.url, "GET", f"{R1}/x", [speaker(OTHER)])
    for i in range(5):  # what callers invent becomes no label
        send(rig.url, "GET", f"/r1/{PROVIDER}/invented{i}", [speaker(CLIENT)])
        send(rig.url, "GET", f"{R1}/x", [speaker(f"VN-HP/GOV/H24/nobody{i}")])
    found = samples(rig)
    labels = {(x["service"], x["client"], x["outcome"]): n for x, n in found["messages_total"]}
    assert labels == {
        (str(SERVICE), str(CLIENT), "4xx"): 1,
        (str(SERVICE), str(OTHER), "5xx"): 1,
        (str(SERVICE), str(OTHER), "Server.ServerProxy.ServiceFailed.CircuitOpen"): 1,
        ("unknown", str(CLIENT), "Server.ServerProxy.UnknownService"): 5,
        ("unknown", "unknown", "Server.ClientProxy.UnknownMember"): 5,
    }
    of_service = {name: {x["service"]: n for x, n in found[name]} for name in ("request_bytes_total", "in_flight", "message_duration_seconds_count")}
    assert of_service["request_bytes_total"][str(SERVICE)] == 3
    assert of_service["in_flight"][str(SERVICE)] == 0
    assert of_service["message_duration_seconds_count"][str(SERVICE)] == 3
    assert found["refused_total"] == [({"service": str(SERVICE), "reason": "circuit"}, 1)]
    assert [x["state"] for x, n in found["circuit"] if n] == ["open"]
    assert found["log_commit_seconds_count"][0][1] == found["log_commits_total"][0][1] > 0
    assert found["log_batch_records_sum"][0][1] == found["log_last_seq"][0][1] == 8
    assert found["process_resident_memory_bytes"][0][1] > 1e6
    assert gw.health(rig.url)["circuits"] == [{"service": str(SERVICE), "variant": None, "state": "open"}]


@given(st.lists(st.integers(0, 10**9), max_size=30), st.integers(0, 30))
def test_spreads_join_to_the_spread_of_all(values, cut):
    whole, left, right = Spread(), Spread(), Spread()
    for place, value in enumerate(values):
        (left if place < cut else right).see([value])
    if values:
        whole.see(values)
    left.join(right)
    assert left == whole
    if values:
        assert (whole.least, whole.most) == (min(values), max(values))
        assert whole.deviation == pytest.approx(statistics.pstdev(values), rel=1e-9, abs=1e-6)


@given(st.lists(st.floats(0, 100, allow_nan=False), max_size=50))
def test_buckets_count_what_lies_within_them(values):
    histogram = Histogram(DURATIONS_S)
    for value in values:
        histogram.see(value)
    for bound, count in histogram.cumulated():
        assert count == sum(value <= float(bound) for value in values)


@given(st.lists(st.tuples(st.integers(0, 200_000), st.booleans()), min_size=1, max_size=60))
def test_the_last_ten_minutes_are_those(steps):
    meter, now, seen = ServiceMeter(), 1_790_000_000_000, []
    for step, good in steps:
        now += step
        seen.append((now, good))
        meter.see(client="c", outcome="2xx", good=good, at_ms=now, took_ms=1, request=0, response=0)
    first = (now // 60_000 - CELLS + 1) * 60_000
    lately = meter.lately(now)
    assert (lately.good, lately.bad) == (sum(g for at, g in seen if at >= first), sum(not g for at, g in seen if at >= first))
    assert meter.lately(now + 601_000).good == 0


def test_each_server_tells_its_own_side_of_a_call(tmp_path: Path, provider: str) -> None:
    """PR-OPMON: the consumer's server is the client, the provider's the producer; a collector of both counts the call once for each."""
    with running(tmp_path, provider) as pair:
        status, headers, _ = pair.ask()
        wanted = Wanted(begins_s=int(time.time()) - 60, ends_s=int(time.time()) + 60)
        rows = []
        for rig in (pair.consumer, pair.provider):
            told = page(rig.data, rig.config, wanted, version="1", address="192.0.2.1")["records"]
            rows.append(next(row for row in told if row["xRequestId"] == dict(headers)["x-road-request-id"]))
        assert status == 200
        assert [row["securityServerType"] for row in rows] == ["Client", "Producer"]
        addresses = [(row["clientSecurityServerAddress"], row["serviceSecurityServerAddress"]) for row in rows]
        assert addresses == [("192.0.2.1", "127.0.0.1"), ("127.0.0.1", "192.0.2.1")]
        assert [(r.handed_by, r.handed_to) for rig in (pair.consumer, pair.provider) for r in rig.records()[-1:]] == [(None, THERE), (HERE, None)]
