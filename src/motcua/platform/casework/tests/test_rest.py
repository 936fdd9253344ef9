"""The machine-readable face."""

import json

import pytest
from django.test import Client

from motcua.foundation.identity.testing import sign_in
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.tests.test_lifecycle import received

ROOT = "/api/v1/casework"


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: t.NOW)


def test_the_catalogue_is_for_everybody(town):
    found = Client().get(f"{ROOT}/procedures", {"q": "khai sinh"}).json()
    assert found[0]["code"] == t.BIRTH
    one = Client().get(f"{ROOT}/procedures/{t.REPAIR}").json()
    assert one["definition"]["clock"] == {"amount": 10, "unit": "working_days"}
    assert one["fees"] == [{"code": "LP-GPXD", "name": "Lệ phí cấp giấy phép xây dựng nhà ở riêng lẻ", "amount": 75000, "sample": True}]


def test_an_unknown_procedure_is_a_named_error_in_both_languages(town):
    answer = Client().get(f"{ROOT}/procedures/9.999999")
    assert answer.status_code == 404
    assert answer.json()["error"] == "casework.procedure_unknown"
    assert {"vi", "en"} <= answer.json().keys()


def test_the_look_up_tells_nothing_without_the_secret(town):
    ref = received(town)
    secret = api.dossier(code=ref.code, actor=town.citizen).tracking_code
    ask = lambda **body: Client().post(f"{ROOT}/look-up", json.dumps({"code": ref.code, **body}), content_type="application/json")  # noqa: E731
    assert ask(secret=secret).json()["status"] == 2
    assert "Thử" not in ask(secret=secret).content.decode()
    assert ask(secret="wrong").status_code == 404


def test_lists_are_for_officers_of_the_unit(town):
    ref = received(town)
    assert Client().get(f"{ROOT}/dossiers").status_code == 401
    assert sign_in(Client(), town.citizen).get(f"{ROOT}/dossiers").status_code == 403
    mine = sign_in(Client(), town.reception)
    assert [r["code"] for r in mine.get(f"{ROOT}/dossiers").json()["rows"]] == [ref.code]
    assert sign_in(Client(), town.stranger).get(f"{ROOT}/dossiers").json()["rows"] == []
    assert sign_in(Client(), town.stranger).get(f"{ROOT}/dossiers/{ref.code}").status_code == 404


def test_a_dossier_comes_with_clock_actions_and_history(town):
    ref = received(town)
    found = sign_in(Client(), town.reception).get(f"{ROOT}/dossiers/{ref.code}").json()
    assert [h["kind"] for h in found["history"]] == ["submitted", "received"]
    assert "forward" in [a["verb"] for a in found["actions"]]
    assert "Thử" not in json.dumps(found, ensure_ascii=False)


def test_a_foreign_cursor_is_refused_by_name(town):
    answer = sign_in(Client(), town.reception).get(f"{ROOT}/dossiers", {"after": "bm9uc2Vuc2U"})
    assert (answer.status_code, answer.json()["error"]) == (422, "casework.cursor_wrong")
