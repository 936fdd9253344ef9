"""Copies certified the same day: an officer takes the request in at the counter for a person, takes cash, the leader signs, hand-back."""

from __future__ import annotations

import pytest

from motcua.simulator.story.papers import paper
from tests.journeys.facts import all_in_order, facts_of, fetched, settled, signed
from tests.journeys.officers import act
from tests.journeys.people import fill_in

pytestmark = pytest.mark.timeout(400)  # the first journey also waits for the installation
CERTIFICATION = "2.000815"
# Tuesday 1 December 2026, 09:05: taken in before 15:00, so it is due the same day at the end of the office day, 17:00.
# Fee: five pages, three copies: 2,000 for each of the first two pages, 1,000 for each further: (4,000 + 3,000) × 3 = 21,000 đồng.
COME_AT, TAKEN_AT, SIGNED_AT = (f"2026-12-01T{at}:00+07:00" for at in ("09:00", "09:05", "10:10"))
DUE, FEE = "2026-12-01T17:00", 21_000
OWNER = {
    "Họ và tên, hoặc tên tổ chức": "Phạm Văn Lực",
    "Số định danh cá nhân": "031077900002",
    "Điện thoại": "0100900002",
    "Nơi cư trú": "Thôn 3, đặc khu Cát Hải",
}
ANSWERS = {
    "Họ, chữ đệm và tên": "Phạm Văn Lực",
    "Số định danh cá nhân": "031077900002",
    "Số điện thoại": "0100900002",
    "Tên giấy tờ": "Bằng thuyền trưởng hạng ba",
    "Cơ quan, tổ chức đã cấp": "Cục Hàng hải Việt Nam",
    "Số trang của bản chính": "5",
    "Số bản cần chứng thực": "3",
    "Giấy tờ do nước ngoài cấp": "Không",
    "Bạn thuộc trường hợp được miễn lệ phí nào?": "Không thuộc trường hợp nào",
    "Bản chụp đủ các trang của bản chính": [("bang.pdf", paper("Bang thuyen truong"))],
    "Chứng thực tại Ủy ban nhân dân": "Phường Ngô Quyền",
    "Tôi chịu trách nhiệm": "",
}


def test_copies_are_certified_on_the_day(people, inside, tmp_path):
    inside.clock(COME_AT)
    desk, leader = (people.officer(who, journey="five-certification") for who in ("tiepnhan", "lanhdao"))
    desk.open("/lam-viec/ho-so/nop-tai-quay/")
    desk.answer({"Người dân cần làm gì?": CERTIFICATION})
    desk.press("Tìm thủ tục")
    desk.stands("tim-thu-tuc")
    desk.hand.press(desk.page.get_by_role("listitem").filter(has_text=CERTIFICATION).get_by_role("link").first)
    desk.page.wait_for_url("**/nguoi-nop/")
    desk.answer(OWNER)
    desk.stands("nguoi-nop")
    desk.press("Tiếp tục, điền tờ khai")
    fill_in(desk, ANSWERS)
    desk.stands("kiem-tra")
    desk.press("Lập hồ sơ")
    desk.page.wait_for_url("**/ho-so/H24*/")
    code = desk.page.url.rstrip("/").rsplit("/", 1)[-1]
    assert facts_of(inside, code)["fee"] == FEE
    cash_is_taken(desk, inside, code)

    inside.clock(TAKEN_AT)
    act(desk, code, "Tiếp nhận hồ sơ")
    assert facts_of(inside, code)["due"] == DUE
    act(desk, code, "Đã đối chiếu, trình ký", {"Ghi chú": "Bản sao đúng với bản chính."}, picture="doi-chieu")
    inside.clock(SIGNED_AT)
    act(leader, code, "Ký và phát hành kết quả", {"Quyết định": "Chấp thuận"})
    signed(fetched(desk, f"/lam-viec/ho-so/{code}/tep/ket-qua.pdf"), tmp_path)
    act(desk, code, "Trả kết quả", {"Ghi chú": "Trả tại quầy lúc 10:15"}, picture="tra")
    found = facts_of(inside, code)
    assert found["status"] == 10
    assert found["events"] == ["submitted", "fee_paid", "received", "moved", "resolved", "handed_back"]
    all_in_order(inside, code)


def cash_is_taken(desk, inside, code):
    """At the cash desk: the session is opened, the fee is found by the dossier's code and taken."""
    desk.open("/lam-viec/thu-tien/")
    if desk.page.get_by_role("button", name="Mở phiên thu").count():
        desk.stands("mo-phien")
        desk.press("Mở phiên thu")
    desk.answer({"Mã thanh toán hoặc mã hồ sơ": code})
    desk.press("Tìm")
    desk.stands("thu-tien")
    with desk.page.expect_navigation():
        desk.hand.press(desk.page.get_by_role("button", name="Thu tiền và lập biên lai").first)
    assert settled(inside, code)["fee"] == FEE
