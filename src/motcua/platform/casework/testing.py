"""For tests: the two demo procedures, people with roles, submitted dossiers, and quick stand-ins for printing and signing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from django.db import transaction

from motcua.foundation.files import api as files
from motcua.foundation.identity.testing import make_citizen, make_officer
from motcua.foundation.registers.testing import load_registers
from motcua.foundation.units.testing import load_units
from motcua.kernel.actors import Actor, Role
from motcua.kernel.ids import uuid7
from motcua.kernel.text import fold
from motcua.platform.casework import api
from motcua.platform.casework.actions.definitions import publish_definition
from motcua.platform.casework.adapters import carried
from motcua.platform.casework.contracts import DossierRef, PaperGiven
from motcua.platform.casework.models import Procedure
from motcua.platform.casework.rules import catalogue
from motcua.platform.eforms.contracts import FormRef, SubmittedFile, SubmittedForm

BIRTH, REPAIR, GENERIC = "1.001193", "1.013229", "1.000894"
UNIT, OTHER_UNIT = "11329", "11359"
# A Monday morning in Hải Phòng without holidays near: 9 March 2026, 09:00.
NOW = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
PDF_BYTES = (
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


@dataclass
class Town:
    """One commune with its desk, and a neighbour."""

    citizen: Actor
    reception: Actor
    appraiser: Actor
    leader: Actor
    operator: Actor
    stranger: Actor
    admin: Actor
    other_citizen: Actor = field(default_factory=lambda: make_citizen(7))


def make_town(*, now: datetime = NOW) -> Town:
    """Reference data, the procedures of the tests and people for every role in phường Ngô Quyền."""
    load_registers()
    load_units()
    load_procedures(now=now)
    made = {role.value: make_officer(role, unit_code=UNIT) for role in Role}
    return Town(citizen=make_citizen(1), stranger=make_officer(Role.RECEPTION, unit_code=OTHER_UNIT), **made)


@pytest.fixture(scope="module")
def module_town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    """The town of a module: made once in a transaction around all its tests, each of which rolls back to it (ask for ``db`` after it).

    Not for modules with tests that commit: those empty the tables, and would wait for the transaction around them.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_town()
        transaction.set_rollback(True)


def load_procedures(*, now: datetime = NOW) -> None:
    """The procedures with definitions of their own and a generic one, as the carried catalogue has them."""
    for row, details in _carried_rows():
        Procedure.objects.get_or_create(
            code=row.code,
            defaults={
                "name": row.name, "name_fold": fold(row.name), "field": row.field, "issuer": row.issuer, "executor": row.executor,
                "details": details, "has_detail": bool(details), "content_hash": row.code, "source": "test", "imported_at": now,
            },
        )
    for document in carried.definition_documents():
        publish_definition(document=document, now=now)


@cache
def _carried_rows() -> tuple[tuple[catalogue.CatalogueRow, dict[str, Any]], ...]:
    wanted = {GENERIC, *(d["procedure"] for d in carried.definition_documents())}
    lines = (*carried.detail_lines(), *carried.detail_lines(carried.MORE_DETAILS))
    details = catalogue.read_details(line for line in lines if any(f'"code": "{c}"' in line for c in wanted))
    rows = (*catalogue.read_rows(carried.catalogue_text()).rows, *catalogue.read_rows(carried.catalogue_text(carried.MORE)).rows)
    return tuple((r, details.by_code.get(r.code, {})) for r in rows if r.code in wanted)


def stored(actor: Actor, *, name: str = "giay-to.pdf", now: datetime = NOW, extra: bytes = b"") -> files.StoredFile:
    """A file that the actor owns."""
    return files.put(content=PDF_BYTES + extra, name=name, purpose="test", actor=actor, now=now, owner_ref=actor.ref)


def paper(actor: Actor, requirement: str = "bo-sung-1", *, now: datetime = NOW) -> PaperGiven:
    """A stored file that answers a requirement."""
    return PaperGiven(requirement=requirement, file_id=stored(actor, now=now).uuid)


def frozen(actor: Actor, *requirements: str, data: Mapping[str, Any] | None = None, now: datetime = NOW) -> SubmittedForm:
    """A frozen form with files for the requirements."""
    kept = [(r, stored(actor, name=f"{r}.pdf", now=now)) for r in requirements]
    return SubmittedForm(
        draft_id=uuid7(), data=dict(data or {"phone": "0100900012"}), provenance={}, form_ref=FormRef("test", 1, "0"), frozen_at=now,
        files=tuple(
            SubmittedFile(field=r, requirement=r, file_id=f.uuid, name=f.name, size=f.size, mime=f.mime, sha256=f.sha256) for r, f in kept
        ),
    )


@contextmanager
def form_is(form: SubmittedForm) -> Iterator[SubmittedForm]:
    """Freezing any draft gives this form."""
    with patch("motcua.platform.eforms.api.freeze", lambda **_: form):
        yield form


def submit(
    actor: Actor, *, code: str = BIRTH, unit: str = UNIT, now: datetime = NOW, key: str = "", data: Mapping[str, Any] | None = None
) -> DossierRef:
    """A submitted dossier with the required papers."""
    needed = [p.key for p in api.procedure(code=code).papers if p.required]
    with form_is(frozen(actor, *needed, data=data, now=now)) as form:
        return api.submit(
            draft_id=form.draft_id, procedure_code=code, unit_code=unit, idempotency_key=key or str(form.draft_id), actor=actor, now=now
        )


def pay(ref: DossierRef, *, now: datetime = NOW) -> bool:
    """The fee of the dossier is settled."""
    assert ref.payment_id is not None
    amount = api.dossier(code=ref.code, actor=_system()).fee_amount
    return api.settle_fee(ref=f"casework:{ref.uuid}", amount=amount, payment_id=ref.payment_id, settled_at=now)


def _system() -> Actor:
    from motcua.kernel.actors import SYSTEM

    return SYSTEM


class _Signed:
    """What signing gives back, without a signature."""

    def __init__(self, pdf: bytes, now: datetime) -> None:
        from motcua.platform.signing.contracts import Level

        self.id = uuid7()
        self.pdf, self.sha256, self.signed_at = pdf, hashlib.sha256(pdf).hexdigest(), now
        self.level, self.certificate_serial = Level.B_B, "0"
        self.report = type("Report", (), {"signatures": (), "valid": False})()


@contextmanager
def quick_papers() -> Iterator[None]:
    """Printing and signing that take no time: for tests of the flow, not of the papers."""
    from motcua.platform.documents.contracts import Typeset

    def render(*, template: str, data: Mapping[str, Any], **_: Any) -> bytes:
        return PDF_BYTES + f"%{template} {data.get('code')} {uuid7()}\n".encode()

    def sign(*, pdf: bytes, now: datetime, **_: Any) -> _Signed:
        return _Signed(pdf, now)

    def placed(**given: Any) -> Typeset:
        return Typeset(pdf=render(**given), places={})

    with (
        patch("motcua.platform.documents.api.render_pdf", render), patch("motcua.platform.documents.api.render_placed", placed),
        patch("motcua.platform.signing.api.sign_pdf", sign), patch("motcua.platform.signing.api.seal_pdf", sign),
    ):
        yield


def id_of(code: str) -> UUID:
    """The uuid of a dossier."""
    return api.dossier(code=code, actor=_system()).uuid


def put_paper(code: str, *, requirement: str, file_id: UUID, name: str = "Giấy tờ", now: datetime = NOW) -> None:
    """A paper in the dossier that came by no action of this test."""
    from motcua.platform.casework.models import Dossier, Paper

    row = Dossier.objects.get(code=code)
    Paper.objects.create(dossier=row, requirement=requirement, name=name, file_id=file_id, file_name="kín.pdf", event_seq=1, added_at=now)
