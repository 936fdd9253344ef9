"""Intake at the counter: card, people on record, papers kept on paper, another competent unit, receipt at once."""

import re
from dataclasses import replace

import pytest
from django.test import Client

from motcua.foundation.identity.testing import claims_of, sign_in
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.actions.filing import parties
from motcua.platform.casework.contracts import Channel, DossierStatus, Filing, FilingKind, Principal
from motcua.platform.casework.models import Dossier, Paper
from motcua.platform.eforms import api as eforms

HERE = "/lam-viec/ho-so/nop-tai-quay/"
NUMBER = claims_of(1)["SoDinhDanh"]
CARD = f"{NUMBER}|100000001|Đỗ Thị Thử 1|12041991|Nữ|Số 1, tổ dân phố số 2, An Biên, Hải Phòng|01072021"


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: t.NOW)


@pytest.fixture
def desk(town):
    return sign_in(Client(), town.reception)


def text(answer):
    return answer.content.decode()


def begin(desk, **typed):
    sent = {"name": "Đỗ Thị Thử 1", "number": NUMBER, "unit": t.UNIT, "channel": "1", "filing": "officer", **typed}
    return desk.post(f"{HERE}{t.GENERIC}/nguoi-nop/", sent)


def draft_of(town, answer):
    found = re.search(r"[0-9a-f]{8}-[0-9a-f-]{27}", answer["Location"]).group(0)
    return eforms.draft(draft_id=found, actor=town.reception)


def test_a_procedure_is_found_and_the_ticket_goes_along(desk):
    page = text(desk.get(HERE, {"q": "khai sinh", "so": "A017"}))
    assert f"{t.BIRTH}/nguoi-nop/?so=A017" in page
    assert "A017" in text(desk.get(f"{HERE}{t.BIRTH}/nguoi-nop/?so=A017"))


def test_a_scanned_card_fills_in_the_owner_and_is_not_kept(desk):
    page = text(desk.post(f"{HERE}{t.GENERIC}/nguoi-nop/", {"card": CARD, "read": "1"}))
    assert 'value="Đỗ Thị Thử 1"' in page
    assert f'value="{NUMBER}"' in page
    assert CARD not in page
    assert "có tài khoản định danh" in page


def test_a_card_that_cannot_be_read_says_so(desk):
    answer = desk.post(f"{HERE}{t.GENERIC}/nguoi-nop/", {"card": "1|2|3", "read": "1"})
    assert answer.status_code == 422
    assert "1|2|3" in text(answer)


@pytest.mark.parametrize(("typed", "said"), [
    ({"name": ""}, "Ghi họ tên người đứng tên"), ({"filing": "authorised", "bearer_name": "Trần Văn Nộp"}, "Đính kèm giấy uỷ quyền"),
    ({"filing": "postal_agent"}, "Ghi họ tên người đến nộp"), ({"unit": ""}, "Chọn cơ quan giải quyết"),
])  # fmt: skip
def test_what_is_missing_is_said_and_what_was_typed_is_kept(desk, typed, said):
    answer = begin(desk, phone="0912345678", **typed)
    assert answer.status_code == 422
    assert said in text(answer)
    assert "0912345678" in text(answer)


def test_the_form_opens_for_the_officer_and_for_nobody_else(town, desk):
    answer = begin(desk)
    assert answer.status_code == 302
    assert desk.get(answer["Location"], follow=True).status_code == 200
    assert sign_in(Client(), town.appraiser).get(answer["Location"]).status_code == 403
    assert sign_in(Client(), town.citizen).get(answer["Location"]).status_code in (403, 404)


def test_what_the_owner_said_is_not_asked_again(town, desk):
    draft = draft_of(town, begin(desk, name="Đỗ Thị Thử", phone="0912345678", address="Số 1, tổ dân phố số 2, Phường An Biên, Thành phố Hải Phòng"))
    assert draft.values["applicant_name"] == "Đỗ Thị Thử"
    assert draft.values["applicant_number"] == NUMBER
    assert draft.values["applicant_phone"] == "0912345678"
    assert draft.values["applicant_address"]["line"] == "Số 1, tổ dân phố số 2"
    assert draft.provenance["applicant_name"].source_label_vi == "người đứng tên, tại quầy"
    unknown = draft_of(town, begin(desk, address="Số 9, Phường Không Còn, Hải Phòng"))
    assert "applicant_address" not in unknown.values


def test_the_telephone_of_the_form_reaches_the_dossier(town):
    owner = Principal(name="Đỗ Thị Thử 1", number=NUMBER)
    filing = Filing(kind=FilingKind.OFFICER, principal=owner)
    for name in ("phone", "applicant_phone"):
        found, _ = parties(actor=town.reception, form={name: "0912345678"}, filing=filing)
        assert found.phone == "0912345678"
    said, _ = parties(actor=town.reception, form={"phone": "0912345678"}, filing=replace(filing, principal=replace(owner, phone="0987654321")))
    assert said.phone == "0987654321"


def frozen_entry(town, desk, **typed):
    """An entry whose form is complete: the form itself is tried in its own room."""
    return draft_of(town, begin(desk, **typed))


def test_the_dossier_has_both_people_and_papers_on_paper(town, desk, monkeypatch):
    keys = [p.key for p in api.procedure(code=t.GENERIC).papers]
    on_paper = {f"giay-{key}": "true" for key in keys}
    draft = frozen_entry(town, desk, filing="postal_agent", channel="3", bearer_name="Trần Văn Nộp", so="A1", **on_paper)
    monkeypatch.setattr("motcua.platform.eforms.api.validate_all", lambda **_: ())
    form = t.frozen(town.reception)
    whole = replace(form, draft_id=draft.uuid)
    monkeypatch.setattr("motcua.platform.eforms.api.freeze", lambda **_: whole)
    answer = desk.post(f"{HERE}luot/{draft.uuid}/", {"key": "k"}, follow=True)
    row = Dossier.objects.get(draft_id=draft.uuid)
    assert (row.party_name, row.party_number, row.submitter_name) == ("Đỗ Thị Thử 1", NUMBER, "Trần Văn Nộp")
    assert (row.filing, row.channel, row.person_id) == (FilingKind.POSTAL_AGENT, Channel.POSTAL, town.citizen.subject_id)
    assert row.code in text(answer)
    assert set(Paper.objects.filter(dossier=row, file_id=None, state=Paper.NOT_DIGITISED).values_list("requirement", flat=True)) == set(keys)
    assert "bản giấy, chưa số hóa" in text(answer) or not keys
    if not row.payment_id:
        assert row.status == DossierStatus.RECEIVED
        assert "In giấy tiếp nhận" in text(answer)
    again = desk.post(f"{HERE}luot/{draft.uuid}/", {"key": "k"})
    assert again["Location"].endswith(f"{row.code}/")
    assert Dossier.objects.filter(draft_id=draft.uuid).count() == 1


def test_intake_here_and_competence_elsewhere(town, desk, monkeypatch):
    draft = frozen_entry(town, desk, unit=t.OTHER_UNIT)
    monkeypatch.setattr("motcua.platform.eforms.api.validate_all", lambda **_: ())
    keys = [p.key for p in api.procedure(code=t.GENERIC).papers if p.required]
    form = t.frozen(town.reception, *keys)
    monkeypatch.setattr("motcua.platform.eforms.api.freeze", lambda **_: form)
    desk.post(f"{HERE}luot/{draft.uuid}/", {"key": "k"})
    row = Dossier.objects.get()
    assert (row.unit_code, row.intake_code) == (t.OTHER_UNIT, t.UNIT)


def test_an_entry_is_its_officer_s_alone(town, desk):
    from motcua.foundation.identity.testing import make_officer
    from motcua.kernel.actors import Role

    draft = frozen_entry(town, desk)
    other = sign_in(Client(), make_officer(Role.RECEPTION, code="TN2"))
    assert other.get(f"{HERE}luot/{draft.uuid}/").status_code == 404
    assert sign_in(Client(), town.leader).get(HERE).status_code == 403


def test_old_entries_are_forgotten(town, desk):
    from datetime import timedelta

    frozen_entry(town, desk)
    assert api.forget_entries(before=t.NOW) == 0
    assert api.forget_entries(before=t.NOW + timedelta(seconds=1)) == 1
