"""Lists, kept views, bulk actions, the register book and mentions through the machine-readable face."""

import json
from uuid import uuid4

import pytest
from django.test import Client

from motcua.foundation.identity.testing import sign_in
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.rest.bulk import Verb
from motcua.platform.casework.tests.test_lifecycle import received
from motcua.platform.casework.tests.test_rest_writes import ROOT, read, write

BOOK = f"/register?unit_code={t.UNIT}&first=2026-03-01&last=2026-03-31"


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: t.NOW)


def test_the_verbs_are_those_of_the_door():
    assert set(Verb.__args__) == set(api.BULK_VERBS)


def test_a_bulk_action_gives_every_dossier_its_own_result(town):
    free, owing = t.submit(town.citizen).code, t.submit(town.citizen, code=t.REPAIR).code
    body = {"verb": "receive", "codes": [free, owing]}
    done = write(town.reception, "/bulk", body, key="hang-loat-1").json()
    assert (done["total"], done["done"], done["refused"], done["waiting"]) == (2, 1, 1, 0)
    assert write(town.reception, "/bulk", body, key="hang-loat-1").json() == done
    first = read(town.reception, f"/bulk/{done['run_id']}/items?limit=1").json()
    assert (first["rows"][0]["code"], first["rows"][0]["change"]["status"]) == (free, 2)
    second = read(town.reception, f"/bulk/{done['run_id']}/items?limit=1&after={first['next']}").json()
    assert (second["rows"][0]["state"], second["next"]) == ("refused", "")
    assert "phí" in second["rows"][0]["error_vi"]


def test_a_bulk_key_with_other_dossiers_is_refused_and_runs_are_ones_own(town):
    code = t.submit(town.citizen).code
    done = write(town.reception, "/bulk", {"verb": "receive", "codes": [code]}, key="hang-loat-2").json()
    other = write(town.reception, "/bulk", {"verb": "receive", "codes": [code, "H24.1-260309-0009"]}, key="hang-loat-2")
    assert (other.status_code, other.json()["error"]) == (422, "outbox.key_reused")
    for path in ("", "/items"):
        assert read(town.appraiser, f"/bulk/{done['run_id']}{path}").json()["error"] == "casework.bulk_unknown"
    assert write(town.reception, f"/bulk/{done['run_id']}/continue").json()["done"] == 1
    assert read(town.reception, f"/bulk/{done['run_id']}/items?after=x").json()["error"] == "casework.cursor_wrong"
    assert write(town.citizen, "/bulk", {"verb": "receive", "codes": [code]}).status_code == 403


def test_a_list_is_kept_run_renamed_moved_and_forgotten(town):
    ref = received(town)
    kept = write(town.reception, "/views", {"name": "Khai sinh", "filter": {"procedure": t.BIRTH}, "is_default": True}, key="luu-so-1")
    view = kept.json()["view_id"]
    assert write(town.reception, "/views", {"name": "Khai sinh", "filter": {"procedure": t.REPAIR}}).json()["error"] == "casework.view_taken"
    assert [r["code"] for r in read(town.reception, f"/views/{view}/dossiers").json()["rows"]] == [ref.code]
    write(town.reception, "/views", {"name": "Sửa nhà", "filter": {"procedure": t.REPAIR}})
    for _ in range(2):
        moved = write(town.reception, f"/views/{view}/move", {"up": False}, key="xuong-mot-bac").json()
    assert [v["name"] for v in moved] == ["Sửa nhà", "Khai sinh"]
    assert write(town.reception, f"/views/{view}/rename", {"name": "Sinh"}).json()["name"] == "Sinh"
    assert not any(v["is_default"] for v in write(town.reception, "/views/default", {}).json())
    assert write(town.reception, f"/views/{view}", method="delete").status_code == 204
    assert read(town.reception, f"/views/{view}/dossiers").json()["error"] == "casework.view_unknown"


def test_kept_lists_are_ones_own(town):
    view = write(town.reception, "/views", {"name": "Của tôi"}).json()["view_id"]
    assert read(town.appraiser, "/views").json() == []
    for path, body, method in ((f"/views/{view}/rename", {"name": "x"}, "post"), (f"/views/{view}", {"name": "x"}, "put")):
        assert write(town.appraiser, path, body, method=method).status_code == 404
    assert read(town.appraiser, f"/views/{view}/dossiers").status_code == 404


def test_lists_are_narrowed_found_counted_and_exported(town):
    ref = received(town)
    assert [r["code"] for r in read(town.reception, f"/dossiers?procedure={t.BIRTH}&sort=newest").json()["rows"]] == [ref.code]
    assert read(town.reception, f"/dossiers?procedure={t.REPAIR}").json()["rows"] == []
    assert read(town.reception, "/dossiers?sort=oldest").status_code == 422
    assert [r["code"] for r in read(town.reception, f"/find?q={ref.code}").json()] == [ref.code]
    assert read(town.stranger, f"/find?q={ref.code}").json() == []
    assert read(town.reception, "/counts").json()["all"] == 1
    assert t.BIRTH in {one["code"] for one in read(town.reception, "/choices").json()["procedures"]}
    assert read(town.reception, "/lists/export").content[:2] == b"PK"
    assert read(town.operator, "/lists/export").status_code == 403


def test_the_register_book_is_the_units_own(town):
    ref = received(town)
    page = read(town.reception, BOOK).json()
    assert ([r["code"] for r in page["rows"]], page["total"], page["next"]) == ([ref.code], 1, "")
    assert read(town.stranger, BOOK).status_code == 403
    assert read(town.reception, BOOK.replace("/register", "/register/file") + "&format=xlsx").content[:2] == b"PK"
    assert read(town.reception, f"/register?unit_code={t.UNIT}&first=0001-01-01&last=9999-12-31").status_code == 422
    assert read(town.reception, "/handled-units").json() == [t.UNIT]


def test_leaders_watch_and_others_do_not(town):
    received(town)
    assert read(town.leader, "/watched?percent=80").json()["rows"] == []
    assert sum(w["open"] for w in read(town.leader, "/workload").json()) == 1
    for path in ("/watched", "/workload"):
        assert read(town.reception, path).status_code == 403


def test_a_mention_is_listed_until_it_is_seen(town):
    ref = received(town)
    who = str(town.appraiser.subject_id)
    write(town.reception, f"/dossiers/{ref.code}/notes", {"text": "Xem giúp giấy chứng sinh", "mentions": [who]})
    page = read(town.appraiser, "/mentions").json()
    assert (page["unread"], page["rows"][0]["note"]["dossier_code"], page["rows"][0]["read_at"]) == (1, ref.code, None)
    assert write(town.appraiser, "/mentions/seen", {"dossier_code": ref.code}).json() == {"unread": 0}
    assert read(town.appraiser, "/mentions/unread").json() == {"unread": 0}
    assert read(town.stranger, "/mentions").json()["rows"] == []


@pytest.mark.parametrize("path", ["/bulk", "/views", "/mentions/seen", "/counter/entries"])
def test_every_command_wants_a_key(town, path):
    client = sign_in(Client(), town.reception)
    answer = client.post(f"{ROOT}{path}", json.dumps({}), content_type="application/json")
    assert (answer.status_code, answer.json()["error"]) == (422, "rest.idempotency_key_missing")
    assert client.post(f"{ROOT}{path}", "{}", content_type="application/json", headers={"Idempotency-Key": str(uuid4())}).status_code < 500
