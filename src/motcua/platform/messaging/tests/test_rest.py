"""Inboxes and choices through the machine-readable face: of officers and of citizens, each her own."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from motcua.foundation.identity.testing import make_officer, sign_in
from motcua.kernel.actors import Actor
from motcua.platform.messaging import api
from motcua.platform.messaging.testing import PARAMS, SAMPLE
from motcua.platform.messaging.tests.test_choices import NEWS, NOW, WORK, _topics, to_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_topics")]
ROOT = "/api/v1/messaging"
__all__ = ["_topics"]


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: NOW)


@pytest.fixture
def officer() -> Actor:
    return make_officer()


@pytest.fixture
def desk(officer: Actor) -> Client:
    return sign_in(Client(), officer)


def write(client: Client, path: str, body: dict[str, Any] | None = None, *, key: str = "") -> Any:
    headers = {"Idempotency-Key": key or str(uuid4())}
    return client.post(f"{ROOT}{path}", json.dumps(body or {}), content_type="application/json", headers=headers)


def box(client: Client, query: str = "") -> dict[str, Any]:
    answer = client.get(f"{ROOT}/inbox{query}")
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = json.loads(answer.content)
    return found


def test_an_officer_reads_and_marks(desk: Client, officer: Actor) -> None:
    (sent,) = to_officer(officer)
    (row,) = box(desk)["rows"]
    assert (row["subject_en"], row["read_at"], box(desk)["unread"]) == ("News", None, 1)
    assert json.loads(desk.get(f"{ROOT}/inbox/{sent.message_id}").content)["read_at"] is None
    read = [write(desk, f"/inbox/{sent.message_id}/read").json()["read_at"] for _ in range(2)]
    assert (read[0], box(desk)["unread"]) == (read[1], 0)


def test_a_citizen_has_the_same(citizen_client: Client, citizen: Actor, sample_template: api.MessageTemplate) -> None:
    assert citizen.subject_id is not None
    api.send(to_person_id=citizen.subject_id, template=SAMPLE.key, params=PARAMS, dedupe_key="k", now=NOW)
    (row,) = box(citizen_client)["rows"]
    assert row["link"] == f"/ho-so/{PARAMS['dossier_code']}/"


def test_pages_go_on_before_the_last(desk: Client, officer: Actor) -> None:
    sent = [to_officer(officer, f"k{n}")[0] for n in range(3)]
    first = box(desk, "?limit=2")
    assert [row["message_id"] for row in first["rows"]] == [str(m.message_id) for m in (sent[2], sent[1])]
    rest = box(desk, f"?limit=2&before={first['next']}")
    assert ([row["message_id"] for row in rest["rows"]], rest["next"]) == ([str(sent[0].message_id)], None)


def test_nobody_reads_anothers(desk: Client, citizen_client: Client) -> None:
    (sent,) = to_officer(make_officer(code="CB.999"))
    for client in (desk, citizen_client):
        assert box(client)["rows"] == []
        assert client.get(f"{ROOT}/inbox/{sent.message_id}").status_code == 404
        assert write(client, f"/inbox/{sent.message_id}/read").json()["error"] == "messaging.unknown"
    for path in ("/inbox", "/topics"):
        assert Client().get(f"{ROOT}{path}").status_code == 401


def test_topics_are_chosen_once_per_key(desk: Client, officer: Actor) -> None:
    mine = {"topic": WORK, "channel": "inapp"}
    assert [c["wanted"] for c in json.loads(desk.get(f"{ROOT}/topics").content) if c["topic"] == WORK] == [True]
    off = write(desk, "/topics", {"wanted": []}, key="chon-lan-1").json()
    assert not any(c["wanted"] for c in off)
    assert [m.state for m in to_officer(officer)] == ["skipped"]
    assert write(desk, "/topics", {"wanted": [mine]}, key="chon-lan-1").status_code == 422
    assert [c["topic"] for c in write(desk, "/topics", {"wanted": [mine]}).json() if c["wanted"]] == [WORK]


def test_what_is_not_offered_cannot_be_chosen(desk: Client) -> None:
    for wrong in ({"topic": NEWS, "channel": "sms"}, {"topic": WORK, "channel": "email"}):
        answer = write(desk, "/topics", {"wanted": [wrong]})
        assert (answer.status_code, answer["Content-Type"], list(answer.json()["fields"])) == (422, "application/problem+json", ["wanted"])
