"""Drafts over REST: pages, conflicts, drafts taken back and cloned, co-signers."""

import json
from uuid import uuid4

import pytest
from django.test import Client

from motcua.foundation.identity.testing import sign_in
from motcua.kit import clock
from motcua.platform.eforms import api
from motcua.platform.eforms.testing import start
from motcua.platform.eforms.tests.test_devices import FORM, number_of, save

ROOT = "/api/v1/eforms"


@pytest.fixture(autouse=True)
def _clock(now):
    clock.provide(lambda: now)
    yield
    clock.provide(None)


@pytest.fixture
def draft(citizen, now):
    return start(FORM, owner=citizen, now=now)


def write(actor, path, body=None, *, key="", method="post"):
    headers = {"Idempotency-Key": key or str(uuid4())}
    client = sign_in(Client(), actor)
    return getattr(client, method)(f"{ROOT}{path}", json.dumps(body or {}), content_type="application/json", headers=headers)


def read(actor, path):
    return sign_in(Client(), actor).get(f"{ROOT}{path}")


def test_a_page_tells_its_rules_and_what_is_wrong(citizen, other, draft):
    page = read(citizen, f"/drafts/{draft.uuid}/pages/mot").json()
    assert "mot" in page["asked_pages"]
    assert {e["name"] for e in page["errors"]} == {"relation", "name"}
    assert {"vi", "en"} <= page["errors"][0].keys()
    assert read(citizen, f"/drafts/{draft.uuid}/pages/none").status_code == 404
    for path in (f"/drafts/{draft.uuid}/pages/mot", f"/drafts/{draft.uuid}/print", f"/drafts/{draft.uuid}/signers"):
        assert read(other, path).status_code == 404


def test_what_was_thrown_away_comes_back(citizen, other, draft, now):
    api.discard_draft(draft_id=draft.uuid, actor=citizen, now=now)
    assert [d["uuid"] for d in read(citizen, "/drafts/discarded").json()] == [str(draft.uuid)]
    assert write(other, f"/drafts/{draft.uuid}/restore").status_code == 404
    assert write(citizen, f"/drafts/{draft.uuid}/restore").status_code == 204
    assert read(citizen, "/drafts/discarded").json() == []


def test_a_draft_is_cloned_once_per_key(citizen, other, draft, now):
    save(draft, citizen, now, relation="mother", name="Lan")
    first = write(citizen, f"/drafts/{draft.uuid}/clone", key="nhan-ban-1").json()["draft_id"]
    assert write(citizen, f"/drafts/{draft.uuid}/clone", key="nhan-ban-1").json()["draft_id"] == first
    assert api.draft(draft_id=first, actor=citizen).values["name"] == "Lan"
    assert write(other, f"/drafts/{draft.uuid}/clone").status_code == 404


def test_a_conflict_is_settled_by_naming_ones_own(citizen, draft, now):
    save(draft, citizen, now, relation="mother", name="Lan", device="a")
    late = save(draft, citizen, now, relation="mother", name="Mai", device="b", version=draft.version)
    assert late.conflict
    settled = write(citizen, f"/drafts/{draft.uuid}/pages/mot/settle", {"mine": ["name"]}).json()
    assert settled["errors"] == []
    assert api.draft(draft_id=draft.uuid, actor=citizen).values["name"] == "Mai"


def test_a_co_signer_confirms_what_was_shown(citizen, other, draft, now):
    save(draft, citizen, now, relation="mother", name="Lan")
    body = {"number": number_of(other), "name": "Mai"}
    asked = write(citizen, f"/drafts/{draft.uuid}/signers", body).json()
    assert asked["number_end"] == number_of(other)[-3:]
    assert number_of(other) not in write(citizen, f"/drafts/{draft.uuid}/signers", body).content.decode()
    assert [i["uuid"] for i in read(other, "/invitations").json()] == [asked["uuid"]]
    shown = read(other, f"/invitations/{asked['uuid']}").json()
    assert read(citizen, f"/invitations/{asked['uuid']}").status_code == 404
    answer = {"confirms": True, "digest": shown["digest"]}
    assert write(other, f"/invitations/{asked['uuid']}/answer", answer).json()["state"] == "confirmed"
    assert write(citizen, f"/drafts/{draft.uuid}/signers/{asked['uuid']}", method="delete").status_code == 204


def test_the_rest_of_the_shelf(citizen, draft):
    assert write(citizen, f"/drafts/{draft.uuid}/link").status_code == 204
    assert write(citizen, f"/drafts/{draft.uuid}/pages/mot/refresh").status_code == 204
    assert write(citizen, f"/drafts/{draft.uuid}/references/none", {"query": "x"}).status_code == 404
    assert read(citizen, f"/drafts/{draft.uuid}/print").status_code == 200
