"""What the sweep over all ids needs besides the town: a result, receipts, runs, papers of units, invitations, a merger."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.foundation.files.testing import PDF_BYTES, picture
from motcua.foundation.identity import api as identity
from motcua.foundation.identity import testing as people
from motcua.kernel.actors import SYSTEM, Role
from motcua.platform.casework import api as casework
from motcua.platform.casework import testing as t
from motcua.platform.casework.contracts import OpinionAsk, Outcome
from motcua.platform.casework.contracts.desk import InboxFilter
from motcua.platform.casework.tests.test_digitising import index, row
from motcua.platform.casework.tests.test_lifecycle import at_signing
from motcua.platform.eforms import api as eforms
from motcua.platform.exchange import api as exchange
from motcua.platform.exchange.contracts import SharingAsk
from motcua.platform.exchange.testing import call_row
from motcua.platform.payments import adapters as banks
from motcua.platform.payments import api as payments
from motcua.platform.payments.testing import FakeBank, make_payment
from motcua.platform.signon.testing import code_for, make_app
from motcua.services.linked import api as linked
from motcua.services.linked.testing import granted
from motcua.services.privacy import api as privacy
from motcua.services.privacy.testing import asked
from motcua.services.vault import api as vault
from motcua.services.vault import testing as papers
from tests.security import evil
from tests.security.world import NOW, World

DESK = "/lam-viec/ho-so"


def add(world: World) -> World:
    """Everything that is not there yet."""
    for make in (_result, _entry, _old_results, _money, _unit_papers, _invitations, _steps, _merger, _rights, _draft_file, _exchange, _linked):
        make(world)
    return world


def _result(world: World) -> None:
    town = world.town
    ref = at_signing(town)
    casework.sign_result(code=ref.code, decision=Outcome.GRANTED, actor=town.leader, now=NOW)
    third = t.submit(town.citizen, code=t.GENERIC)  # an opinion that is asked of none of those who knock
    casework.receive(code=third.code, actor=town.reception, now=NOW)
    unit = next(u.code for u in casework.receiving_units(code=t.GENERIC, on=NOW.date()) if u.code not in {t.UNIT, t.OTHER_UNIT})
    casework.ask_opinions(code=third.code, asks=[OpinionAsk(unit, "Có ý kiến gì không?", 3)], actor=town.appraiser, now=NOW)
    world.known |= {"resolved": ref.code, "asked_of_third": third.code}


def _entry(world: World) -> None:
    """A dossier being typed at the counter."""
    typed = {
        "name": "Vũ Thị Hai", "number": "031191950003", "phone": "0100900012", "address": "Số 1", "unit": t.UNIT, "filing": "3", "intake": t.UNIT,
    }  # fmt: skip
    paper = SimpleUploadedFile("uy-quyen.pdf", PDF_BYTES)
    begun = world.clients["reception"].post(f"{DESK}/nop-tai-quay/{t.BIRTH}/nguoi-nop/", {**typed, "paper": paper})
    assert begun.status_code == 302


def _old_results(world: World) -> None:
    sent = {"unit": t.UNIT, "scans": SimpleUploadedFile("a.zip", evil.packed({"a.png": picture()})), "index": SimpleUploadedFile("a.xlsx", index(row(1, file="a.png")))}
    assert world.clients["reception"].post(f"{DESK}/so-hoa-ket-qua/", sent).status_code == 302


def _money(world: World) -> None:
    """A fee that was paid, its receipt, and a refund that was asked for."""
    payments.open_series(pattern="01BLP", serial="HP-26E", year=2026, now=NOW, actor=SYSTEM)
    with banks.instead(FakeBank()) as bank:
        made = make_payment(ref="attack:2", payer_ref=world.town.citizen.ref)
        bank.tell(bank.credit(made, amount=8_000))
        payments.request_refund(payment_id=made.payment_id, amount=1_000, reason="Nộp thừa", now=NOW, actor=world.town.leader)


def _unit_papers(world: World) -> None:
    """A unit's own paper, shared with another unit; a citizen's, opened by a unit; and one that a unit asked a citizen for."""
    town = world.town
    typed = vault.PaperTyped(fields={"name": "Quy chế phối hợp"})
    own = vault.add_paper(kind="other", typed=typed, content=picture(), name="a.png", actor=town.reception, now=NOW, unit_code=t.UNIT)
    held = papers.held(town.citizen, seed=3)
    terms = {"purpose": "Đối chiếu hồ sơ", "days": 7, "unit_code": t.UNIT, "may_download": True, "fields": ("number",)}
    made = vault.share(document_id=held.uuid, terms=vault.ShareTerms(**terms), actor=town.citizen, now=NOW, idempotency_key="attack-2")
    vault.open_share(key=vault.Key(share_id=made.share.uuid), actor=town.reception, now=NOW)
    vault.ask_for_paper(
        dossier_code=world.known["received"], unit_code=t.UNIT, kind="driving_licence", purpose="Đối chiếu", actor=town.reception, now=NOW,
        idempotency_key="attack-3",
    )  # fmt: skip
    world.known |= {"unit_paper": own.uuid}


def _invitations(world: World) -> None:
    """Somebody is asked to sign along, and an application may see who signed in."""
    town = world.town
    invited = people.make_citizen(3)
    world.clients["invited"] = people.sign_in(type(world.clients["citizen"])(raise_request_exception=False), invited)
    world.clients["clerk"] = people.sign_in(type(world.clients["citizen"])(raise_request_exception=False), people.make_citizen(2))
    number = identity.person(person_id=invited.subject_id).personal_number
    eforms.invite_signer(draft_id=world.known["draft"], number=number, name="Mai", actor=town.citizen, now=NOW)
    code_for(world.clients["citizen"], make_app(now=NOW))
    casework.save_view(name="Của tôi", filters=InboxFilter(), actor=town.appraiser, now=NOW)


def _steps(world: World) -> None:
    """Evidence of a breach and of an assessment; a call of the exchange."""
    for address in ("vi-pham/{breach}/them-chung-cu/", "danh-gia-tac-dong/{impact}/tai-lieu/"):
        place = "/lam-viec/du-lieu-ca-nhan/" + address.format(**world.known)
        assert world.clients["dpo"].post(place, {"evidence": SimpleUploadedFile("a.png", picture())}).status_code == 302
    call_row(now=NOW)


def _merger(world: World) -> None:
    chief: Any = people.make_officer(Role.ADMIN, code="chief", unit_code="31", now=NOW)
    identity.propose_merger(old_units=[t.OTHER_UNIT], new_unit=t.UNIT, on=date(2026, 3, 9) + timedelta(days=30), basis="07/NQ", actor=chief, now=NOW)
    world.clients["chief"] = people.sign_in(type(world.clients["citizen"])(raise_request_exception=False), chief)


def _rights(world: World) -> None:
    """The copy of somebody's data, answered; and a request to correct them that is being carried out."""
    town = world.town
    code = asked(town, "copy")
    planned = privacy.plan(code=code, actor=town.appraiser, now=NOW)
    privacy.carry_out(code=code, digest=planned.digest, actor=people.make_officer(Role.APPRAISER, unit_code=t.UNIT, code="appraiser.2"), now=NOW)
    casework.propose_result(code=code, decision=Outcome.GRANTED, note="Đã làm", actor=town.appraiser, now=NOW)
    casework.sign_result(code=code, decision=Outcome.GRANTED, note="Đã làm", actor=town.leader, now=NOW)
    world.known |= {"copied": code, "to_correct": asked(town, "correct", minutes=1)}


def _draft_file(world: World) -> None:
    """A paper in a form that is not handed in yet."""
    sent = {"paper_birth": SimpleUploadedFile("giay-chung-sinh.pdf", PDF_BYTES)}
    assert world.clients["citizen"].post("/nop/{draft}/giay-to/".format(**world.known), sent).status_code in {200, 302, 422}


def _exchange(world: World) -> None:
    """A unit asks for another agency's data; neither the agency nor another unit of the town is among those who knock."""
    who: dict[str, Any] = {"actor": SYSTEM, "now": NOW}
    exchange.register_member(member_class="GOV", member_code="H24.31", name_vi="Bên xin", unit_code=t.UNIT, **who)
    client = exchange.register_subsystem(member="VN-HP/GOV/H24.31", code="desk", name_vi="Một cửa", **who)
    exchange.register_member(member_class="GOV", member_code="H24.99", name_vi="Bên có", **who)
    provider = exchange.register_subsystem(member="VN-HP/GOV/H24.99", code="land", name_vi="Đất đai", **who)
    service = exchange.register_service(subsystem=provider, code="parcels", base_url="http://10.0.0.5/", name_vi="Thửa đất", **who)
    ask = SharingAsk(
        service=service, client=client, purpose="Thẩm định hồ sơ xây dựng", ground="NĐ 278/2025/NĐ-CP", from_on=NOW.date() + timedelta(days=1),
        until_on=NOW.date() + timedelta(days=90), per_day=10,
    )  # fmt: skip
    world.known |= {"sharing": exchange.ask_sharing(ask=ask, actor=world.town.appraiser, now=NOW)}


def _linked(world: World) -> None:
    """A granted birth whose further steps wait at other agencies."""
    ref = granted(world.town)
    assert linked.begin(dossier_id=ref.uuid, now=NOW)
    world.known |= {"linked": ref.code}
