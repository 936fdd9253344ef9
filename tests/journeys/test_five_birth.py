"""A mother declares a birth on her phone without JavaScript; the population register fills in what it knows; the ward registers it next day."""

from __future__ import annotations

import pytest

from motcua.simulator.story.papers import paper
from tests.journeys.facts import all_in_order, facts_of, fetched, signed
from tests.journeys.officers import act, finds
from tests.journeys.people import begin, fill_in, send

pytestmark = pytest.mark.timeout(400)  # the first journey also waits for the installation
BIRTH, NAME = "1.001193", "Đỗ Thị Hải Yến"
# Wednesday 2 December 2026, 08:10: submitted; 08:30: taken in, before 15:00, so the limit of one calendar day ends on
# Thursday 3 December, at the end of the office day.
SUBMITTED_AT, RECEIVED_AT, SIGNED_AT = (f"2026-12-{day}:00+07:00" for day in ("02T08:10", "02T08:30", "02T14:00"))
DUE = "2026-12-03T17:00"
ANSWERS = {
    "Nộp tại Ủy ban nhân dân": "Phường Ngô Quyền",
    "Bạn là ai của trẻ?": "Mẹ",
    "Giấy khai sinh ghi những ai?": "Cả cha và mẹ",
    "Họ, chữ đệm và tên của trẻ": "Vũ Đỗ Khánh An",
    "Ngày sinh của trẻ": ("20", "11", "2026"),
    "Giới tính của trẻ": "Nữ",
    "Nơi sinh": "Bệnh viện Phụ sản Hải Phòng",
    "Dân tộc": "Kinh",
    "Quê quán": "Phường Ngô Quyền, thành phố Hải Phòng",
    "Dân tộc của mẹ": "Kinh",
    "Họ, chữ đệm và tên của cha": "Vũ Văn Bách",
    "Số định danh cá nhân của cha": "031090950002",
    "Ngày sinh của cha": ("2", "3", "1990"),
    "Dân tộc của cha": "Kinh",
    "Giấy chứng sinh": [("giay-chung-sinh.pdf", paper("Giay chung sinh"))],
}


def test_a_birth_is_registered_for_a_mother_without_script(people, inside, tmp_path):
    inside.clock(SUBMITTED_AT)
    mother = people.citizen(NAME, journey="five-birth", script=False)
    begin(mother, BIRTH)
    fill_in(mother, ANSWERS)
    mother.sees("Không thu phí, lệ phí", "Cơ sở dữ liệu quốc gia về dân cư", "031191900000", "12/04/1991")
    code = send(mother)

    desk, appraiser, leader = (people.officer(who, journey="five-birth") for who in ("tiepnhan", "thamdinh", "lanhdao"))
    inside.clock(RECEIVED_AT)
    finds(desk, code)
    act(desk, code, "Tiếp nhận hồ sơ", picture="tiep-nhan")
    assert facts_of(inside, code)["due"] == DUE
    act(desk, code, "Chuyển thẩm định")
    desk.stands("da-chuyen")
    assert fetched(mother, f"/ho-so/{code}/giay-tiep-nhan/").startswith(b"%PDF-")

    inside.clock(SIGNED_AT)
    act(appraiser, code, "Trình ký kết quả", {"Quyết định": "Chấp thuận", "Căn cứ đề xuất": "Đủ điều kiện đăng ký"}, picture="trinh-ky")
    act(leader, code, "Ký và phát hành kết quả", {"Quyết định": "Chấp thuận"}, picture="ky")
    mother.open(f"/ho-so/{code}/")
    mother.stands("co-ket-qua")
    mother.sees("Giấy khai sinh")
    signed(fetched(mother, f"/ho-so/{code}/ket-qua/"), tmp_path)
    act(desk, code, "Trả kết quả", {"Ghi chú": "Mẹ nhận trực tuyến"}, picture="tra")

    found = facts_of(inside, code)
    assert found["status"] == 10
    assert found["fee"] == 0
    assert found["events"] == ["submitted", "received", "moved", "moved", "resolved", "handed_back"]
    all_in_order(inside, code)
    mother.open("/kho-giay-to/")
    mother.stands("kho")
    mother.sees("Giấy khai sinh")
