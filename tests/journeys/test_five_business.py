"""A market trader registers a household business online, pays on the national payment platform; the tax counter of the city gives a code."""

from __future__ import annotations

import pytest

from motcua.simulator.story.papers import paper
from tests.journeys.facts import all_in_order, facts_of, fetched, settled, signed
from tests.journeys.officers import act, finds, offers, opine
from tests.journeys.people import begin, fill_in, pay_on_platform, send

pytestmark = pytest.mark.timeout(400)  # the first journey also waits for the installation
BUSINESS, NAME = "1.001612", "Trần Thị Mận"
# Monday 14 December 2026, 09:00: taken in; three working days from the day after: Tue 15, Wed 16, Thu 17 December, to the end of the
# office day (17:00). No holiday between.
SUBMITTED_AT, RECEIVED_AT, CHECKED_AT, TAXED_AT, SIGNED_AT = (
    f"2026-12-{at}:00+07:00" for at in ("14T08:10", "14T09:00", "14T10:00", "14T15:30", "16T09:30")
)
# The tax counter has a fifth of 24 working hours: asked at 10:00, it has until Tuesday 15, 14:18, and answers on Monday at 15:30.
DUE = "2026-12-17T17:00"
ANSWERS = {
    "Bạn đang là chủ một hộ kinh doanh khác": "Không",
    "Bạn đang bị cấm kinh doanh": "Không",
    "Tên riêng của hộ kinh doanh": "Hàng khô Cô Mận",
    "Địa điểm kinh doanh": ("Phường Ngô Quyền", "Ki-ốt 12 chợ Lạc Viên"),
    "Địa điểm là của ai?": "Thuê, mượn",
    "Ngày bắt đầu hoạt động": ("4", "1", "2027"),
    "Tên ngành, nghề": "Bán lẻ thực phẩm khô",
    "Mã ngành cấp bốn": "4722",
    "Có ngành, nghề đầu tư kinh doanh có điều kiện?": "Không",
    "Vốn kinh doanh": "50000000",
    "Các thành viên hộ gia đình cùng đăng ký?": "Không",
    "Doanh thu dự kiến một năm": "480000000",
    "Có sử dụng hóa đơn điện tử?": "Không",
    "Hợp đồng thuê, mượn địa điểm": [("hop-dong.pdf", paper("Hop dong thue ki-ot"))],
}


@pytest.fixture(scope="module")
def tax(people):
    """The tax counter at the city's service centre."""
    people.engage("thue.ttpvhcc", full_name="Ngô Thị Kim Thoa", unit="TTHCC", role="appraiser", title="Công chức thuế biệt phái")


@pytest.mark.usefixtures("tax")
def test_a_business_is_registered_with_its_tax_code(people, inside, tmp_path):
    inside.clock(SUBMITTED_AT)
    trader = people.citizen(NAME, journey="five-business")
    begin(trader, BUSINESS)
    fill_in(trader, ANSWERS)
    code = send(trader)
    assert facts_of(inside, code)["owing"]
    pay_on_platform(trader)
    assert settled(inside, code)["fee"] == 50_000  # online: half of 100,000 đồng

    desk, appraiser, leader, taxman = (
        people.officer(who, journey="five-business") for who in ("tiepnhan", "thamdinh", "lanhdao", "thue.ttpvhcc")
    )
    inside.clock(RECEIVED_AT)
    finds(desk, code)
    act(desk, code, "Tiếp nhận hồ sơ")
    assert facts_of(inside, code)["due"] == DUE
    inside.clock(CHECKED_AT)
    act(appraiser, code, "Trao đổi với cơ quan thuế", picture="trao-doi")

    assert not offers(appraiser, code, "Trình ký kết quả")
    appraiser.stands("cho-thue")
    appraiser.sees("Cơ quan thuế chưa cấp mã số")
    inside.clock(TAXED_AT)
    opine(taxman, code, stance="Thống nhất", text="Mã số thuế của hộ kinh doanh: 8099950003-001.", picture="thue")
    granted = {"Quyết định": "Chấp thuận", "Căn cứ đề xuất": "Mã số thuế đã cấp: 8099950003-001."}
    act(appraiser, code, "Trình ký kết quả", granted)
    inside.clock(SIGNED_AT)
    act(leader, code, "Ký và phát hành kết quả", {"Quyết định": "Chấp thuận"})
    trader.open(f"/ho-so/{code}/")
    trader.stands("co-ket-qua")
    trader.sees("Giấy chứng nhận đăng ký hộ kinh doanh")
    signed(fetched(trader, f"/ho-so/{code}/ket-qua/"), tmp_path)
    act(desk, code, "Trả kết quả", {"Ghi chú": "Gửi bưu điện"})

    found = facts_of(inside, code)
    assert found["status"] == 10
    assert found["events"] == [
        "submitted",
        "fee_paid",
        "received",
        "moved",
        "opinion_asked",
        "opinion_given",
        "moved",
        "resolved",
        "handed_back",
    ]
    all_in_order(inside, code)
