"""The administrator's pages."""

import re

import pytest

from motcua.foundation.audit import api as audit
from motcua.foundation.identity.testing import UNIT, make_delegation, make_officer, make_unit
from motcua.kernel.actors import Role
from motcua.platform.signon import policies
from motcua.platform.signon import testing as t

HERE = "/quan-tri/ung-dung-dang-nhap/"
FORM = {
    "name_vi": "Thư viện số", "name_en": "Digital library", "unit_code": UNIT, "contact": "tv@example.vn", "sector": "thu-vien",
    "audience": "both", "auth_method": "client_secret_basic", "redirect_uris": t.BACK, "post_logout_uris": "", "logout_uri": "", "jwks": "",
    "jwks_uri": "", "min_level": "1", "signing_alg": "RS256", "scopes": ["openid", "profile"], "required_scopes": ["profile"],
    "consent_vi": "Để làm thẻ bạn đọc.", "consent_en": "To make a reader's card.",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _unit(db):
    make_unit(UNIT)


def test_an_administrator_by_delegation_registers_nothing():
    acting = make_delegation(make_officer(Role.ADMIN, code="boss"), make_officer(Role.LEADER), role=Role.ADMIN, kind="authorised")
    assert acting.has(role=Role.ADMIN)
    assert not policies.can_run(actor=acting)
    assert policies.can_run(actor=make_officer(Role.ADMIN, code="boss"))


def test_an_empty_list_says_what_to_do(admin):
    assert "Đăng ký hệ thống đầu tiên" in admin.get(HERE).content.decode()


def test_register_shows_the_secret_once(admin):
    page = admin.post(f"{HERE}them/", FORM).content.decode()
    secret = re.search(r"Khoá bí mật: <code>([^<]+)</code>", page)[1]
    assert "Thư viện số" in admin.get(HERE, {"tim": "thư viện"}).content.decode()
    assert "Không có ứng dụng nào khớp" in admin.get(HERE, {"tim": "xyz"}).content.decode()
    one = re.search(rf'href="({HERE}[0-9a-f-]+/)"', admin.get(HERE).content.decode())[1]
    assert secret not in admin.get(one).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name_vi", ""), ("unit_code", "khong-co"), ("redirect_uris", "javascript:alert(1)"), ("redirect_uris", ""),
        ("redirect_uris", "https://a.example/#x"), ("redirect_uris", "https://*.example/"), ("post_logout_uris", "ftp://a.example"),
        ("logout_uri", "gopher://a.example/"), ("min_level", "9"), ("audience", "alle"), ("consent_en", ""), ("scopes", ["root"]),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(admin, field, value):
    answer = admin.post(f"{HERE}them/", FORM | {field: value})
    assert answer.status_code == 422
    assert "mc-error-summary" in answer.content.decode() or "error-summary" in answer.content.decode()
    assert "Đăng ký hệ thống đầu tiên" in admin.get(HERE).content.decode()


def test_change_new_secret_disable_and_use_again_are_asked_first_and_audited(admin, client):
    app = t.make_app()
    here = f"{HERE}{app.uuid}/"
    assert admin.get(f"{here}sua/").status_code == 200
    assert admin.post(f"{here}sua/", FORM).status_code == 302
    for what in ("khoa", "ngung", "dung-lai"):
        assert admin.get(f"{here}{what}/").status_code == 200
        assert admin.post(f"{here}{what}/").status_code in (200, 302)
    acts = [e.action for e in audit.entries(object_ref=f"signon.application:{app.uuid}").entries]
    wanted = ("registered", "changed", "secret_changed", "disabled", "enabled")
    assert sorted(acts) == sorted(f"signon.application_{what}" for what in wanted)
    assert client.post("/sso/introspect", {"token": "x"}, **app.basic).status_code == 401  # the old secret


def test_the_sector_stays(admin):
    app = t.make_app()
    admin.post(f"{HERE}{app.uuid}/sua/", FORM)
    assert t.api.application(application_id=app.uuid, actor=t.SYSTEM).sector == "lich-hop"


def test_only_administrators_enter(officer, lan):
    app = t.make_app()
    for browser in (officer, lan):
        for page in ("", "them/", f"{app.uuid}/", f"{app.uuid}/sua/", f"{app.uuid}/khoa/", f"{app.uuid}/ngung/"):
            assert browser.get(HERE + page).status_code == 403
            assert browser.post(HERE + page).status_code in (403, 405)


def test_fields_that_are_not_in_the_form_change_nothing(admin):
    app = t.make_app()
    admin.post(f"{HERE}{app.uuid}/sua/", FORM | {"client_id": "x", "uuid": "x", "disabled_at": "2020-01-01", "secret": "x", "created_by": "x"})
    found = t.api.application(application_id=app.uuid, actor=t.SYSTEM)
    assert (found.client_id, found.disabled_at) == (app.client_id, None)
