"""Fields in words: lists are transparent, names come from descriptions or other services, rights name what passes."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from motcua.foundation.identity.testing import make_officer, sign_in
from motcua.kernel.actors import SYSTEM, Role
from motcua.platform.exchange import api
from motcua.platform.exchange.actions.configuring import build_config

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
WHO: dict[str, Any] = {"actor": SYSTEM, "now": NOW}
PERSONS, ONE_STOP = api.POPULATION_SERVICE, "VN-HP/GOV/H24/one-stop"
SHAPE = {
    "type": "object",
    "properties": {
        "reports": {"type": "array", "items": {"type": "object", "properties": {
            "code": {"type": "string", "enum": ["HGB", "WBC"]}, "value": {"type": "number", "description": "Trị số", "example": 7}}}},
        "full_name": {"type": "string"}, "born_on": {"type": "string", "format": "date"},
    },
}  # fmt: skip
TEXT = json.dumps({
    "openapi": "3.1.0", "info": {"title": "Reports", "version": "1"},
    "paths": {"/": {"get": {"responses": {"200": {"content": {"application/json": {"schema": SHAPE}}}}}}},
})  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture
def reports(db: None) -> str:
    api.load_reference(now=NOW)
    api.change_service(service=PERSONS, settings={"fields": [{"path": "full_name", "vi": "Họ và tên", "en": "Full name", "personal": True}]}, **WHO)
    made = api.register_service(
        subsystem=PERSONS.rpartition("/")[0], code="reports", base_url="http://127.0.0.1:9/", name_vi="Phiếu", name_en="Reports", **WHO
    )
    api.describe_service(service=made, text=TEXT, **WHO)
    return made


def admin() -> Client:
    return sign_in(Client(), make_officer(Role.ADMIN, code="told.admin"))


def test_a_field_of_a_list_is_named_and_granted_as_the_gateway_filters_it(reports: str) -> None:
    api.register_right(service=reports, client=ONE_STOP, purpose="Đọc phiếu", fields=["reports[].code"], **WHO)
    (right,) = next(s.rights for s in build_config(token="", now=NOW).services if s.id == reports)
    assert right.fields == ("reports.code",)
    uses = {use.path: [r.client for r in use.receivers] for use in api.field_uses(now=NOW) if use.service == reports}
    assert uses["reports.code"] == [ONE_STOP] == uses["reports"]
    assert uses["reports.value"] == []


def test_a_right_that_has_ended_receives_nothing(reports: str) -> None:
    api.register_right(service=reports, client=ONE_STOP, purpose="Đọc phiếu", fields=["born_on"], valid_until=NOW + timedelta(days=1), **WHO)
    for later, receivers in ((timedelta(0), [ONE_STOP]), (timedelta(days=1), [])):
        (use,) = [u for u in api.field_uses(now=NOW + later) if (u.service, u.path) == (reports, "born_on")]
        assert [r.client for r in use.receivers] == receivers


def test_the_wizard_and_the_right_show_words_where_there_are_any(reports: str) -> None:
    shown = admin().get(f"/lam-viec/truc-lien-thong/quyen/cap/?ma={reports}").content.decode()
    for words in ("Trị số", "số · ví dụ 7", "một trong: HGB, WBC", "ngày tháng năm", "Tên theo dịch vụ “Tra cứu"):
        assert words in shown
    api.register_right(service=reports, client=ONE_STOP, purpose="Đọc phiếu", fields=["reports.value", "born_on"], **WHO)
    page = admin().get(f"/lam-viec/truc-lien-thong/dich-vu/xem/?ma={reports}").content.decode()
    assert "Trị số (reports.value); born_on" in page


def test_fields_to_be_declared_are_filled_in_for_reading_over(reports: str) -> None:
    shown = admin().get(f"/lam-viec/truc-lien-thong/dich-vu/sua/?ma={reports}&muc=truong").content.decode()
    assert "full_name | Họ và tên | Full name" in shown
    assert "reports.value | Trị số | Trị số" in shown
    assert "born_on | \n" in shown
