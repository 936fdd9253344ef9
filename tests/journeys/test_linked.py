"""A mother declares a birth once, on her phone; the ward registers it; number, residence and health card follow over the exchange."""

from __future__ import annotations

import subprocess
import sys

import pytest

from motcua.simulator.story.papers import paper
from tests.journeys.facts import all_in_order
from tests.journeys.officers import act
from tests.journeys.people import begin, fill_in, send, wait_for

pytestmark = pytest.mark.timeout(400)  # the first journey also waits for the installation
LINKED, NAME = "2.000986", "Bùi Lan Anh"
SUBMITTED_AT, TOLD_AT = "2026-12-09T08:10:00+07:00", "2026-12-10T09:00:00+07:00"
ANSWERS = {
    "Nộp tại Ủy ban nhân dân": "Phường Ngô Quyền",
    "Bạn là ai của trẻ?": "Mẹ",
    "Giấy khai sinh ghi những ai?": "Cả cha và mẹ",
    "Họ, chữ đệm và tên của trẻ": "Trần Bùi Minh Anh",
    "Ngày sinh của trẻ": ("20", "11", "2026"),
    "Giới tính của trẻ": "Nữ",
    "Nơi sinh": "Bệnh viện Phụ sản Hải Phòng",
    "Dân tộc": "Kinh",
    "Quê quán": "Phường Ngô Quyền, thành phố Hải Phòng",
    "Dân tộc của mẹ": "Kinh",
    "Họ, chữ đệm và tên của cha": "Trần Văn Thử",
    "Số định danh cá nhân của cha": "031090950002",
    "Ngày sinh của cha": ("2", "3", "1990"),
    "Dân tộc của cha": "Kinh",
    "Trẻ đăng ký thường trú cùng ai?": "Mẹ",
    "Giấy chứng sinh": [("giay-chung-sinh.pdf", paper("Giay chung sinh"))],
}
TELL = """
import os
from motcua.simulator.story.linked_births import LinkedBirths
import django
django.setup()
story = LinkedBirths(dict(os.environ), patience=60)
for step in story.run():
    pass
print("CODES", *[family.code for family in story.families.values()])
"""


def follows(who, code, words):
    """Her dossier's page, as soon as its picture of the steps says so."""
    who.open(f"/ho-so/{code}/")
    wait_for(lambda: words in who.words or who.page.reload() is None, what=f"{code} shows {words!r}")


def test_a_birth_brings_a_health_card_after_insurance_was_mended(people, inside):
    inside.clock(SUBMITTED_AT)
    mother = people.citizen(NAME, journey="linked")
    begin(mother, LINKED)
    fill_in(mother, ANSWERS)
    mother.sees("Trẻ đăng ký thường trú cùng ai?", "Không thu phí, lệ phí")
    code = send(mother)
    order = {"peer": "insurance", "fault": "refuse", "endpoint": code, "times": 1}
    assert mother.page.request.post(f"{people.bank}/control", data=order).ok

    desk, appraiser, leader = (people.officer(who, journey="linked") for who in ("tiepnhan", "thamdinh", "lanhdao"))
    act(desk, code, "Tiếp nhận hồ sơ")
    act(desk, code, "Chuyển thẩm định")
    act(appraiser, code, "Trình ký kết quả", {"Quyết định": "Chấp thuận", "Căn cứ đề xuất": "Đủ điều kiện đăng ký"})
    act(leader, code, "Ký và phát hành kết quả", {"Quyết định": "Chấp thuận"})

    follows(mother, code, "Chờ cán bộ xử lý")
    mother.sees("3 trên 5 bước đã xong", "Bạn không phải làm gì", "Số định danh của trẻ", "Bảo hiểm xã hội Việt Nam")
    mother.stands("cho-can-bo")
    desk.open("/lam-viec/lien-thong/")
    desk.sees(code, "Không cấp được thẻ bảo hiểm y tế: trẻ đã có thẻ")
    desk.stands("danh-sach")
    desk.press(code)
    desk.sees("Vì sao chưa xong", "Đã làm tay ở cơ quan đó", "Xử lý bước đang vướng: Đề nghị cấp thẻ bảo hiểm y tế")
    desk.stands("buoc-vuong")
    desk.press("Gọi lại cơ quan")
    desk.sees("Đã gọi lại")

    follows(mother, code, "Đã xong các bước")
    mother.sees("5 trên 5 bước đã xong", "Số thẻ bảo hiểm y tế", "TE1313199")
    mother.stands("co-the")
    desk.open(f"/lam-viec/lien-thong/{code}/")
    desk.stands("xong")
    desk.open(f"/lam-viec/ho-so/{code}/")
    desk.stands("ho-so")
    all_in_order(inside, code)


def test_the_families_of_the_demonstration_stand_at_their_steps(people, inside, city):
    inside.clock(TOLD_AT)
    env = city.place.environment()
    told = subprocess.run([sys.executable, "-c", TELL], env=env, capture_output=True, text=True, check=False, timeout=200)
    assert "CODES" in told.stdout, told.stderr[-3000:]
    done, refused, waits, asked = told.stdout.split("CODES ")[1].split()
    desk = people.officer("tiepnhan", journey="linked-families")
    desk.open("/lam-viec/lien-thong/")
    desk.stands("danh-sach")
    desk.sees(waits, asked)
    assert done not in desk.words
    assert refused not in desk.words
    desk.open(f"/lam-viec/lien-thong/{asked}/")
    desk.stands("hoi-gia-dinh")
    desk.answer({"Số định danh của người mà trẻ sẽ ở cùng": "031", "Ai trong gia đình trả lời, ngày nào": "Mẹ, 10/12/2026"})
    desk.press("Ghi và đăng ký thường trú")
    desk.sees("Ghi đủ 12 số định danh")
    desk.stands("hoi-gia-dinh-sai", expected="422")
    desk.open(f"/lam-viec/lien-thong/{waits}/")
    desk.sees("Cơ quan đang xử lý")
    desk.unfold("Dừng liên thông")
    desk.answer({"Lý do dừng": "Gia đình xin tự làm"})
    desk.stands("dung")
    desk.press("Dừng các bước còn lại")
    desk.sees("Đã dừng các bước liên thông còn lại", "Gia đình xin tự làm")
    desk.stands("da-dung")
