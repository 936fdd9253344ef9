"""The registration building block: every published path is there, and what it answers fits the published schemas."""

import json
import re
from pathlib import Path
from uuid import uuid4

import jsonschema_rs
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from motcua.channels.developers import testing as d
from motcua.channels.developers.rest.govstack import mapping
from motcua.channels.developers.rest.govstack.api import api
from motcua.foundation.identity.testing import sign_in
from motcua.platform.casework import api as casework
from motcua.platform.casework import testing as t

PUBLISHED = json.loads((Path(__file__).parent / "published.json").read_text())
ROOT = "/api/govstack/registration"
MEDIATOR = {"Information-Mediator-Client": "VN-HP/GOV/1/thu"}
SERVICE = mapping.service_id(t.GENERIC)


def fitting(path, answer, method="get"):
    """The answer, after it was held to the published schema of its path."""
    assert answer.status_code == 200, answer.content
    schema = {**PUBLISHED["paths"][path][method], "$defs": PUBLISHED["$defs"]}
    jsonschema_rs.validator_for(schema, validate_formats=True).validate(answer.json())
    return answer.json()


@pytest.fixture
def machine(town):
    _, token = d.make_machine(town.admin, scopes=["dossiers:read", "dossiers:submit", "statistics:read"], units=[t.UNIT], now=t.NOW)
    return Client(headers={**MEDIATOR, "Authorization": f"Bearer {token}"})


def apply_for(machine, *, key="ho-so-so-1", **more):
    body = {"applicationName": "Đỗ Thị Thử", "applicantId": "ref-77", "formData": {"data": {"note": {"text": "x"}}}} | more
    headers = {"Idempotency-Key": key}
    return machine.post(f"{ROOT}/services/{SERVICE}/applications", json.dumps(body), content_type="application/json", headers=headers)


def test_every_published_path_and_method_is_served():
    ours = {re.sub("^" + ROOT, "", path): set(methods) for path, methods in api.get_openapi_schema()["paths"].items()}
    assert {p: set(m) for p, m in PUBLISHED["paths"].items()} == ours


def test_services_and_forms(town, client):
    listed = fitting("/services", client.get(f"{ROOT}/services"))
    assert t.BIRTH in {p["value"] for s in listed for p in s["serviceBody"] if p["code"] == "code"}
    found = fitting("/services", client.get(f"{ROOT}/services", {"name": "khai sinh"}))
    assert str(mapping.service_id(t.BIRTH)) in {s["id"] for s in found}
    one = fitting("/services/{serviceId}", client.get(f"{ROOT}/services/{SERVICE}"))
    form = fitting("/services/{serviceId}/eForms", client.get(f"{ROOT}/services/{one['id']}/eForms"))[0]
    assert fitting("/eForms/{eFormId}", client.get(f"{ROOT}/eForms/{form['eFormId']}"))["schema"]["type"] == "object"
    assert client.get(f"{ROOT}/services/{uuid4()}").status_code == 404


def test_a_machine_hands_an_application_in_once_and_follows_it(machine):
    path = "/services/{serviceId}/applications"
    file = SimpleUploadedFile("giay.pdf", t.PDF_BYTES)
    document = fitting("/documents", machine.post(f"{ROOT}/documents", {"file": file}), "post")["url"]
    made = fitting(path, apply_for(machine, documentUrls=[document]), "post")
    assert apply_for(machine, documentUrls=[document]).json()["fileId"] == made["fileId"]
    assert made["status"]["code"] == "PENDING"
    assert "Đỗ Thị Thử" not in json.dumps(made, ensure_ascii=False)
    assert [a["fileId"] for a in fitting("/applications", machine.get(f"{ROOT}/applications"))] == [made["fileId"]]
    fitting("/applications/{fileId}", machine.get(f"{ROOT}/applications/{made['fileId']}"))
    assert apply_for(machine, key="khac-khac", documentUrls=["https://example.vn/x"]).status_code == 422


def test_a_key_stands_for_one_application(machine):
    first = apply_for(machine).json()
    assert apply_for(machine).json()["fileId"] == first["fileId"]
    other = apply_for(machine, applicationName="Người Khác")
    assert (other.status_code, other.json()["error"]) == (422, "outbox.key_reused")


def test_another_machine_sees_nothing_of_it(machine, town):
    made = apply_for(machine).json()
    _, token = d.make_machine(town.admin, scopes=["dossiers:read"], units=[t.OTHER_UNIT], now=t.NOW)
    other = Client(headers={**MEDIATOR, "Authorization": f"Bearer {token}"})
    assert other.get(f"{ROOT}/applications/{made['fileId']}").status_code == 404
    assert other.get(f"{ROOT}/applications").json() == []
    assert Client(headers=MEDIATOR).get(f"{ROOT}/applications").status_code == 401


def test_an_officer_completes_tasks_to_the_end(machine, town):
    made = apply_for(machine).json()
    for officer, action in (
        (town.reception, {}), (town.appraiser, {"verb": "forward", "note": "Bắt đầu thẩm định"}),
        (town.appraiser, {"verb": "propose_result", "decision": "granted", "note": "Đủ điều kiện"}),
        (town.leader, {"verb": "sign_result", "decision": "granted"}), (town.reception, {"verb": "hand_back"}),
    ):  # fmt: skip
        client = sign_in(Client(headers=MEDIATOR), officer)
        listed = fitting("/tasks", client.get(f"{ROOT}/tasks", {"fileId": made["fileId"]}))
        task = fitting("/tasks/{taskId}", client.get(f"{ROOT}/tasks/{listed[0]['taskId']}"))
        body = json.dumps({"data": {"action": action}})
        done = client.post(f"{ROOT}/tasks/{task['taskId']}/complete", body, content_type="application/json")
        fitting("/tasks/{taskId}/complete", done, "post")
    ended = fitting("/applications/{fileId}", machine.get(f"{ROOT}/applications/{made['fileId']}"))
    assert (ended["status"]["code"], ended["ended"]) == ("APPROVED", True)


def test_papers_that_were_asked_for_are_supplied(machine, town):
    code = apply_for(machine).json()["fileId"]
    casework.receive(code=code, actor=town.reception, now=t.NOW)
    casework.request_supplement(code=code, items=["Bản sao"], reason="thiếu giấy tờ", actor=town.appraiser, now=t.NOW)
    assert machine.get(f"{ROOT}/applications/{code}").json()["status"]["code"] == "SENDBACK"
    document = machine.post(f"{ROOT}/documents", {"file": SimpleUploadedFile("g.pdf", t.PDF_BYTES)}).json()["url"]
    body = json.dumps({"applicantId": "ref-77", "documentUrls": [document]})
    fitting("/applications/{fileId}", machine.put(f"{ROOT}/applications/{code}", body, content_type="application/json"), "put")
    assert casework.dossier(code=code, actor=town.appraiser).open_supplement is None


def test_a_file_is_found_beyond_the_first_page_and_sorting_comes_before_cutting(machine, town):
    codes = [apply_for(machine, key=f"ho-so-so-{n}").json()["fileId"] for n in range(3)]
    for path in ("/tasks", "/applications"):
        newest = [row["fileId"] for row in machine.get(f"{ROOT}{path}", {"maxResult": 1, "sortBy": "id", "sortOrder": "desc"}).json()]
        oldest = [row["fileId"] for row in machine.get(f"{ROOT}{path}", {"maxResult": 1, "sortBy": "id", "sortOrder": "asc"}).json()]
        assert (newest, oldest) == ([max(codes)], [min(codes)])
    for client in (machine, sign_in(Client(headers=MEDIATOR), town.reception)):
        for code in codes:
            assert [row["fileId"] for row in client.get(f"{ROOT}/tasks", {"fileId": code, "maxResult": 1}).json()] == [code]
    assert sign_in(Client(headers=MEDIATOR), town.stranger).get(f"{ROOT}/tasks", {"fileId": codes[0]}).json() == []


def test_applications_of_one_applicant(machine, town):
    apply_for(machine, key="ho-so-so-1")
    wanted = apply_for(machine, key="ho-so-so-2").json()
    found = machine.get(f"{ROOT}/applications", {"applicantId": wanted["applicantId"]}).json()
    assert [row["fileId"] for row in found] == [wanted["fileId"]]
    assert machine.get(f"{ROOT}/applications", {"applicantId": "none"}).json() == []
    desk = sign_in(Client(headers=MEDIATOR), town.reception)
    assert desk.get(f"{ROOT}/applications", {"applicantId": "x"}).status_code == 422


def test_a_document_is_kept_once_per_key(machine):
    sent = [
        machine.post(f"{ROOT}/documents", {"file": SimpleUploadedFile("g.pdf", content)}, headers={"Idempotency-Key": "tai-len-1"})
        for content in (t.PDF_BYTES, t.PDF_BYTES, t.PDF_BYTES + b"%")
    ]
    assert sent[0].json() == sent[1].json()
    assert sent[2].json()["error"] == "outbox.key_reused"


@pytest.mark.parametrize(("timeframe", "count"), [("day", 9), ("week", 2), ("month", 1), ("year", 1), ("", 1)])
def test_statistics_are_cut_into_periods(machine, timeframe, count):
    from motcua.channels.developers import api as door

    door.tally(at=t.NOW, procedure_code=t.GENERIC, unit_code=t.UNIT, approved=2, rejected=1, sent_back=4)
    asked = {"startDate": "2026-03-05", "endDate": "2026-03-13", **({"timeframe": timeframe} if timeframe else {})}
    found = fitting("/data/statistics", machine.get(f"{ROOT}/data/statistics", asked))
    assert len(found) == count
    assert [sum(row[k] for row in found) for k in ("processed", "approved", "sentBack", "rejected")] == [3, 2, 4, 1]


def test_counts_by_officer_are_not_told(machine):
    assert machine.get(f"{ROOT}/data/statistics", {"operator": "ai đó"}).status_code == 404


def test_services_need_no_more_statements_for_more_procedures(town, client, monkeypatch):
    """Two for the catalogue's state, two for the procedures with their versions, whatever their number."""
    every = casework.open_procedures()

    def statements(some):
        monkeypatch.setattr("motcua.platform.casework.api.open_procedures", lambda: some)
        with CaptureQueriesContext(connection) as seen:
            assert len(client.get(f"{ROOT}/services").json()) == len(some)
        return len(seen)

    client.get(f"{ROOT}/services")
    assert statements(every[:2]) == statements(every) <= 4


def test_the_bulk_door_tells_what_the_single_one_tells(town):
    codes = [t.REPAIR, "9.999999", t.GENERIC, t.BIRTH]
    assert casework.procedures(codes=codes) == tuple(casework.procedure(code=code) for code in codes if code != "9.999999")
