"""The officer's day in a real browser, and what a citizen receives: every screen on a phone and at a desk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from motcua.foundation.audit import api as audit
from motcua.foundation.identity import api as identity
from motcua.foundation.identity.testing import claims_of
from motcua.foundation.outbox import api as outbox
from motcua.foundation.outbox.models import Delivery
from motcua.foundation.outbox.testing import drain_all
from motcua.foundation.registers.testing import load_registers
from motcua.foundation.units.testing import load_units
from motcua.kernel.actors import Actor
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.actions import forms
from motcua.platform.casework.contracts import Outcome
from motcua.platform.eforms import api as eforms
from motcua.platform.exchange import api as exchange
from motcua.platform.exchange.testing import FakeGateway, call_row
from motcua.platform.messaging import api as messaging
from motcua.platform.payments.adapters import instead as bank_instead
from motcua.platform.payments.testing import FakeBank
from motcua.simulator.people.model import Sex
from motcua.simulator.people.roll import person
from tests.journeys.browser import SCREENS, lead_on
from tests.journeys.standing import judge, standing

pytestmark = pytest.mark.django_db
NOW = t.NOW + timedelta(days=9, hours=1)
DAY = timedelta(days=1)


@dataclass
class Desk:
    """Who works, who asked, and the dossiers that the pages show."""

    mother: Actor
    reception: Actor
    appraiser: Actor
    leader: Actor
    operator: Actor
    admin: Actor
    refs: list
    call: object = None

    @property
    def people(self):
        return (self.mother, self.reception, self.appraiser, self.leader, self.operator, self.admin)


def citizen(n: int) -> Actor:
    """An invented resident with an account."""
    who = person(n)
    claims = claims_of(n, HoVaTen=who.full_name, SoDinhDanh=who.cccd, NgayThangNamSinh=f"{who.born_on:%d/%m/%Y}")
    return identity.actor_of(account_id=identity.sign_in_citizen(claims=claims, now=t.NOW).account_id, now=t.NOW)


def build() -> Desk:
    """A ward with a week of work on its desk."""
    load_registers()
    load_units()
    t.load_procedures()
    identity.load_demo(now=t.NOW)
    exchange.load_reference(now=t.NOW)
    seats = [identity.officer_actor(code=code, now=t.NOW) for code in ("tiepnhan", "thamdinh", "lanhdao", "truc", "quantri")]
    desk = Desk(citizen(0), *seats, [])
    with t.quick_papers():
        desk.refs = [submit(n) for n in range(32)]
        work(desk)
    api.sign_result(code=desk.refs[0].code, decision=Outcome.GRANTED, actor=desk.leader, now=t.NOW + 3 * DAY)
    with bank_instead(FakeBank()) as bank:
        bank.tell(bank.credit(amount=80_000, description="LE PHI XAY DUNG"), now=NOW)
    drain_all()
    messaging.deliver_due(now=NOW)
    park_one()
    for n in range(6):
        desk.call = call_row(
            now=NOW - (5 - n) * timedelta(minutes=7), seq=n + 1, issue=desk.refs[n].code, purpose="Xác nhận nhân thân người nộp hồ sơ",
            message_id=f"VN-HP-{n}", request_hash="4f" * 44, seal_root="ab" * 32, key_id="9c41d07f",
            **({"outcome": "failed", "status": 500, "fault": "Server.ServerProxy.NetworkError"} if n == 2 else {}),
        ).request_id
    audit.seal(now=NOW)
    return desk


def submit(n: int):
    """One dossier through its real form: a birth, a repair with a fee, a marriage, a birth."""
    who, code = citizen(n % 9), (t.BIRTH, t.REPAIR, t.GENERIC, t.BIRTH)[n % 4]
    at = t.NOW + n * timedelta(hours=5)
    procedure = api.procedure(code=code)
    ref = eforms.publish_form(definition=forms.document_of(procedure), now=t.NOW)
    papers = t.frozen(who, *[p.key for p in procedure.papers if p.required], data=birth(n) if code == t.BIRTH else None, now=at)
    with t.form_is(replace(papers, form_ref=ref)) as form:
        return api.submit(
            draft_id=form.draft_id, procedure_code=code, unit_code=t.UNIT, idempotency_key=str(form.draft_id), actor=who, now=at
        )


def birth(n: int) -> dict:
    """A parent declares a daughter."""
    who, other = person(n % 9), person((n + 1) % 9)
    role, partner = ("mother", "father") if who.sex is Sex.FEMALE else ("father", "mother")
    home = {"unit": t.UNIT, "line": "Số 5 Lạch Tray"}
    return {
        "relation": role, "parents": "both", "applicant_name": who.full_name, "applicant_number": who.cccd,
        "applicant_born": who.born_on.isoformat(), "applicant_address": home, "phone": "0100900012", "child_name": "Vũ Đỗ Khánh An",
        "child_born": "2026-03-01", "child_sex": "female", "birth_place": "Bệnh viện Phụ sản Hải Phòng", "child_ethnicity": "Kinh",
        "child_hometown": "Phường Ngô Quyền, thành phố Hải Phòng", f"{role}_name": who.full_name, f"{role}_address": home,
        f"{partner}_name": other.full_name,
    }


def work(desk: Desk) -> None:
    """Eight taken in, five on their way, one of them waiting for papers, one proposed, one decided."""
    refs, day = desk.refs, t.NOW + 2 * DAY
    for ref in refs[:9]:
        if ref.payment_id:
            t.pay(ref, now=day)
        api.receive(code=ref.code, actor=desk.reception, now=day)
    for n, ref in enumerate(refs[:6]):  # a marriage goes straight to the officer of civil status, who forwards it herself
        api.forward(code=ref.code, actor=desk.appraiser if n % 4 == 2 else desk.reception, now=day, note="Hồ sơ đủ thành phần")
    items = ("Bản vẽ mặt cắt hiện trạng tỉ lệ 1/100", "Ảnh chụp mặt tiền nhà hiện tại, thấy rõ số nhà và hai nhà liền kề")
    api.request_supplement(
        code=refs[1].code, items=items, reason="Bản vẽ chưa thể hiện phần cải tạo", deadline_days=5, actor=desk.appraiser, now=day
    )
    for n in (0, 3):
        api.propose_result(code=refs[n].code, decision=Outcome.GRANTED, note="Đủ điều kiện", actor=desk.appraiser, now=day + DAY)


def park_one() -> None:
    """One delivery that failed too often."""
    broken = Delivery.objects.order_by("id").last()
    error = "BankUnavailable: Ngân hàng chưa trả lời. Yêu cầu được giữ lại và sẽ gửi lại."
    Delivery.objects.filter(id=broken.id).update(state=Delivery.PARKED, attempts=8, error=error, done_at=None)
    assert outbox.parked()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("officer")


@pytest.fixture(autouse=True)
def _data_folder_of_its_own(folder, monkeypatch):
    """The pages read the files that the town keeps."""
    monkeypatch.setenv("MOTCUA_DATA", str(folder))


@pytest.fixture(scope="module")
def ward(browser, django_db_setup, django_db_blocker, folder):
    patch = pytest.MonkeyPatch()
    FakeGateway(patch)
    with standing(browser, django_db_blocker, folder, now=NOW, build=build) as both:
        yield both
    patch.undo()


@pytest.fixture
def site(ward):
    return ward[0]


@pytest.fixture
def desk(ward):
    return ward[1]


def opened(page, name):
    """The page with every panel open."""
    page.locator("main details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    judge(page, name)


def test_the_inbox_of_every_desk(site, desk):
    page = site.look(desk.reception, "/lam-viec/ho-so/?muc=tat-ca", "officer-inbox")
    page.set_viewport_size({"width": 1440, "height": 1080})
    boxes = [row.bounding_box() for row in page.locator("table tbody tr").all()]
    page.set_viewport_size(SCREENS["phone"])
    assert sum(box["y"] + box["height"] <= 1080 for box in boxes) >= 25
    site.look(desk.leader, "/lam-viec/ho-so/", "officer-inbox-mine")
    site.look(desk.reception, "/lam-viec/ho-so/?q=khong-co-ai-ten-nay", "officer-inbox-empty")
    site.look(desk.reception, "/lam-viec/", "officer-home")


@pytest.mark.parametrize(
    ("who", "number", "name"),
    [("reception", 10, "new"), ("appraiser", 4, "work"), ("appraiser", 1, "waits"), ("leader", 3, "sign"), ("leader", 0, "decided")],
)
def test_one_dossier_on_the_desk(site, desk, who, number, name):
    page = site.look(getattr(desk, who), f"/lam-viec/ho-so/{desk.refs[number].code}/", f"officer-dossier-{name}")
    opened(page, f"officer-dossier-{name}-open")


def test_a_refused_action_keeps_what_was_typed(site, desk):
    page = site.look(desk.appraiser, f"/lam-viec/ho-so/{desk.refs[5].code}/", "")
    page.get_by_text("Yêu cầu bổ sung", exact=True).first.click()
    panel = page.locator("details[open]").filter(has_text="Yêu cầu bổ sung").last
    panel.locator("textarea").first.fill("Bản sao giấy chứng sinh")
    lead_on(panel.locator("button:not(.is-quiet)").last)  # the quiet one shows the paper in a page of its own
    page.complaints.clear()
    judge(page, "officer-dossier-refused")
    assert "Bản sao giấy chứng sinh" in page.content()


def test_the_operator_sees_what_failed(site, desk):
    site.look(desk.operator, "/lam-viec/su-kien/", "officer-parked")
    site.look(desk.operator, "/lam-viec/truc-lien-thong/", "officer-exchange")
    site.look(desk.operator, f"/lam-viec/truc-lien-thong/{desk.call}/", "officer-exchange-call")


def test_the_administrator_reads_the_log(site, desk):
    site.look(desk.admin, "/lam-viec/nhat-ky/", "officer-audit")
    site.look(desk.admin, "/lam-viec/nhat-ky/?nguoi=khong-ai", "officer-audit-empty")
    site.look(desk.admin, "/lam-viec/doi-soat/", "officer-money")


def test_what_the_citizen_receives(site, desk):
    page = site.look(desk.mother, "/thong-bao/", "citizen-messages")
    lead_on(page.locator("main ul a, main article a, main li a").first)
    judge(page, "citizen-message")
    site.look(desk.mother, f"/thanh-toan/{desk.refs[9].payment_id}/", "citizen-payment")
    page = site.look(desk.mother, "/kho-giay-to/", "citizen-vault")
    lead_on(page.get_by_role("link", name="Giấy khai sinh").first)
    judge(page, "citizen-vault-paper")


@pytest.mark.parametrize(
    ("who", "where", "name"),
    [
        ("leader", "canh-bao/", "watch"), ("appraiser", "xin-y-kien/", "opinions"), ("reception", "so-theo-doi/?tu=2026-03-01", "register"),
        ("reception", "danh-sach/?muc=qua-han", "views"), ("reception", "nop-tai-quay/?q=khai+sinh", "counter"),
        ("reception", "nop-tai-quay/1.000894/nguoi-nop/", "counter-person"),
    ],
)  # fmt: skip
def test_lists_beside_the_inbox(site, desk, who, where, name):
    page = site.look(getattr(desk, who), f"/lam-viec/ho-so/{where}", f"officer-{name}")
    opened(page, f"officer-{name}-open")


@pytest.mark.parametrize("verb", ["assign", "ask_opinions", "extend_due", "pause"])
def test_one_thing_per_page(site, desk, verb):
    site.look(desk.appraiser, f"/lam-viec/ho-so/{desk.refs[4].code}/viec/{verb}/", f"officer-{verb}")
