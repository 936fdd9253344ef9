"""The counter by the keys alone: a number is taken and called, a card scanned, the form typed, the receipt printed and scanned again."""

from __future__ import annotations

import pytest

from tests.journeys.facts import all_in_order, facts_of, fetched
from tests.journeys.people import fill_in

pytestmark = pytest.mark.timeout(400)  # the first journey also waits for the installation
EXTRACT = "2.000635"
COME_AT = "2026-12-09T08:30:00+07:00"  # a Wednesday morning
CARD = "031077900002|030123456|Phạm Văn Lực|15031977|Nam|Thôn 3, đặc khu Cát Hải|10052021"
ANSWERS = {
    "Họ, chữ đệm và tên": "Phạm Văn Lực",
    "Số định danh cá nhân": "031077900002",
    "Nơi cư trú": ("Phường Ngô Quyền", "Số 3 phố Mẫu"),
    "Số điện thoại": "0100900002",
    "Nội dung đề nghị giải quyết": "Xin một bản sao trích lục kết hôn.",
}


def scanned(who, words, text):
    """A scanner types what it reads into the field that has the focus, and ends with Enter."""
    who.hand.write(who.page.get_by_label(words), text)
    with who.page.expect_navigation():
        who.page.keyboard.press("Enter")


def shortcut(who, key):
    """Alt and a letter; the driver's own keyboard leaves out the letter by which the browser finds what it stands for."""
    pressed = {"modifiers": 1, "key": key, "code": f"Key{key.upper()}", "windowsVirtualKeyCode": ord(key.upper())}
    keyboard = who.page.context.new_cdp_session(who.page)
    with who.page.expect_navigation():
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": key, "unmodifiedText": key, **pressed})
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **pressed})


def called(desk):
    """A number for a person without a telephone, its slip, and the call by Alt+N; what the page calls it."""
    desk.open("/lam-viec/quay/")
    while desk.page.get_by_role("button", name="Xong", exact=True).count():  # somebody of another journey stands here still
        desk.press("Xong")
    desk.hand.pick(desk.page.get_by_role("complementary").get_by_label("Nhóm dịch vụ"), "Hộ tịch, chứng thực")
    desk.press("Lấy số")
    desk.sees("đã vào hàng chờ")
    slip = desk.page.get_by_role("link", name="In phiếu vừa lấy (PDF)").get_attribute("href")
    assert fetched(desk, slip).startswith(b"%PDF-")
    desk.hand.write(desk.page.get_by_label("Quầy số"), "3")
    shortcut(desk, "n")
    desk.stands("dang-phuc-vu")
    return desk.page.locator("h2", has_text="Đang phục vụ").inner_text().rsplit(" ", 1)[-1]


def test_a_person_is_served_at_the_counter_by_keys(people, inside):
    inside.clock(COME_AT)
    desk = people.officer("tiepnhan", journey="counter-keys", keys=True)
    label = called(desk)
    desk.press("Bắt đầu tiếp nhận")
    desk.answer({"Người dân cần làm gì?": "trich luc ho tich"})
    desk.press("Tìm thủ tục")
    desk.stands("tim")
    found = desk.page.get_by_role("listitem").filter(has_text=EXTRACT).get_by_role("link").first
    with desk.page.expect_navigation():
        desk.hand.press(found)
    scanned(desk, "Quét mã QR trên thẻ căn cước", CARD)
    assert desk.page.get_by_label("Họ và tên, hoặc tên tổ chức").input_value() == "Phạm Văn Lực"
    assert CARD not in desk.page.content()
    desk.stands("nguoi-nop")
    desk.press("Tiếp tục, điền tờ khai")
    fill_in(desk, ANSWERS, pictures=False)
    desk.stands("kiem-tra")
    desk.press("Lập hồ sơ")
    desk.sees("Đã lập và tiếp nhận hồ sơ", "Phạm Văn Lực")
    desk.stands("da-lap")
    code = desk.page.url.rstrip("/").rsplit("/", 1)[-1]
    receipt = fetched(desk, desk.page.get_by_role("link", name="Mẫu 01", exact=True).get_attribute("href"))
    assert receipt.startswith(b"%PDF-")

    secret = inside.ask("answer = casework.dossier(code=code, actor=SYSTEM).tracking_code", code=code)
    for text in (code, f"{desk.base}/tra-cuu/?ma={code}&bi-mat={secret}"):  # the bar code and the square one of the receipt
        desk.open("/lam-viec/quay/")
        scanned(desk, "Quét mã: số thứ tự", text)
        assert desk.page.url.endswith(f"/lam-viec/ho-so/{code}/")
    desk.open("/lam-viec/quay/")
    shortcut(desk, "x")
    assert not desk.page.get_by_text(f"Đang phục vụ {label}").count()
    assert facts_of(inside, code)["events"] == ["submitted", "received"]
    all_in_order(inside, code)
