"""Return by post through the machine-readable face: chosen, listed, handed over; nobody else's."""

import json
from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.test import Client

from motcua.foundation.identity.testing import sign_in
from motcua.kernel.ids import uuid7
from motcua.platform.casework import testing as t
from motcua.services.post import api
from motcua.services.post.tests.test_post import resolved, tell

ROOT = "/api/v1/post"
HOME = {"name": "Đỗ Thị Hải Yến", "phone": "0912 345 678", "line": "Số 5 đường Lê Lợi", "unit_code": "11329"}
BY_POST, AT_DESK = {"way": "post", "address": HOME}, {"way": "desk"}


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: t.NOW)


def write(actor, path, body=None, *, key=""):
    headers = {"Idempotency-Key": key or str(uuid4())}
    return sign_in(Client(), actor).post(f"{ROOT}{path}", json.dumps(body or {}), content_type="application/json", headers=headers)


def read(actor, path):
    return sign_in(Client(), actor).get(f"{ROOT}{path}")


def ready(town, *, at=t.NOW):
    ref = resolved(town)
    api.make_ready(dossier_id=ref.uuid, now=at, ready=True)
    return ref


def test_anybody_learns_what_it_costs(town, post):
    assert Client().get(f"{ROOT}/offer").json() == {"offered": True, "fee_city": 26_000, "fee_country": 30_500}


def test_the_owner_chooses_reads_and_changes(town, post):
    here = f"/dossiers/{t.submit(town.citizen).code}"
    assert read(town.citizen, here).json() == {"way": "desk", "consignment": None}
    chosen = write(town.citizen, here, BY_POST).json()
    assert (chosen["way"], chosen["consignment"]["address"]["unit_name"]) == ("post", "Phường Ngô Quyền")
    assert read(town.citizen, here).json() == chosen
    assert write(town.citizen, here, AT_DESK).json()["consignment"]["state"] == "dropped"


def test_a_key_stands_for_one_choice(town, post):
    here = f"/dossiers/{t.submit(town.citizen).code}"
    first = write(town.citizen, here, BY_POST, key="chon-lan-1")
    assert write(town.citizen, here, BY_POST, key="chon-lan-1").json() == first.json()
    again = write(town.citizen, here, AT_DESK, key="chon-lan-1")
    assert (again.status_code, again["Content-Type"]) == (422, "application/problem+json")
    assert read(town.citizen, here).json()["way"] == "post"


@pytest.mark.parametrize(
    ("body", "field"), [({"way": "post"}, "name"), ({"way": "post", "address": HOME | {"phone": "12"}}, "phone"), ({"way": "drone"}, "body")]
)
def test_what_cannot_be_sent_is_named(town, post, body, field):
    answer = write(town.citizen, f"/dossiers/{t.submit(town.citizen).code}", body)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert any(name.startswith((field, "way")) for name in answer.json()["fields"])


def test_strangers_and_other_roles_are_refused(town, post):
    here = f"/dossiers/{ready(town).code}"
    for path in (here, f"{here}/hand-over"):
        assert write(town.stranger, path, BY_POST).status_code == 404
        assert write(town.appraiser, path, BY_POST).status_code == 403
        assert Client().post(f"{ROOT}{path}").status_code == 401
    assert read(town.other_citizen, here).status_code == 404
    assert write(town.citizen, f"{here}/hand-over").status_code == 403
    assert read(town.appraiser, "/waiting").status_code == 403


def test_a_draft_is_its_owners(town, post):
    here = f"/drafts/{uuid7()}"
    assert read(town.citizen, here).status_code == 404
    assert write(town.citizen, here, BY_POST).status_code == 404
    with patch("motcua.platform.eforms.api.draft"):
        assert write(town.citizen, here, BY_POST).json()["consignment"]["fee"] == 26_000
        assert read(town.other_citizen, here).json() == {"way": "desk", "consignment": None}
        assert write(town.citizen, here, AT_DESK).json() == {"way": "desk", "consignment": None}


def test_the_desk_hands_over_once(town, post):
    ref = ready(town)
    for _ in range(2):
        answer = write(town.reception, f"/dossiers/{ref.code}/hand-over", key="giao-lan-1").json()
    assert (answer["consignment"]["state"], answer["consignment"]["tracking_code"]) == ("handed_over", "HC000000000VN")
    assert len(post.letters) == 1
    assert write(town.citizen, f"/dossiers/{ref.code}", AT_DESK).status_code == 409
    tell(ref, "accepted")
    assert [s["status"] for s in read(town.citizen, f"/dossiers/{ref.code}").json()["consignment"]["steps"]] == ["accepted"]


def test_a_silent_post_is_no_refusal(town, post):
    post.silent = 1
    answer = write(town.reception, f"/dossiers/{ready(town).code}/hand-over")
    assert (answer.status_code, answer.json()["consignment"]["state"]) == (200, "ordered")


def test_pages_go_on_after_the_last_row_also_when_it_was_handed_over(town, post):
    refs = [ready(town, at=t.NOW - timedelta(minutes=n)) for n in (3, 2, 2)]
    page = read(town.reception, "/waiting?limit=1").json()
    assert [row["dossier_code"] for row in page["rows"]] == [refs[0].code]
    write(town.reception, f"/dossiers/{refs[0].code}/hand-over")
    rest = read(town.reception, f"/waiting?limit=2&after={page['next']}").json()
    assert ([row["dossier_code"] for row in rest["rows"]], rest["next"]) == ([refs[1].code, refs[2].code], None)
    assert read(town.reception, f"/waiting?after={uuid4()}").status_code == 422
    assert read(town.stranger, "/waiting").json()["rows"] == []
