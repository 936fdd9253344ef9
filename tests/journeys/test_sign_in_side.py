"""Signing in as an officer sees it: passkeys of the browser, recovery codes, confirming again; and the menu of every role."""

from base64 import b32encode

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from motcua.foundation.identity import models
from motcua.foundation.identity.queries.sessions import AUTH_TIME
from motcua.foundation.identity.testing import make_citizen, make_officer, make_unit, sign_in, totp
from motcua.kernel.actors import Role
from motcua.kit.fields import encrypt
from tests.journeys.browser import carry_session, lead_on, take, window
from tests.journeys.standing import judge

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = b32encode(b"0123456789abcdefghij").decode()
PASSWORD = "mot-cua-demo-2026"
BY_KEY = "Đăng nhập bằng khoá truy cập (passkey)"
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
    "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh_counters():
    cache.clear()


def officer_of(role, code):
    made = make_officer(role, code=code)
    account = models.Account.objects.get(username=code)
    Authenticator.objects.get_or_create(user=account, type="totp", defaults={"data": {"secret": encrypt(SECRET)}})
    return made


class Device:
    """The authenticator that Chromium plays."""

    def __init__(self, page):
        self.wire = page.context.new_cdp_session(page)
        self.wire.send("WebAuthn.enable")
        self.key = self.wire.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]

    def credential(self):
        (held,) = self.wire.send("WebAuthn.getCredentials", {"authenticatorId": self.key})["credentials"]
        return held

    def set_back(self, held, count):
        """Another device holds a copy of the key, and counts less."""
        self.wire.send("WebAuthn.clearCredentials", {"authenticatorId": self.key})
        self.wire.send("WebAuthn.addCredential", {"authenticatorId": self.key, "credential": {**held, "signCount": count}})


def signed_out(page, base):
    page.goto(base + "/tai-khoan/dang-xuat/")
    lead_on(page.locator("main").get_by_role("button", name="Đăng xuất"))


def by_passkey(page, base):
    page.goto(base + "/tai-khoan/can-bo/dang-nhap/")
    lead_on(page.get_by_role("button", name=BY_KEY))
    page.wait_for_load_state()


def test_an_officer_adds_a_passkey_signs_in_with_it_and_removes_it(browser, live_server):
    base = live_server.url
    officer_of(Role.APPRAISER, "thamdinh")
    with window(browser, screen="desk") as page:
        device = Device(page)
        page.goto(base + "/tai-khoan/can-bo/dang-nhap/?next=/tai-khoan/bao-mat/khoa/them/")
        page.locator("[name=login]").fill("thamdinh")
        page.locator("[name=password]").fill(PASSWORD)
        lead_on(page.get_by_role("button", name="Đăng nhập", exact=True))
        page.locator("[name=code]").fill(totp(SECRET))
        lead_on(page.get_by_role("button", name="Xác nhận"))
        page.get_by_label("Tên khoá").fill("Máy tính cơ quan")
        page.get_by_role("checkbox").check()
        judge(page, "passkey-add")
        lead_on(page.get_by_role("button", name="Thêm khoá truy cập"))
        assert page.locator("main code").count() == 10
        judge(page, "recovery-codes")
        with page.expect_download() as taken:
            page.get_by_role("link", name="Tải các mã về").click()
        assert page.locator("main code").first.inner_text() in taken.value.path().read_text(encoding="utf-8")
        page.goto(base + "/tai-khoan/bao-mat/")
        assert "Máy tính cơ quan" in page.inner_text("main")
        judge(page, "factors")

        for _ in range(2):
            signed_out(page, base)
            by_passkey(page, base)
            assert page.url.endswith("/lam-viec/")
        held = device.credential()
        assert held["signCount"] >= 2

        signed_out(page, base)
        device.set_back(held, 0)
        by_passkey(page, base)
        assert page.url.endswith("/dang-nhap/")
        judge(page, "passkey-refused")
        assert page.locator(".mc-notice").count()
        device.set_back(held, held["signCount"])
        by_passkey(page, base)
        assert page.url.endswith("/lam-viec/")

        page.goto(base + "/tai-khoan/bao-mat/")
        lead_on(page.get_by_role("link", name="Gỡ Máy tính cơ quan"))
        judge(page, "passkey-remove")
        lead_on(page.get_by_role("button", name="Gỡ khoá này"))
        assert "Chưa có khoá truy cập" in page.inner_text("main")
        signed_out(page, base)
        by_passkey(page, base)
        assert page.url.endswith("/dang-nhap/")


@pytest.mark.parametrize(("language", "said"), [("vi", "Bạn đã huỷ hoặc để quá giờ"), ("en", "You cancelled it or it took too long")])
def test_a_cancelled_passkey_says_what_to_do_aloud(browser, live_server, language, said):
    with window(browser, language=language) as page:
        page.goto(live_server.url + "/tai-khoan/can-bo/dang-nhap/")
        page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError')) }")
        page.locator("form[data-passkey] button").click()
        spoken = page.get_by_role("alert").filter(has_text=said)
        spoken.wait_for()
        judge(page, f"passkey-cancelled-{language}")


def test_what_an_administrator_typed_waits_while_he_confirms(browser, live_server):
    base = live_server.url
    officer_of(Role.ADMIN, "quantri")
    make_officer(Role.RECEPTION, code="moi")
    make_unit("11359")
    client = sign_in(Client(), make_officer(Role.ADMIN, code="quantri"))
    with window(browser, screen="desk") as page:
        carry_session(page.context, client, base)
        page.goto(base + "/quan-tri/can-bo/moi/")
        lead_on(page.get_by_role("link", name="Bổ nhiệm theo văn bản"))
        page.get_by_label("Mã đơn vị").fill("11359")
        page.get_by_label("Vai trò").select_option("appraiser")
        page.get_by_label("Kiêm nhiệm").check()
        page.get_by_label("Số, ký hiệu văn bản").fill("12/QĐ-UBND")
        for part, value in (("day", "1"), ("month", "3"), ("year", "2026")):
            page.locator(f"[name=ngay-{part}]").fill(value)
        session = client.session
        session[AUTH_TIME] = "2026-01-01T00:00:00+00:00"
        session.save()
        lead_on(page.get_by_role("button", name="Xem quyền trước và sau"))
        judge(page, "confirm-code")
        page.locator("[name=code]").fill(totp(SECRET))
        lead_on(page.get_by_role("button", name="Xác nhận"))
        assert "thay đổi chức vụ của cán bộ" in page.inner_text("main")
        judge(page, "confirmed-waiting")
        lead_on(page.get_by_role("button", name="Tiếp tục"))
        lead_on(page.get_by_role("button", name="Ghi thay đổi"))
        assert "Đã ghi thay đổi" in page.inner_text("main")


def test_pages_of_a_citizens_sign_ins(browser, live_server):
    person, base = make_citizen(), live_server.url
    client = sign_in(Client(), person)
    sign_in(Client(), person)
    with window(browser) as page:
        carry_session(page.context, client, base)
        for name, path in {"account": "/tai-khoan/", "sessions": "/tai-khoan/phien/", "organisations": "/tai-khoan/to-chuc/"}.items():
            page.goto(base + path)
            judge(page, f"sign-in-{name}")
        models.Session.objects.update(ended_at="2026-01-01T00:00:00Z", ended_cause="revoked")
        page.goto(base + "/tai-khoan/")
        assert "từ thiết bị khác" in page.inner_text("main")
        judge(page, "sign-in-ended")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("role", list(Role), ids=str)
def test_the_menu_of_every_role_is_one_line(browser, live_server, role, language):
    with window(browser, screen="desk", language=language) as page:
        page.set_viewport_size({"width": 1280, "height": 800})
        carry_session(page.context, sign_in(Client(), officer_of(role, f"o-{role}")), live_server.url)
        page.goto(live_server.url + "/tai-khoan/bao-mat/")
        tops = page.evaluate("[...document.querySelectorAll('.mc-nav > ul > li')].map((e) => Math.round(e.getBoundingClientRect().top))")
        assert len(set(tops)) == 1, page.locator(".mc-nav").inner_text()
        if language == "vi":
            take(page, f"menu-{role}", screens=("desk",))


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_the_menu_is_worked_with_the_keys_and_folds_on_a_phone(browser, live_server, script):
    with window(browser, screen="desk", script=script) as page:
        carry_session(page.context, sign_in(Client(), officer_of(Role.ADMIN, "quantri")), live_server.url)
        page.goto(live_server.url + "/tai-khoan/bao-mat/")
        group = page.locator(".mc-nav-group").filter(has_text="Quản trị")
        group.locator("summary").focus()
        page.keyboard.press("Enter")
        staff = group.get_by_role("link", name="Cán bộ và chức vụ")
        assert staff.is_visible()
        if script:
            take(page, "menu-open", screens=("desk",))
            page.keyboard.press("Escape")
            assert not staff.is_visible()
            page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.set_viewport_size({"width": 320, "height": 640})
        menu = page.locator("details.mc-menu").first
        menu.locator("summary").focus()
        page.keyboard.press("Enter")
        link = menu.get_by_role("link", name="Cán bộ và chức vụ")
        assert link.is_visible()
        if script:
            page.screenshot(path="artifacts/pictures/menu-open-320.png", full_page=True)
        lead_on(link)
        assert page.url.endswith("/quan-tri/can-bo/")


def test_a_lost_device_is_replaced_by_two_administrators(browser, live_server):
    base = live_server.url
    officer_of(Role.APPRAISER, "thamdinh")
    first, second = (sign_in(Client(), make_officer(Role.ADMIN, code=code)) for code in ("quantri", "quantri2"))
    own = sign_in(Client(), make_officer(Role.APPRAISER, code="thamdinh"))
    with window(browser) as page:
        carry_session(page.context, first, base)
        page.goto(base + "/quan-tri/dat-lai-xac-thuc/")
        judge(page, "reset-none")
        page.goto(base + "/quan-tri/can-bo/thamdinh/dat-lai-xac-thuc/")
        lead_on(page.get_by_role("button", name="Gửi yêu cầu"))
        judge(page, "reset-ask-errors", expected="422")
        page.complaints.clear()
        page.get_by_label("Lý do").fill("Mất điện thoại trên xe buýt sáng 22/11, đã báo công an phường Ngô Quyền")
        page.get_by_label("Xem thẻ căn cước").check()
        page.get_by_label("Số thẻ đã xem").fill("031091000001")
        lead_on(page.get_by_role("button", name="Gửi yêu cầu"))
        judge(page, "reset-asked")
        one = page.url
        carry_session(page.context, own, base)
        page.goto(base + "/tai-khoan/bao-mat/dat-lai/")
        judge(page, "reset-mine")
        carry_session(page.context, second, base)
        page.goto(base + "/lam-viec/")
        judge(page, "reset-desk")
        page.goto(base + "/quan-tri/dat-lai-xac-thuc/")
        judge(page, "reset-queue")
        page.goto(one)
        judge(page, "reset-one")
        lead_on(page.get_by_role("button", name="Xác nhận, gỡ lớp xác thực cũ"))
        code = page.locator("main code").first.inner_text()
        judge(page, "reset-sheet")
        page.emulate_media(media="print")
        page.screenshot(path="artifacts/pictures/reset-sheet-print.png", full_page=True)
    with window(browser) as page:
        page.goto(base + "/tai-khoan/can-bo/dang-nhap/")
        page.locator("[name=login]").fill("thamdinh")
        page.locator("[name=password]").fill(PASSWORD)
        lead_on(page.get_by_role("button", name="Đăng nhập", exact=True))
        page.locator("[name=ma]").fill("AAAA-BBBB-CCCC")
        lead_on(page.get_by_role("button", name="Tiếp tục"))
        judge(page, "reset-code-wrong", expected="422")
        page.complaints.clear()
        page.locator("[name=ma]").fill(code)
        lead_on(page.get_by_role("button", name="Tiếp tục"))
        assert page.url.endswith("/tai-khoan/bao-mat/")
        judge(page, "reset-new-factor")


def test_pages_of_a_reset_in_english(browser, live_server):
    officer_of(Role.APPRAISER, "thamdinh")
    with window(browser, language="en") as page:
        carry_session(page.context, sign_in(Client(), make_officer(Role.ADMIN, code="quantri")), live_server.url)
        page.goto(live_server.url + "/quan-tri/can-bo/thamdinh/dat-lai-xac-thuc/")
        page.get_by_label("Reason").fill("Lost on the bus")
        page.get_by_label("In person, known by sight").check()
        lead_on(page.get_by_role("button", name="Send the request"))
        judge(page, "reset-asked-en")
