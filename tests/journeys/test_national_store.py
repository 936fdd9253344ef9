"""Papers from the national store: asked for with a tick, brought, refused with words; the look-up for a dossier; the operator's queue."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import patch

import pytest

from motcua.foundation.consent.testing import load_purposes
from motcua.foundation.identity import api as identity
from motcua.foundation.identity.testing import UNIT, Peers, make_citizen, make_officer
from motcua.foundation.registers.testing import load_registers
from motcua.foundation.units.testing import load_units
from motcua.kernel.actors import Actor, Role
from motcua.platform.casework.contracts import Channel, DossierStatus
from motcua.services.vault import api as vault
from motcua.services.vault import conf
from motcua.services.vault.testing import NOW, casework_knows, resolved
from tests.journeys.browser import lead_on
from tests.journeys.standing import judge, standing

HERE, QUEUE = "/kho-giay-to/kho-quoc-gia/", "/lam-viec/kho-quoc-gia/"
pytestmark = pytest.mark.django_db


@dataclass
class Place:
    """Who has not asked yet, who waits, who has everything, whom the store refused; an officer with a look-up, an operator."""

    newcomer: Actor
    waiting: Actor
    served: Actor
    refused: Actor
    officer: Actor
    operator: Actor
    lookup: str

    @property
    def people(self) -> tuple[Actor, ...]:
        return (self.newcomer, self.waiting, self.served, self.refused, self.officer, self.operator)


def ask(person: Actor) -> None:
    vault.agree_to_national(version=1, language="vi", actor=person, now=NOW)
    vault.bring_papers(actor=person, now=NOW)


def kept(person: Actor) -> None:
    with casework_knows():
        held = vault.keep_result(resolved=resolved(person.subject_id), now=NOW)
    assert held is not None
    vault.line_up_national(document_id=held.uuid, now=NOW)


@contextmanager
def in_hand(person: Actor) -> Iterator[None]:
    """A dossier of hers whose procedure asks for a driving licence."""
    whose = identity.person(person_id=person.subject_id)
    party = SimpleNamespace(person_id=person.subject_id, organisation_id=None, number=whose.personal_number, name=whose.full_name)
    dossier = SimpleNamespace(
        code="H24.61.23-261120-0001", procedure_code="1.001193", definition_version=1, unit_code=UNIT, handler_code=UNIT, status=DossierStatus.PROCESSING,
        party=party, channel=Channel.COUNTER,
    )  # fmt: skip
    procedure = SimpleNamespace(definition=SimpleNamespace(papers=(SimpleNamespace(key="giay-phep-lai-xe", name="Giấy phép lái xe"),)))
    door = "motcua.platform.casework.api"
    with patch(f"{door}.dossier", lambda **_: dossier), patch(f"{door}.procedure", lambda **_: procedure):
        yield


def build(there: Peers) -> Place:
    load_registers()
    load_units()
    load_purposes()
    newcomer, waiting, served, refused = (make_citizen(n) for n in range(1, 5))
    officer = make_officer(Role.APPRAISER)
    ask(served)
    kept(served)
    vault.exchange_national(now=NOW)
    there.fault("results", "refuse", times=2)
    ask(refused)
    kept(refused)
    vault.exchange_national(now=NOW)
    there.heal()
    there.fault("results", "http_500")
    ask(waiting)
    kept(newcomer)
    vault.exchange_national(now=NOW)
    there.heal()
    with in_hand(served):
        found = vault.look_up_for_dossier(
            dossier_code="H24.61.23-261120-0001", kind="driving_licence", actor=officer, now=NOW - timedelta(minutes=1)
        )
    return Place(newcomer, waiting, served, refused, officer, make_officer(Role.OPERATOR), str(found.uuid))


@pytest.fixture(scope="module")
def site(browser, django_db_setup, django_db_blocker, tmp_path_factory, _running_peers):
    there, folder = _running_peers, tmp_path_factory.mktemp("national")
    with (
        patch.object(conf, "NATIONAL_URL", f"{there.url}/kho-ket-qua"),
        standing(browser, django_db_blocker, folder, now=NOW, build=lambda: build(there)) as stands,
    ):
        yield stands


def test_a_person_agrees_with_a_tick_and_asks(site):
    window, place = site
    page = window.look(place.newcomer, HERE, "national-store")
    lead_on(page.get_by_role("button", name="Lấy giấy tờ của tôi"))
    judge(page, "national-store-error", expected="422")
    page.get_by_label("Tôi đã đọc và đồng ý").check()
    lead_on(page.get_by_role("button", name="Lấy giấy tờ của tôi"))
    judge(page, "national-store-running", expected="422")
    assert "Đang lấy giấy tờ" in page.inner_text("main")
    lead_on(page.get_by_role("button", name="Bật lấy hằng ngày"))
    assert "Đang bật" in page.inner_text("main")


def test_why_it_waits_or_failed_is_said(site):
    window, place = site
    page = window.look(place.waiting, HERE, "national-store-waiting")
    assert "chưa trả lời" in page.inner_text("main")
    page = window.look(place.refused, HERE, "national-store-refused")
    assert "mã 77" in page.inner_text("main")


def test_what_came_lies_in_the_store(site):
    window, place = site
    page = window.look(place.served, HERE, "national-store-done")
    assert "3 giấy tờ mới" in page.inner_text("main")
    page = window.look(place.served, "/kho-giay-to/", "national-store-list")
    lead_on(page.get_by_role("link", name="Giấy phép lái xe hạng B"))
    judge(page, "national-store-paper")
    assert "kho quốc gia, lấy về ngày" in page.inner_text("main")


def test_the_officer_sees_what_was_found(site):
    window, place = site
    page = window.look(place.officer, f"{QUEUE}tra-cuu/{place.lookup}/", "national-store-found")
    assert "Giấy phép lái xe hạng B" in page.inner_text("main")


def test_the_operator_finds_what_stands_still(site):
    window, place = site
    page = window.look(place.operator, QUEUE, "national-store-queue")
    assert "Mã kết quả chưa được công bố" in page.inner_text("main")
    lead_on(page.get_by_role("button", name="Gửi lại mọi kết quả bị từ chối"))
    judge(page, "national-store-queue-again")
    assert "1 kết quả được xếp hàng gửi lại" in page.inner_text("main")


def test_in_english(site):
    window, place = site
    for actor, path, name in ((place.served, HERE, "national-store-en"), (place.operator, QUEUE, "national-store-queue-en")):
        with window.in_english(actor):
            window.look(actor, path, name)
