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
    identity.reset_second_factor(officer_id=deputy.subject_id, actor=admin, now=NOW + timedelta(hours=2))
    drain_all()
    back, granted = api.entries(object_ref=f"identity.delegation:{given.uuid}", limit=10).entries
    assert (granted.actor_ref, granted.on_behalf_of, granted.ground) == (admin.ref, chief.ref, "7/QĐ")
    assert (back.actor_ref, back.details["cause"]) == (deputy.ref, "returned")
    (reset,) = api.entries(object_ref=f"identity.officer:{deputy.subject_id}", limit=10).entries
    assert reset.action == "identity.factor_reset"
