"""The pages of the control plane: every one opens, empty and full; forms do what they say and refuse beside the field."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from motcua.foundation.identity.testing import make_officer, sign_in
from motcua.kernel.actors import SYSTEM, Role
from motcua.platform.casework import testing as t
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import SharingAsk, SharingState
from motcua.platform.exchange.testing import FakeGateway, call_row
from motcua.platform.exchange.tests.test_control import pem
from motcua.platform.exchange.tests.test_register_pages import saved, undone

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
WHO: dict[str, Any] = {"actor": SYSTEM, "now": NOW}
PERSONS = api.POPULATION_SERVICE
ONE_STOP = "VN-HP/GOV/H24/one-stop"
LISTS = ("overview", "clients", "services", "requests", "groups", "keys", "versions")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _gateway(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    FakeGateway(monkeypatch)
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: NOW)


def officer(role: Role, **more: Any) -> Client:
    return sign_in(Client(), make_officer(role, code=f"pages.{role}", **more))


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("role", [Role.OPERATOR, Role.ADMIN])
def test_every_list_opens_empty(name: str, role: Role) -> None:
    page = officer(role).get(reverse(f"exchange_{name}"))
    assert page.status_code == 200
    assert "mc-empty-state" in page.content.decode() or name == "versions"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_opens_full_in_both_languages(language: str) -> None:
    api.load_reference(now=NOW)
    call_row(now=NOW, service=PERSONS)
    api.set_group(name="phuong-xa", name_vi="Phường, xã", clients=[ONE_STOP], **WHO)
    certificate = api.add_certificate(client=ONE_STOP, pem=pem(20), **WHO)
    api.make_credential(client=ONE_STOP, **WHO)
    api.note_change(service=PERSONS, version="1.1", text_vi="Thêm", **WHO)
    admin = officer(Role.ADMIN)
    addresses = [
        *(reverse(f"exchange_{n}") for n in (*LISTS, "group_new", "certificate", "credential", "maintenance", "ask", "log")),
        *(f"{reverse(f'exchange_{n}')}?ma={PERSONS}" for n in ("service", "service_change", "service_switch")),
        *(reverse(f"exchange_{n}", query={"ma": "phuong-xa"}) for n in ("group", "group_change", "group_remove")),
        *(reverse(f"exchange_{n}_suspend", query={"ma": ma}) for n, ma in (("client", ONE_STOP), ("member", ONE_STOP.rpartition("/")[0]))),
        reverse("exchange_version", args=[1]), reverse("exchange_restore", args=[1]),
        reverse("exchange_revoke", args=["chung-thu", certificate]), f"{reverse('exchange_right_give')}?ma={PERSONS}",
    ]  # fmt: skip
    wrong = [a for a in addresses if admin.get(a, HTTP_ACCEPT_LANGUAGE=language).status_code != 200]
    assert not wrong


@pytest.mark.parametrize(("language", "warned", "kept"), [
    ("vi", "Khi đã có, cổng chỉ nhận chứng thư qua TLS", "vẫn nhận cuộc gọi từ các mạng trên"),
    ("en", "gateways take certificates over TLS alone", "calls from these networks are taken as well"),
])  # fmt: skip
def test_a_first_certificate_is_added_with_a_warning_and_with_time_to_change_over(language: str, warned: str, kept: str) -> None:
    api.load_reference(now=NOW)
    admin, place = officer(Role.ADMIN), reverse("exchange_certificate")
    asked = {"HTTP_ACCEPT_LANGUAGE": language}
    assert warned in admin.get(place, **asked).content.decode()
    assert admin.post(place, {"client": ONE_STOP, "pem": pem(900), "network_days": "14"}).status_code == 302
    system = f"{reverse('exchange_client')}?ma={ONE_STOP}"
    assert kept in admin.get(system, **asked).content.decode()
    register = PERSONS.rpartition("/")[0]
    assert admin.post(place, {"client": register, "pem": pem(900), "network_days": "0"}).status_code == 302
    assert kept not in admin.get(f"{reverse('exchange_client')}?ma={register}", **asked).content.decode()


def test_a_service_is_paused_with_its_notice_and_opened_again() -> None:
    api.load_reference(now=NOW)
    admin, place = officer(Role.ADMIN), f"{reverse('exchange_service_switch')}?ma={PERSONS}"
    assert admin.post(place, {"notice": "Bảo trì đến 18 giờ"}).status_code == 302
    found = api.service(id=PERSONS)
    assert (found.enabled, found.notice) == (False, "Bảo trì đến 18 giờ")
    admin.post(place, {})
    assert api.service(id=PERSONS).enabled


def test_bounds_and_canary_are_changed_and_a_wrong_one_stays_typed() -> None:
    api.load_reference(now=NOW)
    admin, place = officer(Role.ADMIN), f"{reverse('exchange_service_change')}?ma={PERSONS}"
    typed = {"timeout_s": "2,5", "per_second": "5", "per_day": "0", "failures": "3", "canary_url": "http://10.0.0.9/v2", "percent": "10"}
    assert admin.post(place, typed).status_code == 302
    found = api.service(id=PERSONS)
    assert (found.timeout_s, (found.pace or {})["per_second"], (found.canary or {})["percent"]) == (2.5, 5, 10)
    page = admin.post(place, {**typed, "percent": "nhiều"})
    assert page.status_code == 422
    assert "nhiều" in page.content.decode()


def test_a_group_is_made_changed_and_removed_each_with_its_way_back() -> None:
    api.load_reference(now=NOW)
    admin = officer(Role.ADMIN)
    assert "Phường, xã" in saved(admin, "group_new", {"name": "phuong-xa", "name_vi": "Phường, xã", "clients": ONE_STOP})
    held = api.group(name="phuong-xa", actor=SYSTEM)
    undone(admin, saved(admin, "group_change", {"name_vi": "Tên khác"}, ma="phuong-xa"))
    assert api.group(name="phuong-xa", actor=SYSTEM) == held
    page = saved(admin, "group_remove", {}, ma="phuong-xa")
    assert api.groups(actor=SYSTEM) == ()
    undone(admin, page)
    assert api.group(name="phuong-xa", actor=SYSTEM) == held
    api.register_right(service=PERSONS, client="group:phuong-xa", purpose="Tra cứu", **WHO)
    assert "còn được dùng" in admin.post(reverse("exchange_group_remove", query={"ma": "phuong-xa"})).content.decode()
    assert PERSONS in officer(Role.OPERATOR).get(reverse("exchange_group", query={"ma": "phuong-xa"})).content.decode()


def test_a_secret_is_on_one_page_only() -> None:
    api.load_reference(now=NOW)
    admin = officer(Role.ADMIN)
    page = admin.post(reverse("exchange_credential"), {"client": ONE_STOP, "app_name": "x", "rotates": ""})
    key = api.credentials(actor=SYSTEM, now=NOW)[0].access_key
    assert key in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert "Bí mật" not in admin.get(reverse("exchange_keys")).content.decode()


def written(asker: Client, service: str) -> Any:
    """The answer to a request that was written question by question and handed in."""
    place = asker.post(reverse("exchange_ask"))["Location"]
    for given in (
        {"purpose": "Thẩm định hồ sơ xây dựng"}, {"ground": "Điều 5 NĐ 278/2025"}, {"service": service}, {"endpoints": ""}, {"fields": ""},
        {"from_on-day": "23", "from_on-month": "11", "from_on-year": "2026", "until_on-day": "23", "until_on-month": "11", "until_on-year": "2027"},
        {"per_day": "100"},
    ):  # fmt: skip
        place = asker.post(place, given)["Location"]
    assert "/kiem-tra/" in place
    return asker.post(place)


def test_from_the_question_to_the_printed_decision() -> None:
    t.make_town()
    api.register_member(member_class="GOV", member_code="H24.10", name_vi="Phường xin", unit_code=t.UNIT, **WHO)
    api.register_subsystem(member="VN-HP/GOV/H24.10", code="appraisal", name_vi="Thẩm định", **WHO)
    api.register_member(member_class="GOV", member_code="H24.20", name_vi="Sở có", unit_code=t.OTHER_UNIT, **WHO)
    api.register_subsystem(member="VN-HP/GOV/H24.20", code="land", name_vi="Đất đai", **WHO)
    service = api.register_service(subsystem="VN-HP/GOV/H24.20/land", code="parcels", base_url="http://10.0.0.5/", name_vi="Thửa đất", **WHO)
    asker, owner, governor = officer(Role.APPRAISER, unit_code=t.UNIT), officer(Role.LEADER, unit_code=t.OTHER_UNIT), officer(Role.ADMIN)
    asked = written(asker, service)
    code = asked["Location"].rstrip("/").rsplit("/", 1)[-1]
    assert "Rút yêu cầu" in asker.get(asked["Location"]).content.decode()
    assert asker.post(reverse("exchange_move", args=[code, "agree"])).status_code == 403
    assert "người khác phải quyết" not in owner.get(asked["Location"]).content.decode()
    assert owner.post(reverse("exchange_move", args=[code, "agree"]), {"note": "Đồng ý", "per_day": "50"}).status_code == 302
    assert governor.post(reverse("exchange_move", args=[code, "approve"]), {"note": "", "per_day": "50"}).status_code == 302
    found = api.request(code=code, actor=SYSTEM)
    assert (found.state, found.per_day) == (SharingState.IN_FORCE, 50)
    printed = owner.get(reverse("exchange_decision", args=[code])).content.decode()
    assert "Đồng ý chia sẻ" in printed
    assert "Điều 5 NĐ 278/2025" in printed


def test_who_asked_is_told_that_somebody_else_decides() -> None:
    api.load_reference(now=NOW)
    asker = officer(Role.ADMIN)
    api.register_member(member_class="COM", member_code="0209999999", name_vi="Bệnh viện ngoài", **WHO)
    api.register_subsystem(member="VN-HP/COM/0209999999", code="his", name_vi="Phần mềm bệnh viện", **WHO)
    actor = asker.get(reverse("exchange_requests")).wsgi_request.actor
    ask = SharingAsk(
        service=PERSONS, client="VN-HP/COM/0209999999/his", purpose="Đối chiếu người bệnh", ground="Luật 15/2023/QH15",
        from_on=date(2026, 11, 23), until_on=date(2027, 11, 23), per_day=10,
    )  # fmt: skip
    code = api.ask_sharing(ask=ask, actor=actor, now=NOW)
    assert "người khác phải quyết" in asker.get(reverse("exchange_request", args=[code])).content.decode()


def test_maintenance_begins_and_ends() -> None:
    admin, place = officer(Role.ADMIN), reverse("exchange_maintenance")
    assert admin.post(place, {"notice_vi": "", "notice_en": "", "hours": ""}).status_code == 422
    admin.post(place, {"notice_vi": "Bảo trì", "notice_en": "Maintenance", "hours": "2"})
    assert api.maintenance()
    admin.post(place, {})
    assert api.maintenance() is None


@pytest.mark.parametrize("query", ["?ma=x", "?ma=%00", "?tim=%27&trang-thai=x", "?truoc=99999999999999", "?ten=%00"])
@pytest.mark.parametrize("name", [*LISTS, "service", "group"])
def test_odd_addresses_do_no_harm(name: str, query: str) -> None:
    assert officer(Role.ADMIN).get(reverse(f"exchange_{name}") + query).status_code in {200, 404}
