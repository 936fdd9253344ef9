"""The people of the journeys in a running installation, each in a window of her own, signed in through the real pages."""

from __future__ import annotations

import re
import time
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Page

from motcua.simulator.codes import totp_now
from tests.journeys.browser import SCREENS, take, window
from tests.journeys.hands import Hand, Keys
from tests.journeys.inside import Inside
from tests.journeys.standing import judge

NARROW = {"width": 320, "height": 640}
_PATIENCE = 30_000  # as long as a machine that does other things too may take; a page that stands is never waited for
_SCRIPTS = re.compile(r"<script.*?</script>", re.DOTALL)


@dataclass
class Somebody:
    """A person at a window: the page, the hand that works it, and the pictures that are left on the way."""

    page: Page
    base: str
    hand: Hand
    journey: str
    twin: Page | None = None  # where axe, which is a script, judges what a window without script shows

    def open(self, path: str) -> None:
        """Type an address of the site; it must answer."""
        answer = self.page.goto(path if path.startswith("http") else self.base + path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"

    def stands(self, name: str, *, expected: str = "") -> None:
        """Judge the page as it stands (axe, 320 px, targets, marks, complaints) and leave a picture of it on the screen she has."""
        mine = ("phone" if (self.page.viewport_size or NARROW)["width"] < SCREENS["desk"]["width"] else "desk",)
        if self.twin is None:
            judge(self.page, f"{self.journey}-{name}", expected=expected, screens=mine)
        else:
            take(self.page, f"{self.journey}-{name}", screens=mine)
            self.twin.set_content(_SCRIPTS.sub("", self.page.content()).replace("<head>", f'<head><base href="{self.page.url}">', 1))
            self.twin.complaints.clear()
            judge(self.twin)
        self.page.complaints.clear()

    def press(self, name: str) -> None:
        """The button or link of that name in the page; waits for where it leads."""
        place = self.page.locator("main, aside, [role=complementary]")
        found = place.get_by_role("button", name=name, exact=True).or_(place.get_by_role("link", name=name, exact=True))
        with self.page.expect_navigation():
            self.hand.press(found.locator("visible=true").first)

    def answer(self, answers: dict[str, Any], **more: Any) -> None:
        """Answer questions by their words."""
        for words, value in answers.items():
            self.hand.answer(words, value, **more)

    def unfold(self, name: str) -> Any:
        """Open the fold of that name and return it."""
        fold = self.page.locator("details").filter(has=self.page.locator("summary", has_text=name)).last
        if fold.get_attribute("open") is None:
            self.hand.press(fold.locator("summary").first)
        return fold

    @property
    def words(self) -> str:
        """All words that the page shows."""
        return " ".join(self.page.locator("body").inner_text().split())

    def sees(self, *words: str) -> None:
        """The page says so."""
        for one in words:
            assert one in self.words, f"{self.page.url} does not say {one!r}: {self.words[:1500]}"


class People:
    """Signs people in; who came once stays."""

    def __init__(self, browser: Browser, environment: dict[str, str], inside: Inside) -> None:
        self.browser, self.base, self.inside = browser, environment["MOTCUA_BASE_URL"], inside
        self.bank = environment["MOTCUA_PEERS_URL"]
        self.stack = ExitStack()
        self._officers: dict[str, Page] = {}
        self._logins: dict[str, Any] = {}

    def stop(self) -> None:
        """Close every window."""
        self.stack.close()

    def citizen(self, name: str, *, journey: str, keys: bool = False, script: bool = True) -> Somebody:
        """An invented resident on a phone 320 px wide, signed in through VNeID at level 2; ``name`` is hers, or her number."""
        page = self.stack.enter_context(window(self.browser, script=script))
        page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        page.set_default_timeout(_PATIENCE)
        somebody = Somebody(page, self.base, Keys(page) if keys else Hand(page), journey)
        if not script:
            somebody.twin = self.stack.enter_context(window(self.browser))
            somebody.twin.goto(f"{self.base}/ngoai-tuyen/")
        page.goto(f"{self.base}/dang-nhap/?next=/ho-so/")
        somebody.press("Đăng nhập bằng VNeID")
        if name.isdecimal():
            somebody.hand.write(page.get_by_role("textbox").first, name)
        with page.expect_navigation():
            somebody.hand.press(page.get_by_role("button", name="Tiếp tục" if name.isdecimal() else name).first)
        pin, otp = (page.locator(f"#demo-{one}").inner_text().strip() for one in ("pin", "otp"))
        somebody.hand.write(page.locator('input[name="pin"]'), pin)
        somebody.hand.write(page.locator('input[name="otp"]'), otp)
        somebody.hand.press(page.locator('button[value="allow"]'))
        page.wait_for_url(f"{self.base}/**")
        page.complaints.clear()
        return somebody

    def officer(self, code: str, *, journey: str, keys: bool = False, anew: bool = False) -> Somebody:
        """An officer at a desk, signed in with password and one-time code at first use, or ``anew`` for what asks for a fresh sign-in."""
        if anew or code not in self._officers:
            self._officers[code] = self._signed_in(code)
        page = self._officers[code]
        return Somebody(page, self.base, Keys(page) if keys else Hand(page), journey)

    def _signed_in(self, code: str) -> Page:
        page = self.stack.enter_context(window(self.browser, screen="desk"))
        page.set_default_timeout(_PATIENCE)
        login = self.login(code)
        page.goto(f"{self.base}/tai-khoan/can-bo/dang-nhap/?next=/lam-viec/")
        page.locator('input[name="login"]').fill(code)
        page.locator('input[name="password"]').fill(login["password"])
        page.keyboard.press("Enter")
        page.wait_for_selector('input[name="code"]')
        page.locator('input[name="code"]').fill(totp_now(login["secret"]))
        page.keyboard.press("Enter")
        page.wait_for_url("**/lam-viec/**")
        page.complaints.clear()
        return page

    def login(self, code: str) -> dict[str, str]:
        """Password and secret of an officer of the demonstration."""
        if not self._logins:
            found = self.inside.ask("answer = [(l.username, l.password, l.totp_secret) for l in identity.demo_logins()]")
            self._logins = {name: {"password": password, "secret": secret} for name, password, secret in found}
        return self._logins[code]

    def engage(self, code: str, *, full_name: str, unit: str, role: str, title: str) -> None:
        """Another officer of the city, with the password of the demonstration and a factor of the demonstration's own kind."""
        given = {"code": code, "full_name": full_name, "unit": unit, "role": role, "title": title}
        known = self.login("tiepnhan")["password"]
        secret = "".join("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[ord(c) % 32] for c in (code * 32)[:32])
        self.inside.ask(
            "if not [o for o in identity.find_officers(query=code, now=clock.now()) if o.code == code]:\n"
            "    identity.create_officer(code=code, full_name=full_name, unit_code=unit, role=Role(role), title=title, password=password,"
            " totp_secret=secret, now=datetime.fromisoformat('2025-07-01T00:00:00+00:00'))",
            **given,
            password=known,
            secret=secret,
        )
        self._logins[code] = {"password": known, "secret": secret}


def wait_for(see: Any, *, seconds: float = 40.0, what: str = "") -> Any:
    """Ask until the answer is true."""
    deadline = time.monotonic() + seconds
    while not (found := see()):
        assert time.monotonic() < deadline, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.15)
    return found


def begin(somebody: Somebody, procedure: str) -> None:
    """From the service's page to the first question."""
    somebody.open(f"/thu-tuc/{procedure}/")
    somebody.stands("thu-tuc")
    if somebody.page.get_by_role("link", name="Làm tiếp bản nháp").count():
        somebody.open(f"/thu-tuc/{procedure}/nop/")
    else:
        somebody.press("Nộp trực tuyến")
    somebody.stands("bat-dau")
    fresh = somebody.page.get_by_role("button", name="Bắt đầu hồ sơ mới", exact=True)
    somebody.press("Bắt đầu hồ sơ mới" if fresh.count() else "Bắt đầu")


def send(somebody: Somebody) -> str:
    """Declare and submit from "check your answers"; the code of the dossier."""
    somebody.stands("kiem-tra")
    somebody.hand.tick(somebody.page.get_by_label("Tôi cam đoan những thông tin trên"))
    somebody.press("Nộp hồ sơ")
    somebody.page.wait_for_url("**/da-nop/")
    somebody.stands("da-nop")
    return somebody.page.url.rstrip("/").split("/")[-2]


def fill_in(somebody: Somebody, answers: dict[str, Any], *, pictures: bool = True) -> None:
    """Question page after question page until "check your answers": what is known stays, what is asked is answered by its words."""
    left = dict(answers)
    for _ in range(20):
        path = somebody.page.url.rstrip("/").rsplit("/", 1)[-1]
        if path == "kiem-tra" or "/luot/" in somebody.page.url:  # the citizen's last page, the counter's last page
            assert not left, f"never asked: {list(left)}"
            return
        for words in list(left):
            if _asked(somebody.page, words):
                somebody.hand.answer(words, left.pop(words))
        if pictures:
            somebody.stands(path)
        somebody.press("Tiếp tục")
        assert somebody.page.url.rstrip("/").rsplit("/", 1)[-1] != path, f"{somebody.page.url} keeps asking: {somebody.words[:1500]}"
    raise AssertionError("the questions have no end")


def _asked(page: Page, words: str) -> bool:
    place = page.locator("main")
    found = place.get_by_role("group", name=words).or_(place.get_by_role("radiogroup", name=words)).or_(place.get_by_label(words))
    return any(one.is_visible() for one in found.all())


def pay_on_platform(somebody: Somebody) -> None:
    """From "submitted" to the payment page, over to the platform, pay there and come back."""
    somebody.hand.press(somebody.page.locator('main a[href*="/thanh-toan/"]').first)
    somebody.page.wait_for_url("**/thanh-toan/**")
    address = somebody.page.url
    somebody.open(f"{address.partition('?')[0]}?cach=platform")
    somebody.stands("thanh-toan")
    somebody.press("Tạo giao dịch trực tuyến")
    somebody.stands("giao-dich")
    somebody.press("Sang nền tảng thanh toán")
    with somebody.page.expect_navigation():  # left before the answer, the payment would be broken off
        somebody.hand.press(somebody.page.get_by_role("button", name="Thanh toán"))
    somebody.open(address)
    wait_for(lambda: somebody.page.reload() and "Đã nhận tiền" in somebody.words, what="the page says that the money is there")
    somebody.stands("da-nhan-tien")


def pay_by_qr(somebody: Somebody, bank: str) -> None:
    """From "submitted" to the payment page; a bank's application scans the code."""
    somebody.hand.press(somebody.page.locator('main a[href*="/thanh-toan/"]').first)
    somebody.page.wait_for_url("**/thanh-toan/**")
    somebody.stands("thanh-toan")
    app = somebody.page.locator('main a[href*="qr="]').first.get_attribute("href") or ""
    order = {"qr": parse_qs(urlsplit(app).query)["qr"][0], "from_name": "NGUOI NOP", "notify": {"times": 2}}
    assert somebody.page.request.post(f"{bank}/bank/pay", data=order).ok
    wait_for(lambda: somebody.page.reload() and "Đã nhận tiền" in somebody.words, what="the page says that the money is there")
    somebody.stands("da-nhan-tien")
