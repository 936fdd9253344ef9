"""What a citizen does beside the form: choose who files, follow, rate, appeal, look up by number; on a phone, at 320 px, with axe."""

from __future__ import annotations

import pytest

from motcua.foundation.identity.testing import sign_in
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.actions import forms
from motcua.platform.casework.contracts import OpinionAsk, Outcome
from tests.journeys.browser import carry_session, lead_on, window
from tests.journeys.test_citizen import judge

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(monkeypatch):
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: t.NOW)
    with t.quick_papers():
        yield t.make_town()


@pytest.fixture
def page(browser, live_server, client, town):
    with window(browser) as opened:
        carry_session(opened.context, sign_in(client, town.citizen), live_server.url)
        opened.home = live_server.url
        yield opened


def in_appraisal(town):
    code = t.submit(town.citizen).code
    api.receive(code=code, actor=town.reception, now=t.NOW)
    api.forward(code=code, to_step="appraisal", note="", actor=town.reception, now=t.NOW)
    return code


def test_choices_beside_the_form(page, town):
    draft = forms.start(procedure=api.procedure(code=t.BIRTH), unit_code="", actor=town.citizen, now=t.NOW).uuid
    for what in ("nop-ho", "noi-tiep-nhan", "mien-giam", "giay-to-da-co"):
        page.goto(f"{page.home}/nop/{draft}/lua-chon/{what}/")
        judge(page, f"choose-{what}")
    page.goto(f"{page.home}/nop/{draft}/lua-chon/nop-ho/?cho=authorised")
    judge(page, "choose-nop-ho-authorised")
    page.goto(f"{page.home}/nop/{draft}/kiem-tra/")
    judge(page, "check-open")
    page.goto(f"{page.home}/thu-tuc/{t.BIRTH}/nop/")
    judge(page, "start-who")


def test_what_was_typed_without_a_network_is_sent_before_the_check(page, town):
    draft = forms.start(procedure=api.procedure(code=t.BIRTH), unit_code="", actor=town.citizen, now=t.NOW).uuid
    page.goto(f"{page.home}/nop/{draft}/nguoi-yeu-cau/")
    page.context.set_offline(True)
    page.fill("#id_phone", "0912345678")
    page.locator("[data-saved]", has_text="Chưa có mạng").wait_for()
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(f"{page.home}/nop/{draft}/kiem-tra/", wait_until="commit")
    page.wait_for_url("**/nguoi-yeu-cau/?sua=1")
    page.locator("[data-saved]", has_text="Đã gửi").wait_for()
    assert page.input_value("#id_phone") == "0912345678"
    page.goto(f"{page.home}/nop/{draft}/kiem-tra/")
    assert "0912" in page.inner_text("main")


def test_following_and_after(page, town):
    code = in_appraisal(town)
    asks = [OpinionAsk(unit_code=t.OTHER_UNIT, question="Xác minh nơi cư trú", days=3)]
    api.ask_opinions(code=code, asks=asks, actor=town.appraiser, now=t.NOW)
    api.extend_due(code=code, days=2, reason="Chờ xác minh nơi sinh", actor=town.appraiser, now=t.NOW)
    page.goto(f"{page.home}/ho-so/{code}/")
    judge(page, "status-awaited")
    done = in_appraisal(town)
    api.propose_result(code=done, decision=Outcome.DENIED, note="Thiếu căn cứ", actor=town.appraiser, now=t.NOW)
    api.sign_result(code=done, decision=Outcome.DENIED, note="Thiếu căn cứ", actor=town.leader, now=t.NOW)
    for path in ("", "danh-gia/", "khieu-nai/", "ky-to-khai/"):
        page.goto(f"{page.home}/ho-so/{done}/{path}")
        judge(page, f"after-{path.strip('/') or 'status'}")


def test_service_and_look_up(page, town):
    for name, path in (("service", f"/thu-tuc/{t.REPAIR}/"), ("track", "/tra-cuu/"), ("track-number", "/tra-cuu/so/"), ("home", "/")):
        page.goto(f"{page.home}{path}")
        judge(page, f"beside-{name}")
    page.goto(f"{page.home}/tra-cuu/so/")
    page.fill("#id_so", "0912345678")
    lead_on(page.locator("form .mc-row").get_by_role("button").first)
    judge(page, "track-code")
