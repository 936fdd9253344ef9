"""The town of the attacks: two citizens, two units, two machines, and at least one of everything that the first of each owns."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.test import Client

from motcua.channels.developers import api as developers
from motcua.channels.developers import testing as machines
from motcua.foundation.consent import api as consent
from motcua.foundation.consent import testing as consents
from motcua.foundation.identity import api as identity
from motcua.foundation.identity import testing as people
from motcua.kernel.actors import Role, Scope
from motcua.kernel.identifiers import tax_code
from motcua.platform.casework import api as casework
from motcua.platform.casework import testing as t
from motcua.platform.casework.contracts import OpinionAsk
from motcua.platform.credentials.testing import make_credential
from motcua.platform.messaging import api as messaging
from motcua.platform.messaging.testing import PARAMS, SAMPLE, templates
from motcua.platform.payments.testing import make_payment
from motcua.platform.signon.testing import make_app
from motcua.services.counter import api as counter
from motcua.services.counter.testing import GROUP, SLOT
from motcua.services.privacy import api as privacy
from motcua.services.privacy.testing import told as breach
from motcua.services.vault import api as vault
from motcua.services.vault import testing as papers

NOW = t.NOW
SCOPES = ["dossiers:read", "dossiers:submit", "statistics:read", "webhooks"]


@dataclass
class World:
    """Who is there (clients by name) and what they have (texts by name)."""

    town: t.Town
    data: Path
    clients: dict[str, Client] = field(default_factory=dict)
    known: dict[str, Any] = field(default_factory=dict)


def make(data: Path) -> World:
    """Everything, through the doors of the rooms."""
    town = t.make_town()
    consents.load_purposes()
    world = World(town, data)
    _people(world)
    _dossiers(world)
    _papers(world)
    _officers(world)
    _machines(world)
    _at_the_counter(world)
    return world


def _client(actor: Any) -> Client:
    client = people.sign_in(Client(), actor)
    client.raise_request_exception = False
    return client


def _people(world: World) -> None:
    town = world.town
    names = {
        "citizen": town.citizen, "other_citizen": town.other_citizen, "reception": town.reception, "appraiser": town.appraiser,
        "leader": town.leader, "operator": town.operator, "admin": town.admin, "stranger": town.stranger,
        "strange_leader": people.make_officer(Role.LEADER, unit_code=t.OTHER_UNIT),
    }  # fmt: skip
    world.clients = {name: _client(actor) for name, actor in names.items()}
    visitor = Client()
    visitor.raise_request_exception = False
    world.clients["visitor"] = visitor
    claims = people.claims_of(1, MaSoThue=tax_code(prefix="020009999"), TenDoanhNghiep="Công ty TNHH Mẫu")
    boss = identity.actor_of(account_id=identity.sign_in_citizen(claims=claims, now=NOW).account_id, now=NOW)
    (body,) = identity.represented_by(person_id=boss.subject_id, now=NOW)
    given = identity.authorise(
        organisation_id=body.uuid, actor=replace(boss, organisation_id=body.uuid), now=NOW, personal_number=people.claims_of(2)["SoDinhDanh"], full_name="Đỗ Thị Thử 2",
        scope=Scope(verbs=frozenset({"file"})), valid_from=NOW, valid_to=NOW + timedelta(days=30), basis_number="07/GUQ", basis_on=NOW.date(),
    )  # fmt: skip
    world.known |= {"organisation": body.uuid, "authorisation": given.uuid}
    reader = town.reception
    consent.note_access(
        subject_id=town.citizen.subject_id, reader=reader, now=NOW, purpose="casework", ground="NĐ 118/2025/NĐ-CP", fields=["identity"],
        source="casework.dossier", dossier="H24-1",
    )  # fmt: skip
    text = world.clients["citizen"].get("/tai-khoan/dong-y/")
    assert text.status_code == 200
    world.clients["citizen"].post("/tai-khoan/dong-y/reminders/cho/", {"ban": "1", "dong-y": "co"})


def _dossiers(world: World) -> None:
    town, mine = world.town, world.clients["citizen"]
    submitted = t.submit(town.citizen, code=t.GENERIC)
    received = t.submit(town.citizen, code=t.GENERIC)
    world.clients["reception"].post(
        f"/api/v1/casework/dossiers/{received.code}/receive", {}, content_type="application/json", headers={"Idempotency-Key": "nhan-ho-so-1"}
    )
    begun = mine.post(f"/thu-tuc/{t.BIRTH}/nop/")
    draft = begun.url.split("/")[2]
    make_payment(ref="attack:1", payer_ref=town.citizen.ref)
    world.known |= {"dossier": submitted.code, "received": received.code, "requirement": casework.procedure(code=t.GENERIC).papers[0].key, "draft": draft}
    asked = t.submit(town.citizen, code=t.GENERIC)
    casework.receive(code=asked.code, actor=town.reception, now=NOW)
    asks = [OpinionAsk(t.OTHER_UNIT, "Có trùng hồ sơ nào không?", 3)]
    casework.ask_opinions(code=asked.code, asks=asks, actor=town.appraiser, now=NOW)
    (opinion,) = casework.opinions(code=asked.code, actor=town.appraiser, now=NOW)
    world.known |= {"asked": asked.code, "opinion": opinion.opinion_id}
    run = casework.begin_bulk(verb="receive", codes=[submitted.code], actor=town.reception, now=NOW, idempotency_key="k")
    world.known["bulk"] = run.run_id if hasattr(run, "run_id") else ""


def _papers(world: World) -> None:
    town = world.town
    held = papers.held(town.citizen)
    shared = vault.share(
        document_id=held.uuid, terms=vault.ShareTerms(purpose="Nhập học", days=7), actor=town.citizen, now=NOW, idempotency_key="k"
    )
    credential = make_credential(subject_id=town.citizen.subject_id, idempotency_key="attack", now=NOW)
    if SAMPLE.key not in templates:
        templates.add(SAMPLE)
    messaging.send(to_person_id=town.citizen.subject_id, template=SAMPLE.key, params=PARAMS, dedupe_key="attack", now=NOW)
    booked = counter.book(unit_code=t.UNIT, group=GROUP, starts_at=SLOT, actor=town.citizen, now=NOW, name="Yến", phone="0100900012")
    ticket = counter.take_ticket(unit_code=t.UNIT, group=GROUP, now=NOW)
    world.known |= {"paper": held.uuid, "share": shared, "credential": credential.uuid, "appointment": booked, "ticket": ticket}


def _officers(world: World) -> None:
    town = world.town
    people.make_delegation(town.leader, people.make_officer(Role.APPRAISER, code="deputy", unit_code=t.UNIT), now=NOW)
    made = privacy.report(told=breach(discovered_at=NOW), idempotency_key="attack", actor=town.reception, now=NOW)
    dpo = people.make_officer(Role.APPRAISER, code="dpo.1", unit_code=t.UNIT)
    privacy.name_dpo(officer_code="dpo.1", basis="12/QĐ-UBND", effective_from=date(2026, 1, 1), actor=town.admin, now=NOW)
    world.clients["dpo"] = _client(dpo)
    world.known["breach"] = made.code
    assessed = {"form": "mau-10", "title": "Thu phí", "unit_code": t.UNIT, "activities": ("payments",), "idempotency_key": "attack"}
    world.known["impact"] = privacy.begin_impact(**assessed, actor=town.leader, now=NOW).code


def _machines(world: World) -> None:
    town = world.town
    make_app(now=NOW)
    for name, units in (("machine", [t.UNIT]), ("strange_machine", [t.OTHER_UNIT])):
        _, token = machines.make_machine(town.admin, scopes=SCOPES, units=units, now=NOW)
        client = Client(HTTP_AUTHORIZATION=f"Bearer {token}")
        client.raise_request_exception = False
        world.clients[name] = client
    subscribed = developers.subscribe(url="http://127.0.0.1:1/nghe", events=["casework.dossier.submitted.v1"], actor=town.admin, now=NOW)
    world.known["subscription"] = subscribed


def _at_the_counter(world: World) -> None:
    """Somebody stands at the desk, whose consent may be given there."""
    number = identity.person(person_id=world.town.other_citizen.subject_id).personal_number
    assert world.clients["reception"].post("/lam-viec/dong-y/", {"so": number}).status_code == 302
