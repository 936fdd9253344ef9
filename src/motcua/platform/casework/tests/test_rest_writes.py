"""Writing through the machine-readable face: keys, versions, audiences, refusals, files, definitions."""

import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.foundation.identity.testing import sign_in
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.tests.test_lifecycle import received

ROOT = "/api/v1/casework"


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: t.NOW)


def write(actor, path, body=None, *, key=None, method="post", **headers):
    client = sign_in(Client(), actor)
    sent = {"Idempotency-Key": key or str(uuid4()), **{k.replace("_", "-"): v for k, v in headers.items()}}
    return getattr(client, method)(f"{ROOT}{path}", json.dumps(body or {}), content_type="application/json", headers=sent)


def read(actor, path):
    return sign_in(Client(), actor).get(f"{ROOT}{path}")


def test_a_write_without_a_key_is_refused_by_name(town):
    ref = t.submit(town.citizen, code=t.GENERIC)
    client = sign_in(Client(), town.reception)
    answer = client.post(f"{ROOT}/dossiers/{ref.code}/receive", "{}", content_type="application/json")
    assert (answer.status_code, answer.json()["error"]) == (422, "rest.idempotency_key_missing")
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert api.dossier(code=ref.code, actor=town.citizen).status == 1


def test_the_same_key_does_it_once_and_another_body_is_refused(town):
    ref = t.submit(town.citizen, code=t.GENERIC)
    first = write(town.reception, f"/dossiers/{ref.code}/receive", key="mot-khoa-1")
    again = write(town.reception, f"/dossiers/{ref.code}/receive", key="mot-khoa-1")
    assert first.json() == again.json()
    assert first.json()["status"] == 2
    other = write(town.reception, f"/dossiers/{ref.code}/receive", {"assigned_to": str(uuid4())}, key="mot-khoa-1")
    assert (other.status_code, other.json()["error"]) == (422, "outbox.key_reused")


def test_if_match_refuses_a_dossier_that_went_on_and_answers_a_repetition(town):
    ref = t.submit(town.citizen, code=t.GENERIC)
    etag = read(town.reception, f"/dossiers/{ref.code}").headers["ETag"]
    done = write(town.reception, f"/dossiers/{ref.code}/receive", key="khoa-lan-1", If_Match=etag)
    assert done.status_code == 200
    assert write(town.reception, f"/dossiers/{ref.code}/receive", key="khoa-lan-1", If_Match=etag).json() == done.json()
    late = write(town.appraiser, f"/dossiers/{ref.code}/forward", {"note": "Đã xem hồ sơ"}, If_Match=etag)
    assert (late.status_code, late.json()["error"]) == (412, "casework.dossier_moved")
    assert api.dossier(code=ref.code, actor=town.citizen).status == 2


@pytest.mark.parametrize("verb", ["receive", "refuse", "hand-back", "assign", "pause"])
def test_acts_of_officers_are_closed_to_citizens_and_strangers(town, verb):
    ref = t.submit(town.citizen, code=t.GENERIC)
    body = {"reason": "không đủ giấy tờ", "note": "x", "officer_id": None}
    assert write(town.citizen, f"/dossiers/{ref.code}/{verb}", body).status_code == 403
    refused = write(town.stranger, f"/dossiers/{ref.code}/{verb}", {**body, "reason": "force_majeure" if verb == "pause" else "không đủ"})
    assert (refused.status_code, refused.json()["error"]) == (404, "casework.dossier_unknown")


def test_a_supplement_goes_round_with_an_uploaded_file(town):
    ref = received(town)
    write(town.reception, f"/dossiers/{ref.code}/forward")
    asked = write(town.appraiser, f"/dossiers/{ref.code}/request-supplement", {"items": ["Bản sao"], "reason": "thiếu trang 2"})
    assert asked.json()["status"] == 5
    file = SimpleUploadedFile("ban-sao.pdf", t.PDF_BYTES)
    mine = sign_in(Client(), town.citizen)
    stored = mine.post(f"{ROOT}/files", {"file": file}, headers={"Idempotency-Key": "tai-len-1"}).json()
    papers = [{"requirement": "bo-sung-1", "file_id": stored["file_id"]}]
    other = write(town.other_citizen, f"/dossiers/{ref.code}/supply", {"papers": papers})
    assert other.status_code == 404
    assert write(town.citizen, f"/dossiers/{ref.code}/supply", {"papers": papers}).json()["status"] in (2, 4)


def test_the_key_of_an_upload_stands_for_its_content(town):
    mine, headers = sign_in(Client(), town.citizen), {"Idempotency-Key": "tai-len-2"}
    post = lambda content: mine.post(f"{ROOT}/files", {"file": SimpleUploadedFile("a.pdf", content)}, headers=headers)  # noqa: E731
    stored = post(t.PDF_BYTES).json()
    assert post(t.PDF_BYTES).json() == stored
    assert post(t.PDF_BYTES[:-1] + b" ").json()["error"] == "outbox.key_reused"


def test_names_and_answers_are_only_in_the_content_and_only_for_those_concerned(town):
    ref = received(town)
    assert "Thử" not in read(town.reception, f"/dossiers/{ref.code}").content.decode()
    assert "Thử" in read(town.reception, f"/dossiers/{ref.code}/content").json()["party"]["name"]
    seen = read(town.operator, f"/dossiers/{ref.code}/content").json()
    assert (seen["answers"], seen["papers"], seen["party"]["number"]) == ([], [], "")
    assert read(town.stranger, f"/dossiers/{ref.code}/content").status_code == 404


def test_a_draft_of_a_definition_is_saved_linted_and_published_once(town):
    begun = write(town.admin, f"/definitions/{t.GENERIC}/draft")
    etag, document = begun.headers["ETag"], begun.json()["document"]
    saved = write(town.admin, f"/definitions/{t.GENERIC}/draft", {**document, "retention_years": 7}, method="put", If_Match=etag)
    assert saved.status_code == 200, saved.content
    stale = write(town.admin, f"/definitions/{t.GENERIC}/draft", document, method="put", If_Match=etag)
    assert (stale.status_code, stale.json()["error"]) == (409, "casework.draft_stale")
    first = write(town.admin, f"/definitions/{t.GENERIC}/publish", key="cong-bo-1")
    assert first.json() == write(town.admin, f"/definitions/{t.GENERIC}/publish", key="cong-bo-1").json()
    assert first.json()["version"] == api.procedure(code=t.GENERIC).definition.version
    assert write(town.leader, f"/definitions/{t.GENERIC}/publish").status_code == 403


def test_bpmn_goes_out_and_comes_in(town):
    xml = Client().get(f"{ROOT}/definitions/{t.REPAIR}/bpmn").content
    admin = sign_in(Client(), town.admin)
    document = admin.post(f"{ROOT}/definitions/from-bpmn", {"file": SimpleUploadedFile("x.bpmn", xml)}).json()
    assert document["procedure"] == t.REPAIR


def test_a_broken_body_is_a_problem_in_both_languages(town):
    client = sign_in(Client(), town.reception)
    answer = client.post(f"{ROOT}/dossiers/x/receive", "{", content_type="application/json", headers={"Idempotency-Key": "k" * 9})
    assert (answer.status_code, answer.json()["error"]) == (400, "rest.unreadable")
    assert {"vi", "en", "type", "detail"} <= answer.json().keys()
