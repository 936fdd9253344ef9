"""Social aid is refused with a signed reason; the citizen appeals; both she and the ward see the complaint. Everything by the keys alone."""

from __future__ import annotations

import pytest

from motcua.simulator.story.papers import paper
from tests.journeys.facts import all_in_order, facts_of, fetched, signed
from tests.journeys.officers import act, finds
from tests.journeys.people import begin, fill_in, send

pytestmark = pytest.mark.timeout(400)  # the first journey also waits for the installation
AID, COMPLAINT, NAME = "1.001776", "2.002409", "Bùi Lan Anh"
# Monday 14 December 2026, 08:30: taken in. 22 working days from the day after: 15–18/12 are 4, 21–25/12 make 9, 28–31/12 make 13,
# Friday 1 January is New Year's Day, 4–8/1 make 18, 11–14/1 make 22: Thursday 14 January 2027, 17:00.
SUBMITTED_AT, RECEIVED_AT, ASSESSED_AT = (f"2026-12-{at}:00+07:00" for at in ("14T08:05", "14T08:30", "17T10:00"))
POSTED_AT, SIGNED_AT, APPEALED_AT = (f"2026-12-{at}:00+07:00" for at in ("24T09:00", "25T09:00", "28T20:15"))
DUE = "2027-01-14T17:00"
WHY = "Giấy xác nhận ghi mức độ khuyết tật nhẹ; trợ cấp dành cho mức nặng trở lên (Điều 5 Nghị định 20/2021/NĐ-CP)."
GROUNDS = "Hội đồng chưa xét bệnh án mới của tôi. Đề nghị xác định lại mức độ khuyết tật."
ANSWERS = {
    "Bạn đề nghị cho ai?": "Cho chính tôi",
    "Ngày sinh": ("8", "3", "1989"),
    "Người được đề nghị thuộc nhóm nào?": "Người khuyết tật nặng hoặc đặc biệt nặng",
    "Đang hưởng lương hưu": "Không",
    "Thuộc hộ nghèo": "Không",
    "Mô tả hoàn cảnh": "Mất thị lực một phần, sống cùng mẹ già.",
    "Bạn muốn nhận trợ cấp bằng cách nào?": "Bằng tiền mặt tại điểm chi trả",
    "Giấy xác nhận mức độ khuyết tật": [("giay-xac-nhan.pdf", paper("Giay xac nhan khuyet tat"))],
    "Nộp tại Ủy ban nhân dân": "Phường Ngô Quyền",
    "Tôi cam đoan": "",
}


def test_aid_is_refused_and_appealed_by_the_keys_alone(people, inside, tmp_path):
    inside.clock(SUBMITTED_AT)
    citizen = people.citizen(NAME, journey="five-aid", keys=True)
    begin(citizen, AID)
    fill_in(citizen, ANSWERS)
    code = send(citizen)

    desk, appraiser, leader = (people.officer(who, journey="five-aid", keys=True) for who in ("tiepnhan", "thamdinh", "lanhdao"))
    inside.clock(RECEIVED_AT)
    finds(desk, code)
    act(desk, code, "Tiếp nhận hồ sơ", picture="tiep-nhan")
    assert facts_of(inside, code)["due"] == DUE
    act(desk, code, "Chuyển xét duyệt")
    inside.clock(ASSESSED_AT)
    visit = {"Biên bản kiểm tra thực địa": [("bien-ban.pdf", paper("Bien ban xet duyet"))], "Ghi chú": "Hội đồng họp ngày 17/12/2026."}
    act(appraiser, code, "Niêm yết công khai", visit, picture="niem-yet")
    inside.clock(POSTED_AT)
    act(appraiser, code, "Trình ký kết quả", {"Quyết định": "Không chấp thuận", "Căn cứ đề xuất": WHY}, picture="trinh-ky")
    inside.clock(SIGNED_AT)
    act(leader, code, "Ký và phát hành kết quả", {"Quyết định": "Không chấp thuận", "Ghi chú in trên kết quả": WHY}, picture="ky")

    citizen.open(f"/ho-so/{code}/")
    citizen.stands("bi-tu-choi")
    citizen.sees("Thông báo không đủ điều kiện hưởng trợ cấp xã hội")
    signed(fetched(citizen, f"/ho-so/{code}/ket-qua/"), tmp_path)

    inside.clock(APPEALED_AT)
    citizen.press("Khiếu nại quyết định")
    citizen.stands("khieu-nai")
    citizen.answer({"Bạn khiếu nại điều gì": GROUNDS})
    citizen.press("Gửi khiếu nại")
    citizen.page.wait_for_url(lambda url: code not in url)
    complaint = citizen.page.url.rstrip("/").rsplit("/", 1)[-1]
    citizen.stands("ho-so-khieu-nai")
    citizen.sees(complaint, code)
    finds(desk, complaint)
    desk.stands("nhan-khieu-nai")
    desk.sees(complaint, code)

    found, other = facts_of(inside, code), facts_of(inside, complaint)
    assert found["status"] == 9
    assert found["events"] == ["submitted", "received", "moved", "moved", "moved", "resolved", "appealed"]
    assert (other["status"], other["step"], other["events"][0]) == (1, "intake", "submitted")
    all_in_order(inside, code)
    all_in_order(inside, complaint)
