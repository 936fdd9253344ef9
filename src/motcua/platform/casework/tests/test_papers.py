"""The printed forms and the signed result, made as in production and read by programs that are not ours."""

import io
from copy import deepcopy
from datetime import timedelta

import pypdf
import pytest

from motcua.foundation.files import api as files
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.actions import forms
from motcua.platform.casework.contracts import Outcome
from motcua.platform.casework.models import Dossier, ProcedureVersion
from motcua.platform.casework.queries.answers import printed_of
from motcua.platform.casework.tests.test_lifecycle import at_signing, received
from motcua.platform.eforms import api as eforms
from motcua.platform.signing import api as signing

pytestmark = pytest.mark.usefixtures("real_papers")


def text_of(file_id):
    pages = pypdf.PdfReader(io.BytesIO(files.read(file_id=file_id))).pages
    return " ".join(" ".join(p.extract_text() for p in pages).split())


def test_receipt_says_what_the_law_asks_for(town):
    ref = received(town, code=t.REPAIR)
    printed = text_of(api.receipt_file(code=ref.code, actor=town.citizen))
    secret = api.dossier(code=ref.code, actor=town.citizen).tracking_code
    for fact in (
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", ref.code, "Đỗ Thị Thử 1", "10 ngày làm việc", "75.000 đồng", secret,
        "09 giờ 00 phút, ngày 09 tháng 03 năm 2026", "17 giờ 00 phút, ngày 23 tháng 03 năm 2026", "Bản vẽ thiết kế", "Trực tuyến",
    ):  # fmt: skip
        assert fact in printed, fact


def test_supplement_refusal_and_stop_are_printed_with_their_reasons(town):
    ref = received(town)
    api.request_supplement(code=ref.code, items=["Giấy chứng sinh bản gốc"], reason="Ảnh mờ", actor=town.reception, now=t.NOW)
    other = t.submit(town.citizen)
    api.refuse(code=other.code, reason="Sai thẩm quyền", actor=town.reception, now=t.NOW)
    asked = text_of(api.sheet_file(code=ref.code, seq=3, actor=town.citizen))
    assert "Giấy chứng sinh bản gốc" in asked
    assert "Ảnh mờ" in asked
    assert "Sai thẩm quyền" in text_of(api.sheet_file(code=other.code, seq=2, actor=town.citizen))


def test_result_is_signed_by_the_leader_and_valid(town):
    ref = at_signing(town)
    later = t.NOW + timedelta(hours=2)
    api.sign_result(code=ref.code, decision=Outcome.GRANTED, actor=town.leader, now=later)
    pdf = files.read(file_id=api.result_file(code=ref.code, actor=town.citizen))
    report = signing.validate_pdf(pdf=pdf, now=later)
    assert report.valid
    assert report.signatures[0].signer == town.leader.name
    assert "GIẤY KHAI SINH" in " ".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_denial_is_a_signed_notice_with_its_grounds(town):
    ref = at_signing(town)
    api.sign_result(code=ref.code, decision=Outcome.DENIED, note="Thông tin không đúng sự thật", actor=town.leader, now=t.NOW)
    printed = text_of(api.result_file(code=ref.code, actor=town.citizen))
    assert "THÔNG BÁO Về việc không chấp thuận: " in printed
    assert "Thông báo không chấp thuận" not in printed
    assert "Thông tin không đúng sự thật" in printed


def test_markup_in_answers_is_printed_as_text(town):
    ref = t.submit(town.citizen, code=t.GENERIC, data={"phone": "0100900012", "request": '#eval("1") *đậm* $x$ <script>'})
    api.receive(code=ref.code, actor=town.reception, now=t.NOW)
    api.forward(code=ref.code, actor=town.appraiser, now=t.NOW, note="Khớp dữ liệu dân cư")
    api.propose_result(code=ref.code, decision=Outcome.GRANTED, actor=town.appraiser, now=t.NOW)
    api.sign_result(code=ref.code, decision=Outcome.GRANTED, actor=town.leader, now=t.NOW)
    assert '#eval("1") *đậm* $x$ <script>' in text_of(api.result_file(code=ref.code, actor=town.citizen))


def test_an_extract_carries_what_is_on_record_and_never_how_to_reach_somebody(town):
    document = deepcopy(ProcedureVersion.objects.get(procedure__code=t.REPAIR, effective_to=None).document)
    result = {"template": "casework/extract", "vi": "Trích lục kết hôn (bản sao)", "en": "Extract"}
    api.publish_definition(document=document | {"procedure": t.GENERIC, "fees": [], "papers": [], "form": "", "result": result}, now=t.NOW)
    answers = {"applicant_name": "Đỗ Thị Thử", "applicant_phone": "0100900012", "applicant_email": "thu@example.vn", "request": "Xin trích lục"}
    ref = t.submit(town.citizen, code=t.GENERIC, data=answers)
    form = eforms.publish_form(definition=forms.document_of(api.procedure(code=t.GENERIC)), now=t.NOW)
    Dossier.objects.filter(code=ref.code).update(form_key=form.key, form_version=form.version)
    api.receive(code=ref.code, actor=town.reception, now=t.NOW)
    api.forward(code=ref.code, actor=town.reception, now=t.NOW)
    api.propose_result(code=ref.code, decision=Outcome.GRANTED, actor=town.appraiser, now=t.NOW)
    api.sign_result(code=ref.code, decision=Outcome.GRANTED, actor=town.leader, now=t.NOW)
    printed = text_of(api.result_file(code=ref.code, actor=town.citizen))
    assert "TRÍCH LỤC" in printed
    assert "Đỗ Thị Thử" in printed
    assert not [word for word in ("0100900012", "thu@example.vn", "Xin trích lục") if word in printed]


@pytest.mark.parametrize("name", ["phone", "applicant_email", "tel", "owner_phone_2", "zalo"])
def test_answers_that_no_form_asked_for_are_told_by_their_names(town, name):
    ref = t.submit(town.citizen, code=t.GENERIC, data={name: "x", "telescope": "y"})
    printed = printed_of(Dossier.objects.get(code=ref.code))
    assert [a.name for a in printed.lists] == ["telescope"]
    assert printed.every[name] == "x"
