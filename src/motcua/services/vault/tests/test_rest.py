"""The store over REST: the holder's own, by the same rules as the pages."""

import pytest

from motcua.foundation.identity.testing import make_citizen, sign_in
from motcua.services.vault.testing import held

pytestmark = pytest.mark.django_db
KEY = {"headers": {"Idempotency-Key": "press-0001"}}


def test_a_paper_is_found_shared_seen_and_taken_back(client):
    owner = make_citizen()
    paper, base = held(owner), "/api/v1/vault"
    sign_in(client, owner)
    assert [p["uuid"] for p in client.get(f"{base}/papers?words=bang lai").json()] == [str(paper.uuid)]
    terms = {"purpose": "Nhập học", "fields": ["number"]}
    made, again = (client.post(f"{base}/papers/{paper.uuid}/shares", terms, content_type="application/json", **KEY).json() for _ in range(2))
    assert (made["uuid"], bool(made["token"]), again["token"]) == (again["uuid"], True, "")
    assert client.get(f"{base}/shares/{made['uuid']}/openings").json() == []
    assert client.post(f"{base}/shares/{made['uuid']}/revoke").json()["state"] == "revoked"
    assert client.delete(f"{base}/papers/{paper.uuid}").json()["standing"] == "removed"
    assert client.post(f"{base}/papers/{paper.uuid}/restore").json()["standing"] == "in_force"


def test_anothers_papers_and_visitors(client):
    paper = held(make_citizen())
    assert client.get("/api/v1/vault/papers").status_code == 401
    sign_in(client, make_citizen(3))
    for path in (f"papers/{paper.uuid}", f"papers/{paper.uuid}/file", f"shares/{paper.uuid}/openings"):
        assert client.get(f"/api/v1/vault/{path}").status_code == 404
    assert client.delete(f"/api/v1/vault/papers/{paper.uuid}").status_code == 404
