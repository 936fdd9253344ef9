from datetime import UTC, date, datetime, timedelta

import pytest

from motcua.foundation.audit import api
from motcua.foundation.identity import api as identity
from motcua.foundation.identity.testing import make_officer
from motcua.foundation.outbox.testing import drain_all
from motcua.kernel.actors import Role

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_powers_given_and_taken_stand_in_the_log_with_their_document():
    chief, deputy = make_officer(Role.LEADER, code="chief", now=NOW), make_officer(Role.RECEPTION, code="deputy", now=NOW)
    admin = make_officer(Role.ADMIN, code="admin", now=NOW)
    given = identity.delegate(
        position_id=chief.positions[0].position_id, to_officer_id=deputy.subject_id, kind=identity.DelegationKind.SIGNS_FOR, valid_from=NOW,
        basis=identity.Basis("7/QĐ", date(2026, 11, 1)), valid_to=NOW + timedelta(days=9), actor=admin, now=NOW,
    )  # fmt: skip
    identity.revoke_delegation(delegation_id=given.uuid, reason="x", actor=deputy, now=NOW + timedelta(hours=1))
    drain_all()
    back, granted = api.entries(object_ref=f"identity.delegation:{given.uuid}", limit=10).entries
    assert (granted.actor_ref, granted.on_behalf_of, granted.ground) == (admin.ref, chief.ref, "7/QĐ")
    assert (back.actor_ref, back.details["cause"]) == (deputy.ref, "returned")


@pytest.mark.django_db
@pytest.mark.parametrize("alone", [False, True])
def test_a_reset_of_factors_stands_in_the_log_and_what_one_did_alone_by_its_own_name(settings, alone):
    settings.MOTCUA_RESET_ALONE = alone
    officer, asker = make_officer(Role.RECEPTION, now=NOW), make_officer(Role.ADMIN, code="admin", now=NOW)
    second = asker if alone else make_officer(Role.ADMIN, code="second", now=NOW)
    made = identity.ask_reset(
        officer_id=officer.subject_id, reason="mất điện thoại", recognised=identity.Recognised.CARD, paper="031091000001", actor=asker, now=NOW
    )
    identity.confirm_reset(reset_id=made.uuid, actor=second, now=NOW)
    drain_all()
    found = api.entries(object_ref=f"identity.officer:{officer.subject_id}", limit=10).entries
    confirmed = "identity.reset_confirmed_alone" if alone else "identity.reset_confirmed"
    assert {(e.action, e.actor_ref) for e in found} == {
        ("identity.reset_asked", asker.ref), ("identity.factor_reset", second.ref), (confirmed, second.ref),
    }  # fmt: skip
    assert "mất điện thoại" not in str([e.details for e in found])
    assert "031091000001" not in str([e.details for e in found])
