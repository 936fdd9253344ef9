"""A house-building permit: paid by QR, inspected, two departments asked (one late, with conditions), a pause that moves the due date."""

from __future__ import annotations

import pytest

from motcua.simulator.story.papers import paper
from tests.journeys.facts import all_in_order, facts_of, fetched, settled, signed
from tests.journeys.officers import act, finds, offers, opine
from tests.journeys.people import begin, fill_in, pay_by_qr, send

pytestmark = pytest.mark.timeout(400)  # the first journey also waits for the installation
PERMIT, NAME = "1.013225", "Vũ Văn Bách"
# Thursday 3 December 2026, 09:00: taken in. Ten working days from the day after: Fri 4, Mon 7, Tue 8, Wed 9, Thu 10, Fri 11, Mon 14,
# Tue 15, Wed 16, Thu 17 December, 17:00.
SUBMITTED_AT, RECEIVED_AT = "2026-12-03T08:05:00+07:00", "2026-12-03T09:00:00+07:00"
DUE = "2026-12-17T17:00"
# The supplement stops the clock from Tuesday 8, 10:00 until Thursday 10, 09:55: two working
# days less five minutes; the due date moves from Thursday 17 over a weekend to Monday 21 December, a little before 17:00.
ASKED_AT, SUPPLIED_AT = "2026-12-08T10:00:00+07:00", "2026-12-10T09:55:00+07:00"
DUE_MOVED = "2026-12-21T16"
# Each department has 30 % of 80 working hours, three working days: the first answers on Friday 4, the second on Monday 14 December, late.
FIRST_AT, SECOND_AT = "2026-12-04T15:00:00+07:00", "2026-12-14T09:00:00+07:00"
INSPECTED_AT, SIGNED_AT = "2026-12-14T10:00:00+07:00", "2026-12-15T09:00:00+07:00"
ASKED = "Bản vẽ mặt cắt móng tỉ lệ 1/50"
ANSWERS = {
    "Địa chỉ thửa đất": ("Phường Ngô Quyền", "Số 12 phố Mẫu"),
    "Tờ bản đồ và thửa đất số": ("32", "91"),
    "Diện tích thửa đất": "85,5",
    "Mục đích sử dụng đất": "Đất ở",
    "Thửa đất có đang tranh chấp": "Không",
    "Diện tích xây dựng tầng một": "60",
    "Tổng diện tích sàn": "180",
    "Số tầng, kể cả tum": "3",
    "Chiều cao công trình": "11,5",
    "Nhà xây sát hoặc chung tường": "Không",
    "Tên đơn vị hoặc người thiết kế": "Công ty thiết kế Mẫu",
    "Dự kiến khởi công": "01/2027",
    "Thời gian xây dựng dự kiến": "8",
    "Hộ của bạn thuộc trường hợp được miễn": "Không thuộc trường hợp nào",
    "Giấy tờ hợp pháp về đất đai": [("giay-chung-nhan.pdf", paper("Giay chung nhan"))],
    "Hai bộ bản vẽ thiết kế": [("ban-ve.pdf", paper("Ban ve"))],
}


@pytest.fixture(scope="module")
def departments(people):
    """An appraiser in each of the two departments."""
    people.engage("sxd.thamdinh", full_name="Đặng Hồng Quân", unit="SXD", role="appraiser", title="Chuyên viên quy hoạch, kiến trúc")
    people.engage("snnmt.thamdinh", full_name="Lã Thị Bích", unit="SNNMT", role="appraiser", title="Chuyên viên quản lý đất đai")


@pytest.mark.usefixtures("departments")
def test_a_house_is_permitted(people, inside, tmp_path):
    owner = people.citizen(NAME, journey="five-permit")
    desk, appraiser, leader, planner, surveyor = (
        people.officer(who, journey="five-permit") for who in ("tiepnhan", "thamdinh", "lanhdao", "sxd.thamdinh", "snnmt.thamdinh")
    )
    code = filed(inside, owner, people.bank)
    inside.clock(RECEIVED_AT)
    finds(desk, code)
    act(desk, code, "Tiếp nhận hồ sơ")
    assert facts_of(inside, code)["due"] == DUE
    act(desk, code, "Chuyển kiểm tra và lấy ý kiến", picture="chuyen")
    inside.clock(FIRST_AT)
    opine(planner, code, stance="Thống nhất", text="Phù hợp quy hoạch chi tiết.", picture="so-xay-dung")
    supplemented(inside, code, appraiser, owner)
    appraised(inside, code, appraiser, surveyor)
    inside.clock(SIGNED_AT)
    act(leader, code, "Ký và phát hành kết quả", {"Quyết định": "Chấp thuận"})
    owner.open(f"/ho-so/{code}/")
    owner.stands("co-ket-qua")
    signed(fetched(owner, f"/ho-so/{code}/ket-qua/"), tmp_path)
    act(desk, code, "Trả kết quả", {"Ghi chú": "Chủ nhà nhận tại quầy"})
    found = facts_of(inside, code)
    assert found["status"] == 10
    assert found["events"] == [
        "submitted", "fee_paid", "received", "moved", "opinion_asked", "opinion_asked", "opinion_given", "supplement_requested",
        "supplemented", "opinion_given", "moved", "moved", "resolved", "handed_back",
    ]  # fmt: skip
    all_in_order(inside, code)


def filed(inside, owner, bank):
    """The owner declares, sends and pays; the dossier's code."""
    inside.clock(SUBMITTED_AT)
    begin(owner, PERMIT)
    fill_in(owner, ANSWERS)
    code = send(owner)
    pay_by_qr(owner, bank)
    assert settled(inside, code)["fee"] == 37_500  # online: half of 75,000 đồng
    return code


def supplemented(inside, code, appraiser, owner):
    """A drawing is asked for and supplied: the due date moves by the pause."""
    inside.clock(ASKED_AT)
    asked = {"Giấy tờ cần bổ sung": ASKED, "Lý do": "Thiếu bản vẽ móng.", "Thời hạn bổ sung": "10"}
    act(appraiser, code, "Yêu cầu bổ sung", asked, picture="yeu-cau")
    assert facts_of(inside, code)["status"] == 5
    inside.clock(SUPPLIED_AT)
    owner.open(f"/ho-so/{code}/")
    owner.stands("can-bo-sung")
    owner.press("Bổ sung giấy tờ")
    owner.press("Tải giấy tờ lên")
    owner.answer({ASKED: [("mong.pdf", paper("Mat cat mong"))]})
    owner.stands("tai-len")
    owner.press("Tiếp tục")
    owner.press("Gửi giấy tờ")
    assert facts_of(inside, code)["due"].startswith(DUE_MOVED)
    owner.stands("da-bo-sung")
    owner.sees("21/12/2026")


def appraised(inside, code, appraiser, surveyor):
    """No way on before the late department has answered; then the inspection report and the proposal."""
    assert not offers(appraiser, code, "Hoàn thành kiểm tra")
    appraiser.sees("Chưa đủ ý kiến của các cơ quan được hỏi")
    inside.clock(SECOND_AT)
    opine(surveyor, code, stance="Thống nhất có điều kiện", text="Lùi tường rào 0,5 m khỏi chỉ giới.", picture="so-nong-nghiep", late=True)
    inside.clock(INSPECTED_AT)
    act(appraiser, code, "Hoàn thành kiểm tra", {"Biên bản kiểm tra thực địa": [("bien-ban.pdf", paper("Bien ban"))]}, picture="kiem-tra")
    granted = {"Quyết định": "Chấp thuận", "Căn cứ đề xuất": "Đủ điều kiện; lùi tường rào 0,5 m."}
    act(appraiser, code, "Trình ký kết quả", granted)
