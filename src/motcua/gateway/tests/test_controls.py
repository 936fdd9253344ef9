"""What bounds and steers calls, over the wire: periods, paces, quotas, places, breaker, canary, sandbox, maintenance, fields."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from motcua.gateway import protocol as gw

from .conftest import CLIENT, OTHER, SERVICE, Rig, config, service
from .scripted import Scripted
from .wire import send

ME, OTHER_ONE = ("X-Road-Client", str(CLIENT)), ("X-Road-Client", str(OTHER))
R1 = f"/r1/{SERVICE}"
RIGHT = gw.Right(subject=str(CLIENT))


@pytest.fixture
def second() -> Iterator[Scripted]:
    script = Scripted()
    yield script
    script.close()


@pytest.fixture
def gateway(shared_rig: Rig, provider: str) -> Iterator[Rig]:
    """The module's gateway; afterwards without maintenance."""
    yield shared_rig
    base = config(provider)
    if shared_rig.config != base:
        shared_rig.configure(services=base.services, maintenance=None, members=base.members, error_style=base.error_style, groups=())


def ask(rig: Rig, path: str = "/x", *headers: tuple[str, str], who: tuple[str, str] = ME) -> tuple[int, str, dict[str, str]]:
    """Status, fault code (or empty) and headers."""
    status, found, _ = send(rig.url, "GET", R1 + path, [who, *headers])
    lower = {k.lower(): v for k, v in found}
    return status, lower.get("x-road-error", ""), lower


def fresh(url: str, **changes: object) -> tuple[gw.Service]:
    """The service under a right of its own endpoint, so that no test inherits the counters of another."""
    return (service(url, **changes),)


@pytest.mark.parametrize(
    ("since", "until", "passes"),
    [(None, None, True), (-50, None, True), (-50, 5000, True), (5000, None, False), (None, -50, False), (None, 5000, True)],
)
def test_a_right_holds_in_its_period(gateway: Rig, main: Scripted, since: int | None, until: int | None, passes: bool) -> None:
    """Seconds from now; the parameters hold no instant, which every process of the suite would see another way."""
    valid_from, valid_until = (0 if seconds is None else int(time.time()) + seconds for seconds in (since, until))
    right = replace(RIGHT, valid_from=valid_from, valid_until=valid_until, agreement="DX-2026-7")
    gateway.configure(services=fresh(main.url, rights=(right,), endpoints=(gw.Endpoint(),)))
    status, code, _ = ask(gateway)
    allowed = json.loads(send(gateway.url, "GET", f"/r1/{SERVICE.provider}/allowedMethods", [ME])[2])["service"]
    assert (status, code) == ((200, "") if passes else (500, "Server.ServerProxy.AccessDenied"))
    assert bool(allowed) == passes
    record = gateway.records()[-2]
    assert record.agreement == ("DX-2026-7" if passes else None)


@pytest.mark.parametrize("style", list(gw.ErrorStyle))
def test_more_than_the_pace_is_told_to_wait(gateway: Rig, main: Scripted, style: gw.ErrorStyle) -> None:
    pace = gw.Pace(per_second=1 / 3600, burst=2)
    rights = (replace(RIGHT, path=f"/{style}", pace=pace), gw.Right(subject=str(OTHER)))
    gateway.configure(services=fresh(main.url, rights=rights), error_style=style)
    answers = [ask(gateway, f"/{style}") for _ in range(3)]
    code = "Server.ServerProxy.TooManyRequests" if style is gw.ErrorStyle.PASCAL else "server.serverproxy.too_many_requests"
    assert [(status, fault) for status, fault, _ in answers] == [(200, ""), (200, ""), (429, code)]
    assert 3500 < int(answers[2][2]["retry-after"]) <= 3600
    assert [a[2]["ratelimit"].partition(";t=")[0] for a in answers] == ['"right-burst";r=1', '"right-burst";r=0', '"right-burst";r=0']
    assert {a[2]["ratelimit-policy"] for a in answers} == {'"right-burst";q=2;w=7200'}
    assert ask(gateway, f"/{style}", who=OTHER_ONE)[0] == 200  # another client is not held up
    assert len(main.seen) == 3
    assert gateway.records()[-2].fault == code
    assert gateway.records()[-2].status == 429


def test_a_groups_right_is_paced_as_one_and_a_service_by_client(gateway: Rig, main: Scripted) -> None:
    group = gw.Group(name="desks", clients=(str(CLIENT), str(OTHER)))
    shared = gw.Right(subject="group:desks", path="/shared", pace=gw.Pace(per_day=3))
    each = gw.Right(subject="group:desks", path="/each")
    gateway.configure(groups=(group,), services=fresh(main.url, rights=(shared, each)))
    assert [ask(gateway, "/shared", who=w)[0] for w in (ME, OTHER_ONE, ME, OTHER_ONE)] == [200, 200, 200, 429]
    gateway.configure(services=fresh(main.url, rights=(shared, each), pace=gw.Pace(per_day=1)))
    assert [ask(gateway, "/each", who=w)[0] for w in (ME, OTHER_ONE, ME, OTHER_ONE)] == [200, 200, 429, 429]


DAILY = {"pace": 5, "own": 4, "right": 3, "group": 2}


@pytest.mark.parametrize("strictest", sorted(DAILY))
def test_of_all_paces_that_apply_the_strictest_holds(gateway: Rig, main: Scripted, strictest: str) -> None:
    """The managers' of the service, its unit's, the client's right and its group's, whichever allows a single call a day."""
    day = {name: gw.Pace(per_day=1 if name == strictest else most) for name, most in DAILY.items()}
    path, code = f"/{strictest}", str(SERVICE).replace("persons", f"strict-{strictest}")
    rights = (
        gw.Right(subject="group:all", path="/**", pace=day["group"]), replace(RIGHT, path=path, pace=day["right"]), replace(RIGHT, path=path),
    )  # fmt: skip
    one = replace(service(main.url, rights=rights, pace=day["pace"], own_pace=day["own"]), id=code)
    gateway.configure(groups=(gw.Group(name="all", clients=(str(CLIENT),)),), services=(one,))
    told = [send(gateway.url, "GET", f"/r1/{code}{path}", [ME])[:2] for _ in range(2)]
    assert [status for status, _ in told] == [200, 429]
    assert len(main.seen) == 1
    refused = {name.lower(): value for name, value in told[1][1]}
    named = '"day"' if strictest in {"pace", "own"} else '"right-day"'
    assert refused["ratelimit"].startswith(f"{named};r=0;t=")
    assert refused["ratelimit-policy"].count("q=1;w=86400") == 1


def test_the_quota_of_the_day_survives_kill_9(own_rig: Rig, main: Scripted, tmp_path: Path) -> None:
    own_rig.start()
    own_rig.configure(services=fresh(main.url, pace=gw.Pace(per_day=30)))
    passed = 0
    for stop in (own_rig.kill, own_rig.stop, own_rig.kill):
        passed += sum(ask(own_rig)[0] == 200 for _ in range(9))
        stop()
        own_rig.start()
    answers = [ask(own_rig) for _ in range(9)]
    passed += sum(status == 200 for status, _, _ in answers)
    assert passed == 30 == len(main.seen)
    assert answers[-1][:2] == (429, "Server.ServerProxy.TooManyRequests")
    assert 0 < int(answers[-1][2]["retry-after"]) <= 86400


def test_places_of_a_service_and_its_queue(gateway: Rig, main: Scripted) -> None:
    gateway.configure(services=fresh(main.url, at_once=2))
    main.hold()
    with ThreadPoolExecutor(8) as pool:
        first = [pool.submit(ask, gateway) for _ in range(2)]
        main.wait_for(2)
        more = [pool.submit(ask, gateway) for _ in range(6)]
        refused = [f.result(timeout=8) for f in more]  # two waited a second in the queue, four found it full
        main.free.set()
        answered = [f.result(timeout=8) for f in first]
    assert [status for status, _, _ in answered] == [200, 200]
    assert {(status, code, h["retry-after"]) for status, code, h in refused} == {(503, "Server.ServerProxy.ServiceBusy", "1")}
    assert main.most == 2
    assert ask(gateway)[0] == 200


def test_whoever_waits_in_the_queue_gets_the_next_place(gateway: Rig, main: Scripted) -> None:
    gateway.configure(services=fresh(main.url, at_once=1))
    main.hold()
    with ThreadPoolExecutor(2) as pool:
        calls = [pool.submit(ask, gateway) for _ in range(2)]
        main.wait_for(1)
        main.free.set()
        assert [f.result(timeout=8)[0] for f in calls] == [200, 200]
    assert (main.most, len(main.seen)) == (1, 2)


@pytest.mark.parametrize("how", ["status", "gone", "absent"])
def test_the_breaker_opens_refuses_quickly_and_tries_again(gateway: Rig, main: Scripted, how: str) -> None:
    address = "http://127.0.0.1:9/api" if how == "absent" else main.url
    rights = (replace(RIGHT, path=f"/{how}"),)
    gateway.configure(services=fresh(address, rights=rights, breaker=gw.Breaker(failures=3, open_s=0.6), notice=how))
    main.say({}, status=503) if how == "status" else setattr(main, "status", 0)
    failed = [ask(gateway, f"/{how}")[:2] for _ in range(3)]
    status, code, headers = ask(gateway, f"/{how}")
    assert failed[0][0] == (503 if how == "status" else 500)
    assert (status, code, headers["retry-after"]) == (503, "Server.ServerProxy.ServiceFailed.CircuitOpen", "1")
    if how == "absent":
        return
    # A GET on a reused connection that was closed is sent once more: what counts is that nothing was sent while it was open.
    sent = len(main.seen)
    main.say({"alive": True})
    gateway.wait(lambda _: ask(gateway, f"/{how}")[0] == 200)
    assert len(main.seen) == sent + 1
    assert [ask(gateway, f"/{how}")[0] for _ in range(5)] == [200] * 5


def test_other_errors_of_the_provider_leave_the_circuit_closed(gateway: Rig, main: Scripted) -> None:
    gateway.configure(services=fresh(main.url, breaker=gw.Breaker(failures=2, open_s=60)))
    for status in (500, 404, 500, 429, 500, 500):
        main.say({}, status=status)
        assert ask(gateway)[0] == status


def test_the_canary_takes_its_share_and_its_clients(gateway: Rig, main: Scripted, second: Scripted) -> None:
    rights = (RIGHT, gw.Right(subject=str(OTHER)))
    canary = gw.Canary(base_url=second.url, percent=30, clients=(str(OTHER),))
    gateway.configure(services=fresh(main.url, canary=canary, rights=rights))
    for i in range(100):
        for _ in range(2):  # a repeated message goes where it went
            assert ask(gateway, f"/{i}", ("X-Road-Id", f"m{i}"))[0] == 200
    counts = {i: sum(s["path"] == f"/api/{i}" for s in second.seen) for i in range(100)}
    assert set(counts.values()) == {0, 2}
    assert 15 <= sum(n == 2 for n in counts.values()) <= 45
    assert len(main.seen) + len(second.seen) == 200
    ask(gateway, "/mine", who=OTHER_ONE)
    assert second.seen[-1]["path"] == "/api/mine"
    assert gateway.records()[-1].variant == "canary"


def test_while_the_canarys_circuit_is_open_its_calls_go_the_ordinary_way(gateway: Rig, main: Scripted, second: Scripted) -> None:
    second.say({}, status=502)
    canary = gw.Canary(base_url=second.url, clients=(str(CLIENT),))
    gateway.configure(services=fresh(main.url, canary=canary, breaker=gw.Breaker(failures=2, open_s=60)))
    assert [ask(gateway)[0] for _ in range(5)] == [502, 502, 200, 200, 200]
    assert (len(second.seen), len(main.seen)) == (2, 3)


def in_sandbox(rig: Rig) -> tuple[gw.Member, ...]:
    city, register = rig.config.members
    systems = (gw.Subsystem(code="onestop"), gw.Subsystem(code="other", environment=gw.Environment.SANDBOX))
    return replace(city, subsystems=systems), register


def test_a_client_of_the_sandbox_reaches_the_sandbox_alone(gateway: Rig, main: Scripted, second: Scripted) -> None:
    rights = (RIGHT, gw.Right(subject=str(OTHER)))
    secret = (("X-Provider-Secret", "s3"),)
    gateway.configure(members=in_sandbox(gateway), services=fresh(main.url, sandbox_url=second.url, rights=rights, provider_headers=secret))
    assert [ask(gateway)[0], ask(gateway, "/test", who=OTHER_ONE)[0]] == [200, 200]
    assert [main.seen[0]["headers"].get("x-provider-secret"), second.seen[0]["headers"].get("x-provider-secret")] == ["s3", None]
    assert [r.variant for r in gateway.records()[-2:]] == [None, "sandbox"]
    gateway.configure(services=fresh(main.url, rights=rights))
    assert ask(gateway, who=OTHER_ONE)[:2] == (500, "Server.ServerProxy.AccessDenied")
    assert len(main.seen) == 1


def test_the_exchange_rests_and_says_so(gateway: Rig, main: Scripted) -> None:
    gateway.configure(services=fresh(main.url), maintenance=gw.Maintenance(notice="Nâng cấp đến 6 giờ", until=int(time.time()) + 3000))
    status, headers, body = send(gateway.url, "GET", f"{R1}/x", [ME])
    told = {k.lower(): v for k, v in headers}
    assert (status, told["x-road-error"]) == (500, "Server.ClientProxy.MaintenanceMode")
    assert "Nâng cấp đến 6 giờ" in json.loads(body)["message"]
    assert 2000 < int(told["retry-after"]) <= 3000
    assert send(gateway.url, "GET", f"/r1/{SERVICE.provider}/listMethods", [ME])[0] == 200
    assert send(gateway.url, "GET", "/listClients", [])[0] == 200
    assert gw.health(gateway.url)["ready"] is True  # a load balancer must go on sending: callers are to read the notice
    gateway.configure(maintenance=gw.Maintenance(notice="Chưa rõ"))
    assert ask(gateway)[2]["retry-after"] == "300"
    gateway.configure(maintenance=None)
    assert ask(gateway)[0] == 200
    assert len(main.seen) == 1


def test_a_right_limited_to_fields_gets_those_alone(gateway: Rig, main: Scripted) -> None:
    rights = (replace(RIGHT, fields=("name", "address.commune")), gw.Right(subject=str(OTHER)))
    gateway.configure(services=fresh(main.url, rights=rights))
    person = {"name": "VU THI HOA", "id": "031190000123", "address": {"commune": "11329", "street": "x"}}
    main.say([person], ETag='"v1"')
    query = f"{R1}/x?fields=id,name"
    _, headers, body = send(gateway.url, "GET", query, [ME, ("Accept-Encoding", "br")])
    record = gateway.records()[-1]
    assert json.loads(body) == [{"name": "VU THI HOA", "address": {"commune": "11329"}}]
    assert dict(headers)["ETag"] == 'W/"v1"'
    assert main.seen[-1]["path"] == "/api/x?fields=id,name"
    assert main.seen[-1]["headers"]["accept-encoding"] == "gzip, identity"
    assert "Accept-Encoding:br\r\n" in record.request_head
    assert record.response_size == len(body)
    assert json.loads(send(gateway.url, "GET", query, [OTHER_ONE])[2]) == [person]
    main.say(b"<person/>", kind="text/xml")
    status, code, _ = ask(gateway)
    assert (status, code) == (500, "Server.ServerProxy.ServiceFailed.FieldsUnreadable")
    main.say(b"VU THI HOA is not here", status=404, kind="text/plain")
    status, _, body = send(gateway.url, "GET", query, [ME])
    assert (status, body) == (404, b"")
