"""Acting for another officer: the history says for whom and by which document; scope and signature are honoured; seals stay whole."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connection

from motcua.foundation.identity.testing import make_officer
from motcua.kernel.actors import PositionHeld, Role, Scope
from motcua.kernel.errors import Forbidden
from motcua.platform.casework import api, contracts
from motcua.platform.casework import testing as t
from motcua.platform.casework.models import Dossier, DossierEvent
from motcua.platform.casework.rules import chain
from motcua.platform.casework.tests.test_lifecycle import at_signing, received


def in_place_of(officer, **scope):
    """Somebody of another unit with the officer's position by delegation."""
    held = officer.positions[0]
    lent = PositionHeld(held.position_id, held.unit_code, held.unit_id, held.role, "Phó Chủ tịch", officer.ref, "QĐ 12/QĐ-UBND", "KT.", Scope(**scope), uuid4())
    stand_in = make_officer(Role.RECEPTION, unit_code="11383")
    return replace(stand_in, positions=(*stand_in.positions, lent))


def last(ref):
    return DossierEvent.objects.filter(dossier__uuid=ref.uuid).order_by("-seq").first()


def test_the_fact_names_actor_principal_and_document(town):
    ref, actor = received(town), in_place_of(town.reception)
    api.forward(code=ref.code, actor=actor, now=t.NOW)
    fact = last(ref)
    assert (fact.actor_ref, fact.on_behalf_of, fact.basis) == (actor.ref, town.reception.ref, "QĐ 12/QĐ-UBND")
    assert "KT. Phó Chủ tịch" in fact.actor_label


def test_an_own_position_comes_before_a_lent_one(town):
    ref = received(town)
    lent = in_place_of(town.appraiser).positions[-1]
    api.forward(code=ref.code, actor=replace(town.reception, positions=(*town.reception.positions, lent)), now=t.NOW)
    assert (last(ref).on_behalf_of, last(ref).basis) == ("", "")


@pytest.mark.parametrize("scope", [{}, {"may_sign": True, "procedures": frozenset({t.REPAIR})}, {"may_sign": True, "verbs": frozenset({"stop"})}])
def test_signing_needs_the_power_to_sign_this(town, scope):
    ref = at_signing(town)
    with pytest.raises((Forbidden, contracts.DossierUnknown)):
        api.sign_result(code=ref.code, decision="granted", actor=in_place_of(town.leader, **scope), now=t.NOW)
    assert last(ref).kind == "moved"


def test_with_the_power_the_deputy_signs(town):
    ref = at_signing(town)
    api.sign_result(code=ref.code, decision="granted", actor=in_place_of(town.leader, may_sign=True), now=t.NOW)
    assert (last(ref).kind, last(ref).on_behalf_of) == ("resolved", town.leader.ref)


def test_a_deputy_signs_for_the_head_though_he_has_a_post_of_his_own(town):
    ref, head = at_signing(town), make_officer(Role.LEADER)
    lent = in_place_of(head, may_sign=True).positions[-1]
    deputy = replace(town.leader, positions=(*town.leader.positions, lent))
    assert api.desk_page(code=ref.code, actor=deputy, now=t.NOW).lent == lent
    api.sign_result(code=ref.code, decision="granted", actor=deputy, now=t.NOW)
    assert (last(ref).on_behalf_of, last(ref).basis) == (head.ref, lent.basis)


def test_a_power_over_one_field_sees_only_that_field(town):
    ref = received(town)
    field = Dossier.objects.get(uuid=ref.uuid).field
    seeing, blind = in_place_of(town.reception, fields=frozenset({field})), in_place_of(town.reception, fields=frozenset({"Đất đai"}))
    assert [r.code for r in api.inbox(actor=seeing, now=t.NOW).rows] == [ref.code]
    assert api.inbox(actor=blind, now=t.NOW).rows == ()


def test_the_document_is_sealed_with_the_fact(town, tampered):
    ref = received(town)
    api.forward(code=ref.code, actor=in_place_of(town.reception), now=t.NOW)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE casework_dossier_event DISABLE TRIGGER USER")
        cursor.execute("UPDATE casework_dossier_event SET basis = 'QĐ 99' WHERE basis <> ''")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE casework_dossier_event ENABLE TRIGGER USER")
    assert api.verify_chains().first_bad == f"{ref.code}#{last(ref).seq}"


def test_rows_sealed_before_keep_their_seal(town, tampered):
    ref = t.submit(town.citizen)
    event, row = last(ref), Dossier.objects.get(uuid=ref.uuid)
    old = chain.seal(
        dossier_id=row.uuid, seq=1, kind=event.kind, at=event.at, actor_ref=event.actor_ref, on_behalf_of="", from_status=None,
        to_status=1, details=event.details, note_digest="", previous_hash=chain.GENESIS,
    )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE casework_dossier_event DISABLE TRIGGER USER")
        cursor.execute("UPDATE casework_dossier_event SET sealing = 1, hash = %s WHERE id = %s", [old, event.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE casework_dossier_event ENABLE TRIGGER USER")
    Dossier.objects.filter(pk=row.pk).update(last_hash=old)
    assert api.verify_chains().ok
