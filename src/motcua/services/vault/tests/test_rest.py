"""The store over REST: by the same rules as the pages, with keys, scopes and problems in both languages."""

import json
from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import patch
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseRedirect

from motcua.foundation.identity.testing import make_citizen, make_officer, sign_in
from motcua.foundation.outbox.testing import recorded
from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kit import clock
from motcua.services.vault import api
from motcua.services.vault.models import HeldDocumentRow, PaperRequestRow, ShareRow
from motcua.services.vault.testing import NOW, held, picture

pytestmark = pytest.mark.django_db
BASE, UNIT = "/api/v1/vault", "11329"
LICENCE = {"number": "310123456789", "class": "B"}


def key(text="press-0001"):
    return {"headers": {"Idempotency-Key": text}}


def upload(client, path, press="press-0001", *, seed=0, content=None, name="anh.png", **sent):
    fields = sent.pop("fields", LICENCE)
    given = {"fields": fields if isinstance(fields, str) else json.dumps(fields), "confirmed": "true", **sent}
    return client.post(f"{BASE}/{path}", {**given, "file": SimpleUploadedFile(name, content or picture(seed))}, **key(press))


def send(client, method, path, body=None, press="press-0001"):
    return client.generic(method, f"{BASE}/{path}", json.dumps(body or {}), content_type="application/json", **key(press))


@pytest.fixture
def owner(client):
    actor = make_citizen()
    sign_in(client, actor)
    return actor


def test_a_paper_is_put_in_corrected_replaced_removed_and_taken_back(client, owner):
    made = upload(client, "papers", kind="driving_licence", note="bản gốc ở nhà", tags="xe").json()
    assert (made["kind"], made["standing"], made["fields"]["number"]) == ("driving_licence", "in_force", {"value": LICENCE["number"], "trust": "stated"})
    here = f"papers/{made['uuid']}"
    told = send(client, "PUT", here, {"fields": {**LICENCE, "class": "C1"}, "note": "đã nâng hạng", "confirmed": True}).json()
    assert (told["fields"]["class"]["value"], told["note"], told["tags"]) == ("C1", "đã nâng hạng", [])
    newer = upload(client, f"{here}/versions", seed=2).json()
    assert [p["version"] for p in client.get(f"{BASE}/{here}/versions").json()] == [newer["version"], 1] == [2, 1]
    gone = send(client, "DELETE", f"papers/{newer['uuid']}").json()
    assert (gone["standing"], [p["uuid"] for p in client.get(f"{BASE}/removed").json()]) == ("removed", [newer["uuid"]])
    assert send(client, "POST", f"papers/{newer['uuid']}/restore").json()["standing"] == "in_force"
    assert client.get(f"{BASE}/papers/{newer['uuid']}/file").getvalue() == picture(2)
    assert client.get(f"{BASE}/store").json()["papers"] == 2


def test_the_same_press_makes_one_paper_and_never_another(client, owner):
    first, again = (upload(client, "papers", kind="driving_licence").json() for _ in range(2))
    assert (first["uuid"], HeldDocumentRow.objects.count()) == (again["uuid"], 1)
    for other in ({"seed": 2}, {"fields": {**LICENCE, "class": "C"}}, {"kind": "passport", "fields": {}}):
        refused = upload(client, "papers", **{"kind": "driving_licence", **other})
        assert (refused.status_code, refused.json()["error"]) == (422, "outbox.key_reused")
    assert HeldDocumentRow.objects.count() == 1


def test_every_write_carries_a_key(client, owner):
    paper = held(owner)
    here = f"{BASE}/papers/{paper.uuid}"
    for method, path in (("PUT", here), ("DELETE", here), ("POST", f"{here}/restore"), ("POST", f"{here}/shares"), ("POST", f"{BASE}/papers")):
        refused = client.generic(method, path, "{}", content_type="application/json")
        assert refused.status_code == 422
    assert client.generic("DELETE", here).json()["error"] == "rest.idempotency_key_missing"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"fields": "[]"}, "fields"), ({"fields": "{"}, "fields"), ({"fields": {"number": 5}}, "fields"), ({"fields": {"trust": "issued"}}, "fields.trust"),
        ({"fields": {}}, "number"), ({"kind": "nothing", "fields": {}}, "kind"), ({"kind": "business_registration", "fields": {}}, "kind"),
    ],
    ids=["list", "torn", "number", "foreign", "missing", "kind", "not-hers"],
)  # fmt: skip
def test_what_is_wrong_is_named_in_both_languages(client, owner, sent, field):
    refused = upload(client, "papers", **{"kind": "driving_licence", **sent})
    body = refused.json()
    assert (refused.status_code, refused["Content-Type"]) == (422, "application/problem+json")
    assert field in body["fields"]
    assert body["vi"] != body["en"]
    assert HeldDocumentRow.objects.count() == 0


def test_a_program_or_an_archive_is_no_paper(client, owner):
    for content in (b"MZ\x90\x00program", b"PK\x03\x04archive", b"<svg onload=x>", b"%PDF-1.7 torn"):
        refused = upload(client, "papers", kind="driving_licence", content=content, name="anh.png")
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert refused.status_code in {415, 422}
    assert HeldDocumentRow.objects.count() == 0


def test_what_no_operation_offers_is_not_taken(client, owner):
    more = {"holder": "person:x", "origin": "result", "trust": "issued", "version": "9", "confirmed_at": "1", "person_id": "1", "uuid": "1"}
    made = upload(client, "papers", kind="driving_licence", **more).json()
    send(client, "PUT", f"papers/{made['uuid']}", {"fields": LICENCE, "confirmed": True, **more})
    share = send(client, "POST", f"papers/{made['uuid']}/shares", {"purpose": "Nhập học", "days": 3, "views": 99, "made_by": "x", "state": "live", **more})
    row, given = HeldDocumentRow.objects.get(), ShareRow.objects.get()
    assert (row.holder, row.origin, row.version, row.facts["number"]["trust"]) == (f"person:{owner.subject_id}", "upload", 1, "stated")
    assert (share.status_code, given.views, given.made_by, given.holder) == (200, 0, owner.ref, row.holder)


def test_a_paper_is_shared_seen_and_taken_back(client, owner):
    paper = held(owner)
    assert [p["uuid"] for p in client.get(f"{BASE}/papers?words=bang lai").json()] == [str(paper.uuid)]
    terms = {"purpose": "Nhập học", "fields": ["number"]}
    made, again = (send(client, "POST", f"papers/{paper.uuid}/shares", terms).json() for _ in range(2))
    assert (made["uuid"], bool(made["token"]), again["token"]) == (again["uuid"], True, "")
    assert send(client, "POST", f"papers/{paper.uuid}/shares", {**terms, "days": 9}).json()["error"] == "vault.key_reused"
    assert send(client, "POST", f"shares/{made['uuid']}/link").json()["token"] not in {"", made["token"]}
    assert client.get(f"{BASE}/shares/{made['uuid']}/openings").json() == []
    assert send(client, "POST", f"shares/{made['uuid']}/revoke").json()["state"] == client.get(f"{BASE}/shares/{made['uuid']}").json()["state"] == "revoked"


@pytest.mark.parametrize("path", ["shares/{s}/link", "requests/{r}/agree", "archive"])
def test_what_lets_others_see_asks_for_a_fresh_sign_in(client, things, path, monkeypatch):
    sign_in(client, make_citizen())
    later = clock.now() + timedelta(hours=2)
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: later)
    monkeypatch.setattr("motcua.foundation.identity.actions.confirming.require_level", lambda **_: HttpResponseRedirect("/"))
    refused = send(client, "POST", path.format(**things), {"document_id": str(things["p"])})
    assert (refused.status_code, refused.json()["error"]) == (403, "identity.confirmation_needed")
    assert (PaperRequestRow.objects.get().state, ShareRow.objects.get().link_renewed_at) == ("asked", None)


ADDRESSES = [
    ("GET", "papers/{p}"), ("PUT", "papers/{p}"), ("DELETE", "papers/{p}"), ("GET", "papers/{p}/versions"), ("GET", "papers/{p}/file"),
    ("POST", "papers/{p}/restore"), ("POST", "papers/{p}/recheck"), ("POST", "papers/{p}/shares"), ("GET", "shares/{s}"),
    ("GET", "shares/{s}/openings"), ("POST", "shares/{s}/revoke"), ("POST", "shares/{s}/link"), ("GET", "requests/{r}"),
    ("POST", "requests/{r}/agree"), ("POST", "requests/{r}/decline"),
]  # fmt: skip


@pytest.fixture
def things(client):
    """A paper, a share and a request of somebody."""
    owner, officer = make_citizen(), make_officer(unit_code=UNIT)
    paper = held(owner)
    terms = api.ShareTerms(purpose="Nhập học", days=7, unit_code=UNIT, may_download=True)
    made = api.share(document_id=paper.uuid, terms=terms, actor=owner, now=clock.now(), idempotency_key="of-others-1")
    asked = PaperRequestRow.objects.create(
        unit_code=UNIT, asked_by=officer.ref, idempotency_key="k", holder=paper.holder, dossier_code="H24.1-1", kind="passport",
        purpose="Đối chiếu", asked_at=NOW, ends_at=clock.now().replace(year=2099),
    )
    return {"p": paper.uuid, "s": made.share.uuid, "r": asked.uuid}


BODY = {"purpose": "Nhập học", "fields": {}, "document_id": "00000000-0000-7000-8000-000000000000"}


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_nobody_elses_things_are_reached_by_their_ids(client, things, method, path):
    body = {**BODY, "fields": []} if path.endswith(("shares", "agree")) else BODY
    assert send(client, method, path.format(**things), body).status_code == 401
    sign_in(client, make_citizen(3))
    answer = send(client, method, path.format(**things), body)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    sign_in(client, make_officer(unit_code="11308", code="elsewhere"))
    assert send(client, method, path.format(**things), body).status_code in {403, 404}
    row = HeldDocumentRow.objects.get()
    assert (row.removed_at, ShareRow.objects.get().revoked_at, PaperRequestRow.objects.get().state) == (None, None, "asked")


def test_officers_of_the_unit_open_check_and_keep_what_was_shared_with_it(client, things):
    sign_in(client, make_officer(unit_code=UNIT))
    assert [s["uuid"] for s in client.get(f"{BASE}/shared").json()] == [str(things["s"])]
    shown = send(client, "POST", f"shared/{things['s']}/openings").json()
    here = f"shared/{things['s']}/openings/{shown['opening_id']}"
    assert client.get(f"{BASE}/{here}/file").getvalue() not in {b"", picture()}
    assert send(client, "POST", f"{here}/checked", {"seen": "0"}).status_code == 409
    kept, again = (send(client, "POST", f"{here}/keep").json() for _ in range(2))
    assert (kept["uuid"], kept["origin"]) == (again["uuid"], "received")
    assert [p["uuid"] for p in client.get(f"{BASE}/papers?unit_code={UNIT}").json()] == [kept["uuid"]]
    sign_in(client, make_officer(unit_code="11308", code="elsewhere"))
    for path in (f"shared/{things['s']}/openings", f"{here}/keep", f"{here}/checked"):
        assert send(client, "POST", path, {"seen": ""}).status_code == 404
    assert client.get(f"{BASE}/{here}/file").status_code == 404
    assert client.get(f"{BASE}/papers?unit_code={UNIT}").json() == []


@pytest.mark.parametrize("role", [Role.ADMIN, Role.OPERATOR])
def test_only_posts_that_handle_dossiers_reach_a_units_store(client, role):
    sign_in(client, make_officer(role, unit_code=UNIT))
    for path in ("papers", f"papers?unit_code={UNIT}", "shared", "asked", "kinds"):
        assert client.get(f"{BASE}/{path}").status_code == 403
    assert upload(client, "papers", kind="other", fields={"name": "Giấy"}, unit_code=UNIT).status_code == 403


def asking(**changes):
    return {"dossier_code": "H24.1-1", "unit_code": UNIT, "kind": "passport", "purpose": "Đối chiếu hộ chiếu", **changes}


@pytest.fixture
def machine(monkeypatch):
    """Headers of an application with these scopes, for these units."""

    def made(*scopes, units=(UNIT,)):
        actor = Actor(kind=ActorKind.MACHINE, subject_id=UUID(int=7), scopes=frozenset(scopes), units=frozenset(units))
        known = SimpleNamespace(actor_of=lambda *, token, now: actor if token == "known" else None)
        monkeypatch.setattr("motcua.kit.rest.bearers", [known])
        return {"Authorization": "Bearer known", "Idempotency-Key": "ask-00001"}

    return made


@pytest.fixture
def dossier():
    party = SimpleNamespace(organisation_id=None, person_id=make_citizen().subject_id)
    known = SimpleNamespace(code="H24.1-1", uuid=None, party=SimpleNamespace(organisation_id=None, person_id=None))
    doors = "motcua.platform.casework.api"
    with patch(f"{doors}.dossier", lambda **_: known), patch(f"{doors}.by_id", lambda **_: SimpleNamespace(code="H24.1-1", party=party)):
        yield


def test_an_application_with_the_scope_asks_for_its_units_and_reads_no_paper(client, dossier, machine):
    headers = machine("papers:ask")
    made, again = (client.post(f"{BASE}/asked", asking(), content_type="application/json", headers=headers).json() for _ in range(2))
    assert (made["state"], made["uuid"], PaperRequestRow.objects.count()) == ("asked", again["uuid"], 1)
    assert [r["uuid"] for r in client.get(f"{BASE}/asked", headers=headers).json()] == [made["uuid"]]
    other = client.post(f"{BASE}/asked", asking(kind="other"), content_type="application/json", headers=headers)
    assert other.json()["error"] == "vault.key_reused"
    for path in ("papers", f"papers?unit_code={UNIT}", "shares", "shared", "requests", "removed"):
        assert client.get(f"{BASE}/{path}", headers=headers).status_code == 403
    foreign = {**headers, "Idempotency-Key": "ask-00002"}
    assert client.post(f"{BASE}/asked", asking(unit_code="11308"), content_type="application/json", headers=foreign).status_code == 403
    back = client.post(f"{BASE}/asked/{made['uuid']}/take-back", headers=headers).json()
    assert back["state"] == "taken_back"
    assert [e.payload["state"] for e in recorded("vault.request.answered.v1")] == ["taken_back"]


def test_an_application_without_the_scope_or_of_other_units_asks_nothing(client, dossier, machine):
    without = machine("dossiers:read", "dossiers:submit")
    refused = client.post(f"{BASE}/asked", asking(), content_type="application/json", headers=without)
    assert (refused.status_code, "papers:ask" in refused.json()["vi"]) == (403, True)
    assert client.get(f"{BASE}/asked", headers=without).status_code == 403
    assert client.get(f"{BASE}/asked", headers={"Authorization": "Bearer nobody"}).status_code == 401
    assert PaperRequestRow.objects.count() == 0


def test_a_request_of_another_unit_is_not_taken_back_by_an_application(client, things, machine):
    make_officer(unit_code="11308", code="elsewhere")
    answer = client.post(f"{BASE}/asked/{things['r']}/take-back", headers=machine("papers:ask", units=("11308",)))
    assert answer.status_code == 404


def test_the_document_tells_every_operation_with_audience_and_scope(client):
    document = client.get("/api/v1/openapi.json").json()
    found = {(method, path) for path, methods in document["paths"].items() if path.startswith(BASE) for method in methods}
    assert {("post", f"{BASE}/papers"), ("put", f"{BASE}/papers/{{document_id}}"), ("post", f"{BASE}/asked")} <= found
    told = document["paths"][f"{BASE}/asked"]["post"]
    assert {"client": ["papers:ask"]} in told["security"]
    body = document["paths"][f"{BASE}/papers"]["post"]["requestBody"]["content"]
    assert "multipart/form-data" in body
    assert all("x-audience" in document["paths"][path][method] for method, path in found)
