"""Pages: the owner follows, the desk retries and takes over; nobody else."""

from __future__ import annotations

import pytest
from django.test import Client

from motcua.foundation.identity.testing import sign_in
from motcua.platform.casework import testing as t
from motcua.services.linked import api
from motcua.services.linked.tests.conftest import CARD, CHILD
from motcua.services.linked.tests.test_linked import begun


def as_(actor):
    return sign_in(Client(), actor)


@pytest.fixture
def parked(town, agencies):
    ref = begun(town)
    agencies.say["card"] = [(422, {"vi": "sai mã đơn vị", "en": "wrong unit"})]
    api.run_due(now=t.NOW)
    return ref


def test_the_owner_follows_the_steps_and_sees_the_numbers(town, parked):
    shown = as_(town.citizen).get(f"/ho-so/{parked.code}/").content.decode()
    assert "Liên thông với các cơ quan" in shown
    assert CHILD in shown
    assert "Bạn không phải làm gì" in shown
    assert "/lam-viec/lien-thong/" not in shown


def test_the_applicant_answers_one_question_and_the_rest_is_done(town, agencies):
    ref = begun(town, residence_with_mother="")
    api.run_due(now=t.NOW)
    client, page = as_(town.citizen), f"/ho-so/{ref.code}/thuong-tru-cua-tre/"
    assert page in client.get(f"/ho-so/{ref.code}/").content.decode()
    shown = client.get(page).content.decode()
    assert ('value="mother"' in shown, 'value="father"' in shown) == (True, False)
    assert client.post(page, {"who": "father"}).status_code == 422
    assert as_(town.stranger).get(page).status_code in {302, 403, 404}
    assert client.post(page, {"who": "mother"}).status_code == 302
    assert api.of_dossier(code=ref.code, actor=town.citizen).state == "done"
    assert client.get(page).status_code == 302


def test_the_desk_sees_why_and_takes_over(town, parked):
    client = as_(town.reception)
    assert parked.code in client.get("/lam-viec/lien-thong/").content.decode()
    page = f"/lam-viec/lien-thong/{parked.code}/"
    shown = client.get(page).content.decode()
    assert "Sai mã đơn vị" in shown
    assert "VN-HP-" in shown
    assert page in client.get(f"/lam-viec/ho-so/{parked.code}/").content.decode()
    refused = client.post(f"{page}lam-tay/", {"card_number": "sai", "note": "vì vậy"})
    assert refused.status_code == 422
    assert "vì vậy" in refused.content.decode()
    assert client.post(f"{page}lam-tay/", {"card_number": CARD, "note": "BHXH xác nhận"}).status_code == 302
    assert api.of_dossier(code=parked.code, actor=town.reception).state == "done"
    assert "Không có hồ sơ liên thông" in client.get("/lam-viec/lien-thong/").content.decode()


def test_the_desk_lets_it_try_again(town, parked):
    client = as_(town.leader)
    assert client.post(f"/lam-viec/lien-thong/{parked.code}/goi-lai/", follow=True).status_code == 200
    assert api.of_dossier(code=parked.code, actor=town.reception).state == "done"


def test_the_desk_asks_the_family_and_writes_down_the_answer(town, agencies):
    ref = begun(town, residence_with_mother="")
    api.run_due(now=t.NOW)
    client, page = as_(town.reception), f"/lam-viec/lien-thong/{ref.code}/"
    assert "Hỏi gia đình" in client.get(page).content.decode()
    refused = client.post(f"{page}thuong-tru/", {"number": "031", "asked": "mẹ"})
    assert (refused.status_code, 'value="031"' in refused.content.decode()) == (422, True)
    assert client.post(f"{page}thuong-tru/", {"number": "031191900000", "asked": "mẹ"}).status_code == 302
    assert api.of_dossier(code=ref.code, actor=town.reception).state == "done"


def test_the_desk_stops_it_and_the_owner_reads_why(town, parked):
    client, page = as_(town.reception), f"/lam-viec/lien-thong/{parked.code}/"
    assert client.post(f"{page}dung/", {"why": ""}).status_code == 422
    assert client.post(f"{page}dung/", {"why": "Gia đình xin rút"}).status_code == 302
    assert "Dừng các bước còn lại" not in client.get(page).content.decode()
    shown = as_(town.citizen).get(f"/ho-so/{parked.code}/").content.decode()
    assert "Gia đình xin rút" in shown
    assert "Đã dừng" in shown


def test_others_find_nothing(town, parked):
    for way in ("", "goi-lai/", "lam-tay/", "thuong-tru/", "dung/"):
        call = as_(town.stranger).post if way else as_(town.stranger).get
        assert call(f"/lam-viec/lien-thong/{parked.code}/{way}").status_code == 404
    assert as_(town.citizen).get("/lam-viec/lien-thong/").status_code == 403
    assert Client().get("/lam-viec/lien-thong/").status_code == 302
    assert as_(town.operator).get("/lam-viec/lien-thong/").status_code == 403
