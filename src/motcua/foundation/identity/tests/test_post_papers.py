"""Documents of posts and lists of posts as files: kept, shown to whom they concern, told to the log."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from motcua.foundation.files import api as files
from motcua.foundation.files.testing import PDF_BYTES, picture
from motcua.foundation.identity import api
from motcua.foundation.identity.testing import UNIT, make_officer, make_unit, sign_in
from motcua.foundation.identity.tests.test_post_pages import OTHER, STAFF, UNITS, admin, appointing, changing, day, hidden
from motcua.foundation.outbox.testing import recorded
from motcua.kernel.actors import Actor, Role
from motcua.kit import clock

pytestmark = pytest.mark.django_db
FORM, MINE = f"{STAFF}an/chuc-vu/", "/lam-viec/chuc-vu/"


@pytest.fixture(autouse=True)
def _unit() -> None:
    make_unit(OTHER)


@pytest.fixture
def officer() -> Actor:
    return make_officer(Role.APPRAISER, code="an")


def scan(content: bytes = PDF_BYTES, name: str = "quyet-dinh.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def appointed(client: Client, officer: Actor, **change: Any) -> api.Appointment:
    client.post(FORM, {**appointing(buoc="ghi", **change), "van_ban": scan()})
    return next(a for a in api.appointments(officer_id=officer.subject_id) if a.unit_code == OTHER)  # type: ignore[arg-type]


def told() -> list[dict[str, Any]]:
    return [one.payload for one in recorded("identity.posts.read.v1")]


def sheet(answer: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows()]


def test_the_scan_waits_while_the_form_is_put_right_and_while_it_is_looked_at(officer: Actor) -> None:
    client = admin()
    page = client.post(FORM, {**appointing(so=""), "van_ban": scan()}).content.decode()
    kept = hidden(page)["tep"]
    assert "quyet-dinh.pdf" in page
    check = client.post(FORM, {**appointing(), "tep": kept}).content.decode()
    assert "quyet-dinh.pdf" in check
    assert client.post(FORM, {**hidden(check), "buoc": "ghi"}).status_code == 302
    made = next(a for a in api.appointments(officer_id=officer.subject_id) if a.unit_code == OTHER)  # type: ignore[arg-type]
    assert made.basis is not None
    assert str(made.basis.file_id) == kept


@pytest.mark.parametrize("sent", [scan(picture(), "anh.png"), scan(b"MZ" + bytes(200), "x.pdf")], ids=["picture", "program"])
def test_what_is_no_pdf_is_refused_and_nothing_typed_is_lost(officer: Actor, sent: SimpleUploadedFile) -> None:
    sent.seek(0)
    answer = admin().post(FORM, {**appointing(), "van_ban": sent})
    assert answer.status_code == 422
    assert list(answer.context["errors"]) == ["van_ban"]
    assert "Phó Chủ tịch" in answer.content.decode()


def test_another_administrators_scan_is_not_taken(officer: Actor) -> None:
    other = admin("other").post(FORM, {**appointing(so=""), "van_ban": scan()}).content.decode()
    made = api.appointments(officer_id=officer.subject_id)  # type: ignore[arg-type]
    admin().post(FORM, {**appointing(buoc="ghi"), "tep": hidden(other)["tep"]})
    made = api.appointments(officer_id=officer.subject_id)  # type: ignore[arg-type]
    assert [a.basis.file_id for a in made if a.basis] == [None]


def test_the_document_is_for_the_officer_the_leader_and_administrators(officer: Actor) -> None:
    post = appointed(admin(), officer)
    url = f"{MINE}an/{post.position_id}/van-ban/bo-nhiem/"
    leader = sign_in(Client(), make_officer(Role.LEADER, code="lead", unit_code=OTHER))
    own, boss = sign_in(Client(), officer), admin()
    for client in (own, leader, boss):
        assert client.get(url)["Content-Type"] == "application/pdf"
        assert url in client.get(f"{MINE}an/{post.position_id}/").content.decode()
    assert [(t["subject"], t["what"], t["position_id"]) for t in told()] == [(f"officer:{officer.subject_id}", "paper", post.position_id)] * 2
    for stranger in (make_officer(Role.LEADER, code="far"), make_officer(Role.APPRAISER, code="desk", unit_code=OTHER)):
        assert sign_in(Client(), stranger).get(url).status_code == 403
        assert sign_in(Client(), stranger).get(f"{MINE}an/{post.position_id}/").status_code == 403
    assert boss.get(f"{MINE}an/{post.position_id}/van-ban/thoi-giu/").status_code == 404
    assert boss.get(f"{MINE}lead/{post.position_id}/").status_code == 404


def test_a_scan_that_is_replaced_goes_out_of_use_unless_another_post_rests_on_it(officer: Actor) -> None:
    client = admin()
    post = appointed(client, officer)
    first = post.basis.file_id  # type: ignore[union-attr]
    assert first is not None
    client.post(FORM, {**changing("sua", post, so="15/QĐ-UBND", chuc_danh="Chủ tịch", buoc="ghi")})
    assert api.appointment(position_id=post.position_id).basis.file_id == first  # type: ignore[union-attr]
    client.post(FORM, {**changing("sua", post, so="15/QĐ-UBND", buoc="ghi"), "van_ban": scan(name="dung.pdf")})
    assert api.appointment(position_id=post.position_id).basis.file_id not in (None, first)  # type: ignore[union-attr]
    with pytest.raises(files.FileMissing):
        files.get(file_id=first)


def test_a_units_posts_leave_as_a_sheet_of_that_day_and_it_is_told(officer: Actor) -> None:
    client = admin()
    appointed(client, officer, chuc_danh="=1+1")
    rows = sheet(client.get(UNITS, {"don_vi": OTHER, "tep": "xlsx", **day("ngay", 3)}))
    assert "Đang giữ vào ngày" in rows[0][0]
    assert (rows[1][0], rows[2][1], len(rows)) == ("Họ và tên", "=1+1", 3)
    cell = load_workbook(io.BytesIO(client.get(UNITS, {"don_vi": OTHER, "tep": "xlsx"}).content)).active["B3"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert len(sheet(client.get(UNITS, {"don_vi": OTHER, "tep": "xlsx", **day("ngay")}))) == 2
    first = told()[0]
    assert (first["subject"], first["what"], first["count"]) == (f"unit:{OTHER}", "exported", 1)
    assert first["as_of"] == str(clock.today() + timedelta(days=3))


def test_leaders_see_and_take_out_their_own_units_only(officer: Actor) -> None:
    leader = sign_in(Client(), make_officer(Role.LEADER, code="lead"))
    assert "Cán bộ appraiser" in leader.get(UNITS).content.decode()
    assert len(sheet(leader.get(UNITS, {"don_vi": UNIT, "tep": "xlsx"}))) == 4
    for more in ({}, {"tep": "xlsx"}):
        assert leader.get(UNITS, {"don_vi": OTHER, **more}).status_code == 403
    assert len(told()) == 1
    assert sign_in(Client(), officer).get(UNITS).status_code == 403


def test_an_officer_sees_and_takes_out_his_own_history_also_when_he_holds_nothing(officer: Actor) -> None:
    client = sign_in(Client(), officer)
    assert "thẩm định" in client.get(MINE).content.decode()
    assert len(sheet(client.get(MINE, {"tep": "xlsx"}))) == 3
    assert told() == []
    assert len(sheet(admin().get(f"{STAFF}an/", {"tep": "xlsx"}))) == 3
    assert [t["subject"] for t in told()] == [f"officer:{officer.subject_id}"]
    with pytest.raises(api.OfficerUnknown):
        api.officer_by_code(code="nobody", now=clock.now())
