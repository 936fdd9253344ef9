"""The exchange as developers, operators and the operations centre see it: catalogue, control pages, flows; on a desk and at 320 px."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from motcua.foundation.identity.testing import make_officer
from motcua.foundation.registers.testing import load_registers
from motcua.foundation.units.testing import load_units
from motcua.insight.datasets.testing import event, fill
from motcua.kernel.actors import SYSTEM, Role
from motcua.platform.casework.testing import NOW
from motcua.platform.exchange import api as exchange
from motcua.platform.exchange.testing import call_row
from tests.journeys.browser import lead_on
from tests.journeys.standing import judge, standing

pytestmark = pytest.mark.django_db
SERVICE = exchange.POPULATION_SERVICE
MEMBER, ONE_STOP = "VN-HP/GOV/H24", "VN-HP/GOV/H24/one-stop"
HERE, ROOM = f"/nha-phat-trien/dich-vu/{SERVICE}/", "/lam-viec/truc-lien-thong/"
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Persons", "version": "2", "description": "Tra cứu thông tin công dân theo số định danh."},
    "paths": {
        "/{number}": {
            "get": {
                "summary": "Một người",
                "parameters": [
                    {"name": "number", "in": "path", "required": True, "schema": {"type": "string"}, "description": "Số định danh", "example": "031190000123"},
                    {"name": "fields", "in": "query", "schema": {"type": "string", "enum": ["identity", "residence"]}},
                ],
                "responses": {
                    "200": {
                        "description": "Có",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "properties": {
                                        "full_name": {"type": "string", "description": "Họ và tên", "example": "VŨ THỊ MẪU"},
                                        "residence": {"type": "object", "properties": {"unit_code": {"type": "string"}}},
                                    }
                                }
                            }
                        },
                    },
                    "404": {"description": "Không có người này"},
                },
            }
        }
    },
}


def build() -> Any:
    load_registers()
    load_units()
    exchange.load_reference(now=NOW)
    for version in ("1", "2"):
        DOCUMENT["info"]["version"] = version
        exchange.describe_service(service=SERVICE, text=json.dumps(DOCUMENT), actor=SYSTEM, now=NOW)
    for seq in range(1, 6):
        call_row(now=NOW, seq=seq, service=SERVICE, status=503 if seq == 1 else 200)
    client = "VN-HP/GOV/H24/one-stop"
    others = [s.id for s in exchange.services() if s.id != SERVICE][:5]
    calls = [
        event(n, "exchange.message.exchanged.v1", message_id=f"m{n}", client=client, service=service, status=200 if n % 3 else 503, took_ms=20, at=NOW)
        for n, service in enumerate([SERVICE] * 5 + others, start=1)
    ]
    admin, operator = (make_officer(role, code=f"x.{role.value}") for role in (Role.ADMIN, Role.OPERATOR))
    spare = exchange.register_service(
        subsystem=client, code="spare", base_url="http://10.0.0.5/", name_vi="Dịch vụ để thử", actor=SYSTEM, now=NOW
    )
    draft = exchange.begin_draft(answers={"purpose": "Đối chiếu chủ hộ khi thẩm định", "service": SERVICE}, actor=admin, now=NOW)
    return SimpleNamespace(
        people=(None, admin, operator), admin=admin, operator=operator, calls=calls, draft=draft, spare=spare
    )


@pytest.fixture(scope="module")
def site(browser, django_db_setup, django_db_blocker, tmp_path_factory):
    with standing(browser, django_db_blocker, tmp_path_factory.mktemp("exchange"), now=NOW, build=build) as stands:
        yield stands


@pytest.mark.parametrize(
    ("path", "name", "words"),
    [
        ("/nha-phat-trien/dich-vu/", "services", "Tra cứu thông tin công dân theo số định danh"),
        (HERE, "service", "90 ngày qua"),
        (f"{HERE}thao-tac/", "service-operations", "Họ và tên"),
        (f"{HERE}goi-thu/", "service-try", "dữ liệu là giả"),
        (f"{HERE}thay-doi/", "service-changes", "Bản mô tả 2"),
        ("/nha-phat-trien/tinh-trang/", "services-status", "Mỗi vạch là một ngày"),
        ("/nha-phat-trien/truong-du-lieu/?q=full_name", "service-fields", "full_name"),
    ],
)
def test_the_catalogue_is_for_everybody(site, path, name, words):
    window, _ = site
    page = window.look(None, path, f"exchange-{name}")
    assert words in page.inner_text("main")


def test_a_missing_parameter_is_named_beside_its_field(site):
    window, _ = site
    page = window.look(None, f"{HERE}goi-thu/", "")
    page.fill("[name='path-number']", "")
    page.evaluate("document.querySelectorAll('form').forEach(form => form.noValidate = true)")
    lead_on(page.locator("main form[method='post'] button").last)
    assert "Nhập number." in page.inner_text("main")
    judge(page, "exchange-service-try-wrong")


@pytest.mark.parametrize(
    "path",
    [
        "", "tong-quan/", "thanh-vien/", f"thanh-vien/xem/?ma={MEMBER}", "thanh-vien/dang-ky/", "he-thong/", f"he-thong/xem/?ma={ONE_STOP}",
        "he-thong/dang-ky/", "he-thong-quoc-gia/", "he-thong-quoc-gia/xem/?ma=NDOP", "dich-vu/", f"dich-vu/xem/?ma={SERVICE}", "dich-vu/dang-ky/",
        f"dich-vu/sua/?ma={SERVICE}&muc=truong", f"quyen/cap/?ma={SERVICE}", "may-chu/", "may-chu/noi/", "cong/", "cong/xem/?ma=gw1", "yeu-cau/",
        "yeu-cau/lap/", "nhom/", "nhom/lap/", f"thanh-vien/tam-ngung/?ma={MEMBER}", f"he-thong/ket-thuc-mang/?ma={ONE_STOP}", "khoa/", "cau-hinh/", "bao-tri/", "su-kien/", "su-kien/phong/sua/", "bang-chung/", "bang-chung/sua/",
    ],
)  # fmt: skip
def test_the_control_pages(site, path):
    window, town = site
    page = window.look(town.admin, f"{ROOM}{path}", f"exchange-room-{path.split('?')[0].replace('/', '-') or 'log-'}")
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("step", ["muc-dich", "truong", "thoi-han"])
def test_a_question_of_a_request(site, step):
    window, town = site
    page = window.look(town.admin, f"{ROOM}yeu-cau/lap/cau-hoi/?nhap={town.draft}&buoc={step}", f"exchange-ask-{step}")
    assert page.locator("h1").count() == 1
    lead_on(page.locator("main form[method='post'] button").first)
    assert page.locator("h1").count() == 1


def test_the_summary_of_a_request(site):
    window, town = site
    page = window.look(town.admin, f"{ROOM}yeu-cau/lap/kiem-tra/?nhap={town.draft}", "exchange-ask-check")
    assert "Đối chiếu chủ hộ" in page.inner_text("main")


def test_a_service_is_switched_off_by_keyboard_and_the_way_back_stands_first(site):
    window, town = site
    page = window.look(town.admin, f"{ROOM}dich-vu/bat-tat/?ma={town.spare}", "")
    page.locator("[name='notice']").focus()
    page.keyboard.type("Bảo trì đến 18 giờ")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    judge(page, "exchange-switched-off")
    back = page.locator("main button", has_text="Hoàn tác").first
    back.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Đã hoàn tác" in page.inner_text("main")


def test_usage_and_flows(site):
    window, town = site
    page = window.look(town.admin, "/quan-tri/ung-dung/luot-goi/", "exchange-usage")
    assert "one-stop" in page.inner_text("main")
    fill(town.calls, now=NOW)  # into the warehouse of this test: every test has a data folder of its own
    page = window.look(town.operator, "/dieu-hanh/luong-du-lieu/", "exchange-flows", expected="ERR_CONNECTION_REFUSED")
    assert page.locator(".mc-flow-map path").count() >= 2
