"""Over the wire: the post's answers, its signed events, and the simulated post from end to end."""

import json
import time

import httpx
import pytest

from motcua.kernel.sealed_calls import signature
from motcua.platform.casework import testing as t
from motcua.services.post import adapters, api, conf, models
from motcua.services.post.adapters.http import HttpPost
from motcua.services.post.contracts import PostRefused, PostUnavailable
from motcua.services.post.testing import HOME
from motcua.services.post.tests.test_post import resolved, state_of

LETTER = adapters.Letter(client_ref="r-1", sender="Bộ phận Một cửa", receiver=HOME, province="Hải Phòng", content="Kết quả", collect=26_000)


def by(answer):
    return HttpPost(transport=httpx.MockTransport(answer))


def test_what_is_asked_of_the_post(monkeypatch):
    monkeypatch.setattr(conf, "URL", "http://127.0.0.1:9/post")
    asked = []

    def answer(request):
        asked.append(json.loads(request.content) | {"auth": request.headers["authorization"]})
        return httpx.Response(201, json={"tracking_code": "HC473124829VN"})

    assert by(answer).consign(LETTER) == "HC473124829VN"
    assert (asked[0]["client_ref"], asked[0]["collect_amount"], asked[0]["auth"]) == ("r-1", 26_000, "Bearer demo-only-post")
    assert asked[0]["receiver"]["phone"] == "0912345678"


@pytest.mark.parametrize(("status", "body", "error"), [
    (422, {"message": "không có xã này"}, PostRefused), (500, {}, PostUnavailable), (201, {"tracking_code": "x"}, PostUnavailable),
    (200, "garbage", PostUnavailable), (429, {}, PostUnavailable),
])  # fmt: skip
def test_what_an_answer_means(monkeypatch, status, body, error):
    monkeypatch.setattr(conf, "URL", "http://127.0.0.1:9/post")
    with pytest.raises(error):
        by(lambda _: httpx.Response(status, json=body)).consign(LETTER)


def push(client, message, *, secret=conf.DEMO_SECRET):
    body, stamp = json.dumps(message).encode(), str(int(time.time()))
    sealed = {"x-post-timestamp": stamp, "x-post-signature": signature(secret=secret, timestamp=stamp, body=body)}
    return client.post("/api/v1/post/events", body, "application/json", headers=sealed).status_code


EVENT = {"event_id": "e1", "client_ref": "r-1", "tracking_code": "HC473124829VN", "status": "accepted", "at": "2026-03-10T03:00:00+00:00"}


@pytest.mark.django_db
@pytest.mark.parametrize(("change", "status"), [
    ({}, 200), ({"status": "eaten"}, 400), ({"at": "2026-03-10T03:00:00"}, 400), ({"event_id": ""}, 400),
])  # fmt: skip
def test_events_are_read(client, change, status):
    assert push(client, EVENT | change) == status


@pytest.mark.django_db
def test_a_forged_event_is_not_believed(client):
    assert push(client, EVENT, secret="guess") == 401


def test_the_simulated_post_from_end_to_end(town, peers, client, monkeypatch):
    monkeypatch.setattr(conf, "URL", f"{peers.url}/post")
    peers.fault("post", "lost_answer", times=1)
    ref = resolved(town)
    api.hand_over(code=ref.code, actor=town.reception, now=t.NOW)
    assert api.order_due(now=t.NOW) == 0
    models.Consignment.objects.update(next_try_at=t.NOW)
    assert api.order_due(now=t.NOW) == 1
    row = models.Consignment.objects.get()
    for status in ("accepted", "delivered", "delivered"):
        assert push(client, EVENT | {"event_id": status, "client_ref": row.client_ref, "tracking_code": row.tracking_code, "status": status}) == 200
    assert state_of(ref, town) == "delivered"


def test_the_simulated_post_refuses(town, peers, monkeypatch):
    monkeypatch.setattr(conf, "URL", f"{peers.url}/post")
    peers.fault("post", "refuse", times=1)
    ref = resolved(town)
    api.hand_over(code=ref.code, actor=town.reception, now=t.NOW)
    api.order_due(now=t.NOW)
    assert state_of(ref, town) == "refused"


def test_configuration_is_checked(monkeypatch, settings):
    settings.MOTCUA_DEMO = False
    monkeypatch.setattr(conf, "URL", "http://post.example")
    assert len(HttpPost().check_config()) == 3
