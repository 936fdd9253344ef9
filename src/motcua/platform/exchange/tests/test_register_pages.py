"""Registering by pages: members, systems, services, other servers, gateways; refusals keep what was typed, acts can be taken back."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from motcua.foundation.identity.testing import make_officer, sign_in
from motcua.kernel.actors import SYSTEM, Role
from motcua.kit import outward
from motcua.platform.casework import testing as t
from motcua.platform.exchange import api
from motcua.platform.exchange.adapters import gateway
from motcua.platform.exchange.testing import FakeGateway, public_pem

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
WHO: dict[str, Any] = {"actor": SYSTEM, "now": NOW}
MEMBER, CLIENT, SERVICE = "VN-HP/GOV/H24.10", "VN-HP/GOV/H24.10/desk", "VN-HP/GOV/H24.10/desk/files"
PEER = "VN-HP/GOV/BTC/ss1"
LISTS = ("members", "clients", "services", "peers", "gateways")
FORMS = ("member_new", "client_new", "service_new", "peer_new", "gateway_new")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _town(module_town: t.Town, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    FakeGateway(monkeypatch)
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: NOW)


@pytest.fixture
def admin() -> Client:
    return sign_in(Client(), make_officer(Role.ADMIN, code="quantri"))


@pytest.fixture
def things() -> None:
    api.register_member(member_class="GOV", member_code="H24.10", name_vi="Phường", unit_code=t.UNIT, **WHO)
    api.register_subsystem(member=MEMBER, code="desk", name_vi="Một cửa", **WHO)
    api.register_service(subsystem=CLIENT, code="files", base_url="http://10.0.0.5/", name_vi="Hồ sơ", **WHO)


def at(name: str, **parameters: str) -> str:
    return reverse(f"exchange_{name}", query=parameters)


def saved(admin: Client, name: str, given: dict[str, Any], **parameters: str) -> str:
    """What the page says after an act that was carried out."""
    answer = admin.post(at(name, **parameters), given)
    assert answer.status_code == 302, re.findall(r'mc-error"[^>]*>.*?</p>', answer.content.decode(), re.DOTALL)
    return admin.get(answer["Location"]).content.decode()


def refused(admin: Client, name: str, given: dict[str, Any], **parameters: str) -> str:
    """The page of a form that was refused: everything typed is still there."""
    answer = admin.post(at(name, **parameters), given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "mc-error-summary" in page
    assert all(value in page for value in given.values())
    return page


def undone(admin: Client, page: str) -> None:
    """Press the way back that stands in the message after an act."""
    found = re.search(r'name="act" value="([0-9a-f-]{36})"', page)
    assert found, "no way back"
    page = admin.post(at("undo"), {"act": found[1]}, follow=True)
    assert (page.status_code, "Đã hoàn tác" in page.content.decode()) == (200, True)


def test_from_an_empty_register_to_an_open_service(admin: Client) -> None:
    page = saved(admin, "member_new", {"member_class": "GOV", "member_code": "H24.10", "name_vi": "Phường An Biên", "unit_code": t.UNIT})
    assert "Phường An Biên" in page
    page = saved(admin, "client_new", {"member": MEMBER, "code": "desk", "name_vi": "Một cửa", "environment": "production", "networks": "10.0.0.0/8"})
    assert "10.0.0.0/8" in page
    page = saved(admin, "service_new", {"client": CLIENT, "code": "files", "name_vi": "Hồ sơ", "base_url": "http://10.0.0.5/"})
    assert "Còn phải làm" in page
    assert not api.service(id=SERVICE).enabled
    saved(admin, "service_change", {"fields": "so | Số hồ sơ | Number\nchu.ten | Họ tên | Name | cá nhân"}, ma=SERVICE, muc="truong")
    page = saved(admin, "service_switch", {}, ma=SERVICE)
    assert "Còn phải làm" not in page
    found = api.service(id=SERVICE)
    assert (found.enabled, [(f.path, f.personal) for f in found.fields or ()]) == (True, [("so", False), ("chu.ten", True)])


@pytest.mark.usefixtures("things")
def test_a_system_may_have_no_network(admin: Client) -> None:
    """One that shows an access key or a certificate needs none; nobody else may then speak for it."""
    page = saved(admin, "client_new", {"member": MEMBER, "code": "keys", "name_vi": "Kiosk", "environment": "production", "networks": " "})
    assert "Không mạng nào: chỉ gọi được bằng khoá truy cập hoặc chứng thư" in page
    assert api.client(id=f"{MEMBER}/keys", actor=SYSTEM).networks == ()


@pytest.mark.usefixtures("things")
@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("member_new", {"member_class": "GOV", "member_code": "H24 10", "name_vi": "Phường"}, "chữ không dấu"),
        ("member_new", {"member_class": "GOV", "member_code": "H24.10", "name_vi": "Phường"}, "đã đăng ký"),
        ("client_new", {"member": MEMBER, "code": "desk", "name_vi": "Lại", "environment": "sandbox", "networks": "10.0.0.0/8"}, "mang mã này"),
        ("client_new", {"member": MEMBER, "code": "x", "name_vi": "Mới", "environment": "sandbox", "networks": "mạng nhà"}, "không phải một mạng"),
        ("service_new", {"client": CLIENT, "code": "files", "name_vi": "Lại", "base_url": "http://10.0.0.5/"}, "mang mã này"),
        ("service_new", {"client": CLIENT, "code": "new", "name_vi": "Mới", "base_url": "máy chủ của sở"}, "địa chỉ đầy đủ"),
        ("peer_new", {"server_id": "BTC", "address": "x", "certificates": "zz", "public_keys": "khoá"}, "bốn phần"),
        ("gateway_new", {"code": "cong-1", "name_vi": "Cổng", "url": "máy"}, "Nhập địa chỉ http"),
    ],
)  # fmt: skip
def test_a_refusal_is_beside_its_field_and_keeps_what_was_typed(admin: Client, name: str, given: dict[str, str], says: str) -> None:
    assert says in refused(admin, name, given)
    admin.cookies["django_language"] = "en"
    assert says not in refused(admin, name, given)


@pytest.mark.usefixtures("things")
@pytest.mark.parametrize(
    ("name", "of", "part", "given"),
    [
        ("member_change", MEMBER, "ten", {"name_vi": "Phường mới", "name_en": "New ward"}),
        ("member_change", MEMBER, "don-vi", {"unit_code": ""}),
        ("client_change", CLIENT, "ten", {"name_vi": "Tên mới", "name_en": ""}),
        ("client_change", CLIENT, "moi-truong", {"environment": "sandbox"}),
        ("client_change", CLIENT, "mang", {"networks": "10.9.0.0/16\n10.8.0.0/16"}),
        ("service_change", SERVICE, "ten", {"name_vi": "Tên mới", "name_en": "New"}),
        ("service_change", SERVICE, "dia-chi", {"base_url": "http://10.0.0.6/api", "verify_tls": "true"}),
        ("service_change", SERVICE, "thao-tac", {"endpoints": "GET /ho-so/*\npost /tim"}),
        ("service_change", SERVICE, "truong", {"fields": "so | Số"}),
        ("service_change", SERVICE, "gioi-han", {"timeout_s": "2,5", "per_second": "0,5", "per_day": "10", "failures": "3", "canary_url": "", "percent": "0"}),
        ("service_change", SERVICE, "noi-dung", {"keep_body": "plain"}),
        ("service_change", SERVICE, "thu-nghiem", {"sandbox_url": "http://10.0.0.7/"}),
    ],
)  # fmt: skip
def test_one_thing_is_changed_on_its_own_page_and_taken_back(admin: Client, name: str, of: str, part: str, given: dict[str, str]) -> None:
    def tags() -> tuple[str, ...]:
        return api.member(id=MEMBER, actor=SYSTEM).tag, api.client(id=CLIENT, actor=SYSTEM).tag, api.service(id=SERVICE).tag

    before = tags()
    page = saved(admin, name, given, ma=of, muc=part)
    changed = tags()
    assert sum(a != b for a, b in zip(before, changed, strict=True)) == 1
    assert "Lịch sử" in page
    undone(admin, page)
    assert tags() == before


@pytest.mark.usefixtures("things")
@pytest.mark.parametrize(("typed", "what"), [("GET ho-so", "endpoints"), ("LẤY /ho-so", "endpoints"), ("so", "fields"), ("| Số", "fields")])
def test_a_line_that_cannot_be_read_is_quoted(admin: Client, typed: str, what: str) -> None:
    part = {"endpoints": "thao-tac", "fields": "truong"}[what]
    assert "Dòng “" in refused(admin, "service_change", {what: typed}, ma=SERVICE, muc=part)


@pytest.mark.parametrize(
    ("address", "addresses", "heard", "says"),
    [
        ("khong phai dia chi", [], None, "Nhập địa chỉ đầy đủ"),
        ("http://may.example/", [], None, "Không tìm thấy máy"),
        ("http://may.example/", ["169.254.169.254"], None, "nằm ngoài các mạng"),
        ("http://may.example/", ["10.0.0.5"], outward.Heard(status=None, error="ConnectError: x"), "Không ai trả lời"),
        ("https://may.example/", ["10.0.0.5"], outward.Heard(status=None, error="ConnectError: CERTIFICATE_VERIFY_FAILED"), "chứng thư TLS"),
        ("http://may.example/", ["10.0.0.5"], outward.Heard(status=404), "mã 404: thường gặp ở địa chỉ gốc"),
        ("http://may.example/", ["10.0.0.5"], outward.Heard(status=503), "lỗi máy chủ"),
    ],
)
@pytest.mark.usefixtures("things")
def test_an_address_is_tried_before_it_is_kept(
    admin: Client, monkeypatch: pytest.MonkeyPatch, address: str, addresses: list[str], heard: outward.Heard | None, says: str
) -> None:
    def ask(_method: str, _url: str, *, check: Any, **_: Any) -> outward.Heard | None:
        check()
        return heard

    monkeypatch.setattr(gateway.outward, "resolved", lambda _host, _port: addresses)
    monkeypatch.setattr(gateway.outward, "ask", ask)
    answer = admin.post(at("service_change", ma=SERVICE, muc="dia-chi"), {"base_url": address, "thu": "1"})
    page = answer.content.decode()
    assert (answer.status_code, says in page, address in page) == (200, True, True)
    assert api.service(id=SERVICE).base_url == "http://10.0.0.5/"


@pytest.mark.usefixtures("things")
def test_a_description_is_given_fetched_and_refused_in_words(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    text = '{"openapi": "3.1.0", "info": {"title": "Hồ sơ", "version": "3"}, "paths": {"/a": {"get": {"responses": {"200": {"description": ""}}}}}}'
    saved(admin, "service_change", {"description_url": "", "text": text}, ma=SERVICE, muc="mo-ta")
    assert api.descriptions(service=SERVICE)[0].version == "3"
    refused(admin, "service_change", {"description_url": "", "text": "openapi: nothing"}, ma=SERVICE, muc="mo-ta")
    monkeypatch.setattr(gateway, "reach", lambda *_, **__: (outward.Heard(status=200, body=text.replace('"3"', '"4"').encode()), "10.0.0.5"))
    page = admin.post(at("service_change", ma=SERVICE, muc="mo-ta"), {"description_url": "http://10.0.0.5/api.json", "lay": "1"}).content.decode()
    assert "bản mô tả số 2" in page
    assert api.descriptions(service=SERVICE)[0].version == "4"


@pytest.mark.usefixtures("things")
def test_the_secret_presented_to_a_provider_is_never_shown(admin: Client) -> None:
    page = saved(admin, "service_secret", {"header": "X-Api-Key", "secret": "rat-bi-mat-77"}, ma=SERVICE)
    assert api.service(id=SERVICE).header_names == ("X-Api-Key",)
    assert "rat-bi-mat-77" not in page + admin.get(at("service_secret", ma=SERVICE)).content.decode()
    wrong = admin.post(at("service_secret", ma=SERVICE), {"header": "X Api", "secret": "rat-bi-mat-77"})
    assert (wrong.status_code, "rat-bi-mat-77" in wrong.content.decode()) == (422, False)


def test_a_server_is_connected_disconnected_and_connected_again(admin: Client) -> None:
    port = {"port": 5500, "certificate": "/etc/motcua/own.crt", "key": "/etc/motcua/own.key", "trusted": "/etc/motcua/trusted.pem"}
    api.set_setting(name="message_port", content=port, **WHO)
    api.register_member(member_class="GOV", member_code="BTC", name_vi="Bộ Tài chính", **WHO)
    api.register_subsystem(member="VN-HP/GOV/BTC", code="kho-bac", name_vi="Kho bạc", **WHO)
    given = {"server_id": PEER, "name_vi": "Bộ Tài chính", "address": "ss1.example.vn:5500", "certificates": "AB" * 32, "public_keys": public_pem(),
        "clients": "VN-HP/GOV/BTC/kho-bac"}  # fmt: skip
    assert "Bộ Tài chính" in saved(admin, "peer_new", given)
    held = api.peer(id=PEER, actor=SYSTEM)
    assert held.certificates == ("ab" * 32,)
    page = saved(admin, "peer_remove", {}, ma=PEER)
    assert api.peers(actor=SYSTEM) == ()
    undone(admin, page)
    assert api.peer(id=PEER, actor=SYSTEM) == held
    undone(admin, saved(admin, "peer_change", {"address": "other.example.vn:5500"}, ma=PEER, muc="dia-chi"))
    assert api.peer(id=PEER, actor=SYSTEM) == held
    refused(admin, "peer_change", {"certificates": "ab", "public_keys": "không"}, ma=PEER, muc="khoa")


def test_a_gateway_is_added_and_its_token_shown_once(admin: Client) -> None:
    page = saved(admin, "gateway_new", {"code": "cong-2", "name_vi": "Cổng hai", "url": ""})
    assert "Chưa cấp" in page
    answer = admin.post(at("gateway_token", ma="cong-2"))
    token = re.search(r"mcg_[\w-]+", answer.content.decode())
    assert token
    assert "no-store" in answer["Cache-Control"]
    assert token[0] not in admin.get(at("gateway", ma="cong-2")).content.decode()
    assert api.gateway_actor(token=token[0])


@pytest.mark.parametrize("name", [*LISTS, "member", "client", "service", "peer"])
def test_operators_look_and_find_no_button_that_changes(name: str, things: None) -> None:
    operator = sign_in(Client(), make_officer(Role.OPERATOR, code="truc"))
    of = {"member": MEMBER, "client": CLIENT, "service": SERVICE}.get(name, "")
    answer = operator.get(at(name, ma=of))
    assert answer.status_code == (404 if name == "peer" else 200)
    assert not re.search(r"(dang-ky|sua|bat-tat|noi|them)/", answer.content.decode())


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.LEADER, Role.APPRAISER])
@pytest.mark.parametrize("name", [*FORMS, "member_change", "client_change", "service_change", "service_secret", "peer_change", "peer_remove", "gateway_token"])
def test_only_administrators_register_and_change(name: str, role: Role) -> None:
    someone = sign_in(Client(), make_officer(role, code="ai-do"))
    assert someone.get(at(name, ma=MEMBER)).status_code == 403
    assert someone.post(at(name, ma=MEMBER)).status_code == 403


@pytest.mark.parametrize("given", [{}, {"act": "x"}, {"act": "0190a1b2-0000-7000-8000-000000000000"}])
def test_a_way_back_that_is_none_is_said(admin: Client, given: dict[str, str]) -> None:
    assert admin.post(at("undo"), given).status_code in {404, 409}
    assert admin.get(at("undo")).status_code == 405


def test_a_gateway_is_removed_for_a_reason_and_stands_again(admin: Client) -> None:
    page = saved(admin, "gateway_new", {"code": "cong-2", "name_vi": "Cổng hai", "url": "http://127.0.0.1:9"})
    undone(admin, page)
    assert "Cổng hai" not in admin.get(at("gateways")).content.decode().partition("<main")[2]
    saved(admin, "gateway_new", {"code": "cong-2", "name_vi": "Cổng hai"})
    assert "Không ai: cổng không trả lời" in admin.get(at("gateway_remove", ma="cong-2")).content.decode()
    refused(admin, "gateway_remove", {"reason": ""}, ma="cong-2")
    undone(admin, saved(admin, "gateway_remove", {"reason": "Máy hỏng"}, ma="cong-2"))
    page = admin.get(at("gateway", ma="cong-2")).content.decode()
    assert ("Cổng hai" in page, "Máy hỏng" in page) == (True, True)
    own = next(g.code for g in api.gateways(actor=SYSTEM) if not g.registered)
    assert admin.get(at("gateway_remove", ma=own)).status_code == 404
