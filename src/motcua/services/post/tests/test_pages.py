"""Pages: chosen at filing and on the dossier's page, handed over at the desk; nobody else's."""

from unittest.mock import patch

import pytest
from django.test import Client

from motcua.foundation.identity.testing import sign_in
from motcua.kernel.ids import uuid7
from motcua.platform.casework import testing as t
from motcua.services.post import api, models
from motcua.services.post.testing import HOME
from motcua.services.post.tests.test_post import resolved, state_of

TYPED = {"way": "post", "name": "Đỗ Thị Hải Yến", "phone": "0912 345 678", "line": "Số 5 đường Lê Lợi", "unit": "11329"}


def as_(actor):
    return sign_in(Client(), actor)


def test_the_owner_chooses_and_changes(town, post):
    ref = t.submit(town.citizen)
    client, page = as_(town.citizen), f"/ho-so/{ref.code}/tra-ket-qua/"
    assert "26.000" in client.get(page).content.decode()
    assert client.post(page, TYPED).status_code == 302
    shown = client.get(f"/ho-so/{ref.code}/").content.decode()
    assert "Số 5 đường Lê Lợi" in shown
    assert "Đổi cách nhận kết quả" in shown
    assert client.post(page, {"way": "desk"}).status_code == 302
    assert state_of(ref, town) == "dropped"


def test_what_was_typed_comes_back_with_its_errors(town, post):
    ref = t.submit(town.citizen)
    answer = as_(town.citizen).post(f"/ho-so/{ref.code}/tra-ket-qua/", TYPED | {"phone": "12"})
    assert answer.status_code == 422
    assert "Số 5 đường Lê Lợi" in answer.content.decode()


def test_strangers_find_nothing(town, post):
    ref = resolved(town)
    assert as_(town.other_citizen).get(f"/ho-so/{ref.code}/tra-ket-qua/").status_code == 404
    assert as_(town.stranger).get(f"/lam-viec/buu-gui/{ref.code}/dia-chi/").status_code == 404
    assert as_(town.stranger).post(f"/lam-viec/buu-gui/{ref.code}/giao/").status_code == 404
    assert as_(town.appraiser).get("/lam-viec/buu-gui/").status_code == 403


def test_the_desk_hands_it_over(town, post):
    ref = resolved(town)
    api.make_ready(dossier_id=ref.uuid, now=t.NOW, ready=True)
    client = as_(town.reception)
    assert ref.code in client.get("/lam-viec/buu-gui/").content.decode()
    assert "Giao cho bưu điện" in client.get(f"/lam-viec/ho-so/{ref.code}/").content.decode()
    with patch("motcua.kit.clock.now", lambda: t.NOW):
        client.post(f"/lam-viec/buu-gui/{ref.code}/giao/", {"back": "/lam-viec/buu-gui/"})
    assert state_of(ref, town) == "handed_over"
    assert "HC000000000VN" in client.get(f"/lam-viec/ho-so/{ref.code}/").content.decode()


def test_a_choice_made_with_the_draft_goes_along(town, post):
    draft = uuid7()
    with patch("motcua.platform.eforms.api.draft"):
        api.choose_for_draft(draft_id=draft, address=HOME, actor=town.citizen, now=t.NOW)
    assert api.of_draft(draft_id=draft, actor=town.other_citizen) is None
    needed = [p.key for p in t.api.procedure(code=t.BIRTH).papers if p.required]
    from dataclasses import replace

    with t.form_is(replace(t.frozen(town.citizen, *needed), draft_id=draft)):
        ref = t.api.submit(draft_id=draft, procedure_code=t.BIRTH, unit_code=t.UNIT, idempotency_key="k", actor=town.citizen, now=t.NOW)
    found = api.of_dossier(code=ref.code, actor=town.citizen)
    assert (found.state, found.address.unit_name) == ("chosen", "Phường Ngô Quyền")
    assert models.Consignment.objects.get().desk_code == t.UNIT


@pytest.mark.parametrize("address", ["/nop/{0}/tra-ket-qua/"])
def test_anothers_draft_is_not_found(town, post, address):
    assert as_(town.citizen).get(address.format(uuid7())).status_code == 404


