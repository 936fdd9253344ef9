"""Who acts for another: a father files for his child, a neighbour with an authorisation, a deputy signs for the chief; all stand on record."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from motcua.simulator.story.papers import paper
from tests.journeys.facts import all_in_order, facts_of, fetched, signed
from tests.journeys.officers import act, finds
from tests.journeys.people import fill_in, send

pytestmark = pytest.mark.timeout(400)  # the first journey also waits for the installation
EXTRACT = "2.000635"
FILED_AT, RECEIVED_AT, GIVEN_AT, SIGNED_AT = (f"2026-12-{at}:00+07:00" for at in ("07T08:10", "07T08:40", "08T08:00", "08T09:30"))
FATHER, CHILD = "Vũ Văn Bách", "Vũ Đỗ Khánh An"
NEIGHBOUR, OWNER, OWNER_NUMBER = "Trần Thị Mận", "Bùi Lan Anh", "031189900005"
ANSWERS = {"Nội dung đề nghị giải quyết": "Xin hai bản sao Giấy khai sinh."}
BASIS = "07/QĐ-UBND"
GIVEN = {
    "Người nhận": "Đoàn Ngọc Giáp (lanhdao) – Phó Chủ tịch Uỷ ban nhân dân phường",
    "Hình thức uỷ quyền": "Ký thay (ký KT.)",
    "Được ký kết quả thay": "",
    "Số, ký hiệu văn bản làm căn cứ": BASIS,
    "Ngày văn bản": ("7", "12", "2026"),
    "Chỉ với các thủ tục": EXTRACT,
    "Bản chụp văn bản": [("quyet-dinh.pdf", paper("Quyet dinh giao quyen ky thay"))],
}
_WHO = """
from motcua.platform.casework.contracts import FilingKind
found = casework.dossier(code=code, actor=identity.officer_actor(code="tiepnhan", now=clock.now()))
answer = [found.party.name, found.party.person_id is not None, found.submitter.name, found.filing.value, found.filing_file_id is not None]
"""
_SIGNED = """
from motcua.platform.casework.models import DossierEvent
event = DossierEvent.objects.get(dossier__code=code, kind="resolved")
refs = [identity.officer_actor(code=who, now=clock.now()).ref for who in ("lanhdao", "chutich")]
answer = [[event.actor_ref, event.on_behalf_of] == refs, event.basis, event.actor_label]
"""


def words(content):
    """All words of a PDF."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def begun(somebody, kind, answers):
    """From the start page over "for another" to the first question."""
    somebody.open(f"/thu-tuc/{EXTRACT}/nop/")
    somebody.hand.tick(somebody.page.get_by_label("Cho con, cho người uỷ quyền cho tôi, hoặc cho nơi khác"))
    somebody.hand.pick(somebody.page.get_by_label("Nộp tại đâu?"), "Phường Ngô Quyền")
    somebody.press("Bắt đầu")
    somebody.answer({"Bạn nộp với tư cách nào?": kind})
    somebody.press("Tiếp tục")
    somebody.answer(answers)


def received(desk, inside, code):
    """At the desk: both names; then the dossier is taken in, and its receipt names both."""
    inside.clock(RECEIVED_AT)
    finds(desk, code)
    act(desk, code, "Tiếp nhận hồ sơ")
    return words(fetched(desk, f"/lam-viec/ho-so/{code}/tep/tiep-nhan.pdf"))


def signature_given(people, inside):
    """The chief gives his deputy the signature over this procedure, with the decision as its ground; his page afterwards."""
    people.engage("chutich", full_name="Hà Trọng Nghĩa", unit="11329", role="leader", title="Chủ tịch Uỷ ban nhân dân phường")
    inside.clock(GIVEN_AT)
    chief = people.officer("chutich", journey="signed-kt", anew=True)
    chief.open("/lam-viec/uy-quyen/giao/")
    chief.answer(GIVEN)
    chief.stands("giao")
    chief.press("Xem điều sẽ xảy ra")
    chief.stands("kiem-tra")
    chief.sees("Chữ ký ghi “KT.” trước chức vụ của người giao", BASIS)
    chief.press("Giao quyền")
    chief.stands("da-giao")
    return chief


def test_a_father_files_for_his_child(people, inside):
    inside.clock(FILED_AT)
    father, desk = people.citizen(FATHER, journey="for-child"), people.officer("tiepnhan", journey="for-child")
    begun(father, "Nộp cho con, người được giám hộ", {"Họ và tên": CHILD})
    father.stands("nop-ho")
    father.press("Tiếp tục")
    fill_in(father, ANSWERS, pictures=False)
    father.sees("Nộp cho con, người được giám hộ: Vũ Đỗ Khánh An")
    code = send(father)
    father.open(f"/ho-so/{code}/")
    father.stands("theo-doi")
    father.sees("Người đứng tên", CHILD, "Người nộp", FATHER)

    receipt = received(desk, inside, code)
    desk.stands("tiep-nhan")
    desk.sees(CHILD, FATHER)
    assert CHILD in receipt
    assert FATHER in receipt
    assert inside.ask(_WHO, code=code) == [CHILD, False, FATHER, "child", False]
    all_in_order(inside, code)


def test_a_neighbour_files_with_an_authorisation_and_the_deputy_signs_for_the_chief(people, inside, tmp_path):
    inside.clock(FILED_AT)
    neighbour, owner = people.citizen(NEIGHBOUR, journey="authorised"), people.citizen(OWNER, journey="authorised")
    desk, appraiser, deputy = (people.officer(who, journey="signed-kt") for who in ("tiepnhan", "thamdinh", "lanhdao"))
    begun(neighbour, "Nộp theo uỷ quyền", {"Họ và tên, hoặc tên tổ chức": OWNER, "Số định danh, hoặc mã số thuế": OWNER_NUMBER})
    neighbour.press("Tiếp tục")  # without the paper: asked for, nothing typed is lost
    neighbour.sees("Tải lên giấy uỷ quyền")
    neighbour.stands("thieu-giay", expected="422")
    neighbour.answer({"Giấy uỷ quyền": [("uy-quyen.pdf", paper("Giay uy quyen"))]})
    neighbour.press("Tiếp tục")
    fill_in(neighbour, ANSWERS, pictures=False)
    code = send(neighbour)
    receipt = received(desk, inside, code)
    desk.stands("tiep-nhan")
    desk.sees("Giấy uỷ quyền", f"Nộp theo uỷ quyền, {NEIGHBOUR}")
    assert OWNER in receipt
    assert NEIGHBOUR in receipt
    assert inside.ask(_WHO, code=code) == [OWNER, True, NEIGHBOUR, "authorised", True]

    chief = signature_given(people, inside)
    act(appraiser, code, "Khớp dữ liệu, ghi sổ", {"Ghi chú": "Khớp sổ hộ tịch."})
    act(appraiser, code, "Trình ký kết quả", {"Quyết định": "Chấp thuận", "Căn cứ đề xuất": "Đã đối chiếu sổ."})
    inside.clock(SIGNED_AT)
    finds(deputy, code)
    deputy.sees("Bạn làm việc này thay Hà Trọng Nghĩa (KT. Chủ tịch Uỷ ban nhân dân phường)", BASIS)
    act(deputy, code, "Ký và phát hành kết quả", {"Quyết định": "Chấp thuận"}, picture="ky")
    deputy.stands("da-ky")
    paper_of_result = fetched(owner, f"/ho-so/{code}/ket-qua/")
    signed(paper_of_result, tmp_path)
    said = words(paper_of_result)
    assert "KT. CHỦ TỊCH PHÓ CHỦ TỊCH" in said
    assert "TRÍCH LỤC" in said
    mine, basis, label = inside.ask(_SIGNED, code=code)
    assert (mine, basis) == (True, BASIS)
    assert "KT." in label
    for who in (owner, neighbour):
        who.open(f"/ho-so/{code}/")
        who.sees("Người đứng tên", OWNER, "Người nộp", NEIGHBOUR)
    owner.stands("co-ket-qua")
    assert facts_of(inside, code)["events"] == ["submitted", "received", "moved", "moved", "resolved"]
    all_in_order(inside, code)

    chief.answer({"Lý do": "Chủ tịch đã về."})
    chief.press("Thu hồi ngay")
    chief.stands("da-thu-hoi")
    chief.sees("hết hiệu lực")
