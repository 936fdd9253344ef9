"""Printed forms, scans, papers used again, signatures, look-ups by number, filing for others, entries at the counter: through REST."""

import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.foundation.identity.testing import claims_of, sign_in
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.models import Dossier, Paper
from motcua.platform.casework.tests.test_asked import sent_code
from motcua.platform.casework.tests.test_digitising import KEY, archive, index, photo
from motcua.platform.casework.tests.test_digitising import row as line
from motcua.platform.casework.tests.test_issuing import signed
from motcua.platform.casework.tests.test_lifecycle import received
from motcua.platform.casework.tests.test_rest_writes import ROOT, read, write


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: t.NOW)


def send(actor, path, **fields):
    return sign_in(Client(), actor).post(f"{ROOT}{path}", fields, headers={"Idempotency-Key": str(uuid4())})


def test_sheets_and_the_control_slip_are_downloaded_by_officers(town):
    ref = received(town)
    (sheet,) = read(town.reception, f"/dossiers/{ref.code}/sheets").json()
    assert sheet["form"] == "mau-01"
    assert read(town.reception, f"/dossiers/{ref.code}/sheets/{sheet['seq']}/docx").content[:2] == b"PK"
    assert read(town.reception, f"/dossiers/{ref.code}/control-slip?format=docx").content[:2] == b"PK"
    assert read(town.citizen, f"/dossiers/{ref.code}/control-slip").status_code == 403
    for path in ("control-slip", "sheets/2/docx", "reusable", "notes"):
        assert read(town.stranger, f"/dossiers/{ref.code}/{path}").status_code == 404, path
    assert read(town.stranger, f"/dossiers/{ref.code}/sheets").json() == []


def test_a_scan_becomes_a_paper_once(town):
    ref = received(town)
    first, again = (send(town.reception, f"/dossiers/{ref.code}/digitise", requirement=KEY,
                         file=SimpleUploadedFile("anh.jpg", photo())).json() for _ in range(2))  # fmt: skip
    assert first == again
    assert Paper.objects.get(pk=first["paper_id"]).state == Paper.DIGITISED
    other = send(town.stranger, f"/dossiers/{ref.code}/digitise", requirement=KEY, file=SimpleUploadedFile("anh.jpg", photo()))
    assert other.status_code == 404


def test_old_results_are_taken_in_and_found_by_their_units_officers(town):
    files = {"index": SimpleUploadedFile("i.xlsx", index(line(1))), "scans": SimpleUploadedFile("s.zip", archive(f1=photo()).getvalue())}
    assert send(town.reception, "/old-results", unit_code=t.UNIT, **files).json() == {"made": 1, "known": 0, "faults": []}
    assert [r["symbol"] for r in read(town.reception, "/old-results?number=031191950001").json()] == ["1/GP-UBND"]
    assert read(town.stranger, "/old-results?number=031191950001").json() == []
    assert read(town.citizen, "/old-results?number=031191950001").status_code == 403


def test_a_paper_of_an_earlier_dossier_is_used_again(town):
    signed(town)
    ref = received(town)
    offered = read(town.citizen, f"/dossiers/{ref.code}/reusable").json()
    body = {"requirement": KEY, "paper_id": offered["papers"][0]["paper_id"]}
    made = write(town.reception, f"/dossiers/{ref.code}/reuse", body).json()["paper_id"]
    assert Paper.objects.get(pk=made).state == Paper.REUSED_PAPER
    assert len(offered["results"]) == 1
    both = write(town.reception, f"/dossiers/{ref.code}/reuse", {**body, "check_code": "X"})
    assert (both.status_code, list(both.json()["fields"])) == (422, ["paper_id"])
    issued = read(town.citizen, f"/issued/{offered['results'][0]['code']}")
    assert issued.headers["Content-Type"] == "application/pdf"
    assert read(town.other_citizen, f"/issued/{offered['results'][0]['code']}").status_code == 404


def test_a_persons_own_paper_goes_into_a_new_form(town):
    received(town)
    mine = read(town.citizen, "/my/papers").json()
    body = {"dossier_code": mine[0]["dossier_code"], "paper_id": mine[0]["paper_id"]}
    first = write(town.citizen, "/my/papers/take", body, key="lay-lai-1").json()
    assert write(town.citizen, "/my/papers/take", body, key="lay-lai-1").json() == first
    assert write(town.other_citizen, "/my/papers/take", body).status_code == 404


@pytest.mark.usefixtures("real_papers")
def test_the_applicant_signs_her_form(town):
    ref = received(town)
    assert read(town.citizen, f"/dossiers/{ref.code}/form").content[:4] == b"%PDF"
    asked = write(town.citizen, f"/dossiers/{ref.code}/form/signature").json()
    done = write(town.citizen, f"/dossiers/{ref.code}/form/signature/{asked['request_id']}").json()
    assert (done["state"], done["digest"]) == ("signed", asked["digest"])
    assert "to-khai-da-ky" in [p["requirement"] for p in read(town.citizen, f"/dossiers/{ref.code}/content").json()["papers"]]
    assert write(town.other_citizen, f"/dossiers/{ref.code}/form/signature").status_code == 404


def test_a_look_up_by_number_needs_the_code_of_the_telephone(town):
    ref = received(town)
    api.index_phones()
    post = lambda path, **body: Client().post(f"{ROOT}{path}", json.dumps(body), content_type="application/json")  # noqa: E731
    phone = Dossier.objects.get(code=ref.code).party_phone
    asked = post("/look-up/codes", number=phone).json()["ask_id"]
    unknown = post("/look-up/codes", number="0999999999")
    assert unknown.json().keys() == {"ask_id"}
    code = sent_code()
    assert post(f"/look-up/codes/{asked}", code="000000" if code != "000000" else "000001").status_code == 404
    found = post(f"/look-up/codes/{asked}", code=code)
    assert [d["code"] for d in found.json()] == [ref.code]
    assert "Thử" not in found.content.decode()
    assert post(f"/look-up/codes/{asked}", code=code).json()["error"] == "casework.lookup_code_wrong"


def test_filing_for_another_is_chosen_beside_the_form(town):
    draft = write(town.citizen, "/forms", {"procedure_code": t.GENERIC, "unit_code": t.UNIT}).json()["id"]
    number = claims_of(2)["SoDinhDanh"]
    body = {"kind": "child", "name": "Đỗ Thị Thử 2", "number": number}
    assert write(town.citizen, f"/forms/{draft}/filing", body, method="put").json()["kind"] == "child"
    assert read(town.citizen, f"/forms/{draft}/filing").json()["name"] == "Đỗ Thị Thử 2"
    assert read(town.other_citizen, f"/forms/{draft}/filing").status_code == 404
    foreign = t.stored(town.other_citizen).uuid
    stolen = write(town.citizen, f"/forms/{draft}/filing", {**body, "paper_file_id": str(foreign)}, method="put")
    assert stolen.status_code == 404


def test_reception_enters_a_dossier_for_a_person(town):
    papers = [p.key for p in api.procedure(code=t.GENERIC).papers]
    body = {
        "procedure_code": t.GENERIC, "unit_code": t.UNIT, "intake_code": t.UNIT, "on_paper": papers,
        "owner": {"name": "Đỗ Thị Thử 1", "number": claims_of(1)["SoDinhDanh"], "phone": "0900000012"},
    }
    begun = write(town.reception, "/counter/entries", body, key="nhap-ho-1").json()
    assert write(town.reception, "/counter/entries", body, key="nhap-ho-1").json() == begun
    draft = read(town.reception, f"/forms/{begun['draft_id']}").json()
    assert draft["procedure_code"] == t.GENERIC
    assert read(town.appraiser, f"/counter/entries/{begun['draft_id']}").status_code in (403, 404)
    assert write(town.appraiser, "/counter/entries", body).status_code == 403
    nameless = write(town.reception, "/counter/entries", {**body, "owner": {"name": " "}})
    assert (nameless.status_code, list(nameless.json()["fields"])) == (422, ["name"])


def test_a_rating_is_read_by_its_owner(town):
    ref = received(town)
    assert read(town.citizen, f"/dossiers/{ref.code}/rating").json() == {"rating": None}
    assert read(town.citizen, f"/dossiers/{ref.code}/opinions-awaited").json() == []


def test_administrators_list_try_and_set_where_a_procedure_is_handed_in(town):
    page = read(town.admin, f"/definitions?q={t.REPAIR}").json()
    assert [r["code"] for r in page["rows"]] == [t.REPAIR]
    tried = write(town.admin, f"/definitions/{t.REPAIR}/trial", {"moves": [{"pay": 75000}, {"verb": "receive"}]})
    assert tried.status_code == 200, tried.content
    assert [state["status"] for state in tried.json()] == [1, 1, 2]
    broken = write(town.admin, f"/definitions/{t.REPAIR}/trial", {"document": {"procedure": t.REPAIR}})
    assert (broken.status_code, broken.json()["error"]) == (422, "invalid")
    setting = {"channel": "national", "master": "city", "effective_from": "2026-06-01", "source": "QĐ 12/QĐ-UBND"}
    kept = write(town.admin, f"/definitions/{t.REPAIR}/submission", setting, key="noi-nop-1")
    assert kept.json() == write(town.admin, f"/definitions/{t.REPAIR}/submission", setting, key="noi-nop-1").json()
    assert read(town.citizen, f"/procedures/{t.REPAIR}/submission").json()["channel"] == "own"
    assert write(town.leader, f"/definitions/{t.REPAIR}/submission", setting).status_code == 403
    assert read(town.admin, "/definitions/workbook").content[:2] == b"PK"
    assert all(x["vi"] and x["en"] for x in read(town.admin, "/definitions/templates").json())


def test_a_file_that_the_dossier_has_is_refused_by_name(town):
    ref = received(town)
    given = t.stored(town.reception).uuid
    papers = {"papers": [{"requirement": "tai-lieu", "file_id": str(given)}] * 2, "note": "Biên bản"}
    answer = write(town.reception, f"/dossiers/{ref.code}/forward", papers)
    assert answer.status_code == 422, answer.content
    assert list(answer.json()["fields"]) == ["tai-lieu"]
