"""The catalogue of services for everybody: found, read, tried out, watched; who uses which field."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from motcua.kernel.actors import SYSTEM, Role
from motcua.kit import clock
from motcua.platform.exchange import api as exchange
from motcua.platform.exchange.contracts import GatewayUnreachable, SandboxAnswer
from motcua.platform.exchange.testing import FakeGateway, usual_record

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
SERVICE = exchange.POPULATION_SERVICE
HERE = f"/nha-phat-trien/dich-vu/{SERVICE}/"
MS = int(NOW.timestamp() * 1000)
pytestmark = pytest.mark.django_db

DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Persons", "version": "2", "description": "Tra cứu theo số định danh"},
    "paths": {
        "/{number}": {
            "get": {
                "summary": "Một người",
                "parameters": [
                    {"name": "number", "in": "path", "required": True, "schema": {"type": "string"}, "example": "031190000123"},
                    {"name": "fields", "in": "query", "schema": {"type": "string"}},
                ],
                "responses": {
                    "200": {
                        "description": "Có",
                        "content": {"application/json": {"schema": {"properties": {"full_name": {"type": "string", "description": "Họ và tên"}}}}},
                    },
                    "404": {"description": "Không có"},
                },
            },
            "post": {
                "deprecated": True,
                "requestBody": {"content": {"application/json": {"schema": {"properties": {"note": {"type": "string"}}}}}},
                "responses": {"204": {"description": "Đã ghi"}},
            },
        }
    },
}


@pytest.fixture(scope="module")
def _described(django_db_setup, django_db_blocker, tmp_path_factory):
    """The register with a described service: made once, in a transaction around all tests, each of which goes back to it."""
    with django_db_blocker.unblock(), transaction.atomic():
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("MOTCUA_DATA", str(tmp_path_factory.mktemp("register")))
            patch.setattr(clock, "now", lambda: NOW)
            FakeGateway(patch)
            exchange.load_reference(now=NOW)
            exchange.describe_service(service=SERVICE, text=json.dumps(DOCUMENT), actor=SYSTEM, now=NOW)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def fake(_described, db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    fake = FakeGateway(monkeypatch)
    record = {"service": SERVICE, "request_in_ms": MS - 1000, "response_out_ms": MS - 900}
    fake.log(*({**record, "status": status} for status in (200, 200, 503)))
    exchange.collect(now=NOW)
    return fake


def text_of(client, path, **data):
    answer = client.get(path, data)
    assert answer.status_code == 200
    return answer.content.decode()


def test_services_are_found_by_words_without_accents(client):
    page = text_of(client, "/nha-phat-trien/dich-vu/", q="tra cuu dinh danh")
    assert HERE in page
    assert "Đang có lỗi" in page
    nothing = text_of(client, "/nha-phat-trien/dich-vu/", q="xyzzy")
    assert "Không có dịch vụ nào khớp" in nothing


def test_services_are_narrowed_to_those_without_personal_data(client):
    assert HERE in text_of(client, "/nha-phat-trien/dich-vu/", personal="yes", q="dinh danh")
    assert HERE not in text_of(client, "/nha-phat-trien/dich-vu/", personal="no", q="dinh danh")


@pytest.mark.parametrize("odd", [{"from": "99999999999999999999"}, {"from": "-1"}, {"q": "\x00"}, {"provider": "nobody"}])
def test_odd_questions_get_an_answer(client, odd):
    text_of(client, "/nha-phat-trien/dich-vu/", **odd)


def test_a_service_tells_its_state_and_its_receivers(client):
    page = text_of(client, HERE)
    assert page.count("<rect") >= 90
    assert "66,67" in page
    assert "Hệ thống thông tin giải quyết thủ tục hành chính" in page
    assert client.get("/nha-phat-trien/dich-vu/a/b/").status_code == 404


def test_operations_with_code_in_every_language(client):
    page = text_of(client, f"{HERE}thao-tac/")
    for words in ("GET /{number}", "Một người", "full_name", "Sẽ thôi cung cấp", "curl", "HttpClient", "httpx", "await fetch"):
        assert words in page
    told = client.get(f"{HERE}openapi.json").json()
    assert told["servers"][0]["url"].endswith(f"/r1/{SERVICE}")


def test_changes_say_what_breaks(client):
    shorter = {**DOCUMENT, "paths": {"/{number}": {"get": DOCUMENT["paths"]["/{number}"]["get"]}}}
    exchange.describe_service(service=SERVICE, text=json.dumps(shorter), actor=SYSTEM, now=NOW)
    page = text_of(client, f"{HERE}thay-doi/")
    assert "Bỏ POST /{number}" in page
    assert "phải sửa chương trình" in page


def test_what_the_provider_tells_callers_stands_among_the_changes(client, monkeypatch):
    told = {"text_vi": "Thêm <ngày cấp>", "text_en": "Date of issue <added>", "actor": SYSTEM}
    exchange.note_change(service=SERVICE, version="3.1", now=NOW + timedelta(hours=1), **told)
    page = text_of(client, f"{HERE}thay-doi/")
    assert "Thêm &lt;ngày cấp&gt;" in page
    assert page.index("Phiên bản 3.1") < page.index("Bản mô tả 1")
    assert "Date of issue &lt;added&gt;" in client.get(f"{HERE}thay-doi/", HTTP_ACCEPT_LANGUAGE="en").content.decode()


def test_trying_out_shows_the_answer_as_it_came(client, fake):
    fake.sandbox = SandboxAnswer(status=200, headers=(("X-Road-Id", "VN-HP-1"),), body=b'{"full_name": "<b>VU"}', took_ms=12)
    form = text_of(client, f"{HERE}goi-thu/")
    assert 'value="031190000123"' in form
    page = client.post(f"{HERE}goi-thu/", {"op": "0", "path-number": "a/../b", "query-fields": "identity"}).content.decode()
    assert "&lt;b&gt;VU" in page
    assert "VN-HP-1" in page
    (sent,) = fake.tried
    assert (sent["path"], sent["query"]) == ("/a%2F..%2Fb", {"fields": "identity"})


def test_trying_out_names_what_is_missing_and_keeps_what_was_typed(client, fake):
    page = client.post(f"{HERE}goi-thu/", {"op": "0", "query-fields": "identity"}).content.decode()
    assert "Nhập number." in page
    assert 'value="identity"' in page
    wrong = client.post(f"{HERE}goi-thu/", {"op": "1", "path-number": "1", "body": "{"}).content.decode()
    assert "Nội dung phải là JSON" in wrong
    client.post(f"{HERE}goi-thu/", {"op": "９", "path-number": ""})
    assert fake.tried == []


def test_trying_out_says_when_the_gateway_is_away(client, fake):
    fake.sandbox = GatewayUnreachable()
    assert GatewayUnreachable.vi in client.post(f"{HERE}goi-thu/", {"op": "0", "path-number": "1"}).content.decode()


def test_the_status_page_puts_trouble_first(client):
    page = text_of(client, "/nha-phat-trien/tinh-trang/")
    assert "1 dịch vụ có lỗi trong hai giờ qua" in page
    first = page.index("mc-day-states")
    assert page.rindex(HERE, 0, first) > 0


def test_during_maintenance_no_page_says_that_all_is_well(client):
    exchange.begin_maintenance(notice_vi="Thay máy chủ", notice_en="New servers", until=NOW + timedelta(hours=2), actor=SYSTEM, now=NOW)
    for path in ("/nha-phat-trien/tinh-trang/", "/nha-phat-trien/dich-vu/", HERE, f"{HERE}thay-doi/"):
        page = text_of(client, path)
        assert "Thay máy chủ. Dự kiến xong lúc 22/11/2026 12:00." in page
        assert "Mọi dịch vụ được gọi trong hai giờ qua đều trả lời" not in page
        assert "Chạy tốt" not in page
    assert "Đang bảo trì" in text_of(client, HERE)
    exchange.end_maintenance(actor=SYSTEM, now=NOW)
    assert "bảo trì" not in text_of(client, "/nha-phat-trien/tinh-trang/")


def test_a_maintenance_past_its_hour_or_without_one_says_so(client, monkeypatch):
    exchange.begin_maintenance(notice_vi="Thay máy", notice_en="New", until=NOW + timedelta(hours=1), actor=SYSTEM, now=NOW)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=3))
    assert "Đã quá giờ dự kiến xong là 22/11/2026 11:00." in text_of(client, "/nha-phat-trien/tinh-trang/")
    exchange.end_maintenance(actor=SYSTEM, now=NOW)
    exchange.begin_maintenance(notice_vi="Thay máy", notice_en="New", until=None, actor=SYSTEM, now=NOW)
    assert "Chưa rõ lúc nào xong." in text_of(client, "/nha-phat-trien/tinh-trang/")


def test_services_switched_off_and_suspended_are_named(client):
    exchange.set_service_enabled(service=SERVICE, enabled=False, notice="Nâng cấp", actor=SYSTEM, now=NOW)
    name = next(s for s in exchange.services(id=SERVICE)).name_vi
    page = text_of(client, "/nha-phat-trien/tinh-trang/")
    assert f"Đang tạm dừng: {name}." in page
    exchange.set_service_enabled(service=SERVICE, enabled=True, actor=SYSTEM, now=NOW)
    exchange.suspend(id=SERVICE.rpartition("/")[0], reason="Rò rỉ", actor=SYSTEM, now=NOW)
    page = text_of(client, "/nha-phat-trien/tinh-trang/")
    assert name in page.partition("Nơi cung cấp đang bị tạm ngừng tham gia: ")[2].partition("<")[0]
    assert "Rò rỉ" not in page
    assert "Nơi cung cấp đang bị tạm ngừng" in text_of(client, HERE)


def test_every_gateway_counts_for_the_status(client, fake, monkeypatch):
    for code, name in (("gw8", "Cổng tám"), ("gw9", "Cổng chín")):
        exchange.set_gateway(code=code, name_vi=name, url=f"http://10.0.0.{code[-1]}:8010", actor=SYSTEM, now=NOW)
    monkeypatch.setattr("motcua.platform.exchange.adapters.gateway.readiness", lambda url, **_: {"ready": url.endswith(".8:8010")})
    page = text_of(client, "/nha-phat-trien/tinh-trang/")
    assert "Cổng liên thông không sẵn sàng: Cổng chín." in page
    monkeypatch.setattr("motcua.platform.exchange.adapters.gateway.readiness", lambda url, **_: {})
    monkeypatch.setattr("motcua.platform.exchange.adapters.gateway.health", dict)
    assert "Không cổng liên thông nào sẵn sàng" in text_of(client, "/nha-phat-trien/tinh-trang/")


def test_who_uses_this_field(client):
    page = text_of(client, "/nha-phat-trien/truong-du-lieu/", q="full_name")
    assert "không hỏi lại dữ liệu đã có" in page
    assert "Không có trường nào khớp" in text_of(client, "/nha-phat-trien/truong-du-lieu/", q="xyzzy")


def test_usage_for_administrators_on_the_page_and_as_a_file(officer_client, client):
    page = officer_client(Role.ADMIN).get("/quan-tri/ung-dung/luot-goi/").content.decode()
    assert "66,67" in page
    told = officer_client(Role.ADMIN).get("/quan-tri/ung-dung/luot-goi/", {"dang": "csv", "days": "1"}).content.decode("utf-8-sig").splitlines()
    assert told[0].startswith("client,service,calls")
    assert told[1].startswith(f"{usual_record().client},{SERVICE},3,1,0,100,100")
    assert client.get("/quan-tri/ung-dung/luot-goi/").status_code in {302, 403}
    later = NOW + timedelta(days=3)
    assert exchange.flows(since=later, until=later + timedelta(hours=1), actor=SYSTEM) == ()
